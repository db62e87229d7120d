"""Sieve: short relevant postings aren't lost behind long texts."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matching.hard_filters import eligible_opportunities
from matching.ranking.fit import posting_of
from matching.ranking.nearest import Nearest, nearest
from matching.ranking.points import COMMON, FILLS
from matching.ranking.rank import rank, weighed
from matching.ranking.reading.candidate import Candidate, ElementKind
from matching.ranking.reading.thesaurus import NEAR
from matching.ranking.sieve import (
    IN_TEXT,
    LEVEL_MAY_BE_SAID,
    NAME_MAY_TELL,
    likely_hindrance,
    likely_relevance,
)
from matching.ranking.store import Store, Texts
from matching.ranking.subjects import subjects_in
from matching.ranking.texts import LEVEL, SUBJECTS, UNKNOWN, Text
from matching.ranking.tokens import Tokens
from talentnet.home.demo.seeding import seed_opportunities
from talentnet.opportunities.models import Opportunity
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory, WorkExperienceFactory

pytestmark = pytest.mark.django_db

GOALS = "Write of furniture, gardens, invoices, drawings, colleagues, lunches, walls and windows."
CHATTER = "Our furniture, gardens, invoices, drawings, colleagues, lunches, walls and windows. "


def a_candidate(**fields: Any) -> Candidate:
    defaults = {"skills": [], "ai_safety_interests": [], "career_goals": "", "headline": ""}
    made = ProfileFactory.create(**{**defaults, "summary": "", "seeking": "", **fields})
    return Candidate.of(Profile.objects.get(pk=made.pk))


def a_posting(title: str, description: str = "", **fields: Any) -> Opportunity:
    made: Opportunity = OpportunityFactory.create(
        title=title, **{"description": description, "requirements": "", "skills": [], **fields}
    )
    return made


def stored(folder: Path, *postings: tuple[str, str]) -> Texts:
    """Index of postings, given as pairs of title and description, in this order."""
    texts = [
        Text(str(number), title, [], "", description)
        for number, (title, description) in enumerate(postings)
    ]
    ids = {text.digest: number for number, text in enumerate(texts)}
    return Store(folder).add(lambda: ids, lambda wanted: [texts[number] for number in wanted])


def relevance(candidate: Candidate, texts: Texts) -> list[float]:
    return [float(one) for one in likely_relevance(candidate, texts, np.arange(len(texts)))]


def test_few_relevant_words_rank_above_many_irrelevant_ones() -> None:
    """The long postings are nearest by words, and outnumber those that are read."""
    profile = ProfileFactory.create(
        skills=[],
        ai_safety_interests=["mechanistic interpretability"],
        career_goals=GOALS,
        role_types=[],
    )
    for number in range(40):
        a_posting(f"Office Manager {number}", CHATTER * 8, requirements="Keep our books.")
    for number in range(120):
        a_posting(f"Lawn {number}")  # so that the words of the others are rare
    wanted = a_posting("Interpretability Residency")
    assert rank(profile, limit=2).best[0] == wanted.pk


@pytest.mark.parametrize(
    ("who", "most", "one"),
    [
        (
            {"location": "Oslo, Norway", "willing_to_relocate": False},
            {"location": "Lima, Peru"},
            {"location": "Oslo, Norway"},
        ),
        ({"headline": "Intern"}, {"experience_level": "lead"}, {"experience_level": "entry"}),
        ({}, {"organization": "Foxglove"}, {"organization": "AI Safety Institute"}),
        ({}, {"role_type": "operations"}, {"role_type": "engineering"}),
    ],
)
def test_suitable_terms_decide_between_equal_texts(
    who: dict[str, Any], most: dict[str, Any], one: dict[str, Any]
) -> None:
    profile = ProfileFactory.create(**{"skills": ["zebrafish"], "role_types": [], **who})
    WorkExperienceFactory.create(profile=profile, title="Software Engineer")
    text = {"title": "Zebrafish keeper", "skills": [], "role_type": "", "is_remote": False}
    for _ in range(8):
        a_posting(**{**text, **most})
    suits = a_posting(**{**text, **one})
    assert rank(profile, limit=1).best == [suits.pk]


def test_overdemanding_postings_do_not_displace_suitable_ones() -> None:
    profile = ProfileFactory.create(
        skills=["zebrafish"], role_types=[], experience_levels=["entry"]
    )
    suits = a_posting("Junior Zebrafish Keeper", "The lawn is mown in summer.")
    for number in range(8):
        a_posting(f"Head Zebrafish Keeper {number}")
    assert rank(profile, limit=1).best == [suits.pk]


def test_required_years_count_where_level_is_missing() -> None:
    profile = ProfileFactory.create(
        skills=["zebrafish"], role_types=[], experience_levels=["entry"]
    )
    fields = {"requirements": "Seven years of experience", "experience_level": ""}
    for number in range(8):
        a_posting(f"Zebrafish Keeper {number}", **fields)
    suits = a_posting("Zebrafish Keeper", "The lawn is mown in summer. " * 4, experience_level="")
    candidate, eligible = Candidate.of(profile), eligible_opportunities(profile)
    looks = nearest(candidate, eligible, pool_size=9, shortlist_size=9).looks
    assert [look.level for look in looks.values()].count(2) == 8
    assert weighed(candidate, eligible, looks)[0].id == suits.pk
    said = a_posting("Zebrafish Keeper", **(fields | {"experience_level": "entry"}))
    looks = nearest(candidate, eligible.all(), pool_size=10, shortlist_size=10).looks
    assert weighed(candidate, eligible.all(), looks)[0].id == said.pk


def test_words_count_where_no_element_matches() -> None:
    profile = ProfileFactory.create(
        skills=[], ai_safety_interests=[], headline="", career_goals=GOALS, role_types=[]
    )
    for number in range(3):
        a_posting(f"Lawn {number}")
    suits = a_posting("Furniture")
    assert rank(profile, limit=1).best == [suits.pk]


@pytest.mark.parametrize(
    "change", [{"title": "Lawn"}, {"status": "archived"}], ids=["text", "status"]
)
def test_opportunity_changed_during_ranking_is_left_out(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]
) -> None:
    kept, changed = a_posting("Zebrafish"), a_posting("Zebrafish keeper")

    def nearest_and_changed(*args: Any, **options: Any) -> Nearest:
        found = nearest(*args, **options)
        Opportunity.objects.filter(pk=changed.pk).update(**change)
        return found

    monkeypatch.setattr("matching.ranking.nearest.nearest", nearest_and_changed)
    assert rank(ProfileFactory.create(), limit=5).best == [kept.pk]


def test_phrase_counts_most_in_title(tmp_path: Path) -> None:
    texts = stored(
        tmp_path,
        ("Zebra breeding lead", ""),
        ("Somebody", "Good at zebra breeding."),
        ("Somebody", "Breeding what is no zebra."),
        ("Somebody", "A zebra."),
    )
    in_title, in_text, apart, half = relevance(a_candidate(skills=["zebra breeding"]), texts)
    assert in_title > in_text == apart > half == 0
    strength = -np.log(1 - in_text / 0.38) / -np.log(1 - in_title / 0.38)
    assert strength == pytest.approx(IN_TEXT, rel=1e-4)


def test_related_concept_counts_less_than_same_concept(tmp_path: Path) -> None:
    texts = stored(tmp_path, ("Mech interp", ""), ("AI alignment", ""), ("Lawn mowing", ""))
    candidate = a_candidate(ai_safety_interests=["mechanistic interpretability"])
    near = {r.stems: r.strength for r in candidate.readings[0]}
    assert near[("mech", "interp")] == 1
    same, _, other = relevance(candidate, texts)
    assert same > 0 == other
    assert NEAR in near.values()


def test_common_word_counts_as_tool_only_where_it_stands_alone(
    tmp_path: Path,
) -> None:
    postings = [
        Text("0", "React developer", [], "", ""),
        Text("1", "Developer", ["React", "Django"], "", ""),
        Text("2", "Nurse", [], "", "We react within minutes."),
    ]
    texts = Store(tmp_path).add(
        lambda: {"0": 0, "1": 1, "2": 2}, lambda ids: [postings[n] for n in ids]
    )
    in_title, in_skills, in_text = relevance(a_candidate(skills=["React"]), texts)
    assert in_title > in_skills > in_text == 0


def test_frequent_phrase_counts_less(tmp_path: Path) -> None:
    texts = stored(tmp_path, ("Machine learning", ""), ("Zebrafish", ""))
    common, rare = relevance(a_candidate(skills=["machine learning", "zebrafish"]), texts)
    assert np.log(1 - common / 0.38) / np.log(1 - rare / 0.38) == pytest.approx(COMMON, rel=1e-4)


def test_elements_add_up_and_strongest_wording_counts(tmp_path: Path) -> None:
    texts = stored(tmp_path, ("Python, SQL", ""), ("Python", ""), ("Python python", "Python"))
    both, one, again = relevance(a_candidate(skills=["Python", "SQL"]), texts)
    assert both > one == again > 0


@pytest.mark.parametrize(
    ("skill", "title"),
    [
        ("People operations", "People Operations Partner"),
        ("power-seeking AI", "Power-seeking AI"),
        ("Learning during deployment", "Learning during deployment"),
        ("Teams", "Our Teams"),
        ("Positioning", "Positioning"),
    ],
)
def test_filler_words_do_not_hide_the_others(tmp_path: Path, skill: str, title: str) -> None:
    """The index drops stop words ("people"), but elements have their stems ("peopl")."""
    texts = stored(tmp_path, (title, ""), ("Lawn mowing", ""))
    said, other = relevance(a_candidate(skills=[skill]), texts)
    most, fill = FILLS[ElementKind.SKILL]
    assert said == pytest.approx(most * (1 - np.exp(-1 / fill)))
    assert other == 0


def test_phrase_absent_from_all_postings_is_accepted(tmp_path: Path) -> None:
    texts = stored(tmp_path, ("Lawn mowing", ""))
    assert relevance(a_candidate(skills=["zebrafish", "!", "the"]), texts) == [0]
    assert relevance(a_candidate(), texts) == [0]


def test_words_of_later_additions_match(tmp_path: Path) -> None:
    """New words have columns beyond the width of the first part."""
    stored(tmp_path, ("Lawn mowing", ""))
    lawn, fish = Text("0", "Lawn mowing", [], "", ""), Text("1", "Zebrafish", [], "", "")
    texts = Store(tmp_path).add(
        lambda: {"0": 0, "1": 1}, lambda ids: [(lawn, fish)[n] for n in ids]
    )
    assert len(texts.parts) == 2
    first, second = relevance(a_candidate(skills=["zebrafish"]), texts)
    assert first == 0 < second
    assert relevance(a_candidate(skills=["lawn mowing"]), texts)[0] > 0


def test_facts_stay_with_their_text_after_compaction(tmp_path: Path) -> None:
    texts = {
        name: Text(name, title, [], "", "")
        for name, title in (
            ("gone", "Head of Zebrafish"),
            ("kept", "Junior lawn mower"),
            ("new", "Interpretability Zebrafish"),
        )
    }

    def add(*names: str) -> Texts:
        ids = {name: number for number, name in enumerate(names)}
        return Store(tmp_path).add(lambda: ids, lambda wanted: [texts[names[n]] for n in wanted])

    assert add("gone", "kept").facts.tolist() == [[3, 0], [0, 0]]
    index = add("kept", "new")
    assert len(index.parts) == 1
    assert dict(zip(index.digests, index.facts.tolist(), strict=True)) == {
        "kept": [0, 0],
        "new": [UNKNOWN, 1],
    }
    fish = relevance(a_candidate(skills=["zebrafish"]), index)
    lawn = relevance(a_candidate(skills=["lawn"]), index)
    assert fish == lawn[::-1] == [0, max(fish)]


def test_wrong_level_and_field_lower_points() -> None:
    candidate = a_candidate(ai_safety_interests=["evals"], experience_levels=["entry"])
    facts = np.array([[0, 2], [3, 2], [UNKNOWN, 2], [0, 0]], np.int8)
    suits, too_high, unknown, other_field = likely_hindrance(candidate, facts)
    assert suits == 1 > unknown > too_high
    # A text that asks for much may be of a posting that says "entry", from a name that says more.
    assert (too_high, other_field) == (LEVEL_MAY_BE_SAID, NAME_MAY_TELL)


def test_career_changer_is_not_held_to_former_level() -> None:
    """The role type isn't known here, and a lower level is fine in a new one."""
    made = ProfileFactory.create(experience_levels=[], ai_safety_interests=[])
    WorkExperienceFactory.create(
        profile=made, title="Senior Teacher", start_date="2000", end_date=""
    )
    candidate = Candidate.of(made)
    facts = np.array([[level, 2] for level in (0, 1, 2, 3)], np.int8)
    entry, mid, senior, lead = likely_hindrance(candidate, facts)
    assert entry == mid == senior == 1 > lead


