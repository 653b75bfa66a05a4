"""Put all named graphs together: N-Quads, TriG, an Oxigraph store and a content hash.

A build is written into a folder of its own and shown by one atomic change of the link ``current``: whoever reads sees
the old build or the new one, whenever the builder is stopped. The content hash is the SHA-256 of the dataset's
canonical N-Quads (RDF Dataset Canonicalization, RDFC-1.0), so it depends on the statements alone.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryTriples,
    RdfFormat,
    Store,
    parse,
    serialize,
)

from kgtool import __version__, catalogue, graphs, iris, questions
from kgtool.errors import InputError
from kgtool.extract import prefixes, source
from kgtool.repo import Repo
from kgtool.store import CURRENT, MANIFEST, Build, newest
from kgtool.vocab import JPP

_MARKER = ".kgtool-build"
_BUILD_NAME = re.compile(r"[0-9a-f]{16}-[0-9a-f]{8}(-\d+)?")


@dataclass(frozen=True)
class Result:
    """A build, and whether it had to be made."""

    build: Build
    fresh: bool


def build(repo: Repo, out: Path, sources: Path | None = None) -> Result:
    """Build all graphs into ``out``; with ``sources``, verify every span and add the plans' wording.

    A build of unchanged inputs is not made again. Raises ``InputError``: out-not-ours, store-locked, span-changed,
    and whatever keeps an input from being read. Nothing that was built before is touched until all is written.
    """
    with _locked(out):
        inputs = _fingerprint(repo, sources)
        made = _unchanged(out, inputs)
        if made is not None:
            return Result(made, False)
        temporary = out / f".making-{os.getpid()}"
        shutil.rmtree(temporary, ignore_errors=True)
        try:
            target = _free(out, f"{_make(repo, temporary, inputs, sources)}-{inputs[:8]}")
            os.replace(temporary, target)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        _show(out, target)
        return Result(newest(out), True)


def _make(repo: Repo, folder: Path, inputs: str, sources: Path | None) -> str:
    """Write a whole build into ``folder``; return the name that it should get."""
    folder.mkdir(parents=True)
    store = Store()
    for graph in graphs.layout(repo):
        graphs.load(repo, graph, store)
    if sources is not None:
        for plan in repo.plans:
            store.bulk_extend(_wording(repo, plan, sources, store))
    _derive(repo, store)
    described = [*catalogue.triples(store), *catalogue.questions_as_data(questions.catalogue(repo))]
    graph_name = NamedNode(iris.graph("catalog"))
    store.bulk_extend([Quad(t.subject, t.predicate, t.object, graph_name) for t in described])
    dataset = Dataset(store)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    serialized = serialize(dataset, format=RdfFormat.N_QUADS)
    assert serialized is not None
    lines = sorted(serialized.splitlines(keepends=True))
    nquads = b"".join(lines)
    content = hashlib.sha256(nquads).hexdigest()
    (folder / "dataset.nq").write_bytes(nquads)
    by_graph = sorted(parse(nquads, RdfFormat.N_QUADS), key=lambda quad: quad.graph_name.value)
    serialize(by_graph, str(folder / "dataset.trig"), RdfFormat.TRIG, prefixes=prefixes(repo))
    on_disk = Store(str(folder / "store"))
    on_disk.bulk_load(nquads, RdfFormat.N_QUADS)
    on_disk.flush()
    del on_disk
    counts = Counter(quad.graph_name.value for quad in by_graph)
    manifest = {
        "contentHash": content,
        "inputs": inputs,
        "kgtool": __version__,
        "quads": len(lines),
        "graphs": dict(sorted(counts.items())),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return content[:16]


def _derive(repo: Repo, store: Store) -> None:
    """Run the CONSTRUCT files of queries/derived over what is loaded; each sees the results of those it comes after."""
    graph = NamedNode(iris.graph("derived"))
    for rule in questions.in_order(questions.folder(repo, "derived")):
        triples = store.query(rule.body, use_default_graph_as_union=True)
        assert isinstance(triples, QueryTriples)
        store.bulk_extend([Quad(t.subject, t.predicate, t.object, graph) for t in triples])


def _wording(repo: Repo, plan: str, sources: Path, store: Store) -> list[Quad]:
    """Verify every span of a plan against its source and give each element its text."""
    text = source.load(source.describe(repo, plan), sources)
    data = NamedNode(iris.graph("plan", plan))
    ranges: dict[str, tuple[int, int]] = {}
    for subject, sha256 in _pairs(store, JPP.spanSha256, data):
        span = iris.read_span(subject.value)
        if span is None or span.text != text.description.text_iri:
            continue
        if not 0 <= span.start < span.end <= len(text.text):
            raise InputError(
                "span-outside",
                repo.name(repo.plan(plan) / "plan.ttl"),
                span=f"{span.start},{span.end}",
                length=len(text.text),
            )
        if text.sha256(span.start, span.end) != sha256.value:
            raise InputError("span-changed", repo.name(repo.plan(plan) / "plan.ttl"), span=f"{span.start},{span.end}")
        ranges[subject.value] = (span.start, span.end)
    elements = {element for element, _ in _pairs(store, JPP.order, data)}
    stated: dict[NamedNode, set[tuple[int, int]]] = {}
    for predicate in (JPP.statedAt, JPP.bodyAt):
        for element, place in _pairs(store, predicate, data):
            if element in elements and place.value in ranges:
                stated.setdefault(element, set()).add(ranges[place.value])
    graph = NamedNode(iris.graph("text", plan))
    return [
        Quad(element, JPP.text, Literal("\n".join(text.text[a:b] for a, b in _outermost(spans))), graph)
        for element, spans in stated.items()
    ]


def _pairs(store: Store, predicate: NamedNode, graph: NamedNode) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
    """Yield the subjects and objects of one predicate in one graph."""
    for quad in store.quads_for_pattern(None, predicate, None, graph):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            yield quad.subject, quad.object


def _outermost(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Drop ranges that lie inside another; keep document order."""
    kept: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or span[1] > kept[-1][1]:
            kept.append(span)
    return kept


