"""Undo of an import, and query counts of the import pages."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from talentnet.profiles.models import Profile
from talentnet.profiles.tests.editor import messages_of
from talentnet.profiles.tests.imports import (
    IMPORTS,
    RESUME,
    apply_only,
    new_import,
    review_data,
    snapshot,
    submit_review,
    upload_files,
    url_of,
)

pytestmark = pytest.mark.django_db


def test_undo_restores_everything(client: Client, amara: Profile) -> None:
    before, import_id = snapshot(amara), new_import(client, RESUME)
    apply_only(
        client,
        import_id,
        "value:name",
        "value:summary",
        "list:skills:2",
        "entry:work:1",
        "entry:work:0=replace",
    )
    assert snapshot(amara) != before
    response = client.post(url_of(import_id, "undo_import"))
    assert messages_of(response) == ["Undone. Your profile is back to how it was."]
    assert snapshot(amara) == before
    assert submit_review(client, import_id).status_code == 302
    assert amara.work_experiences.count() == 2


def test_undo_keeps_later_edits(client: Client, amara: Profile) -> None:
    import_id = new_import(client, RESUME)
    apply_only(client, import_id, "value:name", "value:summary", "list:skills:1", "entry:work:1")
    Profile.objects.filter(pk=amara.pk).update(name="Mine", skills=["Rust", "Mine"])
    amara.work_experiences.filter(organization="Cedar Bay").update(description="Mine")
    response = client.post(url_of(import_id, "undo_import"))
    assert messages_of(response) == [
        "Undone. We kept what you've edited since: name and Intern at Cedar Bay."
    ]
    amara.refresh_from_db()
    assert (amara.name, amara.summary, amara.skills) == ("Mine", "", ["Mine"])
    assert amara.work_experiences.count() == 2


def test_second_undo_changes_nothing(client: Client, amara: Profile) -> None:
    import_id = new_import(client, RESUME)
    submit_review(client, import_id)
    client.post(url_of(import_id, "undo_import"), follow=True)
    before = snapshot(amara)
    response = client.post(url_of(import_id, "undo_import"))
    assert (response.status_code, messages_of(response)) == (302, [])
    assert snapshot(amara) == before


def with_rows(count: int) -> dict[str, Any]:
    names = [f"{number} of many" for number in range(count)]
    return {
        "work": [{"name": name, "position": name} for name in names],
        "education": [{"institution": name} for name in names],
        "languages": [{"language": name} for name in names],
        "skills": [{"name": name} for name in names],
    }


def queries(client: Client, ask: Any) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert ask(client).status_code in (200, 302)
    return len(counted)


def test_queries_do_not_grow_with_file(client: Client, amara: Profile) -> None:
    counts = []
    for number in (1, 3):
        import_id = new_import(client, with_rows(number))
        form, url = review_data(client, import_id), url_of(import_id, "apply_import")
        counts.append(
            [
                queries(client, lambda c, n=number: upload_files(c, with_rows(n))),
                queries(client, lambda c, i=import_id: c.get(url_of(i))),
                queries(client, lambda c, u=url, f=form: c.post(u, f)),
                queries(client, lambda c, i=import_id: c.post(url_of(i, "undo_import"))),
            ]
        )
    assert counts[0] == counts[1]
    for _ in range(2):
        lists = [queries(client, lambda c: c.get(IMPORTS))]
        submit_review(client, new_import(client, with_rows(2)))
        assert queries(client, lambda c: c.get(IMPORTS)) == lists[0]
