"""Import in the browser: what is shown, what is taken, what is left alone, and the way back."""

from typing import Any

import pytest
from django.test import Client

from talentnet.profiles.entries import MAX_ENTRIES
from talentnet.profiles.models import Profile, ProfileImport, WorkExperience
from talentnet.profiles.tests.factories import ProfileFactory, UserFactory, WorkExperienceFactory
from talentnet.profiles.tests.imports import (
    IMPORTS,
    RESUME,
    add,
    everything,
    hand_over,
    imported,
    refusal_in,
    review,
    sent,
    take,
    url_of,
    zipped,
)
from talentnet.profiles.tests.pages import Page
from talentnet.profiles.tests.resumes import document

pytestmark = pytest.mark.django_db


def test_handing_over_changes_nothing(client: Client, amara: Profile) -> None:
    before = everything(amara)
    imported(client, RESUME)
    assert everything(amara) == before


def test_review_ticks_additions_but_no_overwrites(client: Client, amara: Profile) -> None:
    import_id = imported(client, RESUME)
    form = sent(client, import_id)
    assert form["take"] == ["value:summary", "list:skills:1", "list:skills:2", "entry:work:1"]
    assert form["entry:work:0"] == ["skip"]
    page = review(client, import_id)
    assert page.texts("dd", within="group-of-basics") == ["Amara Diallo", "A. Diallo"]
    assert [e.text for e in page.all("legend")] == [
        "Basics",
        "Skills and interests",
        "Skills",
        "Work experience",
        "Software engineer at LANTERNFIELD",
    ]
    assert page.texts("li", within="main") == ["interests: a profile has no place for this section"]
    words = " ".join(page.one("main").text.split())
    assert "2 things in it are in your profile already" in words
    assert page.one("p", id="count").text == "4 of 6 chosen"


def test_only_ticked_changes_are_added(client: Client, amara: Profile) -> None:
    (fields, rows), import_id = everything(amara), imported(client, RESUME)
    response = add(client, import_id)
    assert (response.status_code, response.url) == (302, url_of(import_id))
    after, rows_after = everything(amara)
    assert {name for name in after if after[name] != fields[name]} == {"summary", "skills"}
    assert after["summary"] == "I test.\nAnd I write."
    assert after["skills"] == ["Python", "Threat modeling", "Rust", "Go"]
    assert [str(row) for row in amara.work_experiences.all()] == [
        "Software Engineer at Lanternfield",
        "Intern at Cedar Bay",
    ]
    assert rows_after["work"][:1] == rows["work"]
    assert {k: v for k, v in rows_after.items() if k != "work"} == {
        k: v for k, v in rows.items() if k != "work"
    }
    page = review(client, import_id)
    (said,) = [e.text.strip() for e in page.all("p", role="status")]
    assert said == "Summary, skills (2) and work experience (1)."


def test_a_value_is_overwritten_when_that_is_asked(client: Client, amara: Profile) -> None:
    take(client, imported(client, RESUME), "value:name")
    amara.refresh_from_db()
    assert (amara.name, amara.summary) == ("A. Diallo", "")


@pytest.mark.parametrize(
    ("option", "rows"),
    [
        ("skip", [("Lanternfield", "Software Engineer", "", "2019")]),
        ("fill", [("Lanternfield", "Software Engineer", "Lisbon", "2019")]),
        ("replace", [("LANTERNFIELD", "Software engineer", "Lisbon", "2019")]),
        (
            "add",
            [
                ("Lanternfield", "Software Engineer", "", "2019"),
                ("LANTERNFIELD", "Software engineer", "Lisbon", ""),
            ],
        ),
    ],
)
def test_a_row_that_is_alike(
    client: Client, amara: Profile, option: str, rows: list[tuple[str, ...]]
) -> None:
    take(client, imported(client, RESUME), "value:name", f"entry:work:0={option}")
    stored = amara.work_experiences.values_list("organization", "title", "location", "start_date")
    assert list(stored) == rows
    assert amara.work_experiences.all()[0].description != ""


def test_sent_twice_it_is_added_once(client: Client, amara: Profile) -> None:
    import_id = imported(client, RESUME)
    form, url = sent(client, import_id), url_of(import_id, "apply_import")
    answers: list[Any] = [client.post(url, form) for _ in range(2)]
    assert [(a.status_code, a.url) for a in answers] == [(302, url_of(import_id))] * 2
    assert amara.work_experiences.count() == 2


def test_a_profile_that_has_changed_meanwhile_is_compared_anew(
    client: Client, amara: Profile
) -> None:
    import_id = imported(client, RESUME)
    form = sent(client, import_id)
    Profile.objects.filter(pk=amara.pk).update(summary="Mine", skills=["Rust"])
    before = everything(amara)
    response = client.post(url_of(import_id, "apply_import"), form)
    assert response.status_code == 422
    assert refusal_in(response) == (
        "Your profile, or what was proposed for it, has changed since this page was made, so "
        "nothing has been taken yet. This is how it compares now."
    )
    assert everything(amara) == before
    # What was ticked still is, where it is still there to be taken.
    page = Page(response)
    fresh = page.sent(url_of(import_id, "apply_import"))
    assert fresh["take"] == ["value:summary", "list:skills:2", "entry:work:1"]
    assert client.post(url_of(import_id, "apply_import"), fresh).status_code == 302


