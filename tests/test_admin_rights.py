"""Permissions never let staff escalate their rights or take over a privileged account."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Model, Q
from django.forms import ModelForm
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import URLPattern, reverse
from django.utils import timezone
from django_q.models import OrmQ, Schedule, Task
from django_q.signing import SignedPackage

from talentnet.accounts.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "a quiet harbor at dawn"
GUARDED: tuple[type[Model], ...] = (Authenticator, EmailAddress, Group, OrmQ, Schedule, Task)
"""Models that hold rights, open accounts or run code."""

# Every way in which staff with all permissions can write, by model. A new one fails the test below
# until somebody has checked that it can't escalate rights.
WAYS_TO_WRITE = {
    "accounts.User": {"add", "change", "auth_user_password_change", "accounts_user_erase"},
    "careeractions.ActionGeneration": {"action regenerate_again"},
    "careeractions.CareerAction": {"careeractions_review", "careeractions_review_one"},
    "careeractions.EvaluationCase": {"action download_cases"},
    "llm.ModelSwitch": {"change"},
    "opportunities.Opportunity": {"add", "change", "delete", "action delete_selected"},
    "sources.OpportunitySource": {
        "add",
        "change",
        "delete",
        "action delete_selected",
        "action sync_now",
        "action accept_smaller_count",
        "sources_opportunitysource_upload",
    },
    "opportunities.PostingReport": {"action archive_and_settle", "action settle"},
    "profiles.Education": {"add", "change", "delete", "action delete_selected"},
    "profiles.Profile": {
        "add",
        "change",
        "delete",
        "action delete_selected",
        "action regenerate",
        "inline profiles.Education",
        "inline profiles.WorkExperience",
        "inline profiles.Project",
        "inline profiles.Volunteering",
        "inline profiles.Accomplishment",
    },
    "profiles.WorkExperience": {"add", "change", "delete", "action delete_selected"},
}


def permission_names() -> list[str]:
    """Names of every permission of every model in the admin."""
    return sorted(
        f"{model._meta.app_label}.{kind}_{model._meta.model_name}"
        for model in admin.site._registry
        for kind in model._meta.default_permissions
    )


class Cast:
    """Users with rights, a candidate, and the staff member who tries to gain rights."""

    def __init__(self) -> None:
        self.root = User.objects.create_superuser("root@example.org", PASSWORD)
        self.colleague = User.objects.create_user("bo@example.org", PASSWORD, is_staff=True)
        self.colleague.vouch_for_email()
        self.retired = User.objects.create_user("old@example.org", PASSWORD, is_superuser=True)
        self.candidate = User.objects.create_user("amara@example.org", PASSWORD)
        self.intruder = User.objects.create_user("mallory@example.org", PASSWORD, is_staff=True)
        self.intruder.vouch_for_email()
        self.group = Group.objects.create(name="Helpers")
        self.intruder.groups.add(self.group)
        self.unconfirmed = EmailAddress.objects.create(user=self.root, email="root@old.example.org")
        self.factor = Authenticator.objects.create(user=self.root, type="totp", data={})
        self.schedule = Schedule.objects.create(func="matching.tasks.sweep", name="a sweep")
        self.queued = OrmQ.objects.create(
            key="talentnet", payload=SignedPackage.dumps({"id": "1", "func": "os.getcwd"})
        )
        times = {"started": timezone.now(), "stopped": timezone.now()}
        for success in (True, False):
            Task.objects.create(id=f"{success}", func="os.getcwd", success=success, **times)

    @property
    def with_rights(self) -> list[User]:
        return [self.root, self.colleague, self.retired, self.intruder]


def page(model: type[Model], name: str, *args: Any) -> str:
    opts = model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{name}", args=args)


def rights() -> dict[str, Any]:
    """Form data that grants every right."""
    return {
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
        "groups": list(Group.objects.values_list("pk", flat=True)),
        "user_permissions": list(Permission.objects.values_list("pk", flat=True)),
    }


type Post = tuple[str, dict[str, Any]]


def posts_to_users(cast: Cast) -> Iterator[Post]:
    passwords = {"password1": "Tried-it-1234", "password2": "Tried-it-1234"}
    passwords["usable_password"] = "true"
    for user in cast.with_rights:
        yield reverse("admin:auth_user_password_change", args=[user.pk]), passwords
        yield page(User, "change", user.pk), {"email": f"taken{user.pk}@example.org"}
        yield page(User, "delete", user.pk), {"post": "yes"}
        yield f"{reverse('admin:accounts_user_erase')}?ids={user.pk}", {}
    for user in (cast.intruder, cast.candidate):
        yield page(User, "change", user.pk), {"email": user.email, **rights()}
    yield page(User, "add"), {"email": "new@example.org", **passwords, **rights()}


def posts_to_guarded(cast: Cast) -> Iterator[Post]:
    address = {"user": cast.root.pk, "verified": "on"}
    group = {"name": "Helpers", "permissions": rights()["user_permissions"]}
    code = {"name": "tried", "func": "os.getcwd", "schedule_type": "O", "repeats": "-1"}
    queued = {"key": "tried", "lock_0": "2030-01-01", "lock_1": "00:00:00"}
    code |= {"next_run_0": "2030-01-01", "next_run_1": "00:00:00"}
    yield page(EmailAddress, "add"), {"email": "tried@example.org", **address}
    for row in EmailAddress.objects.all():
        yield page(EmailAddress, "change", row.pk), {"email": f"t{row.pk}@example.org", **address}
        yield page(EmailAddress, "delete", row.pk), {"post": "yes"}
    yield page(Group, "add"), {**group, "name": "Tried"}
    yield page(Group, "change", cast.group.pk), group
    yield page(Group, "delete", cast.group.pk), {"post": "yes"}
    yield page(Schedule, "add"), code
    yield page(Schedule, "change", cast.schedule.pk), code
    yield page(Schedule, "delete", cast.schedule.pk), {"post": "yes"}
    yield page(OrmQ, "change", cast.queued.pk), queued
    yield page(OrmQ, "delete", cast.queued.pk), {"post": "yes"}
    yield page(Authenticator, "add"), {"user": cast.intruder.pk, "type": "totp", "data": "{}"}
    yield page(Authenticator, "change", cast.factor.pk), {"user": cast.intruder.pk}
    yield page(Authenticator, "delete", cast.factor.pk), {"post": "yes"}


def posts_of_actions() -> Iterator[Post]:
    """Posts of every admin action on every row of the guarded models."""
    for model, model_admin in admin.site._registry.items():
        if model is User or issubclass(model, GUARDED):
            keys = list(model._default_manager.values_list("pk", flat=True))
            names = [a if isinstance(a, str) else a.__name__ for a in model_admin.actions or ()]
            for name in {"delete_selected", *names}:
                data = {"action": name, "_selected_action": keys, "post": "yes"}
                yield page(model, "changelist"), data


def all_posts(cast: Cast) -> list[Post]:
    return [*posts_to_users(cast), *posts_to_guarded(cast), *posts_of_actions()]


def powers() -> dict[str, Any]:
    """Snapshot of all rights: users with any, their permissions, and rows that grant some."""
    anyone = Q(is_staff=True) | Q(is_superuser=True)
    anyone |= Q(groups__isnull=False) | Q(user_permissions__isnull=False)
    users = User.objects.filter(anyone)
    rows = {model: list(model._default_manager.order_by("pk").values()) for model in GUARDED}
    return {
        "users": list(users.distinct().order_by("pk").values()),
        "their rights": set(users.values_list("pk", "groups", "user_permissions")),
        "groups": set(Group.objects.values_list("pk", "permissions")),
        **{model.__name__: value for model, value in rows.items()},
    }


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def powers_after_all_posts(cast: Cast, permissions: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    cast.intruder.user_permissions.set(permissions)
    client = client_of(cast.intruder)
    before = powers()
    for url, data in all_posts(cast):
        assert client.post(url, data).status_code in (200, 302, 403), url
    return before, powers()


@pytest.mark.parametrize("name", permission_names())
def test_single_permission_cannot_escalate_rights(name: str) -> None:
    app, codename = name.split(".")
    permission = Permission.objects.filter(content_type__app_label=app, codename=codename)
    assert permission.count() == 1
    before, after = powers_after_all_posts(Cast(), permission)
    assert after == before


def test_all_permissions_together_cannot_escalate_rights() -> None:
    before, after = powers_after_all_posts(Cast(), Permission.objects.all())
    assert after == before


def test_each_post_by_superuser_changes_powers() -> None:
    """Control: posts refused for their form would otherwise look refused for their sender."""
    cast = Cast()
    posts = all_posts(cast)
    chief = User.objects.create_superuser("chief@example.org")
    idle = set()
    for url, data in posts:
        with transaction.atomic():
            client = client_of(chief)
            before = powers()
            client.post(url, data)
            if powers() == before:
                idle.add((url, data.get("action")))
            transaction.set_rollback(True)
    assert idle == {
        *((page(User, "delete", user.pk), None) for user in cast.with_rights),  # leads to erasure
        (page(User, "changelist"), "delete_selected"),  # leads to erasure, too
        (page(User, "add"), None),  # rights are granted in a second step
        (page(Authenticator, "add"), None),
        (page(Authenticator, "change", cast.factor.pk), None),
    }


def test_staff_change_a_candidate_and_view_colleagues() -> None:
    cast = Cast()
    cast.intruder.user_permissions.set(Permission.objects.filter(codename="change_user"))
    client = client_of(cast.intruder)
    client.post(page(User, "change", cast.candidate.pk), {"email": "amara@new.example.org"})
    cast.candidate.refresh_from_db()
    assert (cast.candidate.email, cast.candidate.is_active) == ("amara@new.example.org", False)
    form = client.get(page(User, "change", cast.colleague.pk))
    assert (form.status_code, form.context["has_change_permission"]) == (200, False)


@pytest.fixture
def staff_request(rf: RequestFactory) -> HttpRequest:
    """Request by a staff member with every permission who is no superuser."""
    request = rf.get("/")
    user = User.objects.create_user("staff@example.org", is_staff=True)
    user.user_permissions.set(Permission.objects.all())
    request.user = user
    return request


def ways_to_write(model_admin: "admin.ModelAdmin[Any]", request: HttpRequest) -> Iterator[str]:
    for kind in ("add", "change", "delete"):
        if getattr(model_admin, f"has_{kind}_permission")(request):
            yield kind
    if model_admin.has_view_or_change_permission(request):  # otherwise no actions can be run
        yield from (f"action {name}" for name in model_admin.get_actions(request))
    for inline in model_admin.get_inline_instances(request):
        if inline.has_change_permission(request) or inline.has_add_permission(request, None):
            yield f"inline {inline.model._meta.label}"
    yield from (f"list_editable {name}" for name in model_admin.list_editable)


def extra_pages(model_admin: "admin.ModelAdmin[Any]") -> Iterator[str]:
    prefix = f"{model_admin.opts.app_label}_{model_admin.opts.model_name}"
    usual = {f"{prefix}_{name}" for name in ("changelist", "add", "history", "delete", "change")}
    for pattern in model_admin.get_urls():
        if isinstance(pattern, URLPattern) and pattern.name and pattern.name not in usual:
            yield pattern.name


def test_every_staff_write_route_is_listed(staff_request: HttpRequest) -> None:
    ways = {
        model._meta.label: {*ways_to_write(model_admin, staff_request), *extra_pages(model_admin)}
        for model, model_admin in admin.site._registry.items()
    }
    assert {label: each for label, each in ways.items() if each} == WAYS_TO_WRITE


def test_view_permissions_never_allow_writing(staff_request: HttpRequest) -> None:
    assert isinstance(staff_request.user, User)
    viewing = Permission.objects.filter(codename__startswith="view_")
    staff_request.user.user_permissions.set(viewing)
    ways = {
        model._meta.label: list(ways_to_write(model_admin, staff_request))
        for model, model_admin in admin.site._registry.items()
    }
    assert {label: each for label, each in ways.items() if each} == {}


def forms_of(
    model_admin: "admin.ModelAdmin[Any]", request: HttpRequest
) -> Iterator[type[ModelForm[Any]]]:
    """Forms in which staff may write rows of a model or of its inlines."""
    if model_admin.has_add_permission(request):
        yield model_admin.get_form(request)
    if model_admin.has_change_permission(request):
        yield model_admin.get_form(request, model_admin.model(), change=True)
    for inline in model_admin.get_inline_instances(request):
        yield inline.get_formset(request).form


def test_staff_forms_never_offer_rights(staff_request: HttpRequest) -> None:
    offered = {
        (form._meta.model, name)
        for model_admin in admin.site._registry.values()
        for form in forms_of(model_admin, staff_request)
        for name, field in form.base_fields.items()
        if name in ("is_staff", "is_superuser")
        or getattr(getattr(field, "queryset", None), "model", None) in (Group, Permission)
    }
    assert offered == set()
