"""Admin lists reveal no field that the admin's pages don't show."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth.models import Permission
from django.db.models import Field, ForeignKey, Model
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from talentnet.accounts.models import User
from tests.everything import everything_of

pytestmark = pytest.mark.django_db

REGISTERED = dict(admin.site._registry)
LOOKUPS = ("", "__exact", "__startswith", "__icontains", "__gte", "__regex", "__in", "__isnull")
MOST_HOPS = 2
SHOWN_IN_OTHER_WORDS = {"sources.OpportunitySource.last_outcome"}  # shown by the column "health"
every_model = pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)


@pytest.fixture
def superuser(rf: RequestFactory) -> HttpRequest:
    request = rf.get("/")
    request.user = User.objects.create_superuser("root@example.org")
    return request


def changelist(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def declared(model_admin: "admin.ModelAdmin[Any]") -> set[str]:
    """Fields that the list can be filtered by."""
    filters = [each[0] if isinstance(each, tuple) else each for each in model_admin.list_filter]
    fields = {each for each in filters if isinstance(each, str)} | {"id"}
    return fields | {model_admin.date_hierarchy or "id"}


def paths(model: type[Model], hops: int = MOST_HOPS) -> Iterator[str]:
    """Lookup paths of every field of a model and of its related models."""
    for field in model._meta.get_fields(include_hidden=True):
        yield field.name
        if isinstance(field, ForeignKey):
            yield field.attname
        target = field.related_model
        if hops and isinstance(target, type):
            yield from (f"{field.name}__{path}" for path in paths(target, hops - 1))


def shown(model_admin: "admin.ModelAdmin[Any]", request: HttpRequest) -> set[str]:
    """Fields shown on the list or on the page of a row."""
    fieldsets = model_admin.get_fieldsets(request, model_admin.model())
    names = {"id", *map(str, flatten_fieldsets(fieldsets)), *map(str, model_admin.list_display)}
    return names - set(model_admin.exclude or ())


def hidden_columns(request: HttpRequest) -> Iterator[tuple[type[Model], "Field[Any, Any]"]]:
    for model, model_admin in REGISTERED.items():
        for field in model._meta.concrete_fields:
            if field.name not in shown(model_admin, request):
                yield model, field


@every_model
def test_undeclared_field_cannot_be_looked_up(model: type[Model], superuser: HttpRequest) -> None:
    model_admin = REGISTERED[model]
    fields = declared(model_admin)
    tried = set(paths(model)) - fields - {f"{field}__id" for field in fields}
    allowed = [
        f"{path}{lookup}"
        for path in tried
        for lookup in LOOKUPS
        if model_admin.lookup_allowed(f"{path}{lookup}", "a", superuser)
    ]
    assert tried
    assert allowed == []


def test_hidden_text_cannot_be_guessed_by_viewers(superuser: HttpRequest) -> None:
    staff = User.objects.create_user("staff@example.org", is_staff=True)
    staff.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client = Client()
    client.force_login(staff)
    hidden = {(model._meta.label, field.name) for model, field in hidden_columns(superuser)}
    assert hidden >= {
        ("privacy.DataExport", "file"),
        ("careeractions.CareerAction", "note"),
        ("llm.LLMCall", "sent"),
        ("profiles.ProfileImport", "filename"),
        ("profiles.ProfileImport", "text"),
    }
    answers = {
        client.get(changelist(model), {f"{field.name}__{lookup}": "a"}).status_code
        for model, field in hidden_columns(superuser)
        for lookup in ("startswith", "contains")
    }
    assert answers == {400, 403}


def follow_links_of_list(client: Client, model: type[Model]) -> dict[str, int]:
    """Follow one link of every kind that a list offers, and check the response."""
    html = client.get(changelist(model), follow=True).content.decode()
    links = {unescape(link) for link in re.findall(r'href="(\?[^"]+)"', html)}
    kinds = {" ".join(sorted(parse_qs(link[1:], keep_blank_values=True))): link for link in links}
    return {kind: client.get(changelist(model) + link).status_code for kind, link in kinds.items()}


@every_model
def test_list_links_keep_working(model: type[Model], superuser: HttpRequest) -> None:
    everything_of("amara")
    everything_of("boris")
    client = Client()
    client.force_login(User.objects.get(email="root@example.org"))
    answers = follow_links_of_list(client, model)
    assert set(answers.values()) <= {200}
    assert answers or not REGISTERED[model].list_filter


def last_field(model: type[Model], path: str) -> tuple[type[Model], str]:
    """Model and field at the end of a path."""
    first, _, rest = path.lstrip("-^=@").partition("__")
    if not rest:
        return model, first
    target = model._meta.get_field(first).related_model
    assert isinstance(target, type)
    return last_field(target, rest)


def paths_in_use(model_admin: "admin.ModelAdmin[Any]", request: HttpRequest) -> Iterator[str]:
    """Paths that a list shows, searches, filters or orders by."""
    yield from model_admin.get_search_fields(request)
    yield from declared(model_admin)
    for column in set(map(str, model_admin.list_display)) - {"__str__"}:
        yield column
        yield getattr(getattr(model_admin, column, None), "admin_order_field", "id")


@every_model
def test_list_uses_only_shown_fields(model: type[Model], superuser: HttpRequest) -> None:
    in_use = paths_in_use(REGISTERED[model], superuser)
    unseen = [
        f"{owner._meta.label}.{name}"
        for owner, name in (last_field(model, path) for path in in_use)
        if name not in shown(REGISTERED[owner], superuser)
    ]
    assert set(unseen) <= SHOWN_IN_OTHER_WORDS


@every_model
def test_only_keys_can_be_referenced(model: type[Model], superuser: HttpRequest) -> None:
    """`?_to_field=` reveals the field's value in the links of the list."""
    names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    assert [n for n in names if REGISTERED[model].to_field_allowed(superuser, n)] == []
