"""The request as our views see it, who may enter, and what an error answers."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from talentnet.accounts.models import User


class Request(HttpRequest):
    """A request of a signed-in person."""

    user: User
    htmx: HtmxDetails


def login_required[**P, R: HttpResponseBase](
    view: Callable[Concatenate[Request, P], R],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let signed-in people enter; the others are sent to the sign-in.

    When a sign-in has lapsed behind an open page, a fragment sends the whole page there, so that
    no sign-in form ever lands in a panel.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.user.is_authenticated:
            return _kept_by_nobody(view(request, *args, **kwargs))  # type: ignore[arg-type]  # now a Request
        if is_htmx(request):
            return HttpResponseClientRedirect(_login_url(_page_of(request)))
        is_page = request.method in ("GET", "HEAD")
        path = request.get_full_path() if is_page else _page_before(request)
        return redirect_to_login(path)

    guarded.login_is_required = True  # type: ignore[attr-defined]  # what a test of all views reads
    return guarded


def _kept_by_nobody[R: HttpResponseBase](response: R) -> R:
    """Keep pages of a signed-in person out of the browser cache, for the next user."""
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def next_page(request: HttpRequest, otherwise: str) -> str:
    """The page that a form asks to come back to; never another host's."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if safe else otherwise


def is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _login_url(next_path: str) -> str:
    return f"{resolve_url('account_login')}?{urlencode({'next': next_path})}"


def _page_of(request: HttpRequest) -> str:
    """The path of the page that a fragment was asked from; never another host's."""
    current = urlsplit(request.headers.get("HX-Current-URL", ""))
    return current.path or "/"


def _page_before(request: HttpRequest) -> str:
    """The path of the page that a form was sent from; never another host's."""
    sender = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(sender, {request.get_host()}, request.is_secure())
    return urlsplit(sender).path if safe else "/"


def _error(request: HttpRequest, status: int) -> HttpResponse:
    """The page of an error; for a fragment its text alone, which htmx is told not to swap in."""
    template = f"{status}.html"
    if not is_htmx(request):
        return render(request, template, status=status)
    return HttpResponse(status=status, headers={"HX-Reswap": "none"})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without a request context: whatever broke may break it again."""
    return render(None, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token was stale, most often because of a sign-in in another tab."""
    if is_htmx(request):
        return HttpResponse(status=403, headers={"HX-Refresh": "true"})
    return render(request, "403_csrf.html", status=403)
