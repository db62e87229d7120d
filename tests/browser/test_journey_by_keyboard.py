"""Keyboard-only journey; every change in place keeps the focus."""

from typing import Any

import pytest
from playwright.sync_api import expect

from talentnet.home.demo.accounts import PASSWORD
from tests.browser.keyboard import Keyboard
from tests.browser.people import WALKER, WRITER
from tests.browser.product import ON_ONE_DATABASE
from tests.browser.visitors import (
    Visitors,
    settle,
    wait_for_matches_and_moves,
    wait_until_saved,
)

pytestmark = ON_ONE_DATABASE


def test_keyboard_journey_from_sign_in_to_added_entry(visitors: Visitors) -> None:
    with visitors.visiting() as page:
        keyboard = Keyboard(page)
        _skip_to_content(page, keyboard)
        _sign_in(page, keyboard)
        _fill_in_section(page, keyboard)
        _refresh(page, keyboard)
        _act_on_match(page, keyboard)
        _save_and_start_card(page, keyboard)
        _add_to_profile(page, keyboard)


def _skip_to_content(page: Any, keyboard: Keyboard) -> None:
    page.goto("/accounts/login/")
    keyboard.go_to("Skip to content")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.id === 'main'")


def _sign_in(page: Any, keyboard: Keyboard) -> None:
    keyboard.go_to('textbox "Email"')
    keyboard.type(WALKER)
    keyboard.go_to('textbox "Password"')
    keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/home/")


def _fill_in_section(page: Any, keyboard: Keyboard) -> None:
    keyboard.go_to('link "Profile"')
    page.keyboard.press("Enter")
    page.wait_for_url("**/profile/")
    keyboard.go_to('link "Skills and interests')
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit/skills/")
    keyboard.go_to('combobox "Skills"')
    keyboard.type("knot tying")
    keyboard.press()
    keyboard.type("juggling,")
    page.get_by_role("button", name="Remove juggling").wait_for()
    keyboard.go_to("Remove juggling", back=True)
    keyboard.press()
    keyboard.is_at("Remove knot tying|Skills")
    keyboard.go_to("summary|Suggestions")
    keyboard.press()
    keyboard.go_to('button .*deep learning"')
    keyboard.press("Space")
    expect(page.locator(":focus")).to_have_attribute("aria-pressed", "true")
    wait_until_saved(page)
    assert keyboard.focused
    page.reload()
    expect(page.get_by_role("button", name="Remove knot tying")).to_have_count(1)
    expect(page.get_by_role("button", name="Remove juggling")).to_have_count(0)
    expect(page.get_by_role("button", name="Remove deep learning")).to_have_count(1)


def _refresh(page: Any, keyboard: Keyboard) -> None:
    keyboard.go_to('link "Matches"')
    page.keyboard.press("Enter")
    page.wait_for_url("**/matches/")
    keyboard.go_to('button "Refresh matches"')
    keyboard.press()
    wait_for_matches_and_moves(page)


def _act_on_match(page: Any, keyboard: Keyboard) -> None:
    page.goto("/matches/")
    keyboard.go_to('button "Save: ')
    keyboard.press()
    keyboard.is_at('^button "Saved: ')
    keyboard.go_to('button "Dismiss: ')
    keyboard.press()
    keyboard.is_at('^button "Undo: ')
    keyboard.press()
    settle(page)
    keyboard.is_at('^button "Dismiss: ')
    expect(page.locator(".match-card").first.get_by_role("button", name="Saved")).to_be_visible()


def _save_and_start_card(page: Any, keyboard: Keyboard) -> None:
    page.goto("/actions/")
    keyboard.go_to('button "Start: ')
    keyboard.press()
    page.locator(".action-card").first.get_by_text("In progress").wait_for()
    keyboard.is_at('^button "Stop for now: ')
    keyboard.go_to("note", back=True)
    keyboard.press()
    keyboard.go_to('textbox "Private note')
    keyboard.type("Ask on Thursday.")
    wait_until_saved(page)
    keyboard.is_at('^textbox "Private note')


