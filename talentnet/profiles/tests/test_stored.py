import pytest

from talentnet.profiles.stored import MAX_ITEMS, text_list


def test_texts_come_out_on_one_line_each_without_empty_ones() -> None:
    assert text_list([" Python ", "threat\nmodeling", "", " \x00", "R\u200b"]) == [
        "Python",
        "threat modeling",
        "R",
    ]


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
def test_what_is_no_list_of_short_texts_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        text_list(value)
