"""Refreshes in a browser: authorship, saved cards and lost responses."""

import re
import threading
from typing import Any

from playwright.sync_api import expect

from devtools.local_server import LocalServer, RecordedRequest
from tests.browser.people import READER
from tests.browser.product import IN_A_BROWSER
from tests.browser.visitors import Visitors, settle, start_refresh, wait_for_matches_and_moves

pytestmark = IN_A_BROWSER


def test_refresh_button_leads_to_matches_and_cards(visitors: Visitors) -> None:
    with visitors.visiting("mateo@example.org") as page:
        page.goto("/matches/")
        start_refresh(page)
        wait_for_matches_and_moves(page)
        counted = [int(count) for count in page.locator(".tier .count").all_inner_texts()]
        expect(page.locator(".match-card")).to_have_count(sum(counted))
        assert sum(counted) >= 10
        cards = page.locator(".action-card").count()
        assert 3 <= cards <= 5
        origins = page.get_by_text("by Talentnet's rules, without AI")
        expect(origins).to_have_count(sum(counted) + cards)
        # Both panels have stopped polling.
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.wait_for_timeout(2_500)
        # Growth areas load shortly after the matches.
        assert [url for url in requests if "/matches/growth/" not in url] == []


def test_model_writes_for_consenting_candidate(visitors: Visitors, model: LocalServer) -> None:
    model.reset()
    with visitors.visiting("callum@example.org") as page:
        page.goto("/matches/")
        start_refresh(page)
        card = page.locator(".action-card").first
        card.wait_for()
        expect(card).to_contain_text(
            "Written by an AI model (claude-haiku-4-5-20251001)", use_inner_text=True
        )
    tools = {request.body["tool_choice"]["name"] for request in model.requests}
    assert tools == {"generate_career_actions", "score_opportunities"}
    assert "Callum" not in str([request.body["messages"] for request in model.requests])


def test_saved_card_survives_refresh(visitors: Visitors) -> None:
    with visitors.visiting("nyambura@example.org") as page:
        page.goto("/matches/")
        start_refresh(page)
        card = page.locator(".action-card").first
        card.wait_for()
        card_id = card.get_attribute("id")
        same = page.locator(f"#{card_id}")
        same.get_by_role("button", name=re.compile("^Save")).click()
        same.get_by_role("button", name=re.compile("^Unsave")).wait_for()
        same.get_by_role("button", name=re.compile("^Start")).click()
        same.get_by_role("button", name=re.compile("^Stop for now")).wait_for()
        others = {element.get_attribute("id") for element in page.locator(".action-card").all()}
        start_refresh(page)
        page.wait_for_function(
            "ids => !ids.some(id => document.getElementById(id))", arg=sorted(others - {card_id})
        )
        expect(same).to_contain_text("In progress", use_inner_text=True)


def test_incoming_matches_keep_scroll_position(visitors: Visitors, model: LocalServer) -> None:
    model.reset()
    go_on = threading.Event()

    def worse_ones_first(body: dict[str, Any]) -> dict[str, Any]:
        ids = [int(pk) for pk in re.findall('<opportunity id="([0-9]+)"', str(body["messages"]))]
        is_first = len(ids) < 15
        if not is_first:
            go_on.wait(10)
        verdict = {"tier": "good", "score": 60, "strengths": ["It fits."], "gap": ""}
        verdict |= {"recommendations": []} | ({} if is_first else {"tier": "great", "score": 90})
        return {"matches": [{"opportunity_id": pk, **verdict} for pk in ids]}

    model.answer_with(worse_ones_first)
    with visitors.visiting(READER) as page:
        page.goto("/matches/")
        start_refresh(page)
        card = page.locator(".match-card").nth(1)
        card.wait_for()
        read = page.locator(f"#{card.get_attribute('id')}")
        read.evaluate("card => scrollBy(0, card.getBoundingClientRect().top - 40)")
        expect(page.locator(".match-card.great")).to_have_count(0)
        go_on.set()
        page.locator(".match-card.great").first.wait_for(state="attached")
        settle(page)
        assert abs(read.evaluate("card => card.getBoundingClientRect().top") - 40) < 3
    model.reset()


def test_countdown_to_next_refresh_ends_without_reload(visitors: Visitors) -> None:
    waiting = (
        '<section id="refresh"><span id="left" data-seconds-left="90" hx-trigger="time-has-come"'
        ' hx-get="/matches/refresh/now/" hx-target="#refresh" hx-swap="outerHTML"></span></section>'
    )
    with visitors.visiting("mateo@example.org", expected="ERR_FAILED|htmx:") as page:
        asked: list[str] = []

        def lose_the_first(route: Any) -> None:
            asked.append(route.request.url)
            route.abort() if len(asked) == 1 else route.continue_()

        page.route("**/matches/refresh/now/", lose_the_first)
        page.clock.install()
        page.goto("/matches/")
        settle(page)
        page.evaluate("text => htmx.swap('#refresh', text, {swapStyle: 'outerHTML'})", waiting)
        page.clock.run_for(2_000)
        countdown = page.locator("#left")
        texts = [countdown.inner_text()]
        for seconds in (40, 60):
            page.clock.run_for(seconds * 1_000)
            texts.append(countdown.inner_text())
        assert texts == [", in 2 minutes", ", in less than a minute", ""]
        # A failed background request shows no error; it is retried later.
        expect(page.locator("#failure")).to_have_text("")
        assert len(asked) == 1
        page.clock.run_for(60_000)
        page.get_by_text("You can refresh again now.").wait_for()
        expect(page.get_by_role("button", name="Refresh matches", exact=True)).to_be_enabled()
        page.clock.run_for(180_000)
        assert len(asked) == 2


def test_lost_response_does_not_stop_polling(visitors: Visitors, model: LocalServer) -> None:
    model.reset()
    asked_again = threading.Event()

    def wait(record: RecordedRequest) -> None:
        asked_again.wait(10)

    model.on_request = wait
    try:
        _lose_answers(visitors, asked_again)
    finally:
        model.on_request = None


def _lose_answers(visitors: Visitors, asked_again: threading.Event) -> None:
    with visitors.visiting("callum@example.org") as page:
        asked: list[str] = []

        def lose_the_second_and_third(route: Any) -> None:
            asked.append(route.request.url)
            if len(asked) in (2, 3):
                route.fulfill(status=204)
            else:
                route.continue_()
            if len(asked) == 4:
                asked_again.set()

        page.goto("/matches/")
        before = {card.get_attribute("id") for card in page.locator(".action-card").all()}
        page.route("**/actions/status/", lose_the_second_and_third)
        start_refresh(page)
        page.wait_for_function(
            """ids => [...document.querySelectorAll(".action-card")].some(
              card => !ids.includes(card.id))""",
            arg=sorted(before),
        )
        assert asked_again.is_set()


def test_dismissed_match_is_restored_in_place(visitors: Visitors) -> None:
    with visitors.visiting("linh@example.org") as page:
        page.goto("/matches/")
        start_refresh(page)
        wait_for_matches_and_moves(page)
        same = page.locator(f"#{page.locator('.action-card').first.get_attribute('id')}")
        same.get_by_role("button", name=re.compile("^Dismiss")).click()
        restore = same.get_by_role("button", name=re.compile("^Undo"))
        # The keyboard focus stays in place.
        expect(restore).to_be_focused()
        page.keyboard.press("Enter")
        expect(same.get_by_role("button", name=re.compile("^Dismiss"))).to_be_focused()
