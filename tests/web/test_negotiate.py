"""Negotiation: which media type, language and coding a client gets, whatever it sends."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtool.web import negotiate

OFFERED = ["text/html", "text/turtle", "application/ld+json"]


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "text/html"),
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/turtle", "text/turtle"),
        ("TEXT/Turtle", "text/turtle"),
        ("text/html;q=0.5, text/turtle", "text/turtle"),
        ("text/html;q=0.5,text/turtle;q=0.500,*/*;q=0.1", "text/html"),
        ("application/*", "application/ld+json"),
        ("text/*;q=0.3, application/*;q=0.4", "application/ld+json"),
        # the most specific range decides, whatever the others say
        ("text/*, text/html;q=0.1, */*;q=0.9", "text/turtle"),
        ("*/*, text/html;q=0", "text/turtle"),
        ("text/html;q=0, text/turtle;q=0, application/ld+json;q=0, */*", None),
        ("text/turtle;charset=utf-8", "text/turtle"),
        ('text/turtle; charset="UTF-8" ; q=0.7, text/html;q=0.2', "text/turtle"),
        ("text/turtle;charset=iso-8859-1", "text/html"),
        ("text/turtle;charset=iso-8859-1, application/ld+json", "application/ld+json"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "text/html"),
        ("image/png", None),
        ("image/png, text/turtle;q=0.001", "text/turtle"),
        ("text/html;q=0", None),
        ('x/y;a="q=1, text/html;b", text/turtle', "text/turtle"),
    ],
)
def test_the_type_that_a_client_likes_best_is_chosen(accept: str | None, chosen: str | None) -> None:
    assert negotiate.media(negotiate.ranges(accept), OFFERED) == chosen


@pytest.mark.parametrize(
    "accept",
    [";", ",", ";;,;", "q=1", "/", "text/", "/html", "*/html", "text", '"', "text/html;q=high", "x/y;q=2", "\x00"],
)
def test_what_cannot_be_read_counts_as_not_said(accept: str) -> None:
    assert negotiate.media(negotiate.ranges(accept), OFFERED) == "text/html"


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "ja"),
        ("en", "en"),
        ("en-GB,en;q=0.9,ja;q=0.8", "en"),
        ("ja-JP", "ja"),
        ("fr, en;q=0.1", "en"),
        ("fr", "ja"),
        ("*", "ja"),
        ("fr, *;q=0.5", "ja"),
        ("en;q=0.3, *", "ja"),
        ("ja;q=0", "en"),
        ("ja;q=0, en;q=0", "ja"),
        ("EN", "en"),
        ("english", "ja"),
        (";", "ja"),
        ("en;q=x", "ja"),
    ],
)
def test_the_language_falls_back_to_the_first(accept: str | None, chosen: str) -> None:
    assert negotiate.language(accept, ["ja", "en"]) == chosen


@pytest.mark.parametrize(
    ("accept", "gzip"),
    [
        (None, False),
        ("gzip", True),
        ("GZIP;q=0.5, br", True),
        ("br, *", True),
        ("gzip;q=0, *", False),
        ("*;q=0, gzip", True),
        ("identity", False),
        ("deflate, br", False),
        (";", False),
        ("gzip;q=no", False),
    ],
)
def test_only_who_asks_gets_it_compressed(accept: str | None, gzip: bool) -> None:
    assert negotiate.encoding(accept) is gzip


@given(st.text(alphabet='abq*/;,=."\\ 01-+', max_size=40))
def test_no_header_is_too_strange(header: str) -> None:
    assert negotiate.media(negotiate.ranges(header), OFFERED) in (*OFFERED, None)
    assert negotiate.language(header, ["ja", "en"]) in ("ja", "en")
    assert negotiate.encoding(header) in (True, False)


@pytest.mark.parametrize("header", ["text/html," * 100_000, 'a/b;x="\\"' * 100_000, '"\\' * 500_000, ";" * 1_000_000])
def test_a_huge_header_takes_no_time(header: str) -> None:
    started = time.process_time()
    negotiate.media(negotiate.ranges(header), OFFERED)
    assert time.process_time() - started < 1


def test_a_quotation_that_is_not_closed_is_one_item_to_the_end() -> None:
    offered = ("text/html", "text/turtle")
    assert negotiate.media(negotiate.ranges('text/turtle, a/b;x="y, text/html'), offered) == "text/turtle"
    assert negotiate.media(negotiate.ranges('"\\' * 2_048), offered) == "text/html"
    assert negotiate.media(negotiate.ranges('a/b;x="c\\"d,e", text/turtle'), offered) == "text/turtle"
