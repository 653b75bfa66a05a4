"""``kgtool reference``."""

from __future__ import annotations

import click

from kgtool.corpus import layout
from kgtool.docs import reference
from kgtool.docs.reference import Outdated

_TEXT = {
    "ja": {
        "missing": "{page}: まだありません({sources} からつくられます)",
        "left": "{page}: もう何からもつくられません",
        "differs": "{page}:{line}: {sources} からつくられる内容と違います",
        "check": "古いページが{number}件あります。kgtool reference を実行し、もとのファイルと一緒にコミットしてください。",
    },
    "en": {
        "missing": "{page}: does not exist yet (it is made from {sources})",
        "left": "{page}: nothing makes it any more",
        "differs": "{page}:{line}: is not what {sources} gives",
        "check": "pages out of date: {number}. Run `kgtool reference` and commit the pages with what they are made from.",
    },
}


@click.command("reference")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when a page is not what the sources give.")
@click.pass_obj
def command(obj: dict[str, str], check: bool) -> int:
    """Generate docs/reference/ from ontology, rules and questions."""
    root = layout.find(obj["root"])
    outdated = reference.outdated(root, reference.pages(root)) if check else reference.write(root)
    text = _TEXT[obj["lang"]]
    for page in outdated:
        where = (reference.FOLDER / page.name).as_posix()
        click.echo(text[_state(page)].format(page=where, sources=page.sources, line=page.line))
    if check and outdated:
        click.echo(text["check"].format(number=len(outdated)), err=True)
    return 1 if check and outdated else 0


def _state(page: Outdated) -> str:
    if not page.sources:
        return "left"
    return "differs" if page.line else "missing"
