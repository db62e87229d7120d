"""Templates for every craft, used when a craft's own run out or no craft shows."""

from careeractions.action_types import ActionType
from careeractions.offline.kinds import (
    CODE,
    CRAFTED,
    DATA,
    EXPRESS,
    MATH,
    MEDIA,
    ML,
    NUMBERS,
    ORGANIZE,
    RULES,
    SECURE,
    STUDY,
    TEACH,
)
from careeractions.offline.template import Level, Template

_KNOWN = frozenset(
    {CODE, CRAFTED, DATA, EXPRESS, MATH, MEDIA, ML, NUMBERS, ORGANIZE, RULES, SECURE, STUDY, TEACH}
)

TEMPLATES = (
    Template(
        ActionType.TEACH_WRITE,
        "Teach what you know about {skill} to newcomers",
        "Ask two people who are entering AI safety this week what they would like to know about "
        "{skill}. Prepare one hour with a task they can do themselves, hold it once online, and "
        "publish the material so that others can repeat it.",
        "You list {skill} among your skills, and teaching it brings you among people who are on "
        "the same way.",
    ),
    Template(
        ActionType.TEACH_WRITE,
        "Write a beginner's question list about {interest}",
        "Write down this week fifteen questions about {interest} that you had, or still have. "
        "Answer as many as you can with sources, mark the rest as open, and publish the list "
        "with an invitation to correct you.",
        "You name {interest} as an interest, and questions are easiest to remember while they "
        "are fresh.",
    ),
    Template(
        ActionType.TEACH_WRITE,
        "Write down one lesson from your daily work",
        "Think of one thing in your work that went wrong and was caught in time, and write half "
        "a page about it this week without naming anybody. Add what people who deploy AI systems "
        "could take from it, let a colleague read it, and publish it.",
        "Your profile shows {work}, and lessons from ordinary practice are scarce in writing "
        "about AI.",
    ),
    Template(
        ActionType.TEACH_WRITE,
        "Mentor one person who shares your {skill} background",
        "Think this week of one person with experience in {skill} who is curious about AI "
        "safety, and offer them three conversations. Help them choose and finish one small "
        "project, and write up what you would tell the next one.",
        "You list {skill} among your skills, and people a few steps behind you can learn from "
        "experience such as {work}.",
        level=Level.SENIOR,
    ),
    Template(
        ActionType.VOLUNTEER,
        "Bring {skill} to an AI safety project",
        "Look this week for three small AI safety projects, and write to the one where {skill} "
        "would help most. Offer two hours a week for two months, agree on one thing that will be "
        "finished by then, and hand it over with notes.",
        "You list {skill} among your skills, and working with others for a while tells you more "
        "about the field than reading.",
    ),
    Template(
        ActionType.COLLABORATE,
        "Find a partner whose strengths complement {skill}",
        "Write five lines this week on what you can do with {skill} and what you cannot, and "
        "send them to two people with other strengths. Choose one question you both care about, "
        "meet weekly for a month, and publish a joint page on what you found.",
        "You list {skill} among your skills; the work that most needs doing seldom needs only one.",
    ),
    Template(
        ActionType.COLLABORATE,
        "Discuss {interest} regularly with two other people",
        "Invite two people who think differently from you to four conversations about "
        "{interest}, and send them one question this week. Take turns in defending a view you do "
        "not hold, and publish a summary of what changed your minds.",
        "You name {interest} as an interest, and your own view grows sharper against others.",
    ),
    Template(
        ActionType.START_ORG,
        "Start a monthly discussion group about {interest}",
        "Invite four people to talk about {interest} once a month {where}, and send the first "
        "two messages this week. Choose one short text each time, keep notes, and decide after "
        "three meetings whether the group should take on a project.",
        "You name {interest} as an interest, and a group keeps you at it when a busy month would "
        "not.",
    ),
    Template(
        ActionType.START_ORG,
        "Start a skill exchange that offers {skill}",
        "Ask three people {where} this week what they could teach and what they would like to "
        "learn for work on AI safety, and put {skill} on your side of the table. Hold three "
        "sessions, one taught by each, and keep the notes for people who join next.",
        "You list {skill} among your skills, and an exchange gets you what you lack in return.",
    ),
    Template(
        ActionType.IDENTIFY_GAPS,
        "Write down what remains unclear about {interest}",
        "Read three introductions to {interest}, the first one this week, and note every place "
        "where they contradict each other or stop explaining. Ask two people about the three "
        "worst places, and publish a short page on what nobody could tell you.",
        "You name {interest} as an interest, and a newcomer's eye sees gaps that insiders have "
        "stopped noticing.",
    ),
    Template(
        ActionType.IDENTIFY_GAPS,
        "Look for safety questions close to {skill}",
        "Read about three areas of AI safety this week, and write down for each one question "
        "where {skill} would help to find an answer. Put the questions to people who work there, "
        "and finish with one page on the question you want to take up.",
        "You list {skill} among your skills, and a question close to what you can do already is "
        "a good first one.",
        skill=_KNOWN,
    ),
    Template(
        ActionType.BUILD_TOOLS,
        "Compile an annotated reading map of {interest}",
        "Collect ten texts on {interest}, and write two sentences on each of the first three "
        "this week: for whom it is, and what it leaves out. Put all ten in an order that you "
        "would have liked to have, test it on one newcomer, and publish it.",
        "You name {interest} as an interest; what you sort out for yourself will help the next "
        "reader.",
    ),
    Template(
        ActionType.BUILD_TOOLS,
        "Make a short checklist drawn from {skill}",
        "Write down this week the steps that you take in {skill} so as not to make mistakes. "
        "Adapt them to one recurring task in AI safety projects, try the checklist with one "
        "project, and publish the version that helped.",
        "You list {skill} among your skills, and habits that seem obvious to you are new to "
        "others.",
        skill=_KNOWN,
    ),
    Template(
        ActionType.REPLICATE,
        "Check one published claim about {interest} yourself",
        "Choose one factual claim about {interest} that you have read more than once, and find "
        "its original source this week. Repeat whatever part of the reasoning you can follow, "
        "ask somebody about the rest, and publish a page on how far it holds.",
        "You name {interest} as an interest, and checking one claim thoroughly teaches more than "
        "reading ten.",
    ),
    Template(
        ActionType.REPLICATE,
        "Repeat one published analysis of AI risks using {skill}",
        "Choose a published analysis of AI risks or AI progress whose data are open, and get the "
        "data this week. Repeat its main figure with {skill}, note every choice you had to "
        "guess, and publish your version next to the original.",
        "You list {skill} among your skills, and repeating an analysis shows that you can be "
        "relied upon with another.",
        skill=frozenset({CODE, DATA}),
    ),
    Template(
        ActionType.DEVELOP_SKILLS,
        "Turn {skill} toward questions about {interest}",
        "Write down this week one task about {interest} that would make you use {skill} in a way "
        "you have not yet. Give it an hour twice a week for six weeks, show the result to one "
        "person who can judge it, and keep what you made as an example.",
        "You list {skill} among your skills and {interest} among your interests, and your "
        "profile becomes stronger where they meet.",
    ),
    Template(
        ActionType.DEVELOP_SKILLS,
        "Take {skill} one step further through practice",
        "Choose one task with {skill} this week that is slightly beyond what you do easily and "
        "that some AI safety project could use. Work on it for a month, ask somebody more "
        "experienced for comments twice, and keep the result as an example of your work.",
        "You list {skill} among your skills, and one finished example says more than the list.",
    ),
    Template(
        ActionType.DEVELOP_SKILLS,
        "Turn your stated goal into monthly milestones",
        "Write down this week what you could show in one, two and three months if you were on "
        "course for your goal, each as something another person can look at. Ask somebody who is "
        "further along to correct the plan, and deliver the first milestone.",
        "Your goals begin with these words: {goal}. A result for every month tells you whether "
        "you are getting closer.",
    ),
)
