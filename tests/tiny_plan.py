"""A folder with one invented plan of three elements, which a test may change: small enough to build many times."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from kgtool.corpus import layout as repos
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from tests import ROOT

PLAN, VERSION = "99998-moto-1", "as-received"
TEXT = "第1目標 静かなまち\n夜は静かで、星が見えます。\n施策 灯りを減らす\n"
ELEMENTS = {
    "goal/1": ("Goal", "静かなまち", "A quiet town", "第1目標 静かなまち", ""),
    "goal/1/desired-state/1": ("DesiredState", "めざす姿", "Dark nights", "夜は静かで、星が見えます。", "goal/1"),
    "measure/1": ("Measure", "灯りを減らす", "Fewer lights", "施策 灯りを減らす", "goal/1"),
}
HEAD = f"""\
@base <{iris.element(PLAN, VERSION)}/> .
@prefix char: <{iris.text(PLAN, VERSION)}#char=> .
@prefix id: <{iris.ID}> .
@prefix jpp: <{iris.NS}> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix theme: <{iris.THEME}> .
"""


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def span(wording: str) -> tuple[int, int]:
    """Where a wording stands in the text, half-open, in code points."""
    start = TEXT.index(wording)
    return start, start + len(wording)


class TinyPlan:
    """The folder, its source text beside it, and a place for builds."""

    id, version = PLAN, VERSION

    def __init__(self, folder: Path) -> None:
        self.root, self.sources, self.out = folder / "plans", folder / "sources", folder / "build"
        self.folder = self.root / "data" / PLAN
        self.text, self.turtle = self.sources / "moto.txt", self.folder / "plan.ttl"
        self.curation, self.description = self.folder / "curation.ttl", self.folder / "source.ttl"
        self.themes = self.root / "data" / "reference" / "themes.ttl"
        for made in (self.folder, self.themes.parent, self.root / "ontology", self.sources):
            made.mkdir(parents=True)
        shutil.copy(ROOT / "ontology" / "prefixes.ttl", self.root / "ontology")
        shutil.copytree(ROOT / "queries" / "derived", self.root / "queries" / "derived")
        (self.root / "ontology" / "core.ttl").write_text(
            HEAD + "jpp:Goal a owl:Class . [] a owl:AllDisjointClasses ; owl:members ( jpp:Goal jpp:Measure ) .\n",
            "utf-8",
        )
        (self.folder / "profile.toml").write_text("", "utf-8")
        self.text.write_text(TEXT, "utf-8")
        self.description.write_text(self._source(), "utf-8")
        self.turtle.write_text(self._plan(), "utf-8")
        self.curation.write_text(self._curation(), "utf-8")
        self.themes.write_text(
            HEAD + "theme:night a jpp:Theme ; skos:broader theme:sky ; skos:prefLabel '夜'@ja, 'Night'@en .\n"
            "theme:sky a jpp:Theme ; skos:prefLabel '空'@ja .\n",
            "utf-8",
        )

    @property
    def repo(self) -> Repo:
        return repos.find(self.root)

    def edit(self, path: Path, old: str, new: str) -> None:
        """Replace the only occurrence of ``old`` in a file."""
        content = path.read_text("utf-8")
        assert content.count(old) == 1, f"{old!r} stands {content.count(old)} times in {path.name}"
        path.write_text(content.replace(old, new), "utf-8")

    def append(self, path: Path, line: str) -> None:
        path.write_text(path.read_text("utf-8") + line + "\n", "utf-8")

    @staticmethod
    def _source() -> str:
        return HEAD + (
            f"id:{PLAN} a jpp:ComprehensivePlan ; rdfs:label '元計画'@ja .\n"
            f"<{iris.element(PLAN, VERSION)}> a jpp:PlanVersion ; jpp:versionOf id:{PLAN} .\n"
            f"<{iris.text(PLAN, VERSION)}> a jpp:SourceText ; jpp:fileName 'moto.txt' ; "
            f"jpp:sha256 '{sha256(TEXT)}' ; jpp:characterCount {len(TEXT)} .\n"
        )

    @staticmethod
    def _plan() -> str:
        blocks = [HEAD]
        for order, (path, (class_, ja, _, wording, parent)) in enumerate(ELEMENTS.items(), 1):
            start, end = span(wording)
            blocks.append(
                f"<{path}> a jpp:{class_} ; jpp:inVersion <{iris.element(PLAN, VERSION)}> ; jpp:order {order} ; "
                f"rdfs:label '{ja}'@ja ; jpp:statedAt char:{start}\\,{end} "
                + (f"; jpp:partOf <{parent}> .\n" if parent else ".\n")
                + f"char:{start}\\,{end} a jpp:SourceSpan ; oa:hasSource <{iris.text(PLAN, VERSION)}> ; "
                f"jpp:spanSha256 '{sha256(wording)}' .\n"
            )
        return "".join(blocks)

    @staticmethod
    def _curation() -> str:
        labels = "".join(f"<{path}> rdfs:label '{en}'@en .\n" for path, (_, _, en, _, _) in ELEMENTS.items())
        return (
            HEAD
            + labels
            + (
                "<measure/1/theme/night> a jpp:ThemeAnnotation ; oa:hasTarget <measure/1> ; oa:hasBody theme:night ; "
                "jpp:confidence 0.9 .\n"
            )
        )
