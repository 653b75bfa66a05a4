"""The folder of a new plan: source.ttl, profile.toml, curation.ttl, things.ttl and doubts.md, from the plan's text."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kgtool.base.errors import InputError, UsageError
from kgtool.base.files import write_atomically
from kgtool.corpus.layout import DOUBTS, RECOGNITION, THINGS, Repo
from kgtool.extract import printed_units, recognition
from kgtool.extract.recognition import RecognisedRange
from kgtool.intake import reading
from kgtool.intake.document import NoteKind, SourceDocumentText
from kgtool.intake.drafting import analysis, doubts, fit, lexicon
from kgtool.intake.drafting.analysis import LayoutAnalysis
from kgtool.intake.drafting.fit import FittedProfile
from kgtool.rdf import iris, media
from kgtool.rdf.turtle import decode

KINDS = {
    "comprehensive": "ComprehensivePlan",
    "sectoral": "SectoralPlan",
    "implementation": "ImplementationPlan",
}
"""The kinds of plans, by the word of the option ``--kind``."""
STATUSES = ("draft", "adopted", "unverified")
_ID = re.compile(r"(?P<code>\d{5})-[a-z0-9]+(-[a-z0-9]+)*-\d+")
_COMPREHENSIVE = re.compile(r"総合計画|総合振興計画|基本構想|長期計画|総合戦略|振興計画")
_IMPLEMENTATION = re.compile(r"実施計画|実行プラン|実行計画|アクションプラン")
_STATUS = re.compile(r"\s*[（(](?:素案|案|原案)[)）]$")
"""How a cover says behind the title that this is a draft; the plan itself is not called so."""
_YEARS = re.compile(r"(?P<start>[12]\d{3})\s*[-~〜～–]\s*(?P<end>[12]\d{3})")
_BESIDE = Path("drafts")
"""Where a draft goes whose folder is there already, below the root."""


@dataclass(frozen=True)
class PlanAnswers:
    """What a person says of a plan; empty where the text is to be asked. ``period`` is written 2021-2030."""

    title: str = ""
    period: str = ""
    kind: str = ""
    status: str = ""
    english: str = ""
    address: str = ""


@dataclass(frozen=True)
class PlanDraft:
    """All that was read from a plan's text: ``title`` and ``kind`` are empty where it does not say them.

    ``document`` is the PDF that the text was read from, if any.
    """

    plan: str
    file: str
    data: bytes
    layout: LayoutAnalysis
    title: str
    kind: str
    period: str
    status: str
    document: SourceDocumentText | None = None


@dataclass(frozen=True)
class PlacedFolder:
    """What became of the files of a folder, as paths below the root.

    ``written`` are new; ``kept`` were there and say the same; ``beside`` are drafts of files that a person has edited,
    by the path of the file that was left as it is.
    """

    folder: Path
    written: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    beside: dict[str, str] = field(default_factory=dict)


def read(repo: Repo, plan: str, file: str, data: bytes, document: SourceDocumentText | None = None) -> PlanDraft:
    """Return what a plan's text says of itself and how it is laid out. ``file`` is the name of the text's file.

    ``document`` is the PDF that the text was read from, if any.

    Raises ``UsageError`` (plan-name), ``InputError`` (encoding, source-empty, source-crlf).
    """
    if not _ID.fullmatch(plan):
        raise UsageError("plan-name", name=plan)
    if not data.strip():
        raise InputError("source-empty", file)
    layout = analysis.analyse(decode(data, file), lexicon.read(repo), printed_units.read(repo))
    front = layout.cover
    period = f"{front.start.value}-{front.end.value}" if front.start and front.end else ""
    title = _STATUS.sub("", front.title) if front.draft else front.title
    return PlanDraft(plan, file, data, layout, title, kind_of(title), period, "draft" if front.draft else "", document)


def text_of(source: Path) -> tuple[str, bytes, SourceDocumentText | None]:
    """Return the name and bytes of a plan's text and, where that was read from a PDF, the document.

    A text in UTF-8 with LF is taken as it is. That of ``plan.pdf``, or of a file in another encoding, is written beside it as
    ``plan.pdf.txt``: it is what places point into from then on.

    Raises ``InputError`` as ``read_document`` does and, where another text stands there, document-read-otherwise.
    """
    name = source.as_posix()
    document = reading.read_document(source, name)
    if document.sha256 == document.text_sha256:
        return source.name, document.data, None
    beside = source.with_name(f"{source.name}.txt")
    if beside.exists() and beside.read_bytes() != document.data:
        raise InputError("document-read-otherwise", beside.as_posix())
    write_atomically(beside, document.data, beside.as_posix())
    return beside.name, document.data, document if document.media_type == media.PDF.media_type else None


def kind_of(title: str) -> str:
    """Return the kind of a plan that its title tells; empty where there is no title."""
    if not title:
        return ""
    if _COMPREHENSIVE.search(title):
        return "comprehensive"
    return "implementation" if _IMPLEMENTATION.search(title) else "sectoral"


def compose(draft: PlanDraft, answers: PlanAnswers) -> dict[str, str]:
    """Return the files of the folder by name. Raises ``UsageError`` (answer-missing, answer-form)."""
    title = answers.title or draft.title
    kind = answers.kind or draft.kind or kind_of(title)
    if not title:
        raise UsageError("answer-missing", what={"ja": "計画の名前", "en": "the plan's name"}, option="--title")
    if answers.period and not _YEARS.fullmatch(answers.period):
        raise UsageError("answer-form", option="--period", answer=answers.period, example="2026-2035")
    head = (
        f"# How the text of {draft.plan} is laid out, drafted by `kgtool new plan`: see doubts.md. Keys: docs/profile.md.\n"
        "# kgtool new plan による下書き。疑わしい点は doubts.md にある。\n"
    )
    asked = bool(answers.period) and not draft.period
    fitted = fit.fit(draft.layout, head, period=not asked)
    return {
        "source.ttl": _source(draft, answers, title, kind, asked),
        "profile.toml": fitted.toml,
        "curation.ttl": "# What we say of the elements ourselves, in both languages: see docs/profile.md.\n"
        "# 要素についての私たち自身の言葉(英語名、要旨、主題など)。docs/profile.md を参照。\n",
        THINGS: _things(draft.plan),
        DOUBTS: doubts.page(title, draft.layout, fitted),
        **recognised(draft),
    }


def recognised(draft: PlanDraft) -> dict[str, str]:
    """Return the file that says how surely which characters were recognised, where any were."""
    notes = draft.document.notes_of(NoteKind.RECOGNISED) if draft.document else []
    ranges = [RecognisedRange(n.start, n.end, n.confidence) for n in notes if n.confidence is not None]
    return {RECOGNITION: recognition.table(ranges)} if ranges else {}


def _things(plan: str) -> str:
    """things.ttl to begin with: what belongs there, and an example."""
    town = plan.split("-")[1]
    return f"""\
