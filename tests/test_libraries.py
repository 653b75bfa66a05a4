"""Other people's libraries are used by their public parts; what goes beyond their documentation has a ceiling and a test."""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests import ROOT

FILES = sorted(
    path
    for path in (ROOT / "kgtool").rglob("*.py")
    if "node_modules" not in path.parts and "share" not in path.relative_to(ROOT).parts
)
TREES = {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in FILES}

DOCUMENTED = {"_asdict", "_fields", "_make", "_replace", "_exit"}
"""Public in spite of their underscore: of ``collections.namedtuple`` and ``os``."""

ALLOWED: dict[tuple[str, str], str] = {}
"""Private parts that are used nevertheless, each with the reason."""

MADE_TO_BE_EXTENDED = {
    "click.core.Context": "https://click.palletsprojects.com/en/stable/api/#click.BaseCommand.context_class",
    "click.formatting.HelpFormatter": "https://click.palletsprojects.com/en/stable/api/#click.Context.formatter_class",
    "click.core.Group": "https://click.palletsprojects.com/en/stable/commands/",
    "click.core.Option": "https://click.palletsprojects.com/en/stable/extending-click/",
    "click.types.ParamType": "https://click.palletsprojects.com/en/stable/parameter-types/",
    "jinja2.bccache.BytecodeCache": "https://jinja.palletsprojects.com/en/stable/api/#bytecode-cache",
    "jinja2.ext.Extension": "https://jinja.palletsprojects.com/en/stable/extensions/",
    "jinja2.loaders.FileSystemLoader": "https://jinja.palletsprojects.com/en/stable/api/#loaders",
}
"""Classes of other libraries whose documentation says how to derive from them."""

RELIED_ON = {
    "rdflib.plugins.parsers.notation3.RDFSink": "tests/check/test_positions.py",
    "rdflib.plugins.parsers.notation3.SinkParser": "tests/check/test_positions.py",
    "rdflib.term.Literal": "tests/check/test_engines.py",
    "uvicorn.protocols.http.httptools_impl.HttpToolsProtocol": "tests/web/test_http.py",
    "uvicorn.server.Server": "tests/web/test_http.py",
}
"""Other classes that ours derive from, with the test that lists what is relied on."""


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name != "_"


def own_names(tree: ast.AST) -> set[str]:
    """The names that a module makes itself: functions, classes, fields, arguments, slots."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            found.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
    return found


def private_uses(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and name of every private attribute that the module does not make itself, and of private imports."""
    own = own_names(tree) | DOCUMENTED
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr) and node.attr not in own:
            yield node.lineno, node.attr
        elif isinstance(node, ast.ImportFrom):
            named = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
            yield from ((node.lineno, name) for name in named if is_private(name))
        elif isinstance(node, ast.Import):
            named = [part for alias in node.names for part in alias.name.split(".")]
            yield from ((node.lineno, name) for name in named if is_private(name))


def derived() -> Iterator[tuple[str, type, type]]:
    """Each class of ours that derives from one of another library: file, class, theirs."""
    for file in TREES:
        name = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        if name.endswith("__main__"):
            continue
        module = importlib.import_module(name)
        for found in vars(module).values():
            if inspect.isclass(found) and found.__module__ == name:
                for base in found.__bases__:
                    top = base.__module__.partition(".")[0]
                    if top != "kgtool" and top not in sys.stdlib_module_names and top != "builtins":
                        yield file, found, base


DERIVED = list(derived())


def names_of_theirs() -> Iterator[tuple[str, str]]:
    """File and name of each private method of another library's class that a class of ours replaces."""
    for file, ours, theirs in DERIVED:
        yield from (
            (file, name)
            for name, part in vars(ours).items()
            if inspect.isfunction(part) and is_private(name) and hasattr(theirs, name)
        )


@pytest.mark.parametrize("file", sorted(TREES))
def test_no_private_part_of_another_library_is_used(file: str) -> None:
    used = {f"{file}:{line}: {name}" for line, name in private_uses(TREES[file]) if (file, name) not in ALLOWED}
    used |= {f"{file}: {name} replaced" for at, name in names_of_theirs() if at == file and (at, name) not in ALLOWED}
    assert not used, "use a public way, or say in ALLOWED why there is none:\n" + "\n".join(sorted(used))


def test_no_exception_is_listed_without_need() -> None:
    used = {(file, name) for file, tree in TREES.items() for _, name in private_uses(tree)} | set(names_of_theirs())
    assert ALLOWED.keys() <= used, f"take out of ALLOWED: {sorted(ALLOWED.keys() - used)}"


def test_a_class_of_another_library_is_made_to_be_extended_or_has_a_ceiling_and_a_test() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    requirements = {text.lower() for text in declared["dependencies"]}
    found = {f"{theirs.__module__}.{theirs.__qualname__}" for _, _, theirs in DERIVED}
    known = MADE_TO_BE_EXTENDED.keys() | RELIED_ON.keys()
    assert found == known, "list the class, or take it out: " + ", ".join(sorted(found ^ known))
    for name, test in RELIED_ON.items():
        (distribution,) = packages_distributions()[name.partition(".")[0]]
        (needed,) = (text for text in requirements if text.startswith(f"{distribution.lower()}>"))
        assert ",<" in needed, (
            f"{name} is relied on beyond its documentation: give {needed} a ceiling in pyproject.toml"
        )
        assert Path(ROOT, test).is_file(), f"{name}: say in a test what is relied on"


def test_a_private_part_would_be_seen() -> None:
    tree = ast.parse("import a._b\nfrom c import _d\nx._e\nclass F:\n    def _g(self): self._g(); self._h\n")
    assert {name for _, name in private_uses(tree)} == {"_b", "_d", "_e", "_h"}
