"""Keyboard-only user, with checks of the focus."""

import re
from typing import Any

from playwright.sync_api import expect

from tests.browser.visitors import settle

MANY = 250
OUTLINE = """() => {
  const seen = element => {
    const style = element && getComputedStyle(element);
    return style && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  };
  const focused = document.activeElement;
  return seen(focused) || seen(focused.closest('.chips-editor'));
}"""


class Keyboard:
    def __init__(self, page: Any) -> None:
        self.page = page

    @property
    def focused(self) -> str:
        """Role and accessible name of the focused element, as the browser reports them."""
        # The innermost element: a date field has parts that take the focus.
        found = self.page.locator("body :focus-within:not(:has(:focus-within))")
        expect(found, f"the focus is lost at {self.page.url}").to_have_count(1)
        described: str = found.aria_snapshot().split("\n")[0].removeprefix("- ")
        return described.removeprefix("'")  # present if the name has a colon

    def go_to(self, name: str, *, back: bool = False) -> None:
        """Press Tab until the focused element's role and name match the pattern."""
        passed = []
        for _ in range(MANY):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            if self.page.evaluate("document.activeElement === document.body"):
                passed.append("(the end of the page)")
                continue
            passed.append(self.focused)
            if re.search(name, passed[-1]):
                assert self.page.evaluate(OUTLINE), f"no outline on {passed[-1]}"
                return
        raise AssertionError(f"{name} is not reached by Tab; passed {passed[-60:]}")

    def is_at(self, name: str) -> None:
        """Wait until the focused element's role and name match the pattern."""
        for _ in range(MANY):
            if re.search(name, focused := self.focused):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"the focus is at {focused}, not at {name}")

    def press(self, key: str = "Enter") -> None:
        """Press a key that acts in place, and assert that the focus isn't lost."""
        self.page.keyboard.press(key)
        settle(self.page)
        assert self.focused

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
