"""The committed data, tested like code: curation, themes, named things, alignments, files."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, RdfFormat, Store, parse

from kgtool.build.dataset_description import PUBLISHER
from kgtool.build.store import Build
from kgtool.corpus.input_file import InputFile
from kgtool.corpus.layout import CONCLUSIONS, OUTSIDE, PLAN_FILES, RETIRED, Repo
from kgtool.corpus.layout import THINGS as THINGS_FILE
from kgtool.engines import ask
from kgtool.extract import extraction, source
from kgtool.rdf import iris
from kgtool.rdf.vocab import DCTERMS, JPP, OA, OWL, RDF, RDFS, SKOS, SSSOM, XSD
from kgtool.sparql import catalogue
from tests import ROOT

DATA = ROOT / "data"
VERSIONS = {"13211-kodaira-4": "as-received", "13221-kiyose-5": "draft-2025-08-12"}
KODAIRA, KIYOSE = sorted(VERSIONS)
PLANS = [KODAIRA, KIYOSE]
TURTLE = sorted(DATA.rglob("*.ttl"))
TABLES = sorted(DATA.rglob("*.sssom.tsv"))
REFERENCE = sorted((DATA / "reference").glob("*.ttl"))
CURATION = "mend data/{0}/curation.ttl, then run `kgtool extract {0}` so that plan.ttl names its evidence"
EXTRACT = "run `kgtool extract {0}`"
THEMES = "mend data/reference/themes.ttl (CONTRIBUTING.md, “Add a theme”)"
THINGS = "mend data/*/things.ttl or data/reference/ (CONTRIBUTING.md, “Add a named thing”)"
TABLE = "mend the table in data/alignments/ (CONTRIBUTING.md, “Add a correspondence”)"

# Names and rows of tables say all they have to say; every other element has an abstract.
WITHOUT_ABSTRACT = {"Measure", "Field", "PlanListing", "TermDefinition"}
WITH_THEMES = {"Measure", "Field", "DesiredState", "Direction", "ProjectFacet"}
WHERE_A_FIELD_IS_NAMED = {"Principle", "Vision", "Goal", "ManagementPolicy", "CrossCuttingProject", "Statement"}
# Statements about the plan itself: its drafting, its structure, its follow-up, what the development goals are.
ABOUT_ITSELF = re.compile(r"draft-2025-08-12/statement/.*|as-received/(statement/[236789]|implementation-plan/.*)")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def ids(paths: list[Path]) -> dict:
    return {"argvalues": paths, "ids": [name(path) for path in paths]}


class Plan:
    """What the committed files say of a plan, and where in its source each element stands."""

    def __init__(self, plan: str, graph: dict) -> None:
        self.plan, self.graph = plan, graph
        self.base = iris.element(plan, VERSIONS[plan]) + "/"
        self.text = iris.text(plan, VERSIONS[plan])
        self.elements = {s: said for s, said in graph.items() if s.startswith(self.base) and JPP.order.value in said}
        self.children: dict[str, list[str]] = defaultdict(list)
        for element, said in self.elements.items():
            for parent in said.get(JPP.partOf.value, []):
                self.children[parent.value].append(element)

    def class_of(self, element: str) -> str:
        (term,) = self.elements[element][RDF.type.value]
        return term.value.removeprefix(iris.NS)

    def short(self, element: str) -> str:
        return element.removeprefix(self.base)

    def section(self, element: str) -> list[iris.Span]:
        """The places of an element's own wording and of everything below it."""
        own = [
            iris.read_span(term.value)
            for predicate in (JPP.statedAt, JPP.bodyAt, JPP.restatedAt)
            for term in self.elements[element].get(predicate.value, [])
        ]
        return own + [span for child in self.children[element] for span in self.section(child)]

    def holds(self, element: str, evidence: str) -> bool:
        """Whether a span lies inside the section of an element."""
        span = iris.read_span(evidence)
        return span is not None and any(
            span.text == part.text and part.start <= span.start < span.end <= part.end for part in self.section(element)
        )

    def annotations(self) -> Iterator[tuple[str, dict]]:
        for said in self.graph.values():
            if JPP.ThemeAnnotation in said.get(RDF.type.value, []):
                yield said[OA.hasTarget.value][0].value, said


@pytest.fixture(scope="module")
def plans(graph: Callable) -> dict[str, Plan]:
    files = ("source.ttl", "plan.ttl", "curation.ttl", "conclusions.ttl")
    return {plan: Plan(plan, graph(*(f"data/{plan}/{file}" for file in files))) for plan in PLANS}


@pytest.fixture(scope="module")
def reference(graph: Callable) -> dict:
    """What plans share, and the things that each has of its own."""
    return graph(*(name(path) for path in REFERENCE), *(f"data/{plan}/{THINGS_FILE}" for plan in PLANS))


def languages(terms: list) -> list[str]:
    return sorted(term.language for term in terms)


# What we say of elements


@pytest.mark.parametrize("plan", PLANS)
def test_every_element_has_its_heading_and_one_name_in_each_language(plan: str, plans: dict) -> None:
    """A heading that is lost or a standing phrase is named by a short name in both languages, and is not translated."""
    here = plans[plan]
    lost = {
        said[JPP.gapIn.value][0].value
        for said in here.graph.values()
        if RDFS.label in said.get(JPP.gapProperty.value, [])
    }
    for element, said in here.elements.items():
        heading, short = languages(said[RDFS.label.value]), languages(said.get(JPP.shortName.value, []))
        expected = ([] if element in lost else ["ja"], ["en", "ja"])
        if here.class_of(element) == "PlanListing" and heading == ["ja"]:  # the plan has the English name
            assert JPP.lists.value in said, f"{element}: {CURATION.format(plan)}"
            continue
        assert (heading, short) == (expected if short or element in lost else (["en", "ja"], [])), (
            f"{element}: {CURATION.format(plan)}"
        )


@pytest.mark.parametrize("plan", PLANS)
def test_labels_are_short_names(plan: str, plans: dict) -> None:
    """At most 60 characters as printed; our English may need 80 for the same."""
    limits = {"ja": 60, "en": 80}
    for element, said in plans[plan].elements.items():
        for label in said[RDFS.label.value] + said.get(DCTERMS.alternative.value, []):
            assert 0 < len(label.value) <= limits[label.language], (
                f"{element}: “{label.value}” has {len(label.value)} characters, at most {limits[label.language]} are a name: "
                "shorten it in curation.ttl or by the profile"
            )
            clean = label.value.strip().replace("\n", "")
            assert label.value == clean, (
                f"{element}: “{label.value}” has blanks around it or a line break; take them out"
            )
        for code in said.get(SKOS.notation.value, []):
            assert re.fullmatch(r"[0-9IVX-]{1,8}", code.value), (
                f"{element}: “{code.value}” is no code: mend profile.toml"
            )


