"""Hold any data to any shapes: no plans, no repository, nothing remembered.

Findings have the words of the shapes: their messages, names and severities, at the line of the data and with
that of the shape. Literals and blank nodes reach the engines as they are written, relative IRIs by the file's address.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from kgtool.base.errors import InputError, UsageError
from kgtool.base.languages import Text
from kgtool.base.version import __version__
from kgtool.check import inline, shacl
from kgtool.check.finding import Finding, Report, Rule, ValidationResult, ordered
from kgtool.check.locate import Locator
from kgtool.check.results import found_at, unread
from kgtool.check.run import chosen_engine
from kgtool.check.shape_rules import GivenShapes
from kgtool.check.unreadable import slips
from kgtool.check.validators import Notes
from kgtool.check.validators.shapes import ENGINES_DIFFER, compared
from kgtool.corpus.input_file import InputFile, statements

_ENDINGS = (".ttl", ".nt")


def files(paths: Sequence[Path]) -> list[InputFile]:
    """Return Turtle files by name; of a folder, those below it in name order. Relative IRIs are by the file's address.

    Raises ``InputError`` (file-missing) and, for a folder without any, ``UsageError`` (nothing-to-check).
    """
    found: dict[Path, InputFile] = {}
    for path in paths:
        inside = sorted(p for p in path.rglob("*") if p.suffix in _ENDINGS and p.is_file()) if path.is_dir() else [path]
        if not inside:
            raise UsageError("nothing-to-check", path.as_posix())
        found |= {file: InputFile(file, _called(file), file.absolute().as_uri()) for file in inside}
    return list(found.values())


def _called(file: Path) -> str:
    """A file's path as it is given; from the working folder, where that is above it."""
    return (file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file).as_posix()


def check(
    shapes: Sequence[InputFile], data: Sequence[InputFile], engine: str, notify: Callable[[Text], None]
) -> Report:
    """Hold data to shapes and return a report. ``engine`` is auto, pyshacl, fast or both.

    Data that cannot be read is a finding, and the rest is held to the shapes. Raises ``InputError`` for shapes that cannot
    be read, and for those that the engine does not take (shapes-broken).
    """
    wrong = unread((error for file in data for error in slips(file)), "")
    every, data = data, [file for file in data if not slips(file)]
    given, looked_at = GivenShapes(shapes), statements(data)
    notes = Notes(notify)
    chosen = chosen_engine(engine, sum(file.size for file in data), notes)
    if given.beyond:
        names = ", ".join(given.beyond)
        notes.tell(
            f"{names} は調べません(SHACL Advanced Features)。SHACL CoreとSHACL-SPARQLの制約だけを調べます。",
            f"{names} is left out (SHACL Advanced Features); constraints of SHACL Core and SHACL-SPARQL are evaluated.",
        )

    def evaluated(by: str) -> list[ValidationResult]:
        try:
            return shacl.every_result(by, given.statements, looked_at, given.prefixes)
        except Exception as error:  # whatever an engine may raise: it is the shapes that it does not take
            reason = " ".join(str(error).split()) or type(error).__name__
            raise InputError("shapes-broken", shapes[0].name, engine=by, reason=reason) from error

    results = evaluated("shacl" if chosen == "shacl" else "pyshacl")
    differ = compared(every[0].name, results, evaluated("shacl"), notes) if chosen == "both" else []
    locator = Locator(data)
    by_shape: dict[str, Rule] = {}

    def finding(result: ValidationResult) -> Finding:
        rule = by_shape.get(result.shape) or by_shape.setdefault(result.shape, given.rule(result))
        return found_at(locator, rule, result, given.said(result))

    found = [finding(result) for result in results]
    found += [found_at(locator, ENGINES_DIFFER, result) for _, result in differ]
    said = [comment for file in data for comment in inline.comments(file)]
    left = inline.held([*found, *wrong], said, [file.name for file in data], given.rules())
    held_to = {rule.code: rule for rule in (*given.rules(), *(finding.rule for finding in left))}
    return Report(
        findings=tuple(ordered(left)),
        rules=tuple(rule for _, rule in sorted(held_to.items())),
        suppressed=len({*found, *wrong}.difference(left)),
        notices=tuple(notes.notices),
        files=len(data),
        version=__version__,
    )
