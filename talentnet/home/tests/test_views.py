"""Landing page, health check, favicon and error pages."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import DjangoAssertNumQueries, Settings

from talentnet.profiles.tests.factories import UserFactory
from talentnet.urls import handler400, handler403, handler404, handler500
from talentnet.urls import urlpatterns as site_urls

pytestmark = pytest.mark.django_db


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("an internal secret")


def closed(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("an internal secret")


# Used as ROOT_URLCONF below: the site's URLs plus two failing views.
__all__ = ["handler400", "handler403", "handler404", "handler500"]
urlpatterns = [*site_urls, path("broken/", broken), path("closed/", closed)]


@pytest.fixture
def failing_site(settings: Settings) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def text(response: Any) -> str:
    return str(response.content.decode())


def heading(response: Any) -> str:
    return text(response).partition("<h1>")[2].partition("</h1>")[0].strip()


def test_landing_page_is_public_and_takes_no_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = client.get("/")
    assert heading(response) == "Find your place in AI safety"
    for link in ("/accounts/login/", "/accounts/signup/"):
        assert f'href="{link}"' in text(response)


def test_landing_page_redirects_signed_in_to_dashboard(client: Client) -> None:
    client.force_login(UserFactory.create())
    response = client.get("/")
    assert (response.status_code, response.headers["Location"]) == (302, "/home/")


def test_landing_page_with_about_is_shown_when_signed_in(client: Client) -> None:
    client.force_login(UserFactory.create())
    page = client.get("/?about")
    assert heading(page) == "Find your place in AI safety"
    assert 'id="data"' in text(page)
    assert "No AI model reads your profile without your consent." in text(page)


def test_health_check_queries_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")
    assert response.headers["Content-Type"] == "text/plain"


def test_favicon_redirects_to_icon(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = client.get("/favicon.ico")
    assert (response.status_code, response.headers["Location"]) == (302, "/static/icon.svg")
    assert response.headers["Cache-Control"] == "max-age=86400, public"


@pytest.mark.parametrize("url", ["/", "/healthz", "/favicon.ico"])
def test_public_pages_refuse_post(client: Client, url: str) -> None:
    assert client.post(url).status_code == 405


def has_site_layout(response: Any) -> bool:
    return 'href="/static/css/talentnet.css"' in text(response) and "Back to Talentnet" in text(
        response
    )


def test_missing_page_is_404(client: Client) -> None:
    response = client.get("/nowhere/")
    assert (response.status_code, heading(response)) == (404, "There is nothing here")
    assert has_site_layout(response)


def test_missing_page_shows_sign_out_when_signed_in(client: Client) -> None:
    client.force_login(UserFactory.create())
    page = text(client.get("/nowhere/"))
    assert "Sign out" in page
    assert "Sign up" not in page


def test_forbidden_page_is_403_and_hides_reason(failing_site: Client) -> None:
    response = failing_site.get("/closed/")
    assert (response.status_code, heading(response)) == (403, "You don't have access to this page")
    assert has_site_layout(response)
    assert "secret" not in text(response)


def test_broken_page_is_500_and_hides_error(failing_site: Client) -> None:
    response = failing_site.get("/broken/")
    assert (response.status_code, heading(response)) == (500, "Something went wrong on our side")
    assert has_site_layout(response)
    assert "secret" not in text(response)


def test_request_for_other_host_is_400(client: Client) -> None:
    response = client.get("/", headers={"Host": "elsewhere.example.org"})
    assert (response.status_code, heading(response)) == (400, "We couldn't understand that request")
    assert has_site_layout(response)


@pytest.mark.parametrize(("url", "status"), [("/nowhere/", 404), ("/closed/", 403)])
def test_error_of_htmx_request_has_no_body(failing_site: Client, url: str, status: int) -> None:
    response = failing_site.get(url, headers={"HX-Request": "true"})
    assert (response.status_code, response.content) == (status, b"")
    assert response.headers["HX-Reswap"] == "none"


def test_stale_form_explains_or_reloads_page(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(UserFactory.create())
    response = strict.post("/accounts/logout/")
    assert (response.status_code, heading(response)) == (403, "This page has expired")
    fragment = strict.post("/accounts/logout/", headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment.headers["HX-Refresh"]) == (403, "true")


def test_pages_have_strict_content_security_policy(client: Client) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
