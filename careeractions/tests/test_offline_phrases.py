import pytest

from careeractions.offline import growth
from careeractions.offline.phrases import core_of, element, mid_sentence, position, with_article


@pytest.mark.parametrize(
    ("listed", "in_a_sentence"),
    [
        ("Event planning", "event planning"),
        ("Project Management", "project management"),
        ("PROJECT MANAGEMENT", "project management"),
        ("Python", "Python"),
        ("Python scripting", "Python scripting"),
        ("Writing", "writing"),
        ("EU AI Act", "EU AI Act"),
        ("AI Governance", "AI governance"),
        ("GDPR Compliance", "GDPR compliance"),
        ("Google Analytics", "Google Analytics"),
        ("Algorithmic bias", "algorithmic bias"),
        ("German", "German"),
        ("PyTorch", "PyTorch"),
        ("Third-Party Auditing", "third-party auditing"),
        ("Spring", "Spring"),
    ],
)
def test_mid_sentence_capitals_are_dropped_unless_names(listed: str, in_a_sentence: str) -> None:
    assert mid_sentence(listed) == in_a_sentence


@pytest.mark.parametrize(
    ("title", "after_as"),
    [
        ("Operations Manager", "an operations manager"),
        ("Senior Machine Learning Engineer", "a senior machine learning engineer"),
        ("ML Engineer", "an ML engineer"),
        ("UX Designer", "a UX designer"),
        ("Policy Analyst", "a policy analyst"),
        ("REGISTERED NURSE", "a registered nurse"),
        ("Associate Attorney", "an associate attorney"),
        ("University Lecturer", "a university lecturer"),
        ("Software Engineer III", "a software engineer III"),
        ("Head of Operations", "Head of Operations"),
        ("CEO/President", "CEO/President"),
        ("nurse", "a nurse"),
        ("Consulting", ""),
        ("Internship", ""),
    ],
)
def test_job_title_after_as_reads_naturally(title: str, after_as: str) -> None:
    assert position(title) == after_as


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("hour", "an hour"),
        ("editor", "an editor"),
        ("SRE", "an SRE"),
        ("EU analyst", "an EU analyst"),
    ],
)
def test_articles_follow_sound_not_spelling(phrase: str, expected: str) -> None:
    assert with_article(phrase) == expected


@pytest.mark.parametrize(
    ("raw", "core"),
    [
        ("JavaScript (ES6+)", "JavaScript"),
        ("🚀 Python", "Python"),
        ("HTML / JSX", "HTML"),
        ("hiring, payroll", "hiring"),
        ("C++", "C++"),
        (".NET", ".NET"),
        ("Communication skills", "Communication"),
        ("Programming Languages", ""),
        ("https://example.org", ""),
        ("portfolio.dev", ""),
        ("I love cats", ""),
        ("one two three four five six", ""),
        ("N/A", ""),
    ],
)
def test_core_of_text_drops_symbols_and_vague_words(raw: str, core: str) -> None:
    assert core_of(raw) == core


def test_basis_quotes_profile_text_verbatim() -> None:
    found = element("Event planning (remote)")
    assert found is not None
    assert (found.text, found.basis) == ("event planning", ("Event planning (remote)",))


@pytest.mark.parametrize(
    ("area", "thing"),
    [
        ("Build skill in threat modeling", "threat modeling"),
        ("Gain hands-on experience in policy and governance", "policy and governance"),
        ("Strengthen your Python skills", "Python"),
        ("Learn Kubernetes", "Kubernetes"),
        ("Threat modeling", "threat modeling"),
    ],
)
def test_growth_area_yields_its_subject(area: str, thing: str) -> None:
    found = growth.named(area)
    assert found is not None
    assert (found.text, found.basis) == (thing, (area,))


@pytest.mark.parametrize("area", ["Publish a short memo", "Take the Northwind course", "", "<b>"])
def test_growth_area_without_subject_yields_nothing(area: str) -> None:
    assert growth.named(area) is None