def test_a_change_elsewhere_in_the_profile_is_no_matter(client: Client, amara: Profile) -> None:
    import_id = imported(client, RESUME)
    form = sent(client, import_id)
    Profile.objects.filter(pk=amara.pk).update(career_goals="Other goals")
    assert client.post(url_of(import_id, "apply_import"), form).status_code == 302


def test_nothing_chosen_is_said(client: Client, amara: Profile) -> None:
    before = everything(amara)
    response = add(client, imported(client, RESUME), take=[])
    assert (response.status_code, refusal_in(response)) == (
        422,
        "Nothing is chosen. Tick what is to be added.",
    )
    assert everything(amara) == before


def test_a_refusal_shows_the_stored_row_as_it_is(client: Client, amara: Profile) -> None:
    amara.skills = [f"skill {n}" for n in range(100)]
    amara.save()
    response = take(client, imported(client, RESUME), "list:skills:0", "entry:work:0=replace")
    assert refusal_in(response) == "Skills: At most 100 entries."
    shown = Page(response).texts("strong", within="group-work")
    assert shown == ["Software Engineer at Lanternfield"]


def test_ids_that_are_made_up_choose_nothing(client: Client, amara: Profile) -> None:
    made_up = ["value:ai_consent_at", "value:user", "entry:work:99", "list:skills:x", "x", "\x00"]
    response = add(client, imported(client, RESUME), take=made_up)
    assert response.status_code == 422


def test_a_file_of_what_is_there_already(client: Client, amara: Profile) -> None:
    import_id = imported(client, RESUME)
    take(
        client,
        import_id,
        "value:name",
        "value:summary",
        "list:skills:1",
        "list:skills:2",
        "entry:work:0=replace",
        "entry:work:1",
    )
    page = review(client, imported(client, RESUME))
    assert page.texts("h2") == ["Nothing to add", "Not used from your file"]
    assert page.all("button", class_="button primary") == []


def test_a_row_twice_in_the_file_is_shown_once(client: Client, amara: Profile) -> None:
    resume = {"work": [{"name": "Cedar Bay"}, {"name": "Cedar Bay"}]}
    assert sent(client, imported(client, resume))["take"] == ["entry:work:0"]


def test_the_limits_are_said_before_they_bite(client: Client, amara: Profile) -> None:
    amara.skills = [f"skill {n}" for n in range(99)]
    amara.save()
    WorkExperienceFactory.create_batch(MAX_ENTRIES - 2, profile=amara)
    resume = {
        "work": [{"name": name} for name in ("Cedar", "Birch", "Alder")],
        "skills": [{"name": "Rust", "keywords": ["Go"]}],
    }
    import_id = imported(client, resume)
    assert [e.text for e in review(client, import_id).all("p", class_="notice warning")] == [
        "A profile holds at most 100 of skills. Yours has 99, and the file has 2 more: "
        "only 1 of them can be added.",
        "A profile holds at most 50 of work experience. Yours has 49, and the file has 3 more: "
        "only 1 of them can be added.",
    ]
    assert sent(client, import_id)["take"] == ["list:skills:0", "entry:work:0"]
    before = everything(amara)
    response = take(
        client, import_id, "list:skills:0", "list:skills:1", "entry:work:1", "entry:work:2"
    )
    assert refusal_in(response) == (
        "Skills: At most 100 entries. "
        "Too many of work experience: 2 are chosen and 1 fit. Untick some."
    )
    assert everything(amara) == before


def test_new_rows_stand_where_their_dates_put_them(client: Client, amara: Profile) -> None:
    WorkExperienceFactory.create(profile=amara, organization="Old", start_date="2010", position=1)
    names = {"New": "2024", "Middle": "2015", "Undated": "", "Oldest": "2001"}
    work = [{"name": name, "position": "x", "startDate": date} for name, date in names.items()]
    add(client, imported(client, {"work": work}))
    order = [row.organization for row in amara.work_experiences.all()]
    assert order == ["New", "Lanternfield", "Middle", "Old", "Undated", "Oldest"]


def test_key_of_our_export_recognizes_renamed_row(client: Client, amara: Profile) -> None:
    """The neutral form carries keys, whichever reader gives them."""
    row = amara.work_experiences.get()
    import_id = imported(client, {"work": [{"name": "Quite Different", "position": "Other"}]})
    found = ProfileImport.objects.get(pk=import_id)
    assert found.proposal
    found.proposal["entries"][0]["key"] = str(row.key)
    found.save()
    take(client, import_id, "entry:work:0=replace")
    assert [str(r) for r in amara.work_experiences.all()] == ["Other at Quite Different"]
    assert amara.work_experiences.get().key == row.key


