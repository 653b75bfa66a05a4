"""The folder of a second version of a plan, beside the first: source.ttl, profile.toml, curation.ttl and doubts.md."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from kgtool.base.errors import InputError, UsageError
from kgtool.base.files import read_bytes
from kgtool.corpus.layout import DOUBTS, Repo, prefixes
from kgtool.extract import profile, reader, source
from kgtool.extract.outline import Outline
from kgtool.extract.source import SourceText
from kgtool.intake import folder
from kgtool.intake.document import SourceDocumentText
from kgtool.intake.drafting import doubts, fit
from kgtool.intake.folder import PlanAnswers, PlanDraft
from kgtool.intake.revision import carrying, changes, elements, matching, review
from kgtool.intake.revision import profile as profiles
from kgtool.intake.revision.carrying import VersionText
from kgtool.intake.revision.profile import KeptProfile
from kgtool.intake.revision.review import RevisionReview
from kgtool.rdf import iris, turtle
from kgtool.rdf.turtle import decode
from kgtool.rdf.vocab import JPP, PROV, RDF, RDFS

_HEAD = (
    "# How the text of {edition} is laid out, drafted by `kgtool new version`: see doubts.md. Keys: docs/profile.md.\n"
)
_CURATION = (
    "What we say of the elements of {edition}, carried over by `kgtool new version` where nothing changed, and which\n"
    "element of the version before each is. 変わっていない要素について引き継いだ私たちの言葉と、前の版のどの要素かという対応。"
)


@dataclass(frozen=True)
class VersionDraft:
    """A later text of a plan beside the version ``before`` it; ``name`` is that of the version if the text is in a folder already."""

    draft: PlanDraft
    before: SourceText
    outline: Outline
    name: str = ""


def read(
    repo: Repo, plan: str, file: str, data: bytes, sources: Path, document: SourceDocumentText | None = None
) -> VersionDraft:
    """Return what a later text of a plan says of itself, with the version that it follows, whose text is in ``sources``.

    Raises ``UsageError`` (plan-unknown, version-same) and ``InputError`` as ``folder.read`` and ``kgtool.extract`` do.
    """
    if repo.whole(plan) is not None:
        raise InputError("plan-incomplete", repo.name(repo.plan(plan) / "source.ttl"), file="source.ttl")
    draft = folder.read(repo, plan, file, data, document)
    described = [source.describe(repo, edition) for edition in repo.editions(plan)]
    digest = hashlib.sha256(data).hexdigest()
    same = next((one for one in described if one.sha256 == digest), None)
    if same is not None and not same.beside:
        raise UsageError("version-same", file=file, version=same.version)
    revised = _revised(repo, plan)
    others = [one for one in described if one is not same]
    newest = [one for one in others if iris.element(plan, one.version) not in revised] or others
    wanted = next((one for one in others if same and _revises(revised, plan, same.version, one.version)), None)
    before = wanted or max(newest, key=lambda one: one.version)
    text = source.read(repo, before.edition, sources)
    path = repo.plan_file(before.edition, "profile.toml")
    outline = reader.read(text, profile.read(path, repo.name(path)), draft.layout.units)
    return VersionDraft(draft, text, outline, same.version if same else "")


def compose(repo: Repo, found: VersionDraft, answers: PlanAnswers) -> tuple[str, dict[str, str]]:
    """Return the folder of the version below data/ and its files by name.

    Raises ``UsageError`` (version-taken) where the plan has another version of that name.
    """
    draft, before = found.draft, found.before.description
    status = answers.status or draft.status or "unverified"
    version = found.name or _name(repo, draft, status)
    edition = f"{draft.plan}/{version}"
    made = _profile(repo, found, edition)
    text = draft.data.decode()
    old = VersionText(iris.element(draft.plan, before.version), before.text_iri, found.before.text, found.outline)
    new = VersionText(iris.element(draft.plan, version), iris.text(draft.plan, version), text, made.outline)
    matches = matching.match(elements.of_outline(old.outline, old.text), elements.of_outline(new.outline, new.text))
    curated = repo.file(repo.plan_file(before.edition, "curation.ttl"))
    carried = carrying.carry(curated.statements, old, new, matches)
    titles = _titles(repo, draft, answers)
    page = review.page(
        RevisionReview(
            title=titles[0],
            before=before.version,
            changes=list(changes.changes(matches)),
            carried=len(carried.statements) - len(matches.matches),
            left=carried.left,
            beside=_beside(repo, draft.plan, before.version),
            dropped=made.dropped,
            unread=made.left,
            drafted=isinstance(made, _DraftedProfile),
        )
    )
    names = prefixes(repo) | {"char": new.text_iri + "#char="}
    curation = turtle.write(carried.statements, names, new.iri + "/", _CURATION.format(edition=edition))
    return edition, {
        "source.ttl": folder.described(draft, answers, version, titles, status, revises=before.version),
        "profile.toml": made.toml,
        "curation.ttl": curation.decode(),
        DOUBTS: page + (f"\n{made.doubts}" if isinstance(made, _DraftedProfile) else ""),
        **folder.recognised(draft),
    }


@dataclass
class _DraftedProfile(KeptProfile):
    """A profile drafted anew, with its page of doubts."""

    doubts: str = ""


def _profile(repo: Repo, found: VersionDraft, edition: str) -> KeptProfile:
    """The profile of the version before, where it reads the new text; else one drafted from the layout of that."""
    draft = found.draft
    path = repo.plan_file(found.before.description.edition, "profile.toml")
    head = _HEAD.format(edition=edition)
    kept = profiles.keep(decode(read_bytes(path, repo.name(path)), repo.name(path)), head, draft.layout)
    if kept is not None:
        return kept
    fitted = fit.fit(draft.layout, head)
    page = doubts.page(draft.title or draft.plan, draft.layout, fitted)
    return _DraftedProfile(fitted.toml, fitted.outline, doubts=page)


def _name(repo: Repo, draft: PlanDraft, status: str) -> str:
    """What the version is called: by its status, by that and its date where there is one already."""
    taken = {source.describe(repo, edition).version for edition in repo.editions(draft.plan)}
    names = [folder.version_name(draft, status, dated) for dated in (False, True)]
    name = next((name for name in names if name not in taken), "")
    if not name:
        raise UsageError("version-taken", version=names[0], plan=draft.plan)
    return name


def _titles(repo: Repo, draft: PlanDraft, answers: PlanAnswers) -> tuple[str, str]:
    """The plan's name in Japanese, as the new text or else its source.ttl has it, and in English."""
    plan = draft.plan
    said = [s for s in repo.file(repo.plan_file(plan, "source.ttl")).statements if s.predicate == RDFS.label]
    labels = {getattr(s.object, "language", ""): s.object.value for s in said if s.subject.value == iris.element(plan)}
    return answers.title or draft.title or labels.get("ja", ""), answers.english or labels.get("en", "")


