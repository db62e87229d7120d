"""Normalization of locations, salaries, levels, role types and deadlines."""

import datetime as dt

import pycountry
import pytest

from talentnet.opportunities.normalizing.deadlines import moment_of
from talentnet.opportunities.normalizing.kinds import (
    level_of_title,
    level_of_word,
    role_of_category,
    role_of_title,
)
from talentnet.opportunities.normalizing.places import places_of
from talentnet.opportunities.normalizing.regions import REGIONS, remote_from
from talentnet.opportunities.normalizing.remote import (
    is_remote_location,
    is_remote_title,
    is_remote_word,
)
from talentnet.opportunities.normalizing.salaries import salary_of
from talentnet.profiles.models import ExperienceLevel, RoleType


@pytest.mark.parametrize(
    ("location", "places"),
    [
        ("San Francisco, CA", [("San Francisco", "US")]),
        ("San Mateo, CA, United States", [("San Mateo", "US")]),
        ("San Jose, California, United States", [("San Jose", "US")]),
        ("Universal City, CALIFORNIA", [("Universal City", "US")]),
        ("London, England, United Kingdom", [("London", "GB")]),
        ("London, UK", [("London", "GB")]),
        ("London, undefined", [("London", "")]),
        ("London", [("London", "")]),
        ("Toronto, Ontario, Canada", [("Toronto", "CA")]),
        ("Melbourne, AU", [("Melbourne", "AU")]),
        ("Brisbane, QLD", [("Brisbane", "AU")]),
        ("Bangalore, Karnataka", [("Bengaluru", "IN")]),
        ("Berlin, DE", [("Berlin", "DE")]),
        ("Wilmington, DE", [("Wilmington", "US")]),
        ("Carmel, IN", [("Carmel", "US")]),
        ("Hyderabad, IN", [("Hyderabad", "IN")]),
        ("Waterloo, CA", [("Waterloo", "CA")]),
        ("New York, NEW YORK", [("New York", "US")]),
        ("New York City", [("New York", "")]),
        ("Washington, D.C.", [("Washington", "US")]),
        ("Washington D.C., USA", [("Washington", "US")]),
        ("US-CA-Menlo Park", [("Menlo Park", "US")]),
        ("US-NYC", [("New York", "US")]),
        ("US TX Austin", [("Austin", "US")]),
        ("PL-Warsaw", [("Warsaw", "PL")]),
        ("WA - Seattle", [("Seattle", "US")]),
        ("Mountain View, CA USA; ", [("Mountain View", "US")]),
        ("Remote – US", [("", "US")]),
        ("Remote U.S. - Remote", [("", "US")]),
        ("Remote (Wisconsin, US)", [("", "US")]),
        ("Remote (Chicago, Illinois, US)", [("Chicago", "US")]),
        ("Canada - Remote (ON, AB, BC, or NS Only)", [("", "CA")]),
        ("San Francisco or Remote", [("San Francisco", "")]),
        ("Singapore", [("Singapore", "SG")]),
        ("Seoul, South Korea", [("Seoul", "KR")]),
        ("St. Julians, Malta", [("St. Julians", "MT")]),
        ("San José, Costa Rica", [("San José", "CR")]),
        ("Texas, USA", [("", "US")]),
        ("Livingston, NJ/ Sunnyvale, CA", [("Livingston", "US"), ("Sunnyvale", "US")]),
        ("San Francisco, CA • New York, NY", [("San Francisco", "US"), ("New York", "US")]),
        ("San Francisco, CA | New York City, NY", [("San Francisco", "US"), ("New York", "US")]),
    ],
)
def test_places_are_recognized(location: str, places: list[tuple[str, str]]) -> None:
    assert [(place.city, place.country) for place in places_of(location)] == places


