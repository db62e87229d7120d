"""Headers that a client filled with nonsense: a normal answer, never an error of ours."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, HttpResponse

ADDRESSES = ("HTTP_REFERER", "HTTP_HX_CURRENT_URL")


class TolerantRequest(WSGIRequest):
    """A request that drops a Content-Type that Django can't use.

    Django decodes the query in the charset named there while it builds the request. An error at
    that point is before any middleware and any error page.
    """

    def __init__(self, environ: dict[str, Any]) -> None:
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
    """Middleware: the page a request says it comes from is an address, or absent."""

    def answer(request: HttpRequest) -> HttpResponse:
        for name in ADDRESSES:
            if not _is_address(request.META.get(name, "")):
                del request.META[name]
        return get_response(request)

    return answer


def _is_address(text: str) -> bool:
    """True if it can be split, also after django-htmx has decoded its percent signs."""
    try:
        urlsplit(text)
        urlsplit(unquote(text))
    except ValueError:
        return False
    return True
