"""Staff's review of career actions, and evaluation cases made from it."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from careeractions.evaluation.faults import FaultCase, fault_test
from careeractions.evaluation.people import nothing_stays
from careeractions.models import ActionFeedback, ActionReview, CareerAction, EvaluationCase
from careeractions.tests.factories import CareerActionFactory
from matching.tests.visitors import words_of
from talentnet.accounts.models import User
from talentnet.profiles.tests.factories import ProfileFactory, WorkExperienceFactory

pytestmark = pytest.mark.django_db

QUEUE = "/admin/careeractions/careeraction/review/"


def staff(*permissions: str) -> Any:
    user = User.objects.create_user("staff@example.org", "a quiet harbor", is_staff=True)
    names = [name.split(".")[1] for name in permissions]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = Client()
    client.force_login(user)
    return client


def reviewer() -> Any:
    return staff("careeractions.review_careeraction", "careeractions.view_careeraction")


def finding(words: str, **changes: Any) -> dict[str, Any]:
    stored = {"code": "name", "severity": "note", "action": 0, "place": "description"}
    return stored | {"words": words} | changes


@pytest.mark.parametrize("path", ["", "1/"])
def test_review_needs_its_own_permission(path: str) -> None:
    CareerActionFactory.create(pk=1)
    client = staff("careeractions.view_careeraction", "careeractions.view_actionreview")
    assert client.get(QUEUE + path).status_code == 403
    assert client.post(QUEUE + path, {"verdict": "good"}).status_code == 403
    assert ActionReview.objects.count() == 0


def test_cards_with_findings_come_first_then_unwelcome_ones() -> None:
    plain, unwelcome = CareerActionFactory.create(), CareerActionFactory.create()
    flagged = CareerActionFactory.create(findings=[finding("harness")])
    newest = CareerActionFactory.create()
    ActionFeedback.objects.create(
        profile=unwelcome.profile, action=unwelcome, opinion="not_for_me", type="x", title="y"
    )
    assert list(CareerAction.objects.to_review()) == [flagged, unwelcome, newest, plain]


def test_save_leads_to_the_next_card_until_none_is_left() -> None:
    first, second = (
        CareerActionFactory.create(),
        CareerActionFactory.create(findings=[finding("a")]),
    )
    client = reviewer()
    assert client.get(QUEUE).url == f"{QUEUE}{second.pk}/"
    saved = client.post(f"{QUEUE}{second.pk}/", {"verdict": "wrong", "comment": "An invented name"})
    assert saved.url == QUEUE
    assert client.get(QUEUE).url == f"{QUEUE}{first.pk}/"
    client.post(f"{QUEUE}{first.pk}/", {"verdict": "good"})
    assert client.get(QUEUE).url == "/admin/careeractions/careeraction/"
    wrong = ActionReview.objects.get(action=second)
    assert (wrong.verdict, wrong.comment, wrong.codes) == ("wrong", "An invented name", ["name"])
    assert wrong.reviewer is not None


def test_skipped_card_comes_again_after_the_others() -> None:
    card = CareerActionFactory.create()
    client = reviewer()
    client.post(f"{QUEUE}{card.pk}/", {"skip": "1"})
    assert client.get(QUEUE).url == "/admin/careeractions/careeraction/"
    assert client.get(QUEUE).url == f"{QUEUE}{card.pk}/"
    assert ActionReview.objects.count() == 0


def test_missing_verdict_is_refused() -> None:
    card = CareerActionFactory.create()
    page = reviewer().post(f"{QUEUE}{card.pk}/", {"comment": "Hm"})
    assert page.status_code == 200
    assert "This field is required." in words_of(page)
    assert ActionReview.objects.count() == 0


def test_page_marks_words_at_fault_and_missing_basis() -> None:
    card = CareerActionFactory.create(
        description="Join the Lighthouse Fellowship. Publish it.",
        findings=[finding("Lighthouse Fellowship")],
        profile_basis=["Python", "A doctorate in astronomy"],
        note="Nobody else reads this",
    )
    page = reviewer().get(f"{QUEUE}{card.pk}/")
    words = words_of(page)
    assert "<mark>Lighthouse Fellowship</mark>" in page.content.decode()
    assert "“Python”: in the profile" in words
    assert "“A doctorate in astronomy”: not found" in words
    hidden = (card.note, card.profile.name, card.profile.user.email)
    assert not any(text in words for text in hidden)


def test_review_outlives_its_card() -> None:
    card = CareerActionFactory.create()
    reviewer().post(f"{QUEUE}{card.pk}/", {"verdict": "weak"})
    card.delete()
    row = ActionReview.objects.get()
    assert (row.action, row.title, row.verdict) == (None, card.title, "weak")


def test_link_to_the_queue_is_only_for_reviewers() -> None:
    url = "/admin/careeractions/careeraction/"
    assert "Review moves" in words_of(reviewer().get(url))
    User.objects.filter(email="staff@example.org").delete()
    assert "Review moves" not in words_of(staff("careeractions.view_careeraction").get(url))


def test_flagged_card_becomes_an_evaluation_case_by_one_press() -> None:
    profile = ProfileFactory.create(
        name="Callum Tregarthen",
        career_goals="Callum Tregarthen wants to work on evaluations.",
        hidden_from_organizations=["Corvane Cloud"],
    )
    WorkExperienceFactory.create(profile=profile, description="Ran tests for Corvane Cloud.")
    card = CareerActionFactory.create(
        profile=profile,
        description="Join the Lighthouse Fellowship.",
        findings=[finding("Lighthouse Fellowship")],
    )
    reviewer().post(f"{QUEUE}{card.pk}/", {"verdict": "wrong", "case": "1"})
    stored = EvaluationCase.objects.get().case
    case = FaultCase.model_validate(stored)
    assert case.kinds == ["name"]
    assert case.card["title"] == card.title
    assert not any(word in json.dumps(stored) for word in ("Tregarthen", "Corvane", "@"))
    with nothing_stays():
        assert fault_test([case])["dev"]["all"]["name"]["counts"] == [1, 0, 0]


def test_case_of_a_good_card_holds_no_fault() -> None:
    card = CareerActionFactory.create(findings=[finding("harness")])
    reviewer().post(f"{QUEUE}{card.pk}/", {"verdict": "good", "case": "1"})
    assert EvaluationCase.objects.get().case["kinds"] == []


def test_cases_are_downloaded_as_json_lines() -> None:
    profile = ProfileFactory.create()
    rows = [EvaluationCase.objects.create(profile=profile, case={"id": f"é{n}"}) for n in (1, 2)]
    client = staff("careeractions.view_evaluationcase", "careeractions.review_careeraction")
    sent = {"action": "download_cases", "_selected_action": [row.pk for row in rows]}
    response = client.post("/admin/careeractions/evaluationcase/", sent)
    lines = response.content.decode().splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["é1", "é2"]
