"""Reading profile.toml: every key known, every value of its kind, every error with its line."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from kgtool.base.errors import InputError
from kgtool.base.languages import Text
from kgtool.extract import profile, reader
from kgtool.extract.profile import (
    Bullets,
    ColumnRule,
    DeclaredGap,
    FactRule,
    Implied,
    LineRepair,
    LineRule,
    LocalType,
    PartsRule,
    Profile,
    ValueRule,
)
from kgtool.extract.source import SourceDescription, SourceText
from tests import ROOT
from tests.extract.small_texts import UNITS

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
    assert whole.rules[1].parts == (PartsRule("parts", "Field", "{parent}/field/{order}", "・"),)
    assert whole.types == {"policy": LocalType("policy", "政策", "Policy", 2)}
    assert whole.repairs == (LineRepair(9, "氷", "水", "misread-character", Text("一画多い", "One stroke too many")),)
    assert whole.gaps == (DeclaredGap("plan", "startFiscalYear", "not-stated"),)
    assert isinstance(whole.bullets, Bullets)
    assert whole.bullets.series == ("①②③",)
    (fact,) = whole.facts
    assert isinstance(fact, FactRule)
    assert fact.values == {"endFiscalYear": ValueRule("end", "fiscal-year")}


def test_an_element_may_imply_the_one_above_it(tmp_path: Path) -> None:
    implied = 'implied = { class = "Vision", group = "title", id = "vision", type = "policy", parent = "" }'
    rule = read(tmp_path, WHOLE.replace('id = "goal/{order}"', f'id = "goal/{{order}}"\n{implied}')).rules[1]
    assert rule.implied == Implied("Vision", "title", "vision", "policy", "")


BULLETS = WHOLE[WHOLE.index("[bullets]") : WHOLE.index("[[repair]]")]
WRONG = {
    "an unknown key of the file": ("[bullets]", 'colour = "red"\n[bullets]', "toml-key", "unknown key colour"),
    "an unknown table": ("[[gap]]", "[[gaps]]", "toml-key", "unknown key gaps in profile.toml"),
    "an unknown key of a rule": (
        'kind = "title-page"',
        'sort = "title-page"',
        "toml-key",
        "unknown key sort in [[rule]] cover",
    ),
    "an unknown key of a type": ("depth =", "level =", "toml-key", "unknown key level in [[type]] 1"),
    "an unknown key of a repair": ("printed =", "print =", "toml-key", "unknown key print in [[repair]] 1"),
    "an unknown language": ("why.en =", "why.fr =", "toml-key", "unknown key fr in [[repair]] 1.why"),
    "an unknown key of a fact's value": ("read_as =", "as =", "toml-key", "unknown key as in [[fact]] 1.values"),
    "an unknown key of parts": ("separator =", "split =", "toml-key", "unknown key split in [[rule]] heading.parts"),
    "an unknown key of bullets": ("misread =", "broken =", "toml-key", "unknown key broken in [bullets]"),
    "a key of another table": (
        'name = "text"',
        'name = "text"\nline = 3',
        "toml-key",
        "unknown key line in [[rule]] text",
    ),
    "a rule without name": ('name = "text"\n', "", "toml-value", "name in [[rule]] 3 is wrong: missing"),
    "a rule without do": ('do = "body"\n', "", "toml-value", "do in [[rule]] text is wrong: missing"),
    "a rule without match": ("match = '。$'\n", "", "toml-value", "match in [[rule]] text is wrong: missing"),
    "a rule that does nothing known": ('do = "body"', 'do = "read"', "toml-value", "'read' is none of element, "),
    "an element without class": (
        'class = "Goal"\n',
        "",
        "toml-value",
        "class in [[rule]] heading is wrong: missing",
    ),
    "furniture without kind": (
        'kind = "title-page"\n',
        "",
        "toml-value",
        "kind in [[rule]] cover is wrong: missing",
    ),
    "an unknown cover": (
        "class =",
        'covers = "some"\nclass =',
        "toml-value",
        "'some' is none of heading, body, all",
    ),
    "an unknown link": ("class =", 'link = "below"\nclass =', "toml-value", "'below' is none of partOf, "),
    "an unknown reading": ('"fiscal-year"', '"reiwa"', "toml-value", "read_as in [[fact]] 1.values.endFiscalYear"),
    "a rule inside no rule": ('in = ["heading"]', 'in = ["head"]', "toml-value", "no rule is called head"),
    "a type that is not declared": ('type = "policy"', 'type = "p"', "toml-value", "no [[type]] has id p"),
    "a pattern that does not compile": (
        "'。$'",
        "'('",
        "toml-value",
        "match in [[rule]] text is wrong: '(': missing )",
    ),
    "a pattern that may mean another": ("'。$'", "'[[。]$'", "toml-value", "Possible nested set"),
    "an empty pattern": ("'。$'", "['']", "toml-value", "must be a regular expression"),
    "a text for a number": ("line = 9", 'line = "9"', "toml-value", "must be of type int"),
    "a number for a text": ('kind = "title-page"', "kind = 1", "toml-value", "must be of type str"),
    "a type in one language": ('en = "Policy"\n', "", "toml-value", "en in [[type]] 1 is wrong: missing"),
    "a repair explained in one language": ("why.en =", "# why.en =", "toml-value", "en in [[repair]] 1.why"),
    "a rule named like a type": ('name = "text"\ndo = "body"', 'name = "policy"\ndo = "x"', "toml-value", "'x'"),
    "a table for a list of tables": ("[[fact]]", "[fact]", "toml-value", "fact"),
    "a text for bullets": (BULLETS, "bullets = '①'\n", "toml-value", "bullets"),
    "a text for a list of series": ('["①②③"]', '"①②③"', "toml-value", "series"),
    "a text for a list of rules": ('in = ["heading"]', 'in = "heading"', "toml-value", "must be a list"),
    "a text for a list of properties": ("class =", 'also = "desiredStateOf"\nclass =', "toml-value", "also"),
    "a text for links": ("class =", 'links = "goal/1"\nclass =', "toml-value", "links"),
    "two rules of one name": ('name = "text"', 'name = "cover"', "toml-value", "cover"),
    "two types of one id": (
        "[[fact]]",
        '[[type]]\nid = "policy"\nja = "x"\nen = "y"\n\n[[fact]]',
        "toml-value",
        "policy",
    ),
    "a body without a rule to stand in": ('in = ["heading"]\n', "", "toml-value", "in"),
    "a repair of nothing": ('printed = "氷"', 'printed = ""', "toml-value", "printed"),
    "a repair of white space": ('printed = "氷"', 'printed = "　"', "toml-value", "printed"),
    "a truth for a number": (
        "line = 9",
        "line = true",
        "toml-value",
        "line in [[repair]] 1 is wrong: must be of type",
    ),
    "a number for a text of a list": (
        "class =",
        'also = ["partOf", 1]\nclass =',
        "toml-value",
        "must be of type str",
    ),
    "a text for values": ("class =", 'values = "x"\nclass =', "toml-value", "values in [[rule]] heading"),
    "a text for one value": ("class =", 'values.x = "y"\nclass =', "toml-value", "x in [[rule]] heading.values"),
    "a table for the gaps": ("[[gap]]", "[gap]", "toml-value", "write [[gap]]"),
    "a table for the types": ("[[type]]", "[type]", "toml-value", "write [[type]]"),
    "a table for the repairs": ("[[repair]]", "[repair]", "toml-value", "write [[repair]]"),
    "a class that is no name": ('class = "Goal"', 'class = "Goal of 2027"', "toml-value", "is not an ASCII name"),
    "a class that is not ASCII": ('class = "Goal"', 'class = "目標"', "toml-value", "class in [[rule]] heading"),
    "a property that is no name": ("values.endFiscalYear", 'values."end year"', "toml-value", "'end year'"),
    "a missing property that is no name": (
        '"startFiscalYear"',
        '"start year"',
        "toml-value",
        "property in [[gap]] 1",
    ),
    "a reason that is no name": ('"not-stated"', '"言っていない"', "toml-value", "reason in [[gap]] 1"),
    "a template that does not close": ('"goal/{order}"', '"goal/{order"', "toml-value", "id in [[rule]] heading"),
    "a template that counts": (
        '"{parent}/field/{order}"',
        '"field/{}"',
        "toml-value",
        "id in [[rule]] heading.parts",
    ),
    "a template that formats": ('"goal/{order}"', '"goal/{order:>3}"', "toml-value", "{names} only"),
    "a type of parts that is not declared": (
        '{order}" }\n',
        '{order}", type = "p" }\n',
        "toml-value",
        "parts.type in [[rule]] heading is wrong: no [[type]] has id p",
    ),
    "parts that nothing parts": ('separator = "・"', 'separator = ""', "toml-value", "separator"),
    "an unknown joining": ("class =", 'joined = "torn"\nclass =', "toml-value", "is none of damage, layout"),
    "bullets without series": ('["①②③"]', "[]", "toml-value", "series in [bullets] is wrong: lists nothing"),
    "an empty series": ('["①②③"]', '[""]', "toml-value", "series in [bullets] is wrong: lists nothing"),
    "a series of numbers": (
        '["①②③"]',
        "[[1, 2]]",
        "toml-value",
        "series in [bullets] is wrong: must be of type str",
    ),
    "a second value that cannot be read": (
        '"fiscal-year" }\n',
        '"fiscal-year" }\nvalues.asOf = { group = "end", read_as = "day" }\n',
        "toml-value",
        "read_as in [[fact]] 1.values.asOf",
    ),
    "a matrix that says neither row": (
        'do = "body"\n',
        'do = "matrix"\ncolumns = ["1"]\nmark = "○"\nproperty = "contributesTo"\n',
        "toml-value",
        "either target or element",
    ),
    "a matrix that says both": (
        'do = "body"\n',
        'do = "matrix"\ncolumns = ["1"]\nmark = "○"\nproperty = "x"\ntarget = "1"\nelement = "a"\n',
        "toml-value",
        "either target or element",
    ),
    "cells that nothing parts": (
        'do = "body"\n',
        'do = "matrix"\ncolumns = ["1"]\nmark = "○"\nproperty = "x"\ntarget = "1"\ncell = "x*"\n',
        "toml-value",
        "fits where nothing stands",
    ),
}


def lines_of_table(text: str, offset: int) -> range:
    """The lines of the table that holds an offset, its header included."""
    here = text.count("\n", 0, offset) + 1
    headers = [n for n, line in enumerate(text.split("\n"), 1) if line.startswith("[")]
    first = max((n for n in headers if n <= here), default=1)
    return range(first, min((n for n in headers if n > here), default=text.count("\n") + 2))


@pytest.mark.parametrize(
    ("old", "new", "code", "reason"),
    [pytest.param(*case, id=name) for name, case in WRONG.items()],
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
    if code == "toml-key":
        assert wrong.split("\n")[place.line - 1][place.column - 1 :].startswith(reason.split()[2].split(".")[-1])
    assert place.line in lines_of_table(wrong, changed)


@pytest.mark.parametrize(
    ("old", "new", "line", "column"),
    [
        ('read_as = "fiscal-year"', 'read_as = "reiwa"', "values.end", 'read_as = "reiwa"'),
        ("'。$'", "'('", "match = '('", "match = '('"),
        ('why.en = "One stroke too many"', "why.en = 1", "why.en", "en = 1"),
        ('do = "body"', 'do = "x"', 'do = "x"', 'do = "x"'),
        ('in = ["heading"]\n', "", 'name = "text"', 'name = "text"'),
        ('"・", class = "Field"', '"・", class = "分野"', "parts = {", 'class = "分野"'),
    ],
)
def test_an_error_points_at_its_key_or_else_at_the_name_of_its_rule(
    tmp_path: Path, old: str, new: str, line: str, column: str
) -> None:
    with pytest.raises(InputError) as raised:
        read(tmp_path, WHOLE.replace(old, new))
    place = raised.value.place
    assert place is not None
    printed = WHOLE.replace(old, new).split("\n")[place.line - 1]
    assert printed.startswith(line)
    assert printed[place.column - 1 :].startswith(column)


def test_a_key_is_not_mistaken_for_a_word_in_a_string_or_a_comment(tmp_path: Path) -> None:
    decoys = '# depth = 2\nja = "depth = x"\nen = "Policy"\ndepth = "two"\n'
    with pytest.raises(InputError) as raised:
        read(tmp_path, WHOLE.replace('ja = "政策"\nen = "Policy"\ndepth = 2\n', decoys))
    place = raised.value.place
    assert place is not None
    assert (
        WHOLE.replace('ja = "政策"\nen = "Policy"\ndepth = 2\n', decoys).split("\n")[place.line - 1] == 'depth = "two"'
    )


def test_a_table_below_a_rule_is_part_of_that_rule(tmp_path: Path) -> None:
    below = WHOLE.replace('name = "text"', 'name = "later"').replace(
        '[[rule]]\nname = "later"', '[rule.links.fromPerspectiveOf]\n"政策" = 1\n\n[[rule]]\nname = "later"'
    )
    with pytest.raises(InputError, match=r"in \[\[rule\]\] heading\.links\.fromPerspectiveOf is wrong") as raised:
        read(tmp_path, below)
    place = raised.value.place
    assert place is not None
    assert below.split("\n")[place.line - 1] == '"政策" = 1'


def test_an_ordinal_may_have_several_characters(tmp_path: Path) -> None:
    bullets = read(tmp_path, WHOLE.replace('["①②③"]', '["①②③", ["i", "ii", "iii"]]')).bullets
    assert bullets is not None
    assert bullets.series == ("①②③", ("i", "ii", "iii"))


def test_a_fact_may_state_no_more_than_its_place(tmp_path: Path) -> None:
    values = 'values.endFiscalYear = { group = "end", read_as = "fiscal-year" }\n'
    assert read(tmp_path, WHOLE.replace(values, "")).facts[0].values == {}


MODEL = (Bullets, ColumnRule, DeclaredGap, FactRule, Implied, LineRepair, LocalType, PartsRule, LineRule, ValueRule)
PAGE = ROOT / "docs" / "profile.md"


@pytest.mark.parametrize("kind", MODEL)
def test_every_key_is_on_the_page_about_profiles(kind: type) -> None:
    rows = set(re.findall(r"^\| `(\w+)` \|", PAGE.read_text(encoding="utf-8"), re.M))
    assert {spec.name.rstrip("_") for spec in fields(kind)} - {"table"} <= rows


def test_the_profile_on_that_page_reads_the_text_on_that_page(tmp_path: Path) -> None:
    text, whole = re.findall(r"^```(?:text|toml)\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)[-2:]
    layout = read(tmp_path, whole)
    outline = reader.read(
        SourceText(SourceDescription("99999-kamome-1", "adopted", "a.txt", "", len(text)), "a.txt", text), layout, UNITS
    )
    assert list(outline.elements) == [
        "vision/1",
        "goal/1",
        "measure/1-12",
        "measure/1-12/field/1",
        "measure/1-12/field/2",
        "measure/1-12/desired-state",
        "measure/1-12/direction/1",
        "measure/1-12/direction/2",
    ]
    assert [repair.kind for repair in outline.repairs] == ["joined-lines", "misread-bullet", "side-band-title"]


def test_a_profile_without_rules_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no \[\[rule\]\] at all") as raised:
        read(tmp_path, WHOLE[: WHOLE.index("[[rule]]")])
    assert (raised.value.code, str(raised.value.place)) == ("toml-value", NAME)


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        (b"a = \n", "toml-syntax", f"{NAME}:1:5"),
        (b'[[rule]]\nmatch = ["a",\n', "toml-syntax", f"{NAME}:3"),
        (b'[[rule]]\nname = "a"\nname = "b"\n', "toml-syntax", f"{NAME}:3:11"),
        (b'\xef\xbb\xbf[[rule]]\nname = "a"\n', "toml-syntax", f"{NAME}:1:1"),
        (b'[[rule]]\nname = "\xff"\n', "encoding", f"{NAME}:2"),
    ],
)
def test_what_is_no_toml_is_an_error_with_its_place(tmp_path: Path, content: bytes, code: str, place: str) -> None:
    (tmp_path / "profile.toml").write_bytes(content)
    with pytest.raises(InputError) as raised:
        profile.read(tmp_path / "profile.toml", NAME)
    assert (raised.value.code, str(raised.value.place)) == (code, place)
