"""Templates for growth areas, whatever the craft."""

from careeractions.action_types import ActionType
from careeractions.offline.template import Level, Template

TEMPLATES = (
    Template(
        ActionType.DEVELOP_SKILLS,
        "Practice {growth} in one small finished project",
        "Choose a project this week that involves {growth} and takes no more than five weekends. "
        "Ask someone who is experienced there for one hard look at your plan and one at the "
        "result, and finish with something you can show.",
        "Your matches name {growth} as something to build, and a finished project is the "
        "plainest evidence of it.",
    ),
    Template(
        ActionType.COLLABORATE,
        "Find a practice partner for work on {growth}",
        "Write to three people this week who are also building up {growth}, and propose an hour "
        "together every week for two months. Set each other tasks, comment on each other's work, "
        "and finish with one result each that you publish side by side.",
        "Your matches name {growth} as something to build, and a partner makes regular practice "
        "much more likely.",
    ),
    Template(
        ActionType.VOLUNTEER,
        "Gain practice in {growth} by volunteering",
        "Look this week for a small project in AI safety that has need of {growth}, and say "
        "openly that you are still learning. Offer three hours a week for two months under the "
        "eye of somebody experienced, and agree on one piece of work that will be yours.",
        "Your matches name {growth} as something to build, and real tasks with somebody to ask "
        "are a good place to do so.",
    ),
    Template(
        ActionType.TEACH_WRITE,
        "Keep public learning notes on {growth}",
        "Begin this week with one page on what you know about {growth} and what you do not. Add "
        "a page each week on one thing you tried, correct the earlier pages as you go, and after "
        "two months edit the best into a guide for people who start where you did.",
        "Your matches name {growth} as something to build, and notes in public let others "
        "correct you while you learn.",
        level=Level.ENTRY,
    ),
    Template(
        ActionType.DEVELOP_SKILLS,
        "Take a repeated suggestion from your matches seriously",
        "Your matches suggest: {advice}. Write down this week the smallest piece of work that "
        "would show you have done so, ask one person whether it would convince them, and finish "
        "it within two months.",
        "This comes from your own matches, and people who read your profile will look for the "
        "same thing.",
    ),
    Template(
        ActionType.COLLABORATE,
        "Work on a suggested growth area with somebody",
        "Your matches suggest: {advice}. Find one person this week who has already done "
        "something of the kind, ask how they began, and agree on a small joint piece of work "
        "that you finish and show within two months.",
        "The suggestion comes from your own matches, and somebody who has been there can spare "
        "you detours.",
    ),
    Template(
        ActionType.VOLUNTEER,
        "Find volunteer work that closes a named gap",
        "Your matches suggest: {advice}. Look this week for a small AI safety project where you "
        "could do just that under guidance, offer three hours a week for two months, and agree "
        "on one result that you may show.",
        "The suggestion comes from your own matches, and doing the work is the surest answer to "
        "it.",
    ),
)
