import pytest

from talentnet.profiles.stored import MAX_ITEMS, text_list


def test_texts_come_out_as_they_went_in_but_for_their_ends() -> None:
    texts = ["two  blanks", "R\u200b", "\u202eright to left", "tab\tbed", "a\x0bb\u2028c\x85d"]
    assert text_list([f" \u2003{text}\t" for text in texts]) == texts


def test_a_line_break_becomes_a_blank() -> None:
    assert text_list(["threat\nmodeling", "a\r\nb", "c\r\n\n\rd"]) == [
        "threat modeling",
        "a b",
        "c d",
    ]


def test_empty_texts_are_left_out() -> None:
    assert text_list(["", "  ", "\n", "Python"]) == ["Python"]


def test_unstorable_characters_are_left_out() -> None:
    assert text_list([" \x00", "a\x00b", "c\ud800d"]) == ["ab", "cd"]


def test_the_first_spelling_of_equals_stays_in_its_place() -> None:
    assert text_list(["PyTorch", "Rust", "pytorch", "PYTORCH", "Straße", "STRASSE"]) == [
        "PyTorch",
        "Rust",
        "Straße",
    ]


def test_as_many_as_fit() -> None:
    items = [f"skill {n}" for n in range(MAX_ITEMS)]
    assert text_list([*items, "SKILL 0", ""]) == items


def test_one_too_many() -> None:
    with pytest.raises(ValueError, match=r"^At most 100 entries\.$"):
        text_list([f"skill {n}" for n in range(MAX_ITEMS + 1)])


def test_the_length_counts_once_it_is_trimmed() -> None:
    assert text_list([" " * 50 + "a" * 200]) == ["a" * 200]


@pytest.mark.parametrize(
    "value", [["a" * 201], "Python", None, [1], [None], [["Python"]], {"a": 1}]
)
def test_other_values_than_short_texts_are_refused(value: object) -> None:
    with pytest.raises(ValueError):
        text_list(value)
