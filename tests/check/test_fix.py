"""Slips that leave nothing to decide are mended at their place; what a person must decide is left, and said why."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from kgtool.check.fix import Mending, mending

from .small import CURATION, FEW, KIYOSE, SHARED, Small
from .small import small as small

SOURCE = "data/99998-asagiri-1/source.ttl"
TABLE = "data/alignments/99998-asagiri-1--13221-kiyose-5.sssom.tsv"
CODES = ("text-blanks", "text-garbled", "text-invisible", "text-unnormalised", "text-width")


@pytest.fixture
def texts(tmp_path: Path) -> Small:
    """Two plans that are held to the rules about texts."""
    return Small(tmp_path / "texts", (*FEW, *(f"queries/checks/{code}.rq" for code in CODES)))


def repaired(small: Small) -> Mending:
    return mending(replace(small.repo, reads_on=True), small.check())


def slips(small: Small) -> list[tuple[str, str]]:
    """The codes and files of what is found."""
    return [(f.code, f.location.file) for f in small.check().findings if f.code in (*CODES, "label-stale")]


def content(small: Small, name: str) -> str:
    return (small.root / name).read_bytes().decode()


@pytest.mark.parametrize(
    ("clean", "slip", "mended"),
    [
        ('"Walking with water"@en', '" Walking  with\\twater "@en', '"Walking with water"@en'),
        (
            '"Walking with water"@en',
            "'''Walking\n  with \\\"water\\u0022 '''@en",
            "'''Walking with \\\"water\\u0022'''@en",
        ),
        (
            '"霧を見に来る人のあるまち"@ja',
            '"霧を見に\u3000\u3000来る人の\\nある\u3000まち\u3000"@ja',
            '"霧を見に\u3000来る人のある\u3000まち"@ja',
        ),
        ('"Walking with water"@en', '"Walking\u200b with\\u00AD water \\uFEFF"@en', '"Walking with water"@en'),
        ('"Walking with water"@en', '"Walking with\u2028water"@en', '"Walking with water"@en'),
        ('"霧を見に来る人のあるまち"@ja', '"ハ\u309aン\u2f08のか\u3099い"@ja', '"パン人のがい"@ja'),
        ('"霧を見に来る人のあるまち"@ja', '"霧のﾊﾟﾝﾏﾁ、Ａ"@ja', '"霧のパンマチ、Ａ"@ja'),
        ('"Walking with water"@en', '"Ｗalking\u3000with２０ “Ａ"@en', '"Walking with20 “Ａ"@en'),
    ],
)
def test_a_slip_is_mended_and_every_other_byte_stays(texts: Small, clean: str, slip: str, mended: str) -> None:
    texts.edit(CURATION, clean, mended)
    wanted = content(texts, CURATION).replace("\n", "\r\n") if "'" not in mended else content(texts, CURATION)
    made = wanted.replace(mended, slip)
    (texts.root / CURATION).write_bytes(made.encode())
    found = repaired(texts)
    assert found.mended
    assert content(texts, CURATION) == made  # nothing is written yet
    found.write(texts.repo)
    assert content(texts, CURATION) == wanted
    assert slips(texts) == []
    assert repaired(texts) == Mending()


@pytest.mark.parametrize(
    ("name", "old", "new", "why"),
    [
        (KIYOSE, '"@ja', ' "@ja', "nobody edits"),
        (CURATION, '"Walking with water"@en', '"Walking with Ã\u0081  water"@en', "garbled"),
        (CURATION, '"Walking with water"@en', '"""Walking\n\nwith water"""@en', "must decide"),
        (CURATION, '"Walking with water"@en', '"Walking，water"@en', "must decide"),
        (CURATION, '"Walking with water"@en', '"\u200b"@en', "must decide"),
        (SOURCE, '"朝霧市第1次総合計画"@ja', '"朝霧市第1次総合ｹｲｶｸ"@ja', "printed"),
    ],
)
def test_what_a_person_must_decide_is_left_with_the_reason(
    texts: Small, name: str, old: str, new: str, why: str
) -> None:
    before = content(texts, name)
    assert old in before
    (texts.root / name).write_text(before.replace(old, new, 1), "utf-8")
    found = repaired(texts)
    assert found.files == {}
    assert found.mended == ()
    assert found.left
    assert all(why in reason.en and reason.ja for _, reason in found.left)


def test_all_slips_of_all_files_are_mended_at_once_and_what_is_accepted_stays(texts: Small) -> None:
    texts.edit(CURATION, '"Walking with water"@en', '"Walking  with\u200b water"@en')
    texts.edit(CURATION, '"A town out of the mist"@en', '"A town out of the mist "@en')
    texts.edit(SHARED, '"Kiyose City"@en', '"Kiyose City "@en')
    report = texts.check()
    kept = tuple(f for f in report.findings if f.code != "text-blanks" or "Walking" not in f.value)
    found = mending(replace(texts.repo, reads_on=True), replace(report, findings=kept))
    assert sorted(found.files) == [CURATION, SHARED]
    assert len(found.mended) == 3
    found.write(texts.repo)
    assert '"Walking  with water"@en' in content(texts, CURATION)
    assert slips(texts) == [("text-blanks", CURATION)]


def test_a_label_gone_stale_becomes_the_one_name_unless_another_element_has_it(small: Small) -> None:
    clean = content(small, TABLE)
    small.edit(TABLE, "\tKeeping still\t", '\t"Keeping ""quiet"""\t')
    found = repaired(small)
    assert [(f.code, f.location.file) for f in found.mended] == [("label-stale", TABLE)]
    found.write(small.repo)
    assert content(small, TABLE).replace('"Keeping still"', "Keeping still") == clean
    assert slips(small) == []
    (small.root / TABLE).write_text(clean.replace("\tKeeping still\t", "\tWalking with water\t"), "utf-8")
    found = repaired(small)
    assert (found.mended, found.files) == ((), {})
    assert ["another element" in why.en for _, why in found.left] == [True]


def test_the_command_shows_a_diff_that_patches_the_same_and_then_mends(texts: Small) -> None:
    texts.edit(CURATION, '"Walking with water"@en', '"Walking  with water"@en')
    texts.edit(SOURCE, '"朝霧市第1次総合計画"@ja', '"朝霧市第1次総合計画\u3000"@ja')
    before = {name: content(texts, name) for name in (CURATION, SOURCE)}
    shown = texts.command("--fix", "--diff")
    assert shown.returncode == 1
    assert {name: content(texts, name) for name in (CURATION, SOURCE)} == before
    assert "kgtool: 2 can be mended, 0 left to a person." in shown.stderr
    done = texts.command("--fix")
    assert (done.returncode, done.stderr.count(": mended\n")) == (0, 2)
    after = {name: content(texts, name) for name in (CURATION, SOURCE)}
    for name, text in before.items():
        (texts.root / name).write_bytes(text.encode())
    subprocess.run(["git", "apply", "-"], input=shown.stdout, text=True, encoding="utf-8", cwd=texts.root, check=True)
    assert {name: content(texts, name) for name in (CURATION, SOURCE)} == after


@pytest.mark.parametrize(
    "options", [["--diff"], ["--fix", "--diff", "--report", "json=x"], ["--fix", "--write-baseline", "x"]]
)
def test_what_does_not_go_together_is_refused(texts: Small, options: list[str]) -> None:
    assert texts.command(*options).returncode == 2
