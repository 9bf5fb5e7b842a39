"""Look at a commune's page: listed hosts only, every hop checked, the address pinned, size and time bound."""

import hashlib
import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import SplitResult, urljoin, urlsplit

MOST_HOPS = 4
REDIRECTS = frozenset({301, 302, 303, 307, 308})
READABLE = ("text/html", "application/xhtml+xml", "text/plain")
SILENT = frozenset({"script", "style", "template", "noscript", "svg"})
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
AGENT = "motcua posting watch"


class PageMissed(OSError):
    """The page could not be read; `reason` is one word, the same for a log and for a person."""

    def __init__(self, reason: str, more: str = "") -> None:
        super().__init__(f"{reason} {more}".strip())
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Policy:
    """Whom we may ask, and how long we listen.

    `private` hosts (with their port) may lie in a private network or speak without TLS; a host in
    `twins` is answered by a twin on this machine at the given port.
    """

    hosts: tuple[str, ...]
    private: frozenset[str] = frozenset()
    twins: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 6.0
    most_bytes: int = 2_000_000


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says to a reader: its visible text, normalised, and the fingerprint of that."""

    address: str
    text: str
    fingerprint: str
    is_garbled: bool


def fetch(address: str, *, policy: Policy) -> Page:
    """Return the page behind an address, following redirects only from listed host to listed host.

    Raises: PageMissed with reason host, address, private, redirect, status, time, size, kind, packed,
    certificate, unreachable.
    """
    deadline = time.monotonic() + policy.seconds
    for _ in range(MOST_HOPS):
        place = _allowed(address, policy)
        status, headers, body = _ask(place, policy, deadline)
        if status in REDIRECTS:
            address = urljoin(address, headers.get("location", ""))
            continue
        if status != 200:
            raise PageMissed("status", str(status))
        return _page(address, headers, body)
    raise PageMissed("redirect", "too many")


def _allowed(address: str, policy: Policy) -> SplitResult:
    """Return the parts of an address that may be asked.

    Raises: PageMissed.
    """
    try:
        place = urlsplit(address)
        port = place.port
    except ValueError:
        raise PageMissed("address") from None
    host = (place.hostname or "").lower()
    if place.scheme not in ("http", "https") or not host or place.username is not None:
        raise PageMissed("address", place.scheme)
    named = f"{host}:{port}" if port else host
    if not any(_matches(named, each.lower()) for each in policy.hosts):
        raise PageMissed("host", named)
    is_ours = named in policy.private or host in policy.twins
    if place.scheme == "http" and not is_ours:
        raise PageMissed("address", "without TLS")
    return place


def _matches(host: str, listed: str) -> bool:
    if listed.startswith("*."):
        return host.endswith(listed[1:]) and host != listed[2:]
    return host == listed


def _ask(place: SplitResult, policy: Policy, deadline: float) -> tuple[int, dict[str, str], bytes]:
    held: list[socket.socket] = []
    # A server that drips a byte a second never runs into a timeout of the socket: it is cut off.
    guard = threading.Timer(max(0.01, deadline - time.monotonic()), _cut, [held])
    guard.daemon = True
    try:
        guard.start()
        connection = _connect(place, policy, deadline, held)
        path = (place.path or "/") + (f"?{place.query}" if place.query else "")
        connection.request("GET", path, headers={"User-Agent": AGENT, "Accept-Encoding": "identity"})
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        body = b"" if answer.status in REDIRECTS else _read(answer, policy, deadline)
        return answer.status, headers, body
    except PageMissed:
        raise
    except ssl.SSLCertVerificationError as error:
        raise PageMissed("certificate", error.verify_message) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        is_slow = isinstance(error, TimeoutError) or time.monotonic() >= deadline
        raise PageMissed("time" if is_slow else "unreachable", type(error).__name__) from error
    finally:
        guard.cancel()
        for sock in held:
            sock.close()


def _connect(
    place: SplitResult, policy: Policy, deadline: float, held: list[socket.socket]
) -> http.client.HTTPConnection:
    """Open a connection to the very address that was checked: a second look-up could say another."""
    host, left = (place.hostname or "").lower(), max(0.01, deadline - time.monotonic())
    named = f"{host}:{place.port}" if place.port else host
    is_twin = host in policy.twins
    if is_twin:
        target = ("127.0.0.1", policy.twins[host])
    else:
        port = place.port or (443 if place.scheme == "https" else 80)
        target = _pinned(host, port, may_be_private=named in policy.private)
    held.append(socket.create_connection(target, timeout=left))
    if place.scheme == "https" and not is_twin:
        context = ssl.create_default_context()
        wrapped = context.wrap_socket(held[0], server_hostname=host, do_handshake_on_connect=False)
        held[0] = wrapped
        wrapped.do_handshake()
    connection = http.client.HTTPConnection(named, timeout=left)
    connection.sock = held[0]
    return connection


def _pinned(host: str, port: int, *, may_be_private: bool) -> tuple[str, int]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    if not may_be_private and not all(is_public(one) for one in addresses):
        raise PageMissed("private", addresses[0])
    return addresses[0], port


def is_public(address: str) -> bool:
    """Tell whether an address lies in the open internet: no loop, no private net, no tunnel to one."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if inner is not None:
            return is_public(str(inner))
        if any(found in net for net in NAT64):
            return False
    return found.is_global and not found.is_multicast


