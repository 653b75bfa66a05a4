"""``kgtool clean`` removes what is remembered, and says what."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kgtool.incremental.cache import FOLDER
from tests.check.small import Small
from tests.check.small import few as few

Kgtool = Callable[..., tuple[int, str, str]]


def test_it_removes_what_is_remembered_and_says_what(kgtool: Kgtool, few: Small) -> None:
    few.check(use_cache=True)
    folder = few.root / FOLDER
    held = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    said = f"{folder}: {len(held)} files, {sum(held):,} bytes\n"
    before = {path.name for path in few.root.iterdir()}
    words = ("--lang", "en", "--root", few.root, "clean")
    assert kgtool(*words, "--dry-run") == (0, f"would remove {said}", "")
    assert folder.is_dir()
    assert kgtool(*words) == (0, f"removed {said}", "")
    assert {path.name for path in few.root.iterdir()} == before - {FOLDER}
    assert kgtool(*words) == (0, f"there is no {folder}\n", "")


@pytest.mark.parametrize(("options", "said"), [((), "を消しました"), (("--dry-run",), "を消すことになります")])
def test_it_says_so_in_japanese(kgtool: Kgtool, few: Small, options: tuple[str, ...], said: str) -> None:
    few.check(use_cache=True)
    code, out, _ = kgtool("--lang", "ja", "--root", few.root, "clean", *options)
    assert code == 0
    assert f"{few.root / FOLDER} {said}(" in out
