"""What there is of one kind: the modules of a folder of ours, and what other distributions add by entry points.

Nobody lists the members: a module belongs to the registry by standing in the folder, an entry point by its group
(docs/extend.md). A member is imported when it is used.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgtool.base.errors import UsageError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

_TOP = Path(__file__).parents[1]
_DOCSTRING = r'\ndef {function}\((?:(?!\n\S).)*?(?:\n\))?[^\n]*:\n    """(.*?)"""'
"""Parsing all commands takes longer than the rest of ``kgtool --help``."""


@dataclass(frozen=True)
class Registry:
    """The members of one kind by name: modules of the package ``package``, then entry points of ``group``.

    ``needs`` are the attributes that every member has. Without a package there are none of ours, without a group nothing
    can be added from outside.
    """

    package: str
    group: str = ""
    needs: tuple[str, ...] = ()

    @cached_property
    def own(self) -> tuple[str, ...]:
        """The names of our own members, sorted. Cost: lists one folder; imports nothing."""
        if not self.package:
            return ()
        return tuple(sorted(path.stem for path in self._folder.glob("*.py") if not path.stem.startswith("_")))

    @property
    def _folder(self) -> Path:
        return _TOP.joinpath(*self.package.split(".")[1:])

    @cached_property
    def added(self) -> dict[str, EntryPoint]:
        """The members of other distributions, sorted by name.

        Raises ``UsageError`` (extension-name) where two members have one name. Cost: reads the metadata of every
        distribution once, 3 ms for 80 of them.
        """
        if not self.group:
            return {}
        from importlib.metadata import entry_points

        found: dict[str, EntryPoint] = {}
        for point in sorted(entry_points(group=self.group), key=lambda point: (point.name, point.value)):
            if point.name in found or point.name in self.own:
                one = distribution(found[point.name]) if point.name in found else "jp-plan-kgtool"
                raise UsageError(
                    "extension-name", name=point.name, group=self.group, one=one, other=distribution(point)
                )
            found[point.name] = point
        return found

    def __contains__(self, name: str) -> bool:
        """Say whether there is a member of this name; other distributions are looked at only if it is not ours."""
        return name in self.own or name in self.added

    def __iter__(self) -> Iterator[str]:
        """Yield every name: ours, then those of other distributions."""
        yield from self.own
        yield from self.added

    def load(self, name: str) -> Any:
        """Import a member and return it. Raises ``KeyError`` for an unknown name, ``UsageError`` (extension-broken)."""
        import importlib

        if name in self.own:
            return importlib.import_module(f"{self.package}.{name}")
        point = self.added[name]
        try:
            member = point.load()
        except Exception as error:  # whatever code of others may raise when it is imported
            raise self.broken(name, f"{type(error).__name__}: {error}") from error
        for attribute in self.needs:
            if not hasattr(member, attribute):
                raise self.broken(name, f"{point.value}: {attribute} is missing")
        return member

    def docstring(self, name: str, function: str) -> str:
        """Return what a function of one of our members says of itself, from its source: nothing is imported.

        Empty where it says nothing. Raises ``KeyError`` for a name that is none of ours.
        """
        if name not in self.own:
            raise KeyError(name)
        text = (self._folder / f"{name}.py").read_text("utf-8")
        found = re.search(_DOCSTRING.format(function=re.escape(function)), text, re.DOTALL)
        return inspect.cleandoc(found[1]) if found else ""

    def broken(self, name: str, reason: str) -> UsageError:
        """Return the error (extension-broken) of a member of another distribution that cannot be used."""
        point = self.added[name]
        return UsageError(
            "extension-broken", name=name, group=self.group, distribution=distribution(point), reason=reason
        )

    def all(self) -> list[Any]:
        """Import every member. Raises as ``load`` does."""
        return [self.load(name) for name in self]


def distribution(point: EntryPoint) -> str:
    """Return the name and version of the distribution that an entry point comes from."""
    return f"{point.dist.name} {point.dist.version}" if point.dist else point.value
