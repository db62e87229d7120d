"""Requests with malformed headers."""

import io
from itertools import product
from typing import Any
from unittest.mock import Mock

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client

from careeractions.tests.factories import CareerActionFactory
from matching.tests.visitors import client_of
from talentnet.headers import TolerantHandler

pytestmark = pytest.mark.django_db

NONSENSE = (
    "http://[bad",
    "http://%5Bbad",
    "http://[::1%5D",
    "http://a℀b".encode().decode("latin1"),
    "http://testserver:port/",
    "//",
    "\x00",
    "\xff\xfe",
    "1.2.3.4, [",
    "999.1.1.1",
    'sessionid="\\000aaaaaaaaaaaa"; tz="\\000"; messages=x; csrftoken="\\377"',
    "tz=../../etc/passwd",
    "multipart/form-data; boundary*=utf-8''%00",
    "bytes=9-0",
    "9" * 5_000,
)
HEADERS = (
    "Accept",
    "Authorization",
    "Content-Type",
    "Cookie",
    "HX-Current-URL",
    "HX-Target",
    "HX-Trigger",
    "Host",
    "If-Modified-Since",
    "Origin",
    "Range",
    "Referer",
    "Triggering-Event",
    "X-CSRFToken",
    "X-Forwarded-For",
    "X-Forwarded-Host",
)


def failures(client: Client, *paths: str) -> list[Any]:
    """Header, value, path and method of each request that is answered with a 5xx."""
    client.raise_request_exception = False
    cookies = client.cookies.output(header="", sep=";")
    failed = []
    for name, value, path, method in product(HEADERS, NONSENSE, paths, ("get", "post")):
        client.cookies.clear()
        if name != "Cookie":
            client.cookies.load(cookies)
        htmx = {"HX-Request": "true", "HX-Current-URL-URI-AutoEncoded": "true"}
        response = getattr(client, method)(path, headers=htmx | {name: value})
        if response.status_code >= 500:
            failed.append((name, value[:40], path, method))
    return failed


def test_malformed_headers_of_visitor_are_answered(settings: LazySettings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert failures(Client(), "/", "/actions/panel/", "/accounts/login/") == []


def test_malformed_headers_of_candidate_are_answered() -> None:
    """The panel has forms with the URL of the current page, which comes from a header."""
    client = client_of(CareerActionFactory.create().profile)
    assert "next" in client.get("/actions/panel/").content.decode()
    assert failures(client, "/actions/panel/") == []


@pytest.mark.parametrize("field", ["next", "login", "password"])
@pytest.mark.parametrize("value", ["http://[bad", "\x00", "\ud800", "//[", "9" * 5_000])
def test_malformed_form_headers_are_answered(field: str, value: str) -> None:
    sent = field + "=" + value.encode("utf-8", "surrogatepass").decode("latin1")
    for path in ("/accounts/login/", f"/accounts/login/?{sent}"):
        response = Client().post(
            path, sent, content_type="application/x-www-form-urlencoded", headers={"Referer": "x"}
        )
        assert response.status_code == 200, path


@pytest.mark.parametrize(
    ("content_type", "fields"),
    [
        ("text/html; charset=none-such", 1),
        ("text/html; charset=hex", 1),
        ("text/html; charset=undefined", 1),
        ("text/html; charset=idna", 1),
        ("text/html; charset*=utf-8''a%00b", 1),
        ("text/html; charset=utf-8;" + "x" * 20_000, 1),
        ("text/html; charset=utf-8", 3_000),
    ],
)
def test_any_content_type_is_answered(content_type: str, fields: int) -> None:
    """Django fails on these before any middleware, so the handler is called directly."""
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/privacy/",
        "QUERY_STRING": "&".join(["a=%41"] * fields),
        "CONTENT_TYPE": content_type,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
    }
    response = TolerantHandler()(environ, Mock())
    assert isinstance(response, HttpResponse)
    assert response.status_code == 200
