"""Fetching of boards: refused responses, and no connection to private addresses."""

import gzip
import ipaddress
import time
import tracemalloc
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from talentnet.sources.addresses import is_public
from talentnet.sources.fetching import FetchRefused, Reach, fetch, redirect_target
from talentnet.sources.tests.servers import BoardServer

LOOPBACK = Reach(allow_loopback=True, seconds=5, size=100_000)


def refusal(url: str, reach: Reach = LOOPBACK) -> str:
    """Fetch an address that must be refused and return the reason."""
    with pytest.raises(FetchRefused) as caught:
        fetch(url, reach)
    return str(caught.value)


def test_response_is_returned_as_text(board: BoardServer) -> None:
    url = board.answer("/jobs", '{"title": "Ingénieure"}'.encode())
    fetched = fetch(url, LOOPBACK)
    assert (fetched.text, fetched.url) == ('{"title": "Ingénieure"}', url)
    assert "Cookie" not in board.headers[0]


def test_compressed_and_latin_responses_are_decoded(board: BoardServer) -> None:
    packed = board.answer("/a", gzip.compress(b"[1, 2]"), content_encoding="gzip")
    latin = board.answer("/b", "é".encode("latin-1"), content_type="text/html; charset=ISO-8859-1")
    assert fetch(packed, LOOPBACK).text == "[1, 2]"
    assert fetch(latin, LOOPBACK).text == "é"


def test_redirects_are_followed_at_most_five_times(board: BoardServer) -> None:
    board.answer("/5", b"[]")
    for number in range(5):
        board.answer(f"/{number}", status=302, location=f"/{number + 1}")
    assert fetch(f"{board.url}/0", LOOPBACK).url == f"{board.url}/5"
    board.answer("/start", status=301, location="/0")
    assert refusal(f"{board.url}/start") == "It leads on more than 5 times."


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:10.0.0.1]/",
        "http://0.0.0.0:80/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
    ],
)
def test_redirect_to_private_address_is_refused(board: BoardServer, target: str) -> None:
    url = board.answer("/jobs", status=302, location=target)
    assert refusal(url).endswith(" is not on the public internet.")
    assert board.asked == ["/jobs"]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("file:///etc/passwd", "Only http and https addresses are fetched."),
        ("gopher://127.0.0.1/", "Only http and https addresses are fetched."),
        (
            "http://user:secret@127.0.0.1/",
            "An address with a user name or password is not fetched.",
        ),
    ],
)
def test_every_redirect_is_checked_again(board: BoardServer, target: str, said: str) -> None:
    assert refusal(board.answer("/jobs", status=302, location=target)) == said


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://192.168.1.1/",
    ],
)
def test_local_and_private_addresses_are_refused(url: str) -> None:
    assert refusal(url, Reach(seconds=5)).endswith(" is not on the public internet.")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://example.org/", "Only http and https addresses are fetched."),
        ("http:///x", "Only http and https addresses are fetched."),
        ("http://example.org:22/", "Only the ports 80 and 443 are fetched from."),
        ("http://example.org:99999/", "Only the ports 80 and 443 are fetched from."),
        ("http://a@example.org/", "An address with a user name or password is not fetched."),
        ("http://exa mple.org/", "The address is too long, or has blanks in it."),
        ("http://example.org/\r\nHost: x", "The address is too long, or has blanks in it."),
        ("http://example.org/" + "x" * 2000, "The address is too long, or has blanks in it."),
        ("http://[::1", "This is not a web address."),
    ],
)
def test_malformed_addresses_are_refused(url: str, said: str) -> None:
    def never(host: str, port: int) -> list[str]:
        raise AssertionError(f"{host} was looked up")

    assert refusal(url, Reach(resolve=never)) == said


def test_host_with_one_private_address_is_refused(board: BoardServer) -> None:
    reach = Reach(resolve=lambda host, port: ["93.184.216.34", "10.0.0.1"])
    assert refusal("http://board.example/", reach) == (
        "board.example is not on the public internet."
    )


def test_rebound_host_is_reached_at_checked_address(
    board: BoardServer,
) -> None:
    """A second lookup of the name could return a private address (DNS rebinding)."""
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    reach = Reach(allow_loopback=True, seconds=5, resolve=lambda host, port: answers.pop(0))
    board.answer("/jobs", b"[]")
    port = board.server.server_port
    assert fetch(f"http://board.example:{port}/jobs", reach).text == "[]"
    assert answers == [["10.0.0.1"]]
    assert board.headers[0]["Host"] == f"board.example:{port}"


def test_host_turned_private_by_redirect_is_refused(board: BoardServer) -> None:
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    reach = Reach(allow_loopback=True, seconds=5, resolve=lambda host, port: answers.pop(0))
    board.answer("/jobs", status=302, location="/more")
    url = f"http://board.example:{board.server.server_port}/jobs"
    assert refusal(url, reach) == "board.example is not on the public internet."
    assert board.asked == ["/jobs"]


