"""A draft and the adopted plan of an invented town, with what was said of the draft; nobody's words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kgtool.corpus import layout
from kgtool.corpus.layout import Repo
from kgtool.extract import extraction
from kgtool.intake import folder
from kgtool.rdf import turtle
from kgtool.rdf.vocab import PROV
from tests.intake import invented

PLAN = "99999-kamome-3"
DRAFT, ADOPTED = "draft", "adopted"
GO = Callable[..., tuple[int | str | None, str, str]]
LATER = ("new", "version", PLAN, "--status", "adopted")

NEW = (
    "施策3-2　若い世代の住まい",
    "",
    "【めざす姿】",
    "空き家に明かりがともり、子どもの声が戻っています。",
    "",
    "【主な取組】",
    "①家主と借り手を引き合わせます",
    "年に四度の見学の日を設けます。",
    "",
)
"""The measure that the draft did not have."""
CURATION = """\
@base <https://w3id.org/jp-plan/id/99999-kamome-3/draft/> .
@prefix char: <https://w3id.org/jp-plan/text/99999-kamome-3/draft#char=> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix id: <https://w3id.org/jp-plan/id/> .
@prefix jpp: <https://w3id.org/jp-plan/ns#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix theme: <https://w3id.org/jp-plan/id/theme/> .

id:99999-kamome-3\\/draft jpp:comparisonLevel jpp:Measure .

<measure/1-1> rdfs:label "Promoting fisheries"@en .

<measure/1-1/theme/agriculture> a jpp:ThemeAnnotation ;
    oa:hasTarget <measure/1-1> ;
    oa:hasBody theme:agriculture ;
    jpp:confidence 0.9 ;
    jpp:evidence char:{fishing} ;
    jpp:method id:method\\/close-reading .

<measure/1-3> rdfs:label "Supporting trade"@en .

<measure/1-3/theme/commerce-and-industry> a jpp:ThemeAnnotation ;
    oa:hasTarget <measure/1-3> ;
    oa:hasBody theme:commerce-and-industry ;
    jpp:confidence 0.8 ;
    jpp:evidence char:{trade} ;
    jpp:method id:method\\/close-reading .
"""


def draft() -> str:
    """The text of the draft: it says that it is one."""
    return invented.text().replace("第三次かもめ町総合計画\n", "第三次かもめ町総合計画（素案）\n", 1)


def adopted() -> str:
    """The adopted text: two measures change places, a sentence is reworded, a measure is gone, and another is new."""
    text = invented.text()
    text = text.replace("施策1-1　水産業の振興", "施策1-2　水産業の振興")
    text = text.replace("施策1-2　観光の振興", "施策1-1　観光の振興")
    text = text.replace(
        "商いの支援が進み、町がにぎわっています。", "商いの支援が進み、空いていた店に人が集まっています。"
    )
    text = text[: text.index("施策3-2　読書のまちづくり")] + "\n".join(NEW) + "\n"
    return text.replace("令和９年３月", "令和９年９月", 1)


def passage(text: str, words: str, after: str = "") -> str:
    """The place of words in a text, behind other words, as curation.ttl writes it."""
    start = text.index(words, text.index(after))
    return f"{start}\\,{start + len(words)}"


def town(root: Path, repo: Repo, kgtool: GO, versions: int = 2) -> Repo:
    """Bring the draft in, say something of it, and bring the adopted plan in beside it; ``versions`` is how many of both."""
    texts = root / "texts"
    texts.mkdir(parents=True)
    (texts / "draft.txt").write_text(draft(), "utf-8")
    (texts / "adopted.txt").write_text(adopted(), "utf-8")
    read = folder.read(Repo(root, repo.share), PLAN, "draft.txt", draft().encode())
    folder.place(Repo(root, repo.share), PLAN, folder.compose(read, folder.PlanAnswers(english="Third plan of Kamome")))
    curation = CURATION.format(
        fishing=passage(draft(), "水産業の振興が進み", "施策1-1"), trade=passage(draft(), "町がにぎわって", "施策1-3")
    )
    (root / "data" / PLAN / "curation.ttl").write_text(curation, "utf-8")
    if versions == 2:
        go(kgtool, root, *LATER, "--from", str(texts / "adopted.txt"))
    go(kgtool, root, "extract", PLAN, "--sources", str(texts))
    return layout.find(root)


def alone(root: Path, town: Repo) -> Repo:
    """Bring in the adopted plan of a town as its only version, with what is said of it there."""
    data = adopted().encode()
    texts = root / "texts"
    texts.mkdir(parents=True)
    (texts / "adopted.txt").write_bytes(data)
    here = Repo(root, town.share)
    answers = folder.PlanAnswers(status="adopted", english="Third plan of Kamome")
    folder.place(here, PLAN, folder.compose(folder.read(here, PLAN, "adopted.txt", data), answers))
    said = town.file(town.plan_file(f"{PLAN}/{ADOPTED}", "curation.ttl")).statements
    kept = [statement for statement in said if statement.predicate != PROV.wasRevisionOf]
    (root / "data" / PLAN / "curation.ttl").write_bytes(turtle.write(kept, {}))
    (root / "data" / PLAN / "plan.ttl").write_bytes(extraction.extract(here, PLAN, texts).turtle)
    return layout.find(root)


def go(kgtool: GO, root: Path, *words: str) -> str:
    """Run a command that must end well; return what it says."""
    code, out, err = kgtool("--lang", "en", "--root", str(root), *words)
    assert code == 0, out + err
    return out + err
