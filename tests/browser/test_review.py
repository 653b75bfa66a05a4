"""The review page in a browser: nothing for axe-core to find, and a whole measure decided from the keyboard alone."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests import ROOT
from tests.browser.conftest import Browser
from tests.browser.test_accessibility import NARROW, WIDE, wrong_here
from tests.review.conftest import plan as plan
from tests.third_plan import ThirdPlan
from tests.third_plan import third_plan as third_plan


class Reviewing:
    """``kgtool review`` in a process of its own."""

    def __init__(self, plan: ThirdPlan, lang: str, *arguments: str) -> None:
        command = [sys.executable, "-m", "kgtool", "--root", str(plan.root), "--lang", lang, "review", plan.id]
        command += ["--as", "水野", "--sources", str(plan.sources), *arguments]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, encoding="utf-8"
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/\S+", line)
        assert found, f"it did not say its address: {line!r}"
        self.url = found[0]

    def end(self, by: int = signal.SIGINT) -> None:
        if self.process.poll() is None:
            self.process.send_signal(by)
        self.process.communicate()


@pytest.fixture
def reviewing(plan: ThirdPlan, request: pytest.FixtureRequest) -> Iterator[Reviewing]:
    started = Reviewing(plan, getattr(request, "param", "ja"))
    try:
        yield started
    finally:
        started.end(signal.SIGKILL)


@pytest.mark.parametrize(("reviewing", "scheme"), [("ja", "light"), ("en", "dark")], indirect=["reviewing"])
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(
    browser: Browser, reviewing: Reviewing, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": WIDE, "height": 900}, color_scheme=scheme)
    page, found = context.new_page(), {}
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto(reviewing.url + "card/1")
    lines, card = page.locator(".lines").bounding_box(), page.locator("main").bounding_box()
    assert lines
    assert card
    assert lines["width"] > card["width"] / 3, "the passage has no room beside the proposals"
    for summary in page.locator("summary").all():
        summary.click()
    found["card"] = wrong_here(page)
    page.goto(reviewing.url + "card/1")
    page.keyboard.press("a")
    page.wait_for_url("**/card/2?done=1")
    found["next"] = wrong_here(page)
    for path in ("", "agreement"):
        page.goto(reviewing.url + path)
        found[path] = wrong_here(page)
    page.set_viewport_size({"width": NARROW, "height": 800})
    page.goto(reviewing.url + "card/3")
    found["narrow"] = wrong_here(page)
    context.close()
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert faults == []


def test_a_whole_measure_is_decided_by_keys_alone_and_outlives_the_process(
    browser: Browser, reviewing: Reviewing, plan: ThirdPlan
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(reviewing.url)
    page.keyboard.press("j")
    page.wait_for_url("**/card/1")
    presses = 0
    for after in ("**/card/2?done=1", "**/card/3?done=2", f"**/{reviewing.url.rsplit('/', 2)[1]}/"):
        page.keyboard.press("a")
        presses += 1
        page.wait_for_url(after)
    assert presses <= 12
    reviewing.process.kill()
    context.close()
    decided = (plan.folder / "decisions.tsv").read_text("utf-8")
    assert decided.count("\taccepted\t") == 7
    assert decided.count("\trejected\t") == 2
    assert "pending" not in decided
    assert "<measure/A-1/theme/learning>" in plan.curation.read_text("utf-8")


def test_keys_choose_explain_and_take_back_and_can_be_switched_off(
    browser: Browser, reviewing: Reviewing, plan: ThirdPlan
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(reviewing.url + "card/1")
    for key in ("2", "2", "w"):
        page.keyboard.press(key)
    page.keyboard.type("area")
    assert page.url.endswith("card/1")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.wait_for_url("**/card/2?done=1")
    decided = (plan.folder / "decisions.tsv").read_text("utf-8")
    assert re.search(r"theme/forest\t水野\t\S+\taccepted\t.*\tarea\t", decided)
    page.keyboard.press("z")
    page.wait_for_url("**/card/1")
    assert "forest" not in (plan.folder / "decisions.tsv").read_text("utf-8")
    page.locator("#keys").uncheck()
    page.locator("h1").click()
    page.keyboard.press("j")
    page.locator("#keys").check()
    assert page.url.endswith("card/1")
    context.close()


def test_it_works_without_script(browser: Browser, reviewing: Reviewing, plan: ThirdPlan) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(reviewing.url + "card/1")
    page.locator("fieldset").first.locator("summary").click()
    page.locator('input[name="value-1"]').fill("森")
    page.locator('button[data-key="a"]').click()
    page.wait_for_url("**/card/2?done=1")
    context.close()
    assert "<measure/A-1/theme/forest>" in plan.curation.read_text("utf-8")
