"""The editor: locked without naming a registry, and in a real browser under the site's own policy."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from kgtool.repo import Repo
from kgtool.store import Build
from kgtool.web import assets
from kgtool.web.headers import POLICY
from kgtool.web.site import Site

FOLDER = Path(assets.__file__).parent / "editor"
BROWSER = shutil.which("chromium")


def test_the_lock_names_no_registry() -> None:
    text = (FOLDER / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in text
    assert "://" not in text


def test_what_is_asked_for_is_what_is_locked() -> None:
    wanted = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert locked[f"node_modules/{name}"]["version"] == version
        assert locked[f"node_modules/{name}"]["license"] == "MIT"
    for package in locked.values():
        assert package.get("integrity", "").startswith("sha512-") or package.get("name") == wanted["name"]


@pytest.fixture
def address(repo: Repo, built: Build) -> Iterator[str]:
    """The site on loopback, with its policy."""
    site = Site(repo, built, "http://127.0.0.1/")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            found = site.file(asked.path[1:])
            self.send_response(200 if found else 404)
            self.send_header("Content-Security-Policy", POLICY)
            if found:
                self.send_header("Content-Type", f"{found[1].media_type}; charset=utf-8")
            self.end_headers()
            if found:
                given = {name: tuple(values) for name, values in parse_qs(asked.query).items()}
                self.wfile.write(found[0].document(found[1], given).body)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


@pytest.mark.skipif(BROWSER is None, reason="there is no chromium")
@pytest.mark.skipif("editor.js" not in assets.names(), reason="the editor was not built (make setup, with npm)")
def test_the_editor_completes_our_terms_and_lets_the_keyboard_go(address: str) -> None:
    from playwright.sync_api import sync_playwright

    said: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = browser.new_page()
        page.on(
            "console", lambda message: said.append(message.text) if "favicon" not in message.location["url"] else None
        )
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{address}sparql.en.html")
        page.get_by_role("textbox", name="Query").click()
        page.keyboard.press("Control+a")
        page.keyboard.type("ASK { ?s a jpp:Meas")
        page.get_by_role("option", name="jpp:Measure").wait_for()
        page.wait_for_timeout(500)  # for a moment Enter is still a new line, lest a list that has just opened takes it
        page.keyboard.press("Enter")
        page.keyboard.type(" }")
        field = page.locator("textarea[name=query]")
        assert field.input_value() == "PREFIX jpp: <https://w3id.org/jp-plan/ns#>\nASK { ?s a jpp:Measure }"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.tagName") == "BUTTON"
        page.keyboard.press("Enter")
        page.wait_for_url("**query=**")
        assert "jpp:Measure" in page.locator("textarea[name=query]").input_value()
        browser.close()
    assert said == []
