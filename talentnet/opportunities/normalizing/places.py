"""Parse city and country from a location; uncertain values stay empty."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

# Names of countries that ISO 3166 lacks.
COUNTRY_NAMES = {
    "us": "US",
    "u.s.": "US",
    "u.s": "US",
    "usa": "US",
    "u.s.a.": "US",
    "united states of america": "US",
    "uk": "GB",
    "u.k.": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "uae": "AE",
    "south korea": "KR",
    "russia": "RU",
    "turkey": "TR",
    "czech republic": "CZ",
    "the netherlands": "NL",
    "holland": "NL",
    "hong kong": "HK",
    "macau": "MO",
}
# Names that may be a country or something else.
AMBIGUOUS = {"georgia", "jersey", "american", "micronesia", "washington"}
# One city, several names.
CITY_NAMES = {
    "new york city": "New York",
    "nyc": "New York",
    "sf": "San Francisco",
    "bangalore": "Bengaluru",
    "washington d.c.": "Washington",
    "washington dc": "Washington",
    "münchen": "Munich",
    "köln": "Cologne",
    "wien": "Vienna",
    "milano": "Milan",
}
# Codes of both a US state and a country ("CA", "DE", "IN"). After a city they mean the state,
# except after these cities.
CITIES_ABROAD = {
    "CA": {"toronto", "vancouver", "montreal", "ottawa", "calgary", "waterloo", "edmonton"},
    "CO": {"bogota", "medellin"},
    "DE": {"berlin", "munich", "hamburg", "cologne", "frankfurt", "stuttgart", "dusseldorf"},
    "IL": {"tel aviv", "haifa", "jerusalem", "herzliya"},
    "IN": {"bengaluru", "hyderabad", "mumbai", "delhi", "new delhi", "pune", "chennai", "gurgaon"},
    "AR": {"buenos aires"},
    "MA": {"casablanca", "rabat", "marrakech"},
    "PA": {"panama city"},
}
CITY_STATES = {"SG", "HK", "MC", "MO"}
STATES_AND_CITIES = {"New York"}
# Country codes that mean something else in locations, such as "NA" for North America.
NO_COUNTRY = {"NA", "SA", "LA"}
# Words for areas larger than a city that aren't countries.
REGIONS = (
    r"\b(area|region|europe|emea|apac|asia|africa|latam|namer|amer|americas?|north america|eu|dach|"
    r"nordics|worldwide|global(ly)?|international|nationwide|various|multiple|anywhere|field|"
    r"locations?|offices?|headquarters|hq|timezones?|northern|southern|eastern|western|central|"
    r"greater|coast|only|or|any)\b"
)
_REGION = re.compile(REGIONS, re.IGNORECASE)
_SEVERAL = re.compile(r"[;|•\n/]|\s(?:or|&|and)\s", re.IGNORECASE)
_STATE_AND_COUNTRY = re.compile(r"\b([A-Z]{2}) (USA?)$")
_MODES = re.compile(
    r"\b(?:fully[ -])?remote(?:ly)?\b(?:[ -]?(?:first|only|friendly|opportunity|home office))?|"
    r"\bhybrid\b|\bin[ -]office\b|\bon[ -]?site\b|\bdistributed\b|\btelecommute\b|"
    r"\bwork from home\b|\bundefined\b|\bhome office\b|\bbased\b",
    re.IGNORECASE,
)
_BY_CODES = re.compile(
    r"(?P<country>[A-Z]{2})[- ](?:(?P<state>[A-Z]{2})[- ])?(?P<city>[A-Z][\w .']+)"
)
_STATE_FIRST = re.compile(r"(?P<state>[A-Z]{2})(?:-|(?P<spaced> - ))(?P<city>[A-Z][\w .']+)")
_CODED = re.compile(r"[A-Z]{2}-")
_CITY = re.compile(r"(?:[^\W\d_]|[ .'’]|(?<=[^\W\d_])-(?=[^\W\d_]))+")
_COMMAS = re.compile(r" ?,[ ,]*")
_APART = re.compile(r",|\s-\s")
MAX_PLACES = 20
MAX_CITY = 100


@dataclass(frozen=True)
class GeoPlace:
    city: str = ""
    country: str = ""

    def is_same_city(self, other: "GeoPlace") -> bool:
        """True if the names are equal and no two stated countries differ."""
        countries = {self.country, other.country} - {""}
        is_alike = _plain(self.city) == _plain(other.city)
        return bool(self.city) and is_alike and len(countries) < 2


@lru_cache(maxsize=4096)
def places_of(location: str) -> tuple[GeoPlace, ...]:
    """Unique places named in a location, each with a city, a country or both."""
    segments = _SEVERAL.split(location[:1000])
    places = (_place(_without_modes(segment)) for segment in segments[:MAX_PLACES])
    return tuple(dict.fromkeys(place for place in places if place != GeoPlace()))


def _without_modes(text: str) -> str:
    """Remove words about remote and office work, with their brackets."""
    bare = _MODES.sub(" ", text.replace("(", ", ").replace(")", " ").replace("–", "-"))
    return _COMMAS.sub(", ", " ".join(bare.split())).strip(" ,-:/")


def _place(text: str) -> GeoPlace:
    if not text:
        return GeoPlace()
    by_codes = _place_by_codes(text)
    if by_codes is not None:
        return by_codes
    parts = _APART.split(_STATE_AND_COUNTRY.sub(r"\1, \2", text))
    return _place_of_parts([part.strip(" -:") for part in parts])


def _place_by_codes(text: str) -> GeoPlace | None:
    """Parse places with codes: "US-CA-Menlo Park", "PL-Warsaw", "US TX Austin", "WA - Seattle"."""
    state_first = _STATE_FIRST.fullmatch(text)
    if state_first and state_first["state"] in _states_of_the_us():
        # "DE-Berlin" may be Germany or Delaware, so it stays open; with spaces it is a US state.
        is_country = state_first["state"] in _country_codes()
        is_unclear = is_country and not state_first["spaced"]
        return None if is_unclear else GeoPlace(_city(state_first["city"]), "US")
    by_codes = _BY_CODES.fullmatch(text)
    if by_codes and by_codes["country"] in _country_codes():
        return GeoPlace(_city(by_codes["city"]), by_codes["country"])
    return None


def _place_of_parts(parts: list[str]) -> GeoPlace:
    """Parse "City", "Country", "City, State", "City, Country" or "City, State, Country".

    The last part must be a known state or country: other texts may be a street or a list.
    """
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return _place_of_one(parts[0]) if parts else GeoPlace()
    first, last = parts[0], parts[-1]
    city = _city(first)
    country = _country_of_state(last, city) or _country(last)
    if not country:
        return GeoPlace()
    is_state_alone = len(parts) == 2 and _country(last) and _country_of_state(first, "") == country
    return GeoPlace("" if is_state_alone and first not in STATES_AND_CITIES else city, country)


def _place_of_one(name: str) -> GeoPlace:
    if name.casefold() in AMBIGUOUS - {"washington"}:
        return GeoPlace()
    country = _country(name) if len(name) > 2 or name in ("US", "UK") else ""
    if country in CITY_STATES:
        return GeoPlace(name, country)
    state = "" if len(name) == 2 else _country_of_state(name, "")
    if name in STATES_AND_CITIES:
        return GeoPlace(name)
    return GeoPlace("" if country or state else _city(name), country or state)


def _city(text: str) -> str:
    """City name in its usual spelling, or '' if the text can't be a city."""
    name = CITY_NAMES.get(text.casefold(), text)
    is_name = _CITY.fullmatch(name) and len(name.split()) <= 4 and not _REGION.search(name)
    is_code = (name.isupper() and len(name) <= 3) or _CODED.match(name)
    is_country = _country(name) if len(name) > 2 else ""
    if not is_name or is_code or (is_country and is_country not in CITY_STATES):
        return ""
    return name.title()[:MAX_CITY] if name.isupper() or name.islower() else name[:MAX_CITY]


