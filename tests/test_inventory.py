"""The committed graphs against an inventory of both plans that was written by hand (tests/inventory/README.md)."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

import pytest

from kgtool.corpus.layout import Repo
from kgtool.extract import extraction
from kgtool.rdf import iris
from kgtool.rdf.vocab import DCTERMS, JPP, OA, RDF, RDFS, SKOS

INVENTORY = Path(__file__).parent / "inventory"
VERSIONS = {"13211-kodaira-4": "as-received", "13221-kiyose-5": "draft-2025-08-12"}
KODAIRA = "13211-kodaira-4"
PLANS = sorted(VERSIONS)
FIELDS = ("class", "code", "title", "alternative", "parent", "link", "order", "first_line", "last_line")
REPAIR = "look at the text; mend data/{0}/profile.toml and run `kgtool extract {0}`, or settle it in tests/inventory/settled.tsv"


class Difference(NamedTuple):
    """What the inventory and the graph say of one field of one element or fact."""

    id: str
    field: str
    inventory: str
    graph: str


def table(name: str) -> list[dict[str, str]]:
    with (INVENTORY / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row | {"code": unicodedata.normalize("NFKC", row["code"])} if row.get("code") else row for row in rows]


def dense(text: str) -> str:
    return re.sub(r"\s+", "", text)


class Plan:
    """A committed graph, asked in the inventory's terms."""

    def __init__(self, plan: str, graph: dict) -> None:
        self.plan, self.graph = plan, graph
        self.base = iris.element(plan, VERSIONS[plan]) + "/"
        self.gaps: dict[tuple[str, str], str] = {}
        for said in graph.values():
            if JPP.gapIn.value in said:
                key = (said[JPP.gapIn.value][0].value, said[JPP.gapProperty.value][0].value)
                self.gaps[key] = said[JPP.gapReason.value][0].value.rsplit("/", 1)[1]
        self.elements = {
            subject.removeprefix(self.base): said
            for subject, said in graph.items()
            if subject.startswith(self.base) and JPP.order.value in said
        }

    def values(self, element: str, *predicates: object) -> list[str]:
        """The values of the first predicate that has any, IRIs below the version as ids."""
        for predicate in predicates:
            found = self.elements[element].get(predicate.value, [])
            if found:
                return sorted(term.value.removeprefix(self.base) for term in found)
        return []

    def one(self, element: str, *predicates: object, gap: str = "LOST", reason: str = "lost-in-scan") -> str:
        """The only value; ``gap`` where one is recorded instead; a text that equals nothing where there are several."""
        found = self.values(element, *predicates)
        reasons = [self.gaps.get((self.base + element, predicate.value)) for predicate in predicates]
        if any(reasons):
            found += [gap if why in (None, reason) else f"gap: {why}" for why in reasons if why]
        return found[0] if len(found) == 1 else " and ".join(found)

    def lines(self, span: str) -> tuple[str, str]:
        """The first and the last line of a span."""
        return self.graph[span][JPP.firstLine.value][0].value, self.graph[span][JPP.lastLine.value][0].value

    def element(self, element: str) -> dict[str, str]:
        """One element as a row of the inventory."""
        parents = (JPP.partOf, JPP.listedUnder) if "PlanListing" in self.one(element, RDF.type) else (JPP.partOf,)
        spans = self.values(element, JPP.statedAt)
        first, last = self.lines(spans[0]) if len(spans) == 1 else ("", f"{len(spans)} spans")
        link = next((name for name in ("partOf", "listedUnder") if self.values(element, JPP[name])), "")
        return {
            "class": self.one(element, RDF.type).removeprefix(iris.NS),
            "code": self.one(element, SKOS.notation),
            "title": self.one(element, RDFS.label),
            "alternative": self.one(element, DCTERMS.alternative),
            "parent": self.one(element, *parents),
            "link": "" if (self.base + element, JPP.partOf.value) in self.gaps else link,
            "order": self.one(element, JPP.order),
            "first_line": first,
            "last_line": last,
        }

    def standing_name(self, element: str) -> bool:
        """Whether a label is the name that the plan gives to all elements of this kind, with its number at most."""
        names = self.names[tuple(self.values(element, JPP.localType))]
        return len(names) > 1 and len(set(names)) == 1

    @cached_property
    def names(self) -> dict[tuple[str, ...], list[str]]:
        """The labels of the elements of each kind, without their numbers."""
        found: dict[tuple[str, ...], list[str]] = {}
        for element in self.elements:
            name = re.sub(rf"\s*{self.one(element, JPP.order)}$", "", self.one(element, RDFS.label))
            found.setdefault(tuple(self.values(element, JPP.localType)), []).append(name)
        return found


@pytest.fixture(scope="module")
def read(graph: Callable) -> Callable[[str], Plan]:
    plans = {plan: Plan(plan, graph(f"data/{plan}/source.ttl", f"data/{plan}/plan.ttl")) for plan in PLANS}
    return plans.__getitem__


@cache
def element_differences(plan: Plan) -> tuple[Difference, ...]:
    return tuple(_element_differences(plan))


