"""``kgtool check``: what it finds, what it prints and writes, and how it ends."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kgtool.check.report import FORMATS
from kgtool.cli.check import command
from tests import ROOT
from tests.check.small import CURATION, KIYOSE, PLAN, SHARED, Small

Kgtool = Callable[..., tuple[int, str, str]]


def arguments(few: Small, *more: object, lang: str = "en") -> list[object]:
    return ["--lang", lang, "--root", few.root, "check", "--no-owl", *more]


def found(out: str) -> list[str]:
    """The place, severity and code of each finding of a text report."""
    return re.findall(r"^(\S+:\d+:\d+: \w+ [\w-]+) ", out, re.M)


def test_without_a_fault_it_says_so_and_ends_with_0(kgtool: Kgtool, few: Small) -> None:
    code, out, err = kgtool(*arguments(few))
    assert (code, err) == (0, "")
    assert re.search(r"^All clear: nothing to mend \(\d+ files, \d+ rules\)\.\n$", out, re.M)


def test_a_fault_is_shown_at_its_line_and_ends_with_1(kgtool: Kgtool, few: Small) -> None:
    few.lose_a_code()
    code, out, err = kgtool(*arguments(few))
    text = (few.root / PLAN).read_text("utf-8")
    line = text[: text.index("<measure/2-1> a ")].count("\n") + 1
    assert (code, err) == (1, "")
    assert found(out) == [f"{PLAN}:{line}:1: error Measure-notation"]


def test_the_sums_fit_the_terminal(kgtool: Kgtool, few: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    widest = {}
    for width in (70, 100):
        monkeypatch.setenv("COLUMNS", str(width))
        sums = [line for line in kgtool(*arguments(few))[1].splitlines() if line.startswith("  ")]
        widest[width] = max(map(len, sums))
    assert widest[70] <= 70 < widest[100] <= 100


@pytest.mark.parametrize(
    ("lose", "ends"),
    [
        (Small.lose_a_code, {"error": 1, "warning": 1, "info": 1}),
        (Small.lose_a_theme, {"error": 0, "warning": 1, "info": 1}),
        (Small.lose_an_identifier, {"error": 0, "warning": 0, "info": 1}),
    ],
)
def test_it_fails_from_a_severity_on_and_shows_every_finding_all_the_same(
    kgtool: Kgtool, few: Small, lose: Callable[[Small], None], ends: dict[str, int]
) -> None:
    lose(few)
    outcomes = {level: kgtool(*arguments(few, "--fail-on", level)) for level in ends}
    assert {level: code for level, (code, _, _) in outcomes.items()} == ends
    assert all(len(found(out)) == 1 for _, out, _ in outcomes.values())
    assert kgtool(*arguments(few))[0] == ends["error"]


def everything(few: Small, folder: Path) -> list[object]:
    """Arguments that ask for a report of every format."""
    folder.mkdir()
    return [word for name in FORMATS.own for word in ("--report", f"{name}={folder / name}")]


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_reports_are_what_it_prints_in_that_format(kgtool: Kgtool, few: Small, tmp_path: Path) -> None:
    few.lose_a_code()
    code, out, _ = kgtool(*arguments(few, *everything(few, tmp_path / "reports")))
    reports = written(tmp_path / "reports")
    assert reports.keys() == set(FORMATS.own)
    assert (code, out.encode()) == (1, reports["text"])
    for name in FORMATS.own:
        assert kgtool(*arguments(few, "--format", name))[1].encode() == reports[name]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_fresh_and_cached_runs_print_and_write_the_same_bytes(
    kgtool: Kgtool, few: Small, tmp_path: Path, lang: str
) -> None:
    few.lose_a_code()
    few.lose_a_theme()
    outcomes, reports = [], []
    for name, more in (("fresh", ["--no-cache"]), ("cold", []), ("warm", [])):
        outcomes.append(kgtool(*arguments(few, *everything(few, tmp_path / name), *more, lang=lang)))
        reports.append(written(tmp_path / name))
    assert outcomes[0] == outcomes[1] == outcomes[2]
    assert reports[0] == reports[1] == reports[2]


def no_folder(path: Path) -> Path:
    return path / "missing" / "out"


def a_folder(path: Path) -> Path:
    (path / "out").mkdir()
    return path / "out"


def a_device(path: Path) -> Path:
    (path / "out").symlink_to("/dev/null")
    return path / "out"


@pytest.mark.parametrize("spoil", [no_folder, a_folder, a_device])
@pytest.mark.parametrize("option", ["--report", "--write-baseline"])
def test_a_file_that_cannot_be_written_ends_it_before_anything_is_written(
    kgtool: Kgtool, few: Small, tmp_path: Path, spoil: Callable[[Path], Path], option: str
) -> None:
    few.lose_a_code()
    target = spoil(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    first = ["--report", f"json={tmp_path / 'first'}"] if option == "--report" else []
    code, out, err = kgtool(*arguments(few, *first, option, f"junit={target}" if first else target))
    assert (code, out) == (2, "")
    assert err.startswith(f"{target}: error[file-unwritable] ")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "more",
    [
        ["--report", "sarif"],
        ["--report", "sarif="],
        ["--report", "pdf=out"],
        ["--report", "json=out", "--report", "html=out"],
        ["--format", "pdf"],
        ["--engine", "slow"],
        ["--fail-on", "never"],
        ["--write-baseline", "out", "--report", "json=other"],
        ["--write-baseline", "out", "--since", "HEAD"],
        ["--write-baseline", "out", "data"],
    ],
)
def test_wrong_usage_ends_with_2_and_writes_nothing(
    kgtool: Kgtool, few: Small, more: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(few.root)
    before = sorted(few.root.rglob("*"))
    code, out, err = kgtool(*arguments(few, *more))
    assert (code, out) == (2, "")
    assert err.startswith(("Usage: ", "error[option] ", "error[name-unknown] "))
    assert sorted(few.root.rglob("*")) == before


def test_findings_are_limited_to_files_and_folders(kgtool: Kgtool, few: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    few.lose_a_code()
    few.lose_an_identifier()
    monkeypatch.chdir(few.root)
    in_plan, in_shared = "error Measure-notation", "info FormalOrganization-closeMatch"

    def codes(*paths: str) -> list[str]:
        code, out, _ = kgtool(*arguments(few, *paths))
        assert code == (in_plan in out)
        return [finding.split(": ")[1] for finding in found(out)]

    assert codes() == codes(".") == codes(".", KIYOSE) == codes("data") == [in_plan, in_shared]
    assert codes(PLAN) == codes("data/99998-asagiri-1/") == codes(CURATION, PLAN) == [in_plan]
    assert codes(SHARED) == codes("data/13221-kiyose-5", "data/reference") == [in_shared]
    assert codes(KIYOSE) == codes("ontology") == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("data/99999-nowhere-1", "file-missing"),
        ("shapes", "nothing-to-check"),
        ("README.md", "nothing-to-check"),
        ("..", "nothing-to-check"),
    ],
)
def test_a_place_where_nothing_is_checked_is_refused(
    kgtool: Kgtool, few: Small, monkeypatch: pytest.MonkeyPatch, name: str, code: str
) -> None:
    (few.root / "README.md").write_text("Read me.\n", "utf-8")
    monkeypatch.chdir(few.root)
    ended, out, err = kgtool(*arguments(few, PLAN, name))
    assert (ended, out) == (2, "")
    assert err.startswith(f"{name}: error[{code}] ")


def test_messages_are_in_the_language_that_is_asked_for(
    kgtool: Kgtool, few: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    few.lose_a_code()
    ja, en = (kgtool(*arguments(few, lang=lang))[1] for lang in ("ja", "en"))
    assert "施策に番号がなく" in ja
    assert "木の駅づくり" in ja
    assert "The measure has neither a code" in en
    assert "Stations for timber" in en
    plain = ["--root", few.root, "check", "--no-owl"]
    assert kgtool(*plain)[1] == en
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    assert kgtool(*plain)[1] == ja
    monkeypatch.setenv("KGTOOL_LANG", "en")
    assert kgtool(*plain)[1] == en


@pytest.mark.parametrize(("lang", "said"), [("ja", "フォルダーがありません。"), ("en", "the folder does not exist.")])
def test_errors_are_in_the_language_that_is_asked_for(kgtool: Kgtool, few: Small, lang: str, said: str) -> None:
    shutil.rmtree(few.root / "shapes")
    code, _, err = kgtool(*arguments(few, lang=lang))
    assert code == 2
    assert err.startswith(f"shapes: error[folder-missing] {said}\n")


def test_the_reasoner_that_is_required_and_missing_ends_it_with_2(
    kgtool: Kgtool, few: Small, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    plain = ["--lang", "en", "--root", few.root, "check"]
    code, out, err = kgtool(*plain, "--require-owl")
    assert (code, out) == (2, "")
    assert err.startswith("error[java-missing] ")
    code, out, err = kgtool(*plain)
    assert (code, err) == (0, "")
    assert "notice: no Java runtime was found; the OWL check was skipped." in out


RULES = [*sorted((ROOT / "shapes").rglob("*.ttl")), *sorted((ROOT / "queries" / "checks").glob("*.rq"))]


def listed(kgtool: Kgtool, root: Path, lang: str = "en") -> dict[str, tuple[str, str]]:
    """The codes of ``--rules``, each with its severity and its name."""
    code, out, err = kgtool("--lang", lang, "--root", root, "check", "--rules")
    assert (code, err) == (0, "")
    rows = [line.split(maxsplit=2) for line in out.splitlines()]
    assert [row[1] for row in rows] == sorted({row[1] for row in rows})
    return {row[1]: (row[0], row[2]) for row in rows}


NO_FILES = {
    "OWL-inconsistent",
    "OWL-unsatisfiable",
    "engines-differ",
    "extract-drift",
    "label-stale",
    "suppression-unexplained",
    "suppression-unused",
}
"""Rules that no file holds."""


def rules_in(files: list[Path]) -> set[str]:
    """The names of check queries, and of shapes that state a severity."""
    shapes = "\n".join(path.read_text("utf-8") for path in files if path.suffix == ".ttl")
    named = re.findall(r"^jpps:(\S+) a .*\n(?:    .*\n)*?    sh:severity ", shapes, re.M)
    return {*named, *(path.stem for path in files if path.suffix == ".rq")}


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder without rules and data: what reads rules there reads no more than a test puts into it."""
    for name in ("data", "ontology"):
        (tmp_path / "bare" / name).mkdir(parents=True)
    return tmp_path / "bare"


