"""Typed requests, the login requirement, safe redirects, and error pages."""

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
    """Request of a signed-in user."""

    user: User
    htmx: HtmxDetails


def login_required[**P, R: HttpResponseBase](
    view: Callable[Concatenate[Request, P], R],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Redirect visitors to the sign-in page.

    If a session has expired behind an open page, an htmx request redirects the whole page, so that
    the sign-in form never lands in a panel.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.user.is_authenticated:
            return _never_cached(view(request, *args, **kwargs))  # type: ignore[arg-type]  # now a Request
        if is_htmx(request):
            # An ordinary redirect would be followed by htmx and swapped into the panel.
            return HttpResponseClientRedirect(_login_url(_page_of(request)))
        # A form can't be sent again after the sign-in, so return to the page it was on.
        is_page = request.method in ("GET", "HEAD")
        path = request.get_full_path() if is_page else _page_before(request)
        return redirect_to_login(path)

    guarded.login_is_required = True  # type: ignore[attr-defined]  # checked by a test of all views
    return guarded


def _never_cached[R: HttpResponseBase](response: R) -> R:
    """Keep pages of a signed-in user out of the browser cache: the next user must not see them."""
    # A view may have set a header of its own.
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def next_page(request: HttpRequest, otherwise: str) -> str:
    """Page that a form asks to return to, if it is on this host; else `otherwise`."""
    page = request.POST.get("next", "")
    # ALLOWED_HOSTS may list several hosts, so only the host of this request counts.
    safe = url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure())
    return page if safe else otherwise


def is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _login_url(next_path: str) -> str:
    return f"{resolve_url('account_login')}?{urlencode({'next': next_path})}"


def _page_of(request: HttpRequest) -> str:
    """Path of the page that sent an htmx request; the host is dropped."""
    # Can't raise: `headers.drop_broken_addresses` has removed URLs that don't parse.
    current = urlsplit(request.headers.get("HX-Current-URL", ""))
    return current.path or "/"


def _page_before(request: HttpRequest) -> str:
    """Path of the page that sent a form, or / if that was on another host."""
    sender = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(sender, {request.get_host()}, request.is_secure())
    return urlsplit(sender).path if safe else "/"


def _error(request: HttpRequest, status: int) -> HttpResponse:
    """Render an error page; answer htmx with an empty body that it doesn't swap in."""
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
    """Render the 500 page without context processors, as one of them may have failed."""
    return render(None, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Handle a stale form token; the usual cause is a sign-in in another tab."""
    if is_htmx(request):
        # A reload gets the page a fresh token.
        return HttpResponse(status=403, headers={"HX-Refresh": "true"})
    return render(request, "403_csrf.html", status=403)