def _element_differences(plan: Plan) -> Iterator[Difference]:
    for row in table(f"{plan.plan}.tsv"):
        if row["id"] not in plan.elements:
            continue
        by_hand = row | {"alternative": "", "link": "partOf" if row["parent"] not in ("", "LOST") else ""}
        ours = plan.element(row["id"])
        if not row["title"] and plan.standing_name(row["id"]):
            ours["title"] = ""
        for field in FIELDS:
            same = dense if field in ("title", "alternative") else str
            if same(by_hand[field]) != same(ours[field]):
                yield Difference(row["id"], field, by_hand[field], ours[field])


def fact(plan: Plan, row: dict[str, str]) -> str:
    """What the graph says of a fact, written as the inventory writes it; empty if it says nothing."""
    name, work, version = row["fact"], iris.element(plan.plan), plan.base.rstrip("/")

    def value(subject: str, predicate: object) -> str:
        return " and ".join(sorted(term.value for term in plan.graph[subject].get(predicate.value, [])))

    def at(subject: str, *predicates: object) -> set[tuple[str, str]]:
        spans = [term.value for predicate in predicates for term in plan.graph[subject].get(predicate.value, [])]
        return {plan.lines(span) for span in spans}

    here = (row["first_line"], row["last_line"])
    kind, _, element = name.partition(":")
    if kind == "restated":
        return row["value"] if here in at(plan.base + element, JPP.restatedAt) else ""
    if kind == "body":
        return row["value"] if here in at(plan.base + element, JPP.bodyAt) else ""
    note = row["value"].partition(" ")[2]
    years = {
        "first fiscal year": (version, JPP.startFiscalYear),
        "last fiscal year": (version, JPP.endFiscalYear),
        "draft date": (version, JPP.asOf),
        "target-year": (version, JPP.endFiscalYear),
        "plan-duration-years": (version, JPP.durationYears),
        "implementation-plan-duration-years": (plan.base + "implementation-plan", JPP.durationYears),
    }
    if name in years:
        return f"{value(*years[name])} {note}".strip() if value(*years[name]) else ""
    if name in ("plan title", "plan-name"):
        labels = [term.value for term in plan.graph[work][RDFS.label.value] if term.language == "ja"]
        return " and ".join(labels)
    if name == "status":
        return value(version, JPP.status).rsplit("/", 1)[-1]
    if name == "number-of-goals":
        return str(len([element for element in plan.elements if plan.values(element, RDF.type) == [JPP.Goal.value]]))
    return ""


@cache
def fact_differences(plan: Plan) -> tuple[Difference, ...]:
    rows = [row for row in table(f"{plan.plan}-facts.tsv") if row["fact"] != "furniture"]
    found = [Difference(row["fact"], "fact", row["value"], fact(plan, row)) for row in rows]
    return tuple(item for item in found if item.inventory != item.graph)


def settled(plan: str) -> list[Difference]:
    rows = [row for row in table("settled.tsv") if row["plan"] == plan]
    return [Difference(row["id"], row["field"], row["inventory"], row["graph"]) for row in rows]


def covers(rule: Difference, difference: Difference) -> bool:
    return rule.field == difference.field and all(
        fnmatchcase(dense(ours), dense(pattern)) for ours, pattern in zip(difference, rule, strict=True)
    )


def open_differences(plan: Plan, found: tuple[Difference, ...]) -> list[Difference]:
    rules = settled(plan.plan)
    return [difference for difference in found if not any(covers(rule, difference) for rule in rules)]


@pytest.mark.parametrize("plan", PLANS)
def test_the_graph_has_exactly_the_elements_that_were_read_by_hand(plan: str, read: Callable) -> None:
    by_hand = {row["id"] for row in table(f"{plan}.tsv")}
    assert set(read(plan).elements) == by_hand, REPAIR.format(plan)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("plan", PLANS)
def test_elements_are_as_they_were_read_by_hand(plan: str, field: str, read: Callable) -> None:
    found = [item for item in open_differences(read(plan), element_differences(read(plan))) if item.field == field]
    assert not found, REPAIR.format(plan)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param((plan, name), id=f"{plan}-{name}")
        for plan in PLANS
        for name in sorted({row["fact"] for row in table(f"{plan}-facts.tsv")} - {"furniture"})
    ],
)
def test_facts_are_as_they_were_read_by_hand(name: tuple[str, str], read: Callable) -> None:
    plan, fact_name = name
    found = [item for item in open_differences(read(plan), fact_differences(read(plan))) if item.id == fact_name]
    assert not found, REPAIR.format(plan)


@pytest.mark.parametrize("plan", PLANS)
def test_the_plan_states_its_period_where_it_was_read_by_hand(plan: str, read: Callable) -> None:
    graph, period = read(plan), ("fiscal year", "target-year", "duration-years", "plan title", "draft date")
    rows = [row for row in table(f"{plan}-facts.tsv") if row["fact"].endswith(period)]
    spans = [term.value for term in graph.graph[graph.base.rstrip("/")][JPP.statedAt.value]]
    assert spans
    assert {graph.lines(span) for span in spans} <= {(row["first_line"], row["last_line"]) for row in rows}, (
        REPAIR.format(plan)
    )


