"""The nearest elements of two versions are computed from what a store has, without a source text."""

from __future__ import annotations

from pyoxigraph import RdfFormat, Store

from kgtool.rdf import iris
from kgtool.suggest.nearest import nearest
from tests.suggest.test_proposing import PREFIXES, REFERENCE, VERSION

NAMES = {
    "minami": ["漁港と漁船の整備", "路線バスと鉄道", "古い絵図の保存"],
    "kita": ["鉄道の乗り継ぎと路線バス", "古い絵図と灯台", "漁港の荷さばき所の整備"],
}


def store() -> Store:
    said = REFERENCE
    for town, names in NAMES.items():
        for number, name in enumerate(names, 1):
            said += f'''<{VERSION[town]}/measure/{number}> a jpp:Measure ; jpp:inVersion <{VERSION[town]}> ;
                rdfs:label "{name}"@ja .\n'''
    made = Store()
    made.load((PREFIXES + said).encode(), RdfFormat.TURTLE)
    return made


def measures(town: str, *numbers: int) -> frozenset[str]:
    return frozenset(f"{VERSION[town]}/measure/{number}" for number in numbers)


def test_the_nearest_come_first_and_are_as_many_as_asked_for() -> None:
    found = nearest(
        store(), VERSION["minami"], VERSION["kita"], measures("minami", 1, 2, 3), measures("kita", 1, 2, 3), 2
    )
    assert [one.rank for one in found] == [1, 2] * 3
    first = {one.element[-1]: one.near[-1] for one in found if one.rank == 1}
    assert first == {"1": "3", "2": "1", "3": "2"}
    assert all(0 < one.confidence < 1 for one in found)


def test_only_elements_that_are_asked_about_are_compared() -> None:
    found = nearest(store(), VERSION["minami"], VERSION["kita"], measures("minami", 1), measures("kita", 1, 2))
    assert {one.element for one in found} == measures("minami", 1)
    assert {one.near for one in found} == measures("kita", 1, 2)
    assert nearest(store(), VERSION["minami"], iris.element("99003-x-1", "y"), measures("minami", 1), frozenset()) == ()


def test_what_was_computed_for_a_store_is_remembered() -> None:
    kept = store()
    asked = (kept, VERSION["minami"], VERSION["kita"], measures("minami", 1), measures("kita", 1))
    assert nearest(*asked) is nearest(*asked)
