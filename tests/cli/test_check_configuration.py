"""``kgtool check`` as a repository configures it, comments that accept a finding, and paths in a larger repository."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kgtool.base.errors import Place
from tests import ROOT
from tests.check.small import KIYOSE, PLAN, SHARED, Small, commit

Kgtool = Callable[..., tuple[int, str, str]]
VALID = ROOT / "tests" / "fixtures" / "rules" / "valid"


def check(kgtool: Kgtool, few: Small, *more: object) -> tuple[int, list[str], str]:
    """The exit code, code and severity of each finding, and what was said on stdout or, where it was refused, on stderr."""
    code, out, err = kgtool("--lang", "en", "--root", few.root, "check", "--no-owl", *more)
    return code, re.findall(r"^\S+: ((?:error|warning|info) [\w-]+) ", out, re.M), out or err


@pytest.fixture
def three(few: Small) -> Small:
    """One error, one warning, one info."""
    few.lose_a_code()
    few.lose_a_theme()
    few.lose_an_identifier()
    return few


ALL = ["error Measure-notation", "warning ThemedElement-theme", "info FormalOrganization-closeMatch"]


@pytest.mark.parametrize(
    ("text", "code", "left"),
    [
        ("", 1, ALL),
        ('fail-on = "info"\nignore = ["Measure-*", "ThemedElement-theme"]', 1, ALL[2:]),
        ('select = ["*-theme"]', 0, ALL[1:2]),
        (
            '[severity]\n"*" = "info"\nMeasure-notation = "warning"',
            0,
            ["warning Measure-notation", "info ThemedElement-theme", ALL[2]],
        ),
        ('[per-file-ignores]\n"data/99998-asagiri-1" = ["*"]', 0, ALL[2:]),
        ('[per-file-ignores]\n"*/plan.ttl" = ["Measure-notation"]', 0, ALL[1:]),
        ('[[suppress]]\ncode = "Measure-notation"\nreason = "r"\nexpires = 2999-12-31', 0, ALL[1:]),
    ],
)
def test_a_configuration_says_what_counts_and_how_much(
    kgtool: Kgtool, three: Small, text: str, code: int, left: list[str]
) -> None:
    (three.root / "kgtool.toml").write_text(text, "utf-8")
    ended, found, out = check(kgtool, three)
    assert (ended, sorted(found)) == (code, sorted(left))
    assert f"{3 - len(left)} finding" in out or len(left) == 3, "what is left out is counted"


def test_the_command_line_says_otherwise(kgtool: Kgtool, three: Small, tmp_path: Path) -> None:
    (three.root / "kgtool.toml").write_text('fail-on = "info"\nbaseline = "known.json"\nrequire-owl = true\n', "utf-8")
    other = tmp_path / "other.toml"
    other.write_text('fail-on = "warning"\nignore = ["Measure-notation"]', "utf-8")
    assert check(kgtool, three)[2].startswith(f"{three.root / 'known.json'}: error[file-missing]")
    check(kgtool, three, "--config", other, "--write-baseline", three.root / "known.json")
    assert check(kgtool, three)[:2] == (1, ALL[:1]), "a file is named from the folder of the configuration"
    assert check(kgtool, three, "--fail-on", "warning", "--config", other)[0] == 1
    assert check(kgtool, three, "--fail-on", "error", "--config", other)[0] == 0


@pytest.mark.parametrize("key", ["ignore = ['Mesure-notation']", "[severity]\nMesure-notation = 'info'"])
def test_a_code_that_no_rule_has_is_refused(kgtool: Kgtool, few: Small, key: str) -> None:
    (few.root / "kgtool.toml").write_text(key, "utf-8")
    code, _, said = check(kgtool, few)
    assert code == 2
    assert "no rule is called 'Mesure-notation'; near: Measure-notation" in said


def remark(few: Small, text: str, before: bool = False) -> int:
    """Write a comment at the measure that has lost its code; return the line of the finding."""
    lines = (few.root / PLAN).read_text("utf-8").split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith("<measure/2-1> a "))
    lines[at : at + 1] = [text, lines[at]] if before else [f"{lines[at]} {text}"]
    (few.root / PLAN).write_text("\n".join(lines), "utf-8")
    return at + 1 + before


@pytest.mark.parametrize("use_cache", [True, False])
@pytest.mark.parametrize("before", [True, False])
def test_a_comment_with_a_reason_accepts_a_finding_of_its_line(few: Small, before: bool, use_cache: bool) -> None:
    few.lose_a_code()
    few.lose_an_identifier()
    remark(few, "# kgtool: ignore[Measure-notation] 素案には番号がない", before)
    for _ in range(2):
        report = few.check(use_cache=use_cache)
        assert [finding.code for finding in report.findings] == ["FormalOrganization-closeMatch"]
        assert report.suppressed == 1


@pytest.mark.parametrize(
    ("comment", "codes"),
    [
        ("# kgtool: ignore[Measure-notation]", ["Measure-notation", "suppression-unexplained"]),
        ("# kgtool: ignore everything", ["Measure-notation", "suppression-unexplained"]),
        ("# kgtool: ignore[] why", ["Measure-notation", "suppression-unexplained"]),
        ("# kgtool: ignore[Measure-notation, order-hole] why", ["suppression-unused"]),
        ("# kgtool: ignore[OWL-inconsistent, Measure-notation] why", []),
        ("# kgtool made this line", ["Measure-notation"]),
    ],
)
def test_a_comment_without_a_reason_or_without_a_finding_is_a_finding(
    few: Small, comment: str, codes: list[str]
) -> None:
    few.lose_a_code()
    line = remark(few, comment)
    found = few.check().findings
    assert sorted(one.code for one in found) == codes
    own = [one for one in found if one.code.startswith("suppression")]
    assert all((one.location.line, one.plan) == (line, "99998-asagiri-1") for one in own)
    assert all(
        (few.root / PLAN).read_text("utf-8").split("\n")[line - 1][one.location.column - 1] == "#" for one in own
    )


def test_what_only_looks_like_a_comment_accepts_nothing(few: Small) -> None:
    few.edit(
        PLAN,
        'rdfs:label "木の駅づくり"@ja',
        'rdfs:label "木の駅# kgtool: ignore[x]"@ja ; skos:note """\n# kgtool: ignore\n"""@ja',
    )
    assert "suppression-unexplained" not in few.codes()


