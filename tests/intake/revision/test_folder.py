"""``kgtool new version``: the adopted plan of an invented town beside its draft."""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from kgtool.base.errors import InputError, UsageError
from kgtool.corpus import layout, units
from kgtool.corpus.layout import Repo
from kgtool.extract import extraction
from kgtool.intake import folder
from kgtool.intake.folder import PlanAnswers
from kgtool.intake.revision import folder as revision
from kgtool.rdf import iris
from kgtool.rdf.vocab import JPP, PROV, RDFS
from tests import crashing
from tests.intake import revised
from tests.intake.revised import GO, LATER, PLAN

OLD, NEW = iris.element(PLAN, "draft"), iris.element(PLAN, "adopted")


@pytest.fixture
def town(repo: Repo, kgtool: GO, tmp_path: Path) -> Repo:
    return revised.town(tmp_path, repo, kgtool)


def contents(root: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones as well."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def said(repo: Repo, edition: str = f"{PLAN}/adopted") -> dict[tuple[str, NamedNode], set[str]]:
    """What curation.ttl says of each node of a version, by its path and property."""
    found: dict[tuple[str, NamedNode], set[str]] = {}
    for statement in repo.file(repo.plan_file(edition, "curation.ttl")).statements:
        key = statement.subject.value.removeprefix(NEW).removeprefix("/"), statement.predicate
        found.setdefault(key, set()).add(statement.object.value)
    return found


def test_each_element_leads_to_the_one_it_revises_whatever_its_number(town: Repo) -> None:
    found = said(town)
    assert found["measure/1-2", PROV.wasRevisionOf] == {f"{OLD}/measure/1-1"}
    assert found["measure/1-1/direction/1", PROV.wasRevisionOf] == {f"{OLD}/measure/1-2/direction/1"}
    assert ("measure/3-2", PROV.wasRevisionOf) not in found, "the new measure has the number of one that is gone"
    source = town.file(town.plan_file(f"{PLAN}/adopted", "source.ttl")).statements
    assert [s.object.value for s in source if s.predicate == PROV.wasRevisionOf] == [OLD]


def test_what_was_said_of_an_element_that_says_the_same_is_carried_with_its_evidence(town: Repo) -> None:
    found = said(town)
    assert found["measure/1-2", RDFS.label] == {"Promoting fisheries"}
    evidence = iris.read_span(next(iter(found["measure/1-2/theme/agriculture", JPP.evidence])))
    assert evidence is not None
    assert evidence.text == iris.text(PLAN, "adopted")
    text = revised.adopted()
    assert text[evidence.start : evidence.end] == "水産業の振興が進み"
    assert text.rindex("施策", 0, evidence.start) == text.rindex("施策1-2　水産業の振興")
    assert found["", JPP.comparisonLevel] == {JPP.Measure.value}


def test_what_rests_on_words_that_are_gone_is_listed_and_not_carried(town: Repo) -> None:
    assert not [path for path, _ in said(town) if path.startswith("measure/1-3/theme")]
    page = (town.plan(f"{PLAN}/adopted") / layout.DOUBTS).read_text("utf-8")
    ja, en = page.split("\n# ", 2)[0], page.rsplit("\n# ", 1)[1]
    assert "引き継がなかったもの: 根拠の箇所が新しい文に見つからない" in ja
    assert "Not carried over: the place it rests on is not found in the new text" in en
    assert page.count("- `measure/1-3/theme/commerce-and-industry`") == 2
    assert "## 番号が変わった\n\n- 1-1 水産業の振興 `measure/1-1` → 1-2 水産業の振興 `measure/1-2`" in ja
    assert "## added\n\n- 3-2 若い世代の住まい `measure/3-2`" in en


def test_both_versions_are_read_from_their_own_texts_and_belong_to_one_plan(town: Repo) -> None:
    assert town.editions(PLAN) == [PLAN, f"{PLAN}/adopted"]
    files = [town.name(path) for path in units.unit(town, f"plan/{PLAN}").files]
    assert f"data/{PLAN}/plan.ttl" in files
    assert f"data/{PLAN}/adopted/plan.ttl" in files
    for edition in town.editions(PLAN):
        made = extraction.extract(town, edition, town.root / "texts")
        assert made.turtle == town.plan_file(edition, "plan.ttl").read_bytes()


def test_the_profile_before_is_kept_and_the_date_read_anew(town: Repo) -> None:
    before, after = (town.plan_file(edition, "profile.toml").read_text("utf-8") for edition in town.editions(PLAN))
    assert "令和９年９月" in after
    assert "(?P<date>令和９年３月)" not in after
    rules = [line for line in before.splitlines() if line.startswith("id = ")]
    assert [line for line in after.splitlines() if line.startswith("id = ")] == rules
    assert "unexplained" not in after


def test_a_text_of_another_layout_gets_a_profile_of_its_own(town: Repo) -> None:
    text = revised.adopted().replace("施策", "■取組").replace("【", "◆").replace("】", "")
    found = revision.read(town, PLAN, "other.txt", text.encode(), town.root / "texts")
    _, files = revision.compose(town, found, PlanAnswers(status="unverified"))
    assert "前の版の profile.toml では読めず、下書きし直しました。" in files[layout.DOUBTS]
    assert "■" in files["profile.toml"]


def test_run_again_it_overwrites_nothing(town: Repo, kgtool: GO) -> None:
    later = (*LATER, "--from", str(town.root / "texts" / "adopted.txt"))
    before = contents(town.root)
    assert "left as it is" in revised.go(kgtool, town.root, *later)
    assert contents(town.root) == before
    curation = town.plan(f"{PLAN}/adopted") / "curation.ttl"
    curation.write_text(curation.read_text("utf-8") + "# looked at\n", "utf-8")
    edited = contents(town.root)
    assert f"drafts/{PLAN}/adopted/curation.ttl" in revised.go(kgtool, town.root, *later)
    after = contents(town.root)
    assert after.pop(f"drafts/{PLAN}/adopted/curation.ttl") == before[f"data/{PLAN}/adopted/curation.ttl"]
    assert after == edited


def test_the_same_texts_give_the_same_bytes(repo: Repo, kgtool: GO, tmp_path: Path) -> None:
    one, other = (revised.town(tmp_path / name, repo, kgtool) for name in ("one", "other"))
    assert contents(one.root) == contents(other.root)


def test_killed_at_any_of_its_steps_it_leaves_the_state_before_or_the_whole_version(
    repo: Repo, kgtool: GO, tmp_path: Path
) -> None:
    town = revised.town(tmp_path, repo, kgtool, versions=1)
    before = contents(town.root)
    found = revision.read(town, PLAN, "adopted.txt", revised.adopted().encode(), town.root / "texts")
    edition, files = revision.compose(town, found, PlanAnswers(status="adopted"))
    assert contents(town.root) == before, "reading and composing write nothing"
    whole = {f"data/{edition}/{name}": text.encode() for name, text in files.items()}
    left = []
    for number in count(1):

        def work(number: int = number) -> None:
            crashing.die_at(number, town.root)
            folder.place(town, edition, files)

        killed, _ = crashing.child(work)
        left.append({path: data for path, data in contents(town.root).items() if path.startswith("data/")})
        for path in (town.root / "data" / edition, town.root / "drafts"):
            shutil.rmtree(path, ignore_errors=True)
        if not killed:
            break
    states = [before, before | whole]
    kept = [{path: data for path, data in state.items() if path.startswith("data/")} for state in states]
    assert all(state in kept for state in left)
    assert left[0] == kept[0]
    assert left[-1] == kept[1]
    assert len(left) > len(files), "each file is a step"


def test_the_text_of_a_version_that_is_there_makes_no_other(town: Repo) -> None:
    with pytest.raises(UsageError) as error:
        revision.read(town, PLAN, "draft.txt", revised.draft().encode(), town.root / "texts")
    assert error.value.code == "version-same"


def test_a_third_version_follows_the_second_and_needs_a_name_of_its_own(town: Repo) -> None:
    text = revised.adopted().replace("令和９年９月", "令和12年４月1日", 1)
    found = revision.read(town, PLAN, "third.txt", text.encode(), town.root / "texts")
    edition, files = revision.compose(town, found, PlanAnswers(status="adopted"))
    assert edition == f"{PLAN}/adopted-2030-04-01"
    assert f"prov:wasRevisionOf id:{PLAN}\\/adopted ;" in files["source.ttl"]
    undated = revision.read(town, PLAN, "third.txt", text.replace("４月1日", "4月").encode(), town.root / "texts")
    with pytest.raises(UsageError) as error:
        revision.compose(town, undated, PlanAnswers(status="adopted"))
    assert error.value.code == "version-taken"


def test_a_folder_that_is_not_called_as_its_version_is_an_error(town: Repo) -> None:
    shutil.move(town.plan(f"{PLAN}/adopted"), town.root / "data" / PLAN / "final")
    with pytest.raises(InputError) as error:
        extraction.extract(town, f"{PLAN}/final", town.root / "texts")
    assert error.value.code == "source-description"


def test_another_folder_in_the_folder_of_a_version_is_stray(town: Repo) -> None:
    (town.plan(f"{PLAN}/adopted") / "older").mkdir()
    with pytest.raises(InputError) as error:
        town.plan(f"{PLAN}/adopted")
    assert error.value.code == "stray-file"
