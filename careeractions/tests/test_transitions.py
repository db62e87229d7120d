import pytest

from careeractions.models import CareerAction
from careeractions.tests.factories import CareerActionFactory
from careeractions.transitions import TRANSITIONS, change_action, verbs_from
from talentnet.profiles.tests.factories import ProfileFactory
from talentnet.verbs import Verb

# Result of each verb for each status; every other pair is refused.
TABLE = {
    ("active", "save"): "saved",
    ("active", "dismiss"): "dismissed",
    ("active", "start"): "in_progress",
    ("saved", "unsave"): "active",
    ("saved", "dismiss"): "dismissed",
    ("saved", "start"): "in_progress",
    ("in_progress", "cancel"): "saved",
    ("in_progress", "complete"): "done",
    ("dismissed", "restore"): "saved",
}


def card(status: str) -> CareerAction:
    dismissed_from = "saved" if status == "dismissed" else ""
    return CareerActionFactory.create(status=status, dismissed_from=dismissed_from)


@pytest.mark.django_db
@pytest.mark.parametrize("verb", list(TRANSITIONS))
@pytest.mark.parametrize("status", CareerAction.Status.values)
def test_each_verb_changes_only_statuses_in_its_table(status: str, verb: Verb) -> None:
    action = card(status)
    expected = TABLE.get((status, verb.value))
    assert change_action(action.profile, action.pk, verb) is (expected is not None)
    action.refresh_from_db()
    assert action.status == (expected or status)
    assert (verb in verbs_from(status)) is (expected is not None)


@pytest.mark.django_db
def test_starting_and_stopping_keep_timestamps_consistent() -> None:
    action = card("active")
    change_action(action.profile, action.pk, Verb.START)
    action.refresh_from_db()
    assert action.started_at is not None
    change_action(action.profile, action.pk, Verb.CANCEL)
    action.refresh_from_db()
    assert action.started_at is None


@pytest.mark.django_db
def test_completing_keeps_start_time() -> None:
    action = card("active")
    change_action(action.profile, action.pk, Verb.START)
    change_action(action.profile, action.pk, Verb.COMPLETE)
    action.refresh_from_db()
    assert action.started_at is not None
    assert action.completed_at is not None
    assert action.completed_at >= action.started_at


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["active", "saved"])
def test_restored_card_regains_earlier_status(status: str) -> None:
    action = card(status)
    change_action(action.profile, action.pk, Verb.DISMISS)
    action.refresh_from_db()
    assert action.dismissed_at is not None
    change_action(action.profile, action.pk, Verb.RESTORE)
    action.refresh_from_db()
    assert (action.status, action.dismissed_from) == (status, "")
    assert action.dismissed_at is None


@pytest.mark.django_db
def test_foreign_card_cannot_be_changed() -> None:
    action = card("active")
    assert change_action(ProfileFactory.create(), action.pk, Verb.SAVE) is False
    action.refresh_from_db()
    assert action.status == "active"
