"""Redaction of a profile's own words before a model sees them."""

import pytest

from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory
from talentnet.profiles.withholding import withhold

HIDDEN = "[organization withheld]"


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


@pytest.mark.parametrize(
    ("organizations", "text", "redacted"),
    [
        (["Foo Bar", "Bar Baz Qux"], "At Foo Bar Baz Qux.", f"At {HIDDEN}."),
        (["Foo", "Foo Bar"], "Foo Bar, Foo and Foobar", f"{HIDDEN}, {HIDDEN} and Foobar"),
        (["Foo Bar"], "foo\n> BAR foo", f"{HIDDEN} foo"),
        (["東京", "Tokyo"], "東京大学 in Tokyo", f"{HIDDEN}大学 in {HIDDEN}"),
        (["", " "], "Nothing", "Nothing"),
    ],
)
def test_hidden_organizations_are_withheld(
    organizations: list[str], text: str, redacted: str
) -> None:
    assert withhold(text, Profile(hidden_from_organizations=organizations)) == redacted


def test_parts_of_name_are_withheld_as_written() -> None:
    profile = Profile(name="Grace Will")
    redacted = "[the candidate], [the candidate], [the candidate], grace, will"
    assert withhold("grace will, Will, GRACE, grace, will", profile) == redacted


def test_email_that_follows_another_is_withheld() -> None:
    assert "@" not in withhold("a@b.cd!x@d.ef (é@ü.de)", Profile())
