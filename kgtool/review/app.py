"""The review as an ASGI application for one person on one machine.

Nobody else can write through it: every address below it begins with a secret, requests must name this host (a name that
an attacker lets point here is another), and what changes anything must come from a page of its own (Origin,
Sec-Fetch-Site) and carry a second secret. Pages work without script; the script only presses their buttons.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from kgtool.base import templates
from kgtool.base.errors import KgtoolError
from kgtool.rdf import media
from kgtool.review import agreement
from kgtool.review import work as deciding
from kgtool.review.decision import Decision, Verdict
from kgtool.review.desk import ReviewDesk
from kgtool.review.view import CardView
from kgtool.review.work import Card, Correction, Work

_FOLDER = Path(__file__).parent
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_LARGEST = 1 << 20
"""More bytes than any form of ours has."""


class Review:
    """One person's review of one plan: the pages, and what they change. ``clock`` says when a decision is made."""

    def __init__(
        self, work: Work, desk: ReviewDesk, who: str, lang: str, clock: Callable[[], str], blind: bool, style: bytes
    ) -> None:
        self.work, self.desk, self.who, self.lang, self.clock, self.blind = work, desk, who, lang, clock, blind
        self.token, self.csrf = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        self._style = style + (_FOLDER / "review.css").read_bytes()
        self._script = (_FOLDER / "review.js").read_bytes()

    def make(self, origin: str) -> ASGIApp:
        """Return the application that is reached at ``origin``: http://127.0.0.1:8001."""
        at = f"/{self.token}"
        routes = [
            Route(f"{at}/", self._overview),
            Route(f"{at}/card/{{number:int}}", self._card, methods=["GET"]),
            Route(f"{at}/card/{{number:int}}", self._decide, methods=["POST"]),
            Route(f"{at}/back/{{number:int}}", self._back, methods=["POST"]),
            Route(f"{at}/agreement", self._agreement),
            Route(f"{at}/review.css", lambda request: self._file(self._style, media.CSS.media_type)),
            Route(f"{at}/review.js", lambda request: self._file(self._script, media.JAVASCRIPT.media_type)),
        ]
        app = Starlette(routes=routes, exception_handlers={KgtoolError: self._wrong})
        return _guarded(app, origin)

    def address(self, origin: str) -> str:
        """Return where the person begins."""
        return f"{origin}/{self.token}/"

    def _file(self, content: bytes, kind: str) -> Response:
        return Response(content, media_type=kind, headers=_HEADERS)

    def _page(self, name: str, status: int = 200, **values: object) -> Response:
        lang = self.lang

        def t(ja: str, en: str) -> str:
            return ja if lang == "ja" else en

        shared = {
            "t": t,
            "lang": lang,
            "root": f"/{self.token}/",
            "csrf": self.csrf,
            "who": self.who,
            "blind": self.blind,
        }
        html = templates.fill(_FOLDER / "templates" / name, **shared, **values)
        return HTMLResponse(html, status, headers=_HEADERS)

    def _own(self) -> list[Decision]:
        return [one for one in self.desk.decisions() if one.who == self.who]

    def _overview(self, request: Request) -> Response:
        tallies = self.work.tallies(self._own())
        names = {tally.whole: self.work.called(tally.whole, self.lang) for tally in tallies}
        first = self._next(0)
        return self._page("overview.html", tallies=tallies, names=names, verdicts=deciding.DECIDED, first=first)

    def _card(self, request: Request) -> Response:
        number = request.path_params["number"]
        if not 1 <= number <= len(self.work.cards):
            return self._page("missing.html", 404)
        done = request.query_params.get("done", "")
        return self._shown(number, int(done) if done.isdecimal() and 1 <= int(done) <= len(self.work.cards) else 0)

    def _shown(self, number: int, done: int = 0, error: KgtoolError | None = None) -> Response:
        view = CardView(self.work, self.work.cards[number - 1], self.desk.decisions(), self.who, self.lang, self.blind)
        count = len(self.work.cards)
        said = error.said(self.lang) if error else None
        return self._page("card.html", 400 if error else 200, view=view, count=count, done=done, error=said)

    async def _decide(self, request: Request) -> Response:
        number = request.path_params["number"]
        form = await self._form(request)
        if form is None or not 1 <= number <= len(self.work.cards):
            return self._page("missing.html", 403 if form is None else 404)
        try:
            await run_sync(self._record, self.work.cards[number - 1], form)
        except KgtoolError as error:
            return await run_sync(self._shown, number, 0, error)
        return await run_sync(self._onward, number)

    def _record(self, card: Card, form: dict[str, str]) -> None:
        when, every = self.clock(), form.get("all", "")
        made = []
        for place, one in enumerate(card.proposals, 1):
            verdict = (
                Verdict(every) if every in ("rejected", "unsure") else Verdict(form.get(f"verdict-{place}", "unsure"))
            )
            change = Correction(*(form.get(f"{name}-{place}", "") for name in Correction._fields))
            made.append(deciding.decided(self.work, one, verdict, change, self.who, when, form.get("why", "")))
        self.desk.decide(made, self.blind)

    def _onward(self, number: int) -> Response:
        after = self._next(number)
        where = f"card/{after}?done={number}" if after else ""
        return RedirectResponse(f"/{self.token}/{where}", 303, headers=_HEADERS)

    def _next(self, number: int) -> int:
        """The next card with something to be decided, round the end to the first; 0 where there is none."""
        decided_ones = {one.proposal for one in self._own()}
        cards = [*self.work.cards[number:], *self.work.cards[:number]]
        return next((c.number for c in cards if any(one.iri not in decided_ones for one in c.proposals)), 0)

    async def _back(self, request: Request) -> Response:
        number = request.path_params["number"]
        if await self._form(request) is None or not 1 <= number <= len(self.work.cards):
            return self._page("missing.html", 403)
        proposals = [one.iri for one in self.work.cards[number - 1].proposals]
        await run_sync(self.desk.take_back, proposals, self.who)
        return RedirectResponse(f"/{self.token}/card/{number}", 303, headers=_HEADERS)

    def _agreement(self, request: Request) -> Response:
        if self.blind:
            return self._page("missing.html", 403)
        found = agreement.of(self.desk.decisions())
        cards = {one.iri: card.number for card in self.work.cards for one in card.proposals}
        rows = [(cards.get(one.proposal, 0), *agreement.said(one, self.work, self.lang)) for one in found.differences]
        return self._page("agreement.html", found=found, rows=rows)

    async def _form(self, request: Request) -> dict[str, str] | None:
        """The fields of a form of ours; None where it is none."""
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > _LARGEST:
                return None
        try:
            fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=5_000)
        except ValueError:
            return None
        form = {name: values[-1] for name, values in fields.items()}
        return form if hmac.compare_digest(form.get("csrf", "").encode(), self.csrf.encode()) else None

    async def _wrong(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, KgtoolError)
        return self._page("wrong.html", 500, said=error.said(self.lang), place=str(error.place or ""))


def _guarded(app: ASGIApp, origin: str) -> ASGIApp:
    """Refuse what does not name this host, and changes that come from anywhere but a page of ours."""
    host = origin.partition("://")[2]

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (status := _refusal(Request(scope), host, origin)):
            await Response("", status, headers=_HEADERS)(scope, receive, send)
        else:
            await app(scope, receive, send)

    return answer


def _refusal(request: Request, host: str, origin: str) -> int:
    """The status of a refusal; 0 for what may pass."""
    headers = request.headers
    if headers.getlist("host") != [host]:
        return 421
    if request.method in ("GET", "HEAD"):
        return 0
    site, from_ = headers.get("sec-fetch-site"), headers.get("origin")
    if site not in (None, "same-origin") or from_ not in (None, origin) or (site is None and from_ is None):
        return 403
    return 0
