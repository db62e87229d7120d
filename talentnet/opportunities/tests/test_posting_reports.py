import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from talentnet.opportunities.models import Opportunity, PostingReport
from talentnet.opportunities.tests.factories import OpportunityFactory
from talentnet.profiles.models import Profile
from talentnet.profiles.tests.factories import ProfileFactory, UserFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
REPORTS = reverse("admin:opportunities_postingreport_changelist")
OPPORTUNITIES = reverse("admin:opportunities_opportunity_changelist")


def client_of(profile: Profile) -> Client:
    client = Client()
    client.force_login(profile.user)
    return client


def url(name: str, opportunity: Opportunity) -> str:
    return reverse(f"opportunities:{name}", args=[opportunity.pk])


def report_of(opportunity: Opportunity, **fields: Any) -> PostingReport:
    fields.setdefault("profile", ProfileFactory.create())
    return PostingReport.objects.create(opportunity=opportunity, **fields)


def test_report_is_sent_shown_and_withdrawn_without_javascript() -> None:
    opportunity = OpportunityFactory.create()
    profile = ProfileFactory.create()
    client = client_of(profile)
    detail = url("detail", opportunity)
    assert "Report posting" in client.get(detail).content.decode()
    made = client.post(url("report", opportunity), {"comment": " The link\tis gone. "}, follow=True)
    assert made.redirect_chain == [(f"{detail}#report", 302)]
    report = PostingReport.objects.get()
    assert (report.opportunity, report.profile) == (opportunity, profile)
    assert "Your comment: “The link is gone.”" in made.content.decode()
    assert "Report posting" not in made.content.decode()
    back = client.post(url("withdraw_report", opportunity), follow=True)
    assert back.redirect_chain == [(f"{detail}#report", 302)]
    assert "Report posting" in back.content.decode()
    assert not PostingReport.objects.exists()


def test_htmx_report_replaces_its_section() -> None:
    opportunity = OpportunityFactory.create()
    client = client_of(ProfileFactory.create())
    made = client.post(url("report", opportunity), headers=HTMX).content.decode()
    assert made.startswith('<section class="stack" id="report"')
    assert "Withdraw report" in made
    back = client.post(url("withdraw_report", opportunity), headers=HTMX).content.decode()
    assert "Report posting" in back
    again = client.post(url("withdraw_report", opportunity), headers=HTMX)
    assert again.status_code == 200


def test_second_report_adds_no_duplicate() -> None:
    opportunity = OpportunityFactory.create()
    client = client_of(ProfileFactory.create())
    for comment in ("first", "second"):
        response = client.post(url("report", opportunity), {"comment": comment}, headers=HTMX)
        assert "“first”" in response.content.decode()
    assert PostingReport.objects.get().comment == "first"


def test_second_open_report_violates_constraint() -> None:
    report = report_of(OpportunityFactory.create())
    with pytest.raises(IntegrityError), transaction.atomic():
        report_of(report.opportunity, profile=report.profile)
    report_of(report.opportunity)


def test_settled_report_stays_and_allows_new_report() -> None:
    old = report_of(OpportunityFactory.create(), settled_at=timezone.now())
    assert old.profile is not None
    client = client_of(old.profile)
    assert "Report posting" in client.get(url("detail", old.opportunity)).content.decode()
    client.post(url("withdraw_report", old.opportunity))
    client.post(url("report", old.opportunity))
    new = PostingReport.objects.exclude(pk=old.pk).get()
    assert (new.settled_at, PostingReport.objects.count()) == (None, 2)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_overlong_comment_is_refused_and_shown_again(headers: dict[str, str]) -> None:
    opportunity = OpportunityFactory.create()
    client = client_of(ProfileFactory.create())
    page = client.post(url("report", opportunity), {"comment": "x" * 501}, headers=headers)
    assert "at most 500 characters (it has 501)" in page.content.decode()
    assert f'value="{"x" * 501}"' in page.content.decode()
    assert "<details open>" in page.content.decode()
    client.post(url("report", opportunity), {"comment": "x" * 500})
    assert PostingReport.objects.get().comment == "x" * 500


def test_closed_opportunity_takes_no_report() -> None:
    closed = OpportunityFactory.create(status="archived")
    client = client_of(ProfileFactory.create())
    page = client.post(url("report", closed), headers=HTMX).content.decode()
    assert "so there's nothing to report" in page
    assert not PostingReport.objects.exists()


def test_report_is_hidden_from_other_candidates() -> None:
    report = report_of(OpportunityFactory.create(), comment="Private words.")
    client = client_of(ProfileFactory.create())
    page = client.get(url("detail", report.opportunity)).content.decode()
    assert "Private words." not in page
    assert "Report posting" in page
    client.post(url("withdraw_report", report.opportunity))
    assert PostingReport.objects.get() == report


