"""Personal data held by career actions, and its retention rules."""

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q, Subquery

from careeractions.exporting import write_career_actions
from careeractions.models import (
    ActionFeedback,
    ActionGeneration,
    ActionReview,
    CareerAction,
    EvaluationCase,
)
from talentnet.privacy.registry import PersonalRecord
from talentnet.privacy.retention import Rule, delete_some
from talentnet.profiles.exporting.files import file_of_profile

RECORDS = [
    PersonalRecord(ActionGeneration, "generations", "History of writing your moves"),
    PersonalRecord(CareerAction, "career_actions", "Your moves, your notes and their progress"),
    PersonalRecord(ActionFeedback, "move_feedback", "Your feedback on moves"),
    PersonalRecord(ActionReview, "move_reviews", "Reviews of your moves by administrators"),
    PersonalRecord(
        EvaluationCase,
        "evaluation_cases",
        "Moves that administrators use to test the writing of moves, with parts of your "
        "profile but without your name, contacts or hidden organizations",
    ),
]

CARDS = file_of_profile(
    "career_actions.csv",
    "All your moves as a table, with your notes.",
    write_career_actions,
)


def delete_generations(before: dt.datetime) -> int:
    """Delete generations created before a moment; returns the number of rows.

    Keeps those with stored career actions, and per profile the latest one and the latest success,
    against which late answers are compared.
    """
    Status = ActionGeneration.Status
    of_profile = ActionGeneration.objects.filter(profile=OuterRef("profile")).order_by("-id")
    old = ActionGeneration.objects.filter(created_at__lt=before).annotate(
        latest=Subquery(of_profile.values("pk")[:1]),
        succeeded=Subquery(of_profile.filter(status=Status.SUCCEEDED).values("pk")[:1]),
        has_cards=Exists(CareerAction.objects.filter(generation=OuterRef("pk"))),
    )
    unused = old.filter(has_cards=False).exclude(status__in=[Status.QUEUED, Status.RUNNING])
    # `exclude(pk=F("succeeded"))` would drop every row without a success, as NULL compares unknown.
    is_succeeded_one = Q(succeeded__isnull=False, pk=F("succeeded"))
    return delete_some(unused.exclude(pk=F("latest")).exclude(is_succeeded_one))


def delete_feedback(before: dt.datetime) -> int:
    """Delete feedback and reviews given before a moment; returns the number of rows."""
    feedback = delete_some(ActionFeedback.objects.filter(given_at__lt=before))
    return feedback + delete_some(ActionReview.objects.filter(created_at__lt=before))


def delete_cases(before: dt.datetime) -> int:
    return delete_some(EvaluationCase.objects.filter(created_at__lt=before))


RULES = [
    Rule(
        "Your moves and your notes",
        "Moves you saved, started or wrote on are yours. "
        "Moves you haven't touched are replaced when you refresh.",
        until="until you delete your account; those you have not touched until they are replaced",
    ),
    Rule(
        "History of writing your moves",
        "To investigate problems. Kept while one of your moves comes from it.",
        days=396,
        until="13 months",
        enforce=delete_generations,
    ),
    Rule(
        "Feedback and reviews of moves",
        "To improve the moves we write. Only you and the site's administrators see them.",
        days=396,
        until="13 months",
        enforce=delete_feedback,
    ),
    Rule(
        "Test cases made from moves",
        "An administrator can keep a move with the profile it was written for, to test that we "
        "don't repeat a mistake. Your name, contacts and hidden organizations are left out.",
        days=396,
        until="13 months",
        enforce=delete_cases,
    ),
]