@pytest.mark.parametrize("plan", PLANS)
def test_abstracts_stand_in_both_languages_where_the_class_demands_them(plan: str, plans: dict) -> None:
    here = plans[plan]
    for element, said in here.elements.items():
        chapter = here.class_of(element) == "PlanListing" and JPP.bodyAt.value in said
        expected = [] if here.class_of(element) in WITHOUT_ABSTRACT and not chapter else ["en", "ja"]
        found = said.get(DCTERMS.abstract.value, [])
        assert languages(found) == expected, f"{element}: {CURATION.format(plan)}"
        for text in found:
            end, most = ("。", 120) if text.language == "ja" else (".", 260)
            assert text.value.endswith(end), f"{element}: end the abstract with {end} in curation.ttl: {text.value}"
            assert 15 <= len(text.value) <= most, (
                f"{element}: an abstract is one sentence of 15 to {most} characters; rewrite it in curation.ttl: {text.value}"
            )


def test_no_two_elements_share_an_abstract(plans: dict) -> None:
    texts = Counter(
        text.value
        for plan in PLANS
        for said in plans[plan].elements.values()
        for text in said.get(DCTERMS.abstract.value, [])
    )
    twice = [text for text, count in texts.items() if count > 1]
    assert not twice, f"two elements have one abstract; say in curation.ttl what tells them apart: {twice}"


@pytest.mark.parametrize("plan", PLANS)
def test_siblings_have_different_english_labels(plan: str, plans: dict) -> None:
    here = plans[plan]
    for parent, children in here.children.items():
        labels = Counter(
            (here.class_of(child), label.value)
            for child in children
            for label in here.elements[child][RDFS.label.value]
            if label.language == "en"
        )
        twice = [label for label, count in labels.items() if count > 1]
        assert not twice, f"below {parent}, several are called {twice}: {CURATION.format(plan)}"


@pytest.mark.parametrize("plan", PLANS)
def test_curation_speaks_only_of_elements_that_exist(plan: str, plans: dict, graph: Callable) -> None:
    extracted = graph(f"data/{plan}/plan.ttl", f"data/{plan}/source.ttl")
    curated = graph(f"data/{plan}/curation.ttl")
    known = {JPP.ThemeAnnotation, JPP.Candidate}
    for subject, said in curated.items():
        if not known & set(said.get(RDF.type.value, [])):
            listed = any(NamedNode(subject) in row.get(JPP.lists.value, []) for row in curated.values())
            assert subject in extracted or listed, (
                f"{subject} is no version, element or gap of the plan: {CURATION.format(plan)}"
            )


@pytest.mark.parametrize("plan", PLANS)
def test_an_address_that_is_retired_says_nothing_else_and_its_successors_do(plan: str, graph: Callable) -> None:
    said = graph(f"data/{plan}/plan.ttl", f"data/{plan}/source.ttl", f"data/{plan}/curation.ttl")
    retired = graph(f"data/{plan}/retired.ttl")
    assert len(retired) > 50
    for address, statements in retired.items():
        assert address not in said, f"{address} is in use; take it out of data/{plan}/retired.ttl"
        assert statements[OWL.deprecated.value] == [Literal("true", datatype=XSD.boolean)]
        for successor in statements.get(DCTERMS.isReplacedBy.value, []):
            assert successor.value in said, f"{successor} does not exist; name the successor of {address}"


# Theme annotations


@pytest.mark.parametrize("plan", PLANS)
def test_elements_that_pursue_something_have_one_to_four_themes_and_others_where_a_field_is_named(
    plan: str, plans: dict
) -> None:
    here = plans[plan]
    themes = Counter(element for element, _ in here.annotations())
    strangers = sorted(set(themes) - set(here.elements))
    assert not strangers, f"themes of what is no element of the plan; delete them in curation.ttl: {strangers}"
    for element, said in here.elements.items():
        kind = here.class_of(element)
        untitled = kind == "Goal" and not any(label.language == "ja" for label in said.get(RDFS.label.value, []))
        silent = untitled or ABOUT_ITSELF.search(element) or kind not in WHERE_A_FIELD_IS_NAMED
        row = kind == "PlanListing" and JPP.listedUnder.value in said
        expected = range(1, 5) if kind in WITH_THEMES or row else range(1) if silent else range(6)
        assert themes[element] in expected, f"{element}: {themes[element]} themes; {CURATION.format(plan)}"


@pytest.mark.parametrize("plan", PLANS)
def test_a_theme_annotation_names_theme_method_confidence_and_evidence_once(
    plan: str, plans: dict, reference: dict
) -> None:
    themes = {subject for subject, said in reference.items() if JPP.Theme in said[RDF.type.value]}
    groups = {subject for subject in themes if SKOS.broader.value not in reference[subject]}
    for element, said in plans[plan].annotations():
        (body,), (method,), (confidence,) = (said[p.value] for p in (OA.hasBody, JPP.method, JPP.confidence))
        assert body.value in themes - groups, (
            f"{element}: {body.value} is no theme below a group; {CURATION.format(plan)}"
        )
        assert method.value in reference, (
            f"{element}: add {method.value} to data/reference/schemes.ttl, or name another"
        )
        sure = confidence.datatype == XSD.decimal and 0 < Decimal(confidence.value) < 1
        assert sure, f"{element}: a confidence is a decimal between 0 and 1 and neither of them: {confidence}"
        assert said[JPP.evidence.value], f"{element}: name the passage that shows the theme; {CURATION.format(plan)}"


@pytest.mark.parametrize("plan", PLANS)
def test_the_evidence_of_a_theme_lies_inside_the_elements_own_section(plan: str, plans: dict) -> None:
    here = plans[plan]
    beyond = [
        (here.short(element), span.value)
        for element, said in here.annotations()
        for span in said[JPP.evidence.value]
        if not here.holds(element, span.value)
    ]
    assert not beyond, f"evidence outside the sections of its elements: {CURATION.format(plan)}: {beyond}"


