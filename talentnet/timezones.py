"""Show times in the user's zone: the one they chose, else the browser's, else UTC."""

import zoneinfo
from collections.abc import Callable
from functools import cache

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

COOKIE = "tz"


@cache
def zone_names() -> tuple[str, ...]:
    """IANA names of the zones that users can choose."""
    return ("UTC", *sorted(name for name in zoneinfo.available_timezones() if "/" in name))


class TimeZoneMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # A visitor has no `time_zone`; the cookie is set by a script and may hold anything.
        chosen = getattr(request.user, "time_zone", "") or request.COOKIES.get(COOKIE, "")
        with timezone.override(chosen if chosen in zone_names() else "UTC"):
            return self.get_response(request)
