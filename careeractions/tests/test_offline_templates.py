"""The template files: their form, and the grammar of every text with ten different casts."""

import re

import harper
import pytest

from careeractions.offline.card import Card
from careeractions.offline.evidence import KINDS
from careeractions.offline.kinds import SKILL_KINDS
from careeractions.offline.person import Person
from careeractions.offline.phrases import Phrase
from careeractions.offline.template import Template, all_products, all_topics, templates
from careeractions.tests.offline_cast import one_of_the_cast

SENTENCES = re.compile(r"[.!?](?:\s|$)")
KEYS = [template.key for template in templates()]
# Rules of Harper that don't apply to a title, a quotation or a list, and those that misread a
# correct sentence of ours ("how people work", "the answer you expect and why").
IGNORED = {
    *("SpellCheck", "SentenceCapitalization", "LongSentences", "UseTitleCase", "Spaces"),
    *("UnclosedQuotes", "QuoteSpacing", "CommaFixes", "Dashes", "OxfordComma", "NoOxfordComma"),
    *("HowTo", "PossessiveYour", "MissingPreposition", "PronounKnew", "DisjointPrefixes"),
    *("FindOut", "PronounInflectionBe", "CompoundNouns", "SplitWords"),
}


@pytest.mark.parametrize("template", templates(), ids=KEYS)
def test_every_template_follows_house_form(template: Template) -> None:
    assert len(SENTENCES.findall(template.description)) in (2, 3)
    assert re.match(r"[A-Z][a-z]+ ", template.title)
    assert len(template.title.split()) <= 9
    assert not template.why.endswith(".")
    assert not re.search(r"^\{subject\}", template.description)


@pytest.mark.parametrize("template", templates(), ids=KEYS)
def test_every_reference_of_a_template_exists(template: Template) -> None:
    assert set(template.topics) <= {topic.key for topic in all_topics()}
    assert set(template.products) <= {product.key for product in all_products()}
    assert set(template.skill) <= set(SKILL_KINDS)
    assert set(template.evidence) <= set(KINDS)


def test_template_titles_are_all_different() -> None:
    titles = [template.title for template in templates()]
    assert len(set(titles)) == len(titles)


def test_few_templates_begin_this_week() -> None:
    assert sum("this week" in template.description for template in templates()) <= 10


def test_every_topic_and_product_has_a_template() -> None:
    topics = {key for template in templates() for key in template.topics}
    products = {key for template in templates() for key in template.products}
    # Cards for hazardous topics come from closed templates alone.
    assert {topic.key for topic in all_topics() if not topic.hazard} <= topics
    assert {product.key for product in all_products()} <= products


GOALS = {
    "research": "Work on scalable oversight.",
    "engineering": "Become a research engineer on an evaluations team.",
    "security": "A position in compute governance.",
    "policy": "Have a say in how data centers are built.",
    "operations": "I want to run the operations of a small safety organization.",
    "communications": "I would like to explain AI alignment in a radio series.",
    "nurse": "I want to make incident reporting for AI as good as in hospitals.",
    "lawyer": "Build a public dataset on AI incidents.",
    "kindergarten teacher": "My goal is to protect small children from harmful chatbots.",
    "translator": "",
}
LINTER = harper.Linter()


def rendered(template: Template, person: Person) -> str:
    """All texts of the template for a person, as prose."""
    card = Card(
        template,
        person,
        person.subjects[0],
        evidence=next(iter(person.evidence), None),
        growth=Phrase("threat modeling", ("Build skill in threat modeling",)),
        language="German",
        area="operations",
    )
    return "\n\n".join([f"{card.title}.", card.description, card.rationale(tells_goal=True)])


def grammar_faults(text: str) -> list[str]:
    lints = LINTER.organized_lints(text)
    return [
        f"{rule}: {lint.message} ({lint.problem_text!r})"
        for rule, found in lints.items()
        if rule not in IGNORED
        for lint in found
    ]


def test_grammar_check_finds_a_planted_mistake() -> None:
    assert grammar_faults("Write an test.")


@pytest.mark.django_db
@pytest.mark.parametrize("name", GOALS)
def test_grammar_of_every_template_is_sound(name: str) -> None:
    profile = one_of_the_cast(name, career_goals=GOALS[name], location="Lagos, Nigeria")
    profile.work_experiences.update(description="Reviewed 41 reports a month.")
    person = Person(profile)
    faults = {
        template.key: found
        for template in templates()
        if (found := grammar_faults(rendered(template, person)))
    }
    assert faults == {}
