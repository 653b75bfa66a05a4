"""``kgtool suggest``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from kgtool.base.errors import UsageError
from kgtool.base.files import read_bytes, write_atomically
from kgtool.cli import sources_folder
from kgtool.corpus import layout
from kgtool.suggest import material, proposal, proposing
from kgtool.suggest.embedding import Embedding
from kgtool.suggest.proposal import Kind

_TEXT = {
    "ja": {
        "written": "{file}: 書きました",
        "same": "{file}: 変わりありません",
        "nothing": "{plan}: 提案することがありません。すべて記録されています",
        "summary": "{plan}: {elements}要素に{proposals}件の提案({kinds})",
        "facts": "  提案は事実ではありません。採否は人が決めます(kgtool review {plan})。",
        "alone": "  主題の付いた計画がほかにないので、主題は分類の説明だけから提案しました。",
    },
    "en": {
        "written": "{file}: written",
        "same": "{file}: unchanged",
        "nothing": "{plan}: nothing to propose; everything is recorded",
        "summary": "{plan}: {proposals} proposals for {elements} elements ({kinds})",
        "facts": "  proposals are no facts; people decide them (kgtool review {plan}).",
        "alone": "  no other plan has themes, so themes are proposed from the descriptions of the scheme alone.",
    },
}
_KINDS = {
    Kind.SHORT_NAME: {"ja": "呼び名", "en": "short names"},
    Kind.THEME: {"ja": "主題", "en": "themes"},
    Kind.MENTION: {"ja": "言及", "en": "mentions"},
    Kind.ROLE: {"ja": "役割", "en": "roles"},
    Kind.COMMITMENT: {"ja": "約束の強さ", "en": "commitments"},
    Kind.COUNTERPART: {"ja": "対応先", "en": "counterparts"},
}


@click.command("suggest")
@click.argument("plan")
@sources_folder(
    "Folder of the source texts (default: KGTOOL_SOURCES). Without it, names and abstracts are read instead."
)
@click.option("--with", "others", multiple=True, metavar="PLAN", help="Plan to seek counterparts in; may be repeated.")
@click.option("--embedding", is_flag=True, help="Compare meanings, too: needs the extra suggest, takes minutes.")
@click.pass_obj
def command(obj: dict[str, str], plan: str, sources: Path | None, others: tuple[str, ...], embedding: bool) -> int:
    """Propose short names, themes, mentions, roles, commitments and counterparts into data/PLAN/proposed.ttl.

    PLAN is a folder of data/, or one version beside it (PLAN/VERSION). What is recorded already is not proposed again. Each
    proposal has a method, a confidence and the places it rests on. Counterparts are sought in the plans that have themes, at most
    three, unless --with names others. The same files give the same bytes.
    """
    text, repo = _TEXT[obj["lang"]], layout.find(obj["root"])
    meaning = Embedding() if embedding else None
    here = material.read(repo, plan, sources)
    judged = material.judged(repo, plan.partition("/")[0], sources)
    for other in others:
        if other.partition("/")[0] == plan.partition("/")[0]:
            reason = {"ja": "提案する計画自身です", "en": "it is the plan itself"}
            raise UsageError("option", option="--with", command="suggest", reason=reason)
    ours = [made for made in judged if made.edition in repo.plans]
    sought = [material.read(repo, other, sources) for other in others] or ours[: proposing.COMPARED_WITH]
    aligned = {other.version: material.aligned(repo, here, other) for other in sought}
    background = proposing.Background(judged, sought, material.reference(repo), aligned, meaning)
    proposals = proposing.propose(here, background)
    content = proposal.serialise(repo, plan, here.version.rpartition("/")[2], proposals)
    path = proposal.path(repo, plan)
    same = path.is_file() and read_bytes(path, repo.name(path)) == content
    if not same:
        write_atomically(path, content, repo.name(path))
    click.echo(text["same" if same else "written"].format(file=repo.name(path)), err=True)
    counts = Counter(one.kind for one in proposals)
    kinds = ", ".join(f"{_KINDS[kind][obj['lang']]} {counts[kind]}" for kind in Kind if counts[kind])
    elements = len({one.element for one in proposals if one.kind is not Kind.ROLE})
    said = text["summary" if proposals else "nothing"]
    click.echo(said.format(plan=plan, elements=elements, proposals=len(proposals), kinds=kinds), err=True)
    if not judged:
        click.echo(text["alone"], err=True)
    click.echo(text["facts"].format(plan=plan), err=True)
    return 0
