"""Kill switch for model calls in the admin."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from talentnet.accounts.models import User
from talentnet.llm.models import ModelSwitch
from talentnet.profiles.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
LIST = reverse("admin:llm_modelswitch_changelist")
SWITCH = reverse("admin:llm_modelswitch_change", args=[1])


def staff(*permissions: str) -> User:
    user: User = UserFactory.create(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_list_redirects_to_kill_switch() -> None:
    client = client_of(staff("change_modelswitch"))
    assert client.get(LIST, follow=True).redirect_chain == [(SWITCH, 302)]
    assert ModelSwitch.objects.get().calls_are_stopped is False


def test_stopping_needs_reason_kept_in_history() -> None:
    user = staff("change_modelswitch")
    client = client_of(user)
    client.get(LIST)
    refused = client.post(SWITCH, {"calls_are_stopped": "on", "reason": " "})
    assert "Say why the calls are stopped." in refused.content.decode()
    assert "Calls to a model are stopped" not in refused.content.decode()
    assert "<h2>Calls may be made</h2>" in refused.content.decode()
    assert ModelSwitch.objects.get().calls_are_stopped is False
    client.post(SWITCH, {"calls_are_stopped": "on", "reason": "Odd answers"})
    client.post(SWITCH, {"reason": "They are fine again"})
    assert ModelSwitch.objects.get().calls_are_stopped is False
    entries = LogEntry.objects.order_by("id").values_list("user", "change_message")
    assert list(entries) == [
        (user.pk, "Calls to a model are stopped. Odd answers"),
        (user.pk, "Calls may be made. They are fine again"),
    ]
    history = client.get(reverse("admin:llm_modelswitch_history", args=[1])).content.decode()
    assert "Odd answers" in history


def test_staff_without_permission_cannot_change_switch() -> None:
    ModelSwitch.the_one()
    assert client_of(staff()).get(LIST).status_code == 403
    viewer = client_of(staff("view_modelswitch"))
    assert viewer.get(SWITCH).status_code == 200
    assert viewer.post(SWITCH, {"calls_are_stopped": "on", "reason": "x"}).status_code == 403
    every = client_of(staff("add_modelswitch", "change_modelswitch", "delete_modelswitch"))
    assert every.get(reverse("admin:llm_modelswitch_add")).status_code == 403
    assert every.post(reverse("admin:llm_modelswitch_delete", args=[1])).status_code == 403
    assert ModelSwitch.objects.get().calls_are_stopped is False
