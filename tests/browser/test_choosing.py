"""Choices made while lists are loading: the page shows the choice in any order of events."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.people import CHOOSER
from tests.browser.product import ON_ONE_DATABASE
from tests.browser.visitors import TIMEOUT_MS, Visitors, settle, wait_until_saved

pytestmark = ON_ONE_DATABASE

A_CHOICE = re.compile("/(actions|matches)/[0-9]+/")
LISTS = [
    pytest.param("actions-changed", "actions-cards", re.compile("/actions/panel/"), id="cards"),
    pytest.param("matches-changed", "match-list", re.compile("/matches/list/"), id="matches"),
]
TEXT_OF = "list => document.querySelector(list).outerHTML"
TRIGGER = "event => { htmx.trigger(document.body, event) }"
FETCHED = """([event, list]) => new Promise(done => {
  const is = ({ detail }) => detail.target.id === list;
  document.addEventListener("htmx:afterRequest", event => is(event) && done());
  htmx.trigger(document.body, event);
})"""

type LetGo = Callable[[], None]


@pytest.mark.parametrize(("event", "name", "path"), LISTS)
def test_stale_list_does_not_undo_choice(
    visitors: Visitors, event: str, name: str, path: re.Pattern[str]
) -> None:
    with visitors.visiting(CHOOSER) as page:
        page.goto("/matches/")
        card, as_it_was = _first_unsaved_card(page, name), page.evaluate(TEXT_OF, f"#{name}")
        with _holding(page, path, lambda route: _hold_response(route, as_it_was)) as older:
            page.evaluate(TRIGGER, event)
            _wait_until(page, lambda: bool(older))
            _save_card(card)
            expect(_saved_button(card)).to_be_visible()
            with _holding(page, path, _hold_request) as newer:
                older.pop()()
                _wait_until(page, lambda: bool(newer))
                expect(_saved_button(card)).to_be_visible()
        settle(page)
        expect(_saved_button(card)).to_be_visible()


@pytest.mark.parametrize(("event", "name", "path"), LISTS)
def test_pending_choice_survives_incoming_list(
    visitors: Visitors, event: str, name: str, path: re.Pattern[str]
) -> None:
    with visitors.visiting(CHOOSER) as page:
        page.goto("/matches/")
        card = _first_unsaved_card(page, name)
        with _holding(page, A_CHOICE, _hold_request) as choice:
            _save_card(card)
            _wait_until(page, lambda: bool(choice))
            page.evaluate(FETCHED, [event, name])
            with _holding(page, path, _hold_request) as newer:
                choice.pop()()
                # The stale list may bring other changes, too.
                _wait_until(page, lambda: bool(newer))
                expect(_saved_button(card)).to_be_visible()
        settle(page)
        expect(_saved_button(card)).to_be_visible()


@pytest.mark.parametrize(("event", "name", "path"), LISTS)
def test_news_during_list_request_is_fetched_too(
    visitors: Visitors, event: str, name: str, path: re.Pattern[str]
) -> None:
    with visitors.visiting(CHOOSER) as page:
        page.goto("/matches/")
        asked = _requests(page, path)
        with _holding(page, path, _hold_request) as held:
            page.evaluate(TRIGGER, event)
            _wait_until(page, lambda: bool(held))
            page.evaluate(TRIGGER, event)
        _wait_until(page, lambda: len(asked) == 2)


def test_incoming_cards_keep_focus_in_note(visitors: Visitors) -> None:
    with visitors.visiting(CHOOSER) as page:
        page.goto("/matches/")
        card = page.locator("#actions-cards article").first
        card.locator("summary", has_text="note").click()
        note = card.get_by_label("Private note")
        note.fill("Ask Mira.")
        note.press("Home")
        page.keyboard.type("First: ")
        page.evaluate(FETCHED, ["actions-changed", "actions-cards"])
        page.keyboard.type("on Thursday, a")
        expect(note).to_have_value("First: on Thursday, aAsk Mira.")
        wait_until_saved(page)


def test_filter_result_is_shown_though_list_changed(
    visitors: Visitors,
) -> None:
    with visitors.visiting(CHOOSER) as page:
        page.goto("/matches/")
        with _holding(page, re.compile(r"/matches/\?.*zzzz"), _hold_request) as held:
            page.get_by_role("searchbox").fill("zzzz")
            _wait_until(page, lambda: bool(held))
            page.evaluate(FETCHED, ["matches-changed", "match-list"])
        page.get_by_role("heading", name="No matches found").wait_for()


def _hold_response(route: Any, text: str) -> LetGo:
    return lambda: route.fulfill(body=text, content_type="text/html")


def _hold_request(route: Any) -> LetGo:
    return lambda: route.continue_()


@contextmanager
def _holding(page: Any, path: Any, hold: Callable[[Any], LetGo]) -> Iterator[list[LetGo]]:
    """Hold the first request to a path until the block ends."""
    held: list[LetGo] = []
    page.route(path, lambda route: held.append(hold(route)), times=1)
    yield held
    for let_go in held:
        let_go()


def _requests(page: Any, path: re.Pattern[str]) -> list[str]:
    """Requests to the path from now on, as a growing list."""
    sent: list[str] = []
    page.on("request", lambda request: sent.extend(path.findall(request.url)))
    return sent


def _wait_until(page: Any, condition: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + TIMEOUT_MS / 1_000
    while not condition():
        assert time.monotonic() < give_up_at
        page.wait_for_timeout(20)


def _first_unsaved_card(page: Any, name: str) -> Any:
    save = page.get_by_role("button", name=re.compile("^Save:"))
    card = page.locator(f"#{name} article").filter(has=save).first
    return page.locator(f"#{card.get_attribute('id')}")


def _save_card(card: Any) -> None:
    card.get_by_role("button", name=re.compile("^Save:")).click()


def _saved_button(card: Any) -> Any:
    return card.get_by_role("button", name=re.compile("^(Saved|Unsave):"))
