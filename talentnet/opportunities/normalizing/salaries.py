"""Parse pay into numbers; currencies are never converted."""

import re
from dataclasses import dataclass

MAX_AMOUNT = 2_000_000_000
SURELY_A_YEARS = 30_000
"""An amount without a period is yearly from here: no monthly pay in these currencies is so high."""
CURRENCIES_OF_YEARS = {"USD", "EUR", "GBP", "CAD", "AUD", "CHF", "NZD", "SGD"}

CODES = [
    *("USD", "EUR", "GBP", "CAD", "AUD", "NZD", "CHF", "SGD", "HKD"),
    *("JPY", "CNY", "INR", "KRW", "SEK", "NOK", "DKK", "PLN", "CZK"),
    *("HUF", "ILS", "BRL", "MXN", "ZAR", "AED", "TWD", "THB", "RON", "TRY"),
]
SIGNS = {
    "US$": "USD",
    "CA$": "CAD",
    "C$": "CAD",
    "AU$": "AUD",
    "A$": "AUD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "S$": "SGD",
    "MX$": "MXN",
    "R$": "BRL",
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "₪": "ILS",
    "₩": "KRW",
    "zł": "PLN",
}
PERIODS = {
    "hour": r"/\s*(?:h|hr|hour)\b|\b(?:per|an|a) hour\b|\bhourly\b|\bp\.?h\.?(?=\s|$)",
    "day": r"/\s*(?:d|day)\b|\b(?:per|a) day\b|\bdaily\b|\bday rate\b",
    "week": r"/\s*(?:w|wk|week)\b|\b(?:per|a) week\b|\bweekly\b",
    "month": r"/\s*(?:m|mo|mth|month)\b|\b(?:per|a) month\b|\bmonthly\b|\bp\.m\.",
    "year": r"/\s*(?:y|yr|year|annum)\b|\b(?:per|a) (?:year|annum)\b|\b(?:yearly|annual(?:ly)?)\b"
    r"|\bp\.?a\.?(?=\s|$)",
}
_CODE = re.compile(rf"(?<![A-Z])({'|'.join(CODES)})(?![A-Z])")
_SIGN = re.compile("|".join(re.escape(sign) for sign in SIGNS))
_DOLLAR = re.compile(r"(?<![A-Z])\$")
_MONEY = rf" ?(?:[A-Z]{{0,3}} ?[$€£₹₪₩¥]|zł|(?:{'|'.join(CODES)}) ?)? ?"
_NUMBER = (
    r"(?<!\d)(?<!\d[,.])(\d{1,3}(?:[,.'’\u00a0\u202f ]\d{3})+|\d+(?:[.,]\d{1,2})?)(?![,.]?\d)"
    r" ?([kKmM](?![a-zA-Z]))?"
)
_RANGE = re.compile(
    rf"{_MONEY}{_NUMBER}(?! ?%|\()( ?\+)?(?:{_MONEY} ?(?:-|to) ?{_MONEY}{_NUMBER})?"
)
_WITH_UNIT = re.compile(r"[$¥]|\d\s*[kK](?![a-zA-Z])")
_AT_MOST = re.compile(r"\b(?:up to|max(?:imum)?|at most) ?:? ?$", re.IGNORECASE)
_AT_LEAST = re.compile(r"\b(?:from|min(?:imum)?|at least|starting at) ?:? ?$", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}(?:[,.'’\u00a0\u202f ]\d{3})+")
_NO_DIGIT = re.compile(r"\D")
_PERIODS = {name: re.compile(words, re.IGNORECASE) for name, words in PERIODS.items()}
_DASHES = re.compile(r" ?[–—−‒] ?")


@dataclass(frozen=True)
class Salary:
    minimum: int | None = None
    maximum: int | None = None
    currency: str = ""
    period: str = ""

    @property
    def usd_a_year(self) -> int | None:
        """Highest offer in US dollars a year, for yearly and monthly pay.

        Other periods give None: only the employer knows how many of them make a year.
        """
        amount = self.maximum or self.minimum
        times = {"year": 1, "month": 12}.get(self.period)
        if not amount or not times or self.currency != "USD" or amount * times > MAX_AMOUNT:
            return None
        return amount * times


def salary_of(text: str, country: str = "") -> Salary:
    """Parse amounts, currency and period of a text; unstated values stay empty.

    A bare "$" means US dollars only if the opportunity is in the US.
    """
    dashed = _DASHES.sub("-", " ".join(text.split()))
    minimum, maximum = _amounts(dashed)
    if minimum is None and maximum is None:
        return Salary()
    currency = _currency(dashed, country)
    period = _period(dashed, currency, minimum or maximum or 0)
    is_range = minimum and maximum and minimum != maximum
    if not (is_range or currency or period or _WITH_UNIT.search(dashed)):
        return Salary()  # a number that may not be money
    return Salary(minimum, maximum, currency, period)


def _amounts(text: str) -> tuple[int | None, int | None]:
    match = _RANGE.search(text)
    if match is None:
        return None, None
    first, first_unit, plus, second, second_unit = match.groups()
    # "120-150k" is in thousands on both sides.
    low = _amount(first, first_unit or (second_unit if second and len(first) <= 3 else None))
    if second is None:
        before = text[: match.start()]
        if _AT_MOST.search(before):
            return None, low
        return low, None if plus or _AT_LEAST.search(before) else low
    high = _amount(second, second_unit or (first_unit if len(second) <= 3 else None))
    if low is None or high is None or low > high:
        return None, None
    return low, high


def _amount(digits: str, unit: str | None) -> int | None:
    """Parse a number: "3.5" has a fraction, "55.000" has a thousands separator."""
    if _THOUSANDS.fullmatch(digits):
        number = float(_NO_DIGIT.sub("", digits))
    else:
        number = float(digits.replace(",", "."))
    number *= {"k": 1_000, "m": 1_000_000}.get((unit or "").lower(), 1)
    return round(number) if 1 <= number <= MAX_AMOUNT else None


def _currency(text: str, country: str) -> str:
    named = set(_CODE.findall(text)) | {SIGNS[sign] for sign in _SIGN.findall(text)}
    if len(named) == 1:
        return str(named.pop())
    if not named and _DOLLAR.search(text) and country == "US":
        return "USD"
    return ""


def _period(text: str, currency: str, amount: int) -> str:
    named = [name for name, words in _PERIODS.items() if words.search(text)]
    if named:
        return named[0] if len(named) == 1 else ""
    is_yearly = amount >= SURELY_A_YEARS and currency in CURRENCIES_OF_YEARS
    return "year" if is_yearly else ""