def _add_to_profile(page: Any, keyboard: Keyboard) -> None:
    keyboard.go_to("Mark done")
    keyboard.press()
    keyboard.go_to('link "Add to my profile"')
    page.keyboard.press("Enter")
    page.wait_for_url("**/add-to-profile/")
    keyboard.go_to('textbox "Name')
    page.keyboard.press("ControlOrMeta+a")
    keyboard.type("A harness of three attacks")
    keyboard.go_to('button "Mark done and add to my profile"')
    page.keyboard.press("Enter")
    page.get_by_text("Added to your profile").first.wait_for()
    page.goto("/profile/")
    expect(page.get_by_role("heading", name="A harness of three attacks")).to_be_visible()


def test_rows_are_added_moved_and_removed(visitors: Visitors) -> None:
    with visitors.visiting(WALKER) as page:
        keyboard = Keyboard(page)
        page.goto("/profile/edit/education/")
        for institution in ("Tidewater College", "Upland University"):
            _add_education(page, keyboard, institution)
        keyboard.go_to('button "Move Upland University.* down"')
        keyboard.press()
        keyboard.is_at("Move Upland University")
        keyboard.go_to('button "Remove Upland University')
        keyboard.press()
        keyboard.is_at('button "Undo"')


def _add_education(page: Any, keyboard: Keyboard, institution: str) -> None:
    page.evaluate("document.activeElement.blur()")
    keyboard.go_to('link "Add education"')
    keyboard.press()
    page.get_by_label("Institution").wait_for()
    keyboard.go_to('textbox "Institution"')
    keyboard.type(institution)
    wait_until_saved(page)
    keyboard.go_to('button "Done"')
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=institution).wait_for()


@pytest.mark.parametrize("way", ['button "Done"', 'link "Close"'])
def test_focus_stays_after_closing_form(visitors: Visitors, way: str) -> None:
    with visitors.visiting(WRITER) as page:
        keyboard = Keyboard(page)
        page.goto("/profile/edit/work/")
        keyboard.go_to('link "Edit ')
        keyboard.press()
        page.get_by_label("Organization").wait_for()
        keyboard.go_to(way)
        keyboard.press()
        expect(page.get_by_label("Organization")).to_have_count(0)
        assert keyboard.focused


def test_dismissed_card_is_restored_in_place(visitors: Visitors) -> None:
    with visitors.visiting(WRITER) as page:
        keyboard = Keyboard(page)
        page.goto("/actions/?show=active")
        keyboard.go_to('button "Dismiss')
        keyboard.press()
        keyboard.is_at('^button "Undo')
        keyboard.press()
        keyboard.is_at('^button "Dismiss')


def test_focus_stays_after_refresh_ends(visitors: Visitors) -> None:
    with visitors.visiting(WALKER) as page:
        keyboard = Keyboard(page)
        page.goto("/matches/")
        keyboard.go_to('button "Refresh matches"')
        keyboard.press()
        wait_for_matches_and_moves(page)
        assert keyboard.focused


def test_focus_stays_after_marking_match_applied(visitors: Visitors) -> None:
    with visitors.visiting(WRITER) as page:
        keyboard = Keyboard(page)
        page.goto("/matches/")
        for button in ("Mark as applied", "Change date", "Remove application date"):
            page.evaluate("document.activeElement.blur()")
            keyboard.go_to("I applied|text: Applied")
            keyboard.press()
            keyboard.go_to('"On"')
            # Each part of the date is a tab stop.
            keyboard.go_to(f'button "{button}')
            keyboard.press()
            assert keyboard.focused


def test_focus_stays_after_giving_reason(visitors: Visitors) -> None:
    with visitors.visiting(WRITER) as page:
        keyboard = Keyboard(page)
        page.goto("/actions/?show=active")
        keyboard.go_to('button "Dismiss')
        keyboard.press()
        keyboard.go_to('button "Too big for now')
        keyboard.press()
        page.get_by_text("You said: Too big for now").wait_for()
        assert keyboard.focused


def test_focus_stays_after_restoring_row(visitors: Visitors) -> None:
    with visitors.visiting(WRITER) as page:
        keyboard = Keyboard(page)
        page.goto("/profile/edit/work/")
        keyboard.go_to('button "Remove Data Engineer')
        keyboard.press()
        keyboard.is_at('button "Undo"')
        keyboard.press()
        page.get_by_role("heading", name="Data Engineer").wait_for()
        assert keyboard.focused
