"""Views without sign-in: the calendar at its secret link, and the signed unsubscribe page."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from talentnet.notifications.calendar import render_calendar
from talentnet.notifications.links import read_unsubscribe_token
from talentnet.notifications.models import CalendarFeed, MailChoice, MailKind


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    calendar = CalendarFeed.objects.with_token(token)
    if calendar is None:
        raise Http404
    body = render_calendar(calendar.user, request.build_absolute_uri)
    # Calendar programs poll. With the ETag, an unchanged calendar costs them a 304.
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    headers = {"Cache-Control": "private, no-cache", "ETag": etag}
    full = HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
    full.headers["Content-Disposition"] = 'inline; filename="talentnet.ics"'
    return _keep_secret(get_conditional_response(request, etag=etag, response=full) or full)


# Email programs post here without a cookie or CSRF token (RFC 8058). The signed link is the proof.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Unsubscribe on POST. GET only shows a button, since email scanners follow links."""
    read = read_unsubscribe_token(token)
    if read is None:
        raise Http404
    user_id, kinds = read
    is_stopped = request.method == "POST"
    if is_stopped:
        MailChoice.objects.turn_off(user_id, kinds)
    context = {
        "kind": kinds[0].label if len(kinds) < len(MailKind) else "",
        "is_stopped": is_stopped,
    }
    response = render(request, "notifications/stop.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    return _keep_secret(response)


def _keep_secret[R: HttpResponseBase](response: R) -> R:
    """Keep the URL out of search engines and Referer headers, as it is a credential."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
