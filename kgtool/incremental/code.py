"""The code on the road to a result: what a module imports inside kgtool, directly or not, and the libraries it uses.

A change elsewhere in kgtool changes no result, so it is no dependency. Imports are read from the source, not run.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kgtool.incremental.dependencies import Dependencies

_FOLDER = Path(__file__).parents[2].as_posix()
_IMPORT = re.compile(r"\n[ \t]*(?:from ([\w.]+) import (\([^)]*\)|.+)|import ([\w., ]+))")
_LAZY = re.compile(r"import_module\(\"([\w.]+)\"\)")
_DISTRIBUTIONS = {"yaml": "PyYAML"}
"""Distributions that are not called like what they let one import."""


@cache
def code(module: str) -> Dependencies:
    """Return a fingerprint of each file of kgtool that a module imports or reads, and the version of each library.

    The package itself, which every module imports first, counts without what it imports when it is asked to. Cost: reads
    each file once a process.
    """
    files: dict[str, str] = {}
    libraries: set[str] = set()
    rest = {_file(module)} - {""}
    while rest:
        hashes, ours, others = _read(rest.pop())
        files |= hashes
        libraries |= others
        rest |= ours - files.keys()
    versions = {"Python": ".".join(map(str, sys.version_info[:3]))} | {name: _version(name) for name in libraries}
    return Dependencies({"code": files, "library": versions})


@cache
def _file(module: str) -> str:
    """The file of a module of ours, from the folder that kgtool/ stands in; empty for what is no module."""
    path = module.replace(".", "/")
    found = (f"{path}.py", f"{path}/__init__.py")
    return next((name for name in found if os.path.isfile(f"{_FOLDER}/{name}")), "")


@cache
def _read(name: str) -> tuple[dict[str, str], set[str], set[str]]:
    """What a module of ours brings with it.

    The hashes of its file and of the data files beside it that it names or that bear its name; the files of modules of
    ours that it imports, and of the packages around them; the other packages that it imports.
    """
    text = Path(_FOLDER, name).read_text(encoding="utf-8")
    used = imports(text) if name != "kgtool/__init__.py" else set()
    ours = {module for module in used if module.startswith("kgtool.")}
    around = {module[: at.start()] for module in ours for at in re.finditer(r"\.", module)}
    folder, _, own = name.rpartition("/")
    stem = own.removesuffix(".py")
    beside = [f"{folder}/{file}" for file in _data(folder) if file in text or file.partition(".")[0] == stem]
    others = {module.partition(".")[0] for module in used} - {"kgtool", *sys.stdlib_module_names}
    return {file: _hash(file) for file in (name, *beside)}, {*map(_file, ours | around)} - {""}, others


@cache
def _data(folder: str) -> list[str]:
    """The names of the files of a folder that are no modules."""
    with os.scandir(f"{_FOLDER}/{folder}") as found:
        return [entry.name for entry in found if not entry.name.endswith((".py", ".pyc")) and entry.is_file()]


def _hash(name: str) -> str:
    return hashlib.sha256(Path(_FOLDER, name).read_bytes()).hexdigest()


def imports(text: str) -> set[str]:
    """Return what a Python text imports anywhere in it: modules, and names that may be modules."""
    found = set(_LAZY.findall(text))
    for module, names, modules in _IMPORT.findall(f"\n{text}"):
        if module:
            found.add(module)
            found |= {f"{module}.{name.split()[0]}" for name in names.strip("()").split(",") if name.strip()}
        else:
            found |= {name.split()[0] for name in modules.split(",")}
    return found


@cache
def _version(library: str) -> str:
    """The version of a library; empty where it is not installed."""
    try:
        return version(_DISTRIBUTIONS.get(library, library))
    except PackageNotFoundError:
        return ""
