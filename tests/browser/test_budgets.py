"""Budgets of a page: layout shift, size, width, print and motion."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.pages import EVERY_PAGE, MAIN_PAGES, Page
from tests.browser.people import LONGEST, SETTLED
from tests.browser.product import ON_ONE_DATABASE
from tests.browser.visitors import Visitors, settle

pytestmark = ON_ONE_DATABASE

KILOBYTES = 60
SHIFT = 0.01
WIDTHS = (320, 390, 768, 1280)

TRANSFERRED = """() => performance.getEntriesByType('resource')
  .filter(entry => /[.](css|js)$/.test(new URL(entry.name).pathname))
  .reduce((bytes, entry) => bytes + entry.transferSize, 0)"""
SHIFTED = """() => new Promise(done => {
  const shifts = [];
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) {
      const moved = entry.sources.map(source => source.node?.id || source.node?.className || '?');
      shifts.push([entry.value, moved.join(' ')]);
    }
  }).observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => done(shifts), 200);
})"""
WIDER = """() => [...document.querySelectorAll('body *')]
  .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 3).map(element => element.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("where", MAIN_PAGES, ids=str)
def test_layout_does_not_shift_while_loading(visitors: Visitors, where: Page) -> None:
    with visitors.visiting(where.person) as page:
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            where.open(page)
            shifts = page.evaluate(SHIFTED)
            assert sum(value for value, _ in shifts) < SHIFT, (width, shifts)


@pytest.mark.parametrize("where", MAIN_PAGES, ids=str)
def test_styles_and_scripts_stay_within_budget(visitors: Visitors, where: Page) -> None:
    with visitors.visiting(where.person) as page:
        # A new context has an empty cache.
        where.open(page)
        transferred = page.evaluate(TRANSFERRED)
        assert 0 < transferred < KILOBYTES * 1000


@pytest.mark.parametrize("where", EVERY_PAGE, ids=str)
def test_content_is_never_wider_than_window(visitors: Visitors, where: Page) -> None:
    with visitors.looking(where.person, expected=where.expected) as page:
        where.open(page)
        for theme in ("light", "dark") if where.person == LONGEST else ("light",):
            page.emulate_media(color_scheme=theme)
            assert _too_wide(page) == {}


def _too_wide(page: Any) -> dict[int, Any]:
    """Needed width and overflowing elements, for each width that needs sideways scrolling."""
    overflows = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        if (needed := page.evaluate("document.documentElement.scrollWidth")) != width:
            overflows[width] = (needed, page.evaluate(WIDER))
    return overflows


def test_match_prints_without_controls(visitors: Visitors) -> None:
    with visitors.visiting(SETTLED) as page:
        page.goto("/matches/")
        page.locator(".match-card h3 a").first.click()
        page.get_by_role("heading", name="Why it fits").wait_for()
        page.emulate_media(media="print")
        assert _visible_controls(page) == []
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("heading", name="Why it fits")).to_be_visible()
        expect(page.get_by_role("list", name="Why this fits")).to_be_visible()


def test_moves_print_with_their_reasons(visitors: Visitors) -> None:
    with visitors.visiting(SETTLED) as page:
        page.goto("/actions/")
        page.emulate_media(media="print")
        assert _visible_controls(page) == []
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator(".action-card .why p").first).to_be_visible()
        expect(page.locator(".site-footer")).to_be_hidden()


def test_matches_print_without_filters(visitors: Visitors) -> None:
    with visitors.visiting(SETTLED) as page:
        page.goto("/matches/")
        page.emulate_media(media="print")
        assert _visible_controls(page) == []
        expect(page.get_by_role("search")).to_be_hidden()
        expect(page.locator(".match-card h3").first).to_be_visible()


def _visible_controls(page: Any) -> list[str]:
    """Texts of interactive elements that are visible, though useless on paper."""
    selector = "header.site-header, nav, button, input, select, textarea, .skip"
    return [
        element.inner_text() for element in page.locator(selector).all() if element.is_visible()
    ]


def test_reduced_motion_disables_animation(visitors: Visitors) -> None:
    with visitors.visiting(SETTLED, reduced_motion="reduce") as page:
        page.goto("/matches/")
        answers: list[Any] = []
        page.route(re.compile(r"/matches/\?"), lambda route: answers.append(route))
        page.get_by_label("Tier").select_option("great")
        page.wait_for_function("() => document.querySelector('.htmx-request')")
        animated = page.evaluate(_ANIMATED)
        answers[0].continue_()
        assert animated == []
        settle(page)
        assert page.evaluate(_ANIMATED) == []
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


_ANIMATED = """() => document.getAnimations()
  .map(animation => animation.animationName || animation.transitionProperty)"""
