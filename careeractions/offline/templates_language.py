"""Templates for people with a language other than English, whatever their craft."""

from careeractions.action_types import ActionType
from careeractions.offline.template import Template

TEMPLATES = (
    Template(
        ActionType.TEACH_WRITE,
        "Explain {interest} to readers of {language}",
        "Choose one question about {interest} and write its answer in {language} this week in "
        "ten sentences. Extend it to a four-page explainer, let two readers without any "
        "background mark what they do not follow, and publish it where such readers look.",
        "You list {language} among your skills, and most of what is written on {interest} never "
        "leaves English.",
    ),
    Template(
        ActionType.BUILD_TOOLS,
        "Build a glossary of safety terms in {language}",
        "Collect this week the fifteen English terms of AI safety that you find hardest to say "
        "in {language}. Propose a rendering for each with a sentence of use and a note on what "
        "goes wrong otherwise, discuss the list with two other speakers, and publish it.",
        "You list {language} among your skills, and agreed terms come before good texts.",
    ),
    Template(
        ActionType.IDENTIFY_GAPS,
        "Survey what exists about AI safety in {language}",
        "Search this week as a curious newcomer would, in {language} only, and list the first "
        "ten texts you find with a grade for each. Extend the list to thirty, and publish a "
        "two-page report on which subjects are missing and which text should be written first.",
        "You list {language} among your skills, so you can judge what readers of it are offered.",
    ),
    Template(
        ActionType.VOLUNTEER,
        "Offer to translate safety materials into {language}",
        "Write this week to two groups that publish introductions to AI safety, and offer to "
        "bring one text into {language}. Translate it, have a second speaker revise it, and hand "
        "it over together with a list of the terms you settled on.",
        "You list {language} among your skills, and a good translation needs no position and no "
        "permission to begin.",
    ),
    Template(
        ActionType.START_ORG,
        "Start a reading circle held in {language}",
        "Ask three people this week whether they would discuss AI safety once a month in "
        "{language}, {where}. Choose short texts, keep a page of notes per meeting, and after "
        "three meetings publish the list of texts that worked, for others who want to do the "
        "same.",
        "You list {language} among your skills, and people talk more freely about hard subjects "
        "in a language they live in.",
    ),
    Template(
        ActionType.REPLICATE,
        "Repeat one published model test in {language}",
        "Choose a published test of how safely language models answer that exists in English, "
        "and bring ten of its questions into {language} this week. Run them by hand on two "
        "systems, compare the answers with the English ones, and publish where they differ.",
        "You list {language} among your skills, and safety results found in English need not "
        "hold outside it.",
    ),
    Template(
        ActionType.COLLABORATE,
        "Find a co-author to publish in {language}",
        "Ask two people who know a part of AI safety well this week whether they would write one "
        "article with you for readers of {language}. You take the language and the readers, they "
        "take the facts, and after two months one carefully checked article is out.",
        "You list {language} among your skills, and an expert without it cannot reach those "
        "readers alone.",
    ),
)
