"""What a reader has to load, and what a printer gets."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import Visiting
from tests.web.served import Served

_MOST = 50_000


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_first_page_loads_less_than_50_kb(served: Served, visiting: Visiting, lang: str) -> None:
    visitor = visiting()
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    visitor.open("", lang)
    assert sum(_transferred(served, path) for path in asked) < _MOST


@pytest.mark.parametrize("path", ["", "compare", "doc/id/13221-kiyose-5", "sparql"])
def test_print_leaves_navigation_and_forms_out(visiting: Visiting, path: str) -> None:
    page = visiting().open(path, "ja")
    page.emulate_media(media="print")
    for hidden in ("header nav", ".skip", ".language", "form"):
        assert not any(element.is_visible() for element in page.locator(hidden).all()), hidden
    assert page.locator("h1").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def _transferred(served: Served, path: str) -> int:
    """Bytes of an answer as it goes over the line: head and body, packed."""
    connection = http.client.HTTPConnection(served.host, served.port, timeout=30)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    head = sum(len(name) + len(value) + 4 for name, value in response.getheaders())
    size = head + len(response.read())
    connection.close()
    return size
