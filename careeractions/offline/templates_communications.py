"""Templates for people who write, edit, report and produce."""

from careeractions.action_types import ActionType
from careeractions.offline.kinds import EXPRESS, MEDIA
from careeractions.offline.template import Level, Template

_EXPRESS = frozenset({EXPRESS, MEDIA})
_IN_WRITING = frozenset({EXPRESS})

TEMPLATES = (
    Template(
        ActionType.TEACH_WRITE,
        "Write one plain-language story about {interest}",
        "Find one concrete case behind {interest}, and write its first paragraph this week for a "
        "reader who has never heard of it. Build the story with {skill}, let a specialist check "
        "every claim, and publish it with a note on what remains uncertain.",
        "You list {skill} among your skills, and readers meet more noise than explanation when "
        "they read about {interest}.",
        skill=_EXPRESS,
    ),
    Template(
        ActionType.TEACH_WRITE,
        "Run a workshop on {skill} for researchers",
        "Ask three researchers this week for one page they are not happy with, and mark what "
        "stops a reader. Build a two-hour workshop on {skill} around those pages, hold it once, "
        "and publish the exercises with before and after examples, if the authors agree.",
        "You list {skill} among your skills, and researchers who explain their work well reach "
        "people you could not reach for them.",
        skill=_IN_WRITING,
    ),
    Template(
        ActionType.TEACH_WRITE,
        "Coach two beginners reporting on {interest}",
        "Offer two writers at the start of their path three editing sessions each, and note this "
        "week the mistakes you see most in texts about {interest}. Take one piece by each to "
        "publication, and turn your notes into a short guide for the next people.",
        "A beginner can learn from experience such as {work}, and you name {interest} as an "
        "interest yourself.",
        level=Level.SENIOR,
    ),
    Template(
        ActionType.COLLABORATE,
        "Help one researcher explain {interest} in public",
        "Choose a researcher whose work on {interest} deserves more readers, and ask this week "
        "for half an hour about one result. Write the article or talk together, with {skill} as "
        "your part and the facts as theirs, and publish it under both names.",
        "You bring {skill} and an interest in {interest}; the researcher brings what can be said "
        "with certainty.",
        skill=_EXPRESS,
    ),
    Template(
        ActionType.COLLABORATE,
        "Record three short conversations about {interest}",
        "List three people who disagree about {interest}, and invite the first this week to a "
        "conversation of twenty minutes. Prepare the same four questions for all of them, cut "
        "the recordings until they are easy to follow, and publish all three with a summary of "
        "where they part ways.",
        "You list {skill} among your skills, and disagreement about {interest} is easier to "
        "understand in people's own voices.",
        skill=frozenset({MEDIA}),
    ),
    Template(
        ActionType.START_ORG,
        "Launch a four-issue newsletter about {interest}",
        "Decide this week whom the newsletter is for and what each of the four issues answers "
        "about {interest}. Send the first to twenty people you ask personally, use {skill} to "
        "keep it short and clear, and decide after the fourth, from the replies, whether it goes "
        "on.",
        "You list {skill} among your skills, and a fixed number of issues lets you test an "
        "audience for {interest} without promising forever.",
        skill=_EXPRESS,
    ),
    Template(
        ActionType.IDENTIFY_GAPS,
        "Study how news coverage treats {interest}",
        "Collect twenty articles about {interest} from one month, and this week code the first "
        "five: who is quoted, what is claimed, what is left out. Publish the pattern with "
        "examples, and end with three story ideas that nobody has taken up.",
        "Your experience with {skill} lets you read coverage as a practitioner, and you name "
        "{interest} as an interest.",
        skill=_IN_WRITING,
    ),
    Template(
        ActionType.IDENTIFY_GAPS,
        "Ask ten readers what puzzles them about {interest}",
        "Write five open questions about {interest} this week, and put them to two people "
        "outside the field. After ten conversations, publish what people get wrong, what they "
        "are right to worry about, and which explanation does not exist yet.",
        "You know from {work} that good explanation starts with the reader, and you name "
        "{interest} as an interest.",
    ),
    Template(
        ActionType.BUILD_TOOLS,
        "Build a shared fact file on {interest}",
        "Write down this week the ten claims about {interest} that come up most, with the best "
        "source you can find for each. Have two specialists correct them, and publish the file "
        "with dates and degrees of certainty, so that other writers can rely on it.",
        "You list {skill} among your skills; a checked fact file on {interest} saves every later "
        "writer the same work.",
        skill=_EXPRESS,
    ),
    Template(
        ActionType.BUILD_TOOLS,
        "Make a kit for {skill} that researchers can use",
        "Note this week the five steps that you follow yourself in {skill} without thinking. "
        "Turn them into a checklist, a template and one good and one bad example, try them on "
        "two researchers with something to announce, and publish the kit.",
        "You list {skill} among your skills, and small research groups seldom have anyone whose "
        "craft that is.",
        skill=_EXPRESS,
    ),
    Template(
        ActionType.VOLUNTEER,
        "Lend {skill} to one safety group's public texts",
        "Read what three small safety groups publish, and send one of them this week a single "
        "page of theirs, improved. If they like it, offer {skill} for two months, three hours a "
        "week, and finish with a short style guide they can keep.",
        "You list {skill} among your skills, and an improved page shows it better than any offer "
        "could.",
        skill=_IN_WRITING,
    ),
    Template(
        ActionType.REPLICATE,
        "Trace one claim about {interest} to its source",
        "Choose a striking claim about {interest} that many repeat, and this week find the "
        "earliest place where you can read it. Compare what the original study did with what is "
        "said today, ask one of its readers or authors, and publish what survives of the claim.",
        "You list {skill} among your skills, and readers of texts about {interest} depend on "
        "people who check before repeating.",
        skill=_IN_WRITING,
    ),
    Template(
        ActionType.DEVELOP_SKILLS,
        "Publish one short piece that involves {growth}",
        "Choose a question about {interest} that you cannot write about well without some grasp "
        "of {growth}, and ask one person this week to explain the basics to you. Write eight "
        "hundred words, have them checked by that person, and publish them with what you still "
        "do not understand.",
        "Your matches name {growth} as something to build, and you learn a subject by having to "
        "explain it.",
    ),
    Template(
        ActionType.DEVELOP_SKILLS,
        "Build a first portfolio piece about {interest}",
        "Pick one question about {interest} and write this week the headline and three sentences "
        "you would like to be able to publish. Research it for a month, ask one experienced "
        "writer for hard comments, and finish with one piece good enough to show to anybody.",
        "You are near the beginning of this path, and one finished piece about {interest} says "
        "more than a list of plans.",
        level=Level.ENTRY,
    ),
)
