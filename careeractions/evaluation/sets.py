"""Measure one set of career actions against its person, with evaluators of pydantic-evals."""

import asyncio
from dataclasses import dataclass

from pydantic_evals import Case, Dataset
from pydantic_evals.evaluators import Evaluator, EvaluatorContext

from careeractions.checks import Finding, Treatment, check_set
from careeractions.evaluation.backends import Writer
from careeractions.evaluation.people import InventedPerson, saved
from careeractions.offline.topics import content_stems
from careeractions.showing import CardTexts
from careeractions.validation import Draft, check_answer
from talentnet.languages import language_of
from talentnet.profiles.anchors import ProfileAnchor, ProfileAnchors
from talentnet.profiles.models import Profile

# Content words of the goal that a card has to share; a shorter goal needs all of its words.
GOAL_WORDS = 2
# Sections of the profile page, by anchor, that aren't deeds, goals or wishes.
_LISTS = frozenset({"skills", "interests", "preferences", "basics"})


@dataclass(frozen=True)
class EvaluatedSet:
    """One person's set, read and checked once; the evaluators only count."""

    person: InventedPerson
    profile: Profile
    drafts: list[Draft]
    issues: list[str]
    findings: list[Finding]
    anchors: list[list[ProfileAnchor | None]]
    """Place in the profile of each basis element, per card."""


def evaluated(person: InventedPerson, writer: Writer) -> EvaluatedSet:
    profile = saved(person)
    checked = check_answer(writer(person, profile))
    places = ProfileAnchors.of(profile)
    return EvaluatedSet(
        person,
        profile,
        checked.drafts,
        checked.issues,
        check_set(checked.drafts, profile, []),
        [[places.find(element) for element in draft.profile_basis] for draft in checked.drafts],
    )


type Context = EvaluatorContext[EvaluatedSet, EvaluatedSet, None]


@dataclass
class FormEvaluator(Evaluator[EvaluatedSet, EvaluatedSet, None]):
    """Size of the set, its types, and violations of the schema."""

    def evaluate(self, ctx: Context) -> dict[str, float]:
        drafts = ctx.output.drafts
        return {
            "cards": len(drafts),
            "types": len({draft.type for draft in drafts}),
            "schema_issues": len(ctx.output.issues),
        }


@dataclass
class ChecksEvaluator(Evaluator[EvaluatedSet, EvaluatedSet, None]):
    """Share of cards with a finding that hides something, and of cards hidden as a whole."""

    def evaluate(self, ctx: Context) -> dict[str, float]:
        output = ctx.output
        hiding = {f.action for f in output.findings if f.severity != Treatment.NOTE}
        noted = {f.action for f in output.findings}
        hidden = [n for n in range(len(output.drafts)) if _is_hidden(output, n)]
        return {
            "cards_with_hidden_text": _part(len(hiding), output),
            "cards_with_findings": _part(len(noted), output),
            "hidden_cards": _part(len(hidden), output),
        }


@dataclass
class BasisEvaluator(Evaluator[EvaluatedSet, EvaluatedSet, None]):
    """Share of basis elements found in the profile, and of cards that rest on deeds or goals."""

    def evaluate(self, ctx: Context) -> dict[str, float]:
        places = [place for card in ctx.output.anchors for place in card]
        resting = [any(p and p.anchor not in _LISTS for p in card) for card in ctx.output.anchors]
        return {
            "verified_basis": sum(p is not None for p in places) / len(places) if places else 0,
            "basis_from_deeds_or_goals": _part(sum(resting), ctx.output),
        }


@dataclass
class GoalEvaluator(Evaluator[EvaluatedSet, EvaluatedSet, None]):
    """True if a card takes up the goal: by its words, or by a passage of it in the basis."""

    def evaluate(self, ctx: Context) -> dict[str, float]:
        return {"goal_served": float(_serves_goal(ctx.output))}


EVALUATORS = (FormEvaluator(), ChecksEvaluator(), BasisEvaluator(), GoalEvaluator())


def measure(sets: list[EvaluatedSet]) -> dict[str, dict[str, float]]:
    """Scores by person and metric."""
    dataset: Dataset[EvaluatedSet, EvaluatedSet, None] = Dataset(
        name="career actions",
        cases=[Case(name=one.person.id, inputs=one) for one in sets],
        evaluators=EVALUATORS,
    )
    # Its own `evaluate_sync` expects a running event loop.
    report = asyncio.run(dataset.evaluate(_itself, progress=False, max_concurrency=1))
    return {
        case.name: {name: float(score.value) for name, score in case.scores.items()}
        for case in report.cases
    }


async def _itself(one: EvaluatedSet) -> EvaluatedSet:
    # Written and checked before: the event loop of the evaluation may not use the database.
    return one


def _part(count: int, output: EvaluatedSet) -> float:
    return count / len(output.drafts) if output.drafts else 0.0


def _is_hidden(output: EvaluatedSet, number: int) -> bool:
    draft = output.drafts[number]
    texts = CardTexts(draft.title, draft.description, draft.rationale, draft.profile_basis)
    return texts.is_hidden_by([f for f in output.findings if f.action == number])


def _serves_goal(output: EvaluatedSet) -> bool:
    goals = output.profile.career_goals
    if any(place and place.anchor == "goals" for card in output.anchors for place in card):
        return True
    if language_of(goals) not in ("", "en"):
        return False
    wanted = content_stems(goals)
    texts = (f"{draft.title} {draft.description}" for draft in output.drafts)
    return any(len(content_stems(text) & wanted) >= min(GOAL_WORDS, len(wanted)) for text in texts)
