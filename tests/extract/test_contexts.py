"""What a name means and in which role it stands: rules about the text around it, and decisions of readers."""

from __future__ import annotations

import pytest

from kgtool.base.errors import InputError
from kgtool.extract import contexts
from kgtool.extract.contexts import ContextRule, ContextRules, MentionDecision
from kgtool.extract.mentions import Hit
from kgtool.extract.source import SourceDescription, SourceText
from kgtool.rdf import iris
from tests.tiny_plan import TinyPlan

CITY, TOWN, FOLK = (iris.THING + name for name in ("asagiri-city", "asagiri-town", "residents"))
GOVERNMENT, ANY_TOWN = "general:government", "general:town"
PARTNER, PERFORMER, SERVED = "role:partner", "role:performer", "role:served"
RULES = ContextRules(
    [
        ContextRule(kinds={GOVERNMENT}, after={"の魅力"}, thing=ANY_TOWN),
        ContextRule(kinds={GOVERNMENT}, after={"が", "の"}, before={"公助の"}, thing=GOVERNMENT),
        ContextRule(kinds={GOVERNMENT}, role=PERFORMER),
        ContextRule(kinds={"Actor"}, after={"と連携"}, role=PARTNER),
        ContextRule(kinds={"Actor"}, after={"への"}, role=SERVED),
    ],
    {
        CITY: frozenset({CITY, "Actor", GOVERNMENT}),
        TOWN: frozenset({TOWN, "Place", ANY_TOWN}),
        FOLK: frozenset({FOLK, "Actor"}),
    },
    {CITY: frozenset({TOWN}), TOWN: frozenset({CITY})},
)


def text(*lines: str) -> SourceText:
    description = SourceDescription("99998-asagiri-1", "draft", "x.txt", "0" * 64, 0)
    return SourceText(description, "x.txt", "\n".join(lines))


def settled(source: SourceText, *names: tuple[str, str], **decisions: MentionDecision) -> dict[str, tuple[str, str]]:
    """Role and method by path of mention; a name is found wherever it stands, all in one element."""
    hits = [
        Hit(thing, (at, at + len(name)), "m")
        for name, thing in names
        for at in range(len(source.text))
        if source.text.startswith(name, at)
    ]
    found = contexts.settle(source, hits, RULES, {f"m/mention/{k.replace('_', '-')}": d for k, d in decisions.items()})
    return {mention.path.removeprefix("m/mention/"): (mention.role, mention.method) for mention in found}


def test_the_text_after_or_before_a_name_says_which_of_two_things_it_means() -> None:
    assert settled(text("市の魅力"), ("市", CITY)) == {"asagiri-town": ("", "")}
    assert settled(text("市が定める"), ("市", CITY)) == {"asagiri-city": (PERFORMER, "rule")}
    assert settled(text("公助の市を"), ("市", CITY)) == {"asagiri-city": (PERFORMER, "rule")}


def test_the_longest_text_wins() -> None:
    assert list(settled(text("市の予算"), ("市", CITY))) == ["asagiri-city"]
    assert list(settled(text("市の魅力"), ("市", CITY))) == ["asagiri-town"]


def test_texts_of_one_length_that_conclude_different_things_settle_nothing() -> None:
    assert settled(text("公助の市の魅力"), ("市", CITY)) == {"asagiri-city": ("", "")}


def test_where_no_rule_tells_the_name_stays_unsettled_and_has_neither_role_nor_method() -> None:
    assert settled(text("市、とは"), ("市", CITY)) == {"asagiri-city": ("", "")}


def test_white_space_and_other_lines_do_not_matter() -> None:
    assert list(settled(text("市 の\u3000魅力"), ("市", CITY))) == ["asagiri-town"]
    assert settled(text("市", "の魅力"), ("市", CITY)) == {"asagiri-city": ("", "")}


def test_a_name_that_can_mean_one_thing_only_needs_no_rule() -> None:
    assert settled(text("住民と連携"), ("住民", FOLK)) == {"residents": (PARTNER, "rule")}


def test_a_role_by_text_goes_before_one_by_kind() -> None:
    assert settled(text("市が市と連携"), ("市", CITY)) == {"asagiri-city": ("", "")}
    decided = MentionDecision(places={(2, 3)}, method=True)
    assert settled(text("市が市と連携"), ("市", CITY), asagiri_city=decided) == {"asagiri-city": (PARTNER, "")}


def test_places_of_one_mention_that_say_different_roles_settle_none() -> None:
    assert settled(text("住民と連携し住民への"), ("住民", FOLK)) == {"residents": ("", "")}


def test_a_decision_settles_what_is_meant_at_its_places_and_replaces_role_and_method() -> None:
    decided = MentionDecision(places={(0, 1)}, role=True, method=True)
    assert settled(text("市、とは"), ("市", CITY), asagiri_town=decided) == {"asagiri-town": ("", "")}
    only_role = MentionDecision(role=True, method=True)
    assert settled(text("住民と連携"), ("住民", FOLK), residents=only_role) == {"residents": ("", "")}


@pytest.mark.parametrize("decision", [MentionDecision(role=True), MentionDecision(places={(5, 6)})])
def test_a_decision_about_a_mention_that_is_not_there_is_an_error(decision: MentionDecision) -> None:
    with pytest.raises(InputError) as raised:
        settled(text("住民と連携"), ("住民", FOLK), asagiri_town=decision)
    assert raised.value.code == "mention-unknown"
    assert "m/mention/asagiri-town" in str(raised.value)


def test_rules_and_decisions_are_read_from_reference_and_curation(tiny: TinyPlan) -> None:
    (tiny.themes.parent / "contexts.ttl").write_text(
        f"""@prefix jpp: <{iris.NS}> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix x: <urn:x:> .
        x:r a jpp:ContextRule ; jpp:appliesTo x:t ; jpp:textAfter "は" ; jpp:textBefore "の" ; jpp:impliesRole x:role .
        x:s a jpp:ContextRule ; jpp:appliesTo x:t ; jpp:impliesThing x:u .
        x:a a jpp:Actor ; skos:broader x:t ; skos:related x:b .
        """,
        "utf-8",
    )
    found = contexts.rules(tiny.repo, tiny.id)
    assert found.rules == [
        ContextRule(kinds={"urn:x:t"}, before={"の"}, after={"は"}, role="urn:x:role"),
        ContextRule(kinds={"urn:x:t"}, thing="urn:x:u"),
    ]
    assert found.kinds["urn:x:a"] == {"urn:x:a", "urn:x:t", f"{iris.NS}Actor"}
    assert found.related == {"urn:x:a": {"urn:x:b"}}
