import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from talentnet.accounts.models import User
from talentnet.notifications.models import Mail, MailKind
from talentnet.notifications.tests.people import client_of, create_reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    return client_of(User.objects.create_superuser("root@example.org"))


@pytest.fixture
def mail() -> Mail:
    return Mail.objects.create(
        user=create_reader(MailKind.WEEK).user,
        kind=MailKind.WEEK,
        day=dt.date(2026, 11, 23),
        address="amara@example.org",
        status=Mail.Status.UNKNOWN,
        error="It was cut off.",
    )


def test_admin_shows_recipient_day_and_outcome(staff: Client, mail: Mail) -> None:
    page = staff.get(reverse("admin:notifications_mail_changelist")).content.decode()
    for text in ("Your week", mail.user.email, "Nov. 23, 2026", "Possibly sent"):
        assert text in page
    page = staff.get(reverse("admin:notifications_mail_change", args=[mail.pk])).content.decode()
    for text in ("amara@example.org", "It was cut off."):
        assert text in page


def test_admin_cannot_add_change_or_delete_mail(staff: Client, mail: Mail) -> None:
    change = reverse("admin:notifications_mail_change", args=[mail.pk])
    delete = reverse("admin:notifications_mail_delete", args=[mail.pk])
    answers = [staff.post(path, {"post": "yes"}).status_code for path in (change, delete)]
    assert answers == [403, 403]
    assert staff.get(reverse("admin:notifications_mail_add")).status_code == 403


def test_mail_fields_hold_no_text() -> None:
    stored = {field.name for field in Mail._meta.get_fields()} - {"mention"}
    assert stored == {
        *("id", "user", "kind", "day", "key", "address", "status", "attempts"),
        *("claimed_at", "finished_at", "error"),
    }
