"""The page of the review: what it shows, what its buttons do, and what it refuses."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from html import unescape

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # starlette would rather have another client library
    from starlette.testclient import TestClient

from kgtool.base.errors import UsageError
from kgtool.review import work
from kgtool.review.app import Review
from kgtool.review.decision import Verdict, Writing
from kgtool.review.desk import ReviewDesk
from kgtool.suggest.proposal import ProposedText
from tests.review.conftest import CLOSE, FOREST, LEARNING, NAME, NOTHING, ROOM_LEARNING
from tests.third_plan import ThirdPlan

ORIGIN = "http://127.0.0.1:8001"
WHEN = "2026-11-30T09:00:00Z"
Open = Callable[..., "Page"]


class Page:
    """The review in this process, as one person's browser meets it."""

    def __init__(self, plan: ThirdPlan, who: str, blind: bool, text: bool, lang: str) -> None:
        there = work.of(plan.repo, plan.id, plan.sources if text else None)
        self.desk = ReviewDesk(plan.repo, plan.id, lang)
        self.review = Review(there, self.desk, who, lang, lambda: WHEN, blind, b"")
        self.client = TestClient(self.review.make(ORIGIN), base_url=ORIGIN, follow_redirects=False)

    def get(self, path: str = "") -> str:
        answer = self.client.get(f"/{self.review.token}/{path}")
        assert answer.status_code == 200
        return unescape(answer.text)

    def send(self, path: str, headers: dict[str, str] | None = None, **fields: str) -> tuple[int, str]:
        form = {"csrf": self.review.csrf, **{name.replace("_", "-"): value for name, value in fields.items()}}
        asked = {"origin": ORIGIN, "sec-fetch-site": "same-origin"} if headers is None else headers
        answer = self.client.post(f"/{self.review.token}/{path}", data=form, headers=asked)
        return answer.status_code, answer.headers.get("location", "") or unescape(answer.text)

    def press(self, number: int, **fields: str) -> tuple[int, str]:
        """Send the form of a card as it is shown, with some fields otherwise."""
        html = self.get(f"card/{number}")
        shown = dict(re.findall(r'name="(verdict-\d+)" value="(\w+)" checked', html))
        return self.send(f"card/{number}", **{**shown, **fields})

    @property
    def verdicts(self) -> dict[str, Verdict]:
        return {one.proposal: one.verdict for one in self.desk.decisions()}


@pytest.fixture
def opened(plan: ThirdPlan) -> Open:
    return lambda who="水野", blind=False, text=True, lang="ja": Page(plan, who, blind, text, lang)


def test_a_card_shows_the_passage_with_its_surroundings_and_the_proposals(opened: Open) -> None:
    html = opened().get("card/1")
    assert "<mark>A-1 放課後の居場所を広げる［遊び／読書］</mark>" in html
    assert "（1）空き教室をひらく" in html
    assert "85% ·" in html
    assert html.count("<fieldset") == 4
    assert "対応するものなし" in html


def test_without_the_text_place_and_abstract_stand_for_it(opened: Open) -> None:
    html = opened(text=False, lang="en").get("card/1")
    assert "The text is not at hand" in html
    assert "189–211" in html
    assert "空き教室" not in html


def test_one_press_accepts_what_is_right_rejects_the_rest_and_goes_on(opened: Open) -> None:
    page = opened()
    assert page.press(1, why="見出しのとおり") == (303, f"/{page.review.token}/card/2?done=1")
    assert page.verdicts == {
        LEARNING.iri: Verdict.ACCEPTED,
        FOREST.iri: Verdict.REJECTED,
        CLOSE.iri: Verdict.ACCEPTED,
        NOTHING.iri: Verdict.REJECTED,
    }
    first = page.desk.decisions()[0]
    assert (first.who, first.when, first.why) == ("水野", WHEN, "見出しのとおり")
    assert "取り消す" in page.get("card/2?done=1")


def test_a_whole_measure_takes_few_presses_and_the_last_leads_to_the_progress(opened: Open) -> None:
    page = opened()
    number, presses = 1, 0
    while True:
        presses += 1
        location = page.press(number)[1].partition("?")[0]
        if location.endswith(f"{page.review.token}/"):
            break
        number = int(location.rpartition("/")[2])
    assert presses == len(page.review.work.cards) == 3
    assert "すべての提案を決めました" in page.get()


def test_reject_and_not_sure_are_one_press_each(opened: Open) -> None:
    page = opened()
    page.send("card/1", all="rejected")
    page.send("card/2", all="unsure")
    assert set(page.verdicts.values()) == {Verdict.REJECTED, Verdict.UNSURE}
    assert page.verdicts[LEARNING.iri] is Verdict.REJECTED


def test_a_change_is_what_is_written(opened: Open, plan: ThirdPlan) -> None:
    page = opened()
    assert page.press(1, value_1="森", words_1="放課後の居場所")[0] == 303
    assert page.press(2, value_1="教室をひらく", english_1="Opening classrooms")[0] == 303
    made = {one.proposal: one for one in page.desk.decisions()}
    assert made[LEARNING.iri].verdict is Verdict.CHANGED
    assert made[LEARNING.iri].value.endswith("theme/forest")  # type: ignore[union-attr]
    start = plan.text.read_text("utf-8").index("放課後の居場所")
    assert made[LEARNING.iri].evidence[0].endswith(f"#char={start},{start + 7}")
    assert made[NAME.iri].value == ProposedText("教室をひらく", "Opening classrooms")
    assert "<measure/A-1/theme/forest>" in plan.curation.read_text("utf-8")


