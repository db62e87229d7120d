"""Templates for people who build software and systems."""

from careeractions.action_types import ActionType
from careeractions.offline.kinds import CODE, CRAFTED, DATA, INFRA, ML, NUMBERS, TECHNICAL, WEB
from careeractions.offline.template import Level, Template

_CODE = frozenset({CODE})
_BUILDING = frozenset({CODE, WEB, INFRA, DATA})
_HELPING = frozenset({CODE, CRAFTED, INFRA, DATA, ML, NUMBERS})

TEMPLATES = (
    Template(
        ActionType.BUILD_TOOLS,
        "Build a small open tool for {interest}",
        "Ask two people who work on {interest} this week which step of theirs is slow or done by "
        "hand, and choose one that calls for {skill}. Build the smallest version that helps, "
        "publish it with tests and a readme, and have at least one of them use it for real.",
        "Your experience with {skill} can save people who study {interest} time, and you name "
        "that subject as an interest.",
        skill=_BUILDING,
        interest=frozenset({TECHNICAL}),
    ),
    Template(
        ActionType.BUILD_TOOLS,
        "Build a clear viewer for evaluation results using {skill}",
        "Safety evaluations produce long logs that are hard to read. Sketch this week one page "
        "on which a reader can filter and compare test runs, then build it with {skill} on "
        "sample data you make yourself, and publish it with a short guide.",
        "You list {skill} among your skills; making results readable is safety work that does "
        "not require a research background.",
        skill=frozenset({WEB}),
    ),
    Template(
        ActionType.BUILD_TOOLS,
        "Package a repeatable experiment setup using {skill}",
        "Many published experiments are hard to run a second time. Choose one openly available "
        "safety experiment this week, note everything that stops you from running it, and "
        "publish a setup based on {skill} that runs from a single command, with the fixes you "
        "made.",
        "You list {skill} among your skills, and repeatable runs are what researchers without "
        "that background miss most.",
        skill=frozenset({INFRA}),
    ),
    Template(
        ActionType.BUILD_TOOLS,
        "Write missing tests in {skill} for safety tooling",
        "Choose an open safety tool written in {skill}, and list this week five behaviors that "
        "none of its tests covers. Ask the maintainers which of them worry them, write the "
        "tests, and finish with a contribution they can merge and a note on each fault you "
        "found.",
        "You list {skill} among your skills, and tests make tools that others depend on safer to "
        "change.",
        skill=_CODE,
    ),
    Template(
        ActionType.REPLICATE,
        "Rebuild one published safety experiment in {skill}",
        "Choose a published experiment on language model behavior that fits on one machine, and "
        "this week write a failing test for the number it reports. Rebuild it in {skill} until "
        "the test passes or you can say why it does not, and publish code and findings together.",
        "You list {skill} among your skills; rebuilding an experiment is a fair test of whether "
        "research engineering suits you.",
        skill=_CODE,
    ),
    Template(
        ActionType.REPLICATE,
        "Extend one open experiment on {interest}",
        "Find one experiment on {interest} whose code is open, and get it to run this week "
        "without changing anything. Then run it on a second model with the help of {skill}, and "
        "publish a comparison with the exact settings, so that others can repeat it.",
        "Your experience with {skill} covers the part that stops many replications: getting the "
        "code to run. You name {interest} as an interest yourself.",
        skill=frozenset({CODE, ML, INFRA}),
        interest=frozenset({TECHNICAL}),
    ),
    Template(
        ActionType.VOLUNTEER,
        "Fix open issues where safety tooling needs {skill}",
        "Look for an openly developed tool that safety researchers use and that involves "
        "{skill}, and choose one small open issue this week. Ask the maintainers what would help "
        "most, and aim for three accepted contributions in two months, one of them to the "
        "documentation.",
        "You list {skill} among your skills, and contributions in the open are work that anyone "
        "can look at.",
        skill=_BUILDING,
    ),
    Template(
        ActionType.TEACH_WRITE,
        "Write a practical guide to {skill} for safety researchers",
        "Ask two people who do research this week where they struggle with {skill}, and outline "
        "a guide that answers exactly that. Write it with examples they can run, let both try "
        "it, and publish the version that worked for them.",
        "You list {skill} among your skills; a guide lets people whose strength is elsewhere "
        "borrow what you know.",
        skill=frozenset({CODE, INFRA, ML}),
    ),
    Template(
        ActionType.TEACH_WRITE,
        "Write up one production failure and its lesson",
        "Choose a failure you have seen in real systems and can speak of without breaking "
        "confidence, and write its timeline this week in ten lines. Turn it into an article on "
        "how the fault was found, and what people who deploy AI systems can learn from it.",
        "Your profile shows {work}; practical knowledge of how systems fail is something that "
        "readers of safety research seldom have.",
    ),
    Template(
        ActionType.COLLABORATE,
        "Pair with a researcher on {interest}",
        "Find a researcher whose questions about {interest} are limited by engineering, and "
        "offer this week to spend one evening looking at their setup together. Agree on one "
        "experiment with {skill} as your part, and finish with running code and a shared note on "
        "the result.",
        "You bring {skill} and are interested in {interest}; a researcher brings the question, "
        "and you learn how such questions are chosen.",
        skill=_HELPING,
        interest=frozenset({TECHNICAL}),
    ),
    Template(
        ActionType.COLLABORATE,
        "Offer {skill} to a researcher without engineering help",
        "Write five lines this week about what you can take off somebody's hands with {skill}, "
        "and send them to three people who publish small safety studies. Work with one of them "
        "for six weeks on a single experiment, and publish the code with a note on who did what.",
        "You list {skill} among your skills, and a shared experiment shows you the research side "
        "of the field before you commit to it.",
        skill=_HELPING,
    ),
    Template(
        ActionType.COLLABORATE,
        "Lead a small engineering sprint on {interest}",
        "Write a one-page brief this week for a tool or dataset that people working on "
        "{interest} lack, and invite three engineers for four weekends. Split the work, review "
        "every change yourself, and release a first version with the names of all who took part.",
        "A sprint needs someone who can lead and review, which {work} speaks for; you name "
        "{interest} as an interest.",
        level=Level.SENIOR,
    ),
    Template(
        ActionType.START_ORG,
        "Host a build night around {interest}",
        "Pick a date within six weeks, collect this week five tasks on {interest} that fit into "
        "an evening, and invite a handful of people {where} who can code. Prepare one task that "
        "uses {skill}; at the end there is working code in public, and a list of who wants a "
        "next time.",
        "You have {skill} to offer, and a first evening needs a clear subject such as {interest}.",
        skill=_BUILDING,
        interest=frozenset({TECHNICAL}),
    ),
    Template(
        ActionType.START_ORG,
        "Start a safety evening for {skill} programmers",
        "Ask three people {where} who also use {skill} this week whether they would give one "
        "evening to a question of AI safety. Prepare one small problem that you can work on "
        "together, hold two evenings, and publish a page on what you tried and whether you "
        "continue.",
        "You list {skill} among your skills, and people who share it are the ones you can bring "
        "into the field most easily.",
        skill=_CODE,
    ),
    Template(
        ActionType.IDENTIFY_GAPS,
        "Survey where tooling for {interest} falls short",
        "List this week the open tools you can find for {interest}, and try to install three of "
        "them. Note what breaks, what is undocumented, and what is missing altogether, and "
        "publish a comparison that ends with the one tool most worth building.",
        "You name {interest} as an interest and list {skill} among your skills, so you can judge "
        "a tool by using it.",
        skill=_BUILDING,
        interest=frozenset({TECHNICAL}),
    ),
    Template(
        ActionType.IDENTIFY_GAPS,
        "List safety problems where {skill} would help",
        "Read the problem descriptions of three areas this week: interpretability, evaluations, "
        "and the security of models. Note in each where {skill} would remove a bottleneck, ask "
        "one person per area whether you are right, and publish the list with your first choice.",
        "Your profile lists {skill} but no AI safety interests yet; this list helps you to "
        "choose one on good grounds.",
        skill=_HELPING,
        unless="interest",
    ),
    Template(
        ActionType.DEVELOP_SKILLS,
        "Build a small working project involving {growth}",
        "Decide this week on a project with {growth} at its center that is useful to somebody in "
        "AI safety and small enough for four weekends. Keep it in the open from the first day, "
        "and finish with a running version and a page on what you would do differently.",
        "Your matches name {growth} as something to build, and your experience with {skill} "
        "gives you a foundation to build it on.",
        skill=_HELPING,
    ),
    Template(
        ActionType.DEVELOP_SKILLS,
        "Build a small language model in {skill}",
        "Reimplement a very small transformer in {skill}, starting this week with the attention "
        "step and a test for it. Train it on a toy task, look inside at one thing it has "
        "learned, and publish the code with a page on what surprised you.",
        "You list {skill} among your skills, and having built a model once makes safety research "
        "far easier to read.",
        skill=_CODE,
        level=Level.ENTRY,
    ),
    Template(
        ActionType.TEACH_WRITE,
        "Mentor one newcomer to AI safety in {skill}",
        "Offer two hours a month to somebody who is entering AI safety and needs {skill}, and "
        "write down this week the three mistakes you would like to spare them. Review one "
        "project of theirs from plan to release, and publish your advice as a short page others "
        "can use.",
        "You list {skill} among your skills, and someone a few steps behind you can learn from "
        "experience such as {work}.",
        skill=_HELPING,
        level=Level.SENIOR,
    ),
)