@pytest.mark.parametrize("plan", PLANS)
def test_no_element_has_the_same_theme_twice_and_annotations_are_named_after_theirs(plan: str, plans: dict) -> None:
    seen = set()
    for subject, said in plans[plan].graph.items():
        if JPP.ThemeAnnotation in said.get(RDF.type.value, []):
            element, theme = said[OA.hasTarget.value][0].value, said[OA.hasBody.value][0].value
            assert (element, theme) not in seen, f"{element} has {theme} twice; delete one annotation in curation.ttl"
            seen.add((element, theme))
            right = f"{element}/theme/{theme.removeprefix(iris.THEME)}"
            assert subject == right, f"curation.ttl calls an annotation {subject}; call it {right}"


# Gaps and candidates


@pytest.mark.parametrize("plan", PLANS)
def test_a_gap_names_what_is_missing_where_and_why(plan: str, plans: dict, reference: dict) -> None:
    here = plans[plan]
    gaps = [said for said in here.graph.values() if JPP.InformationGap in said.get(RDF.type.value, [])]
    assert gaps
    for said in gaps:
        (element,), (missing,), (reason,) = (said[p.value] for p in (JPP.gapIn, JPP.gapProperty, JPP.gapReason))
        assert element.value in here.graph, f"a gap of {element.value}, which is no element: {EXTRACT.format(plan)}"
        assert reason.value in reference, f"add {reason.value} to data/reference/schemes.ttl, or name another reason"
        values = [v for v in here.graph[element.value].get(missing.value, []) if getattr(v, "language", None) != "en"]
        assert values == [], f"{element.value} has both a value and a gap for {missing.value}: {EXTRACT.format(plan)}"


@pytest.mark.parametrize("plan", PLANS)
def test_what_may_be_missing_is_there_or_is_a_gap(plan: str, plans: dict) -> None:
    here = plans[plan]
    gaps = {
        (said[JPP.gapIn.value][0].value, said[JPP.gapProperty.value][0])
        for said in here.graph.values()
        if JPP.gapIn.value in said
    }
    needed = {
        "Measure": (SKOS.notation, RDFS.label, JPP.partOf),
        "Goal": (SKOS.notation, RDFS.label),
        "PlanListing": (JPP.decidedInFiscalYear, JPP.startFiscalYear, JPP.endFiscalYear),
    }
    for element, said in here.elements.items():
        named = here.class_of(element) == "PlanListing" and JPP.partOf.value in said  # in running text, without years
        for predicate in () if named else needed.get(here.class_of(element), ()):
            stated = [v for v in said.get(predicate.value, []) if getattr(v, "language", None) != "en"]
            assert bool(stated) != ((element, predicate) in gaps), (
                f"{element}: {predicate.value} is neither stated nor a gap, or both; mend profile.toml (`lost`), then "
                f"{EXTRACT.format(plan)}"
            )


@pytest.mark.parametrize("plan", PLANS)
def test_a_candidate_belongs_to_a_gap_and_is_never_stated_as_a_fact(plan: str, plans: dict, reference: dict) -> None:
    here = plans[plan]
    claimed = {
        candidate.value: subject
        for subject, said in here.graph.items()
        for candidate in said.get(JPP.candidate.value, [])
    }
    candidates = {s: said for s, said in here.graph.items() if JPP.Candidate in said.get(RDF.type.value, [])}
    loose = sorted(set(claimed) ^ set(candidates))
    assert not loose, f"a gap and its candidate name each other by jpp:candidate; mend in curation.ttl {loose}"
    for subject, said in candidates.items():
        remedy = f"mend the candidate {subject} in data/{plan}/curation.ttl"
        gap = here.graph[claimed[subject]]
        assert JPP.InformationGap in gap[RDF.type.value], f"it belongs to no gap: {remedy}"
        values = said.get(JPP.candidateValue.value, []) + said.get(JPP.candidateResource.value, [])
        assert len(values) == 1, f"it has not one value: {remedy}"
        (confidence,), (method,) = said[JPP.confidence.value], said[JPP.method.value]
        assert 0 < Decimal(confidence.value) < 1, f"its confidence is not between 0 and 1: {remedy}"
        assert method.value in reference, f"its method {method.value} is in no scheme: {remedy}"
        assert all(span.value in here.graph for span in said[JPP.evidence.value]), EXTRACT.format(plan)
        if isinstance(values[0], NamedNode):
            assert values[0].value in here.elements, f"{values[0].value} is no element: {remedy}"


# Themes


@pytest.fixture(scope="module")
def themes(graph: Callable) -> dict:
    return graph("data/reference/themes.ttl")


SCHEME = iris.ID + "theme"


def concepts(themes: dict) -> dict:
    return {subject: said for subject, said in themes.items() if JPP.Theme in said[RDF.type.value]}


def test_themes_are_one_scheme_of_a_size_that_people_can_learn(themes: dict) -> None:
    schemes = [subject for subject, said in themes.items() if SKOS.ConceptScheme in said[RDF.type.value]]
    assert schemes == [SCHEME]
    for subject, said in concepts(themes).items():
        assert [term.value for term in said[SKOS.inScheme.value]] == [SCHEME], (
            f"{subject}: skos:inScheme id:theme; {THEMES}"
        )
        assert subject.startswith(iris.THEME), f"{subject}: the IRI of a theme begins with {iris.THEME}; {THEMES}"
    groups = [subject for subject, said in concepts(themes).items() if SKOS.broader.value not in said]
    assert 5 <= len(groups) <= 10, f"{len(groups)} groups; people keep five to ten apart: merge or split some; {THEMES}"
    below = len(concepts(themes)) - len(groups)
    assert 30 <= below <= 50, f"{below} themes; people learn thirty to fifty: merge or split some; {THEMES}"


def test_every_theme_is_a_group_at_the_top_or_has_one_group_above_it(themes: dict) -> None:
    tops = {term.value for term in themes[SCHEME][SKOS.hasTopConcept.value]}
    for subject, said in concepts(themes).items():
        if subject in tops:
            right = [term.value for term in said[SKOS.topConceptOf.value]] == [
                SCHEME
            ] and SKOS.broader.value not in said
            assert right, f"{subject} is a group: skos:topConceptOf id:theme, and no skos:broader; {THEMES}"
        else:
            assert SKOS.topConceptOf.value not in said, f"{subject}: list it under skos:hasTopConcept, or {THEMES}"
            groups = [group.value for group in said.get(SKOS.broader.value, [])]
            assert len(groups) == 1, f"{subject}: one group by skos:broader, not {groups}; {THEMES}"
            assert groups[0] in tops, f"{subject} is below {groups[0]}, which is no group; {THEMES}"
    used = {term.value for said in concepts(themes).values() for term in said.get(SKOS.broader.value, [])}
    assert used == tops, f"groups without themes, or not in skos:hasTopConcept: {sorted(used ^ tops)}; {THEMES}"


