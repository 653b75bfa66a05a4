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
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar
from urllib.parse import urlsplit
from urllib.request import Request

from pyoxigraph import Literal, NamedNode, Triple

from kgtool.base.errors import KgtoolError, UsageError
from kgtool.base.files import write_atomically
from kgtool.base.languages import LANGUAGES
from kgtool.build import opening, store
from kgtool.build.store import Build
from kgtool.build.versions import CURRENT
from kgtool.corpus import carried_plans, packs
from kgtool.corpus import layout as repo
from kgtool.engines import ask, pool
from kgtool.engines.limits import SECONDS
from kgtool.engines.wire import ENGINES
from kgtool.rdf import iris, reader
from kgtool.rdf.vocab import DCTERMS, JPP, OWL, RDFS, SKOS, XSD
from kgtool.results import GRAPHS, Answer, Term, card
from kgtool.results.card import ResourceCard
from kgtool.search.names import ELEMENT, PLAN, TERM, Resolver, ResourceKind
from kgtool.sparql import catalogue as questions
from kgtool.sparql.catalogue import Question
from kgtool.sparql.tokens import Query

_SHOWN = 30
"""As many rows of an answer are shown in a notebook."""
if TYPE_CHECKING:
    from kgtool.search.routing.router import Router, Routing

P = ParamSpec("P")
R = TypeVar("R")
Labels = Callable[[Sequence[str], str], Mapping[str, str]]


def _to_python(function: Callable[P, R]) -> Callable[P, R]:
    """Let errors of a function say what to do in arguments of Python, not of the command line."""

    @wraps(function)
    def called(*args: P.args, **more: P.kwargs) -> R:
        try:
            return function(*args, **more)
        except KgtoolError as error:
            error.of_python = True
            raise

    return called


