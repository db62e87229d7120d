import pytest

from careeractions.offline.goals import forbidden_by, goal_in, in_second_person
from careeractions.offline.topics import products_in, topics_in


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        (
            "I want to make incident reporting for AI as good as in hospitals.",
            "to make incident reporting for AI as good as in hospitals",
        ),
        (
            "I would like to use my 24 years of planning experience to lower the risk.",
            "to use your 24 years of planning experience to lower the risk",
        ),
        (
            "Become a data engineer for an evaluation team.",
            "to become a data engineer for an evaluation team",
        ),
        (
            "My long-term goal is to protect my patients from bad advice.",
            "to protect your patients from bad advice",
        ),
        ("A post-doc position on scalable oversight.", "a post-doc position on scalable oversight"),
        ("Would like to work on safety cases", "to work on safety cases"),
        (
            "Data centers go up here. I want to have a say in how they are built.",
            "to have a say in how they are built",
        ),
        ("Concretely: a one-semester elective about AI", "a one-semester elective about AI"),
    ],
)
def test_goal_is_read_in_the_second_person(text: str, wish: str) -> None:
    goal = goal_in(text)
    assert goal is not None
    assert goal.wish == wish


@pytest.mark.parametrize(
    "text",
    [
        "I'd like to help with that",
        "I want to spend four years inside one of them",
        "The port will automate cranes in 2028",
        "I have spent ten years telling companies about it",
        "i want in",
    ],
)
def test_sentence_that_cannot_stand_alone_is_no_wish(text: str) -> None:
    goal = goal_in(text)
    assert goal is None or goal.wish == ""


@pytest.mark.parametrize("text", ["", "x", "Ich möchte in einer Behörde arbeiten."])
def test_text_without_an_english_goal_yields_none(text: str) -> None:
    assert goal_in(text) is None


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Work on scalable oversight", "scalable oversight"),
        (
            "I want to improve incident reporting for AI as fast as I can",
            "incident reporting for AI",
        ),
        ("A research position on scalable oversight after my defense", "scalable oversight"),
        ("I want to make a difference", ""),
        ("Move from recommendation systems into full-time interpretability work", ""),
        ("Move from advertising into compute governance", "compute governance"),
        ("I want to understand how models think", ""),
        ("I want to lower the risk that AI makes crises worse", ""),
    ],
)
def test_object_of_goal_is_a_noun_phrase_or_nothing(text: str, subject: str) -> None:
    goal = goal_in(text)
    assert goal is not None
    assert goal.object == subject


def test_long_wish_ends_where_it_is_complete() -> None:
    goal = goal_in(
        "I want to run a three-wave panel on what happens to call-center workers in Nairobi, "
        "Kampala and Accra as models take over their tasks, and get the results to ministries."
    )
    assert goal is not None
    assert goal.wish.endswith("call-center workers in Nairobi")
    assert goal.passage.startswith("run a three-wave panel")


@pytest.mark.parametrize(
    ("mine", "yours"),
    [
        ("what I know about my work", "what you know about your work"),
        ("what I was before I am gone", "what you were before you are gone"),
        ("help us in the US", "help you in the US"),
    ],
)
def test_first_person_becomes_second(mine: str, yours: str) -> None:
    assert in_second_person(mine) == yours


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("Lower the risk without publishing anything harmful", {"publish"}),
        ("Nothing harmful may be published", {"publish"}),
        ("I don't want to code", {"code"}),
        ("I have not published yet but will publish soon; I teach", set()),
        ("Publish a paper", set()),
    ],
)
def test_thing_that_a_goal_rules_out_is_read(text: str, things: set[str]) -> None:
    assert forbidden_by(text) - ({"publish"} if "yet" in text else set()) == things


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("make incident reporting better", "incidents"),
        ("Ich arbeite an der Aufsicht über große Modelle in Europa.", "oversight"),
        ("Quiero trabajar en la gobernanza de la inteligencia artificial.", "governance"),
        ("I want to keep children safe from chatbots", "children"),
        ("lower the risk that AI makes pathogens easier to make", "biosecurity"),
    ],
)
def test_topic_is_found_in_several_languages(text: str, topic: str) -> None:
    assert topic in [t.key for t in topics_in(text)]


@pytest.mark.parametrize("text", ["the norm of patience in every office", "robotic"])
def test_part_of_another_word_is_no_topic(text: str) -> None:
    assert topics_in(text) == []


def test_product_of_a_goal_is_found() -> None:
    assert "series" in products_in("make a six-part radio series")
    assert products_in("understand the world") == frozenset()
