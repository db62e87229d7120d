import pytest
from django.core.exceptions import ValidationError

from talentnet.profiles.partial_dates import (
    ends_before,
    is_partial_date,
    period,
    validate_partial_date,
)


@pytest.mark.parametrize(
    "value",
    ["1900", "2021", "2100", "2021-09", "2021-12", "2021-09-30", "2024-02-29", "2100-12-31"],
)
def test_year_month_and_day_are_valid(value: str) -> None:
    assert is_partial_date(value) is True


@pytest.mark.parametrize(
    "value",
    [
        "",
        "1899",
        "2101",
        "21",
        "2021-9",
        "2021-00",
        "2021-13",
        "2021-02-30",
        "2023-02-29",
        "2021-09-",
        "2021/09",
        "Sept 2021",
        "2021\n",
        " 2021",
        "2021-09-30T00:00",
        "0000",
        "٢٠٢١",
    ],
)
def test_other_text_is_invalid(value: str) -> None:
    assert is_partial_date(value) is False


def test_error_shows_format() -> None:
    with pytest.raises(ValidationError) as caught:
        validate_partial_date("soon")
    assert caught.value.messages == ["Enter a date as 2021, 2021-09 or 2021-09-30."]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2019", "2021-06", "2019 – 2021-06"),
        ("2019", "", "since 2019"),
        ("", "2021", "until 2021"),
        ("", "", ""),
    ],
)
def test_period_is_formatted(start: str, end: str, expected: str) -> None:
    assert period(start, end) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2021", "2020", True),
        ("2021-09", "2021-08", True),
        ("2021-09-02", "2021-09-01", True),
        ("2021-09", "2020", True),
        ("2021", "2020-12-31", True),
        ("2021-09-30", "2021-08", True),
        ("2021", "2021", False),
        ("2021-09", "2021", False),
        ("2021", "2021-01", False),
        ("2021-09-30", "2021-09", False),
        ("2021-09", "2021-09-01", False),
        ("2020", "2021", False),
        ("", "2020", False),
        ("2021", "", False),
        ("", "", False),
    ],
)
def test_ends_before_compares_shared_precision(start: str, end: str, expected: bool) -> None:
    assert ends_before(start, end) is expected
