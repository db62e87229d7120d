"""Reading of texts: words, synonyms, levels, requirements and positions of phrases."""

import pytest

from matching.ranking.fit import Candidate, compare
from matching.ranking.points import points_of
from matching.ranking.reading.demands import demands_in
from matching.ranking.reading.levels import level_of_posting, years_of
from matching.ranking.reading.neutral import without_name
from matching.ranking.reading.posting import PhraseIndex, Posting
from matching.ranking.reading.prose import stems_of_prose
from matching.ranking.reading.skills import listed_in
from matching.ranking.reading.sought import titles_in
from matching.ranking.reading.thesaurus import Thesaurus, thesaurus
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.tests.factories import ProfileFactory, WorkExperienceFactory
from talentnet.stems import spans_of, stems_of, words_of

TEXTS = ["Red-teaming, C++ and C#!", "İstanbul ﬀ ß", "a\u2028b\x00c", "AI/ML — Node.js", "", "…"]


@pytest.mark.parametrize("text", TEXTS)
def test_spans_and_stems_align_with_words(text: str) -> None:
    spans = spans_of(text)
    assert len(spans) == len(stems_of(text)) == len(words_of(text))
    assert [text[start:end].casefold() for start, end in spans] == words_of(text)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("mentors", "mentoring", True),
        ("policies", "policy", True),
        ("experience", "experiments", False),
        ("interpret", "interpretability", False),
        ("organ", "organization", False),
        ("reports", "reporters", False),
        ("scheming", "schemes", False),
        ("physics", "physical", False),
        ("explainers", "explained", False),
        ("program management", "program managers", True),
    ],
)
def test_stemming_cuts_only_endings(one: str, other: str, alike: bool) -> None:
    assert (stems_of(one) == stems_of(other)) is alike


def test_concepts_sharing_spelling_are_merged() -> None:
    made = Thesaurus([["a b", "c"], ["d"], ["d", "c"]], [["a b", "e f"]])
    assert made.concept_of("a b") == made.concept_of("C") == made.concept_of("d")
    strengths = {" ".join(reading.stems): reading.strength for reading in made.readings("d")}
    assert strengths == {"d": 1.0, "a b": 1.0, "c": 1.0, "e f": 0.4}
    assert made.readings("") == ()


def test_longest_phrase_at_position_wins() -> None:
    found = list(thesaurus().scan(stems_of("We do mech interp and red teaming.")))
    assert [(one.start, one.length) for one in found] == [(2, 2), (5, 2)]


@pytest.mark.parametrize(
    ("stated", "title", "requirements", "level"),
    [
        ("lead", "Intern", "", 3),
        ("", "Senior Engineer", "One year.", 2),
        ("", "Lead / Senior Engineer", "", 2),
        ("", "Chief of Staff", "", 2),
        ("", "Executive Assistant to the Chief Scientist", "", None),
        ("", "Growth Marketer (Entry-level)", "", 0),
        ("", "Engineer", "Five or more years of Go; two years of Rust.", 2),
        ("", "Engineer", "3-5 years", 1),
        ("", "Engineer", "A year of work", None),
        ("", "Leading light", "", None),
    ],
)
def test_experience_levels(stated: str, title: str, requirements: str, level: int | None) -> None:
    assert level_of_posting(stated, title, requirements) == level


def test_years_are_counted_once() -> None:
    assert years_of([("2010", "2012-12"), ("2011-01", "2012-06"), ("x", ""), ("", "")]) == 3
    assert years_of([("2020-06", "2019")]) == 0
    assert years_of([("0001", "")]) == 45


@pytest.mark.parametrize(
    ("requirements", "demands"),
    [
        ("A PhD in machine learning.", ["a doctorate"]),
        ("A PhD or an equivalent record.", []),
        ("No PhD needed.", []),
        ("Enrolled in a PhD program.", ["students"]),
        (
            "Not open to people who have finished a PhD.",
            ["people who have not finished a doctorate"],
        ),
        ("A law degree and three years.", ["a degree in law"]),
        ("A graduate degree in law, economics or a science.", []),
        ("", []),
    ],
)
def test_requirements_are_extracted(requirements: str, demands: list[str]) -> None:
    assert sorted(demands_in(requirements)) == demands


def test_phrase_is_located_in_most_significant_part() -> None:
    posting = Posting("Evals", ("Rust",), "Managing small grants well.", "Rust, RLHF; Evals.")
    phrases = ["evals", "Rust", "RLHF", "small managing", "grant well managing"]
    met = posting.meet(PhraseIndex(thesaurus().readings(phrase) for phrase in phrases))
    assert [(met[n].place.part, posting.words_at(met[n].place)) for n in sorted(met)] == [
        ("title", "Evals"),
        ("skills", "Rust"),
        ("description", "RLHF"),
        ("requirements", "Managing small"),
        ("requirements", "Managing small grants well"),
    ]
    assert met[3].strength < met[2].strength < met[1].strength < met[0].strength