def test_unknown_host_name_fails() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError("unknown")

    assert refusal("http://board.example/", Reach(resolve=unknown)) == (
        "No address is known of board.example."
    )


def _drip(handler: BaseHTTPRequestHandler, piece: bytes, pause: float) -> None:
    try:
        while True:
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(pause)
    except OSError:
        return


def test_slow_response_ends_at_total_time_limit(board: BoardServer) -> None:
    def slow(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        _drip(handler, b" ", 0.05)

    board.answers["/slow"] = slow
    board.answers["/headers"] = lambda handler: _drip(handler, b"H", 0.05)
    for path in ("/slow", "/headers"):
        started = time.monotonic()
        reach = Reach(allow_loopback=True, seconds=0.3)
        assert refusal(board.url + path, reach) == "It took longer than 0.3 seconds."
        assert time.monotonic() - started < 0.6


def test_slow_lookup_ends_at_total_time_limit() -> None:
    def slow(host: str, port: int) -> list[str]:
        time.sleep(0.3)
        return []

    reach = Reach(seconds=0.1, resolve=slow)
    assert refusal("http://board.example/", reach) == "It took longer than 0.1 seconds."


def test_endless_body_is_refused(board: BoardServer) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        _drip(handler, b"x" * 10_000, 0)

    board.answers["/endless"] = endless
    assert refusal(f"{board.url}/endless") == "It is longer than 100,000 bytes."


def test_compression_bomb_is_refused(board: BoardServer) -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    assert len(bomb) < 100_000
    url = board.answer("/bomb", bomb, content_encoding="gzip")
    tracemalloc.start()
    assert refusal(url) == "It is longer than 100,000 bytes."
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000  # it was never decompressed as a whole


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"content_type": "image/png"}, "It is of the type image/png, which holds no postings."),
        ({"content_encoding": "br"}, "It is packed as br, which was not asked for."),
        ({"content_encoding": "gzip"}, "It is not packed as it says."),
        ({"status": 404}, "127.0.0.1 answers with 404."),
        ({"status": 304}, "127.0.0.1 answers with 304."),
    ],
)
def test_unusable_responses_are_refused(
    board: BoardServer, headers: dict[str, Any], said: str
) -> None:
    assert refusal(board.answer("/jobs", b"text" * 20, **headers)) == said


def test_truncated_gzip_response_is_refused(board: BoardServer) -> None:
    packed = gzip.compress(b'{"a": 1}\n' * 5000)
    url = board.answer("/jobs", packed[: len(packed) // 2], content_encoding="gzip")
    assert refusal(url) == "It is packed, and ends too early."


def test_undecodable_charset_is_refused(board: BoardServer) -> None:
    url = board.answer("/jobs", b"[]", content_type="application/json; charset=undefined")
    assert refusal(url) == "It is not text in the charset that it names."


def test_redirect_to_invalid_address_is_refused(board: BoardServer) -> None:
    url = board.answer("/jobs", status=302, location="http://[::1")
    assert refusal(url) == "It leads to what is no web address."


def test_unescaped_redirect_is_followed(board: BoardServer) -> None:
    board.answer("/caf%C3%A9", b"[]")
    url = board.answer("/jobs", status=302, location="/café".encode().decode("latin-1"))
    assert fetch(url, LOOPBACK).text == "[]"


def test_binary_response_is_refused(board: BoardServer) -> None:
    url = board.answer("/jobs", b"\xff\xfe\x00")
    assert refusal(url) == "It is not text in the charset that it names."


def test_unreachable_server_fails() -> None:
    assert refusal("http://127.0.0.1:9/").startswith("127.0.0.1 does not answer: ")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("::ffff:93.184.216.34", True),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.0.1", False),
        ("127.0.0.53", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.1", False),
        ("255.255.255.255", False),
        ("224.0.0.251", False),
        ("240.0.0.1", False),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("::", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:169.254.169.254", False),
        ("::127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("2001:0:1::", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("fd00:ec2::254", False),
        ("ff02::1", False),
        ("fec0::1", False),
        ("2001:db8::1", False),
    ],
)
def test_public_addresses_are_recognized(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public


@pytest.mark.parametrize("scheme", ["https", "HTTPS"])
def test_redirect_from_https_to_http_is_refused(scheme: str) -> None:
    url = f"{scheme}://board.example/"
    with pytest.raises(FetchRefused, match="It leads from https to something else"):
        redirect_target(url, "http://board.example/jobs")
    assert redirect_target(url, "HTTPS://b.example/jobs") == "https://b.example/jobs"