def test_every_settled_difference_still_exists(read: Callable) -> None:
    stale = []
    for plan in PLANS:
        found = [*element_differences(read(plan)), *fact_differences(read(plan))]
        stale += [rule for rule in settled(plan) if not any(covers(rule, item) for item in found)]
    assert not stale, "delete these lines of tests/inventory/settled.tsv: nothing differs any more"


def test_every_settled_difference_says_why(repo: Repo) -> None:
    rows = table("settled.tsv")
    assert all(row["why"].strip() and row["plan"] in repo.plans for row in rows)
    keys = [(row["plan"], row["id"], row["field"]) for row in rows]
    assert len(keys) == len(set(keys))


def test_rows_of_the_sectoral_plans_table_are_as_they_were_read_by_hand(read: Callable) -> None:
    plan = read(KODAIRA)
    dash = {"gap": "", "reason": "dash-in-table"}
    ours = [
        {
            "row": plan.one(element, JPP.order),
            "title": dense(plan.one(element, RDFS.label)),
            "group": plan.one(element, JPP.listedUnder).removeprefix("goal/"),
            "decided_fiscal_year": plan.one(element, JPP.decidedInFiscalYear, **dash),
            "start_fiscal_year": plan.one(element, JPP.startFiscalYear, **dash),
            "end_fiscal_year": plan.one(element, JPP.endFiscalYear, **dash),
            "line": plan.element(element)["first_line"],
        }
        for element in plan.elements
        if element.startswith("sectoral-plan/")
    ]
    by_hand = [row | {"title": dense(row["title"])} for row in table(f"{KODAIRA}-sectoral-plans.tsv")]
    assert sorted(ours, key=lambda row: int(row["row"])) == by_hand, REPAIR.format(KODAIRA)


def test_a_year_of_a_sectoral_plan_is_stated_or_its_dash_is_recorded(read: Callable) -> None:
    plan = read(KODAIRA)
    for row in table(f"{KODAIRA}-sectoral-plans.tsv"):
        for column in ("decided_fiscal_year", "start_fiscal_year", "end_fiscal_year"):
            name = {"decided": "decidedInFiscalYear", "start": "startFiscalYear", "end": "endFiscalYear"}
            predicate = JPP[name[column.split("_")[0]]]
            key = (f"{plan.base}sectoral-plan/{row['row']}", predicate.value)
            assert (plan.gaps.get(key) == "dash-in-table") == (not row[column]), f"{key}: {REPAIR.format(KODAIRA)}"


def test_cells_of_the_sdg_matrix_are_as_they_were_read_by_hand(read: Callable) -> None:
    plan = read(KODAIRA)
    by_hand = {
        (f"measure/{policy}", f"{iris.SDG}{row['sdg']}", row["line"])
        for row in table(f"{KODAIRA}-sdg-matrix.tsv")
        for policy in row["policies"].split(",")
    }
    cells = {
        (
            said[OA.hasTarget.value][0].value.removeprefix(plan.base),
            said[OA.hasBody.value][0].value,
            plan.lines(said[JPP.statedAt.value][0].value)[0],
        )
        for said in plan.graph.values()
        if JPP.Contribution in said.get(RDF.type.value, [])
    }
    links = {(element, goal) for element in plan.elements for goal in plan.values(element, JPP.contributesTo)}
    assert cells == by_hand, REPAIR.format(KODAIRA)
    assert links == {(element, goal) for element, goal, _ in by_hand}, REPAIR.format(KODAIRA)


def test_a_plan_that_names_no_development_goals_has_a_gap_and_no_links(read: Callable) -> None:
    plan = read("13221-kiyose-5")
    assert plan.gaps[(plan.base.rstrip("/"), JPP.contributesTo.value)] == "not-stated"
    assert not any(plan.values(element, JPP.contributesTo) for element in plan.elements)


@pytest.mark.sources
@pytest.mark.parametrize("plan", PLANS)
def test_lines_that_were_read_by_hand_as_furniture_state_no_element(plan: str, repo: Repo, sources: Path) -> None:
    """The reader's kinds are compared where both have the word; a matrix and a group row are their own kinds here."""
    ledger = {entry.line: entry.kind for entry in extraction.extract(repo, plan, sources).outline.ledger}
    words = {"sdg-matrix": {"matrix", "table-header"}, "table-header": {"table-header", "restated-heading"}}
    words["section-heading"] = {"section-heading", "standing-header"}
    differing = {}
    for row in table(f"{plan}-facts.tsv"):
        kind = row["value"].partition(":")[0]
        if row["fact"] == "furniture":
            expected = {"element"} if kind == "body" else words.get(kind, {kind})
            if ledger[int(row["first_line"])] not in expected:
                differing[row["first_line"]] = (row["value"], ledger[int(row["first_line"])])
    if plan == KODAIRA:
        assert differing.pop("289") == ("section-heading", "element"), "the number above 自治体経営方針 is part of it"
    assert not differing, REPAIR.format(plan)
