"""The second factor of officials, from setting it up to signing in with a spare code."""

import base64
import hmac
import re
import struct
import time

import pytest
from django.core.cache import cache

pytestmark = pytest.mark.django_db
PHRASE = "một câu đủ dài để nhớ"


def digits(secret):
    """Return the six digits that an authenticator app shows now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), "sha1")
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


@pytest.fixture
def signed_in(client, lan_account):
    lan_account.set_password(PHRASE)
    lan_account.save()
    client.post("/accounts/login/", {"login": "lan", "password": PHRASE})
    client.post("/accounts/reauthenticate/", {"password": PHRASE})  # asked before anything delicate
    return client


@pytest.fixture
def spare_codes(signed_in):
    """Lan's spare codes after she has set her second factor up."""
    secret = signed_in.get("/accounts/2fa/totp/activate/").context["form"].secret
    signed_in.post("/accounts/2fa/totp/activate/", {"code": digits(secret)})
    page = signed_in.get("/accounts/2fa/codes/").content.decode()
    return re.findall(r'<code class="mc-code">([^<]+)</code>', page)


def test_it_hands_out_spare_codes_when_it_is_set_up(signed_in, spare_codes):
    account = signed_in.get("/accounts/").content.decode()

    assert len(spare_codes) >= 8
    assert "Đã bật xác thực hai lớp" in account


def test_it_asks_for_a_code_before_it_lets_anybody_in(client, spare_codes):
    client.post("/accounts/logout/")

    answer = client.post("/accounts/login/", {"login": "lan", "password": PHRASE})

    assert answer.headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/accounts/").status_code == 302


def test_it_takes_each_spare_code_once(client, spare_codes):
    for expected in ("/home/", None):
        client.post("/accounts/logout/")
        client.post("/accounts/login/", {"login": "lan", "password": PHRASE})
        answer = client.post("/accounts/2fa/authenticate/", {"code": spare_codes[0]})
        assert answer.headers.get("Location") == expected


def test_it_refuses_wrong_digits_when_it_is_set_up(signed_in):
    answer = signed_in.post("/accounts/2fa/totp/activate/", {"code": "000000"})

    assert answer.status_code == 200
    assert "govuk-error-message" in answer.content.decode()


def test_it_does_not_let_anybody_guess_the_code(client, spare_codes):
    cache.clear()
    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"login": "lan", "password": PHRASE})
    for guess in range(6):
        client.post("/accounts/2fa/authenticate/", {"code": f"{guess:06d}"})

    answer = client.post("/accounts/2fa/authenticate/", {"code": spare_codes[0]})

    assert answer.headers.get("Location") is None
    cache.clear()