def test_related_themes_are_related_both_ways_and_never_to_their_own_group(themes: dict) -> None:
    for subject, said in concepts(themes).items():
        for other in said.get(SKOS.related.value, []):
            known = other.value in concepts(themes) and other.value != subject
            assert known, f"{subject}: skos:related {other.value} is no other theme; {THEMES}"
            back = [term.value for term in themes[other.value].get(SKOS.related.value, [])]
            assert subject in back, f"{other.value} lacks skos:related {subject}: write it on both; {THEMES}"
            assert other not in said.get(SKOS.broader.value, []), f"{subject} is related to its own group; {THEMES}"


def test_every_theme_has_names_definition_and_scope_note_in_both_languages(themes: dict) -> None:
    for subject, said in concepts(themes).items():
        group = SKOS.broader.value not in said
        for predicate in (SKOS.prefLabel, SKOS.definition) + (() if group else (SKOS.scopeNote,)):
            found = languages(said[predicate.value])
            assert found == ["en", "ja"], f"{subject} {predicate.value}: once in ja and in en, not {found}; {THEMES}"
        alternatives = set(languages(said.get(SKOS.altLabel.value, [])))
        assert alternatives <= {"en", "ja"}, f"{subject}: skos:altLabel in ja or en only; {THEMES}"
        assert len(said[SKOS.notation.value]) == 1, f"{subject}: one skos:notation; {THEMES}"


def test_no_two_themes_share_a_name_or_a_notation(themes: dict) -> None:
    names = Counter(
        (label.language, label.value.casefold())
        for said in concepts(themes).values()
        for predicate in (SKOS.prefLabel, SKOS.altLabel)
        for label in said.get(predicate.value, [])
    )
    notations = Counter(said[SKOS.notation.value][0].value for said in concepts(themes).values())
    twice = [key for key, count in (names + notations).items() if count > 1]
    assert not twice, f"two themes share a name or a notation: {twice}; {THEMES}"


def test_themes_link_to_development_goals_that_exist(themes: dict, reference: dict) -> None:
    linked = {goal.value for said in concepts(themes).values() for goal in said.get(SKOS.relatedMatch.value, [])}
    assert linked
    strange = sorted(goal for goal in linked if not (goal.startswith(iris.SDG) and goal in reference))
    assert not strange, f"skos:relatedMatch to what is no goal of data/reference/sdgs.ttl: {strange}; {THEMES}"


def test_scope_notes_name_other_themes_as_they_are_called(themes: dict) -> None:
    names = {label.value for said in concepts(themes).values() for label in said[SKOS.prefLabel.value]}
    for subject, said in concepts(themes).items():
        for note in said.get(SKOS.scopeNote.value, []):
            quoted = re.findall(r"「([^」]+)」" if note.language == "ja" else r"'([A-Z][^']+)'", note.value)
            assert set(quoted) <= names, f"{subject}: {sorted(set(quoted) - names)}: no theme is called so; {THEMES}"


# Schemes


def test_concepts_of_every_scheme_have_both_languages_and_stand_in_it(reference: dict) -> None:
    for subject, said in reference.items():
        if SKOS.Concept in said[RDF.type.value] and not subject.startswith(iris.SDG):
            (scheme,) = said[SKOS.inScheme.value]
            listed = NamedNode(subject) in reference[scheme.value][SKOS.hasTopConcept.value]
            assert listed, f"list {subject} under skos:hasTopConcept of {scheme.value} in data/reference/"
            both = languages(said[SKOS.prefLabel.value]) == languages(said[SKOS.definition.value]) == ["en", "ja"]
            assert both, f"{subject}: skos:prefLabel and skos:definition once in ja and in en, in data/reference/"


def test_there_are_seventeen_development_goals(reference: dict) -> None:
    goals = {subject for subject, said in reference.items() if subject.startswith(iris.SDG)}
    assert goals == {f"{iris.SDG}{n}" for n in range(1, 18)}
    assert all(languages(reference[goal][RDFS.label.value]) == ["en", "ja"] for goal in goals)


# Named things


def things(reference: dict) -> dict:
    """Things of a city; what any city has names no plan."""
    return {subject: said for subject, said in every_thing(reference).items() if JPP.usedIn.value in said}


def every_thing(reference: dict) -> dict:
    return {subject: said for subject, said in reference.items() if subject.startswith(iris.THING)}


def test_every_thing_has_one_class_names_in_both_languages_a_note_and_a_surface(reference: dict) -> None:
    classes = {JPP.Actor, JPP.Facility, JPP.Law, JPP.Place, JPP.PopulationGroup, JPP.Programme, JPP.Term}
    for subject, said in every_thing(reference).items():
        (class_,) = said[RDF.type.value]
        assert class_ in classes, f"{subject}: {class_} is no class of a named thing; {THINGS}"
        for predicate in (RDFS.label, SKOS.scopeNote):
            found = languages(said[predicate.value])
            assert found == ["en", "ja"], f"{subject} {predicate.value}: once in ja and in en, not {found}; {THINGS}"
        if subject != f"{iris.THING}town":  # found by a context rule
            assert said[JPP.surface.value], f"{subject}: write how it is printed as jpp:surface; {THINGS}"
        plans = {plan.value for plan in said.get(JPP.usedIn.value, [])} - {iris.element(plan) for plan in PLANS}
        assert not plans, f"{subject}: jpp:usedIn {sorted(plans)} is no plan here; {THINGS}"


def test_a_general_concept_is_of_the_class_of_what_it_joins(reference: dict) -> None:
    joined = {
        above.value: said[RDF.type.value]
        for said in every_thing(reference).values()
        for above in said.get(SKOS.broader.value, [])
    }
    unknown = joined.keys() - every_thing(reference).keys()
    assert not unknown, f"skos:broader points to what is no thing: {sorted(unknown)}; {THINGS}"
    for concept, classes in joined.items():
        assert reference[concept][RDF.type.value] == classes, f"{concept} is of another class; {THINGS}"


def test_nine_things_in_ten_lead_somewhere(built: Build, repo: Repo) -> None:
    question = catalogue.find(repo, "things-linked")
    rows = [[int(term.value) for term in row[2:4]] for row in ask.ask(built.open(), question, {}).rows]
    assert sum(linked for _, linked in rows) >= 0.9 * sum(things for things, _ in rows), f"{rows}; {THINGS}"


