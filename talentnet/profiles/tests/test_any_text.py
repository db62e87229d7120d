"""Any text that fits is stored unchanged and shown unchanged, in the editor and on the page."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from talentnet.profiles.entries import KINDS
from talentnet.profiles.forms.fields import LineField, LinksField, ProseField, TextListField
from talentnet.profiles.forms.sections import SECTION_FORMS
from talentnet.profiles.models import Profile
from talentnet.profiles.stored import MAX_ITEM_LENGTH, MAX_ITEMS
from talentnet.profiles.tests.editor import (
    FACTORIES,
    SECTION_OF,
    SUBJECTS,
    autosave,
    errors_in,
    open_form,
    row_url,
    section_url,
    submit,
)
from talentnet.profiles.tests.factories import UserFactory
from talentnet.profiles.tests.hostile import HOSTILE, expected, is_line, more_hostile
from talentnet.profiles.tests.pages import HTMX, Page

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SOURCES = [
    pytest.param(lambda: HOSTILE, id="ours"),
    pytest.param(more_hostile, id="more"),
]
type Strings = Callable[[], list[str]]
each_source = pytest.mark.parametrize("strings", SOURCES)


def text_fields(form: Any, kinds: Any = LineField) -> dict[str, Any]:
    return {name: f for name, f in form.base_fields.items() if isinstance(f, kinds)}


WITH_TEXT = [slug for slug, form in SECTION_FORMS.items() if text_fields(form)]
LISTS = [
    (slug, name)
    for slug, form in SECTION_FORMS.items()
    for name, field in text_fields(form, TextListField).items()
    if not isinstance(field, LinksField)
]


def fitting(field: Any, strings: list[str]) -> list[str]:
    """Return the strings that a field accepts: short enough, one line if it is one, not empty if
    it is required."""
    return [
        text
        for text in strings
        if len(expected(text)) <= field.max_length
        and (isinstance(field, ProseField) or is_line(text))
        and (expected(text) or not field.required)
    ]


def rounds(form: Any, strings: list[str]) -> list[dict[str, str]]:
    """Return submissions in which each field holds each string once, all fields different ones."""
    takes = {name: fitting(field, strings) for name, field in text_fields(form).items()}
    return [
        {name: texts[(n + i) % len(texts)] for i, (name, texts) in enumerate(takes.items())}
        for n in range(max(map(len, takes.values())))
    ]


def form_texts(client: Client, url: str, names: list[str]) -> dict[str, str]:
    """Return the texts in a form, by field."""
    data = open_form(client, url)
    return {name: data[name][0] for name in names}


def on_the_page(client: Client) -> Page:
    return Page(client.get(reverse("profiles:profile")))


def location_and_pronouns(profile: Profile) -> str:
    both = [text for text in (profile.location, profile.pronouns) if text]
    return " · ".join(both)


def shown_profile(page: Page, profile: Profile) -> dict[str, str]:
    """Return the texts on the profile page, by field, without empty fields."""
    basics = [e for e in page.all("p") if e.is_in(id="basics")]
    texts = {"name": page.one("h1").text}
    names = {"headline": "headline", "prose": "summary", "soft": "place"}
    texts |= {names[e.attrs["class"]]: e.text for e in basics if e.attrs.get("class") in names}
    texts["goals"] = "|".join(page.texts("p", within="goals"))
    return texts | dict(zip(page.texts("dt"), page.texts("dd"), strict=True))


def expected_profile(profile: Profile) -> dict[str, str]:
    texts = {
        "name": profile.name or "Your profile",
        "headline": profile.headline,
        "summary": profile.summary,
        "Work authorization": profile.work_authorization,
        "Availability": profile.availability,
    }
    goals = "|".join(text for text in (profile.career_goals, profile.seeking) if text)
    always = {"place": location_and_pronouns(profile), "goals": goals}
    return {label: text for label, text in texts.items() if text} | always


@each_source
@pytest.mark.parametrize("slug", WITH_TEXT)
def test_section_keeps_any_text(client: Client, slug: str, strings: Strings) -> None:
    client.force_login(UserFactory.create())
    url, form = section_url(slug), SECTION_FORMS[slug]
    data = open_form(client, url)
    for n, typed in enumerate(rounds(form, strings())):
        save = (submit, autosave)[n % 2]
        assert save(client, url, data, **typed, overwrite="1").status_code in (200, 302), typed
        profile = Profile.objects.get()
        texts = {name: expected(text) for name, text in typed.items()}
        assert {name: getattr(profile, name) for name in typed} == texts
        assert form_texts(client, url, list(typed)) == texts
        shown = shown_profile(on_the_page(client), profile)
        assert shown == expected_profile(profile)


def shown_row(article: Any, page: Page) -> list[str]:
    """Return the heading and paragraphs of a row, without its link."""
    return [
        e.text
        for e in page.elements
        if e.tag in ("h3", "p") and article in e.inside and e.attrs.get("class") != "small"
    ]


def expected_row(row: Any) -> list[str]:
    degrees = [getattr(row, "degree", ""), getattr(row, "field_of_study", "")]
    lines = [", ".join(filter(None, degrees)), getattr(row, "location", ""), row.description]
    return [str(row), *filter(None, lines)]


@each_source
@pytest.mark.parametrize("kind", list(KINDS)[:5])  # the others share the table of the fifth
def test_row_keeps_any_text(client: Client, kind: str, strings: Strings) -> None:
    user = UserFactory.create()
    client.force_login(user)
    profile = Profile.objects.create(user=user)
    dates = {"start_date", "end_date", "date", "url", "issuer"} & set(KINDS[kind].form.base_fields)
    plain = {"description": "", SUBJECTS[kind]: "Row", **dict.fromkeys(dates, "")}
    rows: list[Any] = []
    data: Any = {}
    for n, typed in enumerate(rounds(KINDS[kind].form, strings())):
        row: Any = FACTORIES[kind].create(profile=profile, position=n, **plain)
        url = row_url(row, kind)
        data = data or open_form(client, url)
        save = (submit, autosave)[n % 2]
        assert save(client, url, data, **typed, overwrite="1").status_code in (200, 302), typed
        row.refresh_from_db()
        texts = {name: expected(text) for name, text in typed.items()}
        assert {name: getattr(row, name) for name in typed} == texts
        assert form_texts(client, url, list(typed)) == texts
        rows.append(row)
    # One row per text, so that the long page is loaded only once.
    page = on_the_page(client)
    for row in rows:
        shown = shown_row(page.one("article", id=f"entry-{row.key}"), page)
        assert shown == expected_row(row)


def batches(strings: list[str]) -> list[list[str]]:
    """Split the strings that make distinct items into lists of the greatest length."""
    items: dict[str, str] = {}
    for text in strings:
        if is_line(text) and 0 < len(expected(text)) <= MAX_ITEM_LENGTH:
            items.setdefault(expected(text).casefold(), text)
    each = list(items.values())
    return [each[n : n + MAX_ITEMS] for n in range(0, len(each), MAX_ITEMS)]


@each_source
@pytest.mark.parametrize(("slug", "name"), LISTS)
def test_list_keeps_any_text(client: Client, slug: str, name: str, strings: Strings) -> None:
    client.force_login(UserFactory.create())
    url, within = section_url(slug), {"ai_safety_interests": "interests"}.get(name, slug)
    data = open_form(client, url)
    for batch in batches(strings()):
        response = autosave(client, url, data, **{name: "\r\n".join(batch)}, overwrite="1")
        assert response.status_code == 200
        texts = [expected(text) for text in batch]
        assert getattr(Profile.objects.get(), name) == texts
        assert form_texts(client, url, [name])[name].split("\n") == texts
        assert on_the_page(client).texts("li", within=within) == texts


@each_source
@pytest.mark.parametrize("kind", list(KINDS)[:5])  # the others share the table of the fifth
def test_editor_list_shows_any_text(client: Client, kind: str, strings: Strings) -> None:
    user = UserFactory.create()
    client.force_login(user)
    profile = Profile.objects.create(user=user)
    subject = KINDS[kind].form.base_fields[SUBJECTS[kind]]
    rows: list[Any] = [
        FACTORIES[kind].build(
            profile=profile,
            position=n,
            description=expected(text),
            **{SUBJECTS[kind]: expected(text)},
        )
        for n, text in enumerate(fitting(subject, strings()))
    ]
    KINDS[kind].model._default_manager.bulk_create(rows)
    page = Page(client.get(section_url(SECTION_OF[kind])))
    assert page.texts("h3", within=f"{kind}-list") == [str(row) for row in rows]
    assert [e.text for e in page.all("p", class_="small clamp")] == [r.description for r in rows]
    links = [e.attrs.get("aria-label", "") for e in page.all("a")]
    labels = [label for label in links if label.startswith("Edit ")]
    assert labels == [f"Edit {row}" for row in rows]
    removed = client.post(row_url(rows[0], kind, "remove_entry"), headers=HTMX)
    assert Page(removed).texts("span", within=f"{kind}-list")[0] == f"Removed “{rows[0]}”."


@each_source
def test_refused_text_is_shown_unchanged(client: Client, strings: Strings) -> None:
    client.force_login(UserFactory.create())
    url = section_url("basics")
    data = open_form(client, url)
    for text in filter(is_line, strings()):
        typed = expected(text)
        too_long = typed + "x" * 5001
        page = Page(submit(client, url, data, summary=too_long, links=f"x{typed}", overwrite="1"))
        assert page.form_data(url)["summary"] == [too_long]
        assert page.form_data(url)["links"] == [f"x{typed}"]


@pytest.mark.parametrize("slug", list(SECTION_FORMS))
@pytest.mark.parametrize("save", [submit, autosave])
def test_nul_is_refused_in_section(client: Client, slug: str, save: Any) -> None:
    client.force_login(UserFactory.create())
    url, names = (
        section_url(slug),
        list(text_fields(SECTION_FORMS[slug], (LineField, TextListField))),
    )
    response = save(client, url, open_form(client, url), **dict.fromkeys(names, "a\x00b"))
    assert response.status_code == 422
    assert errors_in(response) == ["Null characters are not allowed."] * len(names)
    profile = Profile.objects.get()
    assert [getattr(profile, name) for name in names if getattr(profile, name)] == []


@pytest.mark.parametrize("kind", list(KINDS)[:5])  # the others share the table of the fifth
def test_nul_is_refused_in_row(client: Client, kind: str) -> None:
    user = UserFactory.create()
    client.force_login(user)
    row: Any = KINDS[kind].new(Profile.objects.create(user=user), uuid.uuid4())
    row.save()
    url, names = row_url(row, kind), list(text_fields(KINDS[kind].form))
    response = autosave(client, url, open_form(client, url), **dict.fromkeys(names, "a\x00b"))
    assert errors_in(response) == ["Null characters are not allowed."] * len(names)
    row.refresh_from_db()
    assert [getattr(row, name) for name in names if getattr(row, name)] == []


@pytest.mark.parametrize("data", [{"seen": "\x00"}, {"seen": "x" * 9999}, {"unknown": "a\x00b"}])
def test_unexpected_parameter_is_ignored(client: Client, data: dict[str, str]) -> None:
    client.force_login(UserFactory.create())
    for slug in SECTION_FORMS:
        url = section_url(slug)
        assert autosave(client, url, open_form(client, url), **data).status_code == 200
