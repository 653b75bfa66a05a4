"""A visit to the site with a browser, noting everything that must not happen on the way."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

_REFUSED = (
    "addEventListener('securitypolicyviolation', e => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`))"
)


class Visitor:
    """One browser page on the site at ``url``.

    ``faults`` collects errors on the console (violations of the content policy among them), uncaught exceptions,
    failed requests and requests to another host, each with the address of the page.
    """

    def __init__(self, page: Any, url: str) -> None:
        self.page = page
        self.faults: list[str] = []
        self._url = url
        self._asked = ""
        page.add_init_script(_REFUSED)
        page.on("console", lambda said: self._fault(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self._fault(str(error)))
        page.on("requestfailed", self._failed)
        page.on("request", self._leaves)

    def open(self, path: str, lang: str = "", status: int = 200) -> Any:
        """Open a page, given by its path without ending, in a language; return the browser page."""
        self._asked = with_language(path, lang)
        response = self.page.goto(f"{self._url.rstrip('/')}/{self._asked}", wait_until="load")
        if response.status != status:
            self._fault(f"status {response.status}")
        if status >= 400:
            self.faults = [fault for fault in self.faults if f"status of {status}" not in fault]
        return self.page

    def path(self) -> str:
        """The path where the visit is, without ending and parameters."""
        path: str = urlsplit(self.page.url).path
        return path.strip("/").partition(".")[0]

    def _fault(self, text: str) -> None:
        self.faults.append(f"{self._asked or self.page.url}: {text}")

    def _failed(self, request: Any) -> None:
        if request.failure != "net::ERR_ABORTED":  # downloads and pages that were left
            self._fault(f"{request.url} failed: {request.failure}")

    def _leaves(self, request: Any) -> None:
        if not request.url.startswith((self._url, "data:", "blob:")):
            self._fault(f"asked another host: {request.url}")


def with_language(path: str, lang: str) -> str:
    """Return the file of a page in a language; parameters stay where they are."""
    name, mark, query = path.partition("?")
    return f"{name or 'index'}.{lang}.html{mark}{query}" if lang else path
