"""Reader of JSON Resume, in the current schema and with older keys."""

from typing import Any

import pytest

from talentnet.profiles.importing.json_resume import NotAResume, read_resume
from talentnet.profiles.importing.profile_builder import ImportedProfile

RESUME: dict[str, Any] = {
    "$schema": "https://example.org/schema.json",
    "basics": {
        "name": "Amara Diallo",
        "label": "Engineer who tests language models",
        "email": "amara@example.org",
        "url": "https://example.org/amara",
        "summary": "Two lines.\nOf summary.",
        "location": {"city": "Lisbon", "region": "", "countryCode": "PT"},
        "profiles": [{"network": "Code", "username": "amara", "url": "https://example.net/amara"}],
    },
    "work": [
        {
            "name": "Lanternfield",
            "position": "Software Engineer",
            "location": "Lisbon",
            "startDate": "2019-03",
            "endDate": "2024-01-31",
            "summary": "Payments.",
            "highlights": ["Kept tests honest.", "Mentored two."],
        },
        {"name": "Cedar Bay", "position": "Intern", "startDate": "2018"},
    ],
    "education": [
        {
            "institution": "Quiet Harbor University",
            "area": "Physics",
            "studyType": "BSc",
            "startDate": "2015-09-01",
            "endDate": "2018",
            "score": "3.9",
            "courses": ["Statistics", "Optics"],
        }
    ],
    "skills": [
        {"name": "Python", "keywords": ["PyTorch", "pytest"]},
        {"name": "python", "keywords": ["Threat modeling"]},
    ],
}


def read_basics(**basics: Any) -> ImportedProfile:
    return read_resume({"basics": basics})


def read_work(**entry: Any) -> ImportedProfile:
    return read_resume({"work": [{"name": "Lanternfield", **entry}]})


def test_current_schema_is_read() -> None:
    imported = read_resume(RESUME)
    profile = imported.profile
    assert (profile.name, profile.headline, profile.location, profile.summary) == (
        "Amara Diallo",
        "Engineer who tests language models",
        "Lisbon, PT",
        "Two lines.\nOf summary.",
    )
    assert profile.links == ["https://example.org/amara", "https://example.net/amara"]
    assert [skill.casefold() for skill in profile.skills] == [
        "python",
        "pytorch",
        "pytest",
        "threat modeling",
    ]
    assert imported.unplaced == []


def test_work_is_read() -> None:
    first, second = read_resume(RESUME).work_experiences
    assert (first.organization, first.title, first.location) == (
        "Lanternfield",
        "Software Engineer",
        "Lisbon",
    )
    assert (first.start_date, first.end_date) == ("2019-03", "2024-01-31")
    assert first.description == "Payments.\nKept tests honest.\nMentored two."
    assert (second.organization, second.period) == ("Cedar Bay", "since 2018")
    assert (first.position, second.position) == (0, 1)


def test_education_is_read() -> None:
    (entry,) = read_resume(RESUME).educations
    assert (entry.institution, entry.degree, entry.field_of_study) == (
        "Quiet Harbor University",
        "BSc",
        "Physics",
    )
    assert entry.period == "2015-09-01 – 2018"
    assert entry.description == "Score: 3.9\nCourses: Statistics; Optics"


def test_older_keys_are_read() -> None:
    imported = read_resume(
        {
            "basics": {"website": "https://example.org/amara"},
            "work": [{"company": "Lanternfield"}],
            "education": [{"institution": "Quiet Harbor University", "gpa": 3.5}],
        }
    )
    assert imported.profile.links == ["https://example.org/amara"]
    assert imported.work_experiences[0].organization == "Lanternfield"
    assert imported.educations[0].description == "Score: 3.5"
    assert imported.unplaced == []


@pytest.mark.parametrize("empty", ["", None])
def test_older_key_replaces_empty_newer_one(empty: str | None) -> None:
    imported = read_resume(
        {
            "basics": {"url": empty, "website": "https://example.org/amara"},
            "work": [{"name": empty, "company": "Lanternfield", "position": "Engineer"}],
            "education": [{"institution": "Quiet Harbor", "score": empty, "gpa": "3.5"}],
        }
    )
    assert imported.profile.links == ["https://example.org/amara"]
    assert imported.work_experiences[0].organization == "Lanternfield"
    assert imported.educations[0].description == "Score: 3.5"


