"""Typed text survives lost connections, server errors, sign-outs, other tabs and reloads."""

import re
from typing import Any

from playwright.sync_api import expect

from tests.browser.people import WRITER
from tests.browser.product import ON_ONE_DATABASE
from tests.browser.visitors import Visitors, sign_in, wait_until_saved

pytestmark = ON_ONE_DATABASE

BASICS = "/profile/edit/basics/"
GOALS = "/profile/edit/goals/"
NO_CONNECTION = "ERR_INTERNET_DISCONNECTED|ERR_FAILED|htmx:(sendError|afterRequest)"
SERVER_ERROR = "500"
LOST = re.compile("Not saved")


def _stored(visitors: Visitors, path: str, label: str) -> str:
    """Stored value, as another browser of the same person shows it."""
    with visitors.visiting(WRITER) as page:
        page.goto(path)
        text: str = page.get_by_label(label).input_value()
        return text


def test_offline_typing_is_saved_on_reconnect(visitors: Visitors) -> None:
    with visitors.visiting(WRITER, expected=NO_CONNECTION) as page:
        page.goto(GOALS)
        page.context.set_offline(True)
        page.get_by_label("Career goals").fill("Typed in a tunnel.")
        page.get_by_text("no connection").first.wait_for()
        expect(page.get_by_label("Career goals")).to_have_value("Typed in a tunnel.")
        page.context.set_offline(False)
        wait_until_saved(page)
    assert _stored(visitors, GOALS, "Career goals") == "Typed in a tunnel."


def test_server_error_keeps_text_and_saves_it_later(visitors: Visitors) -> None:
    with visitors.visiting(WRITER, expected=SERVER_ERROR) as page:
        page.goto(GOALS)
        page.route(f"**{GOALS}", lambda route: route.fulfill(status=500, body="broken"))
        page.get_by_label("What are you looking for").fill("A team that answers.")
        page.get_by_text("a fault of ours").first.wait_for()
        expect(page.get_by_label("What are you looking for")).to_have_value("A team that answers.")
        page.unroute(f"**{GOALS}")
        wait_until_saved(page)
    assert _stored(visitors, GOALS, "What are you looking for") == "A team that answers."


def test_lapsed_session_keeps_text_and_restores_it(visitors: Visitors) -> None:
    with visitors.visiting(WRITER) as page:
        page.goto(BASICS)
        page.context.clear_cookies(name="sessionid")
        page.get_by_label("Headline").fill("Typed after the sign-in had lapsed")
        page.get_by_text("you are signed out").wait_for()
        expect(page).to_have_url(re.compile(f"{BASICS}$"))
        # In this tab, though the link opens another one.
        page.get_by_role("link", name="Sign in").first.evaluate("link => { link.target = '' }")
        page.on("dialog", lambda dialog: dialog.accept())
        page.get_by_role("main").get_by_role("link", name="Sign in").click()
        sign_in(page, WRITER)
        page.wait_for_url(f"**{BASICS}")
        expect(page.get_by_label("Headline")).to_have_value("Typed after the sign-in had lapsed")
        wait_until_saved(page)
    assert _stored(visitors, BASICS, "Headline") == "Typed after the sign-in had lapsed"


def test_sign_in_in_other_tab_saves_pending_text(visitors: Visitors) -> None:
    with visitors.visiting(WRITER, expected="403") as page:
        page.goto(BASICS)
        page.context.clear_cookies(name="sessionid")
        page.get_by_label("Pronouns").fill("she/they")
        page.get_by_text("you are signed out").wait_for()
        with page.context.expect_page() as opened:
            page.get_by_role("main").get_by_role("link", name="Sign in").click()
        sign_in(opened.value, WRITER)
        opened.value.wait_for_url(f"**{BASICS}")
        opened.value.close()
        wait_until_saved(page)
        expect(page.get_by_label("Pronouns")).to_have_value("she/they")
    assert _stored(visitors, BASICS, "Pronouns") == "she/they"


