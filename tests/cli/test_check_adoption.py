"""``kgtool check`` where data is not clean yet: baselines, suppressions, and looking only at what has changed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.check.small import KIYOSE, MEASURE, PLAN, SHARED, Small, commit

Kgtool = Callable[..., tuple[int, str, str]]
NEVER, LONG_AGO = "2999-12-31", "2020-01-31"


def arguments(few: Small, *more: object, lang: str = "en") -> list[object]:
    return ["--lang", lang, "--root", few.root, "check", "--no-owl", *more]


def found(out: str) -> list[str]:
    """The place and the code of each finding of a text report."""
    return re.findall(r"^(\S+:\d+:\d+): \w+ ([\w-]+) ", out, re.M)


@pytest.fixture
def baseline(kgtool: Kgtool, few: Small, tmp_path: Path) -> Path:
    """A baseline of the repository with one error and one warning."""
    few.lose_a_code()
    few.lose_a_theme()
    path = tmp_path / "baseline.json"
    code, out, err = kgtool(*arguments(few, "--write-baseline", path))
    assert (code, out, err) == (0, "", f"{path}: 2 findings recorded\n")
    return path


def test_findings_of_a_baseline_are_left_out_and_counted(kgtool: Kgtool, few: Small, baseline: Path) -> None:
    code, out, err = kgtool(*arguments(few, "--baseline", baseline, "--fail-on", "info"))
    assert (code, err, found(out)) == (0, "", [])
    assert "notice: 2 findings are suppressed." in out


def test_a_baseline_is_the_same_bytes_every_time(kgtool: Kgtool, few: Small, baseline: Path, tmp_path: Path) -> None:
    for more in ([], ["--no-cache"], ["--engine", "pyshacl", "--baseline", baseline]):
        kgtool(*arguments(few, *more, "--write-baseline", tmp_path / "again.json"))
        assert (tmp_path / "again.json").read_bytes() == baseline.read_bytes()


def test_a_finding_stays_known_on_another_line_and_in_another_file(kgtool: Kgtool, few: Small, baseline: Path) -> None:
    before = found(kgtool(*arguments(few))[1])
    text = (few.root / PLAN).read_text("utf-8")
    (block,) = re.findall(r"^<measure/2-1> a .*\n(?: .*\n)*", text, re.M)
    head = "".join(line + "\n" for line in text.splitlines() if line.startswith("@"))
    (few.root / PLAN).write_text("# a line more\n" + text.replace(block, ""), "utf-8")
    with (few.root / "data/99998-asagiri-1/curation.ttl").open("a", encoding="utf-8") as curation:
        curation.write(head + block)
    after = found(kgtool(*arguments(few))[1])
    assert [code for _, code in after] == [code for _, code in before] == ["Measure-notation", "ThemedElement-theme"]
    assert not {place for place, _ in after} & {place for place, _ in before}
    code, out, _ = kgtool(*arguments(few, "--baseline", baseline, "--fail-on", "info"))
    assert (code, found(out)) == (0, [])


def test_a_new_finding_of_a_known_rule_is_shown(kgtool: Kgtool, few: Small, baseline: Path) -> None:
    few.edit(PLAN, ' ;\n    skos:notation "3-1" .', " .")
    code, out, _ = kgtool(*arguments(few, "--baseline", baseline, "--format", "json"))
    (finding,) = json.loads(out)["findings"]
    assert code == 1
    assert (finding["code"], finding["focus"]) == ("Measure-notation", MEASURE.replace("2-1", "3-1"))


def test_what_was_mended_is_told_of_until_it_leaves_the_baseline(kgtool: Kgtool, few: Small, baseline: Path) -> None:
    few.edit(PLAN, 'rdfs:label "木の駅づくり"@ja .', 'rdfs:label "木の駅づくり"@ja ; skos:notation "2-1" .')
    code, out, _ = kgtool(*arguments(few, "--baseline", baseline))
    assert code == 0
    assert f"1 finding of the baseline is gone; write it anew with --write-baseline: Measure-notation {MEASURE}" in out
    kgtool(*arguments(few, "--write-baseline", baseline))
    assert "is gone" not in kgtool(*arguments(few, "--baseline", baseline))[1]


def test_what_a_baseline_knows_of_other_files_is_not_told_of(kgtool: Kgtool, few: Small, baseline: Path) -> None:
    code, out, _ = kgtool(*arguments(few, "--baseline", baseline, few.root / KIYOSE))
    assert (code, found(out)) == (0, [])
    assert "gone" not in out


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, "file-missing"), (b'{"version": 1, "findings": [', "baseline"), (b"[]", "baseline"), (b"\xff", "encoding")],
)
def test_a_baseline_that_cannot_be_read_ends_with_2(
    kgtool: Kgtool, few: Small, tmp_path: Path, content: bytes | None, code: str
) -> None:
    path = tmp_path / "baseline.json"
    if content is not None:
        path.write_bytes(content)
    ended, out, err = kgtool(*arguments(few, "--baseline", path))
    assert (ended, out) == (2, "")
    assert re.match(rf"{re.escape(str(path))}(:1)?: error\[{code}\] ", err)


def suppress(tmp_path: Path, **fields: str) -> list[object]:
    """The arguments that name a file of one suppression."""
    path = tmp_path / "accepted.toml"
    path.write_text("[[suppress]]\n" + "".join(f"{key} = {value}\n" for key, value in fields.items()), "utf-8")
    return ["--suppressions", path]


def test_a_suppressed_finding_is_left_out_and_counted(kgtool: Kgtool, few: Small, tmp_path: Path) -> None:
    few.lose_a_code()
    few.lose_a_theme()
    accepted = suppress(tmp_path, code='"Measure-notation"', reason='"改訂を待つ"', expires=NEVER)
    code, out, err = kgtool(*arguments(few, *accepted))
    assert (code, err, [code for _, code in found(out)]) == (0, "", ["ThemedElement-theme"])
    assert "notice: 1 finding is suppressed." in out


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("ja", "お知らせ: Measure-notation の抑制は 2020-01-31 に切れました: 改訂を待つ"),
        ("en", "notice: the suppression of Measure-notation ended on 2020-01-31: 改訂を待つ"),
    ],
)
def test_a_suppression_past_its_end_hides_nothing_and_is_told_of(
    kgtool: Kgtool, few: Small, tmp_path: Path, lang: str, told: str
) -> None:
    few.lose_a_code()
    accepted = suppress(tmp_path, code='"Measure-notation"', reason='"改訂を待つ"', expires=LONG_AGO)
    code, out, _ = kgtool(*arguments(few, *accepted, lang=lang))
    assert (code, [code for _, code in found(out)]) == (1, ["Measure-notation"])
    assert told in out


def test_a_suppression_that_matches_nothing_is_told_of(kgtool: Kgtool, few: Small, tmp_path: Path) -> None:
    accepted = suppress(tmp_path, code='"Measure-notation"', reason='"because"', expires=NEVER)
    code, out, _ = kgtool(*arguments(few, *accepted))
    assert code == 0
    assert "1 suppression matches nothing any more; delete it: Measure-notation" in out


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"code": '"Measure-notation"', "expires": NEVER}, "reason in [[suppress]] 1 is wrong: missing"),
        ({"code": '"Measure-notation"', "reason": '"because"'}, "expires in [[suppress]] 1 is wrong: missing"),
        (
            {"code": '"Measure-notation"', "reason": '""', "expires": NEVER},
            "reason in [[suppress]] 1 is wrong: '' is not text",
        ),
        (
            {"code": '"Measure-notation"', "reason": '"because"', "expires": '"soon"'},
            "expires in [[suppress]] 1 is wrong: must be of type date",
        ),
        ({"code": "["}, "Invalid value"),
    ],
)
def test_suppressions_without_a_reason_or_an_end_end_it_with_2(
    kgtool: Kgtool, few: Small, tmp_path: Path, fields: dict[str, str], said: str
) -> None:
    code, out, err = kgtool(*arguments(few, *suppress(tmp_path, **fields)))
    assert (code, out) == (2, "")
    assert err.startswith(f"{tmp_path / 'accepted.toml'}:")
    assert " error[toml-" in err
    assert said in err


def test_a_baseline_does_not_record_what_is_suppressed(kgtool: Kgtool, few: Small, tmp_path: Path) -> None:
    few.lose_a_code()
    few.lose_a_theme()
    both = suppress(tmp_path, code='"Measure-notation"', reason='"because"', expires=NEVER)
    baseline = tmp_path / "baseline.json"
    assert kgtool(*arguments(few, *both, "--write-baseline", baseline))[0] == 0
    assert [entry["code"] for entry in json.loads(baseline.read_bytes())["findings"]] == ["ThemedElement-theme"]
    code, out, _ = kgtool(*arguments(few, *both, "--baseline", baseline, "--fail-on", "info"))
    assert (code, found(out)) == (0, [])
    assert "2 findings are suppressed" in out
    assert "matches nothing" not in out


def test_only_findings_that_are_new_since_a_revision_are_shown(kgtool: Kgtool, history: Small) -> None:
    history.lose_a_code()
    code, out, _ = kgtool(*arguments(history, "--since", "HEAD"))
    assert (code, [code for _, code in found(out)]) == (1, ["Measure-notation"])
    commit(history.root)
    history.lose_an_identifier()
    code, out, _ = kgtool(*arguments(history, "--since", "HEAD", "--fail-on", "info"))
    assert (code, [code for _, code in found(out)]) == (1, ["FormalOrganization-closeMatch"])
    code, out, _ = kgtool(*arguments(history, "--since", "HEAD~1"))
    assert (code, {code for _, code in found(out)}) == (1, {"Measure-notation", "FormalOrganization-closeMatch"})
    assert found(kgtool(*arguments(history, "--since", "HEAD", history.root / PLAN))[1]) == []
    assert found(kgtool(*arguments(history, "--since", "HEAD~1", history.root / PLAN))[1]) != []


def test_a_file_that_git_does_not_know_yet_is_a_change(kgtool: Kgtool, history: Small) -> None:
    new = "data/reference/新しい.ttl"
    text = (history.root / SHARED).read_text("utf-8")
    head = "".join(line + "\n" for line in text.splitlines() if line.startswith("@"))
    (history.root / new).write_text(head + "id:municipality\\/1 a org:FormalOrganization .\n", "utf-8")
    code, out, _ = kgtool(*arguments(history, "--since", "HEAD"))
    assert code == 1
    assert {place.split(":")[0] for place, _ in found(out)} == {new}


@pytest.mark.parametrize("revision", ["no-such-branch", "", "--output=here", "HEAD~7"])
def test_a_revision_that_git_does_not_know_ends_it_with_2(kgtool: Kgtool, history: Small, revision: str) -> None:
    before = sorted(history.root.iterdir())
    code, out, err = kgtool(*arguments(history, f"--since={revision}"))
    assert (code, out) == (2, "")
    assert err.startswith(f"error[revision] git cannot compare with {revision}: ")
    assert sorted(history.root.iterdir()) == before


def test_without_a_git_repository_or_git_it_ends_with_2(
    kgtool: Kgtool, few: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(few.root.parent))
    code, out, err = kgtool(*arguments(few, "--since", "HEAD"))
    assert (code, out) == (2, "")
    assert err.startswith("error[revision] ")
    monkeypatch.setenv("PATH", "")
    code, out, err = kgtool(*arguments(few, "--since", "HEAD"))
    assert (code, out) == (2, "")
    assert "git is not installed" in err