def test_no_surface_names_two_things_in_one_plan(reference: dict) -> None:
    uses = defaultdict(set)
    for subject, said in every_thing(reference).items():
        plans = [plan.value for plan in said.get(JPP.usedIn.value, [])] or ["any city"]
        for surface in said.get(JPP.surface.value, []):
            for plan in plans:
                uses["".join(surface.value.split()), plan].add(subject)
    twice = {key: sorted(found) for key, found in uses.items() if len(found) > 1}
    assert not twice, f"one surface names two things in one plan; keep it at one of them: {twice}; {THINGS}"


def test_a_guard_contains_a_surface_of_its_thing_and_is_none_itself(reference: dict) -> None:
    for subject, said in every_thing(reference).items():
        for guard in said.get(JPP.guard.value, []):
            word = "".join(guard.value.split())
            assert word not in surfaces(said), f"{subject}: {word} is both surface and guard; delete one; {THINGS}"
            useful = any(surface in word for surface in surfaces(said))
            assert useful, f"{subject}: the guard {word} contains no surface; delete it; {THINGS}"


def mentions(plan: Plan) -> dict[str, list[iris.Span]]:
    """Where each thing is named."""
    found = defaultdict(list)
    for said in plan.graph.values():
        if JPP.Mention in said.get(RDF.type.value, []):
            (thing,) = said[OA.hasBody.value]
            found[thing.value.removeprefix(iris.THING)] += [iris.read_span(at.value) for at in said[OA.hasTarget.value]]
    return found


def unmentioned(plans: dict, reference: dict) -> set[tuple[str, str]]:
    """Things that are said to be used in a plan and are not mentioned there, and the other way round."""
    used = {
        (subject.removeprefix(iris.THING), plan.value.removeprefix(iris.ID))
        for subject, said in things(reference).items()
        for plan in said[JPP.usedIn.value]
    }
    own = {subject.removeprefix(iris.THING) for subject in things(reference)}
    return used ^ {(thing, plan) for plan in PLANS for thing in mentions(plans[plan]) if thing in own}


def test_every_thing_is_mentioned_in_the_plans_that_use_it_and_in_no_other(plans: dict, reference: dict) -> None:
    differing = unmentioned(plans, reference)
    assert not differing, f"mend jpp:usedIn in data/*/things.ttl, then {EXTRACT.format('PLAN')}: {sorted(differing)}"


@pytest.fixture(scope="module")
def printed(plans: dict, repo: Repo, sources: Path) -> dict[str, set[str]]:
    """How each thing is written where it is mentioned, without white space."""
    found = defaultdict(set)
    for plan in PLANS:
        text = source.read(repo, plan, sources).text
        for thing, spans in mentions(plans[plan]).items():
            found[thing] |= {"".join(text[span.start : span.end].split()) for span in spans}
    return found


def surfaces(said: dict) -> set[str]:
    return {"".join(surface.value.split()) for surface in said[JPP.surface.value]}


@pytest.mark.sources
def test_a_mention_is_written_as_a_surface_of_its_thing(reference: dict, printed: dict) -> None:
    """A name that means one of two related things, the government or the town, is a surface of either."""
    for thing, found in printed.items():
        said = reference[iris.THING + thing]
        related = [reference[other.value] for other in said[SKOS.related.value]]
        known = surfaces(said).union(*map(surfaces, related))
        assert found <= known, f"{thing}: {EXTRACT.format('PLAN')}"


@pytest.mark.sources
def test_every_surface_of_every_thing_is_written_somewhere(reference: dict, printed: dict) -> None:
    unused = {
        (subject.removeprefix(iris.THING), surface)
        for subject, said in things(reference).items()
        for surface in surfaces(said) - printed[subject.removeprefix(iris.THING)]
    }
    assert not unused, f"delete these surfaces in data/*/things.ttl: no plan writes them: {sorted(unused)}"


@pytest.mark.sources
@pytest.mark.parametrize("plan", PLANS)
def test_every_sentence_of_a_text_belongs_to_an_element(plan: str, repo: Repo, sources: Path) -> None:
    """What belongs to none is a heading, a table, the title page or a placeholder: the ledger says which."""
    lines = source.read(repo, plan, sources).lines()
    homeless = {
        entry.line: entry.kind
        for entry in extraction.extract(repo, plan, sources).outline.ledger
        if not entry.element and entry.kind != "matrix" and lines[entry.line - 1].text.rstrip().endswith("。")
    }
    assert not homeless, f"give these lines a rule in data/{plan}/profile.toml"


def test_a_law_that_an_introduction_cites_has_an_element_and_a_line(plans: dict) -> None:
    kodaira, ordinance = plans[KODAIRA], iris.THING + "kodaira-basic-ordinance"
    citing = {
        subject.removeprefix(kodaira.base)
        for subject, said in kodaira.graph.items()
        if any(term.value == ordinance for term in said.get(JPP.mentions.value, []))
    }
    assert {"statement/10", "statement/11"} <= citing <= {e.removeprefix(kodaira.base) for e in kodaira.elements}


# Alignments

SSSOM_SLOTS = {
    "subject_id", "subject_label", "subject_category", "predicate_id", "predicate_label", "predicate_modifier",
    "object_id", "object_label", "object_category", "mapping_justification", "author_id", "author_label",
    "reviewer_id", "reviewer_label", "creator_id", "creator_label", "license", "subject_type", "subject_source",
    "subject_source_version", "object_type", "object_source", "object_source_version", "predicate_type",
    "mapping_provider", "mapping_source", "mapping_cardinality", "cardinality_scope", "mapping_tool", "mapping_tool_id",
    "mapping_tool_version", "mapping_date", "publication_date", "review_date", "confidence", "reviewer_agreement",
    "curation_rule", "curation_rule_text", "subject_match_field", "object_match_field", "match_string",
    "subject_preprocessing", "object_preprocessing", "similarity_score", "similarity_measure", "see_also",
    "issue_tracker_item", "other", "comment", "record_id",
}  # fmt: skip
SSSOM_SET_SLOTS = {
    "sssom_version", "mapping_set_id", "mapping_set_title", "mapping_set_description", "mapping_set_version",
    "mapping_set_source", "mapping_set_confidence", "curie_map", "license", "creator_id", "creator_label",
    "subject_source", "subject_source_version", "object_source", "object_source_version", "mapping_provider",
    "mapping_tool", "mapping_tool_id", "mapping_tool_version", "mapping_date", "publication_date", "issue_tracker",
    "see_also", "other", "comment", "extension_definitions", "subject_type", "object_type", "predicate_type",
    "cardinality_scope", "subject_match_field", "object_match_field", "subject_preprocessing", "object_preprocessing",
    "similarity_measure", "curation_rule", "curation_rule_text",
}  # fmt: skip
BUILT_IN = {
    "owl": OWL.base, "rdf": RDF.base, "rdfs": RDFS.base, "semapv": "https://w3id.org/semapv/vocab/", "skos": SKOS.base,
    "sssom": SSSOM.base, "xsd": XSD.base, "linkml": "https://w3id.org/linkml/",
}  # fmt: skip


