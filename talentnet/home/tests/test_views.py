"""The landing page, the health check, and the pages of errors."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import DjangoAssertNumQueries, Settings

from talentnet.profiles.tests.factories import UserFactory
from talentnet.urls import handler400, handler403, handler404, handler500
from talentnet.urls import urlpatterns as our_urls

pytestmark = pytest.mark.django_db


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret of the inside")


def closed(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("a secret of the inside")


# This module is a site of its own: ours, and two pages that go wrong.
__all__ = ["handler400", "handler403", "handler404", "handler500"]
urlpatterns = [*our_urls, path("broken/", broken), path("closed/", closed)]


@pytest.fixture
def site_that_breaks(settings: Settings) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def text(response: Any) -> str:
    return str(response.content.decode())


def heading(response: Any) -> str:
    return text(response).partition("<h1>")[2].partition("</h1>")[0].strip()


def test_the_landing_page_is_for_anyone(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = client.get("/")
    assert heading(response) == "Find your place in AI safety"
    for link in ("/accounts/login/", "/accounts/signup/"):
        assert f'href="{link}"' in text(response)


def test_who_is_signed_in_goes_on_to_their_dashboard(client: Client) -> None:
    client.force_login(UserFactory.create())
    response = client.get("/")
    assert (response.status_code, response.headers["Location"]) == (302, "/home/")


def test_who_is_signed_in_can_still_read_what_happens_with_their_data(client: Client) -> None:
    client.force_login(UserFactory.create())
    page = client.get("/?about")
    assert heading(page) == "Find your place in AI safety"
    assert 'id="data"' in text(page)
    assert "No AI model reads it unless you say so." in text(page)


def test_the_health_check_asks_the_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")
    assert response.headers["Content-Type"] == "text/plain"


def test_the_icon_is_where_browsers_look_for_it(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = client.get("/favicon.ico")
    assert (response.status_code, response.headers["Location"]) == (302, "/static/icon.svg")
    assert response.headers["Cache-Control"] == "max-age=86400, public"


@pytest.mark.parametrize("url", ["/", "/healthz", "/favicon.ico"])
def test_nothing_can_be_sent_to_them(client: Client, url: str) -> None:
    assert client.post(url).status_code == 405


def in_our_look(response: Any) -> bool:
    return 'href="/static/css/talentnet.css"' in text(response) and "Back to Talentnet" in text(
        response
    )


def test_a_page_that_is_not_there(client: Client) -> None:
    response = client.get("/nowhere/")
    assert (response.status_code, heading(response)) == (404, "There is nothing here")
    assert in_our_look(response)


def test_a_page_that_is_not_there_for_somebody_signed_in(client: Client) -> None:
    client.force_login(UserFactory.create())
    page = text(client.get("/nowhere/"))
    assert "Sign out" in page
    assert "Sign up" not in page


def test_a_page_that_is_closed(site_that_breaks: Client) -> None:
    response = site_that_breaks.get("/closed/")
    assert (response.status_code, heading(response)) == (403, "You don't have access to this page")
    assert in_our_look(response)
    assert "secret" not in text(response)


def test_a_page_that_breaks(site_that_breaks: Client) -> None:
    response = site_that_breaks.get("/broken/")
    assert (response.status_code, heading(response)) == (500, "Something went wrong on our side")
    assert in_our_look(response)
    assert "secret" not in text(response)


def test_a_request_for_another_host(client: Client) -> None:
    response = client.get("/", headers={"Host": "elsewhere.example.org"})
    assert (response.status_code, heading(response)) == (400, "We couldn't understand that request")
    assert in_our_look(response)


@pytest.mark.parametrize(("url", "status"), [("/nowhere/", 404), ("/closed/", 403)])
def test_no_error_page_is_put_into_a_fragment(
    site_that_breaks: Client, url: str, status: int
) -> None:
    response = site_that_breaks.get(url, headers={"HX-Request": "true"})
    assert (response.status_code, response.content) == (status, b"")
    assert response.headers["HX-Reswap"] == "none"


def test_a_stale_form(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(UserFactory.create())
    response = strict.post("/accounts/logout/")
    assert (response.status_code, heading(response)) == (403, "This page has expired")
    fragment = strict.post("/accounts/logout/", headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment.headers["HX-Refresh"]) == (403, "true")


def test_pages_come_with_a_strict_content_policy(client: Client) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