@pytest.mark.parametrize(
    "location",
    [
        "",
        "Hybrid",
        "In-Office",
        "Remote",
        "EMEA (Remote)",
        "North America - Remote",
        "San Francisco Bay Area",
        "Durham office",
        "N/A",
        "Georgia",  # a country and a state
        "King's Road, London",  # a street or a list
        "Dallas, Houston, Austin",
        "New York, New Jersey, New England",
        "Kirkuk, Kirkuk Governorate",
        "Bengaluru - BLR1",
        "Remote - CA",  # Canada or California
    ],
)
def test_uncertain_place_stays_empty(location: str) -> None:
    assert places_of(location) == ()


@pytest.mark.parametrize(
    ("text", "remote"),
    [
        ("Remote – US", True),
        ("San Francisco or Remote", True),
        ("Hybrid or remote", True),
        ("Distributed", True),
        ("Anywhere", True),
        ("Work from home", True),
        ("Hybrid", False),
        ("Hybrid (2 days remote)", False),
        ("Not remote", False),
        ("Non-remote, Paris", False),
        ("In-Office", False),
        ("Fremont, CA", False),
        ("", False),
    ],
)
def test_remote_locations_are_recognized(text: str, remote: bool) -> None:
    assert is_remote_location(text) is remote
    assert is_remote_word(text) is remote


@pytest.mark.parametrize(
    ("title", "remote"),
    [
        ("Security Engineer (Remote)", True),
        ("Researcher - Remote", True),
        ("Writer, fully remote", True),
        ("Remote Sensing Scientist", False),
        ("Researcher (not remote)", False),
    ],
)
def test_remote_titles_are_recognized(title: str, remote: bool) -> None:
    assert is_remote_title(title) is remote


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$3.5k–$4.9k/mo", (3500, 4900, "", "month")),
        ("£55,000 to £65,000", (55_000, 65_000, "GBP", "year")),
        ("120-150k USD", (120_000, 150_000, "USD", "year")),
        ("USD$160-220K+", (160_000, 220_000, "USD", "year")),
        ("$180,000 - $220,000 USD", (180_000, 220_000, "USD", "year")),
        ("175000-215000 USD", (175_000, 215_000, "USD", "year")),
        ("60-100 USD/hr (DOE)", (60, 100, "USD", "hour")),
        ("€85k-€95k", (85_000, 95_000, "EUR", "year")),
        ("55.000 € - 65.000 €", (55_000, 65_000, "EUR", "year")),
        ("CHF 110'000", (110_000, 110_000, "CHF", "year")),
        ("USD 100 000 – 120 000 a year", (100_000, 120_000, "USD", "year")),
        ("Up to £85,500 + equity", (None, 85_500, "GBP", "year")),
        ("from 4000 EUR per month", (4000, None, "EUR", "month")),
        ("200000+ USD", (200_000, None, "USD", "year")),
        ("A$120k", (120_000, 120_000, "AUD", "year")),
        ("$150K - $180K a year (1099 for US)", (150_000, 180_000, "", "year")),
        ("300-1500", (300, 1500, "", "")),
        ("175,000 - 220,000", (175_000, 220_000, "", "")),
        ("₹25,00,000", (None, None, "", "")),
        ("$200k CAD or €150k", (200_000, 200_000, "", "")),
        ("Competitive", (None, None, "", "")),
        ("0 + equity", (None, None, "", "")),
        ("5% equity, 401(k)", (None, None, "", "")),
        ("2024", (None, None, "", "")),
        ("90k-60k", (None, None, "", "")),
        ("", (None, None, "", "")),
    ],
)
def test_salaries_are_parsed(text: str, expected: tuple[int | None, int | None, str, str]) -> None:
    salary = salary_of(text)
    assert (salary.minimum, salary.maximum, salary.currency, salary.period) == expected


