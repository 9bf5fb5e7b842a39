"""A look at a commune's page, against a server that misbehaves on purpose."""

import contextlib
import socket
import time
from dataclasses import replace
from urllib.parse import quote

import pytest

from motcua.edge import pages
from motcua.edge.commune_twin import Twin
from motcua.edge.pages import PageMissed, Policy

GOOD = "<html><head><title>x</title></head><body><p>Khai sinh <b>9.000001#abcdefabcdef</b></p></body></html>"


@pytest.fixture(scope="module")
def twin():
    made = Twin(pages={"/tthc": GOOD})
    yield made
    made.close()


@pytest.fixture(scope="module")
def canary():
    """A server that nobody may ask."""
    made = Twin(pages={"/": GOOD})
    yield made
    made.close()


@pytest.fixture
def policy(twin):
    return Policy(hosts=(twin.host,), private=frozenset({twin.host}), seconds=1.0)


def missed(address, policy):
    with pytest.raises(PageMissed) as caught:
        pages.fetch(address, policy=policy)
    return caught.value.reason


def test_it_reads_what_a_reader_sees(twin, policy):
    page = pages.fetch(f"http://{twin.host}/tthc", policy=policy)

    assert page.text == "x Khai sinh 9.000001#abcdefabcdef"
    assert len(page.fingerprint) == 64
    assert not page.is_garbled


def test_it_gives_one_text_one_fingerprint_whatever_the_markup():
    plain = pages.visible("<p>Đăng&nbsp;ký</p><!-- 1.000001 --><script>1.000002</script>")
    other = pages.visible("<div hidden>1.000003</div><h1>Đăng ký</h1><i style='display: none'>1.000004</i>")

    assert " ".join(plain.split()) == " ".join(other.split()) == "Đăng ký"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/broken", "status"),
        ("/none", "status"),
        ("/away", "host"),
        ("/inside", "host"),
        ("/loop", "redirect"),
        ("/huge", "size"),
        ("/packed", "packed"),
        ("/picture", "kind"),
    ],
)
def test_it_refuses_a_page_that_misbehaves(twin, policy, path, reason):
    assert missed(f"http://{twin.host}{path}", policy) == reason


@pytest.mark.parametrize("path", ["/slow", "/drip"])
def test_it_stops_listening_in_time(twin, policy, path):
    began = time.monotonic()

    assert missed(f"http://{twin.host}{path}", policy) == "time"

    assert time.monotonic() - began < 2.0


def test_it_follows_a_redirect_that_stays_on_the_list(twin, policy):
    page = pages.fetch(f"http://{twin.host}/near", policy=policy)

    assert page.address == f"http://{twin.host}/tthc"


@pytest.mark.parametrize("path", ["/latin", "/garbled", "/unknown"])
def test_it_notices_letters_that_people_cannot_read(twin, policy, path):
    assert pages.fetch(f"http://{twin.host}{path}", policy=policy).is_garbled


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://elsewhere.invalid/", "host"),
        ("http://{host}@elsewhere.invalid/", "address"),
        ("http://user:word@{host}/tthc", "address"),
        ("gopher://{host}/tthc", "address"),
        ("file:///etc/passwd", "address"),
        ("http://127.0.0.1:1/tthc", "host"),
        ("http://[::1]/tthc", "host"),
        ("http://2130706433/tthc", "host"),
        ("http://{host}:99999/", "address"),
        ("", "address"),
    ],
)
def test_it_asks_nobody_who_is_not_on_the_list(twin, policy, address, reason):
    before = list(twin.asked)

    found = missed(address.format(host=twin.host), policy)

    assert found == reason
    assert twin.asked == before


# {canary}: host and port of a server that must never be asked; {port}: its port alone.
PAYLOADS = [
    "http://{canary}/", "https://{canary}/", "http://localhost:{port}/", "http://127.1:{port}/",
    "http://127.0.1:{port}/", "http://0:{port}/", "http://0.0.0.0:{port}/", "http://2130706433:{port}/",
    "http://0x7f000001:{port}/", "http://0x7f.0.0.1:{port}/", "http://0177.0.0.1:{port}/",
    "http://[::1]:{port}/", "http://[::ffff:127.0.0.1]:{port}/", "http://[0:0:0:0:0:ffff:7f00:1]:{port}/",
    "http://127.0.0.1.nip.io:{port}/", "http://localtest.me:{port}/", "http://127。0。0。1:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/", "http://LOCALHOST:{port}/", "http://localhost.:{port}/",
    "http://{listed}@{canary}/", "http://{listed}:80@{canary}/", "http://{canary}#@{listed}/",
    "http://{canary}?@{listed}/", "http://{canary}\\@{listed}/", "http://{listed}%40{canary}/",
    "http://{listed}.{canary}/", "//{canary}/", "///{canary}/", "http:/{canary}/", "http:{canary}/",
    "gopher://{canary}/_GET", "dict://{canary}/", "ftp://{canary}/", "file://{canary}/etc/passwd",
    "ldap://{canary}/", "jar:http://{canary}!/", "http://169.254.169.254/latest/meta-data/",
    "http://metadata.google.internal/", "http://100.100.100.200/", "http://[fd00:ec2::254]/",
    "http://user@{canary}/", "https://{canary}:443/", " http://{canary}/", "http://{canary}/\r\nHost: x",
    "\thttp://{canary}/", "http://\u0000{canary}/", "javascript:fetch('http://{canary}/')",
]  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_it_never_reaches_the_canary_straight_nor_by_a_redirect(twin, canary, policy, payload):
    address = payload.format(canary=canary.host, port=canary.port, listed=twin.host)

    for asked in (address, f"http://{twin.host}/go?{quote(address)}"):
        with contextlib.suppress(PageMissed):
            pages.fetch(asked, policy=policy)

    assert canary.asked == []


def test_the_canary_sings_when_it_is_on_the_list(twin, policy):
    canary = Twin(pages={"/": GOOD})
    both = replace(policy, hosts=(twin.host, canary.host), private=frozenset({twin.host, canary.host}))

    pages.fetch(f"http://{twin.host}/go?{quote(f'http://{canary.host}/')}", policy=both)

    assert canary.asked == ["/"]
    canary.close()


def test_it_does_not_enter_the_private_network_by_a_listed_name(twin, policy):
    before = list(twin.asked)
    port = twin.host.partition(":")[2]
    listed = replace(policy, hosts=(f"localhost:{port}",), private=frozenset())

    found = missed(f"https://localhost:{port}/tthc", listed)

    assert found == "private"
    assert twin.asked == before


def test_it_speaks_without_tls_only_to_hosts_that_may(twin, policy):
    strict = replace(policy, private=frozenset())

    assert missed(f"http://{twin.host}/tthc", strict) == "address"


def test_it_says_that_nobody_answers(policy):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"

    assert missed(f"http://{host}/", Policy(hosts=(host,), private=frozenset({host}))) == "unreachable"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)  # fmt: skip
def test_it_knows_what_is_not_the_open_internet(address):
    assert not pages.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "113.160.1.1", "2401:d800::1"])
def test_it_knows_the_open_internet(address):
    assert pages.is_public(address)
