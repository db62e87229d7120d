"""Choosing while the lists on the page are being fetched: what is shown is what was chosen."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.people import CHOOSER
from tests.browser.product import ON_ONE_DATABASE
from tests.browser.visitors import TIMEOUT_MS, Visitors, settle

pytestmark = ON_ONE_DATABASE

A_CHOICE = re.compile("/(actions|matches)/[0-9]+/")
LISTS = [
    pytest.param("actions-changed", "**/actions/panel/", ".action-card", id="cards"),
    pytest.param("matches-changed", "**/matches/list/*", ".match-card", id="matches"),
]


type LetGo = Callable[[], None]


def _hold_the_answer(route: Any) -> LetGo:
    answer = route.fetch()
    return lambda: route.fulfill(response=answer)


def _hold_the_request(route: Any) -> LetGo:
    return lambda: route.continue_()


@contextmanager
def _holding(page: Any, pattern: Any, hold: Callable[[Any], LetGo]) -> Iterator[list[LetGo]]:
    """What is on its way to such an address goes on at the end."""
    held: list[LetGo] = []
    page.route(pattern, lambda route: held.append(hold(route)), times=1)
    yield held
    for let_go in held:
        let_go()


def _wait_until_held(page: Any, held: list[LetGo]) -> None:
    give_up_at = time.monotonic() + TIMEOUT_MS / 1_000
    while not held:
        assert time.monotonic() < give_up_at, "nothing was asked for"
        page.wait_for_timeout(20)


@pytest.mark.parametrize(("event", "path", "cards"), LISTS)
def test_a_list_older_than_a_choice_does_not_undo_it(
    visitors: Visitors, event: str, path: str, cards: str
) -> None:
    with visitors.visiting(CHOOSER) as page:
        page.goto("/matches/")
        card = page.locator(f"#{page.locator(cards).first.get_attribute('id')}")
        with _holding(page, path, _hold_the_answer) as held:
            page.evaluate("event => htmx.trigger(document.body, event)", event)
            _wait_until_held(page, held)
            _keep(card)
            expect(_kept(card)).to_be_visible()
        settle(page)
        expect(_kept(card)).to_be_visible()


@pytest.mark.parametrize(("event", "path", "cards"), LISTS)
def test_a_choice_under_way_is_shown_though_its_card_is_replaced(
    visitors: Visitors, event: str, path: str, cards: str
) -> None:
    with visitors.visiting(CHOOSER) as page:
        page.goto("/matches/")
        card = page.locator(f"#{page.locator(cards).nth(1).get_attribute('id')}")
        with _holding(page, A_CHOICE, _hold_the_request) as held:
            _keep(card)
            _wait_until_held(page, held)
            with page.expect_response(path):
                page.evaluate("event => htmx.trigger(document.body, event)", event)
        expect(_kept(card)).to_be_visible()


def _keep(card: Any) -> None:
    card.get_by_role("button", name=re.compile("^Save:")).click()


def _kept(card: Any) -> Any:
    return card.get_by_role("button", name=re.compile("^(Saved|Unsave):"))
