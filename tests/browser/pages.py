"""Every page of the product as a visitor reaches it, for checks that apply to all pages."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from talentnet.profiles.sections import SECTIONS
from talentnet.profiles.tests.documents import pdf
from tests.browser.people import LONGEST, NEWCOMER, SETTLED
from tests.browser.visitors import NOBODY

PASSWORD = "a quiet harbor at dawn"
_numbers = count(1)


@dataclass(frozen=True)
class Page:
    name: str
    path: str
    person: str = NOBODY
    then: Callable[[Any], None] = lambda page: None
    """Steps from the path to the page's state under test."""
    expected: str = ""
    """Pattern of the browser errors that are expected there."""

    def open(self, page: Any) -> None:
        page.goto(self.path)
        self.then(page)

    def __str__(self) -> str:
        return self.name


def _sign_up(page: Any) -> None:
    page.get_by_label("Email").fill(f"visitor{next(_numbers)}@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Confirm password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.get_by_label("Code").wait_for()


def _request_code(page: Any) -> None:
    page.get_by_label("Email").fill(f"visitor{next(_numbers)}@example.org")
    page.get_by_role("button", name="Send code").click()
    page.get_by_label("Code").wait_for()


def _submit_wrong_password(page: Any) -> None:
    page.get_by_label("Email").fill(f"visitor{next(_numbers)}@example.org")
    page.get_by_label("Password").fill("a wrong password")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").first.wait_for()


def _exceed_rate_limit(page: Any) -> None:
    # Fetched in the background, so that only the last response is a page.
    token = page.locator("main [name=csrfmiddlewaretoken]").first.input_value()
    fields = {"csrfmiddlewaretoken": token, "email": f"visitor{next(_numbers)}@example.org"}
    for _ in range(5):
        page.request.post("/accounts/password/reset/", form=fields, max_redirects=0, max_retries=3)
    page.get_by_label("Email").fill(fields["email"])
    page.get_by_role("button", name="Send code").click()
    page.get_by_role("heading", name="Too many tries").wait_for()


def _post_without_csrf_cookie(page: Any) -> None:
    page.context.clear_cookies()
    page.get_by_role("button", name="Send code").click()
    page.wait_for_load_state()


def _add_project(page: Any) -> None:
    page.get_by_role("link", name="Add project").click()
    page.get_by_label("Description").wait_for()


def _edit_first_row(page: Any) -> None:
    page.locator(".entry-row").get_by_role("link", name="Edit").first.click()
    page.get_by_label("Description").wait_for()


def _open_all_details(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")


def _first_match(page: Any) -> None:
    page.locator(".match-card h3 a").first.click()
    page.get_by_role("heading", name="Why it fits").wait_for()


def _add_to_profile(page: Any) -> None:
    page.get_by_text("Mark done…").first.click()
    page.get_by_role("link", name="Add to my profile").first.click()
    page.get_by_role("heading", name="Add it to your profile").wait_for()


def _first_opportunity(page: Any) -> None:
    page.locator(".posting h3 a").first.click()
    page.get_by_role("link", name="All opportunities").wait_for()


def _upload_resume(page: Any) -> None:
    work = [
        {"name": "Lanternfield", "position": "Engineer", "summary": "Much.", "startDate": "2020"},
        {"name": "Harbor Statistics", "position": "Data Engineer", "location": "Leith"},
    ]
    resume = {
        "basics": {"name": "Somebody Else", "label": "Engineer", "summary": "One.\nTwo."},
        "work": work,
        "skills": [{"name": "Rust", "keywords": ["A skill of some length that nobody has yet"]}],
        "interests": [{"name": "Sailing"}],
    }
    file = {"name": "resume.json", "mimeType": "application/json"}
    page.set_input_files("#file", [file | {"buffer": json.dumps(resume).encode()}])
    page.get_by_role("button", name="Upload file").click()
    page.get_by_role("button", name="Add to my profile").wait_for()


def _upload_document(page: Any) -> None:
    content = pdf("Engineer at Lanternfield since 2019", "I test language models. " * 8)
    page.set_input_files("#file", [{"name": "cv.pdf", "mimeType": "", "buffer": content}])
    page.get_by_role("button", name="Upload file").click()
    page.get_by_label("Text of your document").wait_for()


def _upload_invalid_file(page: Any) -> None:
    page.set_input_files("#file", [{"name": "a.json", "mimeType": "text/plain", "buffer": b"[]"}])
    page.get_by_role("button", name="Upload file").click()
    page.get_by_role("alert").first.wait_for()


FOR_ANYONE = [
    Page("landing", "/"),
    Page("sign in", "/accounts/login/"),
    Page("sign in refused", "/accounts/login/", then=_submit_wrong_password),
    Page("sign up", "/accounts/signup/"),
    Page("code entry", "/accounts/signup/", then=_sign_up),
    Page("reset", "/accounts/password/reset/"),
    Page("code of a reset", "/accounts/password/reset/", then=_request_code),
    Page("privacy", "/privacy/"),
    Page("not found", "/nowhere/", expected="404"),
    Page("too many tries", "/accounts/password/reset/", then=_exceed_rate_limit, expected="429"),
    Page(
        "a stale form", "/accounts/password/reset/", then=_post_without_csrf_cookie, expected="403"
    ),
]


def of_a_person(person: str) -> list[Page]:
    """Pages of a candidate with matches and moves."""
    label = person.split("@")[0]
    return [
        Page(f"{name} of {label}", path, person, then)
        for name, path, then in [
            ("dashboard", "/home/", lambda page: None),
            ("profile", "/profile/", lambda page: None),
            *(
                (f"section {s.slug}", f"/profile/edit/{s.slug}/", _open_all_details)
                for s in SECTIONS
            ),
            ("new entry", "/profile/edit/work/", _add_project),
            ("entry", "/profile/edit/work/", _edit_first_row),
            ("import", "/profile/import/", lambda page: None),
            ("review of an import", "/profile/import/", _upload_resume),
            ("matches", "/matches/", lambda page: None),
            ("matches unfolded", "/matches/", _open_all_details),
            ("matches by deadline", "/matches/?sort=deadline", lambda page: None),
            ("matches dismissed", "/matches/?show=dismissed", lambda page: None),
            ("match", "/matches/", _first_match),
            ("moves", "/actions/", lambda page: None),
            ("moves unfolded", "/actions/", _open_all_details),
            ("add to profile", "/actions/", _add_to_profile),
            ("opportunities", "/opportunities/", lambda page: None),
            ("opportunity", "/opportunities/", _first_opportunity),
            ("settings", "/settings/", lambda page: None),
            ("what is sent", "/settings/sent-to-the-model/", lambda page: None),
        ]
    ]


OF_A_NEWCOMER = [
    Page("first dashboard", "/home/", NEWCOMER),
    Page("first profile", "/profile/", NEWCOMER),
    Page("first section", "/profile/edit/", NEWCOMER),
    Page("first rows", "/profile/edit/education/", NEWCOMER),
    Page("refused file", "/profile/import/", NEWCOMER, _upload_invalid_file, expected="422"),
    Page("no matches", "/matches/", NEWCOMER),
    Page("no moves", "/actions/", NEWCOMER),
]
OF_THE_SETTLED = [
    *of_a_person(SETTLED),
    Page("text of a document", "/profile/import/", SETTLED, _upload_document),
    Page("matches without result", "/matches/?q=zzzz", SETTLED),
    Page("opportunities without result", "/opportunities/?q=zzzz", SETTLED),
    Page("email", "/accounts/email/", SETTLED),
    Page("password", "/accounts/password/change/", SETTLED),
    Page("two-factor", "/accounts/two-factor/", SETTLED),
    Page("two-factor app", "/accounts/two-factor/totp/activate/", SETTLED),
    Page("delete the account", "/settings/delete/", SETTLED),
    Page("confirm that it is you", "/accounts/reauthenticate/", SETTLED),
]
OF_THE_LONGEST = of_a_person(LONGEST)
# Pages of other people show less of the same.
_AS_GOOD = {f"{name} of priya" for name in ("matches", "matches by deadline", "moves")}
AXE_PAGES = [
    *FOR_ANYONE,
    *OF_A_NEWCOMER,
    *(page for page in OF_THE_SETTLED if page.name not in _AS_GOOD),
]
EVERY_PAGE = [*FOR_ANYONE, *OF_A_NEWCOMER, *OF_THE_SETTLED, *OF_THE_LONGEST]

MAIN = (
    "landing",
    "dashboard of priya",
    "matches of priya",
    "moves of priya",
    "opportunities of priya",
)
MAIN_PAGES = [
    *(page for page in EVERY_PAGE if page.name in MAIN),
    *(Page(f"editor {s.slug}", f"/profile/edit/{s.slug}/", SETTLED) for s in SECTIONS),
]