def test_dates_the_wrong_way_round_do_not_cost_the_row(client: Client, amara: Profile) -> None:
    work = [{"name": "Cedar Bay", "startDate": "2020", "endDate": "2019"}]
    import_id = imported(client, {"work": work})
    assert "2019" in review(client, import_id).one("main").text
    add(client, import_id)
    assert not amara.work_experiences.filter(end_date="2019").exists()
    assert amara.work_experiences.filter(organization="Cedar Bay").exists()


def test_several_files_of_linkedin(client: Client, amara: Profile) -> None:
    files = [b"Name\nRust\n", b"Company Name,Title\nCedar Bay,Intern\n"]
    import_id = imported(client, *files, name="export.csv")
    row = ProfileImport.objects.get(pk=import_id)
    assert (row.source, row.filename) == ("linkedin", "export.csv and 1 more")
    assert sent(client, import_id)["take"] == ["list:skills:0", "entry:work:0"]


def test_birth_date_and_street_are_kept_nowhere(client: Client, amara: Profile) -> None:
    columns = "First Name,Last Name,Headline,Address,Birth Date,Zip Code\n"
    export = zipped(Profile=columns + "Amara,Diallo,,12 Quay Street,Jan 1 1990,1100-148\n")
    row = ProfileImport.objects.get(pk=imported(client, export, name="export.zip"))
    for private in ("Quay", "1990", "1100"):
        assert private not in str(vars(row))


def test_the_name_of_a_file_is_no_path(client: Client, amara: Profile) -> None:
    for given, kept in {
        "../../etc/passwd": "passwd",
        "C:\\Users\\amara\\cv.json": "cv.json",
        "a\u202ejson.exe\u200b": "ajson.exe",
        "<script>.json": "<script>.json",
    }.items():
        row = ProfileImport.objects.get(pk=imported(client, RESUME, name=given))
        assert row.filename == kept
    page = Page(client.get(IMPORTS))
    assert page.all("script", src="") == [e for e in page.all("script") if not e.attrs]


def test_unfinished_ones_can_be_continued_or_discarded(client: Client, amara: Profile) -> None:
    first, second = imported(client, RESUME), imported(client, RESUME)
    add(client, second)
    links = [e.attrs["href"] for e in Page(client.get(IMPORTS)).all("a", class_="button")]
    assert links == [url_of(first)]
    before = everything(amara)
    response: Any = client.post(url_of(first, "discard_import"))
    assert (response.status_code, response.url) == (302, IMPORTS)
    assert list(ProfileImport.objects.values_list("pk", flat=True)) == [second]
    assert everything(amara) == before


def test_unfinished_imports_are_limited(client: Client, amara: Profile) -> None:
    for _ in range(10):
        imported(client, RESUME)
    assert refusal_in(hand_over(client, RESUME)) == (
        "You have 10 imports that are not finished. Discard one first. Nothing was changed."
    )


@pytest.mark.parametrize(
    ("view", "method"),
    [
        ("import", "get"),
        ("import_progress", "get"),
        ("apply_import", "post"),
        ("undo_import", "post"),
        ("discard_import", "post"),
        ("keep_import_text", "post"),
    ],
)
def test_import_of_another_person_is_not_found(
    client: Client, amara: Profile, view: str, method: str
) -> None:
    import_id = imported(client, RESUME)
    form = sent(client, import_id)
    before = everything(amara)
    stranger = Client()
    stranger.force_login(ProfileFactory.create().user)
    data = form if method == "post" else None
    assert getattr(stranger, method)(url_of(import_id, view), data).status_code == 404
    assert everything(amara) == before
    assert ProfileImport.objects.get().status == "ready"


def test_page_after_import_names_next_step(client: Client, amara: Profile) -> None:
    Profile.objects.filter(pk=amara.pk).update(career_goals="")
    import_id = imported(client, RESUME)
    add(client, import_id)
    (link,) = review(client, import_id).all("a", href="/profile/edit/")
    assert link.text == "Write your career goals to start matching."
    Profile.objects.filter(pk=amara.pk).update(career_goals="Safer models")
    assert "Your profile is ready for matching." in review(client, import_id).one("main").text


def test_a_file_that_could_not_be_read_is_not_to_be_continued(
    client: Client, amara: Profile
) -> None:
    row = document(amara, text="", status="failed", refusal="It is a scan.")
    (link,) = Page(client.get(IMPORTS)).all("a", href=url_of(row.pk))
    assert (link.text, link.attrs["aria-label"]) == (
        "See why",
        "See why cv.pdf couldn't be read",
    )


def test_the_editor_leads_there_as_long_as_nothing_is_filled_in(client: Client) -> None:
    editor = "/profile/edit/goals/"
    assert not Page(client.get(editor)).all("a", href=IMPORTS)
    newcomer = Client()
    newcomer.force_login(UserFactory.create())
    assert Page(newcomer.get(editor)).all("a", href=IMPORTS)


def test_the_profile_and_its_empty_lists_lead_there(client: Client, amara: Profile) -> None:
    assert Page(client.get("/profile/")).all("a", href=IMPORTS)
    WorkExperience.objects.all().delete()
    assert Page(client.get("/profile/edit/work/")).all("a", href=IMPORTS)
