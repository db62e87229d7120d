"""Redaction of a profile's own words before a model sees them."""

import pytest

from talentnet.profiles.tests.factories import ProfileFactory
from talentnet.profiles.withholding import withhold


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("AMARA OKAFOR leads it.", "[the candidate] leads it."),
        ("A note by OKAFOR.", "A note by [the candidate]."),
        ("A note by Okafor.", "A note by [the candidate]."),
    ],
)
def test_name_in_capitals_is_withheld(text: str, redacted: str) -> None:
    assert withhold(text, ProfileFactory.build(name="Amara Okafor")) == redacted
