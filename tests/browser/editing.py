"""Fill in the profile editor, with and without JavaScript."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import expect

from tests.browser.visitors import settle, wait_until_saved

SUGGESTED_SKILL = "machine learning"
OWN_SKILL = "tea tasting"
INTEREST = "AI control"
GOALS = "Move from data engineering into the evaluation of models, so that risks are seen early."


@dataclass(frozen=True)
class Row:
    """Texts to type into a row of work experience."""

    title: str
    organization: str
    began: str


FIRST_JOB = Row("Data Engineer", "Harbor Statistics", "2021-03")
SECOND_JOB = Row("Team Lead", "Quayside Analytics", "2023-05")


def fill_in_by_autosave(page: Any) -> None:
    """Fill in all sections except work, which is a list of rows."""
    page.goto("/profile/edit/basics/")
    page.get_by_label("Name", exact=True).fill("Amara Quist")
    page.get_by_label("Location").fill("Bergen, Norway")
    page.get_by_label("Headline").fill("Data engineer who wants to measure what models can do")
    wait_until_saved(page)
    page.goto("/profile/edit/skills/")
    _choose_chips(page)
    wait_until_saved(page)
    page.goto("/profile/edit/goals/")
    page.get_by_label("Career goals").fill(GOALS)
    wait_until_saved(page)
    page.goto("/profile/edit/preferences/")
    page.get_by_label("Engineering").check()
    page.get_by_label("Research").check()
    page.get_by_label("Remote preference").select_option(label="No preference")
    wait_until_saved(page)


def _choose_chips(page: Any) -> None:
    """Choose a suggestion, type an entry, and remove one again."""
    page.locator("summary", has_text="Suggestions").first.click()
    page.get_by_role("button", name=re.compile(rf"^\W*{SUGGESTED_SKILL}$")).first.click()
    skills = page.get_by_role("combobox", name="Skills")
    for skill in (OWN_SKILL, "a slip of the hand"):
        skills.fill(skill)
        skills.press("Enter")
    page.get_by_role("button", name="Remove a slip of the hand").click()
    interests = page.get_by_role("combobox", name="AI safety interests")
    interests.fill(INTEREST)
    interests.press("Enter")


def add_row(page: Any, row: Row) -> None:
    page.get_by_role("link", name="Add work experience").click()
    form = page.get_by_role("article", name="New work experience")
    type_row(form, row)
    wait_until_saved(page)
    form.get_by_role("button", name="Done").click()
    page.get_by_role("heading", name=row.title, level=3).wait_for()
    settle(page)


def type_row(form: Any, row: Row) -> None:
    form.get_by_label("Title").fill(row.title)
    form.get_by_label("Organization").fill(row.organization)
    form.get_by_label("From").fill(row.began)


def expect_ready_for_matching(page: Any) -> None:
    sections = page.get_by_role("navigation", name="Sections")
    expect(sections).to_contain_text("Ready for matching.", use_inner_text=True)


def rows(page: Any) -> list[str]:
    """Titles of the rows of work experience, in order."""
    listed = page.get_by_role("region", name="Work experience").get_by_role("heading", level=3)
    return [text.split(",")[0].split(" at ")[0] for text in listed.all_inner_texts()]


def arrange_rows(page: Any) -> None:
    """Add two rows, move one, remove one and restore it; works without JavaScript, too."""
    first, second = FIRST_JOB.title, SECOND_JOB.title
    wait_for(page, lambda: rows(page) == [second, first])
    press(page, f"Move {second}", "down", then=lambda: rows(page) == [first, second])
    press(page, f"Move {second}", "up", then=lambda: rows(page) == [second, first])
    press(page, f"Remove {first}", then=lambda: rows(page) == [second])
    page.get_by_role("button", name="Undo").click()
    wait_for(page, lambda: rows(page) == [second, first])


def press(page: Any, starts: str, ends: str = "", *, then: Callable[[], bool]) -> None:
    buttons = page.get_by_role("button", name=starts)
    (buttons.and_(page.get_by_role("button", name=ends)) if ends else buttons).click()
    wait_for(page, then)


def wait_for(page: Any, condition: Callable[[], bool]) -> None:
    for _ in range(100):
        settle(page)
        if condition():
            return
        page.wait_for_timeout(50)
    raise AssertionError(page.locator("main").inner_text())
