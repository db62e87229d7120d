"""What a mail says: as it is at this moment, for many readers in a few queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format

from careeractions.models import CareerAction
from matching.models import Match, MatchQuerySet
from talentnet.notifications.links import absolute
from talentnet.notifications.models import MailKind, Mention
from talentnet.notifications.mornings import Reader
from talentnet.opportunities.models import Opportunity
from talentnet.opportunities.templatetags.opportunities import closes
from talentnet.text import and_list, cut_at_word, heading, one_line

REMINDERS = (7, 1)
"""How many days before a deadline there is a mail."""
A_WEEK = dt.timedelta(days=7)
FURTHEST = dt.timedelta(days=max(REMINDERS) + 2)
"""No reminder looks further, whatever the time zone."""
SUBJECT_LENGTH = 120


@dataclass(frozen=True)
class Item:
    title: str
    detail: str
    url: str


@dataclass(frozen=True)
class MailSection:
    heading: str
    items: list[Item]


@dataclass(frozen=True)
class Content:
    subject: str
    sections: list[MailSection]
    mentions: dict[str, dt.date] = field(default_factory=dict)
    """What it tells of and no other mail of its kind shall tell of again, and the day of it."""


def contents(kind: MailKind, readers: Sequence[Reader]) -> dict[int, Content]:
    """By user id; who has nothing to read is not in it."""
    return _WRITERS[kind](readers)


def _great_matches(readers: Sequence[Reader]) -> dict[int, Content]:
    """Great matches that nobody has looked at, saved, or been told of."""
    unseen = _matches_of(readers).filter(
        tier=Match.Tier.GREAT, status=Match.Status.ACTIVE, is_new=True
    )
    matches = _by_user(unseen.best_first())
    mentioned = _mentioned(MailKind.GREAT_MATCHES, readers)
    written = {}
    for reader in readers:
        told = mentioned[reader.user_id]
        news = [m for m in matches[reader.user_id] if str(m.opportunity_id) not in told]
        # Hidden from since the match was made. What was saved all the same is the reader's choice:
        # the page, the calendar and the other mails go on telling of it.
        if found := [m for m in news if not _is_hidden(m)]:
            written[reader.user_id] = _content_of_great_matches(reader, found)
    return written


def _content_of_great_matches(reader: Reader, found: list[Match]) -> Content:
    subject = (
        f"A new great match: {heading(found[0].opportunity.title)}"
        if len(found) == 1
        else f"{len(found)} new great matches"
    )
    section = MailSection("New great matches", [_item(reader, match) for match in found])
    # By opportunity: a refresh may remove a match, and a later one find it again.
    return Content(_subject(subject), [section], {str(m.opportunity_id): reader.day for m in found})


def _deadlines(readers: Sequence[Reader]) -> dict[int, Content]:
    """Saved matches that close in as many days, as the reader counts them, as there is a reminder
    for. What was missed is not made up for: it would no longer be that many days."""
    matches = _by_user(_closing(readers, timezone.now() + FURTHEST))
    mentioned = _mentioned(MailKind.DEADLINES, readers)
    written = {}
    for reader in readers:
        due = [m for m in matches[reader.user_id] if _days_left(reader, m) in REMINDERS]
        told = mentioned[reader.user_id]
        if found := [m for m in due if _reminder(reader, m) not in told]:
            written[reader.user_id] = _content_of_deadlines(reader, found)
    return written


def _content_of_deadlines(reader: Reader, found: list[Match]) -> Content:
    title, days = heading(found[0].opportunity.title), _days_left(reader, found[0])
    when = "tomorrow" if days == 1 else f"in {days} days"
    subject = (
        f"Closes {when}: {title}" if len(found) == 1 else f"{len(found)} saved matches close soon"
    )
    section = MailSection("Saved matches that close soon", [_item(reader, m) for m in found])
    mentions = {_reminder(reader, m): _deadline_day(m, "UTC") for m in found}
    return Content(_subject(subject), [section], mentions)


def _week(readers: Sequence[Reader]) -> dict[int, Content]:
    actions = defaultdict(list)
    under_way = CareerAction.objects.filter(
        profile__user__in=_ids(readers), status=CareerAction.Status.IN_PROGRESS
    )
    for action in under_way.select_related("profile").order_by("started_at", "id"):
        actions[action.profile.user_id].append(action)
    matches = _by_user(_closing(readers, timezone.now() + A_WEEK))
    written = {}
    for reader in readers:
        mine = actions[reader.user_id], matches[reader.user_id]
        if any(mine):
            written[reader.user_id] = _content_of_week(reader, *mine)
    return written


def _content_of_week(reader: Reader, actions: list[CareerAction], closing: list[Match]) -> Content:
    moves = MailSection("Your moves in progress", [_move(reader, action) for action in actions])
    deadlines = MailSection(
        "Saved matches that close this week", [_item(reader, m) for m in closing]
    )
    counted = [
        _counted(len(actions), "move", " in progress"),
        _counted(len(closing), "deadline", ""),
    ]
    subject = f"Your week: {and_list([words for words in counted if words])}"
    return Content(subject, [section for section in (moves, deadlines) if section.items])


_WRITERS: dict[MailKind, Callable[[Sequence[Reader]], dict[int, Content]]] = {
    MailKind.GREAT_MATCHES: _great_matches,
    MailKind.DEADLINES: _deadlines,
    MailKind.WEEK: _week,
}


def _matches_of(readers: Sequence[Reader]) -> MatchQuerySet:
    """What can still be applied to, and was not."""
    return Match.objects.filter(
        profile__user__in=_ids(readers),
        applied_at__isnull=True,
        opportunity__in=Opportunity.objects.open(),
    ).select_related("opportunity", "profile")


def _closing(readers: Sequence[Reader], before: dt.datetime) -> MatchQuerySet:
    saved = _matches_of(readers).filter(status=Match.Status.SAVED)
    return saved.filter(opportunity__deadline__lte=before).order_by("opportunity__deadline", "id")


def _ids(readers: Sequence[Reader]) -> list[int]:
    return [reader.user_id for reader in readers]


def _by_user(matches: Iterable[Match]) -> dict[int, list[Match]]:
    grouped = defaultdict(list)
    for match in matches:
        grouped[match.profile.user_id].append(match)
    return grouped


def _mentioned(kind: MailKind, readers: Sequence[Reader]) -> dict[int, set[str]]:
    grouped: dict[int, set[str]] = defaultdict(set)
    told = Mention.objects.filter(user__in=_ids(readers), kind=kind)
    for user_id, subject in told.values_list("user_id", "subject"):
        grouped[user_id].add(subject)
    return grouped


def _is_hidden(match: Match) -> bool:
    return bool(match.profile.hides_from([match.opportunity.organization]))


def _deadline_day(match: Match, zone: str) -> dt.date:
    deadline = match.opportunity.deadline or dt.datetime.max.replace(tzinfo=dt.UTC)
    return deadline.astimezone(ZoneInfo(zone)).date()


def _days_left(reader: Reader, match: Match) -> int:
    return (_deadline_day(match, reader.zone) - reader.day).days


def _reminder(reader: Reader, match: Match) -> str:
    """Of this deadline at this distance: one that was moved is another deadline. Its day is that
    in UTC, so that it stays the same deadline for a reader who travels."""
    days = _days_left(reader, match)
    return f"{match.opportunity_id} closes {_deadline_day(match, 'UTC')}, {days} days before"


def _item(reader: Reader, match: Match) -> Item:
    opportunity = match.opportunity
    detail = [opportunity.organization]
    with timezone.override(reader.zone):
        if opportunity.deadline:
            local = timezone.localtime(opportunity.deadline)
            detail.append(f"{closes(opportunity)} ({date_format(local, 'D, M j, g:i A T')})")
    return _lines(opportunity.title, " · ".join(detail), absolute("matching:match", match.pk))


def _move(reader: Reader, action: CareerAction) -> Item:
    since = ""
    if action.started_at:
        local = action.started_at.astimezone(ZoneInfo(reader.zone))
        since = f"since {date_format(local, 'M j')}"
    url = f"{absolute('careeractions:moves')}#action-{action.pk}"
    return _lines(action.title, since, url)


def _lines(title: str, detail: str, url: str) -> Item:
    """Titles come from postings: none of them can start a line of its own."""
    return Item(heading(title), one_line(detail), url)


def _subject(text: str) -> str:
    return cut_at_word(one_line(text), SUBJECT_LENGTH)


def _counted(number: int, noun: str, rest: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}{rest}" if number else ""
