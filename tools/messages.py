"""Make the catalogue that gettext reads from the one that people write: ``python -m tools.messages``.

Reads ``kgtool/cli/locale/<lang>/LC_MESSAGES/click.po`` (PO files of GNU gettext; here one line a text) and writes ``click.mo``
beside it (MO files of GNU gettext, section “The Format of GNU MO Files”).
"""

from __future__ import annotations

import ast
import re
import struct
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "kgtool" / "cli" / "locale"
_ENTRY = re.compile(r'^(msgid|msgid_plural|msgstr(?:\[0\])?) (".*")$')
_MAGIC = 0x950412DE


def read(text: str) -> dict[str, str]:
    """Return the translations of a PO file: a message with a plural is named by both forms, with a NUL between them.

    Raises ``ValueError`` for a line that is none of it.
    """
    found: dict[str, str] = {}
    message = ""
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        entry = _ENTRY.match(line)
        if entry is None:
            raise ValueError(f"line {number}: {line}")
        value = ast.literal_eval(entry[2])
        if entry[1] == "msgid":
            message = value
        elif entry[1] == "msgid_plural":
            message += f"\0{value}"
        else:
            found[message] = value
    return found


def compiled(messages: dict[str, str]) -> bytes:
    """Return the bytes of a MO file, the messages in their order by code points."""
    pairs = [(message.encode(), messages[message].encode()) for message in sorted(messages)]
    texts = [one for one, _ in pairs] + [other for _, other in pairs]
    at = 28 + 8 * len(texts)
    places = []
    for text in texts:
        places.append((len(text), at))
        at += len(text) + 1
    head = struct.pack("<7I", _MAGIC, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, at)
    return head + b"".join(struct.pack("<2I", *place) for place in places) + b"".join(t + b"\0" for t in texts)


def main() -> None:
    """Write every catalogue anew."""
    for path in sorted(FOLDER.glob("*/LC_MESSAGES/*.po")):
        path.with_suffix(".mo").write_bytes(compiled(read(path.read_text("utf-8"))))


if __name__ == "__main__":
    main()