def _read(answer: http.client.HTTPResponse, policy: Policy, deadline: float) -> bytes:
    if answer.headers.get("content-encoding", "identity").lower() != "identity":
        raise PageMissed("packed")  # we asked for plain bytes: what is packed may grow without end
    found = bytearray()
    while chunk := answer.read1(65536):
        found += chunk
        if len(found) > policy.most_bytes:
            raise PageMissed("size")
        if time.monotonic() >= deadline:
            raise PageMissed("time")
    if time.monotonic() >= deadline:
        raise PageMissed("time")
    return bytes(found)


def _cut(held: list[socket.socket]) -> None:
    for sock in held:
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)


def _page(address: str, headers: Mapping[str, str], body: bytes) -> Page:
    kind, _, rest = headers.get("content-type", "text/html").partition(";")
    if kind.strip().lower() not in READABLE:
        raise PageMissed("kind", kind[:40])
    source, is_garbled = _decoded(body, rest)
    text = source if kind.strip().lower() == "text/plain" else visible(source)
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    return Page(address, plain, hashlib.sha256(plain.encode()).hexdigest(), is_garbled)


def _decoded(body: bytes, parameters: str) -> tuple[str, bool]:
    """Return the text as a browser would read it, and whether a person would see rubbish."""
    named = re.search(r"charset=[\"']?([\w.:-]+)", parameters, re.I)
    in_page = re.search(rb"<meta[^>]+charset=[\"']?([\w.:-]+)", body[:4096], re.I)
    charset = named[1] if named else in_page[1].decode("ascii") if in_page else "utf-8"
    try:
        text = body.decode(charset, errors="replace")
    except LookupError:
        return body.decode("utf-8", errors="replace"), True
    is_utf = charset.lower().replace("-", "").replace("_", "") in ("utf8", "ascii")
    if "\ufffd" in text:
        return text, True
    if not is_utf and not body.isascii():
        with suppress(UnicodeDecodeError):
            body.decode("utf-8")
            return text, True  # the bytes are good UTF-8 and are announced as something else
    return text, False


class _Visible(HTMLParser):
    """Gather what a reader sees: no scripts, no comments, nothing hidden."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        told = dict(attrs)
        style = (told.get("style") or "").replace(" ", "").lower()
        hidden = tag in SILENT or "hidden" in told or "display:none" in style or "visibility:hidden" in style
        self.open.append((tag, hidden or self._is_hidden))
        self.said.append(" ")

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place][0] == tag:
                del self.open[place:]
                break
        self.said.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._is_hidden:
            self.said.append(data)

    @property
    def _is_hidden(self) -> bool:
        return bool(self.open) and self.open[-1][1]


def visible(source: str) -> str:
    """Return the text of a page that a reader sees."""
    reader = _Visible()
    reader.feed(source)
    reader.close()
    return "".join(reader.said)
