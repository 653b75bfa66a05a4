"""Ask the graph from Python: open a build, run a question, get rows.

>>> build = kgtool.open_build()
>>> for row in build.ask("same-function-other-word"): print(row)

Every query runs in a process of its own with a deadline, as on the command line.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import keyword
import os
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request

from pyoxigraph import Literal, NamedNode, Triple

from kgtool.base.errors import UsageError
from kgtool.base.files import write_atomically
from kgtool.base.languages import LANGUAGES
from kgtool.build import opening, store
from kgtool.build.store import Build
from kgtool.build.versions import CURRENT
from kgtool.corpus import carried_plans, packs
from kgtool.corpus import layout as repo
from kgtool.engines import ask, pool
from kgtool.engines.limits import SECONDS
from kgtool.rdf import iris, reader
from kgtool.rdf.vocab import OWL, XSD
from kgtool.results import Answer, Term
from kgtool.search.names import Resolver
from kgtool.sparql import catalogue as questions
from kgtool.sparql.catalogue import Question
from kgtool.sparql.tokens import Query

Labels = Callable[[Sequence[str], str], Mapping[str, str]]


@dataclass(frozen=True)
class Rows(Sequence[Any]):
    """The rows of an answer, in the query's order: named tuples of Python values, IRIs as text.

    A column whose name is a word of Python's has an underscore behind it: ``row.class_``. ``answer`` holds the terms
    themselves, the ``triples`` of a CONSTRUCT and the ``truth`` of an ASK.
    """

    answer: Answer
    _find: Labels = field(repr=False)
    _lang: str = field(default="ja", repr=False)

    @property
    def columns(self) -> tuple[str, ...]:
        return self.answer.columns

    @property
    def triples(self) -> tuple[Triple, ...]:
        return self.answer.triples

    @property
    def truth(self) -> bool | None:
        return self.answer.truth

    def __len__(self) -> int:
        return len(self._tuples)

    def __getitem__(self, index: Any) -> Any:
        return self._tuples[index]

    def dicts(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self._tuples]

    def labels(self, lang: str | None = None) -> Rows:
        """Return the same rows with labels in place of IRIs, where there are any; by default in the build's language."""
        labels = self._find(self.answer.iris(), language(lang or self._lang))
        return replace(self, answer=replace(self.answer, labels=labels))

    def to_pandas(self) -> Any:
        """Return a DataFrame. Raises ``UsageError`` (pandas-missing)."""
        try:
            import pandas
        except ImportError:
            raise UsageError("pandas-missing") from None
        return pandas.DataFrame(list(self._tuples), columns=list(self.columns))

    @cached_property
    def _tuples(self) -> list[Any]:
        names = [f"{name}_" if keyword.iskeyword(name) else name for name in self.columns]
        row = namedtuple("Row", names, rename=True)  # type: ignore[misc]
        return [row(*(value(term, self.answer.labels) for term in terms)) for terms in self.answer.rows]


@dataclass(frozen=True)
class OpenBuild:
    """A build that can be asked; it stays the same while newer builds are made.

    ``lang`` is the language of whatever has one: labels, abstracts, reasons. Of a remote endpoint there is no ``build``.
    """

    repo: repo.Repo
    build: Build | None
    engine: ask.Engine
    lang: str = "ja"

    @property
    def manifest(self) -> dict[str, Any]:
        """What was built: content hash, numbers of statements by graph. Raises ``BuildError`` (store-missing) of an endpoint."""
        return opening.require_local(self.build).manifest

    def questions(self) -> list[Question]:
        """Return the catalogue: ``id``, ``topic`` and ``header`` with titles, descriptions, parameters, columns."""
        return questions.catalogue(self.repo)

    def ask(self, question: str, params: Mapping[str, object] | None = None, /, **more: object) -> Rows:
        """Answer a question of the catalogue.

        Parameters may be given by name or as a mapping; names (theme="子育て", plan="清瀬"), codes, plan ids and prefixed
        names stand for IRIs. A parameter called
        ``lang`` is the build's language unless it is given. Raises ``UsageError`` (question-unknown,
        parameter), and what ``Pool.answer`` raises.
        """
        asked = questions.find(self.repo, question)
        default = {"lang": self.lang} if "lang" in asked.header.params else {}
        assignments = [f"{name}={text(value)}" for name, value in {**default, **(params or {}), **more}.items()]
        values = ask.values(asked, assignments, repo.prefixes(self.repo) if assignments else {}, self.resolver)
        return self._rows(ask.query(asked, values))

    @cached_property
    def resolver(self) -> Resolver:
        """What people mean by a name in this build: a theme, a plan, an element (``kgtool.search.names``)."""
        return store.resolver(self.build) if self.build else ask.resolver(self.engine)

    def query(self, sparql: str) -> Rows:
        """Answer any SPARQL query. Raises ``QueryError``."""
        return self._rows(Query(sparql))

    def owlready(self) -> Any:
        """Return the whole graph as an owlready2 ontology: its classes and individuals are attributes.

        Cost: about two seconds for two plans; changes to the objects change nothing on disk.
        """
        import owlready2

        kept = (
            quad for quad in opening.require_local(self.build).open() if quad.predicate != OWL.imports
        )  # which would be downloaded
        lines = sorted({f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in kept})
        ontology = owlready2.World().get_ontology(iris.NS)
        return ontology.load(only_local=True, fileobj=io.BytesIO("".join(lines).encode()))

    def _rows(self, query: Query) -> Rows:
        return Rows(self.engine.answer(query), self._labels, self.lang)

    def _labels(self, found: Sequence[str], lang: str) -> Mapping[str, str]:
        return reader.labels(lambda sparql: self.engine.answer(Query(sparql, "labels")).rows, found, lang)


