"""Compare what kgtool extract wrote with what it makes of the source texts, where those are at hand.

So what somebody changed in a generated file by hand is seen at its line, and what the profile gives since then as well.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from pathlib import Path

from pyoxigraph import NamedNode

from kgtool.base.errors import InputError, Place
from kgtool.base.languages import Text
from kgtool.check.finding import Finding, Location, Rule
from kgtool.check.results import unreadable
from kgtool.corpus.input_file import InputFile
from kgtool.corpus.layout import CONCLUSIONS, PROFILE, Repo
from kgtool.corpus.snapshot import Run, snapshot
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP

_MOST = 2_000
"""Longer stretches that differ are not compared line by line."""

DRIFT = Rule(
    "extract-drift",
    "error",
    Text("原文から作る内容との違い", "Not what the source text gives"),
    Text(
        "ここは、原文とprofile.tomlから作る内容と違います。手で直したなら、同じことをprofile.tomlかcuration.ttlに書き、"
        "kgtool extractを実行してください。",
        "This is not what the source text and profile.toml give. If it was changed by hand, say the same in profile.toml or "
        "curation.ttl; then run kgtool extract.",
    ),
    Text(
        "plan.ttlとconclusions.ttlは自動でつくられ、手で直したことは次の実行で消えます。",
        "plan.ttl and conclusions.ttl are generated: what is changed in them by hand is gone with the next run.",
    ),
    "text",
    Location("data"),
)


@dataclass(frozen=True)
class ExtractTask:
    """A plan, or a version beside its first, whose text is in the folder ``sources``."""

    run: Run
    edition: str
    sources: Path


def at_hand(repo: Repo, edition: str, sources: Path) -> InputFile | None:
    """Return the source text of a plan or version; None where it is not in the folder, or source.ttl cannot be read."""
    try:
        described = repo.file(repo.plan_file(edition, "source.ttl")).statements
    except InputError:
        return None
    names = (t.object.value for t in described if t.predicate == JPP.fileName)
    paths = (sources / name for name in names if name == Path(name).name)
    return next((repo.file(path, path.as_posix()) for path in paths if path.is_file()), None)


def read_from(repo: Repo, edition: str, text: InputFile) -> list[InputFile]:
    """Return the files that the extraction of a plan or version depends on, and those that it is compared with."""
    plan = edition.partition("/")[0]
    own = sorted(path for path in repo.plan(edition).iterdir() if path.is_file())
    common = [*repo.reference, repo.municipalities, repo.share / "ontology" / "prefixes.ttl"]
    return [text, *repo.files([*own, *repo.alignments_of(plan), *(path for path in common if path.is_file())])]


def drifted(task: ExtractTask) -> list[Finding]:
    """Return where generated files are not what the text gives, and why it cannot be extracted. Cost: that of kgtool extract."""
    repo, plan = snapshot(task.run), task.edition.partition("/")[0]
    folder = repo.plan(task.edition)
    try:
        # Only those who have the texts need it
        extract = importlib.import_module("kgtool.extract.extraction").extract
        made = extract(repo, task.edition, task.sources, () if repo.alignments_of(plan) else _described(repo, folder))
    except InputError as error:
        return [_of_text(error, repo.name(folder / PROFILE), plan)]
    found: list[Finding] = []
    for name, content in (("plan.ttl", made.turtle), (CONCLUSIONS, made.conclusions)):
        path = folder / name
        there = repo.file(path).data if path.is_file() else b""
        if there != content:
            stretches = _stretches(there.decode("utf-8", "replace"), content.decode())
            found += [_finding(repo.name(path), plan, *lines) for lines in stretches]
    return found


def _described(repo: Repo, folder: Path) -> set[tuple[int, int]]:
    """The ranges described as spans in a plan's file, which tables that are not in this repository may cite: a plan's folder is
    checked by itself, too."""
    try:
        written = repo.file(folder / "plan.ttl").statements
    except InputError:
        return set()
    spans = (
        iris.read_span(t.subject.value)
        for t in written
        if t.object == JPP.SourceSpan and isinstance(t.subject, NamedNode)
    )
    return {(span.start, span.end) for span in spans if span}


def _of_text(error: InputError, profile: str, plan: str) -> Finding:
    """Why a text cannot be extracted; what stands at a line of the text is mended in the profile."""
    at = error.place or Place("")
    found = unreadable(error, plan)
    if not Path(at.file).is_absolute():
        return found
    return Finding(found.rule, "error", Location(profile), "", plan=plan, source=Location(Path(at.file).name, at.line))


def _stretches(there: str, made: str) -> Iterator[tuple[int, int]]:
    """The first and the last line of each stretch of a text that differs from another; 0 where there is no line."""
    old, new = there.splitlines(), made.splitlines()
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    rest = min(len(old), len(new)) - same
    end = sum(1 for _ in takewhile(lambda n: old[-n] == new[-n], range(1, rest + 1)))
    a, b = old[same : len(old) - end], new[same : len(new) - end]
    if not old or max(len(a), len(b)) > _MOST:
        yield (min(same + 1, len(old)), min(same + max(len(a), 1), len(old)))
        return
    for kind, first, last, _, _ in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind != "equal":
            line = min(same + first + 1, len(old))
            yield line, max(line, same + last)


def _finding(file: str, plan: str, first: int, last: int) -> Finding:
    return Finding(DRIFT, DRIFT.severity, Location(file, first, 0, last), "", plan=plan)
