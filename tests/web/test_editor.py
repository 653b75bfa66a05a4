"""What is built for browsers: locked without naming a registry, and refusing what the server refuses."""

from __future__ import annotations

import json
from pathlib import Path

from kgtool.corpus.layout import Repo
from kgtool.sparql import catalogue
from kgtool.web import assets
from tests import node
from tests.sparql.test_graph_scopes import WRONG

FOLDER = Path(assets.__file__).parent / "editor"


def test_the_lock_names_no_registry() -> None:
    text = (FOLDER / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in text
    assert "://" not in text


def test_what_is_asked_for_is_what_is_locked() -> None:
    wanted = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert locked[f"node_modules/{name}"]["version"] == version
        assert locked[f"node_modules/{name}"]["license"] in ("MIT", "MIT OR Apache-2.0")
    for package in locked.values():
        assert package.get("integrity", "").startswith("sha512-") or package.get("name") == wanted["name"]


@node.needed
def test_what_the_server_refuses_is_refused_in_the_browser() -> None:
    wrong = [f"SELECT * {{ GRAPH ?g {{ {group} }} }}" for group in WRONG]
    refused = ["CLEAR ALL", "INSERT DATA { <a:> <b:> <c:> }", "SELECT * { SERVICE <a:> { ?s ?p ?o } }"]
    chains = [f"SELECT ({sum_} AS ?x) {{}}" for sum_ in ("?a - ?b + 1", "?a / ?b * 2", "1 - ?x * 2 + 3")]
    asked = [
        *(
            f"SELECT ({sum_} AS ?x) {{}}"
            for sum_ in ("(?a - ?b) + 1", "?a + ?b - ?c", "IF(?a > 1, ?a - 1, ?b - 1) + 2")
        ),
        "SELECT * { ?s <a:>/<b:>/<c:>* ?o ; ^<d:>+/<e:> 'SERVICE' }",
        "# CLEAR\nASK { GRAPH ?g { ?s ?p ?o } }",
    ]
    codes = node.run(
        "given.map((text) => script.refusal(text)?.code ?? '')",
        [*wrong, *refused, *chains, *asked],
        FOLDER / "sparql_text.js",
    )
    expected = ["graph-variable"] * len(wrong) + ["update-refused"] * 2 + ["service-refused"] + ["arithmetic"] * 3
    assert codes == [*expected, *[""] * len(asked)]


@node.needed
def test_no_question_of_the_catalogue_is_refused_in_the_browser(repo: Repo) -> None:
    bodies = {question.id: question.body for question in catalogue.catalogue(repo)}
    code = "Object.entries(given).filter(([, text]) => script.refusal(text)).map(([id]) => id)"
    assert node.run(code, bodies, FOLDER / "sparql_text.js") == []
