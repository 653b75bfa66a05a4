"""Every internal link near the first page, and on every type of page, leads somewhere, its fragment too."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote, urldefrag, urljoin

from kgtool.base.languages import LANGUAGES
from kgtool.build.store import Build
from kgtool.corpus.layout import Repo
from kgtool.web.site import Site
from tests.browser.visitor import with_language
from tests.web.served import Served

_LINK = re.compile(r'\s(?:href|src|action|formaction)="([^"]*)"')
_ID = re.compile(r'\sid="([^"]*)"')
_CLICKS = 1


def test_every_link_near_the_first_page_and_on_every_type_of_page_leads_somewhere(
    served: Served, repo: Repo, built: Build, every_kind: dict[str, str]
) -> None:
    """Every page one click away and one of every type is read in both languages, and whatever these lead to must be there.

    What is further is asked for where its address has parameters; other addresses are looked up in the site that the
    server shows, since making all those pages would take minutes.
    """
    site = Site(repo, built, served.url)
    of_types = {served.url + with_language(path, lang) for path in every_kind.values() for lang in LANGUAGES}
    pages, links = _walked(served, of_types)
    assert all(pages[page] for page in of_types)
    there = {page for page, body in pages.items() if body}
    further = {urldefrag(link)[0] for link in links} - pages.keys()
    there |= {address for address in further if _is_there(served, site, address)}
    ids = {page: set(map(unescape, _ID.findall(body))) for page, body in pages.items()}
    assert {link: page for link, page in links.items() if not _leads(link, there, ids)} == {}
    assert len(pages) > 200


def _walked(served: Served, more: set[str]) -> tuple[dict[str, str], dict[str, str]]:
    """The pages near the first one and some more, by address; and where they lead, each with a page that does."""
    pages: dict[str, str] = {}
    links: dict[str, str] = {}
    layer = {served.url + "index.ja.html", served.url + "index.en.html"}
    for click in range(_CLICKS + 1):
        following = set()
        for page in sorted((layer if click < _CLICKS else layer | more) - pages.keys()):
            pages[page] = _html(served, page)
            for link in _LINK.findall(pages[page]):
                whole = urljoin(page, unescape(link))
                if whole.startswith(served.url):
                    links.setdefault(whole, page)
                    following.add(urldefrag(whole)[0])
        layer = {page for page in following if page.partition("?")[0].endswith(".html")}
    return pages, links


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