@pytest.mark.parametrize(
    ("text", "country", "usd"),
    [
        ("$100k-$120k", "US", 120_000),
        ("$100k-$120k", "CA", None),
        ("$100k-$120k", "", None),
        ("100k-120k USD", "", 120_000),
        ("4,000 - 5,000 USD a month", "", 60_000),
        ("60-100 USD/hr", "US", None),
        ("€85k-€95k", "US", None),
    ],
)
def test_yearly_us_dollars_are_never_guessed(text: str, country: str, usd: int | None) -> None:
    assert salary_of(text, country).usd_a_year == usd


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Software Engineer Intern (Summer 2026)", "entry"),
        ("Software Engineer, New Grad", "entry"),
        ("Junior Policy Analyst", "entry"),
        ("Graduate Software Engineer", "entry"),
        ("Intermediate Backend Engineer", "mid"),
        ("Software Engineer (Mid-Level)", "mid"),
        ("Senior Research Scientist", "senior"),
        ("Sr. Staff Engineer", "senior"),
        ("Staff Software Engineer", "senior"),
        ("Principal Product Manager", "senior"),
        ("Head of Policy", "lead"),
        ("Tech Lead, Evaluations", "lead"),
        ("Senior Director, Engineering", "lead"),
        ("Chief Technology Officer", "lead"),
        ("Principal Investigator", "lead"),
        ("Chief of Staff", ""),
        ("Staff Accountant", ""),
        ("Lead Generation Specialist", ""),
        ("Assistant to the Director", ""),
        ("Internal Communications Manager", ""),
        ("Senior or Lead Engineer", ""),
        ("Junior / Senior Developer", ""),
        ("Engineer II", ""),
        ("Research Engineer", ""),
    ],
)
def test_levels_are_inferred_from_titles(title: str, level: str) -> None:
    assert level_of_title(title) == level


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("Senior", "senior"),
        ("Entry level", "entry"),
        ("MID", "mid"),
        ("Executive", "lead"),
        ("wizard", ""),
        ("", ""),
    ],
)
def test_words_for_levels_are_recognized(word: str, level: str) -> None:
    assert level_of_word(word, ExperienceLevel.values) == level


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Research Scientist, Interpretability", "research"),
        ("Research Operations Manager", "operations"),
        ("Research Engineer", "engineering"),
        ("Software Engineer, Policy", "engineering"),
        ("Head of Engineering", "engineering"),
        ("Senior Data Scientist", "engineering"),
        ("Policy Analyst", "policy"),
        ("Head of AI Governance", "policy"),
        ("Communications Lead", "communications"),
        ("Technical Writer", "communications"),
        ("Executive Assistant", "operations"),
        ("Sales Engineer", ""),
        ("Credit Policy Analyst", ""),
        ("Account Executive", ""),
    ],
)
def test_role_types_are_inferred_from_titles(title: str, role: str) -> None:
    assert role_of_title(title) == role


@pytest.mark.parametrize(
    ("category", "role"),
    [
        ("Public Policy", "policy"),
        ("People", "operations"),
        ("Software  Engineering", "engineering"),
        ("sales", "other"),
        ("communications", "communications"),
        ("", ""),
    ],
)
def test_role_types_are_inferred_from_categories(category: str, role: str) -> None:
    assert role_of_category(category, RoleType.values) == role


UTC = dt.UTC


