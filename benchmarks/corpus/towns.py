"""Made-up towns: a code that no municipality has, and a name that none has."""

from __future__ import annotations

from dataclasses import dataclass

PREFECTURES = 47
SERIALS = 99
"""Municipalities are numbered from 100 on in each prefecture, so codes that end in 001 to 099 are free."""
MOST = PREFECTURES * SERIALS

_FIRST = (("パ", "pa"), ("ピ", "pi"), ("プ", "pu"), ("ペ", "pe"), ("ポ", "po"))
_INNER = (
    *(("ラ", "ra"), ("リ", "ri"), ("ル", "ru"), ("レ", "re"), ("ロ", "ro")),
    *(("マ", "ma"), ("ミ", "mi"), ("ム", "mu"), ("メ", "me"), ("モ", "mo")),
    *(("ナ", "na"), ("ニ", "ni"), ("ヌ", "nu"), ("ネ", "ne"), ("ノ", "no")),
)
_KANA = (_FIRST, _INNER, _INNER, _INNER[::3])
_STRIDE = 2477
"""Coprime to the number of names, so that neighbours have different ones."""


@dataclass(frozen=True)
class Town:
    """A made-up town: the ``number``-th, from 0 on."""

    number: int

    def __post_init__(self) -> None:
        if not 0 <= self.number < MOST:
            raise ValueError(f"there are codes for {MOST:,} made-up towns")

    @property
    def code(self) -> str:
        """Five digits: prefecture and serial number."""
        return f"{self.number % PREFECTURES + 1:02}{self.number // PREFECTURES + 1:03}"

    @property
    def six_digits(self) -> str:
        """The code with its check digit (Ministry of Internal Affairs, 全国地方公共団体コード)."""
        total = sum(int(digit) * weight for digit, weight in zip(self.code, (6, 5, 4, 3, 2), strict=True))
        return f"{self.code}{(11 - total % 11) % 10}"

    @property
    def kana(self) -> str:
        """The name, without 町."""
        return "".join(kana for kana, _ in self._syllables())

    @property
    def roman(self) -> str:
        """The romanised name."""
        return "".join(roman for _, roman in self._syllables())

    def _syllables(self) -> list[tuple[str, str]]:
        size = 1
        for syllables in _KANA:
            size *= len(syllables)
        rest = self.number * _STRIDE % size
        chosen = []
        for syllables in _KANA:
            rest, index = divmod(rest, len(syllables))
            chosen.append(syllables[index])
        return chosen
