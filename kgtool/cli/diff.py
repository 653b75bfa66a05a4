"""``kgtool diff``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kgtool import diff
from kgtool.base.errors import UsageError
from kgtool.corpus import layout, units
from kgtool.diff import formats, names, sources
from kgtool.diff.difference import Names
from kgtool.rdf import iris


@click.command("diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--format", "-f", "name", type=click.Choice(formats.NAMES), default="text", help="How to say it (default: text)."
)
@click.option("--most", type=click.IntRange(0), default=0, help="Sentences a section for people (default: all).")
@click.pass_obj
def command(obj: dict[str, str], old: Path, new: Path, name: str, most: int) -> int:
    """Say what changed from OLD to NEW, in words and as a graph; exit 1 if anything did.

    Each is a build, a release of kgtool publish, the folder of one plan, or a file: .nq, .trig, .ttl, .nt, also .gz.
    """
    found = diff.compare(sources.source(old), sources.source(new), _known(obj["root"]))
    for piece in formats.write(found, name, obj["lang"], most):
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()
    return 0 if found.same else 1


def _known(root: str | None) -> Names:
    """What terms, themes and things are called; parts of the graph lean on it. Empty outside of any folder of plans."""
    try:
        found = layout.find(root)
    except UsageError:
        return {}
    shared = {iris.graph("ontology"), iris.graph("reference")}
    return names.of_files(path for graph in units.layout(found) if graph.iri in shared for path in graph.files)
