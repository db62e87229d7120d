"""Import pages: upload, review, applying the chosen changes, and the list of imports."""

from typing import Any

import pytest
from django.test import Client

from talentnet.profiles.entries import MAX_ENTRIES
from talentnet.profiles.models import Profile, ProfileImport, WorkExperience
from talentnet.profiles.tests.factories import ProfileFactory, UserFactory, WorkExperienceFactory
from talentnet.profiles.tests.imports import (
    IMPORTS,
    RESUME,
    apply_only,
    new_import,
    refusal_in,
    review,
    review_data,
    snapshot,
    submit_review,
    upload_files,
    url_of,
    zipped,
)
from talentnet.profiles.tests.pages import Page
from talentnet.profiles.tests.resumes import new_document

pytestmark = pytest.mark.django_db


def test_upload_changes_nothing(client: Client, amara: Profile) -> None:
    before = snapshot(amara)
    new_import(client, RESUME)
    assert snapshot(amara) == before


def test_review_ticks_only_new_data(client: Client, amara: Profile) -> None:
    import_id = new_import(client, RESUME)
    form = review_data(client, import_id)
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
    assert page.texts("li", within="main") == ["interests: profiles don't have this section"]
    words = " ".join(page.one("main").text.split())
    assert "2 items from your file are already in your profile" in words
    assert page.one("p", id="count").text == "4 of 6 chosen"


def test_only_ticked_changes_are_added(client: Client, amara: Profile) -> None:
    (fields, rows), import_id = snapshot(amara), new_import(client, RESUME)
    response = submit_review(client, import_id)
    assert (response.status_code, response.url) == (302, url_of(import_id))
    after, rows_after = snapshot(amara)
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
    (sentence,) = [e.text.strip() for e in page.all("p", role="status")]
    assert sentence == "Summary, skills (2) and work experience (1)."


def test_ticked_value_is_overwritten(client: Client, amara: Profile) -> None:
    apply_only(client, new_import(client, RESUME), "value:name")
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
def test_option_for_similar_row_is_applied(
    client: Client, amara: Profile, option: str, rows: list[tuple[str, ...]]
) -> None:
    apply_only(client, new_import(client, RESUME), "value:name", f"entry:work:0={option}")
    stored = amara.work_experiences.values_list("organization", "title", "location", "start_date")
    assert list(stored) == rows
    assert amara.work_experiences.all()[0].description != ""


def test_second_submit_adds_nothing(client: Client, amara: Profile) -> None:
    import_id = new_import(client, RESUME)
    form, url = review_data(client, import_id), url_of(import_id, "apply_import")
    answers: list[Any] = [client.post(url, form) for _ in range(2)]
    assert [(a.status_code, a.url) for a in answers] == [(302, url_of(import_id))] * 2
    assert amara.work_experiences.count() == 2


def test_changed_profile_is_compared_again(client: Client, amara: Profile) -> None:
    import_id = new_import(client, RESUME)
    form = review_data(client, import_id)
    Profile.objects.filter(pk=amara.pk).update(summary="Mine", skills=["Rust"])
    before = snapshot(amara)
    response = client.post(url_of(import_id, "apply_import"), form)
    assert response.status_code == 422
    assert refusal_in(response) == (
        "Your profile or this proposal has changed since you opened this page. "
        "Nothing was added yet. Check the new comparison below."
    )
    assert snapshot(amara) == before
    # Ticks stay on the changes that are still offered.
    page = Page(response)
    fresh = page.form_data(url_of(import_id, "apply_import"))
    assert fresh["take"] == ["value:summary", "list:skills:2", "entry:work:1"]
    assert client.post(url_of(import_id, "apply_import"), fresh).status_code == 302


def test_unrelated_change_does_not_conflict(client: Client, amara: Profile) -> None:
    import_id = new_import(client, RESUME)
    form = review_data(client, import_id)
    Profile.objects.filter(pk=amara.pk).update(career_goals="Other goals")
    assert client.post(url_of(import_id, "apply_import"), form).status_code == 302


def test_empty_choice_is_refused(client: Client, amara: Profile) -> None:
    before = snapshot(amara)
    response = submit_review(client, new_import(client, RESUME), take=[])
    assert (response.status_code, refusal_in(response)) == (
        422,
        "You haven't chosen anything. Select at least one change.",
    )
    assert snapshot(amara) == before


