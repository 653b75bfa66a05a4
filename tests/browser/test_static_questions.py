"""Questions and SPARQL in a copy that is only files: the engine in the browser answers as the server does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, serialize

from kgtool import results
from kgtool.build import store
from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.rdf import iris
from kgtool.sparql import catalogue
from kgtool.sparql.tokens import form, names_dataset
from kgtool.web import assets, browser_engine
from kgtool.web.files.writer import Publication, SiteWriter
from tests.browser.conftest import Browser, visit
from tests.browser.static_copy import serving
from tests.ports import free_port
from tests.queries import three_plans

pytestmark = pytest.mark.skipif(
    "engine.js" not in assets.names(), reason="the engine was not built (make setup, with npm)"
)
QUESTION = "directions-on-theme"
_ASK = """async ([settings, queries]) => {
  const worker = new Worker(settings.worker, { type: "module" });
  const send = (message) => new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }) => ("error" in data ? reject(new Error(`${data.id}: ${data.error}`)) : resolve(data.value));
    worker.postMessage(message);
  });
  const answers = {};
  await send({ id: "open", does: "open", module: settings.module, dump: settings.dump });
  for (const query of queries) answers[query.id] = await send({ ...query, does: "ask", base: settings.base });
  worker.terminate();
  return answers;
}"""
_SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def copy(repo: Repo, built: Build, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address and the folder of a copy of the pages that ask, with what they need."""
    folder = tmp_path_factory.mktemp("copy")
    writer = SiteWriter(Publication(repo, built, "http://127.0.0.1/", iris.BASE, folder))
    scripts = [path for path in writer.site.paths() if path.startswith("static/")]
    asked = [f"queries/{QUESTION}", "sparql", "vocabulary.json"]
    writer.write([*scripts, *asked, browser_engine.NAMES, browser_engine.DUMP])
    with serving(writer.job.www) as address:
        yield address, writer.job.www


def test_every_question_has_the_rows_of_the_server(copy: tuple[str, Path], browser: Browser, repo: Repo) -> None:
    address, www = copy
    serialize(three_plans.quads(), www / "three.nq", RdfFormat.N_QUADS)
    asked = {
        f"{question.id} {given}": three_plans.query(repo, question, given).text
        for question in catalogue.catalogue(repo)
        for given in three_plans.ways(question)
    }
    sent = [
        {"id": id_, "text": text, "form": form(text), "union": not names_dataset(text)} for id_, text in asked.items()
    ]
    with visit(address, browser) as visitor:
        page = visitor.open("sparql", "en")
        settings = json.loads(page.locator("[data-engine]").get_attribute("data-engine"))
        found = page.evaluate(_ASK, [{**settings, "dump": "/three.nq"}, sent])
    assert len(found) == len(asked) > 90
    for id_, text in asked.items():
        here = store.stream(three_plans.store(), text).collect()
        if here.form in ("SELECT", "ASK"):
            wanted = json.loads(results.render("json", here, results.RenderOptions()))
            assert found[id_]["head"].get("vars") == wanted["head"].get("vars"), id_
            assert _rows(found[id_]) == _rows(wanted), id_
        else:
            assert len(found[id_]["results"]["bindings"]) == len(here.triples) > 0, id_


def _rows(answer: Any) -> Any:
    """The rows of an answer; blank nodes have other names in every store."""
    if "boolean" in answer:
        return answer["boolean"]
    rows = answer["results"]["bindings"]
    return [
        {
            name: (term["type"], "" if term["type"] == "bnode" else term["value"], term.get("xml:lang"))
            for name, term in row.items()
        }
        for row in rows
    ]


@pytest.mark.parametrize(("lang", "name", "said"), [("ja", "子育て支援", "答えは"), ("en", "Child-rearing", "rows.")])
def test_a_question_is_asked_with_another_value(
    copy: tuple[str, Path], browser: Browser, lang: str, name: str, said: str
) -> None:
    with visit(copy[0], browser) as visitor:
        page = visitor.open(f"queries/{QUESTION}", lang)
        example = page.locator("main table.answer tbody tr").count()
        page.locator("[name=theme]").select_option("theme:child-rearing")
        page.locator("main form button").first.click()
        page.locator(".files").wait_for()
        assert said in page.locator("[data-engine] .lead").inner_text()
        rows = page.locator("main table.answer tbody tr")
        assert 0 < rows.count() != example
        head = page.locator("main table.answer th a").nth(1)
        head.click()
        page.locator("th[aria-sort=ascending]").wait_for()
        with page.expect_download() as waiting:
            page.locator(".files button").first.click()
        assert waiting.value.suggested_filename == f"{QUESTION}.csv"


def _sooner(route: Any) -> None:
    """The page with a deadline of three seconds."""
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace('"seconds": 30', '"seconds": 3'))


def test_a_query_is_answered_refused_or_stopped_and_stays_in_its_field(
    copy: tuple[str, Path], browser: Browser
) -> None:
    with visit(copy[0], browser) as visitor:
        visitor.page.route("**/sparql.en.html*", _sooner)
        page = visitor.open("sparql", "en")
        assert "MB" in page.locator("main form").inner_text(), "what it weighs is said before it is loaded"

        def asked(query: str) -> str:
            page.goto(f"{copy[0]}sparql.en.html?query={query.replace(' ', '+')}")
            button = page.locator("[data-engine] button", has_text="Answer in this browser")
            button.or_(page.locator("[data-engine] .files, [data-engine] [role=alert]")).first.wait_for()
            if button.count():
                button.click()
            page.locator("[data-engine] .files, [data-engine] [role=alert]").first.wait_for()
            assert page.locator("textarea[name=query]").input_value() == query
            return str(page.locator("[data-engine]").inner_text())

        assert "67" in asked("SELECT (67 AS ?n) {}")
        assert "SERVICE" in asked("SELECT * { SERVICE <https://example.org/> { ?s ?p ?o } }")
        assert "change data" in asked("CLEAR ALL")
        assert "within 3 seconds" in asked(_SLOW)
        assert "yes" in asked("ASK {}")


def test_without_a_script_the_answer_to_the_example_is_there(copy: tuple[str, Path], browser: Browser) -> None:
    with visit(copy[0], browser, java_script_enabled=False) as visitor:
        page = visitor.open(f"queries/{QUESTION}", "ja")
        assert page.locator("main table.answer tbody tr").count() > 0
        assert not page.locator("main form").is_visible()
        assert "JavaScript" in page.locator("noscript").first.inner_text()


def test_firefox_answers_too(copy: tuple[str, Path], tmp_path: Path) -> None:
    firefox = shutil.which("firefox-esr") or shutil.which("firefox")
    node = shutil.which("node")
    if firefox is None or node is None:
        pytest.skip("Firefox or Node is not installed")
    port = str(free_port())
    environment = {**os.environ, "HOME": str(tmp_path), "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    options = ["--headless", "--no-remote", "--remote-debugging-port", port, "--profile", str(tmp_path)]
    started = subprocess.Popen(
        [firefox, *options], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        walk = str(Path(__file__).with_name("firefox_walk.mjs"))
        asked = [port, f"{copy[0]}sparql.en.html", "SELECT ?n { VALUES ?n { 67 68 } }"]
        command = [node, "--experimental-websocket", walk, *asked]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    finally:
        started.terminate()
        started.wait(60)
    if "bad option" in done.stderr:
        pytest.skip("this Node has no WebSocket")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["text"].startswith("2 rows")