@pytest.mark.parametrize("name", ["report", "withdraw_report"])
def test_report_requires_sign_in_token_and_opportunity(name: str) -> None:
    opportunity = OpportunityFactory.create()
    signed_out = Client().post(url(name, opportunity))
    assert signed_out.headers["Location"].startswith("/accounts/login/")
    profile = ProfileFactory.create()
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(profile.user)
    assert careful.post(url(name, opportunity)).status_code == 403
    client = client_of(profile)
    assert client.get(url(name, opportunity)).status_code == 405
    assert client.post(reverse(f"opportunities:{name}", args=[0])).status_code == 404


@pytest.fixture
def staff(admin_user: Any) -> Client:
    client = Client()
    client.force_login(admin_user)
    return client


def act(client: Client, action: str, *reports: PostingReport) -> str:
    data = {"action": action, "_selected_action": [report.pk for report in reports]}
    return client.post(REPORTS, data, follow=True).content.decode()


def test_staff_archive_settles_every_report_on_opportunity(staff: Client) -> None:
    first = report_of(OpportunityFactory.create())
    same = report_of(first.opportunity)
    other = report_of(OpportunityFactory.create())
    page = act(staff, "archive_and_settle", first)
    assert "Archived: 1. Reports settled: 2." in page
    for report in (first, same, other):
        report.refresh_from_db()
        report.opportunity.refresh_from_db()
    assert [r.settled_at is None for r in (first, same, other)] == [False, False, True]
    assert [r.opportunity.status for r in (same, other)] == ["archived", "active"]
    address = reverse("admin:opportunities_opportunity_history", args=[first.opportunity_id])
    history = staff.get(address)
    assert "Archived: reported as dead." in history.content.decode()


def test_staff_settle_without_archiving(staff: Client) -> None:
    report = report_of(OpportunityFactory.create())
    earlier = report_of(report.opportunity, settled_at=timezone.now())
    kept = earlier.settled_at
    assert "Reports settled: 1." in act(staff, "settle", report, earlier)
    report.refresh_from_db()
    earlier.refresh_from_db()
    assert report.settled_at is not None
    assert earlier.settled_at == kept
    assert report.opportunity.status == "active"


def test_view_only_staff_cannot_settle_or_archive() -> None:
    user = UserFactory.create(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_postingreport"))
    client = Client()
    client.force_login(user)
    report = report_of(OpportunityFactory.create(title="Reported engineer"))
    assert "Reported engineer" in client.get(REPORTS).content.decode()
    for action in ("settle", "archive_and_settle"):
        act(client, action, report)
    report.refresh_from_db()
    report.opportunity.refresh_from_db()
    assert (report.settled_at, report.opportunity.status) == (None, "active")


def test_staff_see_reports_and_filter_them(staff: Client) -> None:
    report = report_of(OpportunityFactory.create(organization="Cedar"), comment="Gone since May.")
    report_of(report.opportunity)
    report_of(report.opportunity, settled_at=timezone.now(), comment="Settled long ago.")
    shown = staff.get(REPORTS, {"settled": "no"}).content.decode()
    assert "Gone since May." in shown
    assert str(report.profile) in shown
    assert "Settled long ago." not in shown
    assert re.findall(r'field-open_reports">(\d+)<', shown) == ["2", "2"]
    settled = staff.get(REPORTS, {"settled": "yes"}).content.decode()
    assert re.findall(r'field-comment">([^<]+)<', settled) == ["Settled long ago."]
    assert len(re.findall("field-comment", staff.get(REPORTS).content.decode())) == 3
    form = staff.get(reverse("admin:opportunities_postingreport_change", args=[report.pk]))
    assert "<textarea" not in form.content.decode()
    assert 'name="comment"' not in form.content.decode()


def test_opportunity_list_counts_open_reports(staff: Client) -> None:
    reported = OpportunityFactory.create(title="B")
    report_of(reported)
    report_of(reported, settled_at=timezone.now())
    OpportunityFactory.create(title="A")
    page = staff.get(OPPORTUNITIES, {"o": "1"}).content.decode()
    assert re.findall(r'field-open_reports">(\d+)<', page) == ["0", "1"]


@pytest.mark.parametrize("address", [REPORTS, OPPORTUNITIES])
def test_staff_list_queries_do_not_grow(staff: Client, address: str) -> None:
    counts = []
    for batch in (1, 3):
        for opportunity in OpportunityFactory.create_batch(batch):
            report_of(opportunity)
        with CaptureQueriesContext(connection) as counted:
            staff.get(address)
        counts.append(len(counted))
    assert counts[0] == counts[1]
