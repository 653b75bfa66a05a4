"""What is suggested where nothing was found."""

from __future__ import annotations

from kgtool.search.folding import asked
from kgtool.search.near import apart, near

KNOWN = [
    ("防災", "防災"),
    ("ぼうさい", "防災"),
    ("Disaster drills", "Disaster drills"),
    ("防災訓練", "防災訓練"),
    ("祭", "祭"),
]


def test_what_is_spelt_or_read_alike_is_suggested_the_nearest_first() -> None:
    assert near(asked("ぼうさえ"), KNOWN) == ["防災"]
    assert near(asked("防災訓"), KNOWN) == ["防災訓練", "防災"]
    assert near(asked("diaster drils"), KNOWN) == ["Disaster drills"]
    assert near(asked("祭"), KNOWN) == near(asked("ドーナツ"), KNOWN) == []


def test_a_word_is_taken_apart_into_known_words() -> None:
    known = {"介護", "離職", "介護者"}
    assert [apart(word, known) for word in asked("介護離職 介護者の離職 ドーナツ")] == [
        ["介護", "離職"],
        ["介護者", "離職"],
        [],
    ]
