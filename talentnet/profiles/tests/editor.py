"""Use of the editor as in a browser: open forms, submit or autosave them, read the response."""

from typing import Any

from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from talentnet.profiles.models import Entry
from talentnet.profiles.tests.factories import (
    AccomplishmentFactory,
    AwardFactory,
    CertificateFactory,
    EducationFactory,
    LanguageFactory,
    ProjectFactory,
    VolunteeringFactory,
    WorkExperienceFactory,
)
from talentnet.profiles.tests.pages import HTMX, Page

SIGN_IN = "/accounts/login/"
FORM_SECTIONS = ("basics", "skills", "goals", "preferences", "privacy")
FACTORIES: dict[str, Any] = {
    "education": EducationFactory,
    "work": WorkExperienceFactory,
    "project": ProjectFactory,
    "volunteering": VolunteeringFactory,
    "publication": AccomplishmentFactory,
    "award": AwardFactory,
    "certificate": CertificateFactory,
    "language": LanguageFactory,
}
SUBJECTS = {
    "education": "institution",
    "work": "organization",
    "project": "name",
    "volunteering": "organization",
    "publication": "name",
    "award": "name",
    "certificate": "name",
    "language": "name",
}
SECTION_OF = {
    "education": "education",
    "work": "work",
    "project": "work",
    "volunteering": "work",
    "publication": "work",
    "award": "work",
    "certificate": "education",
    "language": "education",
}

type Sent = dict[str, Any]


def section_url(slug: str) -> str:
    return reverse("profiles:section", args=[slug])


def row_url(row: Entry, kind: str, view: str = "entry") -> str:
    return reverse(f"profiles:{view}", args=[kind, row.key])


def open_form(client: Client, url: str) -> Sent:
    """Return what the form on a page would submit unchanged."""
    return dict(Page(client.get(url)).form_data(url))


def open_new_form(client: Client, kind: str) -> tuple[str, Sent]:
    """Return URL and content of the form for a new row."""
    page = Page(client.get(reverse("profiles:new_entry", args=[kind])))
    (form,) = [e for e in page.all("form") if "data-autosave" in e.attrs]
    return form.attrs["action"], dict(page.form_data(form.attrs["action"]))


def submit(client: Client, url: str, data: Sent, /, **changes: Any) -> Any:
    """Submit a form without JavaScript."""
    return client.post(url, data | changes)


def autosave(client: Client, url: str, data: Sent, /, **changes: Any) -> Any:
    return client.post(url, data | changes, headers=HTMX)


def token_in(response: Any) -> str:
    """Return the token in the response to an autosave."""
    (seen,) = [e for e in Page(response).all("input", name="seen") if "hx-swap-oob" in e.attrs]
    return seen.value


def meter_in(response: Any) -> str:
    return " ".join(Page(response).one("p", class_="meter-sentence").text.split())


def errors_in(response: Any) -> list[str]:
    """Return the error messages beside the fields, in order."""
    return [e.text for e in Page(response).all("li") if e.is_in(class_="errors")]


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def html_of(response: Any) -> str:
    return str(response.content.decode())