# One file of rules at a time, since all of them would be read anew for every rule
@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_every_rule_that_is_listed_can_be_explained(kgtool: Kgtool, bare: Path, path: Path) -> None:
    name = path.relative_to(ROOT)
    (bare / name).parent.mkdir(parents=True)
    shutil.copy(path, bare / name)
    lines = path.read_text("utf-8").split("\n")
    pages: dict[str, set[str]] = {}
    for lang, labels in (
        ("ja", ("重大さ", "内容と対処", "理由", "規則の場所")),
        ("en", ("severity", "what and remedy", "why", "rule")),
    ):
        for rule, (severity, title) in listed(kgtool, bare, lang).items():
            code, out, err = kgtool("--lang", lang, "--root", bare, "check", "--explain", rule)
            assert (code, err) == (0, "")
            head, empty, *rest = out.splitlines()
            assert (head, empty) == (f"{rule}: {title}", "")
            said = dict(line.split(": ", 1) for line in rest)
            assert tuple(said) == labels
            assert all(text.strip() for text in said.values())
            assert said[labels[0]] == severity
            file, _, line = said[labels[3]].partition(":")
            if rule not in NO_FILES:
                assert file == name.as_posix()
                assert path.suffix == ".rq" or lines[int(line.split(":")[0]) - 1].startswith(f"jpps:{rule} ")
            pages.setdefault(rule, set()).add(out)
    assert all(len(texts) == 2 for texts in pages.values()), "the pages differ by language"
    assert pages.keys() == rules_in([path]) | NO_FILES


