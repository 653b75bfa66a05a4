"""Make data/reference/kana.tsv, how words are read in kana: ``python -m tools.kana``, after ``kgtool build``.

Needs SudachiPy and SudachiDict (``pip install sudachipy sudachidict_core``), which nothing else does. The words are those with
kanji in the Japanese names and descriptions that a search finds in the newest build; the plans' own wording is not read. Rows
that people wrote or corrected (``by`` is ``hand``) stay as they are, and the dictionary's reading of the same word is left out.
Read the rows that come new: a dictionary knows no local names. The licences of the dictionary stand beside the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from kgtool.build import search_index
from kgtool.build.store import newest
from kgtool.search import index
from kgtool.search.entries import SearchEntry
from kgtool.search.folding import run
from kgtool.search.kana import BY_HAND, COLUMNS, Reading, rows

ROOT = Path(__file__).parents[1]
TABLE, LICENCE = "kana.tsv", "kana.LICENSE"
DICTIONARY = "sudachidict_core"
_KANJI = re.compile("[々\u3400-\u9fff]")
_FORMS = ("*", "連用形-一般", "終止形-一般", "連体形-一般")
"""Of words that are inflected, the forms that stand for themselves: 支え and 支える, not 支えっ."""
_WORD = re.compile("[ぁ-んァ-ヶー々\u3400-\u9fff]+")


def words(entries: Iterable[SearchEntry], tokenizer: Any, modes: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Yield the words with kanji of the Japanese texts of some entries, each with its reading, cut in each of some modes."""
    texts = {text for entry in entries for lang, text in (*entry.names, *entry.texts) if lang in ("ja", "")}
    for text, mode in ((text, mode) for mode in modes for text in sorted(texts)):
        for token in tokenizer.tokenize(text, mode):
            word, reading = token.surface(), run(token.reading_form())
            if (
                token.part_of_speech()[5].startswith(_FORMS)
                and _KANJI.search(word)
                and _WORD.fullmatch(word)
                and len(reading) > 1
            ):
                yield word, reading


def table(found: Iterable[tuple[str, str]], kept: Iterable[Reading], by: str) -> str:
    """Return the table: the rows written by hand, and the others by the dictionary ``by``, sorted by reading."""
    ours = [row for row in kept if row.by == BY_HAND]
    known = {row.word for row in ours}
    every = {*ours, *(Reading(reading, word, by) for word, reading in found if word not in known)}
    return "".join("\t".join(row) + "\n" for row in (COLUMNS, *sorted(every)))


def main() -> None:
    """Write the table and its licence."""
    from sudachipy import Dictionary, SplitMode  # type: ignore[import-not-found]

    folder = ROOT / "data" / "reference"
    entries = map(SearchEntry.read, index.documents(search_index.folder(newest(ROOT / "build"))))
    found = list(words(list(entries), Dictionary(dict="core").tokenizer(), (SplitMode.C, SplitMode.A)))
    path = folder / TABLE
    kept = list(rows(path)) if path.is_file() else []
    by = f"SudachiDict-core {metadata.version(DICTIONARY)}"
    path.write_text(table(found, kept, by), "utf-8")
    licences = sorted(file for file in metadata.files(DICTIONARY) or () if "licenses" in file.parts)
    (folder / LICENCE).write_text("\n\n".join(file.read_text() for file in licences), "utf-8")


if __name__ == "__main__":
    main()