def _fingerprint(repo: Repo, sources: Path | None) -> str:
    """Hash everything that a build depends on."""
    digest = hashlib.sha256(f"kgtool {__version__}\nsources {sources is not None}\n".encode())
    files = {path for graph in graphs.layout(repo) for path in graph.files} | set(repo.queries())
    files.add(repo.share / "ontology" / "prefixes.ttl")
    files |= set(Path(__file__).parent.rglob("*.py"))
    if sources is not None:
        files |= {sources / source.describe(repo, plan).file for plan in repo.plans}
    for path in sorted(files, key=lambda path: repo.name(path)):
        if path.is_file():
            digest.update(_name(repo, path).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _name(repo: Repo, path: Path) -> str:
    """A file's name in the fingerprint: its place in the repository, or just its name for code and sources elsewhere."""
    name = repo.name(path)
    return path.name if Path(name).is_absolute() else name


def _unchanged(out: Path, inputs: str) -> Build | None:
    try:
        made = newest(out)
        whole = (made.folder / "store").is_dir() and (made.folder / "dataset.nq").is_file()
        return made if whole and made.manifest.get("inputs") == inputs else None
    except (InputError, ValueError, OSError):
        return None


def _free(out: Path, name: str) -> Path:
    """Return a path that is not taken: a build that readers may hold is never written over."""
    target, number = out / name, 2
    while target.exists():
        target, number = out / f"{name}-{number}", number + 1
    return target


def _show(out: Path, target: Path) -> None:
    """Point ``current`` at ``target`` in one step, then drop what older and interrupted builds left."""
    before = (out / CURRENT).resolve() if (out / CURRENT).is_symlink() else None
    for left in out.glob(f".{CURRENT}-*"):
        left.unlink()
    link = out / f".{CURRENT}-{os.getpid()}"
    link.symlink_to(target.name)
    os.replace(link, out / CURRENT)
    for folder in out.iterdir():
        ours = _BUILD_NAME.fullmatch(folder.name) or folder.name.startswith(".making-")
        if ours and not folder.is_symlink() and folder.resolve() not in (target.resolve(), before):
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    if out.exists() and not (out / _MARKER).exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError("out-not-ours", out=out.as_posix())
    out.mkdir(parents=True, exist_ok=True)
    with (out / _MARKER).open("w") as marker:
        try:
            fcntl.flock(marker, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise InputError("store-locked", out.as_posix(), reason=error.strerror or "locked") from None
        yield