def _revised(repo: Repo, plan: str) -> dict[str, str]:
    """The versions of a plan that another one revises: by the earlier version, the later."""
    files = [repo.file(repo.plan_file(edition, "source.ttl")) for edition in repo.editions(plan)]
    versions = {
        s.subject.value
        for file in files
        for s in file.statements
        if s.predicate == RDF.type and s.object == JPP.PlanVersion
    }
    return {
        s.object.value: s.subject.value
        for file in files
        for s in file.statements
        if s.predicate == PROV.wasRevisionOf and s.subject.value in versions
    }


def _revises(revised: dict[str, str], plan: str, later: str, earlier: str) -> bool:
    return revised.get(iris.element(plan, earlier)) == iris.element(plan, later)


def _beside(repo: Repo, plan: str, version: str) -> list[tuple[str, int]]:
    """The tables of correspondences and readings that speak of a version, with how many lines of each do."""
    paths = repo.alignments_of(plan)
    paths += [path for path in repo.readings if plan in path.stem.split("--") and path.suffix == ".tsv"]
    counts: Counter[str] = Counter()
    prefix = f"{plan}/{version}/"
    for path in paths:
        lines = repo.file(path).text.splitlines()
        short = [line.split()[1] for line in lines if line.startswith("#   ") and line.endswith(f"/{prefix}")]
        rows = (line for line in lines if not line.startswith("#"))
        counts[repo.name(path)] = sum(any(name in line for name in (prefix, *short)) for line in rows)
    return [(path, number) for path, number in counts.items() if number]
