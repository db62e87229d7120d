"""Browsers that visit the product as a person and fail the test on browser errors."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from talentnet.home.demo.accounts import PASSWORD

TIMEOUT_MS = 15_000
NOBODY = ""
UNDER_WAY = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"


class Visitors:
    """Pages opened as a person. Each person signs in once and stays signed in."""

    def __init__(self, browser: Any, site: str) -> None:
        self.browser = browser
        self.site = site
        self._signed_in: dict[str, Any] = {}
        self._onlookers: dict[str, tuple[Any, list[str]]] = {}

    @contextmanager
    def visiting(self, email: str = NOBODY, *, expected: str = "", **options: Any) -> Iterator[Any]:
        """Open a page in the person's new browser. Anything that the browser complains about fails
        the test, unless the pattern `expected` is found in it, and so does a request to any other
        host."""
        complaints: list[str] = []
        context = self._browser_of(email, complaints, **options)
        try:
            yield context.new_page()
        finally:
            context.close()
        _check(complaints, expected)

    @contextmanager
    def looking(self, email: str = NOBODY, *, expected: str = "") -> Iterator[Any]:
        """Open a page in a browser shared by tests that only look."""
        if email not in self._onlookers:
            complaints: list[str] = []
            page = self._browser_of(email, complaints).new_page()
            self._onlookers[email] = (page, complaints)
        page, complaints = self._onlookers[email]
        complaints.clear()
        if not email:
            page.context.clear_cookies()
        yield page
        _check(complaints, expected)

    def _browser_of(self, email: str, complaints: list[str], **options: Any) -> Any:
        if email:
            options["storage_state"] = self._signed_in_as(email)
        context = self.browser.new_context(base_url=self.site, **options)
        context.set_default_timeout(TIMEOUT_MS)
        context.on("page", lambda page: _listen(page, self.site, complaints))
        return context

    def _signed_in_as(self, email: str) -> Any:
        if email not in self._signed_in:
            context = self.browser.new_context(base_url=self.site)
            page = context.new_page()
            page.goto("/accounts/login/")
            sign_in(page, email)
            page.wait_for_url("**/home/")
            self._signed_in[email] = context.storage_state()
            context.close()
        return self._signed_in[email]


def _check(complaints: list[str], expected: str) -> None:
    unexpected = [text for text in complaints if not expected or not re.search(expected, text)]
    assert unexpected == [], unexpected


def _listen(page: Any, site: str, complaints: list[str]) -> None:
    host = urlsplit(site).netloc
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: complaints.append(_said(m)) if m.type == "error" else None)
    page.on("request", lambda r: _note_foreign(r.url, host, complaints))


def _said(message: Any) -> str:
    """Console message with its URL, which the browser omits from the text."""
    return f"{message.text} ({message.location['url']})"


def _note_foreign(url: str, host: str, complaints: list[str]) -> None:
    parts = urlsplit(url)
    if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != host:
        complaints.append(f"asked another host: {url}")


def sign_in(page: Any, email: str, password: str = PASSWORD) -> None:
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def settle(page: Any) -> None:
    """Wait until htmx has no pending request and has swapped in every response."""
    page.wait_for_load_state()
    page.wait_for_function(f"() => !document.querySelector('{UNDER_WAY}')")


def saved(page: Any) -> Any:
    """Locator of the message that the last input is saved."""
    return page.get_by_text(re.compile(r"Saved at \d\d:\d\d:\d\d"))


def wait_until_saved(page: Any) -> None:
    """Wait until the page's form has no unsaved input."""
    saved(page).first.wait_for()
    page.wait_for_function(
        "() => !Object.keys(sessionStorage).some(key => key.startsWith('draft:'))"
    )
    settle(page)


def start_refresh(page: Any) -> None:
    page.get_by_role("button", name="Refresh matches", exact=True).click()
    settle(page)


def wait_for_matches_and_moves(page: Any) -> None:
    """Wait until the refresh has ended and its cards are shown."""
    page.get_by_role("button", name="Refresh matches", exact=True).wait_for()
    page.wait_for_function("() => !document.querySelector('#actions-status p')")
    page.locator(".match-card").first.wait_for()
    page.locator(".action-card").first.wait_for()
    settle(page)


def wait_for_matches_by_reloading(page: Any) -> None:
    """Wait without JavaScript, by reloading the page."""
    for _ in range(60):
        waiting = page.locator("#refresh progress, #actions-status p").count()
        if not waiting and page.locator(".action-card").count():
            return
        page.wait_for_timeout(300)
        page.goto("/matches/")
    raise AssertionError(page.locator("main").inner_text())