@dataclass(frozen=True)
class Rows(Sequence[Any]):
    """The rows of an answer, in the query's order: named tuples of Python values, IRIs as text.

    A column whose name is a word of Python's has an underscore behind it: ``row.class_``. ``answer`` holds the terms
    themselves, the ``triples`` of a CONSTRUCT and the ``truth`` of an ASK.
    """

    answer: Answer
    _find: Labels = field(repr=False)
    _lang: str = field(default="ja", repr=False)
    _prefixes: Mapping[str, str] = field(default_factory=dict, repr=False)

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
        """How many rows there are; of a CONSTRUCT how many triples."""
        return len(self._held)

    def __getitem__(self, index: Any) -> Any:
        return self._held[index]

    def __bool__(self) -> bool:
        """The truth of an ASK; of any other answer whether it has rows or triples."""
        return self.answer.truth if self.answer.truth is not None else not self.answer.empty

    def __dir__(self) -> list[str]:
        return public(self)

    def __repr__(self) -> str:
        if self.truth is not None:
            return f"<Rows: {self.truth}>"
        return f"<Rows: {len(self):,} × {', '.join(self.columns) or 'triples'}>"

    def _repr_html_(self) -> str:
        """How a notebook shows the answer: a table with labels and links, of the first rows."""
        from kgtool.results.formats import html

        return html.table(self.answer if self.answer.labels else self.labels().answer, self._lang, _SHOWN)

    def dicts(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self._tuples]

    @_to_python
    def labels(self, lang: str | None = None) -> Rows:
        """Return the same rows with labels in place of IRIs, where there are any; by default in the build's language."""
        labels = self._find(self.answer.iris(), language(lang or self._lang))
        return replace(self, answer=replace(self.answer, labels=labels))

    def to_pandas(self) -> Any:
        """Return a DataFrame with typed columns: Int64, Float64, dates, truths; resources as categories of short names.

        ``frame.attrs["iris"][column][name]`` is the whole IRI of a short name or label. Raises ``UsageError``
        (pandas-missing).
        """
        from kgtool.results import frames

        return frames.frame(self.answer, lambda iri: iris.short(iri, self._prefixes))

    def to_parquet(self, path: str | os.PathLike[str]) -> None:
        """Write the DataFrame as a Parquet file. Raises ``UsageError`` (pandas-missing, extra-missing)."""
        frame = self.to_pandas()
        try:
            import pyarrow  # noqa: F401
        except ImportError:
            raise UsageError("extra-missing", package="pyarrow", extra="notebook") from None
        frame.to_parquet(path, engine="pyarrow", index=False)

    def to_networkx(self) -> Any:
        """Return a networkx graph: of triples, else from the first column of resources to the second.

        Raises ``UsageError`` (extra-missing, network-columns).
        """
        from kgtool.results import frames

        return frames.network(self.answer if self.answer.labels else self.labels().answer)

    def to_rdflib(self) -> Any:
        """Return the triples of a CONSTRUCT or DESCRIBE as an rdflib graph with our prefixes."""
        import rdflib

        graph = rdflib.Graph()
        for name, base in self._prefixes.items():
            graph.bind(name, base)
        lines = "".join(f"{triple} .\n" for triple in map(str, self.triples))
        return graph.parse(data=lines, format="nt")

    @cached_property
    def _held(self) -> list[Any]:
        return self._tuples if self.answer.form not in GRAPHS else list(self.triples)

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

    @_to_python
    def ask(self, question: str, params: Mapping[str, object] | None = None, /, **more: object) -> Rows:
        """Answer a question of the catalogue.

        Parameters may be given by name or as a mapping; names (theme="子育て", plan="清瀬"), codes, plan ids and prefixed
        names stand for IRIs, and ``None`` for any. A parameter called ``lang`` is the build's language unless it is given.
        Raises ``UsageError`` (question-unknown, parameter), and what ``Pool.answer`` raises.
        """
        asked = questions.find(self.repo, question)
        default = {"lang": self.lang} if "lang" in asked.header.params else {}
        given = {name: value for name, value in {**default, **(params or {}), **more}.items() if value is not None}
        for name, value in given.items():
            if isinstance(value, Collection) and not isinstance(value, str):
                raise _wrong(
                    name,
                    f"{type(value).__name__} は一つの値ではありません",
                    f"a {type(value).__name__} is not one value",
                )
        assignments = [f"{name}={text(value)}" for name, value in given.items()]
        values = ask.values(asked, assignments, self.prefixes if assignments else {}, self.resolver)
        return self._rows(ask.query(asked, values))

    @_to_python
    def route(self, words: str) -> Routing:
        """Return the question of the catalogue that somebody's own words mean, with its values, or why there is none.

        ``build.route("…").taken`` has ``question`` and ``values``; nothing is asked.
        """
        return self._router.route(words)

    @_to_python
    def element(self, name: str, *, plan: str | None = None) -> ResourceCard:
        """Return an element by its name, code or IRI, as a card that a notebook shows: what it is and where it stands.

        Raises ``UsageError`` (parameter) where several or none go by the name.
        """
        return self._card(self._one(name, ELEMENT, "name", plan))

    @_to_python
    def plan(self, name: str) -> ResourceCard:
        """Return a plan by its name, city, code or IRI, as a card that a notebook shows. Raises ``UsageError`` (parameter)."""
        return self._card(self._one(name, PLAN, "name"))

    def _card(self, iri: str) -> ResourceCard:
        return card.read(lambda sparql: self.engine.answer(Query(sparql, "card")).rows, self._labels, iri, self.lang)

    @_to_python
    def elements(self, kind: str | None = None, *, plan: str | None = None, themes: bool = False) -> Any:
        """Return the elements of the versions in force as a DataFrame, in document order: of a class, of a plan, or all.

        Columns: plan, version, element, class, code, name, parent, line, abstract; with ``themes`` also theme,
        one row each. Raises ``UsageError`` (parameter, pandas-missing) for a class or a plan that there is not.
        """
        chosen = self._one(plan, PLAN, "plan") if plan else None
        class_ = self._one(kind, TERM._replace(preferred="Class"), "kind") if kind else None
        return self._rows(Query(_elements(class_, chosen, themes, self.lang), "elements")).labels().to_pandas()

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes that names in questions and answers may have."""
        return repo.prefixes(self.repo)

    @cached_property
    def _router(self) -> Router:
        from kgtool.search.routing.router import open_router

        dataset = self.build.manifest["contentHash"] if self.build else ""
        return open_router(self.repo, self.resolver, dataset)

    def _one(self, name: str, kind: ResourceKind, parameter: str, plan: str | None = None) -> str:
        """The only resource of a kind, in a plan, that a name stands for. Raises ``UsageError`` (parameter)."""
        found = self.resolver.resolve(name, kind)
        if plan:
            below = self._one(plan, PLAN, "plan") + "/"
            found = found._replace(matches=tuple(one for one in found.matches if one.iri.startswith(below)))
        if found.one is None:
            listed = found.matches or found.near
            reason = {"ja": f"{name!r} はありません", "en": f"there is no {name!r}"}
            if found.matches:
                reason = {"ja": f"{name!r} は一つに決まりません", "en": f"several go by {name!r}"}
            near = ", ".join(one.name(self.lang) for one in listed) or "-"
            raise UsageError("parameter", name=parameter, reason=reason, remedy=near)
        return found.one.iri

    def __dir__(self) -> list[str]:
        return public(self)

    def _repr_html_(self) -> str:
        """How a notebook shows the build: its plans with version, status and period."""
        return self.ask("versions-and-sources")._repr_html_()

    @cached_property
    def resolver(self) -> Resolver:
        """What people mean by a name in this build: a theme, a plan, an element (``kgtool.search.names``)."""
        return store.resolver(self.build) if self.build else ask.resolver(self.engine)

    @_to_python
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
        return Rows(self.engine.answer(query), self._labels, self.lang, self.prefixes)

    def _labels(self, found: Sequence[str], lang: str) -> Mapping[str, str]:
        return reader.labels(lambda sparql: self.engine.answer(Query(sparql, "labels")).rows, found, lang)


def public(of: object) -> list[str]:
    """Return the names that people may use of an object of ours; what a sequence or a dataclass brings with it is left out."""
    return sorted(
        name for name in vars(type(of)).keys() | getattr(of, "__dict__", {}).keys() if not name.startswith("_")
    )


def _elements(class_: str | None, plan: str | None, themes: bool, lang: str) -> str:
    """The query for ``OpenBuild.elements``."""
    limits = [f"VALUES ?class {{ {NamedNode(class_)} }}"] if class_ else []
    limits += [f"VALUES ?plan {{ {NamedNode(plan)} }}"] if plan else []
    narrower = f"?element a ?narrower . ?narrower {RDFS.subClassOf} ?class FILTER(?narrower != ?class)"
    narrowest = "" if class_ else f"FILTER NOT EXISTS {{ {narrower} }}"
    extra = f"OPTIONAL {{ ?element {JPP.theme} ?theme }}" if themes else ""
    return f"""
