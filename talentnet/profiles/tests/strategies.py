"""Hypothesis strategies for profiles and rows that the editor's forms accept."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from talentnet.profiles.entries import KINDS, MAX_ENTRIES, EntryKind
from talentnet.profiles.forms.fields import LinksField, ProseField, TextListField
from talentnet.profiles.forms.sections import SECTION_FORMS
from talentnet.profiles.models import Entry, Profile
from talentnet.profiles.partial_dates import ends_before
from talentnet.profiles.stored import MAX_ITEM_LENGTH, MAX_ITEMS
from talentnet.profiles.tests.hostile import HOSTILE, is_line

ANY_CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
LINE_CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r\n")
TRICKY_CHARACTERS = st.sampled_from(
    "a1,;:'\"\\/{}[]<>&=+-@# \u00a0\u200b\u200d\u202e\ufeff\u0301é漢👩🏽🇵\t\u2028"
)
HOSTS = ["https://example.org", "http://www.example.net:8080", "https://bücher.example"]
DATE_LENGTH = 10
LINE_BREAKS = ["\n", "\r\n", "\n\n  ", "\r"]

type Rows = dict[str, list[Entry]]


def accepted(field: forms.Field) -> SearchStrategy[Any]:
    """Generate cleaned values of a form field."""
    return _typed(field).filter(lambda typed: _accepts(field, typed)).map(field.clean)


def _accepts(field: forms.Field, typed: Any) -> bool:
    try:
        field.clean(typed)
    except ValidationError:
        return False
    return True


def _typed(field: Any) -> SearchStrategy[Any]:
    if isinstance(field, forms.CharField) and field.max_length == DATE_LENGTH:
        return _dates()
    return next(make(field) for kind, make in TYPED if isinstance(field, kind))


def _values(field: Any) -> list[str]:
    return [value for value, _ in field.choices]


def _lists() -> SearchStrategy[str]:
    some = st.lists(_lines(MAX_ITEM_LENGTH), max_size=4)
    many = st.integers(90, MAX_ITEMS).map(lambda n: [f"item {i}" for i in range(n)])
    return st.one_of(some, many).map("\n".join)


def _lines(limit: int, *, required: bool = False) -> SearchStrategy[str]:
    fitting = [text for text in HOSTILE if is_line(text) and len(text) <= limit]
    texts = st.one_of(
        st.text(LINE_CHARACTERS, max_size=12),
        st.text(TRICKY_CHARACTERS, max_size=12),
        st.sampled_from(fitting),
        st.builds(
            lambda text: (text * limit)[:limit], st.text(TRICKY_CHARACTERS, min_size=1, max_size=4)
        ),
    )
    return texts.map(lambda text: text if text.strip() or not required else "A")


def _prose(limit: int) -> SearchStrategy[str]:
    lines = st.lists(_lines(100), max_size=4)
    return st.one_of(
        st.text(ANY_CHARACTERS, max_size=20),
        st.builds(lambda break_, lines: break_.join(lines), st.sampled_from(LINE_BREAKS), lines),
        st.builds(
            lambda text: (text * limit)[:limit], st.text(ANY_CHARACTERS, min_size=1, max_size=3)
        ),
    )


def _urls() -> SearchStrategy[str]:
    paths = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), max_size=8)
    return st.builds(lambda host, path: f"{host}/{path}", st.sampled_from(HOSTS), paths)


def _dates() -> SearchStrategy[str]:
    days = st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2100, 12, 31)).map(str)
    return st.builds(lambda day, length: day[:length], days, st.sampled_from([0, 4, 7, 10]))


TYPED: tuple[tuple[type[forms.Field], Callable[[Any], SearchStrategy[Any]]], ...] = (
    (LinksField, lambda field: st.lists(_urls(), max_size=4).map("\n".join)),
    (TextListField, lambda field: _lists()),
    (ProseField, lambda field: _prose(field.max_length)),
    (forms.URLField, lambda field: st.sampled_from(["", "ftp://example.org/a"]) | _urls()),
    (
        forms.MultipleChoiceField,
        lambda field: st.lists(st.sampled_from(_values(field)), unique=True),
    ),
    (forms.ChoiceField, lambda field: st.sampled_from(_values(field))),
    (forms.BooleanField, lambda field: st.booleans()),
    (forms.IntegerField, lambda field: st.none() | st.integers(0, 2**31 - 1)),
    (forms.CharField, lambda field: _lines(field.max_length, required=field.required)),
)


def _rows(kind: EntryKind) -> SearchStrategy[list[Entry]]:
    """Generate lists of rows, from empty to full, some with rows that differ only in their key."""
    values = {name: accepted(field) for name, field in kind.form.base_fields.items()}
    several = st.lists(st.fixed_dictionaries(values), max_size=3)
    times = st.sampled_from([1, 1, 1, 2, MAX_ENTRIES])
    return st.builds(
        lambda rows, n: [_row(kind, row, i) for i, row in enumerate((rows * n)[:MAX_ENTRIES])],
        several,
        times,
    )


def _row(kind: EntryKind, values: dict[str, Any], position: int) -> Entry:
    start, end = values.get("start_date", ""), values.get("end_date", "")
    if ends_before(start, end):
        values = values | {"start_date": end, "end_date": start}
    return kind.model(position=position, **values, **kind.fixed)


FIELDS = {
    name: accepted(field)
    for form in SECTION_FORMS.values()
    for name, field in form.base_fields.items()
}
PROFILES: SearchStrategy[Profile] = st.fixed_dictionaries(FIELDS).map(lambda v: Profile(**v))
ROWS: SearchStrategy[Rows] = st.fixed_dictionaries({k: _rows(kind) for k, kind in KINDS.items()})
