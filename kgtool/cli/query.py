"""``kgtool query``."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from itertools import groupby
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from kgtool import results
from kgtool.base.errors import KgtoolError, UsageError
from kgtool.base.files import read_bytes
from kgtool.base.languages import Text
from kgtool.base.terminal import ambiguous_is_wide
from kgtool.build import opening, store
from kgtool.cli import Member, build_folder, language_of, write
from kgtool.corpus import layout, packs
from kgtool.engines import ask, pool
from kgtool.engines.limits import MEMORY, SECONDS
from kgtool.engines.wire import ENGINES
from kgtool.rdf import iris as iris_
from kgtool.rdf import turtle
from kgtool.results import Answer, RenderOptions
from kgtool.search.names import NamedResource
from kgtool.sparql import catalogue, tokens
from kgtool.sparql.catalogue import Question
from kgtool.sparql.header import Parameter

_TEXT = {
    "ja": {
        "empty": "答えは空です(条件に合うものがありません)",
        "taken": "{parameter}: {text} → {name} ({iri})",
        "cut": "{limit}件で打ち切りました。続きがあります(--limit で変更)",
        "seconds": "評価にかかった時間: {seconds:.3f}秒",
    },
    "en": {
        "empty": "the answer is empty: nothing meets the conditions",
        "taken": "{parameter}: {text} → {name} ({iri})",
        "cut": "cut after {limit} rows; there are more (change with --limit)",
        "seconds": "evaluated in {seconds:.3f} s",
    },
}
_FIRST = Text(
    "kgtool が携えている二つの計画に尋ねます(初めてなので組み立てます)",
    "asking the two plans that kgtool carries; building them for the first time",
)
_FORMAT = Text("答えの形式", "format of answers")
_LIMIT_FOR_PEOPLE = 10_000


def _complete_question(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The questions whose ids begin so, with their titles."""
    with contextlib.suppress(KgtoolError):
        found = catalogue.catalogue(packs.with_installed(layout.context(_root(ctx))))
        lang = language_of(sys.argv)
        return [CompletionItem(q.id, help=q.header.title[lang]) for q in found if q.id.startswith(incomplete)]
    return []


