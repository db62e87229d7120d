"""The JSON columns of a profile, in and out through pydantic."""

from typing import Annotated

from django.core.exceptions import ValidationError as DjangoValidationError
from pydantic import AfterValidator, Field, TypeAdapter

from talentnet.text import as_typed

MAX_ITEMS = 100
MAX_ITEM_LENGTH = 200


Item = Annotated[str, AfterValidator(as_typed), Field(max_length=MAX_ITEM_LENGTH)]
_LIST = TypeAdapter(list[Item])


def text_list(value: object) -> list[str]:
    """A list of short texts: a line each, none empty, none twice whatever its case.

    Raises pydantic.ValidationError (a ValueError) when it is anything else, or too long.
    """
    seen: dict[str, str] = {}
    for item in _LIST.validate_python(value):
        if item:
            seen.setdefault(item.casefold(), item)
    if len(seen) > MAX_ITEMS:
        raise ValueError(f"At most {MAX_ITEMS} entries.")
    return list(seen.values())


def validate_text_list(value: object) -> None:
    """Validate a JSON column of short texts. Raises Django's ValidationError."""
    try:
        text_list(value)
    except ValueError as error:
        raise DjangoValidationError("Give a list of short texts.") from error
