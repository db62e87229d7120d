"""Fields that keep what was typed: nothing is cut silently, and limits show before they bite."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from talentnet.profiles.stored import MAX_ITEM_LENGTH, MAX_ITEMS, text_list
from talentnet.profiles.taxonomy import TaxonomyGroup

type Suggestions = Callable[[], tuple[TaxonomyGroup, ...]]

COUNTED_FROM = 500
"""Length limit from which the counter is always shown; below, it appears near the limit."""


def _with_unix_line_ends(text: str) -> str:
    # A form sends two characters for a line break, which would count twice.
    return text.replace("\r\n", "\n").replace("\r", "\n")


class LineField(forms.CharField):
    """A line of text, trimmed at its ends and otherwise as it was typed.

    The browser is not told the limit, as it would cut a pasted text without a word.
    """

    @property
    def limit(self) -> int | None:
        return self.max_length

    @property
    def is_always_counted(self) -> bool:
        return bool(self.max_length and self.max_length >= COUNTED_FROM)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs: dict[str, Any] = super().widget_attrs(widget)
        if limit := attrs.pop("maxlength", None):
            attrs["data-limit"] = limit
        return attrs


class ProseField(LineField):
    """Text of several lines."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return _with_unix_line_ends(text) if isinstance(text, str) else text


class TextListField(forms.CharField):
    """A list of short texts, typed one on a line; with JavaScript each becomes a chip.

    `suggestions` gives groups of the taxonomy to choose from. Free entries are as welcome.
    """

    def __init__(self, *, suggestions: Suggestions | None = None, **options: Any) -> None:
        self.suggestions = suggestions
        self.list_id = f"suggestions-{suggestions.__name__}" if suggestions else ""
        options.setdefault("widget", forms.Textarea(attrs={"rows": 4, "data-chips": self.list_id}))
        options.setdefault("required", False)
        super().__init__(**options)

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        typed = _with_unix_line_ends(data or "").split("\n")
        return [line.strip() for line in typed if line.strip()] != list(initial or [])

    def clean(self, value: Any) -> Any:
        lines = _with_unix_line_ends(super().clean(value)).split("\n")
        if any(len(line.strip()) > MAX_ITEM_LENGTH for line in lines):
            raise ValidationError(f"Keep each entry under {MAX_ITEM_LENGTH} characters.")
        try:
            return text_list(lines)
        except ValueError as error:
            raise ValidationError(f"At most {MAX_ITEMS} entries.") from error


class LinksField(TextListField):
    """Press Enter after each link."""

    def clean(self, value: Any) -> Any:
        links = super().clean(value)
        check = URLValidator(schemes=["http", "https"])
        for link in links:
            try:
                check(link)
            except ValidationError as error:
                raise ValidationError(
                    "“%(link)s” is not a web address; begin it with https://.",
                    params={"link": link},
                ) from error
        return links