@pytest.mark.parametrize("empty", [None, ""])
def test_empty_values_equal_missing_ones(empty: str | None) -> None:
    none_or_list: Any = None if empty is None else []
    imported = read_resume(
        {
            "basics": {
                "name": empty,
                "label": empty,
                "url": empty,
                "summary": empty,
                "phone": empty,
                "location": None if empty is None else {"city": empty, "countryCode": empty},
                "profiles": none_or_list,
            },
            "work": [
                {"name": empty, "position": empty, "startDate": empty, "highlights": none_or_list},
                {"name": "Lanternfield", "startDate": empty, "endDate": empty, "summary": empty},
            ],
            "education": [{"institution": empty, "courses": none_or_list, "score": empty}],
            "skills": [{"name": empty, "keywords": none_or_list}],
            "volunteer": none_or_list,
        }
    )
    profile = imported.profile
    assert (profile.name, profile.headline, profile.location, profile.summary) == ("",) * 4
    assert (profile.links, profile.skills, imported.educations) == ([], [], [])
    (work,) = imported.work_experiences
    assert (work.organization, work.title, work.period, work.description) == (
        "Lanternfield",
        "",
        "",
        "",
    )
    assert imported.unplaced == []


@pytest.mark.parametrize("section", ["basics", "work", "education", "skills", "awards"])
def test_null_section_is_accepted(section: str) -> None:
    imported = read_resume({section: None})
    assert (imported.profile.name, imported.work_experiences, imported.unplaced) == ("", [], [])


def test_nulls_in_lists_are_dropped() -> None:
    imported = read_resume(
        {
            "work": [{"name": "Lanternfield", "highlights": [None, "Kept tests honest."]}],
            "education": [{"institution": "Quiet Harbor", "courses": [None, "Optics", ""]}],
            "skills": [{"name": "Python", "keywords": [None, "Rust"]}],
        }
    )
    assert imported.work_experiences[0].description == "Kept tests honest."
    assert imported.educations[0].description == "Courses: Optics"
    assert imported.profile.skills == ["Python", "Rust"]


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("2021", "2021"),
        ("2021-09", "2021-09"),
        ("2021-09-30", "2021-09-30"),
        ("2021-09-30T12:00:00Z", "2021-09-30"),
        (2021, "2021"),
        ("Present", ""),
        ("now", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_valid_date_is_stored(written: object, stored: str) -> None:
    imported = read_work(endDate=written)
    assert (imported.work_experiences[0].end_date, imported.unplaced) == (stored, [])


@pytest.mark.parametrize("written", ["Sept 2021", "2021-13", "09/2021", "1821"])
def test_invalid_date_is_noted(written: str) -> None:
    imported = read_work(startDate=written)
    assert imported.work_experiences[0].start_date == ""
    assert imported.unplaced == [
        f"work 1: start date: “{written}” isn't a date like 2021 or 2021-09"
    ]


def test_work_without_organization_is_self_employment() -> None:
    imported = read_resume({"work": [{"position": "Consultant"}]})
    assert str(imported.work_experiences[0]) == "Consultant at Self-employed"


def test_entry_without_subject_is_noted() -> None:
    imported = read_resume({"work": [{"summary": "Did things."}], "education": [{"area": "Law"}]})
    assert (imported.work_experiences, imported.educations) == ([], [])
    assert imported.unplaced == [
        "work 1: has no organization",
        "education 1: has no institution",
    ]


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "example.org/amara", "ftp://example.org", "https://", "http://a b"],
)
def test_invalid_link_is_noted(link: str) -> None:
    imported = read_basics(url=link)
    assert imported.profile.links == []
    assert imported.unplaced == [f"link “{link}”: not a web address"]


def test_unsupported_sections_are_noted() -> None:
    imported = read_resume(
        {
            "basics": {"name": "Amara", "phone": "+351 000", "image": ""},
            "interests": [{"name": "Sailing"}],
            "references": [{"name": "", "reference": None}],
        }
    )
    assert imported.unplaced == [
        "basics.phone: profiles don't have this field",
        "interests: profiles don't have this section",
    ]


@pytest.mark.parametrize(
    ("resume", "named"),
    [
        ({"work": [{"name": "L", "description": "Payments company"}]}, "work 1"),
        ({"work": [{"name": "L", "url": "https://example.org"}]}, "work 1"),
        ({"education": [{"institution": "Q", "url": "https://example.org"}]}, "education 1"),
        ({"skills": [{"name": "Python", "level": "Master"}]}, "skills"),
        ({"basics": {"profiles": [{"network": "Code", "username": "amara"}]}}, "profiles"),
        ({"basics": {"location": {"address": "1 Quay", "city": "Lisbon"}}}, "location"),
    ],
)
def test_unsupported_keys_are_noted(resume: dict[str, Any], named: str) -> None:
    (note,) = read_resume(resume).unplaced
    assert named in note


