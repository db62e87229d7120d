"""Templates for people in policy, governance and regulation."""

from careeractions.action_types import ActionType
from careeractions.offline.kinds import RULES, RULES_INTEREST, STUDY
from careeractions.offline.template import Level, Template

_RULES = frozenset({RULES, STUDY})

TEMPLATES = (
    Template(
        ActionType.TEACH_WRITE,
        "Write a two-page policy brief on {interest}",
        "Choose one decision about {interest} that a public official will have to make, and "
        "write this week the single question your brief answers. Use {skill} to set out three "
        "options with their costs, ask one practitioner to object, and publish the corrected "
        "brief.",
        "You list {skill} among your skills and {interest} among your interests; a brief is "
        "where the two become useful to somebody with a decision to make.",
        skill=_RULES,
    ),
    Template(
        ActionType.TEACH_WRITE,
        "Explain one draft rule about {interest} to newcomers",
        "Pick a public draft of a rule that concerns {interest}, and summarize its purpose this "
        "week in ten sentences without jargon. Add who must do what by when, check it with one "
        "person who knows the text, and publish it as a guide for people new to policy.",
        "You are near the beginning of this path and interested in {interest}: explaining a text "
        "is a way to master it.",
        level=Level.ENTRY,
    ),
    Template(
        ActionType.TEACH_WRITE,
        "Publish a briefing in {language} on {interest}",
        "Ask two readers this week what they can find in {language} about {interest}, and what "
        "they miss. Write a four-page briefing for officials or journalists, with a glossary of "
        "the terms that are hard to translate, and send it to five people who could use it.",
        "You list {language} among your skills, and your interest in {interest} can reach "
        "readers who do not work in English.",
    ),
    Template(
        ActionType.IDENTIFY_GAPS,
        "Compare how three jurisdictions approach {interest}",
        "Choose three jurisdictions and write down this week the four questions you will put to "
        "each about {interest}. Answer them from primary sources with the help of {skill}, and "
        "publish a comparison that ends with what none of the three has settled.",
        "Your experience with {skill} is what such a comparison takes, and you name {interest} "
        "as an interest.",
        skill=_RULES,
        interest=frozenset({RULES_INTEREST}),
    ),
    Template(
        ActionType.IDENTIFY_GAPS,
        "Interview five practitioners about {interest}",
        "Write six questions this week about what makes {interest} difficult in practice, and "
        "send the first two invitations. After five conversations, publish a short anonymous "
        "summary of what practitioners agree on, where they differ, and which question nobody "
        "could answer.",
        "Your experience with {skill} helps you ask and listen precisely, and what practitioners "
        "know about {interest} is seldom written down.",
        skill=_RULES,
    ),
    Template(
        ActionType.IDENTIFY_GAPS,
        "Describe the gap between {interest} and {other}",
        "Write down this week five decisions that fall under both {interest} and {other}, and "
        "who is responsible for each today. Where the answer is nobody, look for precedent in "
        "another industry, and publish three pages on the gap that most needs an owner.",
        "Your profile names both {interest} and {other}, and institutions often treat such "
        "subjects one at a time.",
        interest=frozenset({RULES_INTEREST}),
    ),
    Template(
        ActionType.COLLABORATE,
        "Pair with an engineer to examine {interest}",
        "Find an engineer or researcher whose measurements matter for {interest}, and ask them "
        "this week to walk you through one report. Write a joint note of four pages on what can "
        "be measured today, what a rule may safely require, and what it may not.",
        "You bring {skill}, and a partner brings the measurements behind {interest}; together "
        "you can write what neither could alone.",
        skill=_RULES,
    ),
    Template(
        ActionType.BUILD_TOOLS,
        "Assemble an open tracker of rules on {interest}",
        "Define this week the ten columns of a table of laws, drafts and standards that concern "
        "{interest}, and fill in the first five rows. Reach thirty entries with sources, publish "
        "the table with a note on your criteria, and name a date for its next update.",
        "You list {skill} among your skills; a well-kept tracker saves everyone who follows "
        "{interest} the same search.",
        skill=_RULES,
        interest=frozenset({RULES_INTEREST}),
    ),
    Template(
        ActionType.BUILD_TOOLS,
        "Draft model wording that covers {interest}",
        "Write this week one paragraph that a contract, guideline or law about {interest} could "
        "contain, with a comment on every choice of word. Extend it to five provisions with the "
        "help of {skill}, test them on two invented cases, and publish them with the comments.",
        "Your experience with {skill} is where precise wording comes from, and those who care "
        "about {interest} can argue better over a concrete text.",
        skill=frozenset({RULES}),
        interest=frozenset({RULES_INTEREST}),
    ),
    Template(
        ActionType.REPLICATE,
        "Recheck the evidence in one report about {interest}",
        "Choose an influential report about {interest} and list this week the five factual "
        "claims on which its advice depends. Trace each to its source, repeat the calculations "
        "you can, and publish a memo that says which claims hold and which go beyond the "
        "evidence.",
        "You list {skill} among your skills; checking sources is the policy counterpart of "
        "repeating an experiment.",
        skill=_RULES,
    ),
    Template(
        ActionType.VOLUNTEER,
        "Help draft a consultation response about {interest}",
        "Look this week for an open or coming public consultation that touches {interest}, and "
        "for a civil society group that means to answer it. Offer ten hours of {skill}, take "
        "responsibility for one section, and see it through to the submitted text.",
        "You list {skill} among your skills, and a response on {interest} is a short, finished "
        "piece of work that decision makers have to read.",
        skill=_RULES,
        interest=frozenset({RULES_INTEREST}),
    ),
    Template(
        ActionType.START_ORG,
        "Convene a discussion circle on {interest}",
        "Invite six people from different professions to three evenings {where} on {interest}, "
        "and send the first three invitations this week with one question to read for. Keep a "
        "page of notes per evening, and close with a joint list of recommendations.",
        "You name {interest} as an interest, and a circle across professions shows you which "
        "arguments convince people outside policy.",
    ),
    Template(
        ActionType.DEVELOP_SKILLS,
        "Practice one policy memo that involves {growth}",
        "Choose a decision about {interest} that also touches {growth}, and outline the memo "
        "this week in five lines. Give it one month, have someone who is stronger there mark "
        "your draft, and finish with a version you would show to an official.",
        "Your matches name {growth} as something to build, and a memo on {interest} lets you "
        "build it in a form you can show.",
    ),
    Template(
        ActionType.TEACH_WRITE,
        "Coach one junior analyst working on {interest}",
        "Offer to read three drafts about {interest} by somebody at the start of a policy "
        "career, and write down this week what you look for in a good one. Comment on each draft "
        "within three days, and publish your checklist once it has helped at least one person.",
        "Someone a few steps behind you can learn from experience such as {work}.",
        level=Level.SENIOR,
    ),
)
