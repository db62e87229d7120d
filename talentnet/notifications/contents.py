"""Content of each email as of this moment, for many readers in a few queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format

from careeractions.models import CareerAction
from matching.models import Match, MatchQuerySet
from talentnet.notifications.links import absolute_url
from talentnet.notifications.models import MailKind, Mention
from talentnet.notifications.mornings import Reader
from talentnet.opportunities.models import Opportunity
from talentnet.opportunities.templatetags.opportunities import closes
from talentnet.text import and_list, cut_at_word, heading, one_line

# Days before a deadline on which a reminder goes out.
REMINDER_DAYS = (7, 1)
WEEK = dt.timedelta(days=7)
# The evening of the seventh day is nearly eight days away. One more day is to spare.
REMINDER_HORIZON = dt.timedelta(days=max(REMINDER_DAYS) + 2)
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
    """Subjects that no later email of this kind may repeat, each with the day of its `Mention`."""


def build_contents(kind: MailKind, readers: Sequence[Reader]) -> dict[int, Content]:
    """Content by user id. Readers with nothing to report are absent."""
    return _BUILDERS[kind](readers)


def _great_matches(readers: Sequence[Reader]) -> dict[int, Content]:
    """New great matches that the reader hasn't been emailed about."""
    unseen = _open_matches(readers).filter(
        tier=Match.Tier.GREAT, status=Match.Status.ACTIVE, is_new=True
    )
    matches = _by_user(unseen.best_first())
    mentioned = _mentioned_subjects(MailKind.GREAT_MATCHES, readers)
    contents = {}
    for reader in readers:
        subjects = mentioned[reader.user_id]
        unmentioned = [m for m in matches[reader.user_id] if str(m.opportunity_id) not in subjects]
        # An organization may have been hidden since the refresh. Saved matches aren't filtered:
        # the page, the calendar and the other emails keep showing them.
        if news := [match for match in unmentioned if not _is_hidden(match)]:
            contents[reader.user_id] = _great_matches_content(reader, news)
    return contents


def _great_matches_content(reader: Reader, matches: list[Match]) -> Content:
    subject = (
        f"A new great match: {heading(matches[0].opportunity.title)}"
        if len(matches) == 1
        else f"{len(matches)} new great matches"
    )
    section = MailSection("New great matches", [_match_item(reader, m) for m in matches])
    # Keyed by opportunity: a refresh can delete a match and a later one create it again.
    mentions = {str(m.opportunity_id): reader.day for m in matches}
    return Content(_shorten(subject), [section], mentions)


def _deadlines(readers: Sequence[Reader]) -> dict[int, Content]:
    """Saved matches that close in exactly one of `REMINDER_DAYS`, counted in local days.

    A missed reminder isn't sent later, as its number of days would be wrong.
    """
    matches = _by_user(_saved_closing_by(readers, timezone.now() + REMINDER_HORIZON))
    mentioned = _mentioned_subjects(MailKind.DEADLINES, readers)
    contents = {}
    for reader in readers:
        due = [m for m in matches[reader.user_id] if _days_left(reader, m) in REMINDER_DAYS]
        subjects = mentioned[reader.user_id]
        if news := [match for match in due if _reminder_key(reader, match) not in subjects]:
            contents[reader.user_id] = _deadlines_content(reader, news)
    return contents


def _deadlines_content(reader: Reader, matches: list[Match]) -> Content:
    title, days = heading(matches[0].opportunity.title), _days_left(reader, matches[0])
    when = "tomorrow" if days == 1 else f"in {days} days"
    subject = (
        f"Closes {when}: {title}"
        if len(matches) == 1
        else f"{len(matches)} saved matches close soon"
    )
    section = MailSection(
        "Saved matches that close soon", [_match_item(reader, m) for m in matches]
    )
    mentions = {_reminder_key(reader, m): _deadline_day(m, "UTC") for m in matches}
    return Content(_shorten(subject), [section], mentions)


def _week(readers: Sequence[Reader]) -> dict[int, Content]:
    """Moves in progress, and saved matches that close within a week."""
    actions = defaultdict(list)
    in_progress = CareerAction.objects.filter(
        profile__user__in=_user_ids(readers), status=CareerAction.Status.IN_PROGRESS
    )
    for action in in_progress.select_related("profile").order_by("started_at", "id"):
        actions[action.profile.user_id].append(action)
    matches = _by_user(_saved_closing_by(readers, timezone.now() + WEEK))
    contents = {}
    for reader in readers:
        week = actions[reader.user_id], matches[reader.user_id]
        if any(week):
            contents[reader.user_id] = _week_content(reader, *week)
    return contents


