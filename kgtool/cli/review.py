"""``kgtool review``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kgtool.base.errors import UsageError
from kgtool.base.files import read_bytes, write_atomically
from kgtool.cli import sources_folder
from kgtool.corpus import layout
from kgtool.review import agreement, decision, work, workbook
from kgtool.review.desk import ReviewDesk

if TYPE_CHECKING:
    from kgtool.review.work import Work

_TEXT = {
    "ja": {
        "address": "確認のページ: {address}",
        "end": "(このコンピューターだけで開けます。終えるには Ctrl-C)",
        "written": "{file}: 書きました({rows}行)",
        "wrong": "誤りが{count}件あります。何も書いていません。",
        "taken": "{count}件の判断を書きました",
        "then": "次に: kgtool extract、kgtool check data/{plan}",
        "none": "二人以上が決めた提案はまだありません",
        "kind": "{kind}: 提案{read}件のうち{same}件が同じ、α {alpha}",
        "undefined": "測れません",
    },
    "en": {
        "address": "The page: {address}",
        "end": "(only this machine can open it; Ctrl-C ends it)",
        "written": "{file}: written ({rows} rows)",
        "wrong": "{count} mistakes; nothing was written.",
        "taken": "{count} decisions written",
        "then": "Next: kgtool extract, kgtool check data/{plan}",
        "none": "no proposal is decided by two people yet",
        "kind": "{kind}: {same} of {read} proposals the same, alpha {alpha}",
        "undefined": "not defined",
    },
}


@click.command("review")
@click.argument("plan")
@click.option("--as", "who", default="", metavar="NAME", help="Your name, as decisions will bear it / 判断に残す名前.")
@click.option(
    "--blind", is_flag=True, help="See no decisions of others, and keep yours apart / ほかの人の判断を見ずに決める."
)
@sources_folder()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port on this machine (default: a free one) / ポート."
)
@click.option(
    "--export", "out", type=click.Path(path_type=Path), help="Write a workbook to decide in instead / ブックに書き出す."
)
@click.option(
    "--import",
    "filled",
    type=click.Path(path_type=Path),
    help="Read a workbook that is filled in / ブックから取り込む.",
)
@click.option(
    "--agreement", "compare", is_flag=True, help="Print how far people agree, and where not / 一致と違いを示す."
)
@click.option(
    "--when", default="", metavar="TIME", help="Time of imported decisions, 2026-11-30T09:00:00Z (default: now) / 時刻."
)
@click.pass_obj
def command(
    obj: dict[str, str],
    plan: str,
    who: str,
    blind: bool,
    sources: Path | None,
    port: int,
    out: Path | None,
    filled: Path | None,
    compare: bool,
    when: str,
) -> int:
    """Decide what kgtool suggest proposes, beside the passage / 提案を原文のそばで決める.

    Opens a page for PLAN (or PLAN/VERSION) on this machine. Decisions go to decisions.tsv, curation.ttl, things.ttl and
    the alignments at once.
    """
    lang = obj["lang"]
    repo = layout.find(obj["root"])
    desk = ReviewDesk(repo, plan, lang)
    there = work.of(repo, plan, sources.resolve() if sources else None)
    if compare:
        return _compare(desk, there, lang)
    if out is not None:
        return _export(desk, there, who, out, lang)
    if not decision.is_name(who):
        raise UsageError("review-name", name=who)
    if filled is not None:
        return _import(desk, there, filled, who, when or _now(), blind, lang)
    return _serve(desk, there, who, blind, port, lang)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _compare(desk: ReviewDesk, there: Work, lang: str) -> int:
    text, found = _TEXT[lang], agreement.of(desk.decisions())
    for one in found.kinds:
        measured = one.agreement
        alpha = f"{measured.alpha:.3f} ({measured.lower:.3f}–{measured.upper:.3f})" if measured else text["undefined"]
        click.echo(text["kind"].format(kind=one.kind.value, read=one.read, same=one.same, alpha=alpha))
    for difference in found.differences:
        element, proposed, each = agreement.said(difference, there, lang)
        said = "; ".join(f"{who} {verdict.value}" + (f" ({why})" if why else "") for who, verdict, _, why in each)
        click.echo(f"{element}: {proposed}: {said}")
    if not found.kinds:
        click.echo(text["none"], err=True)
    return 1 if found.differences else 0


def _export(desk: ReviewDesk, there: Work, who: str, out: Path, lang: str) -> int:
    own = [one for one in desk.decisions() if one.who == who]
    rows = workbook.rows(there, own, lang)
    write_atomically(out, workbook.write(rows, lang), out.as_posix())
    click.echo(_TEXT[lang]["written"].format(file=out.as_posix(), rows=len(rows) - 1))
    return 0


def _import(desk: ReviewDesk, there: Work, path: Path, who: str, when: str, blind: bool, lang: str) -> int:
    text = _TEXT[lang]
    taken = workbook.read(read_bytes(path, path.as_posix()), path.name, there, who, when)
    for error in taken.mistakes:
        click.echo(error.render(lang), err=True)
    if taken.mistakes:
        click.echo(text["wrong"].format(count=len(taken.mistakes)), err=True)
        return 2
    desk.decide(taken.decisions, blind)
    click.echo(text["taken"].format(count=len(taken.decisions)))
    click.echo(text["then"].format(plan=desk.edition), err=True)
    return 0


def _serve(desk: ReviewDesk, there: Work, who: str, blind: bool, port: int, lang: str) -> int:
    import uvicorn

    from kgtool.review.app import Review
    from kgtool.web import assets
    from kgtool.web.server import serve

    listener = serve.listen("127.0.0.1", port)
    origin = serve.address(listener).rstrip("/")
    style = assets.body("style.css")
    review = Review(there, desk, who, lang, _now, blind, style)
    click.echo(_TEXT[lang]["address"].format(address=review.address(origin)))
    click.echo(_TEXT[lang]["end"], err=True)
    config = uvicorn.Config(review.make(origin), ws="none", log_level="warning", access_log=False, server_header=False)
    uvicorn.Server(config).run(sockets=[listener])
    click.echo(_TEXT[lang]["then"].format(plan=desk.edition), err=True)
    return 0
