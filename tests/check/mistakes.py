"""Seventy mistakes that people make in a plan's folder, each in a repository that holds nothing but the plans it is about.

A mistake changes one file, or puts one where none belongs. Where it was made is worked out from the change itself.
"""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests import ROOT
from tests.less_known import TOWN, repository

K, D = "13221-kiyose-5", "13211-kodaira-4"
KIYOSE, KODAIRA = (K,), (D,)
BOTH = (K, D, "alignments", "readings")
SHARED = (*BOTH, "reference")
"""Everything, with the ontology, shapes and questions of its own."""
TABLE = f"alignments/{K}--{D}.sssom.tsv"
Change = Callable[[Path], None]


@dataclass(frozen=True)
class Mistake:
    """A change of ``file`` below data/; ``within`` are the folders of the repository."""

    name: str
    within: tuple[str, ...]
    file: str
    make: Change

    def __str__(self) -> str:
        return self.name


def swap(old: str, new: str) -> Change:
    """Replace the first occurrence of a text."""

    def change(path: Path) -> None:
        text = path.read_text("utf-8")
        assert old in text, f"{old!r} is not in {path.name}"
        path.write_text(text.replace(old, new, 1), "utf-8")

    return change


def cut(start: str, end: str = "\n\n") -> Change:
    """Delete what begins with a text, up to and with another."""

    def change(path: Path) -> None:
        text = path.read_text("utf-8")
        first = text.index(start)
        path.write_text(text[:first] + text[text.index(end, first) + len(end) :], "utf-8")

    return change


def cut_each(*starts: str) -> Change:
    """Delete every block whose subject begins with one of the texts."""

    def change(path: Path) -> None:
        blocks = path.read_text("utf-8").split("\n\n")
        path.write_text("\n\n".join(block for block in blocks if not block.startswith(starts)), "utf-8")

    return change


def after(text: str, new: str) -> Change:
    return swap(text, text + new)


def put(content: bytes | str) -> Change:
    """Write a whole file."""
    return lambda path: path.write_bytes(content if isinstance(content, bytes) else content.encode()) and None


def then(*changes: Change) -> Change:
    def change(path: Path) -> None:
        for one in changes:
            one(path)

    return change


def exchanged(path: Path) -> None:
    """Subject and object of the first row with two elements, their labels and evidence with them."""
    lines = path.read_text("utf-8").split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith("KIYOSE:") and "\tKODAIRA:" in line)
    cells = lines[at].split("\t")
    for one, other in ((0, 3), (1, 4), (9, 10)):
        cells[one], cells[other] = cells[other], cells[one]
    lines[at] = "\t".join(cells)
    path.write_text("\n".join(lines), "utf-8")


def in_row(number: int, column: int, value: str | None) -> Change:
    """Give a cell of a row of the table another value, or take the cell away; rows count from the first below the header."""

    def change(path: Path) -> None:
        lines = path.read_text("utf-8").split("\n")
        at = next(n for n, line in enumerate(lines) if line.startswith("subject_id\t")) + number
        cells = lines[at].split("\t")
        cells[column : column + 1] = [] if value is None else [value]
        lines[at] = "\t".join(cells)
        path.write_text("\n".join(lines), "utf-8")

    return change


CURATION, PLAN, SOURCE, PROFILE = (f"{K}/{name}" for name in ("curation.ttl", "plan.ttl", "source.ttl", "profile.toml"))
OTHER, OTHER_PLAN, OTHER_SOURCE = (f"{D}/{name}" for name in ("curation.ttl", "plan.ttl", "source.ttl"))
LABEL = "Consultation support for children and their families"
SUPPORT = "子どもとその家庭に関する相談の支援"
SHORT = "妊産婦や困難を抱える家庭への身近な支え"
THEMES, MUNICIPALITIES, ACTORS = ("reference/themes.ttl", "reference/municipalities.ttl", "reference/actors.ttl")
CONFLICT = '<<<<<<< HEAD\n<measure/1-112> rdfs:label "Help"@en .\n=======\n<measure/1-112> rdfs:label "Advice"@en .\n>>>>>>> mine\n\n'

