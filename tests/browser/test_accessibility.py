"""What axe-core finds on every page, in both themes, on a phone and on a screen."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.pages import EVERY_PAGE, Page
from tests.browser.product import IN_A_BROWSER
from tests.browser.visitors import Visitors

pytestmark = IN_A_BROWSER

WIDTHS = (390, 1280)
# The theme changes colors alone.
OF_COLORS = {"runOnly": ["color-contrast", "link-in-text-block"], "resultTypes": ["violations"]}
CHECKS: dict[str, dict[str, Any]] = {"light": {"resultTypes": ["violations"]}, "dark": OF_COLORS}


@pytest.mark.parametrize("where", EVERY_PAGE, ids=str)
def test_axe_finds_nothing(visitors: Visitors, where: Page) -> None:
    with visitors.visiting(where.person, expected=where.expected) as page:
        where.open(page)
        found = [
            f"{violation['id']}: {where} {theme} {width} {violation['nodes'][0]['html'][:200]}"
            for width in WIDTHS
            for theme in CHECKS
            for violation in _violations(page, theme, width)
        ]
    assert found == []


def _violations(page: Any, theme: str, width: int) -> list[Any]:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    results: list[Any] = Axe().run(page, options=CHECKS[theme]).response["violations"]
    return results
