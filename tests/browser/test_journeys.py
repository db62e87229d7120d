"""The most common journey, from the landing page to a move added to the profile."""

import datetime as dt
import re
from typing import Any

from playwright.sync_api import expect

from tests.browser import editing
from tests.browser.pages import PASSWORD
from tests.browser.product import ON_ONE_DATABASE, Running
from tests.browser.visitors import (
    Visitors,
    settle,
    start_refresh,
    wait_for_matches_and_moves,
    wait_until_saved,
)

pytestmark = ON_ONE_DATABASE

EMAIL = "amara@example.org"


def test_journey_from_landing_page_to_added_entry(visitors: Visitors, product: Running) -> None:
    with visitors.visiting() as page:
        sign_up(page, product, EMAIL)
        _check_dashboard(page, "Complete your profile")
        editing.fill_in_by_autosave(page)
        _check_stored_chips(page)
        _edit_work_rows(page)
        editing.expect_ready_for_matching(page)
        _check_dashboard(page, "Use AI for your matches?")
        answer_no_and_refresh(page)
        narrowed_down = _narrow_down(page)
        kept = _act_on_matches(page, narrowed_down)
        card = _act_on_cards(page)
        entry = _add_to_profile(page, card)
        _matches_are_stale_until_refreshed(page)
        _check_preserved_cards(page, kept, card, entry)


def sign_up(page: Any, product: Running, email: str) -> None:
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Create account").click()
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Confirm password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.get_by_label("Code").fill(product.code_mailed_to(email))
    page.get_by_role("button", name="Confirm the address").click()
    page.get_by_role("heading", name="Welcome").wait_for()


def _check_dashboard(page: Any, title: str) -> None:
    page.goto("/home/")
    expect(page.get_by_role("region", name=title).get_by_role("link").first).to_be_visible()


def _check_stored_chips(page: Any) -> None:
    page.goto("/profile/edit/skills/")
    shown = page.get_by_role("list", name="Skills").get_by_role("listitem").all_inner_texts()
    assert [text.split("\n")[0].rstrip("×") for text in shown] == [
        editing.SUGGESTED_SKILL,
        editing.OWN_SKILL,
    ]
    page.goto("/profile/")
    expect(page.get_by_text(editing.OWN_SKILL, exact=True)).to_be_visible()
    expect(page.get_by_text(editing.INTEREST, exact=True)).to_be_visible()


def _edit_work_rows(page: Any) -> None:
    page.goto("/profile/edit/work/")
    editing.add_row(page, editing.FIRST_JOB)
    editing.add_row(page, editing.SECOND_JOB)
    editing.arrange_rows(page)
    page.reload()
    kept = [editing.SECOND_JOB.title, editing.FIRST_JOB.title]
    editing.wait_for(page, lambda: editing.rows(page) == kept)


def answer_no_and_refresh(page: Any) -> None:
    page.goto("/matches/")
    expect(page.get_by_role("button", name="Refresh matches")).to_have_count(0)
    page.get_by_role("button", name="Use rules only").click()
    page.wait_for_url("**/matches/**")
    start_refresh(page)
    page.locator(".match-card").first.wait_for()
    page.locator(".action-card").first.wait_for()


def titles(page: Any) -> list[str]:
    """Titles of the listed matches, in order."""
    listed: list[str] = page.locator("#match-list .match-card h3").all_inner_texts()
    return listed


def _narrow_down(page: Any) -> str:
    """Filter, search and sort; Back restores each. Returns the narrowed list's URL."""
    wait_for_matches_and_moves(page)
    everything = titles(page)
    assert len(everything) >= 3
    page.get_by_label("Kind").select_option(label="Job")
    page.wait_for_url("**/matches/?*kind=job*")
    settle(page)
    jobs = titles(page)
    word = jobs[0].split()[0]
    page.get_by_role("searchbox").fill(word)
    page.wait_for_url(f"**/matches/?*q={word}*")
    settle(page)
    found = titles(page)
    assert found
    assert len(found) <= len(jobs)
    page.go_back()
    editing.wait_for(page, lambda: titles(page) == jobs)
    expect(page.get_by_label("Kind")).to_have_value("job")
    expect(page.get_by_role("searchbox")).to_have_value("")
    page.get_by_label("Sort by").select_option(label="Deadline")
    page.get_by_role("heading", name="By deadline").wait_for()
    settle(page)
    _check_deadline_order(page)
    narrowed: str = page.url
    _open_match_and_return(page, narrowed)
    return narrowed


def _check_deadline_order(page: Any) -> None:
    times = page.locator("#match-list .match-card .facts time").all()
    deadlines = [time.get_attribute("datetime") for time in times]
    assert deadlines == sorted(deadlines)


