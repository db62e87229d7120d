"""Admin of users and of the task queue, which only superusers may open."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django_q.models import Schedule

from matching.tests.factories import MatchFactory
from talentnet.accounts.models import User

pytestmark = pytest.mark.django_db

QUEUE_MODELS = ("schedule", "ormq", "success", "failure")
PASSWORD = "a quiet harbor at dawn"


@pytest.fixture
def staff(client: Client) -> User:
    """Sign in a staff user who has every permission but is no superuser."""
    user = User.objects.create_user("staff@example.org", PASSWORD, is_staff=True)
    user.user_permissions.set(Permission.objects.all())
    client.force_login(user)
    return user


@pytest.fixture
def superuser(client: Client) -> User:
    user = User.objects.create_superuser("root@example.org", PASSWORD)
    client.force_login(user)
    return user


def apps_listed(client: Client) -> set[str]:
    response = client.get(reverse("admin:index"))
    return {app["app_label"] for app in response.context["app_list"]}


def test_staff_with_all_permissions_see_all_but_queue(client: Client, staff: User) -> None:
    assert staff.has_perm("django_q.view_schedule")
    assert "django_q" not in apps_listed(client)
    assert {"accounts", "profiles", "matching", "careeractions", "llm"} <= apps_listed(client)


@pytest.mark.parametrize("page", ["changelist", "add"])
@pytest.mark.parametrize("model", QUEUE_MODELS)
def test_staff_with_all_permissions_cannot_open_queue(
    client: Client, staff: User, model: str, page: str
) -> None:
    response = client.get(reverse(f"admin:django_q_{model}_{page}"))
    assert response.status_code == 403


@pytest.mark.parametrize("page", ["change", "delete", "history"])
def test_staff_with_all_permissions_cannot_open_schedule(
    client: Client, staff: User, page: str
) -> None:
    schedule = Schedule.objects.create(func="matching.tasks.sweep", name="a sweep")
    response = client.get(reverse(f"admin:django_q_schedule_{page}", args=[schedule.pk]))
    assert response.status_code == 403


def test_staff_with_all_permissions_cannot_schedule_code(client: Client, staff: User) -> None:
    form = {
        "name": "mine",
        "func": "os.getcwd",
        "schedule_type": "O",
        "repeats": "-1",
        "next_run_0": "2030-01-01",
        "next_run_1": "00:00:00",
    }
    response = client.post(reverse("admin:django_q_schedule_add"), form)
    assert response.status_code == 403
    assert not Schedule.objects.filter(name="mine").exists()


def test_superusers_see_queue(client: Client, superuser: User) -> None:
    assert "django_q" in apps_listed(client)
    answers = {
        model: client.get(reverse(f"admin:django_q_{model}_changelist")).status_code
        for model in QUEUE_MODELS
    }
    assert answers == dict.fromkeys(QUEUE_MODELS, 200)


def test_second_factor_is_deletable_by_superuser_but_never_shown(
    client: Client, superuser: User
) -> None:
    amara = User.objects.create_user("amara@example.org")
    app = Authenticator.objects.create(user=amara, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    change = reverse("admin:mfa_authenticator_change", args=[app.pk])
    delete = reverse("admin:mfa_authenticator_delete", args=[app.pk])
    page = client.get(change).content.decode()
    assert ("amara@example.org" in page, app.data["secret"] in page) == (True, False)
    staff = User.objects.create_user("staff@example.org", is_staff=True)
    staff.user_permissions.set(Permission.objects.all())
    colleague = Client()
    colleague.force_login(staff)
    assert [colleague.get(path).status_code for path in (change, delete)] == [403, 403]
    client.post(delete, {"post": "yes"})
    assert not Authenticator.objects.exists()


def test_email_replaced_by_staff_cannot_sign_in(client: Client, superuser: User) -> None:
    amara = User.objects.create_user("amara@example.org", PASSWORD)
    amara.vouch_for_email()
    form = {"email": "amara@new.example.org", "is_active": "on"}
    client.post(reverse("admin:accounts_user_change", args=[amara.pk]), form)
    visitor = Client()
    answers = [
        visitor.post(reverse("account_login"), {"login": email, "password": PASSWORD})
        for email in ("amara@example.org", "amara@new.example.org")
    ]
    assert [answer.status_code for answer in answers] == [200, 302]
    assert answers[1].headers["Location"] == reverse("account_email_verification_sent")


def test_candidate_cannot_open_admin(client: Client) -> None:
    client.force_login(User.objects.create_user("amara@example.org"))
    assert client.get(reverse("admin:index")).status_code == 302


def test_admin_uses_site_sign_in(client: Client) -> None:
    response = client.get(reverse("admin:login"))
    assert response.headers["Location"].partition("?")[0] == reverse("account_login")


NEW_USER = {"email": "New@example.org", "password1": PASSWORD, "password2": PASSWORD}


def test_user_is_added_by_email(client: Client, superuser: User) -> None:
    client.post(reverse("admin:accounts_user_add"), NEW_USER)
    added = User.objects.get(email__iexact="new@example.org")
    assert (added.check_password(PASSWORD), added.is_staff) == (True, False)


def test_duplicate_email_is_refused_in_form(client: Client, superuser: User) -> None:
    User.objects.create_user("NEW@example.org")
    response = client.post(reverse("admin:accounts_user_add"), NEW_USER)
    assert response.context["adminform"].form.errors
    assert User.objects.filter(email__iexact="new@example.org").count() == 1


def test_users_are_found_by_email_and_changed(client: Client, superuser: User) -> None:
    amara = User.objects.create_user("amara@example.org")
    page = client.get(reverse("admin:accounts_user_changelist"), {"q": "amara"})
    assert list(page.context["cl"].result_list) == [amara]
    url = reverse("admin:accounts_user_change", args=[amara.pk])
    assert client.get(url).status_code == 200
    client.post(url, {"email": "amara@example.org", "is_staff": "on"})
    amara.refresh_from_db()
    assert (amara.is_active, amara.is_staff) == (False, True)


def test_deleting_in_admin_leads_to_erasure(client: Client, superuser: User) -> None:
    amara = User.objects.create_user("amara@example.org")
    MatchFactory.create(profile__user=amara)
    erase_page = f"{reverse('admin:accounts_user_erase')}?ids={amara.pk}"
    answer = client.post(reverse("admin:accounts_user_delete", args=[amara.pk]), {"post": "yes"})
    assert answer.headers["Location"] == erase_page
    action = {"action": "delete_selected", "_selected_action": [amara.pk]}
    answer = client.post(reverse("admin:accounts_user_changelist"), action)
    assert answer.headers["Location"] == erase_page
    assert "amara@example.org" in client.get(erase_page).content.decode()
    assert User.objects.filter(pk=amara.pk).exists()
    client.post(erase_page)
    assert not User.objects.filter(pk=amara.pk).exists()
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.object_repr) == (
        superuser,
        str(amara.pk),
        "An account",
    )


def test_admin_cannot_delete_own_account(client: Client, superuser: User) -> None:
    page = f"{reverse('admin:accounts_user_erase')}?ids={superuser.pk},x,,99999"
    assert "No accounts to delete here." in client.get(page).content.decode()
    client.post(page)
    assert User.objects.filter(pk=superuser.pk).exists()


def test_staff_with_all_permissions_cannot_erase(client: Client, staff: User) -> None:
    amara = User.objects.create_user("amara@example.org")
    page = f"{reverse('admin:accounts_user_erase')}?ids={amara.pk}"
    assert [client.get(page).status_code, client.post(page).status_code] == [403, 403]
    action = {"action": "delete_selected", "_selected_action": [amara.pk]}
    client.post(reverse("admin:accounts_user_changelist"), action)
    client.post(reverse("admin:accounts_user_delete", args=[amara.pk]), {"post": "yes"})
    assert User.objects.filter(pk=amara.pk).exists()
