"""``kgtool reference`` says which pages are out of date, why, and what mends it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tiny_plan import TinyPlan


@pytest.fixture
def folder(tiny: TinyPlan, kgtool: Callable) -> Path:
    """The pages of a small folder, up to date."""
    assert kgtool("--root", tiny.root, "reference").code == 0
    assert kgtool("--root", tiny.root, "reference", "--check") == (0, "", "")
    return tiny.root / "docs" / "reference"


@pytest.mark.parametrize(
    ("lang", "differs", "missing", "left", "remedy"),
    [
        ("en", "is not what ontology/ gives", "does not exist yet", "nothing makes it any more", "Run `kgtool reference`"),
        ("ja", "ontology/ からつくられる内容と違います", "まだありません", "もう何からもつくられません", "kgtool reference を実行し"),
    ],
)  # fmt: skip
def test_a_page_that_is_out_of_date_is_said_with_reason_and_remedy(
    tiny: TinyPlan, folder: Path, kgtool: Callable, lang: str, differs: str, missing: str, left: str, remedy: str
) -> None:
    (folder / "ontology.md").write_text(
        "".join((folder / "ontology.md").open(encoding="utf-8").readlines()[:4]), "utf-8"
    )
    (folder / "rules.md").unlink()
    (folder / "gone.md").write_text("x", "utf-8")
    checked = kgtool("--root", tiny.root, "--lang", lang, "reference", "--check")
    assert checked.code == 1
    said = dict(line.split(": ", 1) for line in checked.out.splitlines())
    assert said.keys() == {"docs/reference/gone.md", "docs/reference/ontology.md:5", "docs/reference/rules.md"}
    assert differs in said["docs/reference/ontology.md:5"]
    assert missing in said["docs/reference/rules.md"]
    assert left in said["docs/reference/gone.md"]
    assert remedy in checked.err
    assert kgtool("--root", tiny.root, "--lang", lang, "reference").code == 0
    assert kgtool("--root", tiny.root, "reference", "--check") == (0, "", "")
