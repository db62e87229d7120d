import datetime as dt
from decimal import Decimal

import pytest

from talentnet.llm.prices import Usage, cost_usd

DAY = dt.date(2026, 1, 1)
MODEL = "claude-haiku-4-5-20251001"
MILLION = 1_000_000


@pytest.mark.parametrize(
    ("usage", "dollars"),
    [
        (Usage(), "0"),
        (Usage(input_tokens=MILLION), "1"),
        (Usage(output_tokens=MILLION), "5"),
        (Usage(cache_creation_input_tokens=MILLION), "1.25"),
        (Usage(cache_read_input_tokens=MILLION), "0.1"),
        (Usage(2000, 900, 400, 1000), "0.0071"),
    ],
)
def test_cost_follows_price_list(usage: Usage, dollars: str) -> None:
    assert cost_usd(MODEL, usage, DAY) == Decimal(dollars)


def test_alias_costs_same_as_model() -> None:
    usage = Usage(input_tokens=MILLION)
    assert cost_usd("claude-haiku-4-5", usage, DAY) == cost_usd(MODEL, usage, DAY)


@pytest.mark.parametrize(
    ("model", "dollars"),
    [
        ("claude-haiku-4-5@20251001", 1 + 5),
        ("claude-sonnet-4-5-20250929", 3 + 15),
        ("claude-sonnet-4-6", 3 + 15),
        ("claude-sonnet-5", 2 + 10),
        ("claude-opus-4-1-20250805", 15 + 75),
        ("claude-opus-4-5-20251101", 5 + 25),
        ("claude-opus-4-6", 5 + 25),
        ("claude-opus-4-7", 5 + 25),
        ("claude-opus-5", 5 + 25),
    ],
)
def test_each_model_has_own_price(model: str, dollars: int) -> None:
    assert cost_usd(model, Usage(MILLION, MILLION), dt.date(2026, 11, 1)) == dollars


@pytest.mark.parametrize(
    "model", ["", "claude-opus-9", "haiku", "claude-haiku-4-50", "claude-haiku-4-5-1"]
)
def test_unknown_model_costs_highest_price(model: str) -> None:
    assert cost_usd(model, Usage(MILLION, MILLION), DAY) == 15 + 75


def test_price_applies_from_its_date() -> None:
    usage = Usage(input_tokens=MILLION)
    assert cost_usd(MODEL, usage, dt.date(2025, 10, 14)) == 15
    assert cost_usd(MODEL, usage, dt.date(2025, 10, 15)) == 1
