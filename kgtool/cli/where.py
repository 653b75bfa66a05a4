"""``kgtool where``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from kgtool.base.errors import UsageError
from kgtool.base.files import write_atomically
from kgtool.cli import sources_folder
from kgtool.corpus import layout
from kgtool.corpus.layout import Repo
from kgtool.extract import passages, source
from kgtool.extract.passages import Passage
from kgtool.rdf import iris
from kgtool.review import words as by_words

_TEXT = {
    "ja": {
        "none": "「{words}」は、見たどの原文にもありません({texts}件)",
        "several": "「{words}」は{count}か所にあります",
        "unread": "{plan}: 原文 {file} がこのフォルダーにないので、見ていません",
        "page": " {page}ページ",
        "line": " {line}行目",
        "written": "{file}: {count}か所の言葉を位置に書き換えました",
        "same": "{file}: 言葉で書かれた場所はありません",
    },
    "en": {
        "none": "“{words}” stands in none of the {texts} texts that were looked at",
        "several": "“{words}” stands at {count} places",
        "unread": "{plan}: not looked at, since its text {file} is not in this folder",
        "page": " page {page}",
        "line": " line {line}",
        "written": "{file}: offsets stand for the words of {count} places",
        "same": "{file}: no place is given by words",
    },
}


@click.command("where")
@click.argument("words", required=False)
@click.option(
    "--plan", "plans", multiple=True, metavar="PLAN", help="Plan or version to look in (default: all) / 探す計画."
)
@click.option(
    "--in", "element", default="", metavar="PATH", help="Only in this element and below it / この要素の中だけ."
)
@click.option(
    "--write",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Write offsets for the words in curation.ttl, profile.toml or an alignment / 言葉で書いた場所を位置に直すファイル.",
)
@sources_folder()
@click.option(
    "-f", "--format", "as_", type=click.Choice(["text", "json"]), default="text", help="Form of the answer / 形式."
)
@click.pass_obj
def command(
    obj: dict[str, str],
    words: str | None,
    plans: tuple[str, ...],
    element: str,
    files: tuple[Path, ...],
    sources: Path | None,
    as_: str,
) -> int:
    """Find a passage by a few of its words / 原文の場所を言葉で探す.

    Prints plan, file, line, page, element and offsets of each place where WORDS stand. "first … last" is a longer passage.
    Exit 1 where they stand nowhere or at several places.
    """
    text, repo = _TEXT[obj["lang"]], layout.find(obj["root"])
    if sources is None:
        raise UsageError("sources-missing")
    if bool(words) == bool(files):
        raise click.UsageError("WORDS | --write")
    if words:
        return _look(repo, words, plans, element, sources.resolve(), as_, text)
    settled = {path: by_words.settle(repo, path, sources.resolve()) for path in files}
    for path, found in settled.items():
        if found.places:
            write_atomically(path, found.text.encode(), path.as_posix())
        click.echo(text["written" if found.places else "same"].format(file=path.as_posix(), count=found.places))
    return 0


def _look(
    repo: Repo, words: str, plans: tuple[str, ...], element: str, sources: Path, as_: str, text: dict[str, str]
) -> int:
    found: list[tuple[str, str, Passage, str]] = []
    texts = 0
    for edition in [edition for plan in plans or repo.plans for edition in _editions(repo, plan, bool(plans))]:
        description = source.describe(repo, edition)
        file = source.text_file(repo, description, sources)
        if not plans and not file.path.is_file():
            click.echo(text["unread"].format(plan=edition, file=description.file), err=True)
            continue
        texts += 1
        here = passages.of(repo, source.load(description, file))
        for at in here.find(words):
            if not element or at.element == element or at.element.startswith(f"{element}/"):
                found.append((edition, description.file, at, iris.span(description.text_iri, *at.at)))
    for line in _said(found, as_, text):
        click.echo(line)
    if len(found) != 1:
        said = text["several" if found else "none"]
        click.echo(said.format(words=words, count=len(found), texts=texts), err=True)
    return 0 if len(found) == 1 else 1


def _editions(repo: Repo, plan: str, named: bool) -> list[str]:
    """A plan's versions that have a text; one that is named by its folder alone."""
    if "/" in plan:
        return [plan]
    return repo.editions(plan) if named or repo.whole(plan) is None else []


def _said(found: list[tuple[str, str, Passage, str]], as_: str, text: dict[str, str]) -> Iterator[str]:
    if as_ == "json":
        rows = [
            {
                "plan": edition,
                "file": file,
                "line": at.line,
                "page": at.page or None,
                "element": at.element or None,
                "start": at.at[0],
                "end": at.at[1],
                "span": span,
            }
            for edition, file, at, span in found
        ]
        yield json.dumps(rows, ensure_ascii=False, indent=1)
        return
    for edition, file, at, _ in found:
        page = text["page"].format(page=at.page) if at.page else ""
        where = text["line"].format(line=at.line) + page
        yield f"{edition}: {file}{where} {at.element or '-'} char={at.at[0]},{at.at[1]}"