def test_refusal_shows_stored_row_unchanged(client: Client, amara: Profile) -> None:
    amara.skills = [f"skill {n}" for n in range(100)]
    amara.save()
    response = apply_only(
        client, new_import(client, RESUME), "list:skills:0", "entry:work:0=replace"
    )
    assert refusal_in(response) == "Skills: At most 100 entries."
    shown = Page(response).texts("strong", within="group-work")
    assert shown == ["Software Engineer at Lanternfield"]


def test_made_up_ids_choose_nothing(client: Client, amara: Profile) -> None:
    made_up = ["value:ai_consent_at", "value:user", "entry:work:99", "list:skills:x", "x", "\x00"]
    response = submit_review(client, new_import(client, RESUME), take=made_up)
    assert response.status_code == 422


def test_file_without_news_offers_nothing(client: Client, amara: Profile) -> None:
    import_id = new_import(client, RESUME)
    apply_only(
        client,
        import_id,
        "value:name",
        "value:summary",
        "list:skills:1",
        "list:skills:2",
        "entry:work:0=replace",
        "entry:work:1",
    )
    page = review(client, new_import(client, RESUME))
    assert page.texts("h2") == ["Nothing to add", "Not used from your file"]
    assert page.all("button", class_="button primary") == []


def test_repeated_row_is_shown_once(client: Client, amara: Profile) -> None:
    resume = {"work": [{"name": "Cedar Bay"}, {"name": "Cedar Bay"}]}
    assert review_data(client, new_import(client, resume))["take"] == ["entry:work:0"]


def test_limits_are_shown_and_enforced(client: Client, amara: Profile) -> None:
    amara.skills = [f"skill {n}" for n in range(99)]
    amara.save()
    WorkExperienceFactory.create_batch(MAX_ENTRIES - 2, profile=amara)
    resume = {
        "work": [{"name": name} for name in ("Cedar", "Birch", "Alder")],
        "skills": [{"name": "Rust", "keywords": ["Go"]}],
    }
    import_id = new_import(client, resume)
    assert [e.text for e in review(client, import_id).all("p", class_="notice warning")] == [
        "A profile holds at most 100 of skills. Yours has 99, and the file has 2 more. "
        "You can add only 1 of them.",
        "A profile holds at most 50 of work experience. Yours has 49, and the file has 3 more. "
        "You can add only 1 of them.",
    ]
    assert review_data(client, import_id)["take"] == ["list:skills:0", "entry:work:0"]
    before = snapshot(amara)
    response = apply_only(
        client, import_id, "list:skills:0", "list:skills:1", "entry:work:1", "entry:work:2"
    )
    assert refusal_in(response) == (
        "Skills: At most 100 entries. "
        "Too many rows of work experience: you chose 2, and there is room for 1."
    )
    assert snapshot(amara) == before


def test_new_rows_are_inserted_by_date(client: Client, amara: Profile) -> None:
    WorkExperienceFactory.create(profile=amara, organization="Old", start_date="2010", position=1)
    names = {"New": "2024", "Middle": "2015", "Undated": "", "Oldest": "2001"}
    work = [{"name": name, "position": "x", "startDate": date} for name, date in names.items()]
    submit_review(client, new_import(client, {"work": work}))
    order = [row.organization for row in amara.work_experiences.all()]
    assert order == ["New", "Lanternfield", "Middle", "Old", "Undated", "Oldest"]


def test_renamed_row_is_recognized_by_key(client: Client, amara: Profile) -> None:
    # Set in the stored proposal, because only our own export has keys.
    row = amara.work_experiences.get()
    import_id = new_import(client, {"work": [{"name": "Quite Different", "position": "Other"}]})
    found = ProfileImport.objects.get(pk=import_id)
    assert found.proposal
    found.proposal["entries"][0]["key"] = str(row.key)
    found.save()
    apply_only(client, import_id, "entry:work:0=replace")
    assert [str(r) for r in amara.work_experiences.all()] == ["Other at Quite Different"]
    assert amara.work_experiences.get().key == row.key


def test_reversed_dates_do_not_cost_row(client: Client, amara: Profile) -> None:
    work = [{"name": "Cedar Bay", "startDate": "2020", "endDate": "2019"}]
    import_id = new_import(client, {"work": work})
    assert "2019" in review(client, import_id).one("main").text
    submit_review(client, import_id)
    assert not amara.work_experiences.filter(end_date="2019").exists()
    assert amara.work_experiences.filter(organization="Cedar Bay").exists()


