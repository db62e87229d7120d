"""Fetch a board's response within limits of time and size, from public addresses only.

Protects against server-side request forgery: each host is resolved once, all its addresses are
checked, and the connection goes to a checked one (no DNS rebinding). So is every redirect.
"""

import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

import httpcore2
from django.conf import settings

from talentnet.files import UnreadableFile
from talentnet.sources.addresses import Address, is_public

PORTS = {"http": 80, "https": 443}
REDIRECTS = (301, 302, 303, 307, 308)
MAX_REDIRECTS = 5
# Length of `OpportunitySource.url`.
MAX_URL = 2000
# Media types with postings, besides text/* and *+json.
TYPES = ("application/json", "application/ld+json", "application/x-ndjson", "application/jsonl")
HTML_TYPES = ("text/html", "application/xhtml+xml")

type Resolve = Callable[[str, int], list[str]]


class FetchRefused(UnreadableFile):
    """The address can't or mustn't be fetched; the message is a sentence for staff."""


def resolved(host: str, port: int) -> list[str]:
    """Resolve a host with the system's resolver. Raises OSError."""
    entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in entries))


@dataclass(frozen=True)
class Reach:
    """Limits of a fetch."""

    seconds: float = 60.0
    """Seconds for the whole fetch: resolving, connecting, redirects and the body."""
    size: int = 40_000_000
    """Most bytes of the response after decompression."""
    allow_loopback: bool = False
    """For tests: allow this machine, at any port."""
    resolve: Resolve = resolved

    def may_connect(self, address: Address) -> bool:
        return is_public(address) or (self.allow_loopback and address.is_loopback)

    def may_use(self, parts: SplitResult) -> bool:
        try:
            port = parts.port or PORTS[parts.scheme]
        except ValueError:
            return False
        return self.allow_loopback or port in PORTS.values()


@dataclass(frozen=True)
class Fetched:
    text: str
    url: str
    """URL after all redirects."""
    kind: str = ""
    """Media type from the server, in lower case."""


def fetch(url: str, reach: Reach | None = None) -> Fetched:
    """Fetch the text at an address. Raises FetchRefused for every failure."""
    reach = reach or Reach()
    clock = _Clock(reach.seconds)
    # Redirects are followed here and not by the client, so that each target is checked.
    for _ in range(MAX_REDIRECTS + 1):
        parts = _checked(url, reach)
        try:
            answer = _get(parts, reach, clock)
        except (httpcore2.TimeoutException, TimeoutError) as error:
            raise FetchRefused(f"It took longer than {reach.seconds:g} seconds.") from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError, ssl.SSLError, OSError) as error:
            raise FetchRefused(f"{parts.hostname} does not answer: {error}.") from error
        if isinstance(answer, Fetched):
            return answer
        url = redirect_target(url, answer)
    raise FetchRefused(f"It leads on more than {MAX_REDIRECTS} times.")


def _checked(url: str, reach: Reach) -> SplitResult:
    """Parse and check an address before its host is resolved. Raises FetchRefused."""
    if len(url) > MAX_URL or any(not "!" <= letter <= "\U0010ffff" for letter in url):
        raise FetchRefused("The address is too long, or has blanks in it.")
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError) as error:
        raise FetchRefused("This is not a web address.") from error
    if parts.scheme not in PORTS or not host:
        raise FetchRefused("Only http and https addresses are fetched.")
    # Credentials would end up in logs and in the admin.
    if "@" in parts.netloc:
        raise FetchRefused("An address with a user name or password is not fetched.")
    if not reach.may_use(parts):
        raise FetchRefused("Only the ports 80 and 443 are fetched from.")
    return parts


def redirect_target(url: str, location: str) -> str:
    """Address that a redirect leads to. Raises FetchRefused if it leaves https."""
    try:
        target = urljoin(url, location)
        # Compared as parsed: a scheme may be in capitals.
        schemes = urlsplit(url).scheme, urlsplit(target).scheme
    except ValueError as error:
        raise FetchRefused("It leads to what is no web address.") from error
    if schemes[0] == "https" and schemes[1] != "https":
        raise FetchRefused("It leads from https to something else.")
    return target


def _location(header: str) -> str:
    """Decode an unescaped Location header as UTF-8, as browsers do."""
    try:
        return header.encode("latin-1").decode()
    except UnicodeDecodeError:
        return header


def _get(parts: SplitResult, reach: Reach, clock: "_Clock") -> Fetched | str:
    """Send one request; returns the response, or the address it redirects to."""
    pool = httpcore2.ConnectionPool(network_backend=_CheckedBackend(reach, clock))
    headers = [
        ("User-Agent", f"Talentnet (+{settings.SITE_URL})"),
        ("Accept", "application/json, application/ld+json, text/html;q=0.9, text/*;q=0.8"),
        ("Accept-Encoding", "gzip"),
        # Each host is fetched from once, so a connection is never reused.
        ("Connection", "close"),
    ]
    url = _in_ascii(parts)
    with pool, pool.stream("GET", url, headers=headers, extensions=clock.extensions()) as response:
        given = {name.lower(): value.decode("latin-1") for name, value in response.headers}
        if response.status in REDIRECTS and given.get(b"location"):
            return _location(given[b"location"])
        if response.status != 200:
            raise FetchRefused(f"{parts.hostname} answers with {response.status}.")
        kind = _kind(given.get(b"content-type", ""))
        body = b"".join(_unpacked(_timely(response.iter_stream(), clock), given, reach.size))
        return Fetched(_text(body, *kind), urlunsplit(parts), kind[0])


