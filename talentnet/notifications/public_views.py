"""What needs no sign-in: a calendar at its secret address, and the signed way out of mails."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from talentnet.notifications.calendar import calendar_of
from talentnet.notifications.links import read_stop_token
from talentnet.notifications.models import CalendarFeed, MailChoice, MailKind


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    found = CalendarFeed.objects.at(token)
    if found is None:
        raise Http404
    body = calendar_of(found.user, request.build_absolute_uri)
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    headers = {"Cache-Control": "private, no-cache", "ETag": etag}
    fresh = HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
    fresh.headers["Content-Disposition"] = 'inline; filename="talentnet.ics"'
    return _discreet(get_conditional_response(request, etag=etag, response=fresh) or fresh)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button, as mail scanners follow links; a post stops the mails (RFC 8058)."""
    read = read_stop_token(token)
    if read is None:
        raise Http404
    user_id, kinds = read
    is_stopped = request.method == "POST"
    if is_stopped:
        MailChoice.objects.stop(user_id, kinds)
    context = {
        "kind": kinds[0].label if len(kinds) < len(MailKind) else "",
        "is_stopped": is_stopped,
    }
    response = render(request, "notifications/stop.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return _discreet(response)


def _discreet[R: HttpResponseBase](response: R) -> R:
    """The address is a secret or a key: not indexed, and not told to where a link leads."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
