"""``kgtool reference``."""

from __future__ import annotations

import click

from kgtool.base.files import write_atomically
from kgtool.corpus import layout
from kgtool.docs import reference


@click.command("reference")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when a page is not what the sources give.")
@click.pass_obj
def command(obj: dict[str, str], check: bool) -> int:
    """Generate docs/reference/ from ontology, rules and questions."""
    root = layout.find(obj["root"])
    folder = root.root / reference.FOLDER
    made = reference.pages(root)
    folder.mkdir(parents=True, exist_ok=True)
    stale = sorted(path.name for path in folder.iterdir() if path.name not in made)
    differ = sorted(
        name
        for name, text in made.items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != text
    )
    for name in differ + stale:
        click.echo((reference.FOLDER / name).as_posix())
    if check:
        return 1 if differ or stale else 0
    for name in differ:
        write_atomically(folder / name, made[name].encode())
    for name in stale:
        (folder / name).unlink()
    return 0
