"""Templates for people who do research, or are on their way to it."""

from careeractions.action_types import ActionType
from careeractions.offline.kinds import (
    CODE,
    DATA,
    MATH,
    ML,
    NUMBERS,
    RULES_INTEREST,
    STUDY,
    TEACH,
    TECHNICAL,
)
from careeractions.offline.template import Level, Template

_TECHNICAL = frozenset({TECHNICAL})

TEMPLATES = (
    Template(
        ActionType.REPLICATE,
        "Replicate one published result on {interest}",
        "Choose one published experiment on {interest} that is small enough for a single "
        "machine, and write down this week what outcome would count as a failed replication. "
        "Rebuild it from its description with {skill}, then publish a short report on what held, "
        "what did not, and what you could not check.",
        "You list {skill} among your skills and {interest} among your interests; a replication "
        "draws on both and shows how you work.",
        skill=frozenset({CODE, DATA}),
        interest=_TECHNICAL,
    ),
    Template(
        ActionType.REPLICATE,
        "Test the limits of one finding about {interest}",
        "Take one published finding about {interest} and list this week three conditions under "
        "which it might stop holding: another model, other data, another measure. Test one of "
        "them with the help of {skill}, and write up the outcome in two or three pages, even if "
        "nothing changes.",
        "Your interest in {interest} and your experience with {skill} are what a careful "
        "extension of somebody else's result needs.",
        skill=frozenset({CODE, ML, DATA, NUMBERS}),
        interest=_TECHNICAL,
    ),
    Template(
        ActionType.REPLICATE,
        "Work through one published argument about {interest}",
        "Take one theoretical text on {interest} and begin this week by listing every assumption "
        "it makes. Then fill in each step that the author skips, using {skill}, and publish "
        "annotated notes that mark which steps you could verify and which you could not.",
        "You list {skill} among your skills, and an argument about {interest} deserves to be "
        "checked rather than taken on trust.",
        skill=frozenset({MATH}),
        interest=_TECHNICAL,
    ),
    Template(
        ActionType.REPLICATE,
        "Supervise a small replication study on {interest}",
        "Pick one published result on {interest} with clearly described methods and write a "
        "one-page replication plan this week. Invite two people at the beginning of their path "
        "to carry it out, review their work every week, and publish a joint report after two "
        "months.",
        "Newcomers learn most from someone who has run real projects, and {work} has given you "
        "that; you name {interest} as an interest.",
        interest=_TECHNICAL,
        level=Level.SENIOR,
    ),
    Template(
        ActionType.IDENTIFY_GAPS,
        "Map the open questions in {interest}",
        "Read ten recent pieces on {interest} and note what each leaves open, three of them this "
        "week. Group the questions in a table that says what evidence would settle each one, and "
        "finish with a two-page note on the question you find most neglected.",
        "You name {interest} as an interest, and such a map helps you choose a question of your "
        "own instead of waiting for one.",
    ),
    Template(
        ActionType.IDENTIFY_GAPS,
        "Find neglected questions between {interest} and {other}",
        "Write down this week five questions that concern both {interest} and {other}. Search "
        "for existing work on each, ask one person on either side what you have missed, and end "
        "with a short public note on the question that nobody seems to be working on.",
        "Your profile names both {interest} and {other}, and someone who follows both can see "
        "what falls between them.",
    ),
    Template(
        ActionType.IDENTIFY_GAPS,
        "Carry ideas from {study} into {interest}",
        "List this week five concepts from {study} that people who work on {interest} could use, "
        "and search for signs that somebody has tried. Write three pages on the most promising "
        "one: what it would explain, where the analogy breaks, and a first test.",
        "You have studied {study} and are interested in {interest}; the way from one to the "
        "other is yours to try.",
        interest=_TECHNICAL,
    ),
    Template(
        ActionType.COLLABORATE,
        "Pair up for one experiment about {interest}",
        "Write a one-page proposal for a small experiment about {interest}, with a hypothesis "
        "that could turn out false, and send it this week to three people whose strengths differ "
        "from yours. Take over what calls for {skill}, meet weekly, and publish a joint write-up "
        "after eight weeks.",
        "You bring {skill}, and a partner can bring what a question about {interest} needs "
        "beyond that.",
        skill=frozenset({CODE, ML, DATA, NUMBERS, MATH, STUDY}),
        interest=_TECHNICAL,
    ),
    Template(
        ActionType.COLLABORATE,
        "Trade critical reviews of drafts about {interest}",
        "Find two people who are writing about {interest} and offer each of them this week one "
        "thorough review in exchange for another. Agree on dates and on what a useful review "
        "answers; after two months each of you has a draft that survived two critical readers.",
        "Your goals begin with these words: {goal}. Criticism of your thinking about {interest} "
        "is among the quickest ways to get closer.",
    ),
    Template(
        ActionType.TEACH_WRITE,
        "Write a worked tutorial on {interest}",
        "Choose one method that people use to study {interest} and draft this week a worked "
        "example that a first-year student could follow. Watch two readers go through it, mark "
        "where they get lost, and publish the revised tutorial with exercises and solutions.",
        "You list {skill} among your skills, which is practice in making hard things followable; "
        "you name {interest} as an interest.",
        skill=frozenset({TEACH, "express", MATH, STUDY}),
        interest=_TECHNICAL,
    ),
    Template(
        ActionType.TEACH_WRITE,
        "Mentor one newcomer through a project on {interest}",
        "Write down this week three questions on {interest} that a newcomer could answer in six "
        "weeks, and offer them to somebody who is entering the field. Meet for half an hour "
        "every week, and close with a public report under their name and a page of advice under "
        "yours.",
        "After {work}, you know what a beginner cannot see yet, and you name {interest} as an "
        "interest.",
        level=Level.SENIOR,
    ),
    Template(
        ActionType.BUILD_TOOLS,
        "Build a small public benchmark for {interest}",
        "Write down this week one behavior related to {interest} that you could measure, with "
        "ten test cases and the answers you expect. Grow it to about a hundred with a scoring "
        "script that uses {skill}, and publish it with a note on what the score does not show.",
        "You list {skill} among your skills, and people interested in {interest}, as you are, "
        "need measurements that others can repeat.",
        skill=frozenset({CODE, DATA}),
        interest=_TECHNICAL,
    ),
    Template(
        ActionType.DEVELOP_SKILLS,
        "Define a small research question that involves {growth}",
        "This week, write half a page on a question about {interest} that you cannot answer "
        "without work on {growth}. Give it six weeks of evenings, keep a log of what you tried, "
        "and finish with a write-up that shows how far you came.",
        "Your matches name {growth} as something to build, and tying it to {interest} keeps the "
        "practice close to your interests.",
    ),
    Template(
        ActionType.DEVELOP_SKILLS,
        "Plan a first supervised project on {interest}",
        "Write half a page this week on one small question about {interest}: what you would do "
        "in six weeks, and what could go wrong. Ask a lecturer or an experienced researcher for "
        "three short conversations along the way, and finish with a report that includes the "
        "feedback you received.",
        "Your profile shows a beginning in the field, and you name {interest} as an interest; a "
        "supervised project tells you whether the subject suits you.",
        level=Level.ENTRY,
    ),
    Template(
        ActionType.VOLUNTEER,
        "Bring {skill} to a project on {interest}",
        "Look for a small group or an independent researcher working on {interest}, and note "
        "this week which chores their public work shows: cleaning data, checking results, "
        "writing up. Offer four hours a week for two months, with {skill} as your contribution, "
        "agree on one deliverable, and hand it over with documentation.",
        "You list {skill} among your skills, and working beside people who already study "
        "{interest} shows you the field from inside.",
        skill=frozenset({CODE, DATA, NUMBERS, MATH, STUDY, ML}),
    ),
    Template(
        ActionType.START_ORG,
        "Start a monthly results circle on {interest}",
        "Invite four or five people who follow {interest} to meet once a month {where}, "
        "beginning this week with messages to the first two. At each meeting one person presents "
        "a result they tried to check; after three months the circle has three short public "
        "reports.",
        "You name {interest} as an interest, and a circle of peers gives your work readers "
        "before it is finished.",
        interest=frozenset({TECHNICAL, RULES_INTEREST}),
    ),
)
