"""Someone who works by keyboard alone, and what has the focus."""

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
        """Role and accessible name of what has the focus, as the browser gives them."""
        # The innermost, as a date field has parts of its own.
        found = self.page.locator("body :focus-within:not(:has(:focus-within))")
        expect(found, f"the focus is lost at {self.page.url}").to_have_count(1)
        described: str = found.aria_snapshot().split("\n")[0].removeprefix("- ")
        return described.removeprefix("'")  # which is there when the name has a colon

    def go_to(self, name: str, *, back: bool = False) -> None:
        """Tab until what has the focus fits this pattern of role and name."""
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
        """What fits this pattern of role and name has the focus, or is about to get it."""
        for _ in range(MANY):
            if re.search(name, focused := self.focused):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"the focus is at {focused}, not at {name}")

    def press(self, key: str = "Enter") -> None:
        """A key that does something in place; the focus stays somewhere."""
        self.page.keyboard.press(key)
        settle(self.page)
        assert self.focused

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
