"""The frames around the pages, and the headers they travel with."""

import re

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.django_db


def test_it_forbids_scripts_and_styles_that_are_not_files(client):
    answer = client.get("/parts/")

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)", answer.content.decode())
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_it_keeps_the_pages_of_officials_out_of_caches(client, lan_account):
    client.force_login(lan_account, backend="django.contrib.auth.backends.ModelBackend")

    answer = client.get("/accounts/")

    assert answer.headers["Cache-Control"] == "private, no-store"


def test_it_speaks_vietnamese_to_a_browser_that_asks_for_nothing(client):
    html = client.get("/accounts/login/").content.decode()

    assert '<html lang="vi"' in html
    assert "Đăng nhập" in html


def test_it_changes_the_language_by_a_form(client):
    client.post("/i18n/setlang/", {"language": "en", "next": "/accounts/login/"})

    html = client.get("/accounts/login/").content.decode()

    assert '<html lang="en"' in html
    assert "Sign in" in html


def test_it_shows_an_official_her_name_and_the_way_out(client, lan_account):
    client.force_login(lan_account, backend="django.contrib.auth.backends.ModelBackend")

    html = client.get("/accounts/").content.decode()

    assert "Nguyễn Thị Lan" in html
    assert "Cán bộ tiếp nhận" in html
    assert 'action="/accounts/logout/"' in html


def test_it_leads_a_stranger_away_from_an_account(client):
    answer = client.get("/accounts/")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_it_lets_nobody_sign_up(client):
    html = client.get("/accounts/signup/").content.decode()

    assert "Tài khoản do đơn vị cấp" in html


def test_it_signs_an_official_in_and_out(client, lan_account):
    lan_account.set_password("một câu đủ dài để nhớ")
    lan_account.save()

    signed_in = client.post("/accounts/login/", {"login": "lan", "password": "một câu đủ dài để nhớ"})
    signed_out = client.post("/accounts/logout/")

    assert signed_in.headers["Location"] == "/home/"
    assert signed_out.status_code == 302
    assert client.get("/accounts/").status_code == 302


def test_it_waits_after_too_many_wrong_passwords(client, lan_account):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = client.post("/accounts/login/", {"login": "lan", "password": "wrong"})

    assert answer.status_code == 429
    assert "Thử quá nhiều lần" in answer.content.decode()


def test_it_sends_officials_to_set_up_their_second_factor(client, lan_account, settings):
    settings.REQUIRE_TOTP = True
    client.force_login(lan_account, backend="django.contrib.auth.backends.ModelBackend")

    answer = client.get("/parts/")

    assert answer.headers["Location"] == "/accounts/2fa/totp/activate/"


def test_it_refuses_an_old_form_in_the_frame():
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "lan"})

    assert answer.status_code == 403
    assert "Biểu mẫu đã mở quá lâu" in answer.content.decode()


def test_it_serves_the_first_citizen_page_under_a_hundred_kilobytes():
    static = settings.PACKAGE / "web" / "static"
    if not (static / "manifest.json").exists():
        pytest.skip("the front end is not built: python tools/frontend.py")

    packed = sum(
        path.stat().st_size
        for name in ("app.*.css.br", "*.js.br", "icons.*.br")
        for path in static.glob(name)
    )
    fonts = sum(path.stat().st_size for weight in (400, 600) for path in static.glob(f"fonts/*-{weight}.*"))

    assert packed + fonts < 80 * 1024  # leaves 20 KB for the page itself
