"""Read the profiles of the plans: no graph holds what they say, and kgtool extract makes the graph of a plan by them."""

from __future__ import annotations

import importlib
from pathlib import Path

from kgtool.base.errors import InputError
from kgtool.corpus.input_file import InputFile
from kgtool.corpus.layout import PROFILE, Repo
from kgtool.rdf.mistaken import mistaken


def profiles(repo: Repo) -> dict[Path, str]:
    """Return the profiles that are there, each with its plan, of every version that stands in a folder."""
    paths = ((repo.plan(edition) / PROFILE, plan) for plan in repo.plans for edition in repo.editions(plan))
    return {path: plan for path, plan in paths if path.is_file()}


def slips(file: InputFile) -> list[InputError]:
    """Return why a profile cannot be read, at its line; nothing where it can be, and for one that says nothing at all.

    Cost: some 10 ms a profile.
    """
    try:
        if not all(line.strip().startswith("#") for line in file.text.split("\n") if line.strip()):
            # What reads a text is not imported for profiles that were read before
            importlib.import_module("kgtool.extract.profile").parse(file.text, file.name)
    except InputError as error:
        return [(mistaken(file.data, file.name) if error.code != "file-unreadable" else None) or error]
    return []