def _in_ascii(parts: SplitResult) -> httpcore2.URL:
    host = (parts.hostname or "").encode("idna")
    if b":" in host:
        host = b"[" + host + b"]"
    target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    safe = "".join(c if "!" <= c <= "~" else _percent(c) for c in target)
    return httpcore2.URL(
        scheme=parts.scheme.encode(), host=host, port=parts.port, target=safe.encode()
    )


def _percent(letter: str) -> str:
    return "".join(f"%{byte:02X}" for byte in letter.encode("utf-8", "replace"))


def _kind(content_type: str) -> tuple[str, str]:
    """Media type and charset of a response. Raises FetchRefused if it isn't text."""
    kind, _, rest = content_type.partition(";")
    kind = kind.strip().lower()
    is_text = not kind or kind.startswith("text/") or kind.endswith("+json")
    if not is_text and kind not in (*TYPES, *HTML_TYPES):
        raise FetchRefused(f"It is of the type {kind[:60]}, which holds no postings.")
    _, named, charset = rest.lower().partition("charset=")
    return kind, charset.split(";")[0].strip(" \"'") if named else "utf-8"


def _text(body: bytes, kind: str, charset: str) -> str:
    # A wrong letter in a page does no harm; in other formats it may change the data.
    errors = "replace" if kind in HTML_TYPES else "strict"
    try:
        return body.decode(charset, errors).removeprefix("\ufeff")
    except (LookupError, ValueError) as error:  # any UnicodeError of the codec
        raise FetchRefused("It is not text in the charset that it names.") from error


def _timely(chunks: Iterable[bytes], clock: "_Clock") -> Iterator[bytes]:
    for chunk in chunks:
        clock.remaining()
        yield chunk


def _unpacked(chunks: Iterator[bytes], given: dict[bytes, str], size: int) -> Iterator[bytes]:
    """Decompress the body in chunks. Raises FetchRefused beyond `size` bytes."""
    encoding = given.get(b"content-encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise FetchRefused(f"It is packed as {encoding[:30]}, which was not asked for.")
    # 16 makes zlib expect a gzip header.
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS) if "gzip" in encoding else None
    remaining = size
    for chunk in chunks:
        piece = _inflated(unpack, chunk, remaining) if unpack else chunk
        remaining -= len(piece)
        if remaining < 0:
            raise FetchRefused(f"It is longer than {size:,} bytes.")
        yield piece
    # zlib raises no error for a truncated stream.
    if unpack and not unpack.eof:
        raise FetchRefused("It is packed, and ends too early.")


def _inflated(unpack: Any, chunk: bytes, limit: int) -> bytes:
    """Inflate at most one byte more than the limit: a few bytes can hold gigabytes."""
    try:
        return bytes(unpack.decompress(chunk, limit + 1))
    except zlib.error as error:
        raise FetchRefused("It is not packed as it says.") from error


class _Clock:
    """Countdown shared by all steps of a fetch."""

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds

    def remaining(self) -> float:
        """Seconds left. Raises TimeoutError at the end."""
        seconds = self.end - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds

    def extensions(self) -> dict[str, Any]:
        return {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), self.remaining())}


class _CheckedBackend(httpcore2.NetworkBackend):
    """Network backend that connects to checked addresses, never to a name."""

    def __init__(self, reach: Reach, clock: _Clock) -> None:
        self.reach, self.clock = reach, clock
        self.network = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore2.NetworkStream:
        # Tries every address, as a host may be reachable over IPv4 only.
        failure: Exception = OSError("no address")
        for address in self._addresses(host.strip("[]"), port):
            try:
                stream = self.network.connect_tcp(address, port, timeout=self.clock.remaining())
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
            else:
                return _TimelyStream(stream, self.clock)
        raise failure

    def _addresses(self, host: str, port: int) -> list[str]:
        """Resolve a host. Raises FetchRefused unless all its addresses are public."""
        # In a thread, as getaddrinfo has no time-out of its own; a stuck lookup is abandoned.
        pool = ThreadPoolExecutor(max_workers=1)
        try:
            addresses = pool.submit(self.reach.resolve, host, port).result(self.clock.remaining())
        except FutureTimeoutError as error:
            raise TimeoutError from error
        except OSError as error:
            raise FetchRefused(f"No address is known of {host}.") from error
        finally:
            pool.shutdown(wait=False)  # waiting would ignore the time limit
        if not addresses or not all(map(self._is_allowed, addresses)):
            raise FetchRefused(f"{host} is not on the public internet.")
        return addresses

    def _is_allowed(self, address: str) -> bool:
        try:
            # Drops the zone of a link-local address, as in "fe80::1%eth0".
            return self.reach.may_connect(ipaddress.ip_address(address.partition("%")[0]))
        except ValueError:
            return False


class _TimelyStream(httpcore2.NetworkStream):
    """Connection that limits every read and write to the rest of the fetch's time."""

    def __init__(self, stream: httpcore2.NetworkStream, clock: _Clock) -> None:
        self.stream, self.clock = stream, clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, self.clock.remaining())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, self.clock.remaining())

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        stream = self.stream.start_tls(ssl_context, server_hostname, self.clock.remaining())
        return _TimelyStream(stream, self.clock)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)

    def close(self) -> None:
        self.stream.close()