def test_overlong_text_is_cut_at_word() -> None:
    imported = read_basics(name="Amara " * 50, summary="word " * 1200)
    assert imported.profile.name == f"{'Amara ' * 33}".strip() + "…"
    assert imported.profile.summary.endswith("word word…")
    assert len(imported.profile.summary) <= 5000
    assert imported.unplaced == [
        "name: cut to 200 of 299 characters",
        "summary: cut to 5000 of 5999 characters",
    ]


def test_overlong_entry_is_cut() -> None:
    imported = read_work(position="x" * 300, highlights=["y" * 2000, "z" * 2000])
    (work,) = imported.work_experiences
    assert (len(work.title), len(work.description) <= 3000) == (200, True)
    assert imported.unplaced == [
        "work 1: title: cut to 200 of 300 characters",
        "work 1: description: cut to 3000 of 4001 characters",
    ]


def test_excess_skills_are_noted() -> None:
    keywords = ["x" * 201, *(f"skill {n}" for n in range(103))]
    imported = read_resume({"skills": [{"keywords": keywords}]})
    assert imported.profile.skills == [f"skill {n}" for n in range(100)]
    assert imported.unplaced == ["skills: 4 too long or too many"]


def test_unstorable_characters_are_removed() -> None:
    imported = read_basics(name="Ama\x00ra\nDiallo\ud800", summary="a\x00b")
    assert (imported.profile.name, imported.profile.summary) == ("Amara Diallo", "ab")


@pytest.mark.parametrize("data", [[], [RESUME], "resume", 1, None])
def test_non_object_is_refused(data: object) -> None:
    with pytest.raises(NotAResume) as caught:
        read_resume(data)
    assert str(caught.value) == "A JSON Resume is a JSON object, and this isn't one."


@pytest.mark.parametrize("data", [{}, {"name": "Amara"}, {"meta": {}}])
def test_object_without_sections_is_refused(data: object) -> None:
    with pytest.raises(
        NotAResume, match=r"^It has none of the sections of a JSON Resume \(basics, "
    ):
        read_resume(data)


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"basics": "Amara"}, "basics"),
        ({"work": {"name": "Lanternfield"}}, "work"),
        ({"work": ["Lanternfield"]}, "work.0"),
        ({"skills": ["Python"]}, "skills.0"),
        ({"basics": {"location": "Lisbon"}}, "basics.location"),
        ({"basics": {"name": {"first": "Amara"}}}, "basics.name"),
        ({"education": [{"institution": ["Quiet Harbor"]}]}, "education.0.institution"),
    ],
)
def test_part_of_wrong_type_is_named(data: object, place: str) -> None:
    with pytest.raises(NotAResume) as caught:
        read_resume(data)
    assert str(caught.value).startswith(f"Its {place} doesn't fit JSON Resume: ")


def test_all_sections_are_read() -> None:
    imported = read_resume(
        {
            "volunteer": [
                {
                    "organization": "Reading group",
                    "position": "Facilitator",
                    "startDate": "2022",
                    "highlights": ["Led it."],
                }
            ],
            "projects": [
                {"name": "Graders", "roles": ["Author", "Maintainer"], "description": "Tests."}
            ],
            "publications": [
                {"name": "On graders", "publisher": "Quarterly", "releaseDate": "2024-05"}
            ],
            "awards": [{"title": "Prize", "awarder": "Society", "date": "2023"}],
            "certificates": [{"name": "Audit", "issuer": "Board", "date": "2021-02-03"}],
            "languages": [{"language": "Portuguese", "fluency": "native"}, {"language": " "}],
        }
    )
    assert [(kind.slug, str(entry), entry.period) for kind, entry in imported.entries] == [
        ("volunteering", "Facilitator at Reading group", "since 2022"),
        ("project", "Graders, Author, Maintainer", ""),
        ("publication", "On graders, Quarterly", "2024-05"),
        ("award", "Prize, Society", "2023"),
        ("certificate", "Audit, Board", "2021-02-03"),
        ("language", "Portuguese, native", ""),
    ]
    assert imported.unplaced == []


def test_repeated_row_is_read_once() -> None:
    work = {"name": "Lanternfield", "position": "Engineer", "startDate": "2019"}
    imported = read_resume({"work": [work, work, work | {"startDate": "2020"}]})
    assert [entry.period for entry in imported.work_experiences] == ["since 2019", "since 2020"]