SELECT ?plan ?version ?element ?class ?code ?name ?parent ?line ?abstract {"?theme" if themes else ""} WHERE {{
  {" ".join(limits)}
  ?version {JPP.versionInForceOf} ?plan .
  ?element {JPP.inVersion} ?version ; a ?class .
  ?class {RDFS.isDefinedBy} ?ontology FILTER(STRSTARTS(STR(?class), "{iris.NS}"))
  {narrowest}
  OPTIONAL {{ ?element {SKOS.notation} ?code }}
  OPTIONAL {{ ?element {RDFS.label} ?name FILTER(LANG(?name) = "{lang}") }}
  OPTIONAL {{ ?element {JPP.partOf} ?parent }}
  OPTIONAL {{ ?element {DCTERMS.abstract} ?abstract FILTER(LANG(?abstract) = "{lang}") }}
  OPTIONAL {{
    SELECT ?element (MIN(?first) AS ?line) WHERE {{ ?element {JPP.statedAt}/{JPP.firstLine} ?first }} GROUP BY ?element
  }}
  {extra}
}} ORDER BY ?plan ?line ?element ?class {"?theme" if themes else ""}"""


@_to_python
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
    if engine not in ENGINES:
        raise _wrong("engine", f"{engine!r} はありません", f"there is no {engine!r}", " / ".join(ENGINES))
    if not isinstance(timeout, int | float) or not timeout > 0:
        raise _wrong("timeout", f"{timeout!r} は秒数ではありません", f"{timeout!r} is no number of seconds", "30")
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


def _wrong(name: str, ja: str, en: str, known: str = "") -> UsageError:
    """The error of an argument that cannot be; ``known`` says what can."""
    other = {"ja": known or "一つの値を渡してください。", "en": known or "give one value."}
    return UsageError("parameter", name=name, reason={"ja": ja, "en": en}, remedy=other)


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
