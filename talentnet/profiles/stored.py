"""Validation of JSON columns that hold a list of short texts."""

from typing import Annotated

from django.core.exceptions import ValidationError as DjangoValidationError
from pydantic import AfterValidator, Field, TypeAdapter

from talentnet.text import as_typed

MAX_ITEMS = 100
MAX_ITEM_LENGTH = 200

Item = Annotated[str, AfterValidator(as_typed), Field(max_length=MAX_ITEM_LENGTH)]
_LIST = TypeAdapter(list[Item])


def text_list(value: object) -> list[str]:
    """Return one-line texts without empty ones and without repeats in another case.

    Raises ValueError (as pydantic.ValidationError, too) for any other value and for long lists.
    """
    # The first spelling of an item wins.
    seen: dict[str, str] = {}
    for item in _LIST.validate_python(value):
        if item:
            seen.setdefault(item.casefold(), item)
    if len(seen) > MAX_ITEMS:
        raise ValueError(f"At most {MAX_ITEMS} entries.")
    return list(seen.values())


def validate_text_list(value: object) -> None:
    """Validate a JSON column of a model. Raises Django's ValidationError."""
    try:
        text_list(value)
    except ValueError as error:
        raise DjangoValidationError("Enter a list of short texts.") from error