def _country(text: str) -> str:
    """Code of the country that a text names, or ''; two letters may not be a US state."""
    name = text.strip().casefold()
    if name in AMBIGUOUS:
        return ""
    if len(text) == 2 and text.isupper() and text not in _states_of_the_us():
        is_code = text in _country_codes() - NO_COUNTRY
        return COUNTRY_NAMES.get(name) or (text if is_code else "")
    return COUNTRY_NAMES.get(name) or _country_names().get(_plain(name), "")


def _country_of_state(text: str, city: str) -> str:
    """Code of the country of a state or province that follows a city, or ''."""
    if text in _states_of_the_us():
        return text if _plain(city) in CITIES_ABROAD.get(text, ()) else "US"
    if text in ("D.C.", "DC"):
        return "US"
    name = _plain(text)
    return "" if name in AMBIGUOUS - {"washington"} else _state_names().get(name, "")


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).strip()


@cache
def _country_codes() -> frozenset[str]:
    from pycountry import countries  # slow to load; only imports need it

    return frozenset(country.alpha_2 for country in countries)


@cache
def _country_names() -> dict[str, str]:
    from pycountry import countries

    names: dict[str, str] = {}
    for country in countries:
        for kind in ("name", "common_name", "official_name", "alpha_3"):
            if name := getattr(country, kind, ""):
                names[_plain(name)] = country.alpha_2
    return names


@cache
def _states_of_the_us() -> frozenset[str]:
    from pycountry import subdivisions

    found = subdivisions.get(country_code="US")  # type: ignore[no-untyped-call]  # untyped there
    return frozenset(state.code.removeprefix("US-") for state in found if state.type == "State")


@cache
def _state_names() -> dict[str, str]:
    """Country by name (in Canada and Australia also by code) of its states and provinces.

    Covers countries with states that often appear in locations; ambiguous names map to ''.
    """
    from pycountry import subdivisions

    names: dict[str, str] = {}
    for country in ("US", "CA", "AU", "IN", "BR", "MX"):
        for state in subdivisions.get(country_code=country):  # type: ignore[no-untyped-call]  # there
            codes = [] if country in ("US", "IN", "BR", "MX") else [state.code.split("-")[1]]
            for name in (state.name, *codes):
                first = names.setdefault(_plain(name), country)
                names[_plain(name)] = country if first == country else ""
    return names