def test_several_linkedin_files_become_one_import(client: Client, amara: Profile) -> None:
    files = [b"Name\nRust\n", b"Company Name,Title\nCedar Bay,Intern\n"]
    import_id = new_import(client, *files, name="export.csv")
    row = ProfileImport.objects.get(pk=import_id)
    assert (row.source, row.filename) == ("linkedin", "export.csv and 1 more")
    assert review_data(client, import_id)["take"] == ["list:skills:0", "entry:work:0"]


def test_birth_date_and_street_are_never_stored(client: Client, amara: Profile) -> None:
    columns = "First Name,Last Name,Headline,Address,Birth Date,Zip Code\n"
    export = zipped(Profile=columns + "Amara,Diallo,,12 Quay Street,Jan 1 1990,1100-148\n")
    row = ProfileImport.objects.get(pk=new_import(client, export, name="export.zip"))
    for private in ("Quay", "1990", "1100"):
        assert private not in str(vars(row))


def test_file_name_is_never_a_path(client: Client, amara: Profile) -> None:
    for uploaded, stored in {
        "../../etc/passwd": "passwd",
        "C:\\Users\\amara\\cv.json": "cv.json",
        "a\u202ejson.exe\u200b": "ajson.exe",
        "<script>.json": "<script>.json",
    }.items():
        row = ProfileImport.objects.get(pk=new_import(client, RESUME, name=uploaded))
        assert row.filename == stored
    page = Page(client.get(IMPORTS))
    assert page.all("script", src="") == [e for e in page.all("script") if not e.attrs]


def test_unfinished_import_can_be_continued_or_discarded(client: Client, amara: Profile) -> None:
    first, second = new_import(client, RESUME), new_import(client, RESUME)
    submit_review(client, second)
    links = [e.attrs["href"] for e in Page(client.get(IMPORTS)).all("a", class_="button")]
    assert links == [url_of(first)]
    before = snapshot(amara)
    response: Any = client.post(url_of(first, "discard_import"))
    assert (response.status_code, response.url) == (302, IMPORTS)
    assert list(ProfileImport.objects.values_list("pk", flat=True)) == [second]
    assert snapshot(amara) == before


def test_unfinished_imports_are_limited(client: Client, amara: Profile) -> None:
    for _ in range(10):
        new_import(client, RESUME)
    assert refusal_in(upload_files(client, RESUME)) == (
        "You have 10 unfinished imports. Discard one first. Nothing was changed."
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
def test_foreign_import_is_not_found(
    client: Client, amara: Profile, view: str, method: str
) -> None:
    import_id = new_import(client, RESUME)
    form = review_data(client, import_id)
    before = snapshot(amara)
    stranger = Client()
    stranger.force_login(ProfileFactory.create().user)
    data = form if method == "post" else None
    assert getattr(stranger, method)(url_of(import_id, view), data).status_code == 404
    assert snapshot(amara) == before
    assert ProfileImport.objects.get().status == "ready"


def test_applied_import_shows_next_step(client: Client, amara: Profile) -> None:
    Profile.objects.filter(pk=amara.pk).update(career_goals="")
    import_id = new_import(client, RESUME)
    submit_review(client, import_id)
    (link,) = review(client, import_id).all("a", href="/profile/edit/")
    assert link.text == "Write your career goals to start matching."
    Profile.objects.filter(pk=amara.pk).update(career_goals="Safer models")
    assert "Your profile is ready for matching." in review(client, import_id).one("main").text


def test_unreadable_file_offers_reason_only(client: Client, amara: Profile) -> None:
    row = new_document(amara, text="", status="failed", refusal="It is a scan.")
    (link,) = Page(client.get(IMPORTS)).all("a", href=url_of(row.pk))
    assert (link.text, link.attrs["aria-label"]) == (
        "See why",
        "See why cv.pdf couldn't be read",
    )


def test_editor_links_to_import_while_profile_is_empty(client: Client) -> None:
    editor = "/profile/edit/goals/"
    assert not Page(client.get(editor)).all("a", href=IMPORTS)
    newcomer = Client()
    newcomer.force_login(UserFactory.create())
    assert Page(newcomer.get(editor)).all("a", href=IMPORTS)


def test_profile_and_empty_lists_link_to_import(client: Client, amara: Profile) -> None:
    assert Page(client.get("/profile/")).all("a", href=IMPORTS)
    WorkExperience.objects.all().delete()
    assert Page(client.get("/profile/edit/work/")).all("a", href=IMPORTS)
