"""Honest first steps for a profile that says little yet."""

from careeractions.action_types import ActionType
from careeractions.offline.template import Template

TEMPLATES = (
    Template(
        ActionType.DEVELOP_SKILLS,
        "Try a first small task in {area}",
        "Find a beginner's task in {area} this week that takes one evening, and do it badly "
        "rather than not at all. Do two more within a month, and finish with half a page on "
        "whether you would want to do this for years.",
        "Your profile says little so far, and {missing}, so this is a first step for anyone: "
        "trying the work before choosing it.",
    ),
    Template(
        ActionType.IDENTIFY_GAPS,
        "List what puzzles you about {area}",
        "Read one introduction to {area} in AI safety this week, and write down every question "
        "it leaves you with. Look for answers to five of them within a month, and keep the ones "
        "that stay open: one may become your subject.",
        "Your profile says little so far, and {missing}; the questions you end up with will help "
        "you fill it in.",
    ),
    Template(
        ActionType.COLLABORATE,
        "Talk with two people who work in {area}",
        "Ask two people who work in {area} this week for twenty minutes each, with three "
        "questions about how they spend their days. Write down after each talk what attracted "
        "you and what did not, and end with a one-page comparison of what you heard.",
        "Your profile says little so far, and {missing}; conversations are an honest way to find "
        "out what belongs there.",
    ),
    Template(
        ActionType.VOLUNTEER,
        "Lend a hand for one month in {area}",
        "Look this week for a small AI safety group that needs help in {area}, and offer two "
        "hours a week for one month. Ask for plain tasks, note which of them you liked, and add "
        "what you did to your profile afterwards.",
        "Your profile says little so far, and {missing}; a month of helping gives you something "
        "true to write.",
    ),
    Template(
        ActionType.TEACH_WRITE,
        "Explain one idea from {area} in your words",
        "Choose one idea from {area} in AI safety this week, and explain it to a friend without "
        "looking anything up. Write it down in one page, ask somebody who knows the subject to "
        "correct it, and publish the corrected version.",
        "Your profile says little so far, and {missing}; a page of your own is a beginning that "
        "needs no experience.",
    ),
    Template(
        ActionType.START_ORG,
        "Gather three friends to explore {area} together",
        "Ask three friends this week to give two evenings to {area} in AI safety, with one short "
        "text for each. Let everyone say what they would do about the problem, and write down "
        "together which small project you could try.",
        "Your profile says little so far, and {missing}; exploring in company is an easy way to "
        "begin.",
    ),
    Template(
        ActionType.BUILD_TOOLS,
        "Assemble a beginner's word list for {area}",
        "Note every term that you do not know while reading about {area} in AI safety this week. "
        "Write a one-sentence explanation for twenty of them, have one person check the list, "
        "and share it with other beginners.",
        "Your profile says little so far, and {missing}; a word list is useful from the first "
        "day and shows how you learn.",
    ),
)
