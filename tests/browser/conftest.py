"""A real Chromium and the live server, for every page of every face."""

import os
import shutil

import pytest
from django.conf import settings
from django.test import Client

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver keeps a loop of its own

HEIGHTS = {360: 740, 768: 1024, 1440: 900}


@pytest.fixture(scope="session")
def chromium():
    """One browser for the whole run."""
    sync_api = pytest.importorskip("playwright.sync_api")
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        pytest.skip("chromium is not installed")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, live_server):
    """Open an address of the live server: `visit("/desk/", user=minh_account, width=360, scripts=False)`."""
    opened = []

    def open_page(path, *, user=None, width=1440, scripts=True, language="vi"):
        context = chromium.new_context(
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            java_script_enabled=scripts,
            locale="vi-VN" if language == "vi" else "en-GB",
            timezone_id="Asia/Ho_Chi_Minh",
            bypass_csp=scripts,  # axe is injected; test_frames.py checks the policy itself
        )
        opened.append(context)
        chosen = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}
        context.add_cookies([chosen])
        if user is not None:
            context.add_cookies([_session_of(user, live_server.url)])
        page = context.new_page()
        page.answer = page.goto(live_server.url + path)
        return page

    yield open_page
    for context in opened:
        context.close()


def _session_of(user, url):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}