class Table:
    """An SSSOM table by the rules of SSSOM, read without kgtool."""

    def __init__(self, path: Path) -> None:
        lines = path.read_text("utf-8").splitlines()
        self.header = [line[2:] for line in lines if line.startswith("#")]
        columns, *rows = (line.split("\t") for line in lines if not line.startswith("#"))
        self.columns = columns
        self.rows = [dict(zip(columns, row, strict=True)) for row in rows]
        self.curies = dict(re.findall(r"^  ([A-Za-z]+): (\S+)$", "\n".join(self.header), re.M))
        self.slots = dict(line.split(": ", 1) for line in self.header if ": " in line and not line.startswith(" "))

    def iri(self, curie: str) -> str:
        prefix, local = curie.split(":", 1)
        return self.curies[prefix] + local

    def whole(self, iri_or_curie: str) -> str:
        prefix, local = iri_or_curie.split(":", 1)
        return self.curies.get(prefix, f"{prefix}:") + local


@pytest.mark.parametrize("path", **ids(TABLES))
def test_an_alignment_is_named_after_two_plans_and_says_so(path: Path) -> None:
    pair = path.name.removesuffix(".sssom.tsv")
    one, other = pair.split("--")
    assert {one, other} <= VERSIONS.keys(), f"{path.name}: rename it to <plan>--<plan>.sssom.tsv"
    table = Table(path)
    assert table.slots["mapping_set_id"] == f"{iris.ID}alignment/{pair}", f"mapping_set_id ends in {pair}: {TABLE}"
    for slot, plan in (("subject_source", one), ("object_source", other)):
        right = iris.element(plan, VERSIONS[plan])
        assert table.whole(table.slots[slot]) == right, f"{slot} is the version {right}: {TABLE}"


@pytest.mark.parametrize("path", **ids(TABLES))
def test_the_sources_of_an_alignment_are_curies(path: Path) -> None:
    table = Table(path)
    assert all(table.slots[slot].split(":")[0] in table.curies for slot in ("subject_source", "object_source"))


@pytest.mark.parametrize("path", **ids(TABLES))
def test_an_alignment_obeys_the_rules_of_sssom(path: Path) -> None:
    table = Table(path)
    slots = [line.split(":")[0] for line in table.header if not line.startswith((" ", "-"))]
    extensions = re.findall(r"^  - slot_name: (\w+)$", "\n".join(table.header), re.M)
    of_set = set(extensions) - set(table.columns)
    assert set(slots) <= SSSOM_SET_SLOTS | of_set
    assert len(slots) == len(set(slots))
    assert {"mapping_set_id", "license", "curie_map"} <= set(slots)
    assert set(table.columns) - SSSOM_SLOTS == set(extensions) - of_set
    assert of_set <= set(slots)
    assert {"subject_id", "predicate_id", "object_id", "mapping_justification"} <= set(table.columns)
    for prefix, namespace in BUILT_IN.items():
        assert table.curies.get(prefix, namespace) == namespace
    for number, row in enumerate(table.rows, 1):
        for column in ("subject_id", "predicate_id", "object_id", "mapping_justification"):
            assert table.iri(row[column]), f"row {number}: {column}"
        assert row["mapping_justification"].startswith("semapv:")
        assert 0 < Decimal(row["confidence"]) <= 1
        assert not (row["subject_id"] == row["object_id"] == "sssom:NoTermFound")
        assert all(cell == cell.strip() and '"' not in cell for cell in row.values()), f"row {number}"


@pytest.mark.parametrize("path", **ids(TABLES))
def test_an_alignment_relates_elements_of_both_graphs_by_skos_and_never_exactly(path: Path, plans: dict) -> None:
    one, other = path.name.removesuffix(".sssom.tsv").split("--")
    allowed = {SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch}
    table = Table(path)
    for row in table.rows:
        allowed_here = NamedNode(table.iri(row["predicate_id"])) in allowed
        assert allowed_here, f"{row['predicate_id']}: use closeMatch, broadMatch, narrowMatch or relatedMatch; {TABLE}"
        for side, plan in (("subject", one), ("object", other)):
            if row[f"{side}_id"] == "sssom:NoTermFound":
                assert not row[f"{side}_label"], f"what is not there has no label: {row}; {TABLE}"
                continue
            said = plans[plan].elements.get(table.iri(row[f"{side}_id"]))
            assert said, f"{row[f'{side}_id']} is no element of {plan}; {TABLE}"
            names = said.get(JPP.shortName.value, []) or said[RDFS.label.value]
            english = [name.value for name in names if name.language == "en"]
            assert [row[f"{side}_label"]] == english, f"{row[f'{side}_id']}: write {english} as label; {TABLE}"


@pytest.mark.parametrize("path", **ids(TABLES))
def test_every_measure_of_both_plans_has_a_correspondence_or_the_word_that_it_has_none(path: Path, plans: dict) -> None:
    table = Table(path)
    for side, plan in zip(("subject", "object"), path.name.removesuffix(".sssom.tsv").split("--"), strict=True):
        measures = {element for element in plans[plan].elements if plans[plan].class_of(element) == "Measure"}
        named = {table.iri(row[f"{side}_id"]) for row in table.rows}
        assert measures <= named, (
            f"add rows, with sssom:NoTermFound where nothing corresponds: {sorted(measures - named)}"
        )


@pytest.mark.parametrize("path", **ids(TABLES))
def test_what_is_said_to_be_missing_is_not_there(path: Path) -> None:
    rows = Table(path).rows
    for side, other in (("subject_id", "object_id"), ("object_id", "subject_id")):
        matches = {(row[side], row["predicate_id"]) for row in rows if row[other] != "sssom:NoTermFound"}
        for row in rows:
            if row[other] == "sssom:NoTermFound":
                broken = {p for element, p in matches if element == row[side]}
                if row["predicate_id"] == "skos:closeMatch":  # something may be related
                    broken -= {"skos:relatedMatch"}
                assert not broken, f"{row[side]}: said to be missing, and yet {sorted(broken)}; {TABLE}"


