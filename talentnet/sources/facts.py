"""Facts inferred from a source's row."""

from dataclasses import dataclass
from typing import Any

from talentnet.opportunities.normalizing.kinds import level_of_title, role_of_title
from talentnet.opportunities.normalizing.places import GeoPlace, places_of
from talentnet.opportunities.normalizing.remote import is_remote_location, is_remote_title
from talentnet.opportunities.normalizing.salaries import Salary, salary_of
from talentnet.sources.rows import OpportunityRow

INFERRED = ("role_type", "experience_level", "is_remote")


@dataclass(frozen=True)
class Facts:
    """Facts inferred from a row, beyond what it states."""

    inferred: dict[str, Any]
    """Guesses from title and location for fields that the row omits; staff may correct them."""
    derived: dict[str, Any]
    """Columns that always follow from the row."""


def facts_of(row: OpportunityRow) -> Facts:
    places = places_of(row.location)
    place = _single(places)
    return Facts(_inferred(row), _place(place) | _salary(row, place))


def _inferred(row: OpportunityRow) -> dict[str, Any]:
    guesses = {
        "role_type": "" if row.kind == "event" else role_of_title(row.title),
        "experience_level": "" if row.kind == "event" else level_of_title(row.title),
        "is_remote": is_remote_location(row.location) or is_remote_title(row.title),
    }
    # A field that is given but empty is inferred, too.
    given = row.model_fields_set
    return {
        name: value
        for name, value in guesses.items()
        if name not in given or (getattr(row, name) == "" and value)
    }


def _single(places: tuple[GeoPlace, ...]) -> GeoPlace:
    """The only place, or the country that several places share."""
    if len(places) == 1:
        return places[0]
    countries = {place.country for place in places}
    return GeoPlace(country=countries.pop() if len(countries) == 1 else "")


def _place(place: GeoPlace) -> dict[str, Any]:
    return {"place_city": place.city, "place_country": place.country}


def _salary(row: OpportunityRow, place: GeoPlace) -> dict[str, Any]:
    given = {"salary_min", "salary_max", "salary_currency", "salary_period"} & row.model_fields_set
    if given:
        salary = Salary(row.salary_min, row.salary_max, row.salary_currency, row.salary_period)
    else:
        salary = salary_of(row.salary_range, place.country)
    return {
        "salary_min": salary.minimum,
        "salary_max": salary.maximum,
        "salary_currency": salary.currency,
        "salary_period": salary.period,
        "salary_usd_a_year": salary.usd_a_year,
    }
