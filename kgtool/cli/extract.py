"""``kgtool extract``."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from kgtool.base.errors import UsageError
from kgtool.base.files import read_bytes, write_atomically
from kgtool.cli import sources_folder
from kgtool.corpus import layout
from kgtool.corpus.layout import Repo
from kgtool.extract import extraction
from kgtool.incremental.parallel import Progress, Workers, map_unordered

_TEXT = {
    "ja": {
        "same": "{file}: 変わりありません",
        "written": "{file}: 書きました",
        "removed": "{file}: 規則から導けることがなくなったので消しました",
        "drift": "{file}: 原文とprofile.tomlから作る内容と違います",
        "remedy": "  対処: kgtool extract {plan} を実行して差分を確かめてください",
        "summary": "{plan}: {elements}要素、言及{mentions}、修復{repairs}、欠落{gaps}、{triples}トリプル",
        "lines": "  原文の{total}行(空行を除く)の内訳: {kinds}",
    },
    "en": {
        "same": "{file}: unchanged",
        "written": "{file}: written",
        "removed": "{file}: removed, since rules conclude nothing any more",
        "drift": "{file}: differs from what the source and profile.toml give",
        "remedy": "  remedy: run kgtool extract {plan} and review the difference",
        "summary": "{plan}: {elements} elements, {mentions} mentions, {repairs} repairs, {gaps} gaps, {triples} triples",
        "lines": "  all {total} non-blank lines of the source: {kinds}",
    },
}


@click.command("extract")
@click.argument("plans", nargs=-1)
@sources_folder()
@click.option("--jobs", type=click.IntRange(1), help="Processes that read texts (default: one a core).")
@click.option(
    "--scheduler", metavar="ADDRESS", default="", help="Dask scheduler to spread the work by (tcp://host:port)."
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when a file is not what the source gives.")
@click.pass_obj
def command(
    obj: dict[str, str], plans: tuple[str, ...], sources: Path | None, jobs: int | None, scheduler: str, check: bool
) -> int:
    """Read source texts into data/PLAN/plan.ttl, and what rules conclude into data/PLAN/conclusions.ttl.

    PLANS are folders of data/, each with all its versions, or those of single versions (PLAN/VERSION); all of them if none is
    named. Every line of a source is accounted for. Nothing is written unless all of them can be read.
    """
    text = _TEXT[obj["lang"]]
    root = layout.find(obj["root"])
    if sources is None:
        raise UsageError("sources-missing")
    editions = [edition for plan in plans or root.plans for edition in _editions(root, plan)]
    tasks = [_ReadTask(root.resolved(), edition, sources.resolve()) for edition in editions]
    progress = Progress(len(tasks), "extract")
    read = dict(map_unordered(_read, tasks, Workers(jobs or 0, scheduler), progress))
    results = [read[task] for task in tasks]
    states = [_settle(root, result, check) for result in results]
    for result, state in zip(results, states, strict=True):
        _report(result, state, text)
    return 1 if any("drift" in state.values() for state in states) else 0


def _editions(root: Repo, plan: str) -> list[str]:
    """A version that is named by its folder, or a plan's first and those beside it."""
    return [plan] if "/" in plan else root.editions(plan)


@dataclass(frozen=True)
class _ReadTask:
    """A plan to read: its repository, and where the source texts are."""

    repo: Repo
    plan: str
    sources: Path


@dataclass(frozen=True)
class _Read:
    """What was read of a plan: its files by name, compressed since all wait until the last is read, and what to say of it.

    A file without content is one that is not to be there.
    """

    plan: str
    packed: dict[str, bytes]
    counts: dict[str, int]
    kinds: list[tuple[str, int]]


def _read(task: _ReadTask) -> _Read:
    made = extraction.extract(task.repo, task.plan, task.sources)
    counts = {
        "elements": len(made.outline.elements),
        "mentions": made.mentions,
        "repairs": len(made.outline.repairs),
        "gaps": len(made.outline.gaps),
        "triples": made.triples,
    }
    files = {"plan.ttl": made.turtle, layout.CONCLUSIONS: made.conclusions}
    packed = {name: zlib.compress(content, 1) for name, content in files.items()}
    return _Read(task.plan, packed, counts, made.lines_by_kind())


def _settle(root: Repo, result: _Read, check: bool) -> dict[str, str]:
    """Write the files of one plan, unless they are the same or only to be compared; return by file which of these it was."""
    states: dict[str, str] = {}
    for name, packed in result.packed.items():
        path, content = root.plan(result.plan) / name, zlib.decompress(packed)
        file = root.name(path)
        there = read_bytes(path, file) if path.is_file() else b""
        if there == content:
            if content:
                states[file] = "same"
        elif check:
            states[file] = "drift"
        elif content:
            write_atomically(path, content, file)
            states[file] = "written"
        else:
            path.unlink()
            states[file] = "removed"
    return states


def _report(result: _Read, states: dict[str, str], text: dict[str, str]) -> None:
    for line in _summary(result, text):
        click.echo(line, err=True)
    for file, state in states.items():
        click.echo(text[state].format(file=file), err=state != "drift")
    if "drift" in states.values():
        click.echo(text["remedy"].format(plan=result.plan), err=True)


def _summary(result: _Read, text: dict[str, str]) -> Iterator[str]:
    kinds = result.kinds
    yield text["summary"].format(plan=result.plan, **result.counts)
    yield text["lines"].format(total=sum(n for _, n in kinds), kinds=", ".join(f"{kind} {n}" for kind, n in kinds))