def _week_content(reader: Reader, actions: list[CareerAction], closing: list[Match]) -> Content:
    moves = MailSection("Your moves in progress", [_move_item(reader, a) for a in actions])
    deadlines = MailSection(
        "Saved matches that close this week", [_match_item(reader, m) for m in closing]
    )
    counts = [
        _count(len(actions), "move", " in progress"),
        _count(len(closing), "deadline", ""),
    ]
    subject = f"Your week: {and_list([count for count in counts if count])}"
    return Content(subject, [section for section in (moves, deadlines) if section.items])


_BUILDERS: dict[MailKind, Callable[[Sequence[Reader]], dict[int, Content]]] = {
    MailKind.GREAT_MATCHES: _great_matches,
    MailKind.DEADLINES: _deadlines,
    MailKind.WEEK: _week,
}


def _open_matches(readers: Sequence[Reader]) -> MatchQuerySet:
    """Matches with open opportunities that the readers haven't applied to."""
    return Match.objects.filter(
        profile__user__in=_user_ids(readers),
        applied_at__isnull=True,
        opportunity__in=Opportunity.objects.open(),
    ).select_related("opportunity", "profile")


def _saved_closing_by(readers: Sequence[Reader], end: dt.datetime) -> MatchQuerySet:
    saved = _open_matches(readers).filter(status=Match.Status.SAVED)
    return saved.filter(opportunity__deadline__lte=end).order_by("opportunity__deadline", "id")


def _user_ids(readers: Sequence[Reader]) -> list[int]:
    return [reader.user_id for reader in readers]


def _by_user(matches: Iterable[Match]) -> dict[int, list[Match]]:
    grouped = defaultdict(list)
    for match in matches:
        grouped[match.profile.user_id].append(match)
    return grouped


def _mentioned_subjects(kind: MailKind, readers: Sequence[Reader]) -> dict[int, set[str]]:
    grouped: dict[int, set[str]] = defaultdict(set)
    mentions = Mention.objects.filter(user__in=_user_ids(readers), kind=kind)
    for user_id, subject in mentions.values_list("user_id", "subject"):
        grouped[user_id].add(subject)
    return grouped


def _is_hidden(match: Match) -> bool:
    return bool(match.profile.hides_from([match.opportunity.organization]))


def _deadline_day(match: Match, zone: str) -> dt.date:
    deadline = match.opportunity.deadline or dt.datetime.max.replace(tzinfo=dt.UTC)
    return deadline.astimezone(ZoneInfo(zone)).date()


def _days_left(reader: Reader, match: Match) -> int:
    return (_deadline_day(match, reader.zone) - reader.day).days


def _reminder_key(reader: Reader, match: Match) -> str:
    """Subject of the `Mention` for one reminder of one deadline.

    The key has the deadline's day, so a moved deadline is announced again. It's the UTC day, so a
    reader who changes time zones isn't reminded twice.
    """
    days = _days_left(reader, match)
    return f"{match.opportunity_id} closes {_deadline_day(match, 'UTC')}, {days} days before"


def _match_item(reader: Reader, match: Match) -> Item:
    opportunity = match.opportunity
    details = [opportunity.organization]
    # `closes` counts days in the current time zone.
    with timezone.override(reader.zone):
        if opportunity.deadline:
            local = timezone.localtime(opportunity.deadline)
            details.append(f"{closes(opportunity)} ({date_format(local, 'D, M j, g:i A T')})")
    url = absolute_url("matching:match", match.pk)
    return _single_line_item(opportunity.title, " · ".join(details), url)


def _move_item(reader: Reader, action: CareerAction) -> Item:
    since = ""
    if action.started_at:
        local = action.started_at.astimezone(ZoneInfo(reader.zone))
        since = f"since {date_format(local, 'M j')}"
    url = f"{absolute_url('careeractions:moves')}#action-{action.pk}"
    return _single_line_item(action.title, since, url)


def _single_line_item(title: str, detail: str, url: str) -> Item:
    # Postings are untrusted: a line break in a title could fake further lines of the email.
    return Item(heading(title), one_line(detail), url)


def _shorten(subject: str) -> str:
    return cut_at_word(one_line(subject), SUBJECT_LENGTH)


def _count(number: int, noun: str, rest: str) -> str:
    """Count with its noun, such as "2 moves in progress"; "" for zero."""
    return f"{number} {noun}{'' if number == 1 else 's'}{rest}" if number else ""
