"""Every internal link of every type of page leads somewhere, its fragment too."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote, urldefrag, urljoin

from kgtool.header import LANGUAGES
from kgtool.repo import Repo
from kgtool.store import Build
from kgtool.web.site import Site
from tests.browser.visitor import with_language
from tests.web.served import Served

_LINK = re.compile(r'\s(?:href|src|action|formaction)="([^"]*)"')
_ID = re.compile(r'\sid="([^"]*)"')


def test_every_link_on_every_type_of_page_leads_somewhere(
    served: Served, repo: Repo, built: Build, every_kind: dict[str, str]
) -> None:
    """Links with parameters are followed; other addresses are looked up in the site that the server shows.

    The pages of one type differ in their words; that no link of any page is broken is shown on the static site.
    """
    site = Site(repo, built, served.url)
    pages = {
        served.url + file: _html(served, served.url + file)
        for path in every_kind.values()
        for file in (with_language(path, lang) for lang in LANGUAGES)
    }
    assert all(pages.values())
    links = {
        whole: page
        for page, body in pages.items()
        for whole in (urljoin(page, unescape(link)) for link in _LINK.findall(body))
        if whole.startswith(served.url)
    }
    further = {urldefrag(link)[0] for link in links} - pages.keys()
    there = {*pages, *(address for address in further if _is_there(served, site, address))}
    ids = {page: set(map(unescape, _ID.findall(body))) for page, body in pages.items()}
    assert {link: page for link, page in links.items() if not _leads(link, there, ids)} == {}
    assert len(links) > 3_000


def _html(served: Served, page: str) -> str:
    answer = served.ask(page.removeprefix(served.url.rstrip("/")))
    return answer.body.decode() if answer.status == 200 else ""


def _is_there(served: Served, site: Site, address: str) -> bool:
    path, given, _ = address.removeprefix(served.url).partition("?")
    if given:
        return served.ask(address.removeprefix(served.url.rstrip("/")), "HEAD").status == 200
    page = site.find(path)
    return (page is not None and page.path == path) or site.file(path) is not None


def _leads(link: str, there: set[str], ids: dict[str, set[str]]) -> bool:
    address, fragment = urldefrag(link)
    return address in there and (not fragment or address not in ids or unquote(fragment) in ids[address])
