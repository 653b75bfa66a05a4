"""Everything that can stop kgtool, at a glance.

Wrong data is a ``Finding`` (a value). A ``KgtoolError`` means that kgtool could not look, or was asked for something
that does not exist: the command ends with exit code 2 and writes nothing. Any other exception is a bug of ours (3).
What the codes say stands in errors.toml.

    KgtoolError
    ├ UsageError
    │ └ RequestError
    ├ InputError
    ├ BuildError
    ├ QueryError
    │ ├ QuerySyntaxError
    │ ├ QueryRefusedError
    │ ├ QueryTimeoutError
    │ ├ QueryMemoryError
    │ ├ QueryBusyError
    │ ├ WorkerDiedError
    │ ├ AnswerTooLargeError
    │ └ AnswerFormatError
    ├ EndpointError
    │ ├ EndpointRefusedError
    │ └ EndpointUnreachableError
    └ InternalError
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from kgtool.base.languages import Text

_TABLE = Path(__file__).with_suffix(".toml")
_AS_SAID = Text("メッセージのとおりにしてください。", "do what the message says.")
_FIELD = re.compile(r"\{(\w+)\}")
_LONGEST = 2_000
"""How much of a field a message shows, in code points."""


class Message(NamedTuple):
    """What a code says: what is wrong, why that happens, what to do; ``{name}`` is filled from the error.

    ``visitor`` is what a visitor of a site can do, where the remedy is for whoever runs it; ``python`` what a program can
    do, where the remedy names an option of the command line.
    """

    kind: type[KgtoolError]
    status: int
    what: Text
    why: Text
    remedy: Text
    visitor: Text | None = None
    python: Text | None = None

    def paragraph(self, lang: str) -> tuple[str, str, str]:
        """Return what, why and remedy for no error in particular: ‹name› where a field would stand."""
        what, why, remedy = (_FIELD.sub(r"‹\1›", text[lang]) for text in (self.what, self.why, self.remedy))
        return what, why, _AS_SAID[lang] if remedy == "‹remedy›" else remedy


class ErrorFamily(NamedTuple):
    """What a class of errors is, and its messages by code."""

    about: Text
    messages: dict[str, Message]


@dataclass(frozen=True)
class Place:
    """Where in a file: line and column count from 1, columns in code points; 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.file] + [str(n) for n in (self.line, self.column) if n]
        return ":".join(parts)


class KgtoolError(Exception):
    """Whatever kgtool says it cannot do: catch this to catch everything below.

    ``code`` names an entry of errors.toml and a paragraph of docs/reference/errors.md; ``place`` is the file, with line and
    column, or the address that it is about; ``fields`` fill its text. ``exit_code`` is how a command ends, ``status`` what a
    server answers (RFC 9110, section 15) unless the code has a status of its own. ``of_python`` is set where a program calls:
    what to do is then said in arguments of Python.
    """

    exit_code: ClassVar[int] = 2
    status: ClassVar[int] = 500
    of_python = False

    def __init__(self, code: str, place: Place | str | None = None, **fields: object) -> None:
        self.code = code
        self.place = Place(place) if isinstance(place, str) else place
        self.fields = fields
        super().__init__(code)

    def __str__(self) -> str:
        return self.render("en")

    def __reduce__(self) -> tuple[object, ...]:
        """Come out of another process as the same error."""
        return _again, (type(self), self.code, self.place, self.fields)

    @property
    def message(self) -> Message:
        """What its code says."""
        return messages()[self.code]

    def render(self, lang: str) -> str:
        """Return ``place: error[code] what is wrong`` and, on a second line, what to do."""
        what, remedy = self.said(lang)
        where = f"{self.place}: " if self.place else ""
        arrow = "対処: " if lang == "ja" else "remedy: "
        return f"{where}error[{self.code}] {what}\n  {arrow}{remedy}"

    def said(self, lang: str) -> tuple[str, str]:
        """Return what is wrong and what to do."""
        remedy = self.message.python if self.of_python and self.message.python else self.message.remedy
        return self._filled(self.message.what, lang), self._filled(remedy, lang)

    def _filled(self, text: Text, lang: str) -> str:
        return text[lang].format(**{key: _in(value, lang) for key, value in self.fields.items()})


class UsageError(KgtoolError):
    """What was asked for does not exist or does not go together, or the machine lacks what it needs."""

    status = 400


class RequestError(UsageError):
    """A request over HTTP that is none we answer."""


class InputError(KgtoolError):
    """A file or folder is missing, cannot be read, or does not hold what it must."""

    status = 500


class BuildError(KgtoolError):
    """What kgtool makes cannot be written, or cannot be opened: a build, a site, a report."""

    status = 503


class QueryError(KgtoolError):
    """A query has no answer. Itself: an engine cannot evaluate it."""

    status = 400


class QuerySyntaxError(QueryError):
    """It is no SPARQL."""


class QueryRefusedError(QueryError):
    """It would change data, or call a server that it may not call."""

    status = 403


class QueryTimeoutError(QueryError):
    """Its deadline has passed."""

    status = 504


class QueryMemoryError(QueryError):
    """It needs more memory than a query may have."""

    status = 503


class QueryBusyError(QueryError):
    """As many queries run and wait as may."""

    status = 503


class WorkerDiedError(QueryError):
    """The process that evaluated it crashed."""

    status = 500


class AnswerTooLargeError(QueryError):
    """Its answer has more rows or bytes than anybody gets: it has to ask for less."""

    status = 400


class AnswerFormatError(QueryError):
    """Its answer cannot be written in the format that was asked for."""

    status = 406


class EndpointError(KgtoolError):
    """A server elsewhere does not do its part: a SPARQL endpoint, a graph store, a scheduler."""

    status = 502


class EndpointRefusedError(EndpointError):
    """It refused the request, and changed nothing."""


class EndpointUnreachableError(EndpointError):
    """No connection came about."""

    status = 503


class InternalError(KgtoolError):
    """A bug of kgtool; it stands for any exception that is none of these."""

    exit_code = 3
    status = 500


def _again(kind: type[KgtoolError], code: str, place: Place | None, fields: dict[str, object]) -> KgtoolError:
    return kind(code, place, **fields)


@cache
def families() -> dict[type[KgtoolError], ErrorFamily]:
    """Return each class with what its codes say. Cost: reads 50 KB once, 12 ms; no command that does well pays for it."""
    import tomllib

    found = {}
    for name, codes in tomllib.loads(_TABLE.read_text(encoding="utf-8")).items():
        kind: type[KgtoolError] = globals()[name]
        about = Text(codes.pop("ja"), (kind.__doc__ or "").partition("\n")[0])
        found[kind] = ErrorFamily(about, {code: _message(kind, **entry) for code, entry in codes.items()})
    return found


@cache
def messages() -> dict[str, Message]:
    """Return what each code says. Cost: that of ``families``."""
    return {code: message for family in families().values() for code, message in family.messages.items()}


def _message(kind: type[KgtoolError], status: int | None = None, **texts: Any) -> Message:
    return Message(kind, status or kind.status, **{key: Text(**text) for key, text in texts.items()})


def _in(value: object, lang: str) -> object:
    """A field in a language; a text of megabytes, such as a line of a broken file, is cut."""
    text = value.get(lang, value) if isinstance(value, dict) else value
    return text if not isinstance(text, str) or len(text) <= _LONGEST else text[:_LONGEST] + "…"