# Evidence that reaches from a field of Kodaira into its neighbours.
FIELDS = {
    ("measure/5/field/1", "5149,5157"),
    ("measure/8/field/2", "7078,7086"),
    ("measure/8/field/3", "7084,7090"),
    ("measure/7/field/2", "6768,6777"),
    ("measure/7/field/1", "6767,6772"),
    ("measure/9/field/1", "7484,7493"),
    ("measure/9/field/3", "7489,7496"),
    ("measure/3/field/1", "3707,3715"),
}


def outside(path: Path, plans: dict) -> set[tuple[str, str]]:
    """Evidence that does not lie inside the section of its element: (element, range)."""
    table, found = Table(path), set()
    for row in table.rows:
        for side, plan in zip(("subject", "object"), path.name.removesuffix(".sssom.tsv").split("--"), strict=True):
            element, evidence = row[f"{side}_id"], row[f"{side}_evidence"]
            if element == "sssom:NoTermFound":
                assert not evidence
            elif not plans[plan].holds(table.iri(element), evidence):
                found.add((plans[plan].short(table.iri(element)), evidence.rpartition("#char=")[2]))
    return found


@pytest.mark.parametrize("path", **ids(TABLES))
def test_the_evidence_of_a_correspondence_lies_inside_the_sections_of_both_sides(path: Path, plans: dict) -> None:
    beyond = sorted(outside(path, plans) - FIELDS)
    assert not beyond, f"the evidence is not a passage of its element; name one that is: {beyond}; {TABLE}"


@pytest.mark.parametrize("path", **ids(TABLES))
def test_the_evidence_of_a_field_is_the_words_of_the_field(path: Path, plans: dict) -> None:
    assert outside(path, plans) & FIELDS == set()


@pytest.mark.parametrize("path", **ids(TABLES))
def test_reasons_are_specific_and_in_the_language_they_claim(path: Path) -> None:
    rows = Table(path).rows
    for language in ("ja", "en"):
        reasons = Counter(row[f"reason_{language}"] for row in rows)
        assert max(reasons.values()) == 1, (
            f"two rows have one reason; say what is special: {reasons.most_common(1)}; {TABLE}"
        )
        for reason in reasons:
            japanese = bool(re.search(r"[ぁ-んァ-ン一-龥]", reason))
            assert japanese == (language == "ja"), f"this reason_{language} is in another language: {reason}; {TABLE}"


@pytest.mark.parametrize("path", **ids(TABLES))
def test_kgtool_reads_each_row_of_an_alignment_as_one_correspondence(path: Path) -> None:
    triples = list(InputFile(path, name(path)).statements)
    nodes = [t.subject for t in triples if t.predicate == RDF.type and t.object == JPP.Correspondence]
    assert len(nodes) == len(set(nodes)) == len(Table(path).rows)
    assert not any(t.predicate == SKOS.exactMatch or t.object == SKOS.exactMatch for t in triples)


# Files


def test_data_holds_exactly_the_files_it_may_hold(repo: Repo) -> None:
    gazetteer = ("actors", "facilities", "groups", "laws", "places", "programmes", "terms")
    parts = (
        *gazetteer,
        "commitments",
        "contexts",
        "levels",
        "municipalities",
        "numbers",
        "schemes",
        "sdgs",
        "themes",
        "units",
    )
    allowed = {f"reference/{part}.ttl" for part in parts}
    allowed |= {"reference/heading-terms.toml", "reference/municipalities.csv", "reference/municipalities.LICENSE"}
    allowed |= {"reference/kana.tsv", "reference/kana.LICENSE"}
    allowed |= {f"{plan}/{file}" for plan in VERSIONS for file in PLAN_FILES}
    allowed |= {f"{plan}/{file}" for plan in VERSIONS for file in (OUTSIDE, CONCLUSIONS, RETIRED, THINGS_FILE)}
    allowed |= {f"alignments/{KIYOSE}--{KODAIRA}.sssom.tsv"}
    allowed |= {f"readings/{of}.tsv" for of in (KIYOSE, KODAIRA, f"{KIYOSE}--{KODAIRA}")}
    allowed |= {f"readings/{of}.ttl" for of in (KIYOSE, KODAIRA, f"{KIYOSE}--{KODAIRA}")}
    found = {path.relative_to(DATA).as_posix() for path in DATA.rglob("*") if path.is_file()}
    assert found == allowed, (
        f"missing or stray in data/: {sorted(found ^ allowed)}; put back or delete it, or, for a new plan or kind of thing, "
        "add it to VERSIONS or to this test"
    )
    assert repo.plans == PLANS


@pytest.mark.parametrize("path", **ids(TURTLE))
def test_turtle_in_data_has_no_blank_nodes(path: Path) -> None:
    for triple in InputFile(path, name(path)).statements:
        named = not any(isinstance(term, BlankNode) for term in triple)
        assert named, f"{name(path)}: give the blank node an IRI, so that changes to it can be seen: {triple}"


