"""Reading profile.toml: every key known, every value of its kind, every error with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from kgtool.errors import InputError
from kgtool.extract import profile
from kgtool.extract.profile import (
    Bilingual,
    Bullets,
    DeclaredGap,
    Fact,
    Implied,
    LineRepair,
    LocalType,
    Parts,
    Profile,
    Value,
)

NAME = "data/11111-a-1/profile.toml"
WHOLE = """\
footnote_mark = '※\\d'

[bullets]
series = ["①②③"]
misread = '[@]'

[[repair]]
line = 9
printed = "氷"
read = "水"
kind = "misread-character"
why.ja = "一画多い"
why.en = "One stroke too many"

[[type]]
id = "policy"
ja = "政策"
en = "Policy"
depth = 2

[[fact]]
of = "plan"
match = '(?P<end>令和\\d+年度)まで'
values.endFiscalYear = { group = "end", read_as = "fiscal-year" }

[[gap]]
of = "plan"
property = "startFiscalYear"
reason = "not-stated"

[[rule]]
name = "cover"
do = "furniture"
kind = "title-page"
match = '^表紙$'

[[rule]]
name = "heading"
do = "element"
match = ['^政策$', '^(?P<title>.+)（(?P<parts>.+)）$']
class = "Goal"
id = "goal/{order}"
type = "policy"
parts = { group = "parts", separator = "・", class = "Field", id = "{parent}/field/{order}" }

