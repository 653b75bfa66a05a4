"""``kgtool new plan``: a folder from a text, that extracts, builds and keeps what a person has edited."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from kgtool.base.errors import InputError, UsageError
from kgtool.corpus import layout
from kgtool.corpus.layout import Repo
from kgtool.extract import extraction
from kgtool.intake import folder
from kgtool.intake.folder import PlanAnswers
from tests.intake import invented

PLAN = "99999-kamome-3"


@pytest.fixture
def town(repo: Repo, tmp_path: Path) -> Repo:
    """A root of its own that uses the ontology and the reference data of this repository."""
    (tmp_path / "data").mkdir()
    return Repo(tmp_path, repo.share)


def files(repo: Repo, text: str | None = None, answers: PlanAnswers | None = None) -> dict[str, str]:
    data = (text or invented.text()).encode()
    return folder.compose(folder.read(repo, PLAN, "kamome.txt", data), answers or PlanAnswers())


def test_the_draft_of_an_invented_town_finds_its_elements_with_their_parents(town: Repo, tmp_path: Path) -> None:
    folder.place(town, PLAN, files(town))
    (tmp_path / "kamome.txt").write_text(invented.text(), "utf-8")
    outline = extraction.extract(town, PLAN, tmp_path).outline
    labels = {path: element.label for path, element in outline.elements.items()}
    found = [(e.class_, e.label, labels.get(e.parent, "")) for e in outline.elements.values()]
    kept = [one for one in found if one[0] not in ("Statement", "DesiredState")]
    assert sorted(kept) == sorted(invented.elements())
    assert sum(1 for e in outline.elements.values() if e.class_ == "DesiredState") == 7
    assert not [entry for entry in outline.ledger if entry.kind == "unexplained"]


def test_source_ttl_names_the_text_by_its_hash_and_length_and_the_plan_by_its_printed_title(town: Repo) -> None:
    source = files(town)["source.ttl"]
    data = invented.text().encode()
    assert hashlib.sha256(data).hexdigest() in source
    assert f"jpp:characterCount {len(data.decode())} ." in source
    assert 'rdfs:label "第三次かもめ町総合計画"@ja, "Comprehensive plan 3 of Kamome"@en ;' in source
    assert "a jpp:ComprehensivePlan" in source


def test_the_printed_period_is_a_fact_of_the_profile(town: Repo) -> None:
    profile = files(town)["profile.toml"]
    assert "(?P<start>令和９年度)～(?P<end>令和18年度)" in profile


def test_a_period_that_no_line_prints_is_a_gap_or_what_a_person_said(town: Repo) -> None:
    text = invented.text().replace("令和９年度～令和18年度\n", "")
    gap = files(town, text)
    assert 'property = "startFiscalYear"' in gap["profile.toml"]
    said = files(town, text, PlanAnswers(period="2027-2036"))
    assert "startFiscalYear" not in said["profile.toml"]
    assert "jpp:startFiscalYear 2027 ;" in said["source.ttl"]


def test_a_plan_without_a_printed_title_needs_one(town: Repo) -> None:
    text = invented.text().replace("第三次かもめ町総合計画\n", "")
    with pytest.raises(UsageError) as error:
        files(town, text)
    assert error.value.code == "answer-missing"
    assert 'rdfs:label "第三次計画"@ja' in files(town, text, PlanAnswers(title="第三次計画"))["source.ttl"]


@pytest.mark.parametrize("name", ["ito", "22208-Ito-5", "2220-ito-5", "22208-ito", "../22208-ito-5"])
def test_a_folder_that_no_iri_can_be_made_of_is_refused(town: Repo, name: str) -> None:
    with pytest.raises(UsageError) as error:
        folder.read(town, name, "x.txt", invented.text().encode())
    assert error.value.code == "plan-name"


@pytest.mark.parametrize(("data", "code"), [(b" \n", "source-empty"), ("かもめ".encode("shift_jis"), "encoding")])
def test_what_is_no_text_is_refused(town: Repo, data: bytes, code: str) -> None:
    with pytest.raises(InputError) as error:
        folder.read(town, PLAN, "x.txt", data)
    assert error.value.code == code


def test_a_folder_that_a_person_has_edited_is_left_as_it_is(town: Repo) -> None:
    first = folder.place(town, PLAN, files(town))
    assert first.written == tuple(
        f"data/{PLAN}/{n}" for n in ("source.ttl", "profile.toml", "curation.ttl", "things.ttl", "doubts.md")
    )
    profile = town.root / "data" / PLAN / "profile.toml"
    edited = profile.read_text("utf-8") + "\n# mine\n"
    profile.write_text(edited, "utf-8")
    (town.root / "data" / PLAN / "doubts.md").unlink()
    again = folder.place(town, PLAN, files(town))
    assert profile.read_text("utf-8") == edited
    assert again.beside == {f"data/{PLAN}/profile.toml": f"drafts/{PLAN}/profile.toml"}
    assert again.written == (f"data/{PLAN}/doubts.md",)
    assert set(again.kept) == {f"data/{PLAN}/{name}.ttl" for name in ("source", "curation", "things")}
    assert not list((town.root / "data").glob(".*"))


def test_the_same_text_gives_the_same_folder(town: Repo) -> None:
    assert files(town) == files(town)


def test_doubts_cite_no_sentence(town: Repo) -> None:
    page = files(town)["doubts.md"]
    assert "## 規則" in page
    assert "## Rules" in page
    sentences = [line for line in invented.text().splitlines() if "。" in line and len(line) > 24]
    assert sentences
    assert not [line for line in sentences if line in page]


def test_the_command_writes_the_folder_and_says_what_comes_next(
    kgtool: Callable[..., tuple[int, str, str]], repo: Repo, tmp_path: Path
) -> None:
    root = tmp_path / "root"
    (root / "data").mkdir(parents=True)
    (root / "ontology").symlink_to(repo.share / "ontology")
    (root / "data" / "reference").symlink_to(repo.share / "data" / "reference")
    text = tmp_path / "kamome.txt"
    text.write_text(invented.text(), "utf-8")
    code, out, err = kgtool("--root", root.as_posix(), "--lang", "ja", "new", "plan", PLAN, "--from", text.as_posix())
    assert (code, err) == (0, "")
    assert f"kgtool extract {PLAN}" in out
    assert layout.find(root).plans == [PLAN]
    code, out, err = kgtool("--root", root.as_posix(), "--lang", "ja", "new", "plan", PLAN, "--from", text.as_posix())
    assert code == 0
    assert "そのままに" in err
