from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django_q.models import OrmQ

from careeractions.models import ActionGeneration
from careeractions.tests.factories import ActionGenerationFactory, CareerActionFactory
from talentnet.accounts.models import User
from talentnet.llm.models import LLMCall
from talentnet.profiles.tests.factories import ProfileFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("staff@example.org", "x"))
    return client


def test_generation_page_shows_error_issues_and_tokens(staff: Client) -> None:
    call = LLMCall.objects.create(
        operation="generate_career_actions", model="m", input_tokens=1234, output_tokens=567
    )
    generation = ActionGenerationFactory.create(
        status="failed",
        error="GenerationFailed: Refused",
        validation_issues=["actions.0: left out, it has no title"],
        llm_call=call,
    )
    url = reverse("admin:careeractions_actiongeneration_change", args=[generation.pk])
    page = staff.get(url).content.decode()
    assert "GenerationFailed: Refused" in page
    assert "actions.0: left out, it has no title" in page
    assert (">1234<" in page, ">567<" in page) == (True, True)
    listed = staff.get(reverse("admin:careeractions_actiongeneration_changelist"), {"q": "Refused"})
    assert ">1234<" in listed.content.decode()


def test_generation_without_call_shows_no_tokens(staff: Client) -> None:
    ActionGenerationFactory.create()
    listed = staff.get(reverse("admin:careeractions_actiongeneration_changelist"))
    assert 'class="field-input_tokens">-<' in listed.content.decode()


def test_regenerating_one_profile_redirects_to_generation(
    staff: Client, django_capture_on_commit_callbacks: Any
) -> None:
    profile = ProfileFactory.create()
    with django_capture_on_commit_callbacks(execute=True):
        response = staff.post(
            reverse("admin:profiles_profile_changelist"),
            {"action": "regenerate", "_selected_action": [profile.pk]},
        )
    generation = ActionGeneration.objects.get()
    assert (generation.profile, generation.trigger, generation.status) == (
        profile,
        "staff",
        "queued",
    )
    row = reverse("admin:careeractions_actiongeneration_change", args=[generation.pk])
    assert response.headers["Location"] == row
    assert OrmQ.objects.get().task["args"] == (generation.pk,)


def test_regenerating_profiles_redirects_to_filtered_list(staff: Client) -> None:
    profiles = [ProfileFactory.create(), ProfileFactory.create()]
    generations = [ActionGenerationFactory.create(profile=p, status="failed") for p in profiles]
    response = staff.post(
        reverse("admin:careeractions_actiongeneration_changelist"),
        {"action": "regenerate_again", "_selected_action": [g.pk for g in generations]},
        follow=True,
    )
    queued = ActionGeneration.objects.filter(status="queued")
    assert {generation.profile for generation in queued} == set(profiles)
    assert response.context["cl"].result_count == 2


def test_generation_is_read_only_even_for_superusers(staff: Client) -> None:
    generation = ActionGenerationFactory.create(status="failed")
    url = reverse("admin:careeractions_actiongeneration_change", args=[generation.pk])
    assert staff.post(url, {"status": "succeeded"}).status_code == 403
    assert staff.get(reverse("admin:careeractions_actiongeneration_add")).status_code == 403


@pytest.mark.parametrize(
    "model",
    [
        "careeractions_careeraction",
        "careeractions_actiongeneration",
        "matching_match",
        "matching_matchrefresh",
        "opportunities_opportunity",
        "profiles_profile",
        "profiles_education",
        "profiles_workexperience",
        "llm_llmcall",
        "accounts_user",
    ],
)
def test_every_admin_list_opens_and_searches(staff: Client, model: str) -> None:
    CareerActionFactory.create()
    response = staff.get(reverse(f"admin:{model}_changelist"), {"q": "Amara"})
    assert response.status_code == 200
    assert "searchbar" in response.content.decode()


def test_regenerating_needs_permission_to_change_profiles() -> None:
    reader = User.objects.create_user("reader@example.org", "x", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_actiongeneration"))
    generation = ActionGenerationFactory.create(status="failed")
    client = Client()
    client.force_login(reader)
    client.post(
        reverse("admin:careeractions_actiongeneration_changelist"),
        {"action": "regenerate_again", "_selected_action": [generation.pk]},
    )
    assert ActionGeneration.objects.count() == 1
