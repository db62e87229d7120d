"""The editor as a browser uses it: pages opened, forms sent by hand or as one types."""

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


def opened(client: Client, url: str) -> Sent:
    """What the form of this page would send, were it sent as it stands."""
    return dict(Page(client.get(url)).sent(url))


def opened_new(client: Client, kind: str) -> tuple[str, Sent]:
    """The address and the content of an empty form, whose key comes with it."""
    page = Page(client.get(reverse("profiles:new_entry", args=[kind])))
    (form,) = [e for e in page.all("form") if "data-autosave" in e.attrs]
    return form.attrs["action"], dict(page.sent(form.attrs["action"]))


def send(client: Client, url: str, sent: Sent, /, **changes: Any) -> Any:
    """As a whole page, without JavaScript."""
    return client.post(url, sent | changes)


def autosave(client: Client, url: str, sent: Sent, /, **changes: Any) -> Any:
    return client.post(url, sent | changes, headers=HTMX)


def token_in(response: Any) -> str:
    """What the answer to an autosave gives the form to send along next."""
    (seen,) = [e for e in Page(response).all("input", name="seen") if "hx-swap-oob" in e.attrs]
    return seen.value


def meter_in(response: Any) -> str:
    return " ".join(Page(response).one("p", class_="meter-sentence").text.split())


def errors_in(response: Any) -> list[str]:
    """The sentences beside the fields, in the order of the form."""
    return [e.text for e in Page(response).all("li") if e.is_in(class_="errors")]


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def text(response: Any) -> str:
    return str(response.content.decode())
