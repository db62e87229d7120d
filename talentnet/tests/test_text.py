import pytest

from talentnet.text import (
    and_list,
    cut_at_word,
    has_url,
    one_line,
    plain_lines,
    storable,
    unescaped,
    without_addresses,
    without_phone_numbers,
)


def test_storable_trims_and_drops_unstorable_characters() -> None:
    assert storable("  a\x00b\ud800c\udfff\n ") == "abc"


def test_storable_keeps_lines_and_real_characters() -> None:
    text = "Zoë\n你好 \U0001f469\u200d\U0001f52c"
    assert storable(text) == text


def test_entities_of_any_length_are_decoded() -> None:
    assert (
        unescaped(f"a &amp; b &#65; &#{'1' * 5_000}; &#{'1' * 60_000}") == "a & b A \ufffd \ufffd"
    )


@pytest.mark.parametrize(
    "text",
    [
        "one\ntwo",
        "one\r\ntwo",
        "one\rtwo",
        "one\u2028two",
        "one\u2029two",
        "one\x0btwo",
        "one\x0ctwo",
        "one\x85two",
        "one\x1etwo",
        "\n one \t two\xa0\n",
        "one\x00\ntwo\x01",
        "one \u200b two",
        "one \x01 two",
    ],
)
def test_lines_are_joined_with_single_spaces(text: str) -> None:
    assert one_line(text) == "one two"


@pytest.mark.parametrize(
    "hidden",
    [
        "\u202e",  # right-to-left override
        "\u2066",  # isolate
        "\u200e",  # left-to-right mark
        "\u061c",  # Arabic letter mark
        "\u200b",  # zero-width space
        "\ufeff",  # byte-order mark
        "\u2060",  # word joiner
        "\U000e0041",  # tag letter A
        "\x07",  # bell
        "\x7f",  # delete
    ],
)
def test_invisible_characters_are_dropped(hidden: str) -> None:
    assert one_line(f"safe{hidden}ty") == "safety"


@pytest.mark.parametrize("text", ["\U0001f469\u200d\U0001f52c", "می\u200cخواهم"])
def test_joiners_used_in_spelling_are_kept(text: str) -> None:
    assert one_line(text) == text


@pytest.mark.parametrize("brk", ["\n", "\r", "\r\n", "\u2028", "\u2029", "\x0b", "\x0c", "\x85"])
def test_plain_lines_splits_at_every_line_break(brk: str) -> None:
    assert plain_lines(f" first  line {brk}{brk} \u200b {brk}second") == ["first line", "second"]


def test_plain_lines_of_empty_text_is_empty() -> None:
    assert plain_lines(" \n\x00\n") == []


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("five words", 10, "five words"),
        ("five words more", 12, "five words…"),
        ("five words more", 11, "five words…"),
        ("five words more", 9, "five…"),
        ("five words, more", 14, "five words…"),
        ("unbreakable", 6, "unbre…"),
    ],
)
def test_cut_at_word_ends_at_word(text: str, limit: int, expected: str) -> None:
    assert cut_at_word(text, limit) == expected


@pytest.mark.parametrize("limit", range(1, 30))
def test_cut_at_word_never_exceeds_limit(limit: int) -> None:
    assert len(cut_at_word("Some words, and – others; that\ngo on", limit)) <= limit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://example.org/a", True),
        ("see HTTP://EXAMPLE.ORG", True),
        ("see www.example.org", True),
        ("see the example", False),
        ("1.5 or e.g. that", False),
    ],
)
def test_has_url_detects_addresses(text: str, expected: bool) -> None:
    assert has_url(text) is expected


def test_contact_addresses_are_removed() -> None:
    text = "Write to Amara.Diallo+ai@mail.example.org or see https://example.org/amara now."
    assert without_addresses(text) == "Write to [email removed] or see [link removed] now."


def test_text_without_addresses_is_unchanged() -> None:
    assert without_addresses("AI @ safety, node.js and 1.5x") == "AI @ safety, node.js and 1.5x"


@pytest.mark.parametrize(
    ("items", "expected"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_and_list_joins_with_commas_and_and(items: list[str], expected: str) -> None:
    assert and_list(items) == expected


@pytest.mark.parametrize(
    "number",
    [
        "+351 21 555 0147",
        "+1 (206) 555-0147",
        "(+44) 20.7946.0958",
        "0044 20 7946 0958",
        "(020) 7946 0958",
        "555-010-0147",
        "0176/5550147",
        "+44\u00a07700\u00a0900123",
    ],
)
def test_phone_numbers_are_removed(number: str) -> None:
    assert without_phone_numbers(f"Lisbon, {number}; more") == "Lisbon, [phone removed]; more"


def test_short_number_is_removed_after_phone_word() -> None:
    assert without_phone_numbers("Tel: 555 0147") == "Tel: [phone removed]"
    assert without_phone_numbers("mobile 555-0147.") == "mobile [phone removed]."


@pytest.mark.parametrize(
    "text",
    [
        "2019 - 2021",
        "2019-03 – 2021-06",
        "01/2019 - 03/2021",
        "in 2015, 2016, 2017 and 2018",
        "2015 2016 2017 2018",
        "saved 1,200,000 USD",
        "10.1234/5678",
        "555 0147",
        "phone 12",
        "C++17, Python 3.13",
    ],
)
def test_dates_and_amounts_are_not_phone_numbers(text: str) -> None:
    assert without_phone_numbers(text) == text