def _two_tabs_differ(page: Any, own: str, other_text: str) -> None:
    """Type `own` in this tab after another tab has stored `other_text`."""
    page.goto(BASICS)
    other = page.context.new_page()
    other.goto(BASICS)
    other.get_by_label("Location").fill(other_text)
    wait_until_saved(other)
    other.close()
    page.get_by_label("Location").fill(own)
    page.get_by_text("this changed in another tab").wait_for()
    expect(page.get_by_role("status").filter(has_text=LOST)).to_contain_text(
        other_text, use_inner_text=True
    )
    expect(page.get_by_label("Location")).to_have_value(own)


def test_later_tab_may_keep_its_text(visitors: Visitors) -> None:
    with visitors.visiting(WRITER, expected="409") as page:
        _two_tabs_differ(page, "Mine, Norway", "Theirs, Norway")
        page.get_by_role("button", name="Keep my version").click()
        page.wait_for_url(f"**{BASICS}**")
        page.get_by_text("Saved").first.wait_for()
    assert _stored(visitors, BASICS, "Location") == "Mine, Norway"


def test_later_tab_may_use_stored_text(visitors: Visitors) -> None:
    with visitors.visiting(WRITER, expected="409") as page:
        _two_tabs_differ(page, "Mine, Sweden", "Theirs, Sweden")
        page.get_by_role("link", name="Use the saved version").click()
        page.wait_for_function(
            "() => document.getElementById('id_location').value.includes('Their')"
        )
        page.reload()
        expect(page.get_by_label("Location")).to_have_value("Theirs, Sweden")
    assert _stored(visitors, BASICS, "Location") == "Theirs, Sweden"


def test_reload_restores_unsaved_text(visitors: Visitors) -> None:
    with visitors.visiting(WRITER, expected=NO_CONNECTION) as page:
        page.goto(GOALS)
        page.route(f"**{GOALS}", _lose_posts)
        page.get_by_label("Career goals").fill("Not saved before the reload.")
        page.on("dialog", lambda dialog: dialog.accept())
        page.reload()
        page.unroute(f"**{GOALS}")
        expect(page.get_by_label("Career goals")).to_have_value("Not saved before the reload.")
        wait_until_saved(page)
    assert _stored(visitors, GOALS, "Career goals") == "Not saved before the reload."


def _lose_posts(route: Any) -> None:
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def test_leaving_with_unsaved_text_asks_first(visitors: Visitors) -> None:
    with visitors.visiting(WRITER) as page:
        page.goto(GOALS)
        asked: list[str] = []

        def go_on(dialog: Any) -> None:
            asked.append(dialog.type)
            dialog.accept()

        page.on("dialog", go_on)
        # Browsers ask only after an interaction with the page.
        page.get_by_label("Career goals").click()
        page.keyboard.type("And one word more. ")
        page.goto("/home/")
        assert asked == ["beforeunload"]


def test_reload_restores_unsaved_chips(visitors: Visitors) -> None:
    with visitors.visiting(WRITER, expected=NO_CONNECTION) as page:
        page.goto("/profile/edit/skills/")
        page.route("**/profile/edit/skills/", _lose_posts)
        skills = page.get_by_role("combobox", name="Skills")
        skills.fill("kite building")
        skills.press("Enter")
        page.on("dialog", lambda dialog: dialog.accept())
        page.reload()
        page.unroute("**/profile/edit/skills/")
        page.get_by_role("button", name="Remove kite building").wait_for()
        wait_until_saved(page)


def test_note_survives_lost_connection(visitors: Visitors) -> None:
    with visitors.visiting(WRITER, expected=NO_CONNECTION) as page:
        page.goto("/actions/")
        card = page.locator(".action-card").first
        card.locator("summary", has_text=re.compile("note", re.IGNORECASE)).click()
        page.context.set_offline(True)
        card.get_by_label("Private note").fill("Written in a tunnel.")
        page.get_by_text("no connection").first.wait_for()
        page.context.set_offline(False)
        wait_until_saved(page)
        page.reload()
        expect(page.locator(".action-card").first.get_by_label("Private note")).to_have_value(
            "Written in a tunnel."
        )
