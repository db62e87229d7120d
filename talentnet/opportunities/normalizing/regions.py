"""Find the countries that a location limits remote work to.

Regions have the meaning that employers give them; codes are ISO 3166-1.
"""

import re
from functools import lru_cache

from talentnet.opportunities.normalizing.places import places_of
from talentnet.opportunities.normalizing.remote import is_remote_location


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


NORTH_AMERICA = _codes("US CA MX")
LATIN_AMERICA = _codes(
    "MX GT BZ SV HN NI CR PA CU DO HT PR JM TT BS BB CO VE EC PE BO CL AR UY PY BR GY SR"
)
EUROPEAN_UNION = _codes(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
)
EUROPE = EUROPEAN_UNION | _codes("AL AD BY BA IS LI MC MD ME MK NO RS RU SM CH TR UA GB VA XK")
MIDDLE_EAST = _codes("AE BH EG IL IQ IR JO KW LB OM PS QA SA SY TR YE")
AFRICA = _codes(
    "DZ AO BJ BW BF BI CV CM CF TD KM CG CD CI DJ EG GQ ER SZ ET GA GM GH GN GW KE LS LR LY MG MW "
    "ML MR MU MA MZ NA NE NG RW ST SN SC SL SO ZA SS SD TZ TG TN UG ZM ZW"
)
ASIA = _codes(
    "AF AM AZ BD BT BN KH CN GE HK IN ID JP KZ KG LA MO MY MV MN MM NP PK PH SG KR LK TW TJ TH TL "
    "TM UZ VN"
)
OCEANIA = _codes("AU NZ FJ PG SB VU WS TO")

REGIONS = {
    "north america": NORTH_AMERICA,
    "namer": NORTH_AMERICA,
    "noram": NORTH_AMERICA,
    "south america": LATIN_AMERICA,
    "latin america": LATIN_AMERICA,
    "latam": LATIN_AMERICA,
    "americas": NORTH_AMERICA | LATIN_AMERICA,
    "amer": NORTH_AMERICA | LATIN_AMERICA,
    "european union": EUROPEAN_UNION,
    "eu": EUROPEAN_UNION,
    "europe": EUROPE,
    "emea": EUROPE | MIDDLE_EAST | AFRICA,
    "africa": AFRICA,
    "middle east": MIDDLE_EAST,
    "asia": ASIA | MIDDLE_EAST,
    "apac": ASIA | OCEANIA,
    "asia pacific": ASIA | OCEANIA,
    "dach": _codes("DE AT CH"),
    "nordics": _codes("DK FI IS NO SE"),
    "benelux": _codes("BE NL LU"),
}
_REGION = re.compile(rf"\b(?:{'|'.join(sorted(REGIONS, key=len, reverse=True))})\b")
_WORD = re.compile(r"\w+")
_ANYWHERE = re.compile(
    r"\b(?:worldwide|anywhere|global(?:ly)?|international(?:ly)?|all countries)\b"
)
_APART = re.compile(r"[;|\n]|\bor\b(?=\s+(?:fully\s+)?remote\b)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def remote_from(location: str) -> frozenset[str]:
    """Codes of the countries that remote work is limited to: "Remote - US", "EMEA (Remote)".

    Empty if any country will do, if a place is unknown, or if no part mentions remote work.
    """
    remote = [part for part in _APART.split(location) if is_remote_location(part)]
    named = [_countries_of(part) for part in remote]
    return frozenset().union(*named) if all(named) else frozenset()


def _countries_of(text: str) -> frozenset[str]:
    words = " ".join(_WORD.findall(text.casefold()))
    countries = {place.country for place in places_of(text)}
    if _ANYWHERE.search(words) or "" in countries:
        return frozenset()
    return frozenset(countries).union(*(REGIONS[name] for name in _REGION.findall(words)))
