"""Run axe-core on every page, in both themes, at phone and desktop widths."""

from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.pages import AXE_PAGES, Page
from tests.browser.product import ON_ONE_DATABASE
from tests.browser.visitors import Visitors

pytestmark = ON_ONE_DATABASE

WIDTHS = (390, 1280)
THEMES = ("light", "dark")
FOUND = {"resultTypes": ["violations"], "preload": False}
# Rules that depend on theme or width, which change colors and positions.
OF_LOOKS = {**FOUND, "runOnly": ["color-contrast", "link-in-text-block", "target-size"]}


@pytest.mark.parametrize("where", AXE_PAGES, ids=str)
def test_pages_have_no_axe_violations(visitors: Visitors, where: Page) -> None:
    with visitors.looking(where.person, expected=where.expected) as page:
        where.open(page)
        page.evaluate(Axe().axe_script)
        violations = [
            f"{violation['id']}: {where} {theme} {width} {violation['nodes'][0]['html'][:200]}"
            for number, (width, theme) in enumerate(product(WIDTHS, THEMES))
            for violation in _violations(page, theme, width, OF_LOOKS if number else FOUND)
        ]
    assert violations == [], "\n".join(violations)


def _violations(page: Any, theme: str, width: int, options: dict[str, Any]) -> list[Any]:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    violations: list[Any] = page.evaluate(
        "async (options) => (await axe.run(options)).violations", options
    )
    return violations
