"""Take a workbook or CSV file into the tables of a plan: all of it, or nothing where anything in it is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad, QuerySolutions, Store

from kgtool.base import csv
from kgtool.base.errors import InputError, Place, UsageError
from kgtool.base.files import read_bytes, write_atomically
from kgtool.corpus.layout import Repo
from kgtool.intake.city_tables import choices as choosing
from kgtool.intake.city_tables import csv_file, workbook
from kgtool.intake.city_tables.canonical import TableContent, content, lines
from kgtool.intake.city_tables.cell import placed
from kgtool.intake.city_tables.choices import Choices
from kgtool.intake.city_tables.sheet import CitySheet, table_of
from kgtool.rdf import city_tables, iris
from kgtool.rdf.city_tables.cells import called
from kgtool.rdf.city_tables.form import tables
from kgtool.rdf.city_tables.records import Records
from kgtool.rdf.turtle import Statement
from kgtool.sparql import catalogue
from kgtool.sparql.catalogue import Question

_RULES = ("indicator-", "budget-")
"""How the check queries begin that look at numbers only: they need nothing beside the plan."""


@dataclass(frozen=True)
class Taken:
    """What a file gives: its tables as CSV files by name with their numbers of rows, mistakes, and what else seems odd."""

    files: dict[str, bytes]
    rows: dict[str, int]
    mistakes: list[InputError]
    remarks: list[InputError]


def take(repo: Repo, plan: str, paths: Sequence[Path], encoding: str = "") -> Taken:
    """Read the tables of a plan from a workbook, or from one or several CSV files. Writes nothing.

    Raises ``InputError`` for a file that is no table, and for a plan that is not whole; ``UsageError`` (plan-unknown,
    plan-whole, extra-missing). Cost: 1,000 indicators of three values take some three seconds.
    """
    if repo.whole(plan) is not None:
        raise UsageError("plan-whole", plan=plan)
    known = choosing.of_plan(repo, plan)
    sheets = [found for path in paths for found in _sheets(path, encoding)]
    contents = [content(tables()[name], sheet, known) for name, sheet in sheets]
    found = [error for made in contents for error in made.mistakes]
    found += _unknown_projects(repo, plan, contents)
    remarks = [] if found else list(_odd(repo, known, contents))
    errors = [error for error in remarks if error.fields["severity"] == "error"]
    kept = {made.table.file: made for made in contents if made.rows or _there(repo, plan, made)}
    files = {name: csv.for_spreadsheets(csv.write(lines(made))) for name, made in kept.items()}
    rows = {name: len(made.rows) for name, made in kept.items()}
    return Taken(files, rows, found + errors, [remark for remark in remarks if remark not in errors])


def place(repo: Repo, plan: str, taken: Taken) -> dict[str, bool]:
    """Write the tables into the folder of their plan; return for each file whether that changed it.

    Only what has no mistakes may be placed. Raises ``BuildError`` (file-unwritable).
    """
    changed = {}
    for name, data in taken.files.items():
        path = repo.plan(plan) / name
        changed[name] = not path.is_file() or read_bytes(path, repo.name(path)) != data
        if changed[name]:
            write_atomically(path, data, repo.name(path))
    return changed


def _there(repo: Repo, plan: str, made: TableContent) -> bool:
    return (repo.plan(plan) / made.table.file).is_file()


def _sheets(path: Path, encoding: str) -> Iterator[tuple[str, CitySheet]]:
    """The sheets of a file, each with the name of its table."""
    data = read_bytes(path, path.as_posix())
    if workbook.is_workbook(data):
        yield from workbook.read(data, path.name).items()
        return
    if data.startswith(b"%PDF") or not data.strip():
        kind = {"ja": "空のファイル", "en": "an empty file"} if not data.strip() else {"ja": "PDF", "en": "a PDF"}
        raise InputError("table-file-kind", path.name, found=kind)
    sheet = csv_file.read(data, path.name, encoding)
    table = table_of(sheet.heads)
    if table is None:
        heads = " / ".join("、".join(column.head.ja for column in table.columns) for table in tables().values())
        raise InputError("table-unknown", Place(path.name, 1), heads=heads)
    if not any(True for _ in sheet.body()):
        raise InputError("table-empty", Place(path.name, 1))
    yield table.name, sheet


def _unknown_projects(repo: Repo, plan: str, contents: list[TableContent]) -> Iterator[InputError]:
    """Budgets of projects that neither the file nor, where it has no such table, the folder of the plan knows."""
    of = {made.table.name: made for made in contents}
    if "budgets" not in of:
        return
    if "projects" in of:
        known = {(row["version"], row["project"]) for row in of["projects"].rows.values()}
    else:
        path = repo.plan(plan) / tables()["projects"].file
        named = city_tables.cells_of(repo.file(path).text, repo.name(path)) if path.is_file() else []
        known = {(row["version"], row["project"]) for row in named}
    budgets = of["budgets"]
    for number, row in budgets.rows.items():
        if row["project"] and (row["version"], row["project"]) not in known:
            error = InputError(
                "table-project-unknown", column=called(budgets.table.column("project")), cell=row["project"]
            )
            yield placed(error, budgets.places[number, "project"])


def _odd(repo: Repo, known: Choices, contents: list[TableContent]) -> Iterator[InputError]:
    """What the check queries about numbers say of the tables, together with the plan, at the cells that say it."""
    graph = NamedNode(iris.graph("plan", known.plan))
    store = known.graph.store
    store.extend(Quad(*statement, graph) for statement, _ in _said(known, contents))
    broken = [
        (question, row)
        for question in catalogue.folder(repo, "checks")
        if question.id.startswith(_RULES)
        for row in _rows(store, question)
    ]
    places = _places(known, contents) if broken else {}
    for question, terms in broken:
        where = next((places[key] for key in _keys(terms) if key in places), None)
        if where:
            header = question.header
            assert header.remedy
            said, remedy = ({"ja": text.ja, "en": text.en} for text in (header.description, header.remedy))
            yield InputError("table-rule", where, rule=question.id, said=said, remedy=remedy, severity=header.severity)


def _said(known: Choices, contents: list[TableContent]) -> Iterator[tuple[Statement, Place]]:
    """What the rows of the tables say, each statement with the cell that says it."""
    for made in contents:
        records = Records(made.table, known.plan, list(made.rows.values()))
        first = made.table.columns[0].name
        for number, row in made.rows.items():
            for statement, column in records.statements(number, row):
                yield statement, made.places[number, column or first]


def _places(known: Choices, contents: list[TableContent]) -> dict[tuple[str, ...], Place]:
    """The first cell that says each statement, something of each property of a node, and something of each node."""
    places: dict[tuple[str, ...], Place] = {}
    for statement, place in _said(known, contents):
        for key in _keys(tuple(map(str, statement))):
            places.setdefault(key, place)
    return places


def _keys(terms: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Subject, property and value of a finding, and the less exact places it may have."""
    return terms, terms[:2], terms[:1]


def _rows(store: Store, question: Question) -> Iterator[tuple[str, ...]]:
    rows = store.query(question.body, use_default_graph_as_union=True)
    assert isinstance(rows, QuerySolutions)
    for row in rows:
        yield tuple(str(row[name]) for name in ("focus", "path", "value"))