@pytest.mark.parametrize("path", **ids(TURTLE + sorted((ROOT / "ontology").rglob("*.ttl"))))
def test_rdflib_and_oxigraph_read_the_same_graph(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    theirs = rdflib.Graph().parse(path, format="turtle")
    again = parse(theirs.serialize(format="nt", encoding="utf-8"), RdfFormat.N_TRIPLES)
    assert canonical(again) == canonical(parse(path.read_bytes(), RdfFormat.TURTLE))


def canonical(quads: Iterator) -> set[str]:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


@pytest.mark.parametrize("file", ["plan.ttl", "conclusions.ttl"])
@pytest.mark.parametrize("plan", PLANS)
def test_generated_files_are_canonical_turtle(plan: str, file: str, repo: Repo) -> None:
    path = repo.plan_file(plan, file)
    text = source.SourceText(source.describe(repo, plan), "", "")
    assert extraction.serialise(repo, plan, text, list(InputFile(path, name(path)).statements)) == path.read_bytes(), (
        EXTRACT.format(plan)
    )


@pytest.mark.parametrize("path", **ids([path for path in DATA.rglob("*") if path.is_file()]))
def test_files_are_plain_utf8_with_unix_lines_and_a_newline_at_the_end(path: Path) -> None:
    data = path.read_bytes()
    data.decode("utf-8")
    assert not data.startswith(b"\xef\xbb\xbf"), f"{name(path)}: save it without a byte order mark"
    assert b"\r" not in data, f"{name(path)}: save it with LF line ends"
    assert data.endswith(b"\n"), f"{name(path)}: end the last line"


# The graph as a whole


@pytest.fixture(scope="module")
def whole(repo: Repo) -> Store:
    store = Store()
    for path in [*TURTLE, *repo.ontology]:
        store.bulk_load(path.read_bytes(), RdfFormat.TURTLE)
    return store


def test_a_programme_or_word_of_the_same_name_as_a_theme_points_to_it(whole: Store) -> None:
    def texts(node: NamedNode, *predicates: NamedNode) -> set[str]:
        found = (quad.object for p in predicates for quad in whole.quads_for_pattern(node, p, None))
        return {text.value for text in found if isinstance(text, Literal) and text.language == "ja"}

    themes = {quad.subject for quad in whole.quads_for_pattern(None, RDF.type, JPP.Theme)}
    called = {name: theme for theme in themes for name in texts(theme, SKOS.prefLabel, SKOS.altLabel)}
    things = {q.subject for kind in (JPP.Programme, JPP.Term) for q in whole.quads_for_pattern(None, RDF.type, kind)}
    named = {thing: {called[name] for name in texts(thing, RDFS.label) if name in called} for thing in things}
    linked = {thing: {q.object for q in whole.quads_for_pattern(thing, DCTERMS.subject, None)} for thing in things}
    missing = {thing: found for thing, found in named.items() if not found <= linked[thing]}
    assert not missing, "dcterms:subject of a thing leads to the theme that has its name; put it into data/reference/"
    assert sum(map(bool, named.values())) > 30


def test_every_resource_of_ours_that_is_pointed_at_is_described(whole: Store) -> None:
    described = {quad.subject for quad in whole} | {PUBLISHER}  # the build describes the project
    outside = {
        quad.object
        for quad in whole
        if isinstance(quad.object, NamedNode) and quad.object.value.startswith((iris.ID, iris.NS, iris.SDG))
    }
    unknown = sorted(term.value for term in outside - described)
    assert not unknown, f"pointed at but described nowhere; mend the name, or describe it in data/reference/: {unknown}"


def test_every_place_that_is_cited_is_a_span_with_lines_and_a_hash(whole: Store) -> None:
    cited = {
        quad.object for p in (JPP.evidence, JPP.statedAt, JPP.bodyAt) for quad in whole.quads_for_pattern(None, p, None)
    }
    for path in TABLES:
        for row in Table(path).rows:
            cited |= {NamedNode(row[column]) for column in ("subject_evidence", "object_evidence") if row[column]}
    spans = {quad.subject for quad in whole.quads_for_pattern(None, JPP.spanSha256, None)}
    sources = {quad.subject for quad in whole.quads_for_pattern(None, RDF.type, JPP.OutsideSource)}
    unknown = sorted(span.value for span in cited - spans - sources)
    assert not unknown, f"cited but not among the spans of plan.ttl; {EXTRACT.format('PLAN')}: {unknown}"
    for span in spans:
        said = {quad.predicate: quad.object for quad in whole.quads_for_pattern(span, None, None)}
        place = iris.read_span(span.value)
        assert place is not None
        assert 0 <= place.start < place.end
        assert re.fullmatch("[0-9a-f]{64}", said[JPP.spanSha256].value)
        assert int(said[JPP.firstLine].value) <= int(said[JPP.lastLine].value)
        selector = {
            quad.predicate: quad.object.value for quad in whole.quads_for_pattern(said[OA.hasSelector], None, None)
        }
        assert (int(selector[OA.start]), int(selector[OA.end])) == (place.start, place.end)


def test_a_functional_property_has_one_value_at_most(whole: Store) -> None:
    functional = [quad.subject for quad in whole.quads_for_pattern(None, RDF.type, OWL.FunctionalProperty)]
    assert functional
    for predicate in functional:
        subjects = Counter(quad.subject for quad in whole.quads_for_pattern(None, predicate, None))
        twice = [subject.value for subject, count in subjects.items() if count > 1]
        assert not twice, f"{predicate.value} can have one value only; delete the others of {twice}"


def test_values_fit_the_domain_and_range_of_their_property(whole: Store) -> None:
    types = defaultdict(set)
    for quad in whole.quads_for_pattern(None, RDF.type, None):
        types[quad.subject] |= {quad.object, *above(whole, quad.object)}
    for predicate, role in ((RDFS.domain, "subject"), (RDFS.range, "object")):
        for declared in whole.quads_for_pattern(None, predicate, None):
            for quad in whole.quads_for_pattern(None, declared.subject, None):
                term = getattr(quad, role)
                if isinstance(term, Literal):
                    assert term.datatype == declared.object, quad
                elif iris.read_span(term.value) is None or term in types:
                    assert declared.object in types[term], f"{quad}: not a {declared.object.value}"


def above(store: Store, class_: NamedNode) -> set[NamedNode]:
    found: set[NamedNode] = set()
    for quad in store.quads_for_pattern(class_, RDFS.subClassOf, None):
        found |= {quad.object, *above(store, quad.object)}
    return found


def test_orders_count_from_one_without_holes_among_siblings_of_one_kind(plans: dict) -> None:
    for plan in PLANS:
        here, orders = plans[plan], defaultdict(list)
        for element, said in here.elements.items():
            parent = said.get(JPP.partOf.value, [None])[0]
            orders[here.class_of(element), parent].append(int(said[JPP.order.value][0].value))
        for key, found in orders.items():
            assert sorted(found) == list(range(1, len(found) + 1)), (
                f"{plan}: {found} do not count from 1 for {[*map(str, key)]}: mend profile.toml, then {EXTRACT.format(plan)}"
            )


# One word in English

WORDS = {"autonomy": "self-government", "common": "shared"}
"""What our English texts do not say, and what they say instead: 自治 has one word, and two plans share things."""


@pytest.mark.parametrize("path", **ids([*sorted((ROOT / "data").rglob("*.ttl")), *TABLES]))
def test_our_english_texts_keep_to_one_word(path: Path) -> None:
    text = re.sub(r"for the common good", "", path.read_text("utf-8"), flags=re.I)
    for other, word in WORDS.items():
        # IRIs keep the names that they have; only words of running text count.
        found = re.search(
            rf'"[^"\n]*(?<![\w:/-]){other}(?![\w-])[^"\n]*"@en|\t[^\t\n]*(?<![\w:/-]){other} [^\t\n]*\t', text, re.I
        )
        assert not found, f"{path.name} says “{other}”; say “{word}”: {found and found[0]}"
