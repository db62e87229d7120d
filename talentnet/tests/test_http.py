"""Caching and redirects of pages that require a sign-in."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse, HttpResponseBase
from django.test import RequestFactory

from talentnet.accounts.models import User
from talentnet.http import Request, login_required

PAGE = RequestFactory().get("/a-page/")


@login_required
def plain(request: Request) -> HttpResponse:
    return HttpResponse("a page")


@login_required
def particular(request: Request) -> HttpResponse:
    return HttpResponse("a feed", headers={"Cache-Control": "private, no-cache"})


def response_of(view: object, user: User | AnonymousUser) -> HttpResponseBase:
    assert callable(view)
    PAGE.user = user
    response: HttpResponseBase = view(PAGE)
    return response


def test_signed_in_pages_are_never_cached() -> None:
    assert response_of(plain, User()).headers["Cache-Control"] == "private, no-store"


def test_explicit_cache_header_is_respected() -> None:
    assert response_of(particular, User()).headers["Cache-Control"] == "private, no-cache"


def test_visitor_is_redirected_to_sign_in() -> None:
    response = response_of(plain, AnonymousUser())
    assert (response.status_code, response.headers["Location"]) == (
        302,
        "/accounts/login/?next=/a-page/",
    )


@pytest.mark.parametrize(
    ("sender", "back"),
    [
        ("http://testserver/profile/import/7/?x=1", "/profile/import/7/"),
        ("http://elsewhere.example/profile/", "/"),
        ("", "/"),
    ],
)
def test_form_with_lapsed_session_returns_to_its_page(sender: str, back: str) -> None:
    request = RequestFactory().post("/profile/import/7/apply/", headers={"Referer": sender})
    request.user = AnonymousUser()
    assert plain(request).headers["Location"] == f"/accounts/login/?next={back}"
