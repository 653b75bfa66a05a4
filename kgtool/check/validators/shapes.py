"""SHACL shapes (shapes/): each node of a unit, and what several units describe together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from kgtool.base.languages import Text
from kgtool.check import shacl
from kgtool.check.context import ValidationContext, kinds
from kgtool.check.cross_unit import AllUnits
from kgtool.check.finding import Location, Rule, ValidationResult
from kgtool.check.rules import RuleSet, unnamed
from kgtool.check.shacl import ShapesInput
from kgtool.check.unit_input import UnitInput
from kgtool.check.validators import Found, Notes, Validator
from kgtool.rdf import nquads

ENGINES_DIFFER = Rule(
    "engines-differ",
    "error",
    Text("エンジンの食い違い", "Engines that differ"),
    Text(
        "二つのSHACLエンジンの一方だけが、ここに違反を見つけました。値の書き方を確かめてください。正しければ、エンジンの誤りです。",
        "Only one of the two SHACL engines finds a violation here. Check how the value is written; if it is right, an engine is wrong.",
    ),
    Text(
        "どちらのエンジンで調べるかによって、同じデータが通ったり通らなかったりします。--engine both が二つを比べます。",
        "The same data passes or fails by the engine that happens to look at it. --engine both compares the two.",
    ),
    "engine",
    Location("shapes"),
)


class ShapeValidator(Validator):
    """The shapes, by the engine that the context names."""

    def rules(self, rules: RuleSet) -> Iterable[Rule]:
        """Return the rule of each shape that states a severity, and that engines agree."""
        return [*rules.by_shape.values(), ENGINES_DIFFER]

    def unit(self, unit: UnitInput, notes: Notes) -> list[Found]:
        """Hold the unit's own nodes to the shapes."""
        return by_shapes(unit.context, unit.name, shapes_input(unit), notes)

    def together(self, all_units: AllUnits, notes: Notes) -> list[Found]:
        """Hold resources that several units describe to the shapes, with all that is said of them and points to them."""
        if not all_units.several:
            return []
        return by_shapes(all_units.context, "shared identifiers", _several_input(all_units), Notes())


VALIDATOR = ShapeValidator()


def by_shapes(context: ValidationContext, name: str, given: ShapesInput, notes: Notes) -> list[Found]:
    """Return what an engine finds about the nodes that ``given`` calls a unit's own.

    The fast engine gives way to pySHACL where it fails. ``both`` returns what pySHACL finds, and as an error each result
    that only one of them has.
    """

    def reference() -> list[ValidationResult]:
        found = shacl.pyshacl(context.shape_statements, shacl.read(given.text))
        return [result for result in found if shacl.without_name(result.focus) in given.own]

    def ruled(results: Iterable[ValidationResult]) -> list[Found]:
        return [(rule_of(result, context.by_shape), result) for result in results]

    if context.engine.startswith("pyshacl"):
        return ruled(reference())
    try:
        results = shacl.with_compiled(context.compiled, given.text + given.markers, given.own)
    except Exception as error:  # whatever a compiled engine may raise: its failure must not end the check
        notes.fail(
            f"速いエンジンが {name} で失敗したので、pySHACLを使います: {error}",
            f"the fast engine failed on {name}; pySHACL is used instead: {error}",
        )
        return ruled(reference())
    if not context.engine.startswith("both"):
        return ruled(results)
    expected = reference()
    return ruled(expected) + compared(name, expected, results, notes)


def compared(
    name: str, reference: Sequence[ValidationResult], results: Sequence[ValidationResult], notes: Notes
) -> list[Found]:
    """Return as errors the results that only one engine has, and tell how many there are."""
    first, second = (Counter(result._replace(message="") for result in of) for of in (reference, results))
    lax, strict = first - second, second - first
    differ = lax | strict
    if differ:
        notes.tell(
            f"{name}: 二つのエンジンの結果が{len(differ)}件違います(pySHACLだけ{len(lax)}件、速いエンジンだけ{len(strict)}件)。",
            f"{name}: the two engines differ in {len(differ)} results ({len(lax)} only of pySHACL, {len(strict)} only of the fast one).",
        )
    else:
        notes.tell(
            f"{name}: 二つのエンジンの結果は同じです({len(reference)}件)。",
            f"{name}: both engines give the same {len(reference)} results.",
        )
    return [
        (ENGINES_DIFFER, result._replace(severity="", engine="pyshacl" if result in lax else "shacl"))
        for result in sorted(differ)
    ]


def rule_of(result: ValidationResult, by_shape: dict[str, Rule]) -> Rule:
    """Return the rule of a result; a shape without a name of ours is shown by its constraint."""
    return by_shape.get(result.shape.strip("<>")) or unnamed(result.component)


def shapes_input(given: UnitInput) -> ShapesInput:
    """Return what shapes are held to: the unit's lines, and what the nodes that it points to are."""
    made = given.context
    near = kinds(given.near)
    around = [line for node in sorted(given.outside) for line in [*made.kinds.get(node, ()), *near.get(node, ())]]
    text = b"".join([*nquads.triples(given.lines), *around, *made.classes]).decode()
    return ShapesInput(text, made.targets.markers(given.lines, given.own), given.own)


def _several_input(all_units: AllUnits) -> ShapesInput:
    context, subjects = all_units.context, all_units.several
    lines = [line for found in subjects.values() for line in found]
    described, _, objects = nquads.nodes(lines)
    others = sorted((described | objects) - subjects.keys())
    near = [line for node in others for line in all_units.around.get(node, context.kinds.get(node, []))]
    text = b"".join({*nquads.triples(lines), *near, *context.classes}).decode()
    own = {node.decode() for node in subjects}
    return ShapesInput(text, context.targets.markers(lines, own), own)
