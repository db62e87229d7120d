"""Redaction of a profile's own words before a model sees them."""

import pytest

from talentnet.profiles.tests.factories import ProfileFactory
from talentnet.profiles.withholding import withhold


@pytest.mark.parametrize(
    ("name", "text", "redacted"),
    [
        ("Amara Okafor", "AMARA OKAFOR leads it.", "[the candidate] leads it."),
        ("Amara Okafor", "A note by OKAFOR.", "A note by [the candidate]."),
        ("Will Grace", "I will, with GRACE.", "I will, with [the candidate]."),
        ("Amara DIALLO", "Diallo and DIALLO", "[the candidate] and [the candidate]"),
        ("JEAN-LUC GRACE", "Jean-Luc, with grace", "[the candidate], with grace"),
        # Two capitals may be an abbreviation.
        ("Ai Wu", "AI control", "AI control"),
    ],
)
def test_name_in_capitals_is_withheld(name: str, text: str, redacted: str) -> None:
    assert withhold(text, ProfileFactory.build(name=name)) == redacted