def test_a_comment_in_a_file_that_cannot_be_read_waits(few: Small) -> None:
    few.lose_a_code()
    remark(few, "# kgtool: ignore[Measure-notation] why")
    few.edit(PLAN, 'rdfs:label "木の駅づくり"@ja', 'rdfs:label "木の駅づくり@ja')
    assert set(few.codes()) == {"turtle-syntax"}


def test_comments_accept_findings_of_any_shapes(kgtool: Kgtool, tmp_path: Path) -> None:
    head = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.org/> .\n"
    (tmp_path / "s.ttl").write_text(
        f"{head}ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .", "utf-8"
    )
    (tmp_path / "d.ttl").write_text(f"{head}ex:a a ex:C .  # kgtool: ignore[S-p] later\nex:b a ex:C .\n", "utf-8")
    code, out, _ = kgtool("check", "--shapes", tmp_path / "s.ttl", tmp_path / "d.ttl", "-f", "json")
    report = json.loads(out)
    assert (code, [one["focus"] for one in report["findings"]]) == (1, ["<http://example.org/b>"])
    assert report["summary"]["suppressed"] == 1


def test_a_node_without_a_name_is_one_finding_where_it_opens(small: Small) -> None:
    text = (small.root / PLAN).read_text("utf-8")
    (small.root / PLAN).write_text(f"{text}\n[] a jpp:Theme ;\n  jpp:order 1 .\n", "utf-8")
    report = small.check()
    (first,) = [one for one in report.first() if one.focus.startswith("_:")]
    assert (first.code, first.plan) == ("blank-node", "99998-asagiri-1")
    assert first.location.place == Place(PLAN, text.count("\n") + 2, 1)
    assert {one.follows for one in report.findings if one.focus == "_:"} == {"", first.fingerprint}
    assert "domain-slip" in {one.code for one in report.findings if one.focus == "_:"}
    assert {one.location.file for one in report.findings} == {PLAN}


@pytest.fixture
def plans(history: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The top of a city's repository that holds one plan in a folder below, with a fault, and the rules that kgtool carries."""
    top = tmp_path / "city"
    shutil.copytree(VALID / "data" / "13221-kiyose-5", top / "plans" / "data" / "13221-kiyose-5")
    (top / "kgtool.toml").write_text('root = "plans"\nengine = "fast"\nowl = false\n', "utf-8")
    text = (top / "plans" / KIYOSE).read_text("utf-8")
    (top / "plans" / KIYOSE).write_text(re.sub(r' ;\n    skos:notation "[^"]*" \.', " .", text, count=1), "utf-8")
    commit(top)
    monkeypatch.chdir(top)
    return top


def test_in_a_folder_of_a_larger_repository_paths_are_the_repositorys(kgtool: Kgtool, plans: Path) -> None:
    file, curation = f"plans/{KIYOSE}", f"plans/{KIYOSE}".replace("plan.ttl", "curation.ttl")
    code, out, _ = kgtool("check", "--report", "sarif=a.sarif", "--report", "gitlab=a.json", "-f", "github")
    assert code == 1
    assert set(re.findall(r"^::error file=([^,]*)", out, re.M)) == {file, curation}
    assert {one["location"]["path"] for one in json.loads((plans / "a.json").read_bytes())} == {file, curation}
    (run,) = json.loads((plans / "a.sarif").read_bytes())["runs"]
    uris = set(re.findall(r'"uri": "([^"]*)"', json.dumps(run["results"])))
    assert file in uris
    assert not any(uri.startswith("/") or "shapes/" in uri for uri in uris), "no file of the installed package"
    assert run["tool"]["driver"]["informationUri"]
    assert kgtool("check", "--since", "HEAD")[0] == 0, "the hook runs at the top, and finds the plans"
    assert kgtool("check", plans / "plans" / SHARED)[0] == 2