def open_build(
    source: str | os.PathLike[str] | None = None,
    *,
    out: str | os.PathLike[str] | None = None,
    timeout: float = SECONDS,
    engine: str = "oxigraph",
    lang: str = "ja",
) -> OpenBuild:
    """Open a folder of plans, a build folder, a dump, a SPARQL endpoint, or nothing.

    ``source`` is a folder of plans with its newest build in build/, or in ``out``; a build folder; a dump (.nq, .trig, also
    .gz), as a file or at an http(s) address; or any other http(s) address, which is asked as a SPARQL endpoint. Without it,
    the nearest parent that is a folder of plans is opened, else the plans that kgtool carries, which are built for the first
    time in a second or two. ``timeout`` in seconds a query, ``lang`` the language of labels and texts (ja or en).

    Raises ``UsageError`` (root-not-found, parameter), ``BuildError`` (store-missing), ``InputError`` (file-missing,
    diff-syntax) for a dump, ``EndpointError`` for an address.
    """
    spoken = language(lang)
    address = str(source) if isinstance(source, str) and source.startswith(("http://", "https://")) else ""
    if address and not opening.is_dump(urlsplit(address).path):
        from kgtool.engines.remote import credentials, endpoint  # a tenth of a second, which a folder does not need

        login = credentials.find(address, None, None, Path.home() / ".netrc")
        return OpenBuild(packs.with_installed(repo.context()), None, endpoint.connect(address, login, timeout), spoken)
    found, build = _opened(source, Path(out) if out else None, address, timeout)
    return OpenBuild(packs.with_installed(found), build, pool.local(build, engine, timeout), spoken)


def _opened(
    source: str | os.PathLike[str] | None, out: Path | None, address: str, timeout: float
) -> tuple[repo.Repo, Build]:
    """The repository whose questions are asked, and the build that is."""
    if out is not None:
        return repo.find(source), store.newest(out)
    if source is None:
        return opening.at(None)
    path = _fetched(address, timeout) if address else Path(source)
    if opening.is_dump(path.name) and not path.is_dir():
        return repo.context(), opening.dump(path, carried_plans.folder().parent / "dumps")
    if (path / CURRENT).exists():
        return repo.context(), store.newest(path)
    return opening.at(path)


def _fetched(address: str, timeout: float) -> Path:
    """The dump at an address, in the user's folder for caches; asked for each time, since it may have changed."""
    from kgtool.engines.remote import credentials
    from kgtool.engines.remote.transport import Transport

    body = Transport(timeout, credentials.find(address, None, None, Path.home() / ".netrc")).send(Request(address)).body
    name = hashlib.sha256(address.encode()).hexdigest()[:16] + "-" + Path(urlsplit(address).path).name
    folder = carried_plans.folder().parent / "fetched"
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / name, body)
    return folder / name


def language(lang: str) -> str:
    """Return a language that labels and texts have. Raises ``UsageError`` (parameter)."""
    if lang not in LANGUAGES:
        said = {"ja": f"{lang!r} の名前や文はありません", "en": f"nothing is said in {lang!r}"}
        raise UsageError("parameter", name="lang", reason=said, remedy=" / ".join(LANGUAGES))
    return lang


def value(term: Term, labels: Mapping[str, str] | None = None) -> Any:
    """Return a term as Python has it: an IRI as text or its label, a number, a date, a truth; None if unbound.

    A literal that is not written as its datatype demands stays text.
    """
    if term is None or isinstance(term, Triple):
        return term
    if isinstance(term, NamedNode):
        return (labels or {}).get(term.value, term.value)
    if not isinstance(term, Literal):
        return f"_:{term.value}"
    try:
        return _READ.get(term.datatype, str)(term.value)
    except (ValueError, KeyError, InvalidOperation):
        return term.value


def text(value: object) -> str:
    """Return a Python value as the command line would take it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, NamedNode):
        return value.value
    if isinstance(value, float | Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


_READ: dict[NamedNode, Callable[[str], Any]] = {
    XSD.integer: int,
    XSD.decimal: Decimal,
    XSD.double: float,
    XSD.float: float,
    XSD.boolean: {"true": True, "1": True, "false": False, "0": False}.__getitem__,
    XSD.date: datetime.date.fromisoformat,
}
