"""Known findings, accepted findings, and findings of what has changed."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path

import pytest

from kgtool.base.errors import InputError
from kgtool.base.languages import Text
from kgtool.check import baseline
from kgtool.check.baseline import Suppression
from kgtool.check.finding import BLANK, Finding, Location, Report, Rule, ordered

from .small import KIYOSE, MEASURE, PLAN, Small

TODAY = datetime.date(2026, 11, 21)
NOTHING = Report((), ())


@pytest.fixture
def known(few: Small, tmp_path: Path) -> Path:
    """A baseline of a repository with one error and one warning."""
    few.lose_a_code()
    few.lose_a_theme()
    path = tmp_path / "baseline.json"
    assert baseline.write(path, few.check()) == 2
    return path


def test_known_findings_are_left_out_and_counted(few: Small, known: Path) -> None:
    report = baseline.apply(few.check(), known)
    assert (report.findings, report.suppressed, report.mended) == ((), 2, ())


def test_findings_stay_known_when_their_lines_move(few: Small, known: Path) -> None:
    before = few.check()
    path = few.root / PLAN
    head, *blocks = path.read_text("utf-8").split("\n\n")
    path.write_text("\n\n\n\n# moved\n".join([head, *reversed(blocks)]) + "\n", "utf-8")
    report = few.check()
    assert lines(report) != lines(before)
    assert baseline.apply(report, known).findings == ()


def lines(report: Report) -> list[int]:
    return [finding.location.line for finding in report.findings]


def test_a_new_finding_beside_known_ones_is_shown(few: Small, known: Path) -> None:
    few.edit(PLAN, ' ;\n    skos:notation "3-1" .', " .")
    report = baseline.apply(few.check(), known)
    assert [finding.focus for finding in report.findings] == [MEASURE.replace("2-1", "3-1")]


def test_an_entry_that_no_longer_occurs_is_told_of(few: Small, known: Path) -> None:
    few.edit(PLAN, 'rdfs:label "木の駅づくり"@ja .', 'rdfs:label "木の駅づくり"@ja ; skos:notation "2-1" .')
    report = baseline.apply(few.check(), known)
    assert report.mended == (f"Measure-notation {MEASURE}",)
    assert report.findings == ()


def test_the_same_findings_give_the_same_file(few: Small, known: Path, tmp_path: Path) -> None:
    baseline.write(tmp_path / "again.json", replace(few.check(), findings=few.check().findings[::-1]))
    assert (tmp_path / "again.json").read_bytes() == known.read_bytes()


def test_a_baseline_can_be_read_by_people(known: Path) -> None:
    content = json.loads(known.read_text("utf-8"))
    assert [entry["code"] for entry in content["findings"]] == ["Measure-notation", "ThemedElement-theme"]
    assert content["findings"][0]["focus"] == MEASURE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"3",
        b"null",
        b"{}",
        b'{"findings": 3}',
        b'{"findings": [3]}',
        b'{"version": 1}',
        b'{"version": 2, "findings": []}',
        b'{"version": 1, "findings": {}}',
        b'{"version": 1, "findings": [3]}',
        b'{"version": 1, "findings": [{}]}',
        b'{"version": 1, "findings": [{"fingerprint": "x", "code": "y"}]}',
        b'{"version": 1, "findings": [{"fingerprint": [], "code": "", "focus": "", "path": "", "value": ""}]}',
        b"[" * 100_000,
    ],
    ids=lambda content: content[:99].decode(),
)
def test_a_file_that_is_no_baseline_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "baseline.json"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        baseline.apply(NOTHING, path)
    assert (caught.value.code, str(caught.value.place)) == ("baseline", path.as_posix())


def test_an_entry_that_stands_twice_is_refused(known: Path) -> None:
    content = json.loads(known.read_text("utf-8"))
    content["findings"] *= 2
    known.write_text(json.dumps(content), "utf-8")
    with pytest.raises(InputError, match="stands twice"):
        baseline.apply(NOTHING, known)


@pytest.mark.parametrize(("content", "code"), [(None, "file-missing"), (b"\xff", "encoding")])
def test_a_baseline_that_cannot_be_read_is_an_error(tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "baseline.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        baseline.apply(NOTHING, path)
    assert caught.value.code == code


def suppressions(tmp_path: Path, text: str) -> list[Suppression]:
    path = tmp_path / "suppress.toml"
    path.write_text(text, "utf-8")
    return baseline.suppressions(path)


def test_suppressions_are_read(tmp_path: Path) -> None:
    text = (
        '[[suppress]]\ncode = "Measure-notation"\nreason = "改訂を待つ"\nexpires = 2027-03-31\n'
        f'[[suppress]]\ncode = "order-hole"\nreason = "known"\nexpires = 2027-03-31\nfocus = "{MEASURE[1:-1]}"\n'
    )
    end = datetime.date(2027, 3, 31)
    assert suppressions(tmp_path, text) == [
        Suppression("Measure-notation", "改訂を待つ", end),
        Suppression("order-hole", "known", end, MEASURE[1:-1]),
    ]
    assert suppressions(tmp_path, "") == []


GOOD = {"code": '"Measure-notation"', "reason": '"because"', "expires": "2027-03-31"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[suppress", "Expected"),
        *(
            ("[[suppress]]\n" + "".join(f"{k} = {v}\n" for k, v in GOOD.items() if k != key), "is wrong: missing")
            for key in GOOD
        ),
        *(
            ("[[suppress]]\n" + "".join(f"{k} = {v}\n" for k, v in (GOOD | {key: value}).items()), reason)
            for key, value, reason in [
                ("reason", '" "', "reason in .* more than white space"),
                ("code", "3", "code in .* type str"),
                ("focus", '""', "focus in .* more than white space"),
                ("expires", '"2027-03-31"', "expires in .* type date"),
                ("expires", "2027", "expires in .* type date"),
                ("expires", "2027-03-31T12:00:00", "expires in .* type date"),
                ("expires", "12:00:00", "expires in .* type date"),
                ("line", "3", "unknown key line"),
            ]
        ),
        ("suppres = 1", "unknown key suppres"),
        ("suppress = 3", "must be a list of tables"),
        ("suppress = [3]", "must be a list of tables"),
        ("[suppress]\ncode = 1", "must be a list of tables"),
    ],
)
def test_a_file_that_is_no_list_of_suppressions_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        suppressions(tmp_path, text)
    assert caught.value.code in ("toml-syntax", "toml-key", "toml-value")


def test_a_suppression_holds_up_to_its_last_day(few: Small) -> None:
    few.lose_a_code()
    few.lose_a_theme()
    report = baseline.suppress(few.check(), [Suppression("Measure-notation", "because", TODAY)], TODAY)
    assert [finding.code for finding in report.findings] == ["ThemedElement-theme"]
    assert (report.suppressed, report.stale, report.notices) == (1, (), ())


def test_after_its_last_day_the_finding_is_back_and_the_reason_is_told(few: Small) -> None:
    few.lose_a_code()
    yesterday = TODAY - datetime.timedelta(days=1)
    report = baseline.suppress(few.check(), [Suppression("Measure-notation", "改訂を待つ", yesterday)], TODAY)
    assert [finding.code for finding in report.findings] == ["Measure-notation"]
    (notice,) = report.notices
    assert "改訂を待つ" in notice.en
    assert "2026-11-20" in notice.ja


def test_a_suppression_may_be_for_one_subject_only(few: Small) -> None:
    few.lose_a_code()
    few.edit(PLAN, ' ;\n    skos:notation "3-1" .', " .")
    report = baseline.suppress(few.check(), [Suppression("Measure-notation", "because", TODAY, MEASURE[1:-1])], TODAY)
    assert [finding.focus for finding in report.findings] == [MEASURE.replace("2-1", "3-1")]


def test_a_suppression_that_matches_nothing_is_told_of(few: Small) -> None:
    entries = [Suppression("Measure-notation", "because", TODAY), Suppression("x", "because", TODAY, MEASURE[1:-1])]
    assert baseline.suppress(few.check(), entries, TODAY).stale == ("Measure-notation", f"x {MEASURE[1:-1]}")


def test_findings_may_be_limited_to_files_and_folders(few: Small) -> None:
    few.lose_a_code()
    report = few.check()
    (finding,) = report.findings

    def kept(*names: str) -> int:
        return len(baseline.only_in(report, set(names)).findings)

    assert kept(PLAN) == kept("data") == kept("data/99998-asagiri-1") == kept("data/99998-asagiri-1/") == 1
    assert kept(KIYOSE) == kept("data/99998-asagiri") == kept() == 0
    elsewhere = replace(finding, location=Location("data"))
    assert len(baseline.only_in(replace(report, findings=(elsewhere,)), {"data"}).findings) == 1


def test_blank_nodes_are_told_apart_by_file_and_by_how_many_there_are() -> None:
    said = Text("誤り", "A fault")
    rule = Rule("blank-node", "error", said, said, said, "query", Location("x.rq"))

    def prints(*places: tuple[str, int]) -> list[str]:
        found = ordered(Finding(rule, "error", Location(file, line), BLANK) for file, line in places)
        return [finding.fingerprint for finding in found]

    before = prints(("data/a.ttl", 5), ("data/a.ttl", 9), ("data/b.ttl", 5))
    assert len(set(before)) == 3
    assert prints(("data/a.ttl", 6), ("data/a.ttl", 10), ("data/b.ttl", 2)) == before
    assert set(before) < set(prints(("data/a.ttl", 5), ("data/a.ttl", 7), ("data/a.ttl", 9), ("data/b.ttl", 5)))