def _complete_parameter(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The parameters of the question, and behind the sign the names that stand for a value."""
    with contextlib.suppress(KgtoolError):
        # click cannot parse what ends with -p, and leaves the question among the rest
        question = _question(_root(ctx), ctx.params.get("id") or next(iter(ctx.args), ""))
        name, equals, begun = incomplete.partition("=")
        if not equals:
            return [CompletionItem(f"{one}=") for one in question.header.params if one.startswith(name)]
        if name in question.header.params:
            _, build = opening.at(_root(ctx))
            prefixes = layout.prefixes(layout.context(_root(ctx)))
            values = ask.suggestions(question, name, begun, prefixes, store.resolver(build), language_of(sys.argv))
            return [CompletionItem(f"{name}={value}") for value in values]
    return []


def _root(ctx: click.Context) -> Path | None:
    found: Path | None = ctx.find_root().params.get("root")
    return found


@click.command("query")
@click.argument("id", required=False, metavar="[ID|FILE|-]", shell_complete=_complete_question)
@click.option("--list", "listing", is_flag=True, help="List the questions by topic.")
@click.option(
    "--param",
    "-p",
    "params",
    multiple=True,
    metavar="NAME=VALUE",
    shell_complete=_complete_parameter,
    help="Value of a parameter.",
)
@click.option(
    "--format",
    "-f",
    "format_",
    type=Member(results.FORMATS, _FORMAT),
    help="Format (default: table, for a graph turtle).",
)
@click.option("--iris", is_flag=True, help="Show IRIs instead of labels.")
@click.option("--labels", is_flag=True, help="Show labels instead of IRIs in csv, too.")
@click.option("--limit", type=click.IntRange(min=1), help="Take this many rows at most (default for people: 10,000).")
@click.option("--explain", is_flag=True, help="Show the query as it is asked, and the time it takes, on stderr.")
@click.option("--engine", type=click.Choice(list(ENGINES)), default="oxigraph", help="Engine (default: oxigraph).")
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint instead of the local build.")
@click.option("--user", help="User at the endpoint; the password is KGTOOL_PASSWORD or from ~/.netrc.")
@click.option(
    "--timeout", type=click.FloatRange(0, 86_400, min_open=True), default=SECONDS, help="Seconds (default: 30)."
)
@click.option(
    "--memory",
    type=click.IntRange(1, 1 << 20),
    default=MEMORY >> 20,
    metavar="MIB",
    help="Memory (default: 2048 MiB).",
)
@click.option("--allow-service", "services", multiple=True, metavar="HOST", help="Let SERVICE call this host.")
@build_folder("out", "--store")
@click.pass_obj
def command(
    obj: dict[str, str],
    id: str | None,
    listing: bool,
    params: tuple[str, ...],
    format_: str | None,
    iris: bool,
    labels: bool,
    limit: int | None,
    explain: bool,
    engine: str,
    endpoint: str | None,
    user: str | None,
    timeout: float,
    memory: int,
    services: tuple[str, ...],
    out: Path | None,
) -> int:
    """Ask a question of the catalogue, or any SPARQL query.

    ID is a question of the catalogue; FILE is a .rq file with or without a header; - reads from stdin.
    """
    lang = obj["lang"]
    if labels and format_ != "csv":
        reason = {
            "ja": "csv のためのものです。table、markdown、html にはいつも名前が付きます",
            "en": "it is for csv; table, markdown and html have labels anyway",
        }
        raise UsageError("option", option="--labels", command="query", reason=reason)
    if listing or id is None:
        if id is not None or params or format_ or endpoint:
            reason = {
                "ja": "ほかの指定と一緒には使えません。尋ねるには問い、ファイル、- のどれかを指定します",
                "en": "it goes with no other option; name a question, a file or - to ask",
            }
            raise UsageError("option", option="--list", command="query", reason=reason)
        _list(packs.with_installed(layout.context(obj["root"])), lang)
        return 0
    question = _question(obj["root"], id)
    if "lang" in question.header.params and not any(text.startswith("lang=") for text in params):
        params = (*params, f"lang={lang}")
    form = tokens.form(question.body)
    format_ = format_ or results.default_format(form)
    results.fit(format_, form)
    people = results.for_people(format_)
    if endpoint:
        asked: ask.Engine = _endpoint(endpoint, user, timeout, lang)
        resolver = ask.resolver(asked)
    else:
        build = store.newest(out) if out else opening.at(obj["root"], lambda: click.echo(_FIRST[lang], err=True))[1]
        asked, resolver = pool.local(build, engine, timeout, memory << 20, services), store.resolver(build)
    named = any(parameter.type == "iri" for parameter in question.header.params.values())
    prefixes = layout.prefixes(layout.context(obj["root"])) if named and params else {}

    def taken(parameter: Parameter, text: str, found: NamedResource) -> None:
        said = {"parameter": parameter.name, "text": text, "name": found.name(lang)}
        click.echo(_TEXT[lang]["taken"].format(**said, iri=iris_.short(found.iri, prefixes)), err=True)

    query = ask.query(question, ask.values(question, params, prefixes, resolver, taken))
    limit = limit or (_LIMIT_FOR_PEOPLE if people else None)
    if explain:
        click.echo(query.text.strip(), err=True)
    answer = asked.answer(query, limit, lang if labels or (people and not iris) else None)
    known = {} if people and iris else _prefixes_if_any(obj["root"])
    if people and not iris:
        answer = results.abbreviate(answer, known)
    title, description = question.header.title[lang], question.header.description[lang]
    wide = format_ == "table" and ambiguous_is_wide()
    view = RenderOptions(lang, title, description, known, shutil.get_terminal_size().columns, wide)
    write(results.render(format_, answer, view).encode())
    _notes(answer, lang, limit, explain)
    return 0


def _question(root: str | Path | None, id_: str) -> Question:
    """Read the question: from stdin, from a file, from the catalogue."""
    if id_ == "-":
        return ask.parse(turtle.decode(sys.stdin.buffer.read(), "stdin"), "stdin", "stdin")
    path = Path(id_)
    if path.suffix == ".rq" or os.sep in id_ or path.is_file():
        text = turtle.decode(read_bytes(path, path.as_posix()), path.as_posix())
        return ask.parse(text, path.stem, path.as_posix())
    ours = layout.context(root)
    known = any(path.stem == id_ for path in ours.queries())
    return catalogue.find(ours if known else packs.with_installed(ours), id_)


def _endpoint(url: str, user: str | None, timeout: float, lang: str) -> ask.Engine:
    from kgtool.engines.remote import credentials, endpoint

    login = credentials.find(url, user, os.environ.get("KGTOOL_PASSWORD"), Path.home() / ".netrc")
    if login and login.exposed:
        click.echo(credentials.EXPOSED[lang], err=True)
    return endpoint.connect(url, login, timeout)


def _prefixes_if_any(root: str | None) -> dict[str, str]:
    """Prefixes to write a graph with: nice to have, so a query may be asked outside of any folder of plans."""
    try:
        return layout.prefixes(layout.context(root))
    except KgtoolError:
        return {}


def _list(root: layout.Repo, lang: str) -> None:
    lines = []
    for topic, found in groupby(catalogue.catalogue(root), key=lambda question: question.topic):
        asked = list(found)
        lines.append(f"{topic} ({len(asked)})")
        lines += [f"  {question.id:38} {question.header.title[lang]}" for question in asked]
        lines.append("")
    write("\n".join(lines) + "\n")


def _notes(answer: Answer, lang: str, limit: int | None, explain: bool) -> None:
    """Say on stderr what the answer itself cannot."""
    text = _TEXT[lang]
    if explain:
        click.echo(text["seconds"].format(seconds=answer.seconds), err=True)
    if answer.empty:
        click.echo(text["empty"], err=True)
    if answer.cut:
        click.echo(text["cut"].format(limit=f"{limit:,}"), err=True)
