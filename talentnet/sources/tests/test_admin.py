"""Admin pages and actions for sources."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ

from talentnet.accounts.models import User
from talentnet.files import MAX_UPLOAD_BYTES
from talentnet.opportunities.models import Listing, Opportunity
from talentnet.opportunities.tests.factories import ListingFactory, OpportunityFactory
from talentnet.profiles.tests.factories import UserFactory
from talentnet.sources.models import OpportunitySource, SourceSync
from talentnet.sources.syncing import claim_source
from talentnet.sources.tests.factories import SourceFactory

pytestmark = pytest.mark.django_db

ROWS = [
    {"source_id": "1", "title": "Engineer", "organization": "Cedar Bay"},
    {"source_id": "2", "title": "", "organization": "<b>Foxglove</b>"},
]


@pytest.fixture
def staff(admin_user: Any) -> Client:
    client = Client()
    client.force_login(admin_user)
    return client


def client_with(*codenames: str) -> Client:
    user: User = UserFactory.create(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client


def app_of(name: str) -> str:
    return "opportunities" if name == "listing" else "sources"


def changelist(name: str) -> str:
    return reverse(f"admin:{app_of(name)}_{name}_changelist")


def upload_url(source: OpportunitySource) -> str:
    return reverse("admin:sources_opportunitysource_upload", args=[source.pk])


def uploaded(client: Client, source: OpportunitySource, content: Any, **fields: str) -> Any:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    file = SimpleUploadedFile("board.json", body)
    return client.post(upload_url(source), {"file": file, **fields}, follow=True)


def act(client: Client, action: str, *sources: OpportunitySource) -> str:
    chosen = {"action": action, "_selected_action": [source.pk for source in sources]}
    return client.post(changelist("opportunitysource"), chosen, follow=True).content.decode()


def test_upload_is_stored_and_problems_shown_by_line(staff: Client) -> None:
    source = SourceFactory.create(url="")
    page = uploaded(staff, source, ROWS)
    sync = SourceSync.objects.get()
    assert page.redirect_chain[-1][0] == reverse("admin:sources_sourcesync_change", args=[sync.pk])
    assert "<li>item 2: title: is empty</li>" in page.content.decode()
    assert (sync.outcome, sync.seen, sync.new) == ("good", 2, 1)
    assert '<li class="warning">' in page.content.decode()
    assert " 0 back. Problems: 1.</li>" in page.content.decode()
    assert Opportunity.objects.get().source == source.name


def test_complete_upload_marks_others_missing(staff: Client) -> None:
    source = SourceFactory.create(url="")
    uploaded(staff, source, [ROWS[0], ROWS[0] | {"source_id": "3", "title": "Writer"}])
    uploaded(staff, source, [ROWS[0]])
    assert Listing.objects.get(source_id="3").missed_syncs == 0
    uploaded(staff, source, [ROWS[0]], complete="on")
    assert Listing.objects.get(source_id="3").missed_syncs == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00", "board.json is not UTF-8 text."),
        (b"[{]", "board.json is not JSON: "),
        (b"<script>alert(1)</script>", "board.json is a web page without postings"),
    ],
)
def test_unusable_upload_is_explained(staff: Client, content: bytes, said: str) -> None:
    source = SourceFactory.create(url="")
    page = uploaded(staff, source, content).content.decode()
    assert said in page
    assert "<script>alert(1)" not in page
    source.refresh_from_db()
    assert source.health == "failing"


def test_oversized_or_missing_upload_is_refused(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("talentnet.sources.admin.MAX_UPLOAD", 10)
    source = SourceFactory.create(url="")
    assert "The file is larger than 10 MB." in uploaded(staff, source, ROWS).content.decode()
    assert "This field is required." in staff.post(upload_url(source)).content.decode()
    assert not SourceSync.objects.exists()


def test_truncated_upload_is_refused(staff: Client) -> None:
    """The site truncates large uploads, so the rest looks like a shorter file."""
    source = SourceFactory.create(url="")
    lines = json.dumps(ROWS[0]).encode() + b"\n" * (MAX_UPLOAD_BYTES + 1)
    assert "The file is larger than 10 MB." in uploaded(staff, source, lines).content.decode()
    assert not SourceSync.objects.exists()


def test_upload_during_sync_is_refused(staff: Client) -> None:
    source = SourceFactory.create(url="")
    claim_source(source.pk)
    assert "is being synced right now" in uploaded(staff, source, ROWS).content.decode()
    assert not Opportunity.objects.exists()


@pytest.mark.parametrize(
    ("permissions", "status"),
    [
        ([], 403),
        (["view_opportunitysource"], 403),
        (["view_opportunitysource", "change_opportunitysource", "view_sourcesync"], 200),
    ],
)
def test_upload_requires_change_permission(permissions: list[str], status: int) -> None:
    source = SourceFactory.create(url="")
    client = client_with(*permissions)
    assert client.get(upload_url(source)).status_code == status
    assert uploaded(client, source, [ROWS[0]]).status_code == status
    assert Opportunity.objects.exists() is (status == 200)


def test_upload_requires_sign_in_source_and_token(staff: Client, admin_user: Any) -> None:
    source = SourceFactory.create(url="")
    assert Client().get(upload_url(source)).status_code == 302
    assert staff.get(upload_url(OpportunitySource(pk=source.pk + 1))).status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin_user)
    assert uploaded(strict, source, ROWS).status_code == 403


def test_sync_now_runs_in_worker(staff: Client) -> None:
    on_the_web, by_hand = SourceFactory.create(name="web"), SourceFactory.create(name="f", url="")
    page = act(staff, "sync_now", on_the_web, by_hand)
    task = OrmQ.objects.get().task
    assert (task["func"], task["args"]) == (
        "talentnet.sources.tasks.sync_source",
        (on_the_web.pk, False),
    )
    assert "Queued: web." in page
    assert "These have no address, so upload a file instead: f." in page


def test_staff_accept_smaller_count(staff: Client) -> None:
    source = SourceFactory.create(last_good_count=50, last_outcome="suspicious", name="small")
    SourceSync.objects.create(source=source, outcome="suspicious", seen=7)
    assert "Accepted: small." in act(staff, "accept_smaller_count", source)
    source.refresh_from_db()
    assert (source.health, source.last_good_count) == ("good", 7)
    assert "None of these is suspicious." in act(staff, "accept_smaller_count", source)


@pytest.mark.parametrize(("outcome", "is_said"), [("suspicious", True), ("good", False)])
def test_suspicious_source_explains_how_to_accept(
    staff: Client, outcome: str, is_said: bool
) -> None:
    source = SourceFactory.create(last_outcome=outcome, name="A & B")
    url = reverse("admin:sources_opportunitysource_change", args=[source.pk])
    page = staff.get(url).content.decode()
    assert (f'<a href="{changelist("opportunitysource")}?q=A%20%26%20B">' in page) is is_said
    assert ("run “Accept the smaller number of postings”." in page) is is_said


@pytest.mark.parametrize("is_synced", [False, True])
def test_only_never_synced_source_can_be_deleted(staff: Client, is_synced: bool) -> None:
    source = SourceFactory.create()
    if is_synced:
        SourceSync.objects.create(source=source)
    url = reverse("admin:sources_opportunitysource_delete", args=[source.pk])
    change = reverse("admin:sources_opportunitysource_change", args=[source.pk])
    assert (f'href="{url}"' in staff.get(change).content.decode()) is not is_synced
    assert staff.post(url, {"post": "yes"}).status_code == (403 if is_synced else 302)
    assert OpportunitySource.objects.exists() is is_synced


def test_view_only_staff_can_do_nothing() -> None:
    source = SourceFactory.create()
    page = act(client_with("view_opportunitysource"), "sync_now", source)
    assert source.name in page
    assert not OrmQ.objects.exists()


def edit(client: Client, source: OpportunitySource, **fields: Any) -> Any:
    values: dict[str, Any] = {
        "format": source.format,
        "url": source.url,
        "organization": source.organization,
    }
    values |= {"every_hours": source.every_hours, "is_enabled": "on"} | fields
    url = reverse("admin:sources_opportunitysource_change", args=[source.pk])
    return client.post(url, values)


def test_editing_source_keeps_name_and_health(staff: Client) -> None:
    source = SourceFactory.create(name="board", last_tried_at=timezone.now())
    OpportunitySource.objects.update(failures_in_a_row=3)
    assert edit(staff, source, every_hours=6, name="other").status_code == 302
    source.refresh_from_db()
    assert (source.name, source.every_hours, source.failures_in_a_row) == ("board", 6, 3)
    assert source.last_tried_at is not None
    assert source.next_at == source.last_tried_at + source.every


def test_source_with_new_address_is_due_immediately(staff: Client) -> None:
    source = SourceFactory.create(next_at=timezone.now())
    edit(staff, source, url="https://other.example/jobs")
    source.refresh_from_db()
    assert source.next_at is None


@pytest.mark.parametrize("url", ["ftp://board.example/", "javascript:alert(1)", "file:///etc"])
def test_source_accepts_only_web_addresses(staff: Client, url: str) -> None:
    source = SourceFactory.create()
    assert "Enter a valid URL." in edit(staff, source, url=url).content.decode()


def test_source_page_shows_health(staff: Client) -> None:
    source = SourceFactory.create(last_outcome="failed", last_error="board.example answers 500.")
    url = reverse("admin:sources_opportunitysource_change", args=[source.pk])
    for page in (staff.get(url), staff.get(changelist("opportunitysource"))):
        assert "Failing" in page.content.decode()
        assert "board.example answers 500." in page.content.decode()
    assert upload_url(source) in staff.get(url).content.decode()


def test_source_form_explains_board_addresses(staff: Client) -> None:
    page = staff.get(reverse("admin:sources_opportunitysource_add")).content.decode()
    for address in (
        "https://boards-api.greenhouse.io/v1/boards/NAME/jobs?content=true",
        "https://api.lever.co/v0/postings/NAME?mode=json",
        "https://api.ashbyhq.com/posting-api/job-board/NAME?includeCompensation=true",
        "Hours between syncs",
    ):
        assert address in page


def test_source_can_be_added(staff: Client) -> None:
    fields = {"name": "new", "format": "auto", "every_hours": 12, "is_enabled": "on"}
    staff.post(reverse("admin:sources_opportunitysource_add"), fields)
    assert OpportunitySource.objects.get().name == "new"


def test_opportunity_page_shows_listings(staff: Client) -> None:
    opportunity = OpportunityFactory.create()
    ListingFactory.create(
        opportunity=opportunity, source="board", url="https://a.example/1", raw={"location": "LDN"}
    )
    ListingFactory.create(opportunity=opportunity, source="other", url="javascript:alert(1)")
    url = reverse("admin:opportunities_opportunity_change", args=[opportunity.pk])
    page = staff.get(url).content.decode()
    assert 'href="https://a.example/1"' in page
    assert 'href="javascript:' not in page
    assert "LDN" in page


@pytest.mark.parametrize("status", ["active", "archived"])
def test_staff_archive_or_restore_replaces_reason(staff: Client, status: str) -> None:
    opportunity = OpportunityFactory.create(status=status, archived_for="missing")
    other = {"active": "archived", "archived": "active"}[status]
    fields = {
        name: value
        for name, value in vars(opportunity).items()
        if isinstance(value, str) and not name.startswith("_")
    }
    fields |= {"skills": "[]", "status": other}
    fields |= {f"listing_set-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}
    url = reverse("admin:opportunities_opportunity_change", args=[opportunity.pk])
    assert staff.post(url, fields).status_code == 302
    opportunity.refresh_from_db()
    assert (opportunity.status, opportunity.archived_for) == (other, "")


@pytest.mark.parametrize("name", ["opportunitysource", "sourcesync", "listing"])
def test_list_queries_do_not_grow(staff: Client, name: str) -> None:
    counted = []
    for batch in (1, 3):
        for source in SourceFactory.create_batch(batch):
            SourceSync.objects.create(source=source, problems=["line 1: x"])
        ListingFactory.create_batch(batch)
        with CaptureQueriesContext(connection) as captured:
            assert staff.get(changelist(name)).status_code == 200
        counted.append(len(captured))
    assert counted[0] == counted[1]


def test_syncs_and_listings_are_read_only(staff: Client) -> None:
    sync = SourceSync.objects.create(source=SourceFactory.create())
    listing = ListingFactory.create()
    for name, row in (("sourcesync", sync), ("listing", listing)):
        assert (
            staff.post(
                reverse(f"admin:{app_of(name)}_{name}_change", args=[row.pk]), {}
            ).status_code
            == 403
        )
        assert staff.get(reverse(f"admin:{app_of(name)}_{name}_add")).status_code == 403
