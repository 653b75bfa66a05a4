"""The report as a page: well-formed, self-contained, readable by everybody."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtool.base.languages import Text
from kgtool.check.finding import Finding, Location, Report
from kgtool.check.report import plain
from kgtool.check.report.formats import html
from kgtool.check.report.words import SEVERITY
from tests.check.report import examples

REPORTS = (examples.nasty(), examples.clear(), examples.nothing(), examples.one(), examples.many(300))
CSS = html.CSS.read_text("utf-8")


def read(report: Report, lang: str = "ja") -> ET.Element:
    return ET.fromstring(html.render(report, lang))


def said(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_page_is_well_formed_and_in_its_language(report: Report, lang: str) -> None:
    page = html.render(report, lang)
    assert page.startswith(f'<!DOCTYPE html>\n<html lang="{lang}">\n')
    assert read(report, lang).find("head/title") is not None


@pytest.mark.parametrize("report", REPORTS)
def test_the_page_loads_nothing_and_runs_nothing(report: Report) -> None:
    page = html.render(report, "ja")
    assert "<script" not in page
    assert "default-src 'none'" in page
    for element in read(report).iter():
        assert element.tag not in ("script", "link", "img", "iframe", "object", "embed", "base", "form")
        for key, value in element.attrib.items():
            assert not key.startswith("on")
            assert key not in ("src", "srcset", "style")
            if key == "href":
                assert value.startswith("#")
            elif key != "content":
                assert "://" not in value
    assert not re.search(r"@import|url\(|://", CSS)


@pytest.mark.parametrize("report", REPORTS)
def test_anchors_are_unique_and_every_link_has_one(report: Report) -> None:
    elements = list(read(report).iter())
    anchors = [element.attrib["id"] for element in elements if "id" in element.attrib]
    assert len(anchors) == len(set(anchors))
    links = {element.attrib["href"][1:] for element in elements if "href" in element.attrib}
    labels = {element.attrib["aria-labelledby"] for element in elements if "aria-labelledby" in element.attrib}
    assert links | labels <= set(anchors)


@pytest.mark.parametrize("report", REPORTS)
def test_headings_never_skip_a_level(report: Report) -> None:
    levels = [int(element.tag[1]) for element in read(report).iter() if re.fullmatch(r"h[1-6]", str(element.tag))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))


def test_the_page_has_its_landmarks() -> None:
    body = read(examples.nasty()).find("body")
    assert body is not None
    assert [element.tag for element in body] == ["a", "header", "nav", "main", "footer"]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_finding_says_what_why_how_and_where(lang: str) -> None:
    page = read(examples.nasty(), lang)
    sections = {heading.attrib["id"]: section for section in page.iter("section") for heading in section.findall("h3")}
    raw = "".join(page.itertext())
    for finding in examples.nasty().findings:
        rule = finding.rule
        section = next(
            part
            for part in map(said, sections.values())
            if rule.code in part and plain.where(plain.place(finding)) in part
        )
        for told in (rule.name, rule.why, rule.remedy):
            assert told is None or plain.visible(told[lang]) in section
        assert SEVERITY[finding.severity][lang] in section
        assert plain.visible(finding.message(lang))[:1500] in raw
        assert finding.source is None or plain.spot(finding.source) in section


def test_the_contents_lead_to_every_plan_and_code() -> None:
    nav = read(examples.nasty(), "en").find("body/nav")
    assert nav is not None
    plans, codes = nav.findall("ul")
    assert [said(item) for item in plans] == [
        "Kiyose 5th Long-Term Comprehensive Plan 2 errors, 1 warning, 0 info",
        "Kodaira 4th Long-Term Comprehensive Plan 0 errors, 1 warning, 1 info",
        "unknown|plan 1 error, 0 warnings, 0 info",
        "Shared files 1 error, 0 warnings, 0 info",
    ]
    assert len(codes) == 4


def test_tables_have_captions_and_column_heads() -> None:
    for table in read(examples.nasty()).iter("table"):
        assert table.find("caption") is not None
        assert all(head.attrib["scope"] == "col" for head in table.iter("th"))


@given(st.text(), st.text())
def test_any_text_gives_a_well_formed_page(label: str, value: str) -> None:
    finding = Finding(
        examples.LABELS, "info", Location(label, 1), value, value=value, plan=label, label=Text(label, value)
    )
    page = read(Report((finding,), (), stale=(value,)))
    (item,) = [item for item in page.iter("li") if item.get("class") == "info"]
    assert plain.visible(finding.message("ja")) in "".join(item.itertext())


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", block))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
@pytest.mark.parametrize("name", ["text", "soft", "link", "error", "warning", "info"])
@pytest.mark.parametrize("ground", ["page", "field"])
def test_text_stands_out_from_its_ground(scheme: str, name: str, ground: str) -> None:
    light, dark, printed = (colours(block) for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL))
    found = {"light": light, "dark": dark, "print": printed}[scheme]
    assert contrast(found[name], found[ground]) >= 4.5


def test_severity_is_not_told_by_colour_alone() -> None:
    badges = {said(badge) for badge in read(examples.nasty(), "en").iter("span") if "badge" in badge.get("class", "")}
    assert badges == {"✖ Error", "▲ Warning", "● Info"}


def test_the_style_serves_phones_printers_and_the_dark() -> None:
    assert 'name="viewport"' in html.render(examples.clear(), "ja")
    assert "@media (prefers-color-scheme: dark)" in CSS
    assert "@media print" in CSS
    assert "overflow-wrap: anywhere" in CSS
