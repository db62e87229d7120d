"""Tolerate malformed request headers: they get a normal answer, never a 500."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, HttpResponse

ADDRESSES = ("HTTP_REFERER", "HTTP_HX_CURRENT_URL")


class TolerantRequest(WSGIRequest):
    """A request that drops a Content-Type that Django can't use.

    Django decodes the query in the charset named there while it builds the request. An error
    there comes before any middleware, so no error page could handle it.
    """

    def __init__(self, environ: dict[str, Any]) -> None:
        # The errors of an unknown charset, of a broken one and of too many fields.
        try:
            super().__init__(environ)
        except (BadRequest, SuspiciousOperation, LookupError, ValueError):
            self.__dict__.clear()  # the charset was set before it failed
            super().__init__(environ | {"CONTENT_TYPE": ""})


class TolerantHandler(WSGIHandler):
    request_class = TolerantRequest


def drop_broken_addresses(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that removes referring URLs that can't be parsed."""

    def answer(request: HttpRequest) -> HttpResponse:
        for name in ADDRESSES:
            if not _is_address(request.META.get(name, "")):
                del request.META[name]
        return get_response(request)

    return answer


def _is_address(text: str) -> bool:
    """True if the URL can be parsed, both as sent and percent-decoded, as django-htmx reads it."""
    try:
        urlsplit(text)
        urlsplit(unquote(text))
    except ValueError:
        return False
    return True