def _open_match_and_return(page: Any, narrowed: str) -> None:
    before = titles(page)
    page.locator("#match-list h3 a").first.click()
    page.get_by_role("heading", name="Why it fits").wait_for()
    page.go_back()
    editing.wait_for(page, lambda: titles(page) == before)
    expect(page).to_have_url(narrowed)
    expect(page.get_by_label("Sort by")).to_have_value("deadline")


def _act_on_matches(page: Any, address: str) -> tuple[str, str, str]:
    """Save the first match, apply to the second, dismiss and restore the third; returns ids."""
    page.goto("/matches/")
    ids = [card.get_attribute("id") for card in page.locator("#match-list .match-card").all()[:3]]
    first, second, third = (page.locator(f"#{each}") for each in ids)
    first.get_by_role("button", name=re.compile("^Save:")).click()
    first.get_by_role("button", name=re.compile("^Saved:")).wait_for()
    second.locator("summary", has_text="I applied").click()
    yesterday = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
    second.get_by_label("On", exact=True).fill(f"{yesterday:%Y-%m-%d}")
    second.get_by_role("button", name="Mark as applied").click()
    second.get_by_text(f"Applied {yesterday:%b} {yesterday.day}").first.wait_for()
    third.get_by_role("button", name=re.compile("^Dismiss:")).click()
    third.get_by_role("button", name=re.compile("^Undo:")).click()
    third.get_by_role("button", name=re.compile("^Dismiss:")).click()
    third.get_by_role("button", name=re.compile("^Undo:")).wait_for()
    page.reload()
    expect(third).to_have_count(0)
    page.goto(address)
    return ids[0], ids[1], ids[2]


def _act_on_cards(page: Any) -> str:
    """Save, start and annotate the first card, dismiss the second; returns the first's id."""
    page.goto("/matches/")
    ids = [card.get_attribute("id") for card in page.locator(".action-card").all()[:2]]
    first, second = (page.locator(f"#{each}") for each in ids)
    first.get_by_role("button", name=re.compile("^Save:")).click()
    first.get_by_role("button", name=re.compile("^Unsave:")).wait_for()
    first.get_by_role("button", name=re.compile("^Start:")).click()
    first.get_by_text("In progress").wait_for()
    first.locator("summary", has_text="Add a note").click()
    first.get_by_label("Private note").fill("Begin with the public data.")
    wait_until_saved(page)
    second.get_by_role("button", name=re.compile("^Dismiss:")).click()
    second.get_by_role("button", name=re.compile("^Undo:")).click()
    second.get_by_role("button", name=re.compile("^Dismiss:")).click()
    second.get_by_role("button", name="Too big for now").click()
    second.get_by_text("You said: Too big for now").wait_for()
    page.reload()
    expect(first.get_by_label("Private note")).to_have_value("Begin with the public data.")
    return str(ids[0])


def _add_to_profile(page: Any, card: str) -> str:
    """Complete the card by adding an edited entry; returns the entry's name."""
    page.goto("/actions/")
    page.locator(f"#{card} summary", has_text="Mark done").click()
    page.locator(f"#{card}").get_by_role("link", name="Add to my profile").click()
    # A move to volunteer would be offered as volunteering.
    page.locator("a[href='?kind=project']").click()
    page.get_by_label("Name", exact=True).fill("A public data set of failures")
    page.get_by_label("Description").fill("I collected and published forty failures of models.")
    page.get_by_role("button", name="Mark done and add to my profile").click()
    enriched = page.locator(f"#{card}")
    expect(enriched).to_contain_text("Added to your profile", use_inner_text=True)
    enriched.get_by_role("link", name="your profile").click()
    entry = "A public data set of failures"
    expect(page.get_by_role("heading", name=entry)).to_be_visible()
    return entry


def _matches_are_stale_until_refreshed(page: Any) -> None:
    page.goto("/matches/")
    page.get_by_text("Your profile has changed since your last refresh.").wait_for()
    start_refresh(page)
    page.get_by_text("Your profile has changed since your last refresh.").wait_for(state="detached")
    wait_for_matches_and_moves(page)


def _check_preserved_cards(page: Any, kept: tuple[str, str, str], card: str, entry: str) -> None:
    saved, applied, dismissed = kept
    for show, match in (("saved", saved), ("applied", applied), ("dismissed", dismissed)):
        page.goto(f"/matches/?show={show}")
        expect(page.locator(f"#{match}")).to_be_visible()
    page.goto("/actions/?show=done")
    expect(page.locator(f"#{card}")).to_contain_text("Added to your profile", use_inner_text=True)
    page.goto("/profile/")
    expect(page.get_by_role("heading", name=entry)).to_be_visible()