def test_all_rules_are_listed(kgtool: Kgtool) -> None:
    assert listed(kgtool, ROOT).keys() == rules_in(RULES) | NO_FILES


def test_a_rule_that_does_not_exist_is_refused_with_those_that_are_near(kgtool: Kgtool, few: Small) -> None:
    code, out, err = kgtool(*arguments(few, "--explain", "Mesure-notation"))
    assert (code, out) == (2, "")
    assert err.startswith("error[rule-unknown] there is no rule Mesure-notation.\n")
    assert "near: Measure-notation" in err
    assert kgtool(*arguments(few, "--explain", "zzz"))[2].endswith("near: -\n")
    assert kgtool(*arguments(few, "--explain", ""))[0] == 2


def test_explaining_checks_nothing(kgtool: Kgtool, few: Small) -> None:
    (few.root / PLAN).write_text("no Turtle", "utf-8")
    assert kgtool(*arguments(few, "--explain", "Measure-notation"))[0] == 0
    assert kgtool(*arguments(few, "--rules"))[0] == 0
    assert not (few.root / ".kgtool-cache").exists()


def test_every_option_of_the_engine_can_be_asked_for(kgtool: Kgtool, few: Small) -> None:
    few.lose_a_code()
    (engine,) = (option for option in command.params if option.name == "engine")
    outs = {name: kgtool(*arguments(few, "--engine", name)) for name in engine.type.choices}
    assert outs.keys() == {"auto", "pyshacl", "fast", "both"}
    assert {code for code, _, _ in outs.values()} == {1}
    assert outs["auto"] == outs["pyshacl"] == outs["fast"]
    assert found(outs["both"][1]) == found(outs["fast"][1])
    assert "".join(outs["both"][1:]).count(": both engines give the same ") == 3


def test_the_job_summary_of_github_is_added_to_what_is_there(
    kgtool: Kgtool, few: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few.lose_a_code()
    summary = tmp_path / "summary.md"
    summary.write_text("# Before\n", "utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    kgtool(*arguments(few, "--format", "text"))
    assert summary.read_text("utf-8") == "# Before\n"
    code, out, _ = kgtool(*arguments(few, "--format", "github"))
    assert (code, out.startswith(f"::error file={PLAN},line=")) == (1, True)
    before, after = summary.read_text("utf-8").split("# Before\n")
    assert before == ""
    assert "Measure-notation" in after


def test_a_job_summary_that_cannot_be_written_ends_it_with_2(
    kgtool: Kgtool, few: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    code, out, err = kgtool(*arguments(few, "--format", "github"))
    assert (code, out) == (2, "")
    assert err.startswith(f"{tmp_path}: error[file-unwritable] ")


@pytest.mark.parametrize(
    ("lang", "said"),
    [("ja", "検査結果の形式に yaml はありません"), ("en", "there is no format of reports yaml")],
)
def test_a_format_that_does_not_exist_is_said_with_those_that_do(kgtool: Callable, lang: str, said: str) -> None:
    ended = kgtool("--lang", lang, "check", "-f", "yaml")
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert all(name in ended.err for name in FORMATS.own)