@pytest.mark.parametrize(
    ("title", "description", "subjects"),
    [
        ("AI safety", "", 2),
        ("Interpretability", "of mechanistic interpretability, mech interp", 1),
        ("Interpretability, evals", "", 2),
        ("Interpretability, evals and RLHF", "Governance of compute", 2),
        ("Lawn mowing", "Compute the height. Governance is by the mayor.", 0),
        ("", "", 0),
        ("Research", "The research is to be well done.", 0),
        ("Alignment of AI", "", 1),
        ("Loss of control", "", 1),
        ("Control loss", "", 0),
        ("Oversight", "Loss of the control", 0),
    ],
)
def test_subject_counts(tmp_path: Path, title: str, description: str, subjects: int) -> None:
    texts = stored(tmp_path, ("", "Governance of AI"), (title, description))
    assert texts.facts[1, SUBJECTS] == subjects
    assert posting_of(a_posting(title, description)).subjects == subjects


def test_subject_never_spans_two_texts(tmp_path: Path) -> None:
    texts = stored(tmp_path, ("", "Nucleic acid"), ("Synthesis screening", ""))
    assert texts.facts[:, SUBJECTS].tolist() == [0, 1]


def test_short_text_can_name_subjects() -> None:
    """The vocabulary has all words of "nucleic acid synthesis screening", the text only two."""
    number_of = {"nucleic": 0, "acid": 1, "synthesi": 2, "screen": 3}
    short = Tokens([np.array([0, 1], np.int32)])
    whole = Tokens([np.arange(4, dtype=np.int32)])
    assert subjects_in(whole, number_of).tolist() == [1]
    assert subjects_in(short, number_of).tolist() == [0]
    assert subjects_in(Tokens([]), number_of).tolist() == []


