"""Templates for people who protect systems."""

from careeractions.action_types import ActionType
from careeractions.offline.kinds import SECURE, TECHNICAL
from careeractions.offline.template import Level, Template

_SECURE = frozenset({SECURE})

TEMPLATES = (
    Template(
        ActionType.BUILD_TOOLS,
        "Write a reusable threat model for {interest}",
        "Sketch this week who might attack, what they want, and which three paths they would try "
        "when it comes to {interest}. Test the sketch with two people who run such systems, and "
        "publish a template with worked examples that a small team can fill in within a day.",
        "You list {skill} among your skills and {interest} among your interests; a template lets "
        "teams without a security person use both.",
        skill=_SECURE,
    ),
    Template(
        ActionType.BUILD_TOOLS,
        "Build a practice lab for {skill} around AI agents",
        "Set up this week an isolated machine with one tool-using agent and one weakness you "
        "chose on purpose. Add three exercises on {skill} with solutions, and publish the lab so "
        "that others can run it without touching a real system.",
        "You list {skill} among your skills, and a lab is how others can practice it on AI "
        "systems safely.",
        skill=_SECURE,
    ),
    Template(
        ActionType.REPLICATE,
        "Reproduce one published attack related to {interest}",
        "Choose a published attack related to {interest} that you can try on a system you own, "
        "and write down this week what success would look like. Reproduce it, then test the "
        "defense that its authors suggest, and report both results with enough detail to repeat "
        "them.",
        "Your experience with {skill} lets you judge whether an attack on paper works in "
        "practice, and you name {interest} as an interest.",
        skill=_SECURE,
        interest=frozenset({TECHNICAL}),
    ),
    Template(
        ActionType.IDENTIFY_GAPS,
        "Compare {interest} with lessons you know from {skill}",
        "Write down this week ten practices that are routine in {skill}, and mark which have an "
        "equivalent for {interest}. Ask two practitioners about the blanks, and publish a short "
        "paper on the missing practice that would matter most.",
        "You list {skill} among your skills and {interest} among your interests, so you can see "
        "which lessons have not been carried over yet.",
        skill=_SECURE,
    ),
    Template(
        ActionType.IDENTIFY_GAPS,
        "Chart how insiders could undermine {interest}",
        "List this week the roles with legitimate access that matter for {interest}, and what "
        "each could do unnoticed. Mark which controls would notice, discuss the chart with a "
        "colleague you trust, and publish a general version without details of any real system.",
        "You name {interest} as an interest, and {work} is experience with how access is really "
        "used.",
        interest=frozenset({TECHNICAL}),
    ),
    Template(
        ActionType.VOLUNTEER,
        "Review one small safety group's setup using {skill}",
        "Small research groups seldom have a security person. Write to one this week and offer a "
        "free review limited to ten hours, with {skill} as its focus; agree on scope in writing, "
        "and leave behind five ranked findings and a one-page plan they can carry out "
        "themselves.",
        "You list {skill} among your skills, and a limited review is something a group that "
        "cannot hire can still accept.",
        skill=_SECURE,
    ),
    Template(
        ActionType.TEACH_WRITE,
        "Teach {skill} basics to AI safety researchers",
        "Ask three researchers this week what they wish they knew about {skill}, and build a "
        "ninety-minute session around their answers. Hold it once online, improve it, and "
        "publish slides and exercises so that others can repeat it.",
        "You list {skill} among your skills, and explaining it to researchers is a way into "
        "their questions as well.",
        skill=_SECURE,
    ),
    Template(
        ActionType.START_ORG,
        "Convene a tabletop exercise on {interest}",
        "Write a two-page scenario this week in which something goes wrong with {interest}, with "
        "three decisions to make under time pressure. Invite six people with different roles to "
        "play it for two hours, and publish the scenario together with what you learned.",
        "Your experience with {skill} makes such a scenario realistic, and you name {interest} "
        "as an interest.",
        skill=_SECURE,
    ),
    Template(
        ActionType.COLLABORATE,
        "Pair with a policy specialist on {interest}",
        "Find somebody who writes rules or standards touching {interest}, and ask them this week "
        "which technical claim they find hardest to judge. Answer it together in a four-page "
        "note that draws on {skill}, and send it to two people who draft such rules.",
        "You bring {skill} to {interest}, and a partner from policy can bring your knowledge to "
        "those who decide.",
        skill=_SECURE,
    ),
    Template(
        ActionType.DEVELOP_SKILLS,
        "Run one lab exercise involving {growth}",
        "Design this week a small exercise that combines {growth} with a security question you "
        "know well, on a machine you own. Give it four weekends, keep notes as you would for an "
        "incident, and publish the exercise with your solution and your mistakes.",
        "Your matches name {growth} as something to build, and experience with {skill} gives you "
        "familiar ground to start from.",
        skill=_SECURE,
    ),
    Template(
        ActionType.TEACH_WRITE,
        "Mentor a security colleague toward {interest}",
        "Think this week of one person in security who might move into {interest}, and invite "
        "them to a conversation. Give them one well-defined task, review it with them over two "
        "months, and publish what came of it together with your notes on making the change.",
        "With {work} behind you, you can tell which security habits carry over to {interest}.",
        level=Level.SENIOR,
    ),
)
