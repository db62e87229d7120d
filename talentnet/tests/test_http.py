"""What all pages of signed-in people have in common."""

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


def kept(view: object, user: User | AnonymousUser) -> HttpResponseBase:
    assert callable(view)
    PAGE.user = user
    response: HttpResponseBase = view(PAGE)
    return response


def test_no_browser_keeps_a_page_of_a_person() -> None:
    assert kept(plain, User()).headers["Cache-Control"] == "private, no-store"


def test_a_page_that_says_how_it_is_kept_is_believed() -> None:
    assert kept(particular, User()).headers["Cache-Control"] == "private, no-cache"


def test_who_is_not_signed_in_is_sent_to_the_sign_in() -> None:
    response = kept(plain, AnonymousUser())
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
def test_a_form_whose_sign_in_has_lapsed_leads_back_to_its_page(sender: str, back: str) -> None:
    request = RequestFactory().post("/profile/import/7/apply/", headers={"Referer": sender})
    request.user = AnonymousUser()
    assert plain(request).headers["Location"] == f"/accounts/login/?next={back}"
