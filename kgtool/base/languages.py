"""The languages in which everything is said, and a text in both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

LANGUAGES = ("ja", "en")


@cache
def preferred(lang: str) -> tuple[str, ...]:
    """Return the languages in the order in which a reader of ``lang`` wants them."""
    return (lang, *(other for other in LANGUAGES if other != lang))


@dataclass(frozen=True)
class Text:
    """A text in both languages."""

    ja: str
    en: str

    def __getitem__(self, lang: str) -> str:
        return self.ja if lang == "ja" else self.en
