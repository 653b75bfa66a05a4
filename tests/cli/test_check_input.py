"""``kgtool check`` on what it cannot read: one clear error with its place and a remedy, no traceback, exit code 2.

A plan folder that cannot be read is a finding; the check of the others goes on, and the exit code is 1.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kgtool.base import errors
from kgtool.corpus import layout
from kgtool.docs import reference
from tests import ROOT
from tests.check.small import CURATION, PLAN, SHARED, Small

Kgtool = Callable[..., tuple[int, str, str]]
Spoil = Callable[[Small], object]
TABLE = "data/alignments/99998-asagiri-1--13221-kiyose-5.sssom.tsv"
LABEL = '"木の駅づくり"@ja ;'
NEWLINE = "\n"
MEGABYTES = 50 * 1024 * 1024


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    """End a check that waits for a pipe that nobody writes to."""

    def stop(*arguments: object) -> None:
        raise RuntimeError("the check hangs")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(120)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def refused(kgtool: Kgtool, root: Path, lang: str = "en") -> str:
    """The error, after a look at how the command ended."""
    code, out, err = kgtool("--lang", lang, "--root", root, "check", "--no-owl")
    if code == 1:
        found = [
            line
            for line in out.splitlines()
            if re.match(r"(data/(99998-asagiri-1|alignments|reference|loop)|ontology)[/:].*: error ", line)
        ]
        assert len(found) == 1, out
        assert len(found[0]) < 3_000
        return re.sub(r": error ([\w-]+) ", r": error[\1] ", found[0])
    assert (code, out) == (2, ""), err
    error, remedy = (line for line in err.splitlines() if not line.startswith("kgtool: "))
    assert re.match("  対処: ." if lang == "ja" else "  remedy: .", remedy)
    assert len(err) < 3_000
    return error


# What is wrong begins at ¦
@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (PLAN, LABEL, '"木の駅づくり"@¦@ ;'),
        (PLAN, LABEL, '"木の駅づくり"@ja @¦@ ;'),
        (CURATION, '"Stations for timber"@en .', '"Stations for timber"@en ; ¦nothing:here 1 .'),
        (SHARED, '"朝霧市"@ja, ', '"朝霧市"@ja,¦, '),
        ("data/99998-asagiri-1/source.ttl", '"朝霧市第1次総合計画"@ja,', '"朝霧市第1次総合計画"@ja, ¦)'),
        ("ontology/core.ttl", '"施策"@ja, "Measure"@en', '"施策"@ja, ¦}'),
        ("shapes/Measure.ttl", '"施策の番号"@ja,', '"施策の番号"@ja, ¦]'),
    ],
)
def test_broken_turtle_is_an_error_at_its_line_and_column(
    kgtool: Kgtool, few: Small, name: str, old: str, new: str
) -> None:
    few.edit(name, old, new.replace("¦", ""))
    text = (few.root / name).read_text("utf-8")
    before = text[: text.index(new.replace("¦", "")) + new.index("¦")]
    place = f"{name}:{before.count(NEWLINE) + 1}:{len(before) - before.rindex(NEWLINE)}"
    assert refused(kgtool, few.root).startswith(f"{place}: error[turtle-syntax] not valid Turtle: ")


def test_broken_turtle_is_explained_in_japanese_too(kgtool: Kgtool, few: Small) -> None:
    few.edit(PLAN, LABEL, '"木の駅づくり"@@ ;')
    assert ": error[turtle-syntax] Turtleとして読めません: " in refused(kgtool, few.root, lang="ja")


def test_a_broken_table_is_an_error_at_its_line(kgtool: Kgtool, small: Small) -> None:
    small.edit(TABLE, "ASAGIRI:measure/4-1", "NOBODY:measure/4-1")
    before, _, _ = (small.root / TABLE).read_text("utf-8").partition("NOBODY:")
    assert refused(kgtool, small.root).startswith(f"{TABLE}:{before.count(NEWLINE) + 1}: error[alignment] ")


def test_a_broken_check_query_is_an_error_in_its_file(kgtool: Kgtool, few: Small) -> None:
    few.edit("queries/checks/order-hole.rq", "?path ?value WHERE {", "?path ?value WHERE { ;")
    assert re.match(r"queries/checks/order-hole\.rq:\d+:\d+: error\[sparql-syntax\] ", refused(kgtool, few.root))


def emptied(name: str) -> Spoil:
    def spoil(few: Small) -> None:
        shutil.rmtree(few.root / name)
        (few.root / name).mkdir()

    return spoil


def without(name: str) -> Spoil:
    return lambda few: shutil.rmtree(few.root / name) if (few.root / name).is_dir() else (few.root / name).unlink()


def a_folder(name: str) -> Spoil:
    def spoil(few: Small) -> None:
        (few.root / name).unlink()
        (few.root / name).mkdir()

    return spoil


def a_pipe(name: str) -> Spoil:
    def spoil(few: Small) -> None:
        (few.root / name).unlink(missing_ok=True)
        os.mkfifo(few.root / name)

    return spoil


def a_link(name: str, target: str) -> Spoil:
    def spoil(few: Small) -> None:
        (few.root / name).unlink(missing_ok=True)
        (few.root / name).symlink_to(target)

    return spoil


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (emptied("."), "{root}: error[root-not-found]"),
        (emptied("data"), "data: error[nothing-to-check]"),
        (emptied("data/99998-asagiri-1"), "data/99998-asagiri-1/source.ttl: error[plan-incomplete]"),
        (without("."), "{root}: error[root-not-found]"),
        (without("data"), "{root}: error[root-not-found]"),
        (without("shapes"), "shapes: error[folder-missing]"),
        (without("queries"), "queries: error[folder-missing]"),
        (without(PLAN), f"{PLAN}: error[plan-incomplete]"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_empty_or_missing_folder_is_an_error(kgtool: Kgtool, few: Small, spoil: Spoil, error: str) -> None:
    spoil(few)
    assert refused(kgtool, few.root).startswith(error.format(root=few.root) + " ")


@pytest.mark.parametrize(
    "name", [PLAN, SHARED, "ontology/core.ttl", "shapes/Measure.ttl", "queries/checks/order-hole.rq"]
)
@pytest.mark.parametrize(
    "spoil",
    [
        a_pipe,
        lambda name: a_link(name, Path(name).name),
        lambda name: a_link(name, "nowhere"),
        lambda name: a_link(name, "/dev/zero"),
    ],
    ids=["pipe", "link-to-itself", "link-to-nowhere", "device"],
)
def test_what_is_no_file_is_an_error_and_is_never_waited_for(
    kgtool: Kgtool, few: Small, name: str, spoil: Callable[[str], Spoil]
) -> None:
    spoil(name)(few)
    assert refused(kgtool, few.root).startswith(f"{name}: error[file-unreadable] the file cannot be read (")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (PLAN, "plan-incomplete"),
        (SHARED, "file-unreadable"),
        ("ontology/core.ttl", "file-unreadable"),
        ("shapes/Measure.ttl", "file-unreadable"),
    ],
)
def test_a_folder_with_the_name_of_a_file_is_an_error(kgtool: Kgtool, few: Small, name: str, code: str) -> None:
    a_folder(name)(few)
    assert refused(kgtool, few.root).startswith(f"{name}: error[{code}] ")


@pytest.mark.parametrize(
    ("name", "target", "code"),
    [
        ("data/loop", "loop", "file-unreadable"),
        ("data/loop", ".", "plan-incomplete"),
        ("data/loop", "..", "plan-incomplete"),
        ("data/99998-asagiri-1/loop", ".", "stray-file"),
        ("data/99998-asagiri-1/loop", "../..", "stray-file"),
    ],
)
def test_a_circle_of_folders_is_an_error(kgtool: Kgtool, few: Small, name: str, target: str, code: str) -> None:
    (few.root / name).symlink_to(target)
    assert f" error[{code}] " in refused(kgtool, few.root)


def test_a_circle_of_folders_beside_the_data_is_no_obstacle(kgtool: Kgtool, few: Small) -> None:
    (few.root / "loop").symlink_to(".")
    (few.root / "data" / "reference" / "loop").symlink_to("..")
    assert kgtool("--root", few.root, "check", "--no-owl")[0] == 0


def append(few: Small, line: bytes) -> int:
    """Write a line at the end of the plan; return its number."""
    path = few.root / PLAN
    with path.open("ab") as file:
        file.write(line + b"\n")
    return path.read_bytes().count(b"\n")


def test_a_line_of_fifty_megabytes_that_means_nothing_is_an_error_at_its_line(kgtool: Kgtool, few: Small) -> None:
    line = append(few, b"x" * MEGABYTES)
    assert refused(kgtool, few.root).startswith(f"{PLAN}:{line}:")


@pytest.mark.parametrize("start", [b"# ", b'<measure/2-1> skos:example "'], ids=["comment", "literal"])
def test_a_line_of_fifty_megabytes_is_read_or_refused_in_few_words(kgtool: Kgtool, few: Small, start: bytes) -> None:
    append(few, start + b"x" * MEGABYTES + b'" .')
    code, out, err = kgtool("--lang", "en", "--root", few.root, "check", "--no-owl")
    assert code in (0, 1), err
    assert len(out) + len(err) < 10_000


def test_a_cell_of_fifty_megabytes_is_an_error_at_its_line(kgtool: Kgtool, small: Small) -> None:
    small.edit(TABLE, "ASAGIRI:measure/4-1", "x" * MEGABYTES)
    assert re.match(rf"{re.escape(TABLE)}:\d+: error\[alignment\] ", refused(kgtool, small.root))


@pytest.mark.parametrize(
    "name", [PLAN, SHARED, "ontology/core.ttl", "shapes/Measure.ttl", "queries/checks/order-hole.rq"]
)
@pytest.mark.parametrize("encoding", ["utf-16", "shift_jis", "euc_jp"])
def test_another_encoding_is_an_error_at_the_first_wrong_line(
    kgtool: Kgtool, few: Small, name: str, encoding: str
) -> None:
    text = (few.root / name).read_text("utf-8")
    (few.root / name).write_bytes(text.encode(encoding, "replace"))
    japanese = next(number for number, line in enumerate(text.split("\n"), 1) if not line.isascii())
    line = 1 if encoding == "utf-16" else japanese
    assert refused(kgtool, few.root).startswith(f"{name}:{line}: error[encoding] invalid UTF-8 at byte ")


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b"\0", b"\x89PNG\r\n\x1a\n"], ids=["bom", "nul", "png"])
def test_a_start_that_is_no_turtle_is_an_error_on_the_first_line(kgtool: Kgtool, few: Small, start: bytes) -> None:
    path = few.root / PLAN
    path.write_bytes(start + path.read_bytes())
    assert refused(kgtool, few.root).startswith(f"{PLAN}:1")


# Root may read everything, unless it lays that power down for one command
POWERLESS = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"]


@pytest.fixture
def powerless() -> Callable[..., tuple[int, str, str]]:
    """Run ``kgtool`` in a process that is held to the permissions of files."""
    prefix = POWERLESS if os.geteuid() == 0 else []
    if prefix and not shutil.which("setpriv"):
        pytest.skip("root may read everything, and there is no setpriv here to run without that power")

    def run(*arguments: object) -> tuple[int, str, str]:
        command = [*prefix, sys.executable, "-m", "kgtool", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    return run


@pytest.mark.parametrize("name", [PLAN, "data", "data/99998-asagiri-1", "shapes"])
def test_what_may_not_be_read_is_an_error(powerless: Kgtool, few: Small, name: str) -> None:
    mode = (few.root / name).stat().st_mode
    (few.root / name).chmod(0)
    try:
        error = refused(powerless, few.root)
    finally:
        (few.root / name).chmod(mode)
    assert error == f"{name}: error[file-unreadable] the file cannot be read (Permission denied)."


def test_a_folder_that_may_not_be_written_is_no_obstacle(powerless: Kgtool, few: Small) -> None:
    few.lose_a_code()
    plain = ["--lang", "en", "--root", few.root, "check", "--no-owl"]
    expected = powerless(*plain, "--no-cache")
    few.root.chmod(0o555)
    try:
        assert powerless(*plain) == expected
        code, out, err = powerless(*plain, "--report", f"json={few.root / 'out.json'}")
    finally:
        few.root.chmod(0o755)
    assert (code, out) == (2, "")
    assert err.startswith(f"{few.root / 'out.json'}: error[file-unwritable] ")
    assert not (few.root / ".kgtool-cache").exists()


def test_a_severity_that_shacl_does_not_have_is_an_error_at_the_shape(kgtool: Kgtool, few: Small) -> None:
    path = few.root / "shapes" / "Measure.ttl"
    path.write_text(path.read_text("utf-8").replace("sh:severity sh:Violation", "sh:severity sh:Wrning", 1), "utf-8")
    error = refused(kgtool, few.root)
    assert re.match(r"shapes/Measure\.ttl:\d+:1: error\[shape-severity\] sh:severity of the shape Measure-", error)


def test_what_cannot_be_printed_is_an_error(few: Small) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    with full.open("w") as out:
        command = [sys.executable, "-m", "kgtool", "--root", str(few.root), "check", "--no-owl", "--format", "json"]
        ended = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, text=True, check=False, cwd=ROOT)
    assert ended.returncode == 2
    assert "error[file-unwritable]" in ended.stderr


@pytest.mark.parametrize("name", ["json", "sarif", "junit", "github", "gitlab", "markdown", "html", "turtle"])
def test_what_cannot_be_read_is_reported_to_whoever_reads_no_messages(kgtool: Kgtool, few: Small, name: str) -> None:
    line = append(few, b"<x> a .")
    report = few.root / "report"
    code, out, err = kgtool("--lang", "ja", "--root", few.root, "check", "--no-owl", "--format", name)
    assert code == 1, err
    assert PLAN in out
    assert kgtool("--lang", "ja", "--root", few.root, "check", "--no-owl", "--report", f"{name}={report}")[0] == 1
    assert report.read_text("utf-8") == out
    if name == "json":
        (finding,) = (finding for finding in json.loads(out)["findings"] if finding["plan"] == "99998-asagiri-1")
        assert (finding["code"], finding["location"]["line"]) == ("turtle-syntax", line)
    if name == "github":
        assert out.startswith(f"::error file={PLAN},line={line},")


def test_a_code_of_an_error_is_explained_too(kgtool: Kgtool, few: Small) -> None:
    for lang, text in (
        ("ja", "その位置の前後を直してください。"),
        ("en", "mend the text at or just before this position."),
    ):
        code, out, _ = kgtool("--lang", lang, "--root", few.root, "check", "--explain", "turtle-syntax")
        assert code == 0
        assert text in out


def test_an_error_is_explained_where_there_is_nothing_to_check(kgtool: Kgtool, tmp_path: Path) -> None:
    code, out, err = kgtool("--lang", "en", "--root", tmp_path / "nowhere", "check", "--explain", "root-not-found")
    assert (code, err) == (0, "")
    what, why, remedy = errors.messages()["root-not-found"].paragraph("en")
    assert out == f"root-not-found: UsageError\n\nwhat: {what}\nwhy: {why}\nremedy: {remedy}\n"


def test_no_rule_and_error_have_one_code() -> None:
    assert not reference.by_code(layout.find(ROOT)).keys() & errors.messages().keys()