@pytest.mark.parametrize("title", ["Intern", "Keeper", "Senior Keeper", "Head of Keeping", ""])
@pytest.mark.parametrize("requirements", ["", "Three years of experience", "7+ years"])
def test_levels_of_titles_and_years(tmp_path: Path, title: str, requirements: str) -> None:
    read = posting_of(a_posting(title, requirements=requirements, experience_level=""))
    text = Text("0", title, [], requirements, "")
    texts = Store(tmp_path).add(lambda: {"0": 0}, lambda _: [text])
    assert texts.facts[0, LEVEL] == (UNKNOWN if read.level is None else read.level)


def test_sieve_agrees_with_full_reading_on_demo_data(tmp_path: Path) -> None:
    """Only sentences on skills that aren't needed may make a difference."""
    seed_opportunities()
    postings = list(Opportunity.objects.order_by("pk"))
    texts = [Text(str(o.pk), o.title, o.skills, o.requirements, o.description) for o in postings]
    ids = {text.digest: number for number, text in enumerate(texts)}
    found = Store(tmp_path).add(lambda: ids, lambda wanted: [texts[n] for n in wanted])
    subjects = [posting_of(posting).subjects for posting in postings]
    agreeing = (found.facts[:, SUBJECTS] == subjects).sum()
    assert agreeing >= 0.95 * len(postings) > 20
