"""A local query runs in a process of its own: it ends in time, within its memory, and reaches nothing but the store."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import BaseDirection, BlankNode, Literal, NamedNode, Triple

from kgtool.base.errors import (
    AnswerTooLargeError,
    BuildError,
    KgtoolError,
    QueryError,
    QueryMemoryError,
    QueryRefusedError,
    QuerySyntaxError,
    QueryTimeoutError,
    WorkerDiedError,
)
from kgtool.build.store import Build
from kgtool.engines import wire
from kgtool.engines.limits import Limits
from kgtool.engines.pool import Pool, local
from kgtool.engines.process import EndedError
from kgtool.engines.wire import ENGINES
from kgtool.rdf.vocab import XSD
from kgtool.results import Answer, Stream
from kgtool.sparql.tokens import Query
from tests import ROOT
from tests.queries.faulty import FaultyServer
from tests.web.served import HUNGRY, QUICKLY, RUNAWAY, SOON, busy, descendants, running, until

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks for child processes in /proc")


@pytest.fixture(autouse=True)
def _none_left() -> Iterator[None]:
    before = descendants(os.getpid())
    yield
    assert descendants(os.getpid()) <= before, "a worker was left behind"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_runaway_query_is_stopped_at_its_deadline(small_build: Build, engine: str) -> None:
    started = time.monotonic()
    with pytest.raises(QueryTimeoutError) as caught:
        local(small_build, engine, seconds=1.5).answer(Query(RUNAWAY, "runaway.rq"))
    assert time.monotonic() - started < SOON
    assert caught.value.code == "timeout"
    assert "1.5" in caught.value.render("ja")
    assert "1.5 s" in caught.value.render("en")


def test_a_query_that_wants_too_much_memory_is_stopped(small_build: Build) -> None:
    with pytest.raises(QueryMemoryError) as caught:
        local(small_build, memory=64 << 20).answer(Query(HUNGRY))
    assert caught.value.code == "memory"
    assert "0.0625 GiB" in caught.value.render("en")


def test_an_answer_that_is_too_large_to_take_is_not_taken(small_build: Build) -> None:
    with pytest.raises(AnswerTooLargeError) as caught:
        Pool(small_build, Limits(rows=None, size=1 << 20)).answer(Query(HUNGRY.replace("ORDER BY ?a", "")))
    assert caught.value.code == "answer-large"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGKILL, "memory"), (signal.SIGSEGV, "worker-died")])
def test_a_worker_that_is_killed_is_an_error_and_no_bug(small_build: Build, number: int, code: str) -> None:
    """SIGKILL from outside is what the system sends when its memory is at an end."""
    before = descendants(os.getpid())

    def kill() -> None:
        until(lambda: any(map(busy, descendants(os.getpid()) - before)))
        for pid in descendants(os.getpid()) - before:
            os.kill(pid, number)

    threading.Thread(target=kill).start()
    with pytest.raises(KgtoolError) as caught:
        local(small_build, seconds=QUICKLY).answer(Query(RUNAWAY))
    assert caught.value.code == code


def test_a_text_nested_too_deeply_ends_the_worker_and_nothing_else(small_build: Build) -> None:
    with pytest.raises(WorkerDiedError) as caught:
        local(small_build).answer(Query("SELECT * { FILTER (" + "(" * 100_000))
    assert caught.value.code == "worker-died"
    assert "SIG" in caught.value.render("en")


def test_a_worker_that_cannot_start_is_a_bug_of_ours(small_build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kgtool.engines.process._START", "raise SystemExit('no such luck')")
    with pytest.raises(EndedError, match="no such luck"):
        local(small_build).answer(Query("ASK {}"))


@pytest.mark.parametrize("kept", [False, True])
def test_a_bug_in_a_worker_is_told_with_its_traceback(small_build: Build, kept: bool) -> None:
    """Not as a lack of memory, nor by the signal with which Python ends where a thread still reads."""
    pool = Pool(small_build, Limits(workers=1), engine="none")
    with pytest.raises(EndedError, match=r"(?s)ended with 1.*Traceback.*KeyError: 'none'"):
        pool.start() if kept else pool.answer(Query("ASK {}"))


ASK_FOREVER = """
import sys; sys.path.insert(0, {root!r})
from pathlib import Path
from kgtool.sparql.tokens import Query
from kgtool.build.store import Build
from kgtool.engines.limits import Limits
from kgtool.engines.pool import Pool, local
local(Build(Path({folder!r})), seconds=300).answer(Query({query!r}))
"""


def forever(small_build: Build) -> tuple[subprocess.Popen[bytes], int]:
    """Start somebody who asks a runaway query with much patience; return them and their worker."""
    script = ASK_FOREVER.format(root=str(ROOT), folder=str(small_build.folder), query=RUNAWAY)
    asker = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE)
    family = Path(f"/proc/{asker.pid}/task/{asker.pid}/children")
    assert until(lambda: any(map(busy, map(int, family.read_text().split()))))
    return asker, int(family.read_text().split()[0])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_worker_ends_with_whoever_asked(small_build: Build, number: int) -> None:
    asker, worker = forever(small_build)
    try:
        assert running(worker)
        asker.send_signal(number)
        asker.wait(QUICKLY)
        assert until(lambda: not running(worker)), "the worker went on alone"
    finally:
        asker.kill()
        asker.communicate()


def test_an_interrupt_from_the_terminal_reaches_both_and_leaves_nothing(small_out: Path, tmp_path: Path) -> None:
    query = tmp_path / "runaway.rq"
    query.write_text(RUNAWAY)
    command = [sys.executable, "-m", "kgtool", "query", str(query), "--store", str(small_out), "--timeout", "300"]
    asker = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    family = Path(f"/proc/{asker.pid}/task/{asker.pid}/children")
    assert until(lambda: any(map(busy, map(int, family.read_text().split()))))
    worker = int(family.read_text().split()[0])
    os.killpg(asker.pid, signal.SIGINT)
    out, err = asker.communicate(timeout=QUICKLY)
    assert asker.returncode == 130
    assert out == b""
    assert b"Traceback" not in err
    assert until(lambda: not running(worker))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("named", ["", "NAMED "])
def test_from_names_graphs_of_the_store_and_reads_nothing_else(
    asked: Callable[..., Answer], engine: str, named: str, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("<urn:secret> <urn:secret> <urn:secret> .")
    sources = (secret.as_uri(), "file:///etc/passwd", "http://127.0.0.1:1/data.ttl")
    clause = " ".join(f"FROM {named}<{source}>" for source in sources)
    body = "GRAPH ?g { ?s ?p ?o }" if named else "?s ?p ?o"
    assert asked(f"SELECT * {clause} {{ {body} }}", engine).rows == ()


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("text", ["LOAD <file:///etc/passwd>", "INSERT DATA { <urn:a> <urn:b> <urn:c> }", "DROP ALL"])
def test_an_update_is_refused(asked: Callable[..., Answer], engine: str, text: str) -> None:
    with pytest.raises(QueryRefusedError) as caught:
        asked(text, engine)
    assert caught.value.code == "update-refused"


@pytest.mark.parametrize("engine", ENGINES)
def test_service_is_refused(asked: Callable[..., Answer], engine: str) -> None:
    with pytest.raises(QueryRefusedError) as caught:
        asked("SELECT * { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }", engine)
    assert caught.value.code == "service-refused"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_host_that_is_allowed_cannot_send_the_call_elsewhere(small_build: Build, status: int) -> None:
    """Oxigraph follows no redirect of a SERVICE; a version that does must be noticed."""
    allowed, elsewhere = FaultyServer(), FaultyServer()
    try:
        allowed.away, allowed.status = elsewhere.url + "/good", status
        text = f"SELECT ?x {{ SERVICE <{allowed.url}/away> {{ ?x ?y ?z }} }}"
        with pytest.raises(QueryError) as caught:
            local(small_build, services=("127.0.0.1",)).answer(Query(text))
        assert caught.value.code == "query-failed"
        assert (len(allowed.seen), len(elsewhere.seen)) == (1, 0)
    finally:
        allowed.stop()
        elsewhere.stop()


def test_rdflib_never_calls_a_service_whatever_is_allowed(small_build: Build) -> None:
    with pytest.raises(QueryRefusedError) as caught:
        local(small_build, "rdflib", services=("h",)).answer(Query("SELECT * { SERVICE <http://h/> { ?s ?p ?o } }"))
    assert caught.value.code == "service-refused"


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_beyond_the_limit_are_cut_and_it_is_said(asked: Callable[..., Answer], engine: str) -> None:
    text = "SELECT ?n { VALUES ?n { 1 2 3 } } ORDER BY ?n"
    two, three = asked(text, engine, 2), asked(text, engine, 3)
    assert ([row[0].value for row in two.rows], two.cut) == (["1", "2"], True)
    assert ([row[0].value for row in three.rows], three.cut) == (["1", "2", "3"], False)


@pytest.mark.parametrize("engine", ENGINES)
def test_triples_beyond_the_limit_are_cut_too(asked: Callable[..., Answer], engine: str) -> None:
    answer = asked("CONSTRUCT WHERE { ?s ?p ?o }", engine, 5)
    assert (len(answer.triples), answer.cut) == (5, True)


@pytest.mark.parametrize("engine", ENGINES)
def test_sparql_that_does_not_parse_is_named_by_line_and_column(small_build: Build, engine: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        local(small_build, engine).answer(Query("SELECT ?s\nWHERE { ?s ?p }", "queries/x/y.rq", 5))
    assert caught.value.code == "sparql-syntax"
    assert (caught.value.place.file, caught.value.place.line) == ("queries/x/y.rq", 6)
    assert caught.value.place.column > 0
    assert len(caught.value.render("en")) < 300


@pytest.mark.parametrize("engine", ENGINES)
def test_a_prefix_that_is_not_declared_is_a_fault_of_the_query(asked: Callable[..., Answer], engine: str) -> None:
    with pytest.raises(QuerySyntaxError, match="prefix ex:") as caught:
        asked("SELECT * { ?s ex:p ?o }", engine)
    assert caught.value.code == "sparql-syntax"


def test_an_engine_without_its_file_says_what_is_missing(tmp_path: Path) -> None:
    for engine, code in (("rdflib", "store-missing"), ("oxigraph", "store-locked")):
        with pytest.raises(BuildError) as caught:
            local(Build(tmp_path), engine).answer(Query("ASK {}"))
        assert caught.value.code == code


TERMS = [
    None,
    NamedNode("https://example.org/あ"),
    BlankNode("b0"),
    Literal(""),
    Literal("line\nbreak \u2028 \x00 \x0b 😀"),
    Literal("あ", language="ja"),
    Literal("x", language="ar", direction=BaseDirection("rtl")),
    Literal("@ja"),
    Literal("007", datatype=XSD.integer),
    Literal("x", datatype=NamedNode("https://example.org/@type")),
    Triple(
        NamedNode("urn:a"), NamedNode("urn:b"), Triple(BlankNode("c"), NamedNode("urn:d"), Literal("e", language="ja"))
    ),
]


@pytest.mark.parametrize("rows", [0, 1, 499, 500, 501, 1_200])
@pytest.mark.parametrize("limit", [None, 1, 500, 5_000])
def test_an_answer_comes_through_the_pipe_as_it_was_sent(rows: int, limit: int | None) -> None:
    table = tuple((Literal(str(n)), TERMS[n % len(TERMS)]) for n in range(rows))
    lines = [line for line, _ in wire.encode(Stream("SELECT", ("n", "term"), rows=table), limit)]
    answer = wire.decode([*lines, wire.line({"seconds": 0.5, "labels": {"urn:a": "い"}})])
    assert answer.rows == table[:limit]
    assert (answer.columns, answer.labels, answer.seconds) == (("n", "term"), {"urn:a": "い"}, 0.5)
    assert answer.cut == (limit is not None and rows > limit)
    assert all(line.count(b"\n") == 1 for line in lines)


def test_labels_come_with_the_answer_where_they_are_wanted(asked: Callable[..., Answer]) -> None:
    text = "SELECT ?c { ?s a ?c . ?s <https://w3id.org/jp-plan/ns#order> 1 } ORDER BY ?c"
    assert asked(text).labels == {}
    assert sorted(asked(text, lang="ja").labels.values()) == ["基本目標", "施策"]
    assert sorted(asked(text, "rdflib", lang="en").labels.values()) == ["Goal", "Measure"]
