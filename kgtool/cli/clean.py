"""``kgtool clean``."""

from __future__ import annotations

import click

from kgtool.corpus import layout
from kgtool.incremental import cache

_TEXT = {
    "ja": {
        "gone": "{folder} を消しました({files}ファイル、{size:,}バイト)",
        "would": "{folder} を消すことになります({files}ファイル、{size:,}バイト)",
        "none": "{folder} はありません",
    },
    "en": {
        "gone": "removed {folder}: {files} files, {size:,} bytes",
        "would": "would remove {folder}: {files} files, {size:,} bytes",
        "none": "there is no {folder}",
    },
}


@click.command("clean")
@click.option("--dry-run", is_flag=True, help="Say what would be removed and remove nothing.")
@click.pass_obj
def command(obj: dict[str, str], dry_run: bool) -> int:
    """Remove what check and build remember; they make it anew."""
    text = _TEXT[obj["lang"]]
    folder = layout.find(obj["root"]).root / cache.FOLDER
    there = folder.is_dir()
    held = cache.clean(folder, dry_run)
    said = text["none" if not there else "would" if dry_run else "gone"]
    click.echo(said.format(folder=folder.as_posix(), files=held.files, size=held.size))
    return 0
