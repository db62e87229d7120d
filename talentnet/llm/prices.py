"""Prices of calls in US dollars per million tokens.

From Anthropic's public price list for the Messages API
(platform.claude.com/docs/en/about-claude/pricing), checked in November 2026. Five-minute cache
writes cost 1.25 times the input price, cache reads at most 0.1 times. A row is valid from its date;
a new price is a new row, so the ledger keeps the price of the day. Unlisted models count at the
highest price here, since a ceiling that counts nothing would be none. Models that take no forced
tool, or whose price depends on prompt length, are left out.
"""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

MILLION = Decimal(1_000_000)
CACHE_WRITE = Decimal("1.25")
CACHE_READ = Decimal("0.1")


@dataclass(frozen=True)
class Usage:
    """Tokens of one call, as the API counts them: the four never overlap."""

    input_tokens: int = 0
    output_tokens: int = 0
    cache_creation_input_tokens: int = 0
    cache_read_input_tokens: int = 0


@dataclass(frozen=True)
class Price:
    model: str
    """Model name without the date of a snapshot."""
    since: dt.date
    input_usd: Decimal
    output_usd: Decimal


PRICES = (
    Price("claude-haiku-4-5", dt.date(2025, 10, 15), Decimal(1), Decimal(5)),
    Price("claude-sonnet-4-5", dt.date(2025, 9, 29), Decimal(3), Decimal(15)),
    Price("claude-sonnet-4-6", dt.date(2026, 2, 17), Decimal(3), Decimal(15)),
    Price("claude-sonnet-5", dt.date(2026, 6, 30), Decimal(2), Decimal(10)),
    Price("claude-opus-4-1", dt.date(2025, 8, 5), Decimal(15), Decimal(75)),
    Price("claude-opus-4-5", dt.date(2025, 11, 24), Decimal(5), Decimal(25)),
    Price("claude-opus-4-6", dt.date(2026, 2, 5), Decimal(5), Decimal(25)),
    Price("claude-opus-4-7", dt.date(2026, 4, 16), Decimal(5), Decimal(25)),
    Price("claude-opus-5", dt.date(2026, 7, 24), Decimal(5), Decimal(25)),
)
# The end of a snapshot's name, such as -20251001 or @latest.
_SNAPSHOT = re.compile(r"[-@](?:\d{8}|latest)$")


def price_of(model: str, day: dt.date) -> Price:
    """Price of a model on a day; the highest price for an unlisted model.

    Matches the whole name, as the next model of a family (`claude-opus-5-5`) may cost more.
    """
    name = _SNAPSHOT.sub("", model)
    valid = [price for price in PRICES if price.model == name and price.since <= day]
    if valid:
        return max(valid, key=lambda price: price.since)
    return max(PRICES, key=lambda price: price.output_usd)


def cost_usd(model: str, usage: Usage, day: dt.date) -> Decimal:
    """Cost of a call in US dollars."""
    price = price_of(model, day)
    input_equivalent = (
        usage.input_tokens
        + usage.cache_creation_input_tokens * CACHE_WRITE
        + usage.cache_read_input_tokens * CACHE_READ
    )
    return (input_equivalent * price.input_usd + usage.output_tokens * price.output_usd) / MILLION
