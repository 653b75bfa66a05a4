"""SHACL shapes (shapes/): each node of a unit, and what several units describe together."""

from __future__ import annotations

from collections.abc import Iterable

from kgtool.check import shacl
from kgtool.check.context import ValidationContext, kinds
from kgtool.check.cross_unit import AllUnits
from kgtool.check.finding import Rule, ValidationResult
from kgtool.check.rules import RuleSet, unnamed
from kgtool.check.shacl import ShapesInput
from kgtool.check.unit_input import UnitInput
from kgtool.check.validators import Found, Notes, Validator
from kgtool.rdf import nquads


class ShapeValidator(Validator):
    """The shapes, by the engine that the context names."""

    def rules(self, rules: RuleSet) -> Iterable[Rule]:
        """Return the rule of each shape that states a severity."""
        return rules.by_shape.values()

    def unit(self, unit: UnitInput, notes: Notes) -> list[Found]:
        """Hold the unit's own nodes to the shapes."""
        results = by_shapes(unit.context, unit.name, shapes_input(unit), notes)
        return [(rule_of(result, unit.context.by_shape), result) for result in results]

    def together(self, all_units: AllUnits, notes: Notes) -> list[Found]:
        """Hold resources that several units describe to the shapes, with all that is said of them and points to them."""
        if not all_units.several:
            return []
        context = all_units.context
        results = by_shapes(context, "shared identifiers", _several_input(all_units), Notes())
        return [(rule_of(result, context.by_shape), result) for result in results]


VALIDATOR = ShapeValidator()


def by_shapes(context: ValidationContext, name: str, given: ShapesInput, notes: Notes) -> list[ValidationResult]:
    """Return what an engine finds about the nodes that ``given`` calls a unit's own.

    The fast engine gives way to pySHACL where it fails; ``both`` compares them and takes pySHACL's word.
    """

    def reference() -> list[ValidationResult]:
        found = shacl.pyshacl(context.shape_statements, shacl.read(given.text))
        return [result for result in found if result.focus in given.own]

    if context.engine.startswith("pyshacl"):
        return reference()
    try:
        results = shacl.with_compiled(context.compiled, given.text + given.markers, given.own)
    except Exception as error:  # whatever a compiled engine may raise: its failure must not end the check
        notes.fail(
            f"速いエンジンが {name} で失敗したので、pySHACLを使います: {error}",
            f"the fast engine failed on {name}; pySHACL is used instead: {error}",
        )
        return reference()
    if not context.engine.startswith("both"):
        return results
    expected = reference()
    differ = set(expected) ^ set(results)
    if differ:
        notes.tell(
            f"{name}: 二つのエンジンの結果が{len(differ)}件違います。pySHACLの結果を示します。例: {min(differ)}",
            f"{name}: the two engines differ in {len(differ)} results; pySHACL's are shown, such as {min(differ)}",
        )
    else:
        notes.tell(
            f"{name}: 二つのエンジンの結果は同じです({len(expected)}件)。",
            f"{name}: both engines give the same {len(expected)} results.",
        )
    return expected


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
