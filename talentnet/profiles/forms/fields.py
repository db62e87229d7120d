"""Form fields that never truncate silently and show their limit while the candidate types."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from talentnet.profiles.stored import MAX_ITEM_LENGTH, MAX_ITEMS, text_list
from talentnet.profiles.taxonomy import TaxonomyGroup

type Suggestions = Callable[[], tuple[TaxonomyGroup, ...]]

# Fields with at least this limit always show a counter; shorter ones only near the limit.
COUNTED_FROM = 500


def _with_unix_line_ends(text: str) -> str:
    # Browsers submit line breaks as CR LF, which would count as two characters.
    return text.replace("\r\n", "\n").replace("\r", "\n")


class LineField(forms.CharField):
    """One line of text, trimmed at its ends and otherwise unchanged.

    There is no `maxlength` attribute, because browsers cut pasted text without telling.
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
    """Text of several lines, with LF as line break."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return _with_unix_line_ends(text) if isinstance(text, str) else text


class TextListField(forms.CharField):
    """List of short texts, one per line; JavaScript turns each into a chip.

    `suggestions` returns taxonomy groups to choose from; any other text is allowed, too.
    """

    def __init__(self, *, suggestions: Suggestions | None = None, **options: Any) -> None:
        self.suggestions = suggestions
        # Id of the datalist in `suggestions.html`.
        self.list_id = f"suggestions-{suggestions.__name__}" if suggestions else ""
        options.setdefault("widget", forms.Textarea(attrs={"rows": 4, "data-chips": self.list_id}))
        options.setdefault("required", False)
        super().__init__(**options)

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        # The stored value is a list, the submitted one a text.
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
    """List of web addresses, one per line."""

    def clean(self, value: Any) -> Any:
        links = super().clean(value)
        # No other schemes: a `javascript:` link would run in the page.
        check = URLValidator(schemes=["http", "https"])
        for link in links:
            try:
                check(link)
            except ValidationError as error:
                raise ValidationError(
                    "“%(link)s” isn't a web address. Start it with https://.",
                    params={"link": link},
                ) from error
        return links
