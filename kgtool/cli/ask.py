"""``kgtool ask``."""

from __future__ import annotations

from pathlib import Path

import click

from kgtool.base.errors import UsageError
from kgtool.build import opening, store
from kgtool.cli import build_folder, query, write
from kgtool.corpus import layout, packs
from kgtool.search.routing import router
from kgtool.search.routing.router import Candidate

_TEXT = {
    "ja": {
        "taken": "受け取った問い: {title} ({id})",
        "value": "  {title}: {called}(「{words}」から)",
        "assumed": "  {title}: {called}(言われていないので、これとした)",
        "missing": "  {title}: 言われていない",
        "others": "ほかの受け取り方: {others}",
    },
    "en": {
        "taken": "taken for: {title} ({id})",
        "value": "  {title}: {called} (from “{words}”)",
        "assumed": "  {title}: {called} (not said, so this was taken)",
        "missing": "  {title}: not said",
        "others": "it might also be: {others}",
    },
}


@click.command("ask")
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@click.option("--only-route", is_flag=True, help="Say which question is meant, and do not ask it.")
@click.option("--format", "-f", "format_", help="Format, as for kgtool query (default: table).")
@click.option("--limit", type=click.IntRange(min=1), help="Take this many rows at most.")
@build_folder("out", "--store")
@click.pass_context
def command(
    ctx: click.Context,
    words: tuple[str, ...],
    only_route: bool,
    format_: str | None,
    limit: int | None,
    out: Path | None,
) -> int:
    """Answer a question in your own words, in Japanese or English, from the catalogue.

    No language model is asked. It says which question of the catalogue the words were taken for, and refuses those that
    the catalogue cannot answer.
    """
    lang = ctx.obj["lang"]
    repo, build = (layout.context(ctx.obj["root"]), store.newest(out)) if out else opening.at(ctx.obj["root"])
    dataset = build.manifest["contentHash"]
    routing = router.open_router(packs.with_installed(repo), store.resolver(build), dataset).route(" ".join(words))
    taken = routing.taken
    if taken is None:
        near = ", ".join(one.question.id for one in routing.candidates) or "-"
        reason = {"ja": routing.refusal.ja, "en": routing.refusal.en} if routing.refusal else ""
        raise UsageError("question-refused", text=routing.text, reason=reason, near=near)
    lines = [*_said(taken, lang), *_others(routing.candidates[1:], lang)]
    if only_route:
        write("\n".join(lines) + "\n")
        return 0
    click.echo("\n".join(lines), err=True)
    arguments = [taken.question.id, *(f"--param={name}={value.text}" for name, value in taken.values.items())]
    for option, given in (("--format", format_), ("--limit", limit), ("--build", out)):
        arguments += [option, str(given)] if given is not None else []
    with query.command.make_context("query", arguments, parent=ctx) as asked:
        found: int = query.command.invoke(asked)
    return found


def _said(taken: Candidate, lang: str) -> list[str]:
    """What was understood: the question, and each of its values with the words that it was read from."""
    text, header = _TEXT[lang], taken.question.header
    lines = [text["taken"].format(title=header.title[lang], id=taken.question.id)]
    for name, value in taken.values.items():
        line = text["value" if value.words else "assumed"]
        lines.append(line.format(title=header.params[name].title[lang], called=value.called(lang), words=value.words))
    return [*lines, *(text["missing"].format(title=header.params[name].title[lang]) for name in taken.missing)]


def _others(others: tuple[Candidate, ...], lang: str) -> list[str]:
    named = ", ".join(f"{one.question.header.title[lang]} ({one.question.id})" for one in others)
    return [_TEXT[lang]["others"].format(others=named)] if named else []
