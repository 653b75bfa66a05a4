"""Put a comparison into words in both languages: sections of sentences, which each format for people lays out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from kgtool.base.languages import Text
from kgtool.diff.difference import Difference, ElementChange, PlanChange
from kgtool.diff.elements import ComparedElement, ComparedGap, Replacement
from kgtool.rdf import iris
from kgtool.rdf.vocab import RDFS, SKOS

_CHANGES = {
    "added": Text("加わった", "added"),
    "removed": Text("なくなった", "removed"),
    "changed": Text("変わった", "changed"),
}
_PROPERTIES = {RDFS.label.value: Text("見出し", "heading"), SKOS.notation.value: Text("番号", "code")}
_OURS = Text("(私たちの推測: 番号と見出しの近さ {likeness:.2f})", " (our guess, by code and heading: {likeness:.2f})")


@dataclass
class Section:
    """A heading of level 2 or 3 with its sentences; ``more`` is how many were omitted."""

    heading: Text
    level: int
    sentences: list[Text] = field(default_factory=list)
    more: int = 0


def report(found: Difference, most: int = 0) -> list[Section]:
    """Return the sections of a comparison that have sentences; ``most`` limits the sentences of each, 0 does not."""
    sections = overview(found)
    for plan in sorted(found.plans):
        sections += of_plan(found, plan)
    return [limited(section, most) for section in sections + shared(found)]


def overview(found: Difference) -> list[Section]:
    """Return the section about the whole."""
    return [_summary(found)]


def of_plan(found: Difference, plan: str) -> list[Section]:
    """Return the sections about one plan that have sentences."""
    return [section for section in _plan(found, found.plans[plan]) if section.sentences]


def shared(found: Difference) -> list[Section]:
    """Return the sections about what belongs to no plan alone that have sentences."""
    return [section for section in (*_links(found), *_others(found)) if section.sentences]


def limited(section: Section, most: int) -> Section:
    """Return a section with at most so many sentences, 0 for all, that knows how many it left out."""
    left_out = max(0, len(section.sentences) - most) if most else 0
    return replace(section, sentences=section.sentences[: most or None], more=left_out)


def more(section: Section) -> Text:
    """Return the sentence that says how many more a section has."""
    return Text(f"ほかに{section.more:,}件あります。", f"There are {section.more:,} more.")


def _summary(found: Difference) -> Section:
    section = Section(Text("変わったこと", "What changed"), 2)
    if found.same:
        section.sentences.append(
            Text("二つは同じです。違う文は一つもありません。", "Both say the same: no statement differs.")
        )
        return section
    before, after = found.statements
    section.sentences += [
        Text(f"前: {found.old.name}({before:,}文)", f"Before: {found.old.name} ({before:,} statements)"),
        Text(f"後: {found.new.name}({after:,}文)", f"After: {found.new.name} ({after:,} statements)"),
        Text(
            f"加わった文は{found.added:,}、なくなった文は{found.removed:,}です。",
            f"{found.added:,} statements were added, {found.removed:,} removed.",
        ),
    ]
    return section


def _plan(found: Difference, plan: PlanChange) -> list[Section]:
    whole = iris.ID + plan.plan
    head = Section(Text(f"{found.name(whole, 'ja')}({plan.plan})", f"{found.name(whole, 'en')} ({plan.plan})"), 2)
    removed, added = plan.statements
    head.sentences.append(
        Text(
            f"加わった文は{added:,}、なくなった文は{removed:,}です。",
            f"{added:,} statements added, {removed:,} removed.",
        )
    )
    head.sentences += [
        Text(*(f"{found.name(kind, lang)}: {old:,} → {new:,}" for lang in ("ja", "en")))
        for kind, (old, new) in plan.counts.items()
        if old != new
    ]
    return [
        head,
        Section(Text("加わった要素", "Elements added"), 3, [_one(found, e) for e in plan.added]),
        Section(Text("なくなった要素", "Elements removed"), 3, [_one(found, e) for e in plan.removed]),
        *_replacements(found, plan),
        *_changed(found, plan),
        Section(Text("新たに欠けている情報", "Newly missing"), 3, [_gap(found, gap) for gap in plan.opened]),
        Section(Text("もう欠けていない情報", "No longer missing"), 3, [_gap(found, gap) for gap in plan.closed]),
    ]


def _changed(found: Difference, plan: PlanChange) -> Iterator[Section]:
    """One section for each aspect that changed; what we say ourselves is marked as ours."""
    headings = {
        "kind": Text("種類が変わった要素", "Elements of another kind"),
        "code": Text("番号が変わった要素", "Elements with another code"),
        "label": Text("見出しが変わった要素", "Elements renamed"),
        "place": Text("移された要素", "Elements moved"),
        "order": Text("順が変わった要素", "Elements in another order"),
        "themes": Text("主題が変わった要素(私たちの判断)", "Elements with other themes (our judgement)"),
        "abstract": Text("要約が変わった要素(私たちの要約)", "Elements with another abstract (ours)"),
        "label_en": Text("英訳が変わった見出し(私たちの訳)", "Headings with another translation (ours)"),
    }
    for aspect, heading in headings.items():
        sentences = [_aspect(found, change, aspect) for change in plan.changed if aspect in change.aspects]
        yield Section(heading, 3, sentences)


def _aspect(found: Difference, change: ElementChange, aspect: str) -> Text:
    """Say how one aspect of an element changed."""
    old, new = change.aspects[aspect]
    said = []
    for lang in ("ja", "en"):
        title = _title(found, change.new, lang)
        if aspect == "abstract":
            said.append(title)
        elif aspect == "themes":
            before, after = set(old.split()), set(new.split())
            signs = [("+", iri) for iri in sorted(after - before)] + [("−", iri) for iri in sorted(before - after)]
            said.append(f"{title}: " + ", ".join(f"{sign}{found.name(iri, lang)}" for sign, iri in signs))
        else:
            values = [_value(found, aspect, value, lang) for value in (old, new)]
            said.append(f"{title}: {values[0]} → {values[1]}")
    return Text(*said)


def _value(found: Difference, aspect: str, value: str, lang: str) -> str:
    if not value:
        return {"ja": "(なし)", "en": "(none)"}[lang]
    if aspect in ("place", "kind"):
        return found.name(value, lang)
    return f"「{value}」" if aspect.startswith("label") and lang == "ja" else value


def _one(found: Difference, element: ComparedElement) -> Text:
    return Text(*(_title(found, element, lang) for lang in ("ja", "en")))


def _title(found: Difference, element: ComparedElement, lang: str) -> str:
    """An element as people call it: its kind, its code, its heading."""
    label = element.label if lang == "ja" else element.label_en
    heading = " ".join(filter(None, (element.code, label or element.label or element.label_en)))
    return " ".join(filter(None, (found.name(element.kind, lang), heading or iris.path_of(element.iri))))


def _replacements(found: Difference, plan: PlanChange) -> Iterator[Section]:
    """Elements that stand for others: one for one, parts of one, and several in one. Those called the same are counted only."""
    olds, news = Counter(p.old.iri for p in plan.replaced), Counter(p.new.iri for p in plan.replaced)
    split = [p for p in plan.replaced if olds[p.old.iri] > 1]
    merged = [p for p in plan.replaced if olds[p.old.iri] == 1 and news[p.new.iri] > 1]
    single = [p for p in plan.replaced if olds[p.old.iri] == news[p.new.iri] == 1]
    other = [p for p in single if not p.stated or p.old.title != p.new.title]
    replaced = Section(Text("置き換わった要素", "Elements replaced"), 3, [_replaced(found, pair) for pair in other])
    if same := len(single) - len(other):
        replaced.sentences.append(
            Text(
                f"ほかに{same:,}件は、同じ番号と見出しのまま続いています。",
                f"{same:,} more go on under the same code and heading.",
            )
        )
    yield replaced
    yield Section(Text("分かれた要素", "Elements split"), 3, [_replaced(found, pair) for pair in split])
    yield Section(Text("合わさった要素", "Elements merged"), 3, [_replaced(found, pair) for pair in merged])


def _replaced(found: Difference, pair: Replacement) -> Text:
    said = []
    for lang in ("ja", "en"):
        note = "" if pair.stated else _OURS[lang].format(likeness=pair.likeness)
        said.append(f"{_title(found, pair.old, lang)} → {_title(found, pair.new, lang)}{note}")
    return Text(*said)


def _gap(found: Difference, gap: ComparedGap) -> Text:
    said = []
    for lang, text in (("ja", "{}: {}({})"), ("en", "{}: {} ({})")):
        what = _PROPERTIES[gap.property][lang] if gap.property in _PROPERTIES else found.name(gap.property, lang)
        said.append(text.format(found.name(gap.about, lang), what, found.name(gap.reason, lang)))
    return Text(*said)


def _links(found: Difference) -> Iterator[Section]:
    for change, word in _CHANGES.items():
        sentences = [
            Text(*(f"{found.name(link.first, lang)} ↔ {found.name(link.second, lang)}" for lang in ("ja", "en")))
            for link in found.links
            if link.change == change
        ]
        heading = Text(f"{word.ja}対応(私たちの判断)", f"Correspondences {word.en} (our judgement)")
        yield Section(heading, 2, sentences)


def _others(found: Difference) -> Iterator[Section]:
    """What is not part of one plan: how many of each class."""
    section = Section(Text("そのほか", "Everything else"), 2)
    for kind in sorted(found.others):
        counts = found.others[kind]
        names = [
            found.name(kind, lang) if kind else {"ja": "(種類なし)", "en": "(no kind)"}[lang] for lang in ("ja", "en")
        ]
        section.sentences.append(
            Text(
                f"{names[0]}: "
                + "、".join(f"{word.ja} {counts[change]:,}" for change, word in _CHANGES.items() if counts[change]),
                f"{names[1]}: "
                + ", ".join(f"{counts[change]:,} {word.en}" for change, word in _CHANGES.items() if counts[change]),
            )
        )
    yield section
