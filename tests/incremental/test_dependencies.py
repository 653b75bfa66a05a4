"""What a result depends on is a key, and two of them say what changed."""

from __future__ import annotations

from kgtool.incremental.dependencies import Change, Dependencies, summary

PREFIXES = {"theme": "https://example.org/id/theme/", "id": "https://example.org/id/"}


def nothing(key: str) -> None:
    return None


def test_the_key_depends_on_all_names_and_fingerprints_but_not_on_their_order() -> None:
    one = Dependencies({"rule": {"a": "1", "b": "2"}, "code": {"c": "3"}})
    assert one.key == Dependencies({"code": {"c": "3"}, "rule": {"b": "2", "a": "1"}}).key
    for other in ({"rule": {"a": "1", "b": "3"}, "code": {"c": "3"}}, {"rule": {"a": "1", "b": "2"}}, {}):
        assert Dependencies(other).key != one.key


def test_both_together_have_the_names_of_both() -> None:
    one, other = Dependencies({"rule": {"a": "1", "b": "2"}}), Dependencies({"rule": {"b": "3"}, "code": {"c": "4"}})
    assert (one | other).of == {"rule": {"a": "1", "b": "3"}, "code": {"c": "4"}}


def test_changes_are_what_is_new_gone_or_other() -> None:
    before = Dependencies({"rule": {"a": "1", "b": "2", "c": "3"}})
    now = Dependencies({"rule": {"a": "1", "b": "9"}, "node": {"d": "4"}})
    assert list(now.changes(before, nothing)) == [
        Change("node", "d", "", "4"),
        Change("rule", "b", "2", "9"),
        Change("rule", "c", "3", ""),
    ]
    assert list(now.changes(now, nothing)) == []


def test_what_many_share_is_looked_into() -> None:
    shared = {
        key: Dependencies({"library": {"pyoxigraph": version}}) for key, version in (("x", "0.5.3"), ("y", "0.5.4"))
    }
    before, now = (Dependencies({"common": {"units": key}}) for key in "xy")
    (change,) = now.changes(before, shared.get)
    assert change.text({}).en == "pyoxigraph 0.5.3 → 0.5.4"
    (unknown,) = now.changes(before, nothing)
    assert unknown.text({}).en == "units changed"


def test_that_places_count_now_is_no_cause() -> None:
    without = Dependencies({"statements": {"a.ttl": "1"}})
    with_places = without | Dependencies({"bytes": {"a.ttl": "2"}})
    assert list(with_places.changes(without, nothing)) == list(without.changes(with_places, nothing)) == []
    moved = without | Dependencies({"bytes": {"a.ttl": "3"}})
    assert [change.text({}).en for change in moved.changes(with_places, nothing)] == ["a.ttl changed"]


def test_changes_are_said_in_both_languages_with_prefixed_names() -> None:
    changes = [
        Change("node", "https://example.org/id/theme/housing", "1", "2"),
        Change("node", "https://elsewhere.example/x", "1", ""),
        Change("setting", "engine", "pyshacl", "shacl"),
        Change("library", "shacl", "", "0.3.4"),
        Change("rule", "shapes/Measure.ttl Measure-notation", "", "2"),
    ]
    text = summary(changes, PREFIXES)
    assert text.en == "theme:housing changed, https://elsewhere.example/x is gone, engine pyshacl → shacl and 2 more"
    assert text.ja == (
        "theme:housing が変わりました、https://elsewhere.example/x がなくなりました、engine pyshacl → shacl、ほか2件"
    )
    assert summary(changes[3:], PREFIXES).en == "shacl - → 0.3.4, shapes/Measure.ttl Measure-notation is new"