@pytest.mark.parametrize(
    ("text", "stem", "is_there"),
    [
        ("We react to swift action and excel at it.", "react", False),
        ("You know React, Swift and more.", "react", True),
        ("- React\n- Swift", "react", True),
        ("React to what comes.", "react", False),
        ("Experience with Go or C.", "go", True),
        ("Experience with Go or C.", "c", True),
        ("We go on.", "go", False),
        ("After our Series C round", "c", False),
        ("The R&D department", "r", False),
        ("Reactive, and reacting", "react", False),
        ("No Python Required.", "python", False),
        ("No remote work, Python required.", "python", True),
        ("No office but Python is required.", "python", True),
        ("Strong Python (a PhD is not required)", "python", True),
        ("We love Python! A PhD is not required.", "python", True),
        ("Node.js is not required.", "node", False),
        ("Our Go-to-Market team", "go", False),
        ("It starts in Spring 2027.", "spring", False),
        ("WE REACT QUICKLY", "react", False),
        ("No degree. Python is required.", "python", True),
        ("Python is not needed, SQL is.", "python", False),
        ("Python is not needed, SQL is.", "sql", True),
    ],
)
def test_prose_yields_no_false_tool_names(text: str, stem: str, is_there: bool) -> None:
    stems = stems_of_prose(text)
    assert (stem in stems, len(stems)) == (is_there, len(spans_of(text)))


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (
            "Senior research manager, or chief policy officer at a think tank",
            ["research manager", "chief policy officer"],
        ),
        ("Product designers and an engineer who writes", ["Product designers"]),
        ("A manager", []),
        ("I no longer want to be a research manager", []),
        ("What I need to become one of the researchers", []),
        ("very senior machine learning engineer", ["machine learning engineer"]),
        ("", []),
    ],
)
def test_job_titles_are_read_without_level(text: str, titles: list[str]) -> None:
    assert list(titles_in(text)) == titles


@pytest.mark.django_db
def test_title_with_single_letter_names_no_language() -> None:
    profile = ProfileFactory.create(skills=["R", "Go"])
    posting = OpportunityFactory.create(
        title="Head of R&D and Go-to-Market", skills=["R&D strategy"], description=""
    )
    assert compare(Candidate.of(profile), posting).matched_skills == []


@pytest.mark.django_db
def test_sought_title_matches_posting() -> None:
    profile = ProfileFactory.create(skills=[], seeking="product designer or Maria Silva researcher")
    candidate = Candidate.of(profile)
    posting = OpportunityFactory.create(title="Product Designer, Maria Silva Institute")
    met = [(reason.element.phrase, reason.words) for reason in compare(candidate, posting).reasons]
    assert ("product designer", "Product Designer") in met
    assert not any("Maria" in phrase for phrase, _ in met)


@pytest.mark.django_db
def test_reasons_name_profile_elements_and_posting_words() -> None:
    profile = ProfileFactory.create(skills=["RLHF", "Python", "Payroll"])
    work = WorkExperienceFactory.create(profile=profile, description="Kept model evaluations fair.")
    opportunity = OpportunityFactory.create(
        title="Post-training", description="Learn from human feedback in PYTHON; build evals."
    )
    own = [*profile.skills, *profile.ai_safety_interests, profile.headline, profile.career_goals]
    profile_text, text = " ".join([*own, work.title, work.description]), opportunity.description
    reasons = compare(Candidate.of(profile), opportunity).reasons
    assert ("RLHF", "human feedback") in {(one.element.phrase, one.words) for one in reasons}
    for reason in reasons:
        assert reason.element.phrase.casefold() in profile_text.casefold()
        assert reason.words in f"{opportunity.title}\n{' ; '.join(opportunity.skills)}\n{text}"
    assert [r.met.strength for r in reasons] == sorted(
        (r.met.strength for r in reasons), reverse=True
    )


@pytest.mark.django_db
def test_points_lie_between_zero_and_slightly_over_one() -> None:
    text = " ".join(f"topic{n}" for n in range(60))
    everything = ProfileFactory.create(skills=text.split(), ai_safety_interests=text.split())
    full = compare(Candidate.of(everything), OpportunityFactory.create(title=text[:480]))
    none = compare(
        Candidate.of(ProfileFactory.create(skills=[])), OpportunityFactory.create(title="x")
    )
    assert 0 <= points_of(none).total < points_of(full).total < 1.2


@pytest.mark.parametrize(
    ("skill", "listed"),
    [
        ("Python (NumPy, pandas)", ["Python", "NumPy", "pandas"]),
        ("Spanish (native)", ["Spanish (native)"]),
        ("React / Next", ["React", "Next"]),
        ("CI/CD", ["CI/CD"]),
        ("a, b; c", ["a", "b", "c"]),
    ],
)
def test_skills_written_as_one_entry_are_split(skill: str, listed: list[str]) -> None:
    assert listed_in(skill) == listed


def test_long_name_is_redacted_quickly() -> None:
    assert without_name(["x+ " * 400 + "y"], "x+ x+ x") == ["x+ " * 400 + "y"]
    assert without_name(["I am Ann Anna-Lee,\nAnn\nLee."], "Ann Anna Lee") == ["I am  ."]
