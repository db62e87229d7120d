"""Filters and order of the matches page, read from the URL."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from matching.models import Match
from talentnet.opportunities.models import Opportunity
from talentnet.opportunities.search import MAX_WORDS
from talentnet.profiles.models import RoleType

SHOW = (
    ("saved", "Saved"),
    ("applied", "Applied"),
    ("new", "New"),
    ("dismissed", "Dismissed"),
)
SORT = (("fit", "Best fit"), ("deadline", "Deadline"))


class MatchFilter(filters.FilterSet):
    """Filters of one candidate's matches; invalid values are ignored.

    `new` holds the ids with a "new" badge in this visit.
    """

    q = filters.CharFilter(method="with_words", label="Search your matches")
    show = filters.ChoiceFilter(
        choices=SHOW, method="of_status", label="Show", empty_label="All matches"
    )
    tier = filters.ChoiceFilter(choices=Match.Tier.choices, label="Tier", empty_label="All tiers")
    kind = filters.ChoiceFilter(
        field_name="opportunity__kind",
        choices=Opportunity.Kind.choices,
        label="Kind",
        empty_label="All kinds",
    )
    role = filters.ChoiceFilter(
        field_name="opportunity__role_type",
        choices=RoleType.choices,
        label="Role type",
        empty_label="All roles",
    )
    remote = filters.BooleanFilter(
        field_name="opportunity__is_remote",
        widget=forms.CheckboxInput,
        method="remote_only",
        label="Remote only",
    )
    sort = filters.ChoiceFilter(
        choices=SORT, method="in_order", label="Sort by", empty_label=None, null_label=None
    )

    class Meta:
        model = Match
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, new: list[int], **kwargs: Any) -> None:
        self.new = new
        super().__init__(*args, **kwargs)
        self.form.fields["q"].widget.input_type = "search"

    @property
    def values(self) -> dict[str, Any]:
        """Valid filter values from the URL."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @property
    def is_narrowed(self) -> bool:
        return bool(self.values.keys() - {"sort"})

    @property
    def is_by_deadline(self) -> bool:
        return bool(self.values.get("sort") == "deadline")

    def with_words(self, matches: QuerySet[Match], _: str, text: str) -> QuerySet[Match]:
        # Limited, since each word adds three LIKE conditions to the query.
        for word in text.split()[:MAX_WORDS]:
            matches = matches.filter(
                Q(opportunity__title__icontains=word)
                | Q(opportunity__organization__icontains=word)
                | Q(opportunity__location__icontains=word)
            )
        return matches

    def of_status(self, matches: QuerySet[Match], _: str, show: str) -> QuerySet[Match]:
        return matches.filter(
            {
                "saved": Q(status=Match.Status.SAVED),
                "applied": Q(applied_at__isnull=False),
                "new": Q(is_new=True) | Q(pk__in=self.new),
                "dismissed": Q(status=Match.Status.DISMISSED),
            }[show]
        )

    def remote_only(self, matches: QuerySet[Match], _: str, is_on: bool) -> QuerySet[Match]:
        return matches.filter(opportunity__is_remote=True) if is_on else matches

    def in_order(self, matches: QuerySet[Match], *_: Any) -> QuerySet[Match]:
        return matches  # sorted in `found`, since a default order applies without a parameter

    def found(self) -> QuerySet[Match]:
        """Filtered matches in the chosen order; dismissed ones only if filtered for."""
        self.form.is_valid()
        matches: QuerySet[Match] = self.filter_queryset(self.queryset)
        if self.values.get("show") != "dismissed":
            matches = matches.exclude(status=Match.Status.DISMISSED)
        if self.is_by_deadline:
            # The id comes last, so that pages never repeat or skip a match.
            return matches.order_by(
                _closed_last(), F("opportunity__deadline").asc(nulls_last=True), "-score", "id"
            )
        return matches.best_first()  # type: ignore[attr-defined,no-any-return]  # a MatchQuerySet

    def tier_counts(self) -> dict[str, int]:
        """Number of matches per tier, regardless of the tier filter."""
        other_filters = {name: value for name, value in self.data.items() if name != "tier"}
        every_tier = type(self)(other_filters, queryset=self.queryset, new=self.new).found()
        # Without order_by(), the order's columns would be grouped by, too.
        rows = every_tier.order_by().values_list("tier").annotate(Count("pk"))
        return dict(rows)


def _closed_last() -> Case:
    """Sort closed opportunities last; the opposite of `Opportunity.is_open`."""
    now = timezone.now()
    # An event without an end is over when it starts.
    closed = (
        Q(opportunity__status=Opportunity.Status.ARCHIVED)
        | Q(opportunity__deadline__lte=now)
        | Q(opportunity__ends_at__lte=now)
        | Q(opportunity__ends_at__isnull=True, opportunity__starts_at__lte=now)
    )
    return Case(When(closed, then=Value(1)), default=Value(0), output_field=IntegerField())
