"""Every internal link of the pages near the first one leads somewhere, its fragment too."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote, urldefrag, urljoin

from tests.web.served import Served

_LINK = re.compile(r'\s(?:href|src|action|formaction)="([^"]*)"')
_ID = re.compile(r'\sid="([^"]*)"')
_MOST = 400


def test_every_link_within_two_clicks_of_the_first_page_leads_somewhere(served: Served) -> None:
    pages: dict[str, str] = {}
    links: dict[str, str] = {}
    layer = [served.url + "index.ja.html", served.url + "index.en.html"]
    for clicks in range(3):
        following: dict[str, None] = {}
        for page in layer:
            if len(pages) >= _MOST or page in pages:
                continue
            pages[page] = _html(served, page)
            for link in _LINK.findall(pages[page]):
                whole = urljoin(page, unescape(link))
                if whole.startswith(served.url):
                    links.setdefault(whole, page)
                    following[urldefrag(whole)[0]] = None
        layer = [page for page in following if page.partition("?")[0].endswith(".html") and clicks < 2]
    status = {page: 200 for page, body in pages.items() if body}
    broken = {link: page for link, page in links.items() if not _leads(served, link, pages, status)}
    assert broken == {}
    assert len(pages) > 100


def _html(served: Served, page: str) -> str:
    answer = served.ask(page.removeprefix(served.url.rstrip("/")))
    return answer.body.decode() if answer.status == 200 else ""


def _leads(served: Served, link: str, pages: dict[str, str], status: dict[str, int]) -> bool:
    address, fragment = urldefrag(link)
    if address not in status:
        if len(status) > 2 * _MOST and address not in pages:
            return True
        status[address] = served.ask(address.removeprefix(served.url.rstrip("/")), "HEAD").status
    if status[address] >= 400:
        return False
    return not fragment or not pages.get(address) or unquote(fragment) in map(unescape, _ID.findall(pages[address]))
