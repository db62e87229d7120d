"""Journey without JavaScript: every step is a form and a page."""

import re
from typing import Any
from urllib.parse import quote

from playwright.sync_api import expect

from tests.browser import editing
from tests.browser.product import ON_ONE_DATABASE, Running
from tests.browser.test_journeys import sign_up, titles
from tests.browser.visitors import Visitors, wait_for_matches_by_reloading

pytestmark = ON_ONE_DATABASE

EMAIL = "bashir@example.org"


def test_journey_from_landing_page_to_added_entry(visitors: Visitors, product: Running) -> None:
    with visitors.visiting(java_script_enabled=False) as page:
        sign_up(page, product, EMAIL)
        _fill_in(page)
        _edit_work_rows(page)
        editing.expect_ready_for_matching(page)
        _answer_no_and_refresh(page)
        _narrow_down(page)
        saved = _act_on_matches(page)
        card = _act_on_cards(page)
        _add_to_profile(page, card)
        _refresh_again(page, saved, card)


def _fill_in(page: Any) -> None:
    page.goto("/profile/edit/basics/")
    page.get_by_label("Name", exact=True).fill("Bashir Lindqvist")
    page.get_by_label("Location").fill("Tartu, Estonia")
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/edit/education/")
    page.goto("/profile/edit/skills/")
    page.get_by_label("Skills", exact=True).fill(f"{editing.SUGGESTED_SKILL}\n{editing.OWN_SKILL}")
    page.get_by_label("AI safety interests").fill(editing.INTEREST)
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Career goals").fill(editing.GOALS)
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/edit/preferences/")
    page.get_by_label("Engineering").check()
    page.get_by_label("Remote preference").select_option(label="No preference")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    page.goto("/profile/")
    expect(page.get_by_text(editing.OWN_SKILL, exact=True)).to_be_visible()


def _edit_work_rows(page: Any) -> None:
    page.goto("/profile/edit/work/")
    for row in (editing.FIRST_JOB, editing.SECOND_JOB):
        page.get_by_role("link", name="Add work experience").click()
        editing.type_row(page.get_by_role("main"), row)
        page.get_by_role("button", name="Done").click()
        page.get_by_role("heading", name=row.title, level=3).wait_for()
    editing.arrange_rows(page)


def _answer_no_and_refresh(page: Any) -> None:
    page.goto("/matches/")
    page.get_by_role("button", name="Use rules only").click()
    page.get_by_role("button", name="Refresh matches", exact=True).click()
    wait_for_matches_by_reloading(page)


def _narrow_down(page: Any) -> None:
    everything = titles(page)
    word = everything[-1].split()[0]
    page.get_by_role("searchbox").fill(word)
    page.get_by_label("Sort by").select_option(label="Deadline")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url(f"**/matches/?*q={quote(word)}*")
    expect(page.get_by_role("heading", name="By deadline")).to_be_visible()
    assert everything[-1] in titles(page)
    page.go_back()
    assert titles(page) == everything


def _act_on_matches(page: Any) -> str:
    page.goto("/matches/")
    ids = [card.get_attribute("id") for card in page.locator("#match-list .match-card").all()[:3]]
    first, second, third = (page.locator(f"#{each}") for each in ids)
    first.get_by_role("button", name=re.compile("^Save:")).click()
    expect(first.get_by_role("button", name=re.compile("^Saved:"))).to_be_visible()
    second.locator("summary", has_text="I applied").click()
    second.get_by_role("button", name="Mark as applied").click()
    expect(second.get_by_text(re.compile("^Applied")).first).to_be_visible()
    third.get_by_role("button", name=re.compile("^Dismiss:")).click()
    expect(page.get_by_text("Dismissed. You can restore it")).to_be_visible()
    page.wait_for_load_state()
    expect(third).to_have_count(0)
    page.goto("/matches/?show=dismissed")
    third.get_by_role("button", name=re.compile("^Undo:")).click()
    expect(third).to_have_count(0)
    page.goto("/matches/")
    expect(third).to_be_visible()
    return str(ids[0])


def _act_on_cards(page: Any) -> str:
    ids = [card.get_attribute("id") for card in page.locator(".action-card").all()[:2]]
    first, second = (page.locator(f"#{each}") for each in ids)
    first.get_by_role("button", name=re.compile("^Save:")).click()
    expect(first.get_by_role("button", name=re.compile("^Unsave:"))).to_be_visible()
    first.get_by_role("button", name=re.compile("^Start:")).click()
    expect(first).to_contain_text("In progress", use_inner_text=True)
    first.locator("summary", has_text="Add a note").click()
    first.get_by_label("Private note").fill("Begin with the public data.")
    first.get_by_role("button", name="Save note").click()
    expect(page.get_by_text("Your note has been saved.")).to_be_visible()
    second.get_by_role("button", name=re.compile("^Dismiss:")).click()
    # The page returns to the card and opens the dismissed ones that hold it.
    second.locator("summary", has_text="Tell us why").click()
    second.get_by_role("button", name="Too big for now").click()
    expect(second.get_by_text("You said: Too big for now")).to_be_visible()
    second.get_by_role("button", name=re.compile("^Undo:")).click()
    expect(second.get_by_role("button", name=re.compile("^Dismiss:"))).to_be_visible()
    return str(ids[0])


def _add_to_profile(page: Any, card: str) -> None:
    page.goto("/actions/")
    page.locator(f"#{card} summary", has_text="Mark done").click()
    page.locator(f"#{card}").get_by_role("link", name="Add to my profile").click()
    # A move to volunteer would be offered as volunteering.
    page.locator("a[href='?kind=project']").click()
    page.get_by_label("Name", exact=True).fill("A public data set of failures")
    page.get_by_role("button", name="Mark done and add to my profile").click()
    expect(page.locator(f"#{card}")).to_contain_text("Added to your profile", use_inner_text=True)


def _refresh_again(page: Any, saved: str, card: str) -> None:
    page.goto("/matches/")
    expect(page.get_by_text("Your profile has changed since your last refresh.")).to_be_visible()
    page.get_by_role("button", name="Refresh matches", exact=True).click()
    wait_for_matches_by_reloading(page)
    expect(page.get_by_text("Your profile has changed since your last refresh.")).to_have_count(0)
    page.goto("/matches/?show=saved")
    expect(page.locator(f"#{saved}")).to_be_visible()
    page.goto("/actions/?show=done")
    expect(page.locator(f"#{card}")).to_be_visible()
