"""``kgtool query``: answers on stdout, everything else on stderr, 2 for whatever is wrong with what was asked."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kgtool.build.store import Build
from tests import ROOT
from tests.command_line import Outcome
from tests.endpoints import Server
from tests.queries.faulty import FaultyServer

Run = Callable[..., Outcome]
HEAD = '#+ title.ja = "計画"\n#+ title.en = "Plans"\n#+ description.ja = "説明"\n#+ description.en = "About plans"\n'
PLANS = (
    HEAD
    + '#+ params.year = { type = "integer", title.ja = "年", title.en = "Year", example = "2026" }\n'
    + '#+ columns = ["plan", "year"]\n\nPREFIX jpp: <https://w3id.org/jp-plan/ns#>\n\nSELECT ?plan ?year\nWHERE {\n'
    + "  VALUES ($year) { (UNDEF) }\n  ?plan jpp:startFiscalYear $year .\n}\nORDER BY ?plan ?year\n"
)


@pytest.fixture
def query(kgtool: Run, small_out: Path) -> Run:
    """Run ``kgtool query`` on the small graph."""
    return lambda *arguments, lang="en": kgtool("--lang", lang, "query", *arguments, "--store", small_out)


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    """Write a query file."""

    def write(text: str | bytes, name: str = "asked.rq") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def give(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    return give


def test_the_catalogue_is_listed_by_topic_in_either_language(kgtool: Run) -> None:
    for lang, word in (("ja", "どの"), ("en", "Which")):
        for arguments in (("query", "--list"), ("query",)):
            ended = kgtool("--lang", lang, *arguments)
            assert (ended.code, ended.err) == (0, "")
            assert word in ended.out
            topics = [line for line in ended.out.split("\n") if line and not line.startswith(" ")]
            assert topics == sorted(topics)
            assert "derived" not in ended.out.split()


def test_a_file_with_a_header_takes_parameters(query: Run, file: Callable[[str], Path]) -> None:
    ended = query(file(PLANS), "--param", "year=2026", lang="ja")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.split("\n")[0] == "計画"
    assert "元計画" in ended.out
    assert "先計画" not in ended.out


def test_a_file_without_a_header_is_plain_sparql(query: Run, file: Callable[[str], Path]) -> None:
    ended = query(file("SELECT (1 + 1 AS ?two) {}"), "--format", "csv")
    assert (ended.code, ended.out, ended.err) == (0, "two\r\n2\r\n", "")


def test_a_query_may_come_from_stdin_with_a_header_or_without(query: Run, stdin: Callable[[str], None]) -> None:
    stdin(PLANS)
    assert "2021" in query("-", "-p", "year=2021").out
    stdin("ASK {}")
    assert query("-", "-f", "csv").out == "true\r\n"


def test_a_question_of_the_catalogue_is_asked_by_its_id(query: Run) -> None:
    ended = query("named-graphs", "--format", "json")
    assert ended.code == 0
    assert json.loads(ended.out)["head"]["vars"]


@pytest.mark.parametrize("format", ["table", "markdown", "html"])
def test_people_see_labels_unless_they_want_iris(query: Run, file: Callable[[str], Path], format: str) -> None:
    path = file(PLANS)
    assert "Saki" in query(path, "-p", "year=2021", "-f", format).out
    ended = query(path, "-p", "year=2021", "-f", format, "--iris")
    assert "Saki" not in ended.out
    assert "99999-saki-2" in ended.out


def test_csv_has_iris_unless_labels_are_wanted(query: Run, file: Callable[[str], Path]) -> None:
    path = file(PLANS)
    assert (
        query(path, "-p", "year=2021", "-f", "csv").out
        == "plan,year\r\nhttps://w3id.org/jp-plan/id/99999-saki-2,2021\r\n"
    )
    assert query(path, "-p", "year=2021", "-f", "csv", "--labels", lang="ja").out == "plan,year\r\n先計画,2021\r\n"
    assert query(path, "-p", "year=2021", "-f", "json", "--labels").code == 2


@pytest.mark.parametrize(
    ("text", "format", "start"),
    [
        ("CONSTRUCT WHERE { ?s ?p ?o }", None, "@prefix"),
        ("DESCRIBE <https://w3id.org/jp-plan/id/hard/01>", "turtle", "@prefix"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "ntriples", "<"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "jsonld", '[{"@id"'),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "table", "subject"),
        ("ASK {}", None, "ASK"),
        ("ASK {}", "json", '{"head"'),
        ("ASK {}", "xml", "<?xml"),
        ("ASK {}", "tsv", "true"),
        ("ASK {}", "markdown", "| ASK"),
        ("ASK {}", "html", "<!DOCTYPE"),
        ("SELECT * {}", "tsv", "\n"),
    ],
)
def test_every_form_has_its_formats(
    query: Run, file: Callable[[str], Path], text: str, format: str | None, start: str
) -> None:
    ended = query(file(text), *(("--format", format) if format else ()))
    assert ended.code == 0
    assert ended.out.startswith(start)


def test_explain_shows_the_query_as_it_is_asked_and_the_time_apart_from_the_answer(
    query: Run, file: Callable[[str], Path]
) -> None:
    ended = query(file(PLANS), "-p", "year=2026", "--explain", "-f", "csv", lang="ja")
    assert ended.out.startswith("plan,year\r\n")
    assert 'VALUES ($year) { ("2026"^^<http://www.w3.org/2001/XMLSchema#integer>) }' in ended.err
    assert "#+" not in ended.err
    assert "評価にかかった時間: 0." in ended.err


def test_a_value_that_nothing_speaks_of_is_refused_with_what_there_is(query: Run, file: Callable[[str], Path]) -> None:
    about = PLANS.replace('year = { type = "integer"', 'year = { type = "iri"').replace('"2026"', '"99998-moto-1"')
    assert 'example = "99998-moto-1"' in about
    for lang, said in (("ja", "このデータにありません"), ("en", "names nothing in this data")):
        ended = query(file(about), "-p", "year=99997-none-1", lang=lang)
        assert (ended.code, ended.out) == (2, "")
        assert said in ended.err
        assert "99998-moto-1" in ended.err
        assert query(file(about), "-p", "year=99998-moto-1", lang=lang).code == 0


def test_a_name_is_taken_for_what_it_names_and_that_is_said(kgtool: Run, built: Build) -> None:
    asked = ("query", "directions-on-theme", "--store", built.folder.parent, "-f", "csv", "-p", "plan=清瀬")
    by_name = kgtool("--lang", "ja", *asked, "-p", "theme=子育て")
    assert by_name.err.splitlines() == [
        "plan: 清瀬 → 第5次清瀬市長期総合計画 (13221-kiyose-5)",
        "theme: 子育て → 子育て支援 (theme:child-rearing)",
    ]
    by_iri = kgtool("--lang", "ja", *asked[:-1], "plan=13221-kiyose-5", "-p", "theme=theme:child-rearing")
    assert (by_iri.out, by_iri.err) == (by_name.out, "")
    assert len(by_iri.out.splitlines()) > 5


def test_the_list_takes_no_other_option(query: Run) -> None:
    for arguments in (("--list", "named-graphs"), ("-p", "a=1"), ("--list", "-f", "csv")):
        ended = query(*arguments)
        assert (ended.code, ended.out) == (2, "")


def test_a_file_may_begin_with_a_byte_order_mark(query: Run, file: Callable[[str], Path]) -> None:
    assert "Saki" in query(file("\ufeff" + PLANS), "-p", "year=2021").out
    assert query(file("\ufeffASK {}"), "-f", "csv").out == "true\r\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_output_that_cannot_be_written_is_an_error_and_no_bug(file: Callable[[str], Path], small_out: Path) -> None:
    script = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import kgtool.cli; kgtool.cli.main()"
    command = [
        sys.executable,
        "-c",
        script,
        "--lang",
        "en",
        "query",
        str(file(MANY)),
        "-f",
        "csv",
        "--store",
        str(small_out),
    ]
    with open("/dev/full", "wb") as full:
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert ended.returncode == 2
    assert "stdout: error[file-unwritable]" in ended.stderr


def test_an_iri_without_a_label_is_shown_by_its_prefix(query: Run, file: Callable[[str], Path]) -> None:
    path = file("SELECT DISTINCT ?p { ?s ?p ?o } ORDER BY ?p")
    assert "rdfs:label" in query(path).out
    assert "http://www.w3.org/2000/01/rdf-schema#label" in query(path, "--iris").out


def test_an_empty_answer_is_said_and_is_no_error(query: Run, file: Callable[[str], Path]) -> None:
    for lang, said in (("ja", "答えは空です"), ("en", "the answer is empty")):
        ended = query(file("SELECT ?s { ?s ?s ?s }"), lang=lang)
        assert (ended.code, said in ended.err) == (0, True)
    assert query(file("SELECT ?s { ?s ?s ?s }"), "-f", "csv").out == "s\r\n"
    assert query(file("ASK { ?s ?s ?s }")).err == ""


MANY = "SELECT * {{ {} VALUES ?e {{ 0 1 }} }}".format(
    " ".join(f"VALUES ?{n} {{ 0 1 2 3 4 5 6 7 8 9 }}" for n in "abcd")
)


def test_people_get_ten_thousand_rows_and_are_told_that_there_are_more(query: Run, file: Callable[[str], Path]) -> None:
    ended = query(file(MANY), "-f", "markdown")
    assert ended.code == 0
    assert len(ended.out.strip().split("\n")) == 10_002
    assert "cut after 10,000 rows" in ended.err
    ended = query(file(MANY), "-f", "csv")
    assert len(ended.out.split("\r\n")) == 20_002
    assert ended.err == ""


def test_a_limit_holds_for_every_format(query: Run, file: Callable[[str], Path]) -> None:
    ended = query(file(MANY), "-f", "tsv", "--limit", "3", lang="ja")
    assert (ended.code, len(ended.out.strip().split("\n"))) == (0, 4)
    assert "3件で打ち切りました" in ended.err


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
def test_engines_are_chosen_by_name(query: Run, file: Callable[[str], Path], engine: str) -> None:
    ended = query(file(PLANS), "-p", "year=2026", "--engine", engine, "-f", "tsv")
    assert ended.out == "?plan\t?year\n<https://w3id.org/jp-plan/id/99998-moto-1>\t2026\n"


def test_an_endpoint_is_asked_in_the_same_way(
    kgtool: Run, file: Callable[[str], Path], server: Server, small_out: Path
) -> None:
    """No build and no folder of plans is needed for it."""
    assert kgtool("load", "--endpoint", server.store, "--store", small_out).code == 0
    ended = kgtool("--lang", "ja", "query", file(PLANS), "-p", "year=2021", "--endpoint", server.query, "--explain")
    assert "先計画" in ended.out
    assert "評価にかかった時間" in ended.err
    ended = kgtool("--lang", "ja", "query", file("SELECT ?x\n{ ?x }"), "--endpoint", server.query)
    assert (ended.code, "asked.rq:2:" in ended.err) == (2, True)
    ended = kgtool(
        "query", file("CONSTRUCT WHERE { ?s ?p ?o }"), "--endpoint", server.query, "-f", "ntriples", "--limit", "2"
    )
    assert len(ended.out.strip().split("\n")) == 2


def test_a_service_may_be_called_where_it_is_allowed(
    query: Run, kgtool: Run, file: Callable[[str], Path], server: Server, small_out: Path
) -> None:
    assert kgtool("load", "--endpoint", server.store, "--store", small_out).code == 0
    path = file(f"SELECT (COUNT(*) AS ?n) {{ SERVICE <{server.query}> {{ GRAPH ?g {{ ?s ?p ?o }} }} }}")
    assert query(path).code == 2
    assert query(path, "--allow-service", "example.org").code == 2
    assert query(path, "--allow-service", "127.0.0.1", "-f", "csv").out == "n\r\n57\r\n"
    assert query(path, "--allow-service", server.host, "-f", "csv").out == "n\r\n57\r\n"
    assert query(path, "--allow-service", "127.0.0.1", "--engine", "rdflib").code == 2


@pytest.fixture
def faulty() -> Iterator[FaultyServer]:
    server = FaultyServer()
    yield server
    server.stop()


def test_a_login_is_from_the_environment_never_from_the_command_line(
    kgtool: Run, file: Callable[[str], Path], faulty: FaultyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file("SELECT ?x { ?x ?y ?z }")
    asked = ("--lang", "en", "query", path, "--endpoint", faulty.url + "/locked", "-f", "csv", "--iris")
    assert "error[endpoint-credentials]" in kgtool(*asked).err
    assert "error[password-missing]" in kgtool(*asked, "--user", "me").err
    monkeypatch.setenv("KGTOOL_PASSWORD", "secret")
    assert kgtool(*asked, "--user", "me").out == "x\r\nあ\r\n"
    assert kgtool(*asked, "--password", "secret").code == 2


def test_a_login_may_be_in_netrc(
    kgtool: Run, file: Callable[[str], Path], faulty: FaultyServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret\n")
    ended = kgtool("query", file("SELECT ?x { ?x ?y ?z }"), "--endpoint", faulty.url + "/locked", "-f", "csv")
    assert ended.out == "x\r\nあ\r\n"


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("command", [("query", "named-graphs", "--endpoint"), ("load", "--dry-run", "--endpoint")])
def test_whoever_sends_a_password_in_the_clear_is_warned(
    kgtool: Run, monkeypatch: pytest.MonkeyPatch, small_out: Path, lang: str, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("KGTOOL_PASSWORD", "secret")
    said = {"ja": "パスワードは暗号化されずに", "en": "the password crosses the network unencrypted"}[lang]
    for url, warned in (("http://nobody.invalid/store", True), ("http://127.0.0.1:9/store", False)):
        ended = kgtool("--lang", lang, *command, url, "--user", "me", "--store", small_out)
        assert (ended.code, ended.out, said in ended.err) == (2, "", warned)


def test_a_dead_endpoint_is_an_error(kgtool: Run, file: Callable[[str], Path], faulty: FaultyServer) -> None:
    faulty.stop()
    ended = kgtool("--lang", "ja", "query", file("ASK {}"), "--endpoint", faulty.url + "/query")
    assert (ended.code, ended.out) == (2, "")
    assert "error[endpoint-unreachable]" in ended.err


@pytest.mark.parametrize(
    ("text", "arguments", "code", "place"),
    [
        ("SELECT ?x {", (), "sparql-syntax", "asked.rq:1:11"),
        (HEAD + "\nASK {\n  ?s ?p\n}", (), "sparql-syntax", "asked.rq:8:2"),
        ("ASK { ?s ex:p ?o }", (), "sparql-syntax", "asked.rq:1:"),
        ("PREFIX x: <urn:x>\n SELEC ?x {}", (), "sparql-syntax", "asked.rq:2:2"),
        ("SELECT ?x WERE { ?x ?y ?z }", (), "sparql-syntax", "asked.rq:1:16"),
        ("", (), "sparql-syntax", "asked.rq:1:1"),
        (" \n ", (), "sparql-syntax", "asked.rq:"),
        ("INSERT DATA {}", (), "update-refused", "asked.rq:1:1"),
        ("ASK { SERVICE <http://h/> {} }", (), "service-refused", "asked.rq:1:7"),
        (HEAD + "#+ colour = 'red'\nASK {}", (), "toml-key", "asked.rq:5:4"),
        ("#+ title = 1", (), "toml-value", "asked.rq:1:4"),
        (PLANS, (), "parameter", "asked.rq: "),
        (PLANS, ("-p", "year=soon"), "parameter", "asked.rq: "),
        (PLANS, ("-p", "yaer=2026"), "parameter", "asked.rq: "),
        (PLANS, ("-p", "2026"), "parameter-form", "asked.rq: "),
        (PLANS.replace("integer", "iri"), ("-p", "year=them:x"), "parameter", "asked.rq: "),
        (PLANS, ("-p", "year=1", "-p", "year=2"), "parameter-form", "asked.rq: "),
        ("ASK {}", ("-p", "a=1"), "parameter", "asked.rq: "),
        (b"ASK { } # \xff", (), "encoding", "asked.rq:1"),
        ("ASK {}", ("-f", "turtle"), "format-unfit", ""),
        ("DESCRIBE <urn:x>", ("-f", "csv"), "format-unfit", ""),
        ("ASK {}", ("--endpoint", "file:///etc/passwd"), "endpoint-url", ""),
        ("SELECT * { BIND('\\u0007' AS ?x) }", ("-f", "xml"), "format-character", ""),
    ],
)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_whatever_is_wrong_is_said_with_its_place_and_ends_with_2(
    query: Run,
    file: Callable[[str | bytes], Path],
    text: str,
    arguments: tuple[str, ...],
    code: str,
    place: str,
    lang: str,
) -> None:
    ended = query(file(text), *arguments, lang=lang)
    assert (ended.code, ended.out) == (2, "")
    assert f"error[{code}] " in ended.err
    assert place in ended.err
    assert ("対処: " if lang == "ja" else "remedy: ") in ended.err
    assert "Traceback" not in ended.err


def test_a_question_or_file_that_does_not_exist_is_an_error(query: Run, tmp_path: Path) -> None:
    ended = query("named-graph")
    assert (ended.code, "near: named-graphs" in ended.err) == (2, True)
    assert "error[file-missing]" in query(tmp_path / "no.rq").err
    assert "error[file-missing]" in query("no.rq").err
    assert "error[file-unreadable]" in query(tmp_path).err


def test_without_a_build_people_are_told_to_make_one(kgtool: Run, file: Callable[[str], Path], tmp_path: Path) -> None:
    ended = kgtool("query", file("ASK {}"), "--store", tmp_path / "nothing")
    assert (ended.code, "error[store-missing]" in ended.err) == (2, True)


@pytest.mark.parametrize(
    "arguments", [("--timeout", "0"), ("--limit", "0"), ("--format", "yaml"), ("--engine", "jena"), ("--memory", "0")]
)
def test_flags_that_make_no_sense_are_refused(
    query: Run, file: Callable[[str], Path], arguments: tuple[str, ...]
) -> None:
    assert query(file("ASK {}"), *arguments).code == 2


def test_outside_of_any_folder_of_plans_a_file_can_still_be_asked(
    query: Run, file: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert query(file("ASK {}"), "-f", "csv").out == "true\r\n"
    assert query(file("CONSTRUCT WHERE { ?s ?p ?o }")).code == 0
    assert query("named-graphs").out  # what kgtool carries has the questions


def test_an_argument_that_is_no_utf8_is_refused(query: Run, file: Callable[[str], Path]) -> None:
    ended = query(file(PLANS), "-p", "year=\udcff")
    assert (ended.code, r"year=\udcff" in ended.err) == (2, True)


@pytest.mark.parametrize(
    ("format", "absent"),
    [
        ("csv", ("rich", "rdflib", "SPARQLWrapper", "owlready2", "pyshacl")),
        ("table", ("rich.console", "rdflib", "SPARQLWrapper")),
    ],
)
def test_a_query_imports_what_it_needs_and_no_more(
    small_out: Path, file: Callable[[str], Path], format: str, absent: tuple[str, ...]
) -> None:
    """A question should be answered within 0.6 seconds; that is lost in imports first."""
    arguments = ["kgtool", "query", str(file("ASK {}")), "-f", format, "--store", str(small_out)]
    script = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.argv = {arguments!r}\nimport kgtool.cli\n"
        "try: kgtool.cli.main()\nexcept SystemExit as end: print(end.code, *sorted(sys.modules), file=sys.stderr)"
    )
    code, *modules = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stderr.split()
    assert code == "0"
    assert "kgtool.engines" in modules
    assert not set(absent) & set(modules)