MISTAKES = [
    # files that cannot be read as they are
    Mistake(
        "merge conflict left in",
        KIYOSE,
        CURATION,
        swap("<measure/1-112> rdfs:label", f"{CONFLICT}<measure/1-112> rdfs:label"),
    ),
    Mistake("full stop missing", KIYOSE, CURATION, swap(f'"{LABEL}"@en .', f'"{LABEL}"@en')),
    Mistake(
        "two slips in one file",
        KODAIRA,
        OTHER,
        then(swap("rdfs:label", 'rdfs:label "'), lambda p: swap("<measure/5> ", "measure/5> ")(p)),
    ),
    Mistake(
        "semicolon missing",
        KIYOSE,
        SOURCE,
        swap("jpp:versionOf id:13221-kiyose-5 ;", "jpp:versionOf id:13221-kiyose-5"),
    ),
    Mistake(
        "pointer of Git LFS",
        KIYOSE,
        PLAN,
        put(f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 412345\n"),
    ),
    Mistake(
        "page saved as Turtle",
        KIYOSE,
        CURATION,
        put("<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>\n"),
    ),
    Mistake(
        "RDF/XML saved as Turtle",
        KODAIRA,
        OTHER,
        put('<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>\n'),
    ),
    Mistake(
        "curly quotes", KODAIRA, OTHER, swap('"What the basic principles are"@en', "“What the basic principles are”@en")
    ),
    Mistake("full-width semicolon", KIYOSE, CURATION, swap(f'"{LABEL}"@en .', f'"{LABEL}"@en ；')),
    Mistake("Shift_JIS", KIYOSE, SOURCE, lambda p: p.write_bytes(p.read_text("utf-8").encode("cp932")) and None),
    Mistake("prefix without declaration", KIYOSE, CURATION, swap("theme:child-protection", "themes:child-protection")),
    Mistake("confidence in percent in the table", BOTH, TABLE, in_row(4, 6, "84")),
    Mistake("row that lacks a cell", BOTH, TABLE, in_row(6, 4, None)),
    # files where none belongs, or none where one belongs
    Mistake("folder view of macOS", KIYOSE, f"{K}/.DS_Store", put(b"\0\0\0\1Bud1\0")),
    Mistake("swap file of vim", KODAIRA, f"{D}/.curation.ttl.swp", put(b"b0VIM 9.0")),
    Mistake("README in the folder", KODAIRA, f"{D}/README.md", put("# 小平市\n")),
    Mistake("copy beside the file", KIYOSE, f"{K}/curation (1).ttl", put("")),
    Mistake("notes among readings", BOTH, "readings/メモ.txt", put("読み方\n")),
    Mistake("lock of a spreadsheet among alignments", BOTH, "alignments/~$table.xlsx", put(b"\0")),
    Mistake("note among reference data", SHARED, "reference/memo.txt", put("あとで\n")),
    Mistake("curation deleted", KIYOSE, CURATION, Path.unlink),
    Mistake("folder renamed", (K, D), "13211-kodaira-5", lambda p: (p.parent / D).rename(p) and None),
    Mistake(
        "folder copied for another city", KIYOSE, "13999-newcity-1", lambda p: shutil.copytree(p.parent / K, p) and None
    ),
    Mistake(
        "key twice in the profile", KIYOSE, PROFILE, swap("footnote_mark = ", "footnote_mark = 'x'\nfootnote_mark = ")
    ),
    Mistake("key misspelled in the profile", KIYOSE, PROFILE, swap("footnote_mark", "footnotemark")),
    Mistake("quote missing in the profile", KIYOSE, PROFILE, swap('id = "vision"', 'id = "vision')),
    Mistake("pattern broken in the profile", KIYOSE, PROFILE, swap("misread = '[●", "misread = '[[●(")),
    # names and texts
    Mistake("blank at the end of a label", KIYOSE, CURATION, swap(f'"{LABEL}"@en', f'"{LABEL} "@en')),
    Mistake("two blanks in a label", KIYOSE, CURATION, swap("Consultation support", "Consultation  support")),
    Mistake("tab in a label", KODAIRA, OTHER, swap("What the basic principles are", "What the\\tbasic principles are")),
    Mistake("HTML entity in a label", KODAIRA, OTHER, swap("Basic Ordinance on Self", "Basic Ordinance &amp; Self")),
    Mistake("half-width kana", KIYOSE, CURATION, swap(SHORT, SHORT.replace("支え", "ｻﾎﾟｰﾄ"))),
    Mistake(
        "Japanese read in the wrong encoding", KIYOSE, CURATION, swap(SHORT, SHORT.encode().decode("cp932", "ignore"))
    ),
    Mistake(
        "English read in the wrong encoding", KODAIRA, OTHER, swap("city's basic ordinance", "cityâ€™s basic ordinance")
    ),
    Mistake("decomposed Unicode", KIYOSE, PLAN, swap(SUPPORT, unicodedata.normalize("NFD", SUPPORT))),
    Mistake(
        "reminder in an abstract",
        KIYOSE,
        CURATION,
        swap('"Every expectant or new mother', '"TODO: check. Every expectant or new mother'),
    ),
    Mistake("Japanese under English", KIYOSE, CURATION, swap(f'"{LABEL}"@en', f'"{SUPPORT}"@en')),
    Mistake("English under Japanese", KIYOSE, CURATION, swap(f'"{SHORT}"@ja', '"Help close at hand"@ja')),
    Mistake(
        "theme with its names exchanged",
        SHARED,
        THEMES,
        swap('"子育て支援"@ja, "Child-rearing support"@en', '"Child-rearing support"@ja, "子育て支援"@en'),
    ),
    Mistake("zero-width space", KIYOSE, CURATION, swap(f'"{LABEL}"@en', f'"{LABEL[:12]}\u200b{LABEL[12:]}"@en')),
    Mistake(
        "signs that were lost",
        KODAIRA,
        OTHER,
        swap("What the basic principles are", "What the basic principles ar\ufffd"),
    ),
    Mistake(
        "name of a thing with blanks before it",
        SHARED,
        ACTORS,
        swap('"Public administration"@en', '" Public administration"@en'),
    ),
    Mistake(
        "plan named with two blanks",
        (TOWN,),
        f"{TOWN}/source.ttl",
        swap("Comprehensive plan 2 of Misaki", "Comprehensive plan 2  of Misaki"),
    ),
    # who and when
    Mistake(
        "another city's government",
        KIYOSE,
        SOURCE,
        swap("jpp:responsibleBody id:municipality\\/13221", "jpp:responsibleBody id:municipality\\/13211"),
    ),
    Mistake("check digit", SHARED, MUNICIPALITIES, swap('"132217"', '"132212"')),
    Mistake("hash of another text", (K, D), SOURCE, lambda p: swap(_hash(p), _hash(p.parent.parent / OTHER_SOURCE))(p)),
    Mistake(
        "digits of the last year exchanged", KIYOSE, PLAN, swap("jpp:endFiscalYear 2035", "jpp:endFiscalYear 2053")
    ),
    Mistake("year of the era", KODAIRA, OTHER_PLAN, swap("jpp:endFiscalYear 2032", "jpp:endFiscalYear 14")),
    Mistake(
        "Heisei read for Reiwa",
        KODAIRA,
        OTHER_PLAN,
        swap("jpp:decidedInFiscalYear 2019", "jpp:decidedInFiscalYear 1989"),
    ),
    Mistake("date of the text to come", KIYOSE, PLAN, swap('"2025-08-12"^^', '"2037-08-12"^^')),
    Mistake("digit lost in the length of the text", KODAIRA, OTHER_SOURCE, lambda p: _shorter(p)),
    Mistake(
        "level that there is none",
        (TOWN,),
        f"{TOWN}/source.ttl",
        swap("curation-level\\/structure", "curation-level\\/structured"),
    ),
    Mistake("label in the table gone stale", BOTH, TABLE, in_row(3, 1, "Support for all")),
    Mistake("subject and object exchanged", BOTH, TABLE, exchanged),
    Mistake("two themes with one code", SHARED, THEMES, swap('skos:notation "A2"', 'skos:notation "A1"')),
    # structure
    Mistake("first direction deleted", KIYOSE, PLAN, cut("<measure/1-112/direction/1> a")),
    Mistake("last direction deleted", KIYOSE, PLAN, cut("<measure/1-111/direction/2> a")),
    Mistake(
        "direction deleted with what is below it",
        KIYOSE,
        PLAN,
        cut_each("<measure/1-112/direction/1>", "<measure/1-112/direction/1/"),
    ),
    Mistake(
        "wrong parent",
        KIYOSE,
        PLAN,
        swap("jpp:order 2 ;\n    jpp:partOf <goal/11> ;", "jpp:order 2 ;\n    jpp:partOf <goal/21> ;"),
    ),
    Mistake("footnote deleted", KODAIRA, OTHER_PLAN, cut("<term/1> a")),
    Mistake("measure of the type of a goal", KIYOSE, PLAN, swap("local-type\\/measure", "local-type\\/goal")),
    Mistake("confidence as a text", KIYOSE, CURATION, swap("jpp:confidence 0.91", 'jpp:confidence "0.91"')),
    Mistake("theme misspelled", KIYOSE, CURATION, swap("theme:child-protection ;", "theme:child-protecton ;")),
    Mistake(
        "theme of an element that is not there",
        KIYOSE,
        CURATION,
        swap("oa:hasTarget <measure/1-112>", "oa:hasTarget <measure/1-113>"),
    ),
    Mistake("English label deleted", KIYOSE, CURATION, cut("<measure/1-112> rdfs:label")),
    Mistake("evidence with digits exchanged", KIYOSE, CURATION, swap("char:1896\\,1913", "char:1986\\,1913")),
    Mistake("property misspelled", KODAIRA, OTHER, swap("dcterms:abstract", "dcterms:abstrct")),
    Mistake("class misspelled", KIYOSE, CURATION, swap("a jpp:ThemeAnnotation", "a jpp:ThemeAnotation")),
    Mistake("goal that the United Nations do not have", KODAIRA, OTHER_PLAN, swap("sdg:17 ;", "sdg:18 ;")),
    Mistake("code that another measure has", KIYOSE, PLAN, swap('skos:notation "1-112"', 'skos:notation "1-111"')),
]


VERSION = "13221-kiyose-5/draft-2025-08-12"
CAUSES = [
    # one slip that leaves all of a file, a plan or a table in the air
    Mistake("base of another version", KIYOSE, CURATION, swap(f"@base <https://w3id.org/jp-plan/id/{VERSION}", f"@base <https://w3id.org/jp-plan/id/{VERSION[:-2]}21")),
    Mistake("places of another plan", KIYOSE, CURATION, swap(f"@prefix char: <https://w3id.org/jp-plan/text/{VERSION}", f"@prefix char: <https://w3id.org/jp-plan/text/{D}/as-received")),
    Mistake("base deleted", KIYOSE, CURATION, cut("@base", "\n")),
    Mistake("class of the version deleted", KIYOSE, SOURCE, swap("draft-2025-08-12 a jpp:PlanVersion ;", "draft-2025-08-12")),
    Mistake("digits of the version exchanged", KIYOSE, SOURCE, swap("draft-2025-08-12 a", "draft-2025-08-21 a")),
    Mistake("source emptied", KIYOSE, SOURCE, put("")),
    Mistake("plan emptied", KIYOSE, PLAN, put("")),
    Mistake("version of another plan", (K, D), SOURCE, swap(f"jpp:versionOf id:{K}", f"jpp:versionOf id:{D}")),
    Mistake("folder copied by the computer", KIYOSE, f"{K} copy", lambda p: shutil.copytree(p.parent / K, p) and None),
    Mistake("curation saved one folder above", KIYOSE, "curation.ttl", put("")),
    Mistake("quote missing among things", BOTH, f"{K}/things.ttl", swap('jpp:surface "デザイン業者"', 'jpp:surface "デザイン業者')),
    Mistake("semicolons between the cells", BOTH, TABLE, lambda p: p.write_text(p.read_text("utf-8").replace("\t", ";"), "utf-8") and None),
    Mistake("version of the table misspelt", BOTH, TABLE, swap(f"_source: ID:{VERSION}", f"_source: ID:{VERSION[:-2]}21")),
]  # fmt: skip
"""Further ones, each with one finding first: what follows from it stands below."""


def _hash(path: Path) -> str:
    return path.read_text("utf-8").partition('jpp:sha256 "')[2].partition('"')[0]


def _shorter(path: Path) -> None:
    count = path.read_text("utf-8").partition("jpp:characterCount ")[2].partition(" ")[0]
    swap(f"jpp:characterCount {count}", f"jpp:characterCount {count[:-1]}")(path)


class City:
    """A repository in which one mistake is made. ``changed`` are the lines of the file that it changed, at least one."""

    def __init__(self, root: Path, mistake: Mistake) -> None:
        if TOWN in mistake.within:
            repository(root, TOWN)
        else:
            for name in mistake.within:
                shutil.copytree(ROOT / "data" / name, root / "data" / name)
            for name in ("ontology", "queries", "shapes") if mistake.within == SHARED else ():
                shutil.copytree(ROOT / name, root / name)
        self.root = root
        path = root / "data" / mistake.file
        before = path.read_bytes().decode("utf-8").split("\n") if path.is_file() else []
        mistake.make(path)
        lines = path.read_bytes().decode("utf-8", "replace").split("\n") if path.is_file() and before else []
        same = next((n for n, pair in enumerate(zip(before, lines, strict=False)) if pair[0] != pair[1]), 0)
        rest = next((n for n, (a, b) in enumerate(zip(before[::-1], lines[::-1], strict=False)) if a != b), 0)
        self.changed = range(same + 1, max(same + 1, len(lines) - rest) + 1)
