"""Templates for people with a profession outside the usual ones of AI safety."""

from careeractions.action_types import ActionType
from careeractions.offline.kinds import CODE, DATA, EXPRESS, MEDIA, NUMBERS, ORGANIZE, TEACH, WEB
from careeractions.offline.template import Level, Template

TEMPLATES = (
    Template(
        ActionType.BUILD_TOOLS,
        "Write twenty test questions from everyday {field}",
        "Write down this week five realistic situations from {field} in which a confident but "
        "wrong answer by an AI system would do harm. Extend them to twenty, with the right "
        "answer and why it is right, leave out everything confidential, and publish them for "
        "people who evaluate models.",
        "Evaluators can rarely write such questions themselves; {practice} is where you have "
        "seen what a right answer looks like.",
    ),
    Template(
        ActionType.BUILD_TOOLS,
        "Draft a checklist for using AI in {field}",
        "List this week five moments in {field} at which someone might rely on an AI system "
        "without checking. Write one line on what to check at each, test the list with three "
        "colleagues, and publish a single page that people can keep at hand.",
        "Your background in {field} tells you which checks fit into a real working day and which "
        "will be skipped.",
    ),
    Template(
        ActionType.IDENTIFY_GAPS,
        "Describe how AI failures could affect {field}",
        "Note this week three decisions in {field} that an AI system prepares today or soon "
        "could, and what a wrong one would cost. Ask two colleagues what would catch the error, "
        "and write two pages for safety researchers who have never worked there.",
        "Your profile shows {practice}; people who build AI systems seldom know what can go "
        "wrong there.",
    ),
    Template(
        ActionType.IDENTIFY_GAPS,
        "Compare {field} with current thinking on {interest}",
        "Write down this week five ways in which {field} prevents, reports or learns from "
        "mistakes. Look up how people who work on {interest} treat the same five problems, and "
        "publish a short comparison with the one practice most worth carrying over.",
        "You come from {field} and name {interest} as an interest; few people can compare the "
        "two from their own experience.",
    ),
    Template(
        ActionType.TEACH_WRITE,
        "Explain AI risks to people in {field}",
        "Collect this week three questions that colleagues in {field} ask about AI. Answer them "
        "in a talk of twenty minutes with examples from your own work, hold it once for a few "
        "people, and publish the improved version as a page others can use.",
        "Because of {practice}, colleagues will take an explanation from you that they would not "
        "take from an outsider.",
    ),
    Template(
        ActionType.TEACH_WRITE,
        "Describe a working day in {field} for researchers",
        "Write one page this week about an ordinary day in {field}: who decides what, with which "
        "information, under what pressure. Add where AI tools have begun to appear, have a "
        "colleague check it for anything confidential, and publish it for people who study the "
        "effects of AI.",
        "Your profile shows {practice}, and researchers often have to guess at what you know "
        "firsthand.",
    ),
    Template(
        ActionType.COLLABORATE,
        "Pair your knowledge of {field} with a researcher",
        "Find someone who evaluates AI systems, and offer this week to spend an hour on how "
        "{field} works in practice. Choose one small question that needs both of you, meet every "
        "other week, and publish a short joint note after two months.",
        "You bring what you know of {field}, and you list {skill} among your skills; a "
        "researcher brings the methods, and neither of you needs the other's training.",
    ),
    Template(
        ActionType.COLLABORATE,
        "Compare notes on AI between {field} and another profession",
        "Find one person from a quite different profession who also sees AI tools arriving, and "
        "ask them this week for an hour. Each of you lists where the tools help, where they "
        "fail, and who notices; publish a joint page on what {field} can learn from the other "
        "side, and the reverse.",
        "You know {field} from the inside, and warnings that two professions share are hard to "
        "dismiss as a special case.",
    ),
    Template(
        ActionType.VOLUNTEER,
        "Offer your view from {field} as a reviewer",
        "Look this week for two AI safety projects that touch {field}, and offer each to read "
        "one draft as someone from practice. Answer within a week with the three points that an "
        "outsider gets wrong, and keep a list of what changed because of you.",
        "Your profile shows {practice}, and a reader from practice is what such projects seldom "
        "have.",
    ),
    Template(
        ActionType.VOLUNTEER,
        "Bring {skill} to a community learning about AI",
        "Find a local or online group that discusses the effects of AI, and ask this week what "
        "keeps it from reaching people like your colleagues. Offer {skill} for two months, three "
        "hours a week, and leave behind one thing the group can keep using.",
        "You list {skill} among your skills and know {field} from the inside; both help a group "
        "to reach beyond its usual circle.",
        skill=frozenset({CODE, DATA, EXPRESS, MEDIA, NUMBERS, ORGANIZE, TEACH, WEB}),
    ),
    Template(
        ActionType.START_ORG,
        "Start a lunch circle on AI in {field}",
        "Invite four colleagues from {field} to a lunch {where}, and ask each this week for one "
        "AI tool they have met and one worry. Meet three times, keep a page of notes per "
        "meeting, and finish with a list of concerns that you can send to people who do safety "
        "work.",
        "You know {field} from {practice}, and colleagues talk more openly among themselves than "
        "in a survey.",
    ),
    Template(
        ActionType.REPLICATE,
        "Rework one published AI test for {field}",
        "Choose a published test of a language model that can be run by hand in a chat window, "
        "and replace its questions this week with ten from {field}. Run it on two systems, judge "
        "the answers as you would a colleague's, and publish how far the published result "
        "carries over.",
        "Judging the answers takes somebody who knows {field}, and your profile shows {practice}.",
    ),
    Template(
        ActionType.DEVELOP_SKILLS,
        "Learn the basics of {interest} by way of {field}",
        "Choose three introductory texts on {interest}, and after the first one, this week, "
        "write down where it reminds you of {field}. Discuss those parallels with someone who "
        "works on the subject, and finish with two pages that explain it to your colleagues.",
        "You name {interest} as an interest, and what you know from {field} gives you something "
        "to hold it against.",
    ),
    Template(
        ActionType.DEVELOP_SKILLS,
        "Connect {growth} with your background in {field}",
        "Write down this week one task in {field} for which {growth} would be useful. Work on it "
        "an hour at a time for six weeks, ask somebody who is good at it for comments twice, and "
        "finish with one example you can show.",
        "Your matches name {growth} as something to build, and a task from {field} lets you "
        "learn it on familiar ground.",
    ),
    Template(
        ActionType.DEVELOP_SKILLS,
        "Try three kinds of safety work from {field}",
        "Give one evening each to reading about AI policy, about evaluations, and about helping "
        "groups run well, beginning this week with the one you know least. Note where {field} "
        "and {skill} would help, and finish with one page on which of the three you will pursue "
        "and what you would do first.",
        "Your profile names {field} but no AI safety interests yet, so it is worth comparing "
        "before you choose.",
        unless="interest",
    ),
    Template(
        ActionType.START_ORG,
        "Lead a working group on AI within {field}",
        "Write half a page this week on one question about AI that {field} should settle for "
        "itself, and invite five experienced colleagues. Meet every two weeks for two months "
        "under your lead, and finish with recommendations that an employer or association could "
        "adopt.",
        "Experience such as {practice} gives colleagues a reason to follow your invitation.",
        level=Level.SENIOR,
    ),
)
