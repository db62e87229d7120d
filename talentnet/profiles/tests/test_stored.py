import pytest

from talentnet.profiles.stored import MAX_ITEMS, text_list


def test_texts_are_trimmed_and_otherwise_kept() -> None:
    texts = ["two  blanks", "R\u200b", "\u202eright to left", "tab\tbed", "a\x0bb\u2028c\x85d"]
    assert text_list([f" \u2003{text}\t" for text in texts]) == texts


def test_line_break_becomes_blank() -> None:
    assert text_list(["threat\nmodeling", "a\r\nb", "c\r\n\n\rd"]) == [
        "threat modeling",
        "a b",
        "c d",
    ]


def test_empty_texts_are_dropped() -> None:
    assert text_list(["", "  ", "\n", "Python"]) == ["Python"]


def test_unstorable_characters_are_removed() -> None:
    assert text_list([" \x00", "a\x00b", "c\ud800d"]) == ["ab", "cd"]


def test_first_spelling_of_repeated_text_stays() -> None:
    assert text_list(["PyTorch", "Rust", "pytorch", "PYTORCH", "Straße", "STRASSE"]) == [
        "PyTorch",
        "Rust",
        "Straße",
    ]


def test_longest_list_is_accepted() -> None:
    items = [f"skill {n}" for n in range(MAX_ITEMS)]
    assert text_list([*items, "SKILL 0", ""]) == items


def test_too_long_list_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^At most 100 entries\.$"):
        text_list([f"skill {n}" for n in range(MAX_ITEMS + 1)])


def test_length_counts_after_trimming() -> None:
    assert text_list([" " * 50 + "a" * 200]) == ["a" * 200]


@pytest.mark.parametrize(
    "value", [["a" * 201], "Python", None, [1], [None], [["Python"]], {"a": 1}]
)
def test_other_value_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        text_list(value)
