"""What was recognised from a picture of a page is said beside the name that was, and nowhere else."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from kgtool.build import store
from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, XSD
from kgtool.web.site import Site
from tests.small_build import SmallBuild

from .numbered_site import body

MEASURE = "13211-kodaira-4/as-received/measure"


def test_a_name_that_was_recognised_says_so_with_its_confidence(repo: Repo, built: Build, tmp_path: Path) -> None:
    quads = set(built.open())
    (at,) = (quad for quad in quads if quad.subject.value == f"{iris.ID}{MEASURE}/1" and quad.predicate == JPP.statedAt)
    assert isinstance(at.object, NamedNode)
    quads.add(Quad(at.object, JPP.recognitionConfidence, Literal("0.64", datatype=XSD.decimal), at.graph_name))
    site = Site(repo, store.newest(SmallBuild(tmp_path, quads).out), "http://127.0.0.1:8000/")
    sure, unsure = (body(site, f"doc/id/{MEASURE}/{number}.ja.html") for number in (2, 1))
    said = "文字は紙面の画像から読み取ったもので、違うことがあります(画像から認識、確からしさ64％)。"
    assert said in unsure
    assert "画像から" not in sure