[[rule]]
name = "text"
do = "body"
in = ["heading"]
match = '。$'
"""


def read(folder: Path, text: str) -> Profile:
    (folder / "profile.toml").write_text(text, encoding="utf-8")
    return profile.read(folder / "profile.toml", NAME)


def test_a_whole_profile_reads_into_its_parts(tmp_path: Path) -> None:
    whole = read(tmp_path, WHOLE)
    assert [(rule.name, rule.do, rule.in_) for rule in whole.rules] == [
        ("cover", "furniture", ()),
        ("heading", "element", ()),
        ("text", "body", ("heading",)),
    ]
    assert [pattern.pattern for pattern in whole.rules[1].match] == ["^政策$", "^(?P<title>.+)（(?P<parts>.+)）$"]
    assert whole.rules[1].parts == Parts("parts", "・", "Field", "{parent}/field/{order}")
    assert whole.types == {"policy": LocalType("policy", "政策", "Policy", 2)}
    assert whole.repairs == (
        LineRepair(9, "氷", "水", "misread-character", Bilingual("一画多い", "One stroke too many")),
    )
    assert whole.gaps == (DeclaredGap("plan", "startFiscalYear", "not-stated"),)
    assert isinstance(whole.bullets, Bullets)
    assert whole.bullets.series == ("①②③",)
    (fact,) = whole.facts
    assert isinstance(fact, Fact)
    assert fact.values == {"endFiscalYear": Value("end", "fiscal-year")}


def test_an_element_may_imply_the_one_above_it(tmp_path: Path) -> None:
    implied = 'implied = { class = "Vision", group = "title", id = "vision", type = "policy", parent = "" }'
    rule = read(tmp_path, WHOLE.replace('id = "goal/{order}"', f'id = "goal/{{order}}"\n{implied}')).rules[1]
    assert rule.implied == Implied("Vision", "title", "vision", "policy", "")


def xfail(reason: str, raises: type[Exception] | None = None) -> pytest.MarkDecorator:
    if raises:
        return pytest.mark.xfail(strict=True, reason=reason, raises=raises)
    return pytest.mark.xfail(strict=True, reason=reason)


WRONG_LINE = "profile._place takes the first line that holds the word, not the table it is about"
UNCHECKED = "profile._build checks only str and int"

BULLETS = WHOLE[WHOLE.index("[bullets]") : WHOLE.index("[[repair]]")]
WRONG = {
    "an unknown key of the file": ("[bullets]", 'colour = "red"\n[bullets]', "profile-key", "unknown key colour"),
    "an unknown table": ("[[gap]]", "[[gaps]]", "profile-key", "unknown key gaps in profile.toml"),
    "an unknown key of a rule": (
        'kind = "title-page"',
        'sort = "title-page"',
        "profile-key",
        "unknown key sort in [[rule]] cover",
    ),
    "an unknown key of a type": ("depth =", "level =", "profile-key", "unknown key level in [[type]] 1"),
    "an unknown key of a repair": ("printed =", "print =", "profile-key", "unknown key print in [[repair]] 1"),
    "an unknown language": ("why.en =", "why.fr =", "profile-key", "unknown key fr in [[repair]] 1.why"),
    "an unknown key of a fact's value": ("read_as =", "as =", "profile-key", "unknown key as in [[fact]] 1.values"),
    "an unknown key of parts": ("separator =", "split =", "profile-key", "unknown key split in [[rule]] heading.parts"),
    "an unknown key of bullets": ("misread =", "broken =", "profile-key", "unknown key broken in [bullets]"),
    "a key of another table": (
        'name = "text"',
        'name = "text"\nline = 3',
        "profile-key",
        "unknown key line in [[rule]] text",
    ),
    "a rule without name": ('name = "text"\n', "", "profile-value", "name in [[rule]] 3 is wrong: missing"),
    "a rule without do": ('do = "body"\n', "", "profile-value", "do in [[rule]] text is wrong: missing"),
    "a rule without match": ("match = '。$'\n", "", "profile-value", "match in [[rule]] text is wrong: missing"),
    "a rule that does nothing known": ('do = "body"', 'do = "read"', "profile-value", "'read' is none of element, "),
    "an element without class": (
        'class = "Goal"\n',
        "",
        "profile-value",
        "class in [[rule]] heading is wrong: missing",
    ),
    "furniture without kind": (
        'kind = "title-page"\n',
        "",
        "profile-value",
        "kind in [[rule]] cover is wrong: missing",
    ),
    "an unknown cover": (
        "class =",
        'covers = "some"\nclass =',
        "profile-value",
        "'some' is none of heading, body, all",
    ),
    "an unknown link": ("class =", 'link = "below"\nclass =', "profile-value", "'below' is none of partOf, "),
    "an unknown reading": ('"fiscal-year"', '"reiwa"', "profile-value", "read_as in [[fact]] 1.values.endFiscalYear"),
    "a rule inside no rule": ('in = ["heading"]', 'in = ["head"]', "profile-value", "no rule is called head"),
    "a type that is not declared": ('type = "policy"', 'type = "p"', "profile-value", "no [[type]] has id p"),
    "a pattern that does not compile": (
        "'。$'",
        "'('",
        "profile-value",
        "match in [[rule]] text is wrong: '(': missing )",
    ),
    "an empty pattern": ("'。$'", "['']", "profile-value", "must be a regular expression"),
    "a text for a number": ("line = 9", 'line = "9"', "profile-value", "must be of type int"),
    "a number for a text": ('kind = "title-page"', "kind = 1", "profile-value", "must be of type str"),
    "a type in one language": ('en = "Policy"\n', "", "profile-value", "en in [[type]] 1 is wrong: missing"),
    "a repair explained in one language": ("why.en =", "# why.en =", "profile-value", "en in [[repair]] 1.why"),
    "a rule named like a type": ('name = "text"\ndo = "body"', 'name = "policy"\ndo = "x"', "profile-value", "'x'"),
    "a table for a list of tables": ("[[fact]]", "[fact]", "profile-value", "fact"),
    "a text for bullets": (BULLETS, "bullets = '①'\n", "profile-value", "bullets"),
    "a text for a list of series": ('["①②③"]', '"①②③"', "profile-value", "series"),
    "a text for a list of rules": ('in = ["heading"]', 'in = "heading"', "profile-value", "must be a list"),
    "a text for a list of properties": ("class =", 'also = "desiredStateOf"\nclass =', "profile-value", "also"),
    "a text for links": ("class =", 'links = "goal/1"\nclass =', "profile-value", "links"),
    "two rules of one name": ('name = "text"', 'name = "cover"', "profile-value", "cover"),
    "two types of one id": (
        "[[fact]]",
        '[[type]]\nid = "policy"\nja = "x"\nen = "y"\n\n[[fact]]',
        "profile-value",
        "policy",
    ),
    "a body without a rule to stand in": ('in = ["heading"]\n', "", "profile-value", "in"),
    "a repair of nothing": ('printed = "氷"', 'printed = ""', "profile-value", "printed"),
}
KNOWN_BUGS = {
    "a key of another table": xfail(WRONG_LINE),
    "an unknown key of bullets": xfail("profile._bullets looks for misread before it looks for unknown keys"),
    "an unknown reading": xfail(WRONG_LINE),
    "a text for a number": xfail(WRONG_LINE),
    "a rule without name": xfail(WRONG_LINE),
    "a type in one language": xfail(WRONG_LINE),
    "a repair explained in one language": xfail(WRONG_LINE),
    "a rule named like a type": xfail(WRONG_LINE),
    "a table for a list of tables": xfail("profile._Reader.profile: no check that [[fact]] is a list", ValueError),
    "a text for bullets": xfail("profile._bullets: no check that it is a table", AttributeError),
    "a text for a list of series": xfail(UNCHECKED),
    "a text for a list of rules": xfail(UNCHECKED),
    "a text for a list of properties": xfail(UNCHECKED),
    "a text for links": xfail(UNCHECKED),
    "two rules of one name": xfail("profile._consistent: names may repeat, so a rule that matches nothing goes unseen"),
    "two types of one id": xfail("profile._Reader.profile: the last of two types silently wins"),
    "a body without a rule to stand in": xfail(
        "profile._consistent does not ask it; the reader then fails: IndexError"
    ),
    "a repair of nothing": xfail("profile._repair takes an empty printed; the reader then fails: ValueError"),
}


def lines_of_table(text: str, offset: int) -> range:
    """The lines of the table that holds an offset, its header included."""
    here = text.count("\n", 0, offset) + 1
    headers = [n for n, line in enumerate(text.split("\n"), 1) if line.startswith("[")]
    first = max((n for n in headers if n <= here), default=1)
    return range(first, min((n for n in headers if n > here), default=text.count("\n") + 2))


@pytest.mark.parametrize(
    ("old", "new", "code", "reason"),
    [pytest.param(*case, id=name, marks=KNOWN_BUGS.get(name, ())) for name, case in WRONG.items()],
)
def test_a_wrong_profile_is_an_error_with_its_place(tmp_path: Path, old: str, new: str, code: str, reason: str) -> None:
    wrong = WHOLE.replace(old, new, 1)
    changed = WHOLE.index(old)
    with pytest.raises(InputError) as raised:
        read(tmp_path, wrong)
    assert raised.value.code == code
    assert reason in str(raised.value)
    place = raised.value.place
    assert place is not None
    assert place.file == NAME
    if code == "profile-key":
        assert wrong.split("\n")[place.line - 1][place.column - 1 :].startswith(reason.split()[2].split(".")[-1])
    assert place.line in lines_of_table(wrong, changed)


def test_a_profile_without_rules_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no \[\[rule\]\] at all") as raised:
        read(tmp_path, WHOLE[: WHOLE.index("[[rule]]")])
    assert (raised.value.code, str(raised.value.place)) == ("profile-value", NAME)


def test_every_known_bug_is_a_case() -> None:
    assert set(KNOWN_BUGS) <= set(WRONG)


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        (b"a = \n", "profile-syntax", f"{NAME}:1:5"),
        (b'[[rule]]\nname = "a"\nname = "b"\n', "profile-syntax", f"{NAME}:3:11"),
        (b'\xef\xbb\xbf[[rule]]\nname = "a"\n', "profile-syntax", f"{NAME}:1:1"),
        (b'[[rule]]\nname = "\xff"\n', "encoding", f"{NAME}:2"),
    ],
)
def test_what_is_no_toml_is_an_error_with_its_place(tmp_path: Path, content: bytes, code: str, place: str) -> None:
    (tmp_path / "profile.toml").write_bytes(content)
    with pytest.raises(InputError) as raised:
        profile.read(tmp_path / "profile.toml", NAME)
    assert (raised.value.code, str(raised.value.place)) == (code, place)
