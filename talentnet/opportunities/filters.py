"""Filters of the page of open opportunities, read from the URL."""

from typing import Any

from django import forms
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django_filters import (
    BooleanFilter,
    CharFilter,
    ChoiceFilter,
    FilterSet,
    MultipleChoiceFilter,
)

from talentnet.opportunities.models import Opportunity, OpportunityQuerySet
from talentnet.opportunities.search import search
from talentnet.profiles.models import ExperienceLevel, RoleType
from talentnet.text import one_line

MAX_SEARCH = 200
KINDS = [("job", "Jobs"), ("event", "Events")]
SORTS = [("newest", "Newest"), ("deadline", "Deadline soonest")]
ORDER_LABELS = {
    "relevance": "best match first",
    "newest": "newest first",
    "deadline": "soonest deadline first",
}
ORDERS = {
    "newest": (Coalesce("posted_at", "created_at").desc(), "-pk"),
    "deadline": (F("deadline").asc(nulls_last=True), "-pk"),
}


class OpportunityFilter(FilterSet):
    """Filters and their form; invalid values in the URL are ignored."""

    q = CharFilter(
        method="searched",
        label="Search",
        help_text="Searches titles, organizations, skills, places and descriptions.",
        widget=forms.TextInput(
            attrs={"type": "search", "maxlength": MAX_SEARCH, "autocomplete": "off"}
        ),
    )
    sort = ChoiceFilter(
        method="unchanged",
        label="Sort by",
        choices=SORTS,
        empty_label="Best match or newest",
    )
    kind = ChoiceFilter(label="Kind", choices=KINDS, empty_label="Jobs and events")
    role_type = MultipleChoiceFilter(
        label="Role type",
        choices=RoleType.choices,
        distinct=False,
        widget=forms.CheckboxSelectMultiple,
    )
    experience_level = MultipleChoiceFilter(
        label="Experience level",
        choices=ExperienceLevel.choices,
        distinct=False,
        widget=forms.CheckboxSelectMultiple,
    )
    remote = BooleanFilter(
        field_name="is_remote",
        method="remote_only",
        label="Remote only",
        widget=forms.CheckboxInput,
    )

    class Meta:
        model = Opportunity
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: OpportunityQuerySet) -> None:
        super().__init__(self._meaningful(data), queryset)

    @classmethod
    def _meaningful(cls, data: QueryDict) -> QueryDict:
        """Valid, non-empty parameters, in the order of the form."""
        valid = QueryDict(mutable=True)
        if words := one_line(data.get("q", ""))[:MAX_SEARCH].strip():
            valid["q"] = words
        for name in ("sort", "kind", "role_type", "experience_level"):
            choices = dict(cls.base_filters[name].extra["choices"])
            if chosen := [value for value in data.getlist(name) if value in choices]:
                valid.setlist(name, chosen)
        if data.get("remote") in ("on", "true", "1"):
            valid["remote"] = "on"
        return valid

    @property
    def is_narrowed(self) -> bool:
        """True if a search or a filter is set."""
        return any(name != "sort" for name in self.data)

    @property
    def chosen(self) -> int:
        """Number of filters that are set, besides search and order."""
        return sum(name not in ("q", "sort") for name in self.data)

    @property
    def order(self) -> str:
        return self.data.get("sort") or ("relevance" if "q" in self.data else "newest")

    @property
    def order_label(self) -> str:
        return ORDER_LABELS[self.order]

    def filter_queryset(self, queryset: QuerySet[Opportunity]) -> QuerySet[Opportunity]:
        """Apply the filters, then the order, which replaces that of a search."""
        filtered: QuerySet[Opportunity] = super().filter_queryset(queryset)
        return filtered if self.order == "relevance" else filtered.order_by(*ORDERS[self.order])

    def searched(self, queryset: OpportunityQuerySet, _: str, text: str) -> OpportunityQuerySet:
        return search(queryset, text)

    def unchanged(self, queryset: OpportunityQuerySet, *_: Any) -> OpportunityQuerySet:
        return queryset

    def remote_only(self, queryset: OpportunityQuerySet, _: str, is_checked: bool) -> Any:
        return queryset.filter(is_remote=True) if is_checked else queryset