def test_the_relation_of_a_counterpart_can_be_changed(opened: Open) -> None:
    page = opened()
    page.press(1, relation_3="closeMatch")
    (made,) = [one for one in page.desk.decisions() if one.proposal == CLOSE.iri]
    assert (made.verdict, made.predicate.rpartition("#")[2]) == (Verdict.CHANGED, "closeMatch")


def test_a_value_that_means_nothing_is_said_and_nothing_is_written(opened: Open, plan: ThirdPlan) -> None:
    before = plan.files()
    page = opened()
    for field, value in (("value_1", "海"), ("words_1", "水")):
        status, html = page.press(1, **{field: value})
        assert status == 400
        assert value in html
        assert 'role="alert"' in html
    assert plan.files() == before


def test_what_was_decided_can_be_taken_back(opened: Open, plan: ThirdPlan) -> None:
    before = plan.curation.read_bytes()
    page = opened()
    page.press(1)
    assert page.send("back/1") == (303, f"/{page.review.token}/card/1")
    assert page.verdicts == {}
    assert page.desk.decisions() == []
    assert before.splitlines()[-1] in plan.curation.read_bytes()
    assert b"A-1" not in plan.curation.read_bytes()


def test_the_progress_has_every_measure_with_its_shares(opened: Open) -> None:
    page = opened()
    page.press(1)
    page.press(2, value_1="教室をひらく")
    html = page.get()
    assert "放課後の居場所を広げる" in html
    assert "採った" in html
    (row,) = re.findall(r"<tr><th scope=\"row\">.*?</tr>", html, re.S)
    assert re.findall(r'<td class="number">([^<]*)</td>', row) == ["9", "5 (62%)", "1 (12%)", "2 (25%)", "0 (0%)", "1"]


def test_a_second_reader_is_blind_and_their_agreement_is_measured(opened: Open, plan: ThirdPlan) -> None:
    first, second = opened(), opened(who="林", blind=True)
    for number in (1, 2, 3):
        first.press(number)
    written = plan.curation.read_bytes()
    assert "水野" not in second.get("card/1")
    assert second.client.get(f"/{second.review.token}/agreement").status_code == 403
    second.press(1, verdict_2="accepted", why="森の話もある")
    second.press(2)
    second.send("card/3", all="unsure")
    assert plan.curation.read_bytes() == written
    assert {one.writing for one in second.desk.decisions() if one.who == "林"} == {Writing.BLIND}
    html = first.get("agreement")
    assert "林, 水野" in html
    assert "森の話もある" in html
    assert re.search(
        r'theme</th><td class="number">3</td><td class="number">2</td><td class="number">-?\d\.\d{3}</td>', html
    )


def test_an_address_without_the_secret_leads_nowhere(opened: Open) -> None:
    page = opened()
    for path in ("/", "/card/1", "/wrong/card/1", f"/{page.review.token[:-1]}/card/1"):
        assert page.client.get(path).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"origin": "http://127.0.0.1:9000", "sec-fetch-site": "same-site"},
        {"origin": ORIGIN, "sec-fetch-site": "none"},
        {"origin": "http://localhost:8001"},
        {},
    ],
)
def test_a_page_of_somebody_else_changes_nothing(opened: Open, plan: ThirdPlan, headers: dict[str, str]) -> None:
    before = plan.files()
    page = opened()
    assert page.send("card/1", headers, all="rejected")[0] == 403
    assert page.send("back/1", headers)[0] == 403
    assert plan.files() == before


def test_a_form_without_its_secret_changes_nothing(opened: Open, plan: ThirdPlan) -> None:
    before = plan.files()
    page = opened()
    assert page.send("card/1", csrf="guess", all="rejected")[0] == 403
    assert page.send("card/1", csrf="", all="rejected")[0] == 403
    assert plan.files() == before


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost:8001", "127.0.0.1:8001.evil.example"])
def test_a_name_that_was_let_point_here_is_refused(opened: Open, host: str) -> None:
    page = opened()
    assert page.client.get(f"/{page.review.token}/", headers={"host": host}).status_code == 421


def test_nothing_leaves_the_page_and_nothing_is_kept(opened: Open) -> None:
    page = opened()
    headers = page.client.get(f"/{page.review.token}/card/1").headers
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_two_reviews_have_two_secrets(opened: Open) -> None:
    assert len({opened().review.token, opened().review.token, opened().review.csrf}) == 3


def test_without_proposals_there_is_nothing_to_review(plan: ThirdPlan) -> None:
    (plan.folder / "proposed.ttl").unlink()
    with pytest.raises(UsageError) as raised:
        work.of(plan.repo, plan.id, None)
    assert raised.value.code == "nothing-proposed"


def test_what_is_sure_is_chosen_beforehand(opened: Open) -> None:
    there = opened().review.work
    assert there.chosen(there.cards[0]) == {LEARNING.iri, CLOSE.iri}
    assert ROOM_LEARNING.iri in there.chosen(there.cards[1])
