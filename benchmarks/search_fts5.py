"""The peer of the search index: SQLite's FTS5 over the same pairs of letters, with the same tiers and exact counts."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from kgtool.search.entries import SearchEntry, wholes
from kgtool.search.folding import SearchWord
from kgtool.search.index import Found

_TOKENS = "tokenize=\"unicode61 categories 'L* N* S* P*'\""
_SCHEMA = f"""
PRAGMA journal_mode = off; PRAGMA synchronous = off; PRAGMA cache_size = -200000;
CREATE VIRTUAL TABLE names USING fts5(pairs, words, content='', prefix='3', {_TOKENS});
CREATE VIRTUAL TABLE texts USING fts5(pairs, words, content='', prefix='3', {_TOKENS});
CREATE VIRTUAL TABLE name_letters USING fts5(letters, content='', detail=none, columnsize=0, {_TOKENS});
CREATE VIRTUAL TABLE text_letters USING fts5(letters, content='', detail=none, columnsize=0, {_TOKENS});
CREATE TABLE entry (id INTEGER PRIMARY KEY, document BLOB);
CREATE TABLE exact (name TEXT, id INTEGER, PRIMARY KEY (name, id)) WITHOUT ROWID;
CREATE TABLE kind (number INTEGER PRIMARY KEY, name TEXT); CREATE TABLE plan (number INTEGER PRIMARY KEY, name TEXT);
"""
_PLAN, _PLACE = 1 << 40, 1 << 8


class Fts5:
    """An index in one file. An entry's number says its plan and its kind, so counting needs no other table."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._local = threading.local()

    @staticmethod
    def write(lines: Iterable[bytes], file: Path) -> None:
        """Make the index of what ``kgtool.search.index.write`` takes."""
        made = sqlite3.connect(file)
        made.executescript(_SCHEMA)
        kinds: dict[str, int] = {}
        plans: dict[str, int] = {}
        for place, line in enumerate(lines):
            _, document, cut = line.split(b"\t")
            held = json.loads(cut)
            plan = plans.setdefault(held.get("plan", ""), len(plans))
            number = plan * _PLAN + place * _PLACE + kinds.setdefault(held["kind"], len(kinds))
            row = (number, held["name_pairs"], held["name_words"])
            made.execute("INSERT INTO names (rowid, pairs, words) VALUES (?, ?, ?)", row)
            made.execute(
                "INSERT INTO texts (rowid, pairs, words) VALUES (?, ?, ?)", (number, held["pairs"], held["words"])
            )
            made.execute("INSERT INTO name_letters (rowid, letters) VALUES (?, ?)", (number, held["name_letters"]))
            made.execute("INSERT INTO text_letters (rowid, letters) VALUES (?, ?)", (number, held["letters"]))
            made.execute("INSERT INTO entry VALUES (?, ?)", (number, document))
            made.executemany("INSERT OR IGNORE INTO exact VALUES (?, ?)", [(name, number) for name in held["exact"]])
        made.executemany("INSERT INTO kind VALUES (?, ?)", [(number, name) for name, number in kinds.items()])
        made.executemany("INSERT INTO plan VALUES (?, ?)", [(number, name) for name, number in plans.items()])
        for table in ("names", "texts", "name_letters", "text_letters"):
            made.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
        made.commit()
        made.close()

    def find(self, words: Sequence[SearchWord], most: int = 20) -> Found:
        """Find entries as ``kgtool.search.index.Index.find`` does, without words inside English words."""
        asked = self._connection
        every, arguments = _having(words, "texts", "text_letters")
        by = f"SELECT r / {_PLAN}, r % {_PLACE}, count(*) FROM ({every}) GROUP BY 1, 2"
        kinds: dict[str, int] = {}
        plans: dict[str, int] = {}
        for plan, kind, number in asked.execute(by, arguments):
            kinds[kind] = kinds.get(kind, 0) + number
            plans[plan] = plans.get(plan, 0) + number
        keys = sorted(wholes(" ".join(word.run for word in words), "ja", "en"))
        exact = f"SELECT id AS r FROM exact WHERE name IN ({', '.join('?' for _ in keys)})"
        found: dict[int, None] = {}
        for sql, given in ((exact, keys), _having(words, "names", "name_letters"), (every, arguments)):
            if len(found) < most:
                rows = asked.execute(f"SELECT r FROM ({sql}) ORDER BY r LIMIT ?", (*given, most * 3))
                found |= dict.fromkeys(number for (number,) in rows)
        return Found(sum(kinds.values()), [self._read(number) for number in list(found)[:most]], kinds, plans)

    def _read(self, number: int) -> SearchEntry:
        (document,) = self._connection.execute("SELECT document FROM entry WHERE id = ?", (number,)).fetchone()
        return SearchEntry.read(document)

    @property
    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._local, "connection"):
            self._local.connection = sqlite3.connect(f"file:{self._file}?mode=ro&immutable=1", uri=True)
            self._local.connection.execute("PRAGMA mmap_size = 2000000000")
        connection: sqlite3.Connection = self._local.connection
        return connection


def _having(words: Sequence[SearchWord], table: str, letters: str) -> tuple[str, list[str]]:
    """The SELECT of the numbers of entries with all words, and its arguments; one MATCH where one table has them all."""
    options = [_options(word, table, letters) for word in words]
    tables = {where for option in options for where, _ in option}
    if len(tables) == 1:
        match = " AND ".join(f"({' OR '.join(match for _, match in option)})" for option in options)
        (only,) = tables
        return f"SELECT rowid AS r FROM {only} WHERE {only} MATCH ?", [match]
    selects = [" UNION ".join(f"SELECT rowid AS r FROM {w} WHERE {w} MATCH ?" for w, _ in o) for o in options]
    every = " INTERSECT ".join(f"SELECT r FROM ({select})" for select in selects)
    return every, [match for option in options for _, match in option]


def _options(word: SearchWord, table: str, letters: str) -> list[tuple[str, str]]:
    """Where one word may be: table and MATCH."""
    pairs = " ".join(map("".join, pairwise(word.run)))
    found = [(letters, f'"{word.run}"') if len(word.run) == 1 else (table, f'pairs : "{pairs}"')]
    if word.words and max(map(len, word.words)) < 3:
        return [*found, (letters, " AND ".join(f'"{part}*"' for part in word.words))]
    return [*found, (table, " AND ".join(f'words : "{part}" *' for part in word.words))] if word.words else found