@pytest.mark.parametrize(
    ("text", "zone", "moment", "name"),
    [
        ("2024-06-15 23:59:00", "UTC-12", dt.datetime(2024, 6, 16, 11, 59, tzinfo=UTC), "UTC-12"),
        ("2030-01-31 AoE", "", dt.datetime(2030, 2, 1, 11, 59, 59, tzinfo=UTC), "UTC-12"),
        (
            "2030-01-31 23:59 (Anywhere on Earth)",
            "",
            dt.datetime(2030, 2, 1, 11, 59, tzinfo=UTC),
            "UTC-12",
        ),
        (
            "2030-07-01 12:00",
            "America/Los_Angeles",
            dt.datetime(2030, 7, 1, 19, tzinfo=UTC),
            "America/Los_Angeles",
        ),
        (
            "2030-01-01 12:00",
            "America/Los_Angeles",
            dt.datetime(2030, 1, 1, 20, tzinfo=UTC),
            "America/Los_Angeles",
        ),
        ("2030-01-01 12:00", "PT", dt.datetime(2030, 1, 1, 20, tzinfo=UTC), "America/Los_Angeles"),
        ("2030-07-01 12:00", "PDT", dt.datetime(2030, 7, 1, 19, tzinfo=UTC), "PDT"),
        ("2030-01-01 12:00", "GMT+8", dt.datetime(2030, 1, 1, 4, tzinfo=UTC), "UTC+8"),
        ("2030-01-01 12:00", "UTC+05:30", dt.datetime(2030, 1, 1, 6, 30, tzinfo=UTC), "UTC+5:30"),
        ("2030-01-01", "", dt.datetime(2030, 1, 1, 23, 59, 59, tzinfo=UTC), ""),
        ("20300101", "", dt.datetime(2030, 1, 1, 23, 59, 59, tzinfo=UTC), ""),
        ("2030-01-01", "Asia/Seoul", dt.datetime(2030, 1, 1, 14, 59, 59, tzinfo=UTC), "Asia/Seoul"),
        (
            "2030-01-01T12:00:00+02:00",
            "",
            dt.datetime(2030, 1, 1, 10, tzinfo=UTC),
            "UTC+02:00",
        ),
    ],
)
def test_deadlines_respect_their_zone(text: str, zone: str, moment: dt.datetime, name: str) -> None:
    assert moment_of(text, zone) == (moment, name)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2024-02-30", ""),
        ("2030-13-01 10:00", "UTC"),
        ("soon", ""),
        ("2030-01-01 12:00", "CST"),  # Central or China Standard Time
        ("2030-01-01 12:00", "Mars/Olympus"),
        ("2030-01-01 12:00", "../../etc/passwd"),
        ("2030-01-01 12:00", "UTC+99"),
        ("9999-12-31", "UTC-12"),
        ("TBA", "UTC-12"),
    ],
)
def test_invalid_deadline_is_refused(text: str, zone: str) -> None:
    with pytest.raises(ValueError):
        moment_of(text, zone)


@pytest.mark.parametrize(
    ("location", "within", "beyond"),
    [
        ("Remote - US", "US", "CA"),
        ("United States (remote)", "US", "MX"),
        ("London, UK - Remote", "GB", "IE"),
        ("Remote, Canada; Remote, US", "CA US", "MX"),
        ("San Francisco, CA; Remote, UK", "GB", "US"),
        ("Remote, US or Canada", "US CA", "GB"),
        ("Remote (Americas)", "US CA BR", "PT KE"),
        ("Remote (Americas or Europe)", "US BR PT GB", "KE IN"),
        ("EMEA (Remote)", "KE PT GB AE", "US IN"),
        ("Remote, EU", "PT", "GB CH"),
        ("Remote - Latin America", "BR", "US"),
        ("Remote (APAC)", "IN AU SG", "PT"),
        ("North America - Remote", "US CA", "BR"),
    ],
)
def test_remote_countries_are_recognized(location: str, within: str, beyond: str) -> None:
    countries = remote_from(location)
    assert countries >= set(within.split())
    assert not countries & set(beyond.split())


@pytest.mark.parametrize(
    "location",
    [
        *("", "Remote", "Online", "Lisbon, Portugal", "New York, NY or Remote", "Berlin; Remote"),
        *("Remote, US or anywhere", "Remote (worldwide)", "San Francisco - Remote", "Remote - TX"),
        *("Remote, Georgia", "Hybrid (2 days remote), UK", "Not remote, US", "Remote, US; Remote"),
    ],
)
def test_remote_work_without_country_is_open_to_all(location: str) -> None:
    assert remote_from(location) == frozenset()


def test_regions_contain_only_existing_countries() -> None:
    known = {country.alpha_2 for country in pycountry.countries} | {"XK"}
    assert all(codes <= known and codes for codes in REGIONS.values())
