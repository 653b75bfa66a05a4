"""``kgtool extract``: what it writes, what it says, and how it ends."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import ROOT
from tests.third_plan import ThirdPlan

Kgtool = Callable[..., tuple[int, str, str]]
Wrong = tuple[str, str]  # the code of the error and the file, or file:line, that it names


def arguments(plan: ThirdPlan, *more: object) -> list[object]:
    return ["--lang", "en", "--root", plan.root, "extract", *more, "--sources", plan.sources]


def test_it_writes_the_plan_and_says_so_beside_the_result(kgtool: Kgtool, third_plan: ThirdPlan) -> None:
    code, out, err = kgtool(*arguments(third_plan, third_plan.id))
    assert (code, out) == (0, "")
    assert third_plan.turtle.read_bytes() == third_plan.extract().turtle
    assert re.search(r"99999-hinata-2: 30 elements, 5 mentions, 4 repairs, 5 gaps, \d+ triples", err)
    assert "all 42 non-blank lines of the source: element 28, table-header 5, page-number 3" in err
    assert "data/99999-hinata-2/plan.ttl: written" in err


def test_it_leaves_no_other_file(kgtool: Kgtool, third_plan: ThirdPlan) -> None:
    before = set(third_plan.files())
    kgtool(*arguments(third_plan))
    assert set(third_plan.files()) == before


def test_a_second_run_changes_nothing_and_says_so(kgtool: Kgtool, third_plan: ThirdPlan) -> None:
    kgtool(*arguments(third_plan))
    before = third_plan.turtle.stat()
    code, _, err = kgtool(*arguments(third_plan))
    after = third_plan.turtle.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert code == 0
    assert "plan.ttl: unchanged" in err


def test_without_a_name_it_extracts_every_plan(kgtool: Kgtool, third_plan: ThirdPlan) -> None:
    kgtool(*arguments(third_plan))
    assert third_plan.turtle.read_bytes() == third_plan.extract().turtle


def test_check_finds_drift_names_the_repair_and_writes_nothing(kgtool: Kgtool, third_plan: ThirdPlan) -> None:
    before = third_plan.files()
    code, out, err = kgtool(*arguments(third_plan, "--check"))
    assert code == 1
    assert out == "data/99999-hinata-2/plan.ttl: differs from what the source and profile.toml give\n"
    assert "remedy: run kgtool extract 99999-hinata-2 and review the difference" in err
    assert third_plan.files() == before


def test_check_takes_a_missing_plan_for_drift(kgtool: Kgtool, third_plan: ThirdPlan) -> None:
    third_plan.turtle.unlink()
    assert kgtool(*arguments(third_plan, "--check"))[0] == 1
    assert not third_plan.turtle.exists()


def test_check_is_content_with_what_was_just_written(kgtool: Kgtool, third_plan: ThirdPlan) -> None:
    kgtool(*arguments(third_plan))
    assert kgtool(*arguments(third_plan, "--check"))[:2] == (0, "")


def test_roles_that_rules_tell_are_a_file_of_their_own_as_long_as_there_are_any(
    kgtool: Kgtool, third_plan: ThirdPlan
) -> None:
    kgtool(*arguments(third_plan))
    plan, roles = third_plan.turtle.read_bytes(), third_plan.folder / "conclusions.ttl"
    rules = third_plan.root / "data" / "reference" / "contexts.ttl"
    rules.write_text(
        "@prefix id: <https://w3id.org/jp-plan/id/> .\n@prefix jpp: <https://w3id.org/jp-plan/ns#> .\n"
        "id:context-rule\\/place a jpp:ContextRule ; jpp:appliesTo jpp:Facility ; jpp:impliesRole id:role\\/place .\n"
    )
    code, out, err = kgtool(*arguments(third_plan, "--check"))
    assert (code, out.splitlines()[0].split(":")[0], roles.exists()) == (
        1,
        "data/99999-hinata-2/conclusions.ttl",
        False,
    )
    assert "plan.ttl: unchanged" in err
    assert "conclusions.ttl: written" in kgtool(*arguments(third_plan))[2]
    told = roles.read_text("utf-8")
    assert "/mention/library> jpp:method id:method\\/rule ;\n    jpp:role id:role\\/place ." in told
    assert third_plan.turtle.read_bytes() == plan
    rules.unlink()
    code, _, err = kgtool(*arguments(third_plan))
    assert (code, "conclusions.ttl: removed" in err, roles.exists()) == (0, True, False)


def test_it_speaks_japanese(kgtool: Kgtool, third_plan: ThirdPlan) -> None:
    code, _, err = kgtool("--lang", "ja", *arguments(third_plan)[2:])
    assert (code, "plan.ttl: 書きました" in err) == (0, True)
    third_plan.edit(third_plan.text, "\n【めざすまち】", "未知の行\n【めざすまち】")
    code, _, err = kgtool("--lang", "ja", *arguments(third_plan)[2:])
    assert code == 2
    assert "どの規則にも当てはまらない行です" in err
    assert "\n  対処: " in err


def test_the_sources_may_be_named_by_the_environment(
    kgtool: Kgtool, third_plan: ThirdPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KGTOOL_SOURCES", str(third_plan.sources))
    assert kgtool(*arguments(third_plan)[:-2])[0] == 0


def test_without_sources_it_says_how_to_name_them(kgtool: Kgtool, third_plan: ThirdPlan) -> None:
    before = third_plan.files()
    code, _, err = kgtool(*arguments(third_plan)[:-2])
    assert code == 2
    assert err.startswith("error[sources-missing] ")
    assert "--sources DIR or KGTOOL_SOURCES" in err
    assert third_plan.files() == before


def test_outside_a_folder_of_plans_it_says_how_to_name_one(kgtool: Kgtool, tmp_path: Path) -> None:
    code, _, err = kgtool("--root", tmp_path, "extract", "--sources", tmp_path)
    assert (code, err.split("\n")[1]) == (2, "  remedy: name one with --root.")


@pytest.mark.parametrize(("more", "code"), [([], 0), (["--check"], 1), (["nowhere"], 2), (["--colour"], 2)])
def test_the_process_ends_with_the_code(third_plan: ThirdPlan, more: list[str], code: int) -> None:
    command = [sys.executable, "-m", "kgtool", *map(str, arguments(third_plan, *more))]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, env=os.environ, check=False)
    assert ended.returncode == code
    assert b"Traceback" not in ended.stderr


# Bad input: each function spoils one thing and says what must be found, and where


def changed_text(plan: ThirdPlan) -> Wrong:
    plan.text.write_bytes(plan.text.read_bytes() + b"\n")
    return "source-changed", plan.place(plan.text)


def wrong_hash(plan: ThirdPlan) -> Wrong:
    described = plan.description.read_text(encoding="utf-8")
    plan.description.write_text(re.sub("[0-9a-f]{64}", "0" * 64, described), encoding="utf-8")
    return "source-changed", plan.place(plan.text)


def invalid_utf8(plan: ThirdPlan) -> Wrong:
    plan.text.write_bytes(plan.text.read_bytes().replace("蛍".encode(), b"\xe8\x9b"))
    return "encoding", plan.place(plan.text) + ":34"


def crlf_everywhere(plan: ThirdPlan) -> Wrong:
    plan.text.write_bytes(plan.text.read_bytes().replace(b"\n", b"\r\n"))
    return "source-crlf", plan.place(plan.text) + ":1"


def crlf_on_one_line(plan: ThirdPlan) -> Wrong:
    plan.text.write_bytes(plan.text.read_bytes().replace("蛍が".encode(), "蛍が\r\n".encode()))
    return "source-crlf", plan.place(plan.text) + ":34"


def byte_order_mark(plan: ThirdPlan) -> Wrong:
    plan.text.write_bytes(b"\xef\xbb\xbf" + plan.text.read_bytes())
    return "source-bom", plan.place(plan.text) + ":1:1"


def empty_text(plan: ThirdPlan) -> Wrong:
    plan.text.write_bytes(b"")
    plan.sign()
    return "source-empty", plan.place(plan.text)


def blank_text(plan: ThirdPlan) -> Wrong:
    plan.text.write_bytes(b"\n \t\n")
    plan.sign()
    return "source-empty", plan.place(plan.text)


def missing_text(plan: ThirdPlan) -> Wrong:
    plan.text.unlink()
    return "file-missing", plan.place(plan.text)


def missing_folder_of_sources(plan: ThirdPlan) -> Wrong:
    plan.text.unlink()
    plan.sources.rmdir()
    return "file-missing", plan.place(plan.text)


def folder_for_the_text(plan: ThirdPlan) -> Wrong:
    plan.text.unlink()
    plan.text.mkdir()
    return "file-unreadable", plan.place(plan.text)


def unreadable_text(plan: ThirdPlan) -> Wrong:
    if os.geteuid() == 0:
        pytest.skip("root may read every file")
    plan.text.chmod(0o000)
    return "file-unreadable", plan.place(plan.text)


def stray_file(plan: ThirdPlan) -> Wrong:
    (plan.folder / "notes.txt").touch()
    return "stray-file", plan.place(plan.folder / "notes.txt")


def folder_without_profile(plan: ThirdPlan) -> Wrong:
    plan.profile.unlink()
    return "plan-incomplete", plan.place(plan.profile)


def folder_for_the_profile(plan: ThirdPlan) -> Wrong:
    plan.profile.unlink()
    plan.profile.mkdir()
    return "plan-incomplete", plan.place(plan.profile)


def folder_without_description(plan: ThirdPlan) -> Wrong:
    plan.description.unlink()
    return "plan-incomplete", plan.place(plan.description)


def broken_description(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.description, "jpp:versionOf id:99999-hinata-2 ;", "jpp:versionOf ;")
    return "turtle-syntax", plan.place(plan.description, "jpp:versionOf ;")


def description_of_another_plan(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.description, "text/99999-hinata-2/adopted> a", "text/99999-hinata-1/adopted> a")
    return "source-description", plan.place(plan.description)


def description_without_hash(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.description, "jpp:sha256", "jpp:hash")
    return "source-description", plan.place(plan.description)


def broken_profile(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.profile, 'mark = "○"', 'mark = "○')
    return "toml-syntax", plan.place(plan.profile, 'mark = "○')


def profile_in_another_encoding(plan: ThirdPlan) -> Wrong:
    plan.profile.write_bytes(plan.profile.read_bytes().replace('"基本姿勢"'.encode(), b'"\x8a\xee"'))
    return "encoding", plan.place(plan.profile) + ":18"


def unknown_key(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.profile, "footnote_mark", "footnotes")
    return "toml-key", plan.place(plan.profile, "footnotes")


def unknown_key_of_a_rule(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.profile, 'kind = "page-number"', 'sort = "page-number"')
    return "toml-key", plan.place(plan.profile, 'sort = "page-number"')


def unknown_key_inside_a_value(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.profile, 'read_as = "date"', 'read_as = "date", colour = "red"')
    return "toml-key", plan.place(plan.profile, "colour")


def missing_key(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.profile, 'kind = "page-number"\n', "")
    return "toml-value", plan.place(plan.profile, 'name = "page-number"')


def broken_pattern(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.profile, "'^― \\d+ ―$'", "'^― (\\d+ ―$'")
    return "toml-value", plan.place(plan.profile, "'^― (\\d+ ―$'")


def broken_pattern_of_a_rule_named_like_a_type(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.profile, "'^(?P<code>[A-Z] ?[-－]", "'^(?P<code[A-Z] ?[-－]")
    return "toml-value", plan.place(plan.profile, "(?P<code[A-Z]")


def rule_that_matches_nothing(plan: ThirdPlan) -> Wrong:
    plan.edit(
        plan.profile,
        '[[rule]]\nname = "body"',
        '[[rule]]\nname = "new"\ndo = "furniture"\nkind = "x"\nmatch = "無"\n\n[[rule]]\nname = "body"',
    )
    return "profile-unused", plan.place(plan.profile, 'name = "new"')


def fact_that_matches_nothing(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.profile, "日)議決）", "日)可決）")
    return "profile-unused", plan.place(plan.profile, "[[fact]]", 2)


def gap_that_matches_nothing(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.profile, "match = '国際目標との関係'", "match = '国際目標との無関係'")
    return "profile-unused", plan.place(plan.profile, "[[gap]]", 1)


def repair_that_matches_nothing(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.profile, 'printed = "氷"', 'printed = "炎"')
    return "profile-unused", plan.place(plan.profile, "[[repair]]")


def repair_of_a_line_after_the_last(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.profile, "line = 33", "line = 333")
    return "profile-unused", plan.place(plan.profile, "[[repair]]")


def unaccounted_line(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.text, "\n【めざすまち】", "落ちた見出し\n【めざすまち】")
    return "line-unaccounted", plan.place(plan.text, "落ちた見出し")


def heading_that_lost_its_second_line(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.text, "\tA-1\tA-2\tB-1\n", "")
    return "line-unaccounted", plan.place(plan.text, "国際目標との関係")


def ordinal_out_of_order(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.text, "（1）間伐", "（2）間伐")
    return "bullet-order", plan.place(plan.text, "（2）間伐")


def ordinal_of_no_series(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.text, "（1）間伐", "（い）間伐")
    return "bullet-order", plan.place(plan.text, "（い）間伐")


def repeated_element(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.text, "B-1 森", "A-1 森")
    return "element-repeated", plan.place(plan.text, "A-1 森")


def element_without_body(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.text, "― 1 ―\n\n", "― 1 ―\n◆軽く歩く\n")
    return "element-empty", plan.place(plan.text, "◆軽く歩く")


def restated_element_never_stated(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.text, "◇政策Ⅱ", "◇政策Ⅲ")
    return "element-unknown", plan.place(plan.text, "◇政策Ⅲ")


def column_of_an_element_never_stated(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.text, "B-1 森", "B-2 森")
    return "element-unknown", plan.place(plan.text, "15 森林")


def row_with_a_cell_too_few(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.text, "4 教育\t○\t○\t\n", "4 教育\t○\t○\n")
    return "table-shape", plan.place(plan.text, "4 教育")


def row_with_a_cell_too_many(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.text, "15 森林\t", "15 森林\t\t")
    return "table-shape", plan.place(plan.text, "15 森林")


def cell_with_another_mark(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.text, "15 森林\t\t", "15 森林\t\t△")
    return "table-shape", plan.place(plan.text, "15 森林") + ":8"


def value_that_is_no_year(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.text, "| 令和7年度 |", "| 未定 |")
    return "toml-value", plan.place(plan.text, "| 未定 |")


def citation_outside_the_text(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.curation, "char:165\\,171", "char:165\\,638")
    return "span-outside", plan.place(plan.curation, "char:165\\,638")


def citation_of_nothing(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.curation, "char:165\\,171", "char:171\\,165")
    return "span-outside", plan.place(plan.curation, "char:171")


def citation_of_a_blank_line(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.curation, "char:165\\,171", "char:12\\,14")
    return "span-outside", plan.place(plan.curation, "char:12")


def broken_curation(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.curation, "oa:hasBody theme:learning ;", "oa:hasBody thme:learning ;")
    return "turtle-syntax", plan.place(plan.curation, "thme:learning")


def broken_reference(plan: ThirdPlan) -> Wrong:
    things = plan.root / "data" / "reference" / "things.ttl"
    plan.edit(things, 'jpp:surface "図書館" .', 'jpp:surface "図書館 .')
    return "turtle-syntax", plan.place(things, 'jpp:surface "図書館 .')


def missing_prefixes(plan: ThirdPlan) -> Wrong:
    (plan.root / "ontology" / "prefixes.ttl").unlink()
    return "file-missing", "ontology/prefixes.ttl"


def character_count_that_is_no_number(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.description, "jpp:characterCount 637", 'jpp:characterCount "many"')
    return "source-description", plan.place(plan.description)


def character_count_that_is_wrong(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.description, "jpp:characterCount 637", "jpp:characterCount 638")
    return "source-description", plan.place(plan.description)


def folder_for_the_plan(plan: ThirdPlan) -> Wrong:
    plan.turtle.unlink()
    plan.turtle.mkdir()
    return "file-unwritable", plan.place(plan.turtle)


def id_that_is_not_ascii(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.profile, 'id = "goal/{order}"', 'id = "goal/{title}"')
    return "toml-value", plan.place(plan.profile, 'id = "goal/{title}"')


def class_that_is_no_name(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.profile, 'class = "Vision"', 'class = "Vision of the future"')
    return "toml-value", plan.place(plan.profile, "Vision of the future")


def fact_of_an_unknown_element(plan: ThirdPlan) -> Wrong:
    years = "\nmatch = '(?P<start>"
    plan.edit(plan.profile, f'[[fact]]\nof = "version"{years}', f'[[fact]]\nof = "plna"{years}')
    return "element-unknown", plan.place(plan.profile, '"plna"')


def rule_of_a_name_already_used(plan: ThirdPlan) -> Wrong:
    plan.edit(
        plan.profile,
        '[[rule]]\nname = "body"',
        '[[rule]]\nname = "note"\ndo = "furniture"\nkind = "x"\nmatch = "無"\n\n[[rule]]\nname = "body"',
    )
    return "toml-value", plan.place(plan.profile)


def citation_by_a_whole_iri(plan: ThirdPlan) -> Wrong:
    text = f"<https://w3id.org/jp-plan/text/{plan.id}/adopted#char=165,638>"
    plan.edit(plan.curation, "char:165\\,171", text)
    return "span-outside", plan.place(plan.curation, text)


def code_that_is_no_digit(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.profile, "[Ⅰ-Ⅹ])】", "[^】]+)】")
    plan.edit(plan.profile, 'id = "goal/{order}"', 'id = "goal/{code}"')
    plan.edit(plan.text, "【政策Ⅱ】", "【政策その二】")
    return "toml-value", plan.place(plan.profile, 'id = "goal/{code}"')


def link_to_an_unknown_element(plan: ThirdPlan) -> Wrong:
    links = 'links.implements = { "学びと遊びを支える" = "plan", "森と水を守る" = "goal/9" }'
    plan.edit(plan.profile, 'id = "goal/{order}"', f'id = "goal/{{order}}"\n{links}')
    return "element-unknown", plan.place(plan.profile, links)


def blank_name_of_a_thing(plan: ThirdPlan) -> Wrong:
    things = plan.root / "data" / "reference" / "things.ttl"
    plan.edit(things, 'jpp:surface "図書館"', 'jpp:surface "　"')
    return r"surface\] a name of https://w3id.org/jp-plan/id/thing/library", plan.place(things)


def thing_of_another_site(plan: ThirdPlan) -> Wrong:
    things = plan.root / "data" / "reference" / "things.ttl"
    plan.edit(things, "thing:library a", "<urn:x:図書館> a")
    return "surface", plan.place(things)


def version_of_two_parts(plan: ThirdPlan) -> Wrong:
    plan.edit(plan.description, "text/99999-hinata-2/adopted> a", "text/99999-hinata-2/2027/adopted> a")
    return "source-description", plan.place(plan.description)


def unreadable_plan(plan: ThirdPlan) -> Wrong:
    if os.geteuid() == 0:
        pytest.skip("root may read every file")
    plan.turtle.chmod(0o000)
    return "file-unreadable", plan.place(plan.turtle)


BAD = [
    changed_text,
    wrong_hash,
    invalid_utf8,
    crlf_everywhere,
    crlf_on_one_line,
    byte_order_mark,
    empty_text,
    blank_text,
    missing_text,
    missing_folder_of_sources,
    folder_for_the_text,
    unreadable_text,
    stray_file,
    folder_without_profile,
    folder_for_the_profile,
    folder_without_description,
    broken_description,
    description_of_another_plan,
    description_without_hash,
    broken_profile,
    profile_in_another_encoding,
    unknown_key,
    unknown_key_of_a_rule,
    unknown_key_inside_a_value,
    missing_key,
    broken_pattern,
    rule_that_matches_nothing,
    fact_that_matches_nothing,
    gap_that_matches_nothing,
    repair_that_matches_nothing,
    repair_of_a_line_after_the_last,
    unaccounted_line,
    heading_that_lost_its_second_line,
    ordinal_out_of_order,
    ordinal_of_no_series,
    repeated_element,
    element_without_body,
    restated_element_never_stated,
    column_of_an_element_never_stated,
    row_with_a_cell_too_few,
    row_with_a_cell_too_many,
    cell_with_another_mark,
    value_that_is_no_year,
    citation_outside_the_text,
    citation_of_nothing,
    citation_of_a_blank_line,
    broken_curation,
    broken_reference,
    missing_prefixes,
    citation_by_a_whole_iri,
    code_that_is_no_digit,
    link_to_an_unknown_element,
    blank_name_of_a_thing,
    thing_of_another_site,
    version_of_two_parts,
    unreadable_plan,
    broken_pattern_of_a_rule_named_like_a_type,
    character_count_that_is_no_number,
    character_count_that_is_wrong,
    folder_for_the_plan,
    id_that_is_not_ascii,
    class_that_is_no_name,
    fact_of_an_unknown_element,
    rule_of_a_name_already_used,
]


@pytest.mark.parametrize("spoil", BAD, ids=lambda spoil: spoil.__name__)
def test_bad_input_ends_with_2_names_code_place_and_remedy_and_changes_nothing(
    kgtool: Kgtool, third_plan: ThirdPlan, spoil: Callable[[ThirdPlan], Wrong]
) -> None:
    error, place = spoil(third_plan)
    before = third_plan.files()
    code, out, err = kgtool(*arguments(third_plan))
    assert (code, out) == (2, "")
    assert re.match(rf"{re.escape(place)}(:\d+)*: error\[{error}", err), err
    assert ("\n  remedy: " in err, "Traceback" in err) == (True, False)
    assert third_plan.files() == before


def test_every_way_to_spoil_a_plan_is_tried() -> None:
    ways = {made for made in globals().values() if getattr(made, "__annotations__", {}).get("return") == "Wrong"}
    assert set(BAD) == ways


def test_an_unknown_plan_is_an_error_that_names_the_known_ones(kgtool: Kgtool, third_plan: ThirdPlan) -> None:
    before = third_plan.files()
    code, _, err = kgtool(*arguments(third_plan, "99999-hinata-3"))
    assert code == 2
    assert err.startswith(
        "error[plan-unknown] there is no plan folder 99999-hinata-3.\n  remedy: name one of: 99999-hinata-2"
    )
    assert third_plan.files() == before


def test_an_error_in_one_plan_leaves_all_plans_unchanged(kgtool: Kgtool, third_plan: ThirdPlan) -> None:
    (third_plan.root / "data" / "99999-later-1").mkdir()
    before = third_plan.files()
    assert kgtool(*arguments(third_plan))[0] == 2
    assert third_plan.files() == before
