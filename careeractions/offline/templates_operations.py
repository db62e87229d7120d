"""Templates for people who run organizations, money, hiring and events."""

from careeractions.action_types import ActionType
from careeractions.offline.kinds import ORGANIZE, PEOPLE
from careeractions.offline.template import Level, Template

_ORGANIZE = frozenset({ORGANIZE})

TEMPLATES = (
    Template(
        ActionType.BUILD_TOOLS,
        "Publish a starter kit for {skill}",
        "Young safety groups often set up their processes from nothing. Outline this week the "
        "five documents you would want on your first day for {skill}, write them as templates "
        "free of anything that belongs to an employer, and publish them after one small team has "
        "tried them.",
        "You list {skill} among your skills; what is routine to you is a month of work to a team "
        "of three researchers.",
        skill=_ORGANIZE,
    ),
    Template(
        ActionType.BUILD_TOOLS,
        "Build a welcome checklist for newcomers to {interest}",
        "Ask two people this week what confused them most in their first month around "
        "{interest}. Turn the answers into a checklist of one page per week with contacts and "
        "decisions to fill in, try it with one newcomer, and publish it as a template.",
        "Your profile shows {work} and an interest in {interest}; making a start easy for others "
        "joins the two.",
        interest=frozenset({PEOPLE, "rules"}),
    ),
    Template(
        ActionType.VOLUNTEER,
        "Bring {skill} to a young safety group",
        "Write half a page this week on what you could take over for a small group: {skill}, "
        "four hours a week, for two months. Send it to three groups that are growing, choose the "
        "one with the clearest need, and leave behind a process that runs without you.",
        "You list {skill} among your skills, and volunteering shows you how such groups work "
        "before you join one.",
        skill=_ORGANIZE,
    ),
    Template(
        ActionType.VOLUNTEER,
        "Run one event on {interest} for its organizers",
        "Find people who plan a meeting, course or workshop on {interest}, and ask them this "
        "week which part they dread. Take that part over completely with the help of {skill}, "
        "and hand them a written run sheet afterwards so that the next one is easier.",
        "You list {skill} among your skills, and you name {interest} as an interest. Taking the "
        "load off organizers helps them to hold such meetings at all.",
        skill=_ORGANIZE,
    ),
    Template(
        ActionType.TEACH_WRITE,
        "Write a handbook chapter on {skill} for researchers",
        "List this week the ten questions about {skill} that people without your background ask "
        "you most. Answer each in a few plain paragraphs with an example, let two researchers "
        "who manage a small budget or team test the text, and publish it as an open chapter.",
        "You list {skill} among your skills, and written knowledge travels further than one "
        "person's help.",
        skill=_ORGANIZE,
    ),
    Template(
        ActionType.TEACH_WRITE,
        "Mentor a first-time operations lead on {skill}",
        "Offer one hour every two weeks to someone who runs operations for the first time, and "
        "note this week the three decisions in {skill} you would make differently today. Work on "
        "one problem of theirs from start to finish, and write up what helped as a short guide.",
        "You list {skill} among your skills, and a first-time lead seldom has somebody to ask "
        "who brings experience such as {work}.",
        skill=_ORGANIZE,
        level=Level.SENIOR,
    ),
    Template(
        ActionType.IDENTIFY_GAPS,
        "Ask five small teams how they handle {skill}",
        "Write six questions about {skill} this week, and ask two small teams in AI safety for "
        "twenty minutes each. After five conversations, publish an anonymous summary: what they "
        "all struggle with, what each solved alone, and which shared service is missing.",
        "You list {skill} among your skills, so you will hear what is wrong behind a polite "
        "answer.",
        skill=_ORGANIZE,
    ),
    Template(
        ActionType.IDENTIFY_GAPS,
        "Map who supports {interest} and what is missing",
        "List this week everyone you can find who supports {interest} with money, space, "
        "training or administration. Ask four people on the receiving end what they still have "
        "to do themselves, and publish a two-page map with the one gap you could help to close.",
        "You name {interest} as an interest, and {work} tells you what support a group really "
        "needs.",
        interest=frozenset({PEOPLE, "rules"}),
    ),
    Template(
        ActionType.START_ORG,
        "Start a peer circle on {skill}",
        "Invite five people who carry {skill} alone in small teams to a monthly call, and write "
        "to the first two this week. Let each meeting solve one member's problem, keep the "
        "templates that come of it in a shared folder, and decide after three months whether to "
        "open it up.",
        "You list {skill} among your skills, and those who do that work in small groups seldom "
        "have a colleague to ask.",
        skill=_ORGANIZE,
    ),
    Template(
        ActionType.START_ORG,
        "Plan a small support fund for {interest}",
        "Write one page this week on how a very small fund could help people who work on "
        "{interest}, for travel, visas or room hire: who decides, who pays, how it is accounted "
        "for. Discuss it with two possible sponsors and three people who would apply, and finish "
        "with rules that are ready to be adopted, even if money comes later.",
        "Your experience with {skill} is the part that such plans usually lack, and you name "
        "{interest} as an interest.",
        skill=_ORGANIZE,
        interest=frozenset({PEOPLE}),
        level=Level.SENIOR,
    ),
    Template(
        ActionType.COLLABORATE,
        "Plan a half-day workshop on {interest} together",
        "Find one person who knows the content of {interest}, and propose this week that they "
        "set the program while you take care of everything else, {skill} included. Hold it "
        "{where} for fifteen people within three months, and write up what it cost and what came "
        "of it.",
        "You bring {skill}, a partner brings the subject, and together you can bring more people "
        "to {interest}.",
        skill=_ORGANIZE,
    ),
    Template(
        ActionType.COLLABORATE,
        "Free one researcher's time with {skill}",
        "Ask three people who lead small research projects this week which administrative task "
        "costs them most time. Agree with one of them on a trial of six weeks in which you take "
        "it over with {skill}, measure the hours saved, and describe the arrangement so that "
        "others can copy it.",
        "You list {skill} among your skills, and a researcher's strengths are usually elsewhere: "
        "you complete each other.",
        skill=_ORGANIZE,
    ),
    Template(
        ActionType.DEVELOP_SKILLS,
        "Pilot one working process that involves {growth}",
        "Choose a process you know well and note this week where {growth} would change how it is "
        "done. Run the changed version once on a small scale, for a group you volunteer with or "
        "an invented case, and finish with a one-page procedure and a list of what went wrong.",
        "Your matches name {growth} as something to build, and {work} gives you real processes "
        "to build it on.",
    ),
    Template(
        ActionType.DEVELOP_SKILLS,
        "Learn the language of {interest} through its budgets",
        "Take two public descriptions of projects on {interest} this week and estimate what each "
        "would cost: people, computing, travel, space. Ask someone who runs such a project to "
        "correct you, and keep the result as a costed model plan with your questions and their "
        "answers.",
        "Your experience with {skill} gives you a way into {interest} that does not begin with "
        "equations.",
        skill=_ORGANIZE,
    ),
)