@prefix id: <{iris.ID}> .
@prefix jpp: <{iris.NS}> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix thing: <{iris.THING}> .

# Things of the city itself that the plan names: facilities, bodies, places, programmes, ordinances. What any city has is
# known already (residents, staff, primary schools, police). After each change: kgtool extract.
# 計画に出てくる、市そのもののもの(施設、団体、場所、制度、条例)。どの市町村にもあるもの(市民、職員、小学校、警察など)は
# 書かなくてよい。書いたら kgtool extract を実行する。
#
# thing:{town}-wakaba-hall a jpp:Facility ;
#     rdfs:label "わかば会館"@ja, "Wakaba Hall"@en ;
#     skos:scopeNote "市民が集う会館。"@ja, "A hall in which residents meet."@en ;
#     skos:broader thing:public-facilities ;
#     jpp:surface "わかば会館" ;
#     jpp:usedIn id:{plan} .
"""


def fitted(draft: PlanDraft) -> FittedProfile:
    """Return the profile drafted for a plan, with its outline."""
    return fit.fit(draft.layout, "# draft\n")


def place(repo: Repo, edition: str, files: dict[str, str]) -> PlacedFolder:
    """Write the files of a new folder in one step; where the folder is there, write what is missing and drafts beside.

    ``edition`` is the folder below data/: a plan, or a version in it (``22208-ito-5/adopted``).

    A file that holds something else is never touched: its draft goes to drafts/. Raises ``BuildError``
    (file-unwritable).
    """
    folder = repo.root / "data" / edition
    if not folder.exists():
        whole = repo.root / _BESIDE / f".{edition.replace('/', '.')}.{os.getpid()}"
        whole.mkdir(parents=True)
        try:
            for name, text in files.items():
                write_atomically(whole / name, text.encode())
            folder.parent.mkdir(exist_ok=True)
            os.rename(whole, folder)
        finally:
            shutil.rmtree(whole, ignore_errors=True)
            if not any(whole.parent.iterdir()):
                whole.parent.rmdir()
        return PlacedFolder(folder, tuple(repo.name(folder / name) for name in files))
    written, kept, beside = [], [], {}
    for name, text in files.items():
        path = folder / name
        if not path.exists():
            write_atomically(path, text.encode())
            written.append(repo.name(path))
        elif path.read_bytes() == text.encode():
            kept.append(repo.name(path))
        else:
            other = repo.root / _BESIDE / edition / name
            other.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(other, text.encode())
            beside[repo.name(path)] = repo.name(other)
    return PlacedFolder(folder, tuple(written), tuple(kept), beside)


def _source(draft: PlanDraft, answers: PlanAnswers, title: str, kind: str, asked: bool) -> str:
    """source.ttl; a period that a person said and no line prints stands here, at the version, with a remark that says so."""
    status = answers.status or draft.status or "unverified"
    english = _english(draft, answers, kind)
    work = [f"id:{draft.plan} a jpp:{KINDS[kind]} ;", f"    rdfs:label {_labels(title, english)} ;"]
    stated = []
    if asked and (years := _YEARS.fullmatch(answers.period)):
        stated = [
            "    # Said when the folder was made; the text does not print it. 原文にはなく、作成時に答えたもの。",
            f"    jpp:startFiscalYear {years['start']} ;",
            f"    jpp:endFiscalYear {years['end']} ;",
        ]
    work.append(f"    jpp:responsibleBody id:municipality\\/{draft.plan[:5]} .")
    return described(draft, answers, version_name(draft, status), (title, english), status, work, stated)


def described(
    draft: PlanDraft,
    answers: PlanAnswers,
    version: str,
    titles: tuple[str, str],
    status: str,
    work: Sequence[str] = (),
    stated: Sequence[str] = (),
    revises: str = "",
) -> str:
    """Return a source.ttl: ``work``, the lines about the plan itself; its version with the lines ``stated``, the text and
    the document.

    ``titles`` are the plan's name in Japanese and English; ``revises`` is the version before it, if any.
    """
    code, (title, english) = draft.plan[:5], titles
    about = {"draft": "素案", "adopted": "決定版", "unverified": "受領した文"}[status]
    text = f"<https://w3id.org/jp-plan/text/{draft.plan}/{version}>"
    return "\n".join(
        [
            "@prefix dcterms: <http://purl.org/dc/terms/> .",
            "@prefix id: <https://w3id.org/jp-plan/id/> .",
            "@prefix jpp: <https://w3id.org/jp-plan/ns#> .",
            *(["@prefix prov: <http://www.w3.org/ns/prov#> ."] if draft.document or revises else []),
            "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .",
            "",
            *([*work, ""] if work else []),
            f"id:{draft.plan}\\/{version} a jpp:PlanVersion ;",
            f"    rdfs:label {_labels(f'{title}({about})', f'{english} ({status})')} ;",
            f"    jpp:versionOf id:{draft.plan} ;",
            *stated,
            *([f"    prov:wasRevisionOf id:{draft.plan}\\/{revises} ;"] if revises else []),
            f"    jpp:status id:plan-status\\/{status} ;",
            "    jpp:curationLevel id:curation-level\\/structure ;",
            f"    jpp:sourceText {text} .",
            "",
            f"{text} a jpp:SourceText ;",
            f"    rdfs:label {_labels(f'{title}の文', f'Text of {english}')} ;",
            '    dcterms:language "ja" ;',
            f"    dcterms:rightsHolder id:municipality\\/{code} ;",
            f"    jpp:fileName {json.dumps(draft.file, ensure_ascii=False)} ;",
            f'    jpp:sha256 "{hashlib.sha256(draft.data).hexdigest()}" ;',
            f"    jpp:characterCount {len(draft.data.decode())}{' ;' if draft.document else ' .'}",
            *_document(draft, answers, f"id:{draft.plan}\\/{version}\\/document", title),
            "",
        ]
    )


def _document(draft: PlanDraft, answers: PlanAnswers, node: str, title: str) -> list[str]:
    """The lines about the PDF that the text was read from: the end of the text's own, and the document's."""
    if draft.document is None:
        return []
    address = f" ;\n    jpp:publishedAt <{answers.address}>" if answers.address else ""
    return [
        f"    prov:wasDerivedFrom {node} ;",
        f"    jpp:readingProgram {json.dumps(draft.document.reader)} .",
        "",
        f"{node} a jpp:SourceDocument ;",
        f"    rdfs:label {_labels(f'{title}の文書', f'Document of {answers.english}' if answers.english else '')} ;",
        f'    dcterms:format "{draft.document.media_type}" ;',
        f'    jpp:sha256 "{draft.document.sha256}" ;',
        f"    jpp:pageCount {draft.document.page_count}{address} .",
    ]


def version_name(draft: PlanDraft, status: str, dated: bool = False) -> str:
    """Return what a version is called in its IRIs; where ``dated``, with the day that the cover prints, if it does."""
    date = draft.layout.cover.date
    day = date.value if date and draft.layout.cover.precision == "day" else ""
    name = {"draft": "draft", "adopted": "adopted", "unverified": "as-received"}[status]
    return f"{name}-{day}" if day and (dated or status == "draft") else name


def _english(draft: PlanDraft, answers: PlanAnswers, kind: str) -> str:
    """What a person said or, made from the folder's name, what shows which plan is meant: Comprehensive plan 5 of Ito."""
    *names, number = draft.plan[6:].split("-")
    return answers.english or f"{kind.capitalize()} plan {number} of {' '.join(names).title()}"


def _labels(ja: str, en: str) -> str:
    labels = [f"{json.dumps(ja, ensure_ascii=False)}@ja"] + ([f"{json.dumps(en, ensure_ascii=False)}@en"] if en else [])
    return ", ".join(labels)
