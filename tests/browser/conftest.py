"""A real Chromium and the live server, for every page of every face."""

import os
import shutil
from collections import defaultdict

import pytest
from django.conf import settings
from django.test import Client

from tests.browser import checks

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver keeps a loop of its own

HEIGHTS = {360: 740, 768: 1024, 1440: 900}
# The browser without a window draws the same and starts sooner; the proofs in full take the one people have.
# A board is started so that it may speak before anybody has touched it (docs/guide/hall.md).
MAY_SPEAK = "--autoplay-policy=no-user-gesture-required"
PROGRAMS = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
if checks.IS_FULL:
    PROGRAMS = [*PROGRAMS[1:], PROGRAMS[0]]


@pytest.fixture(scope="session")
def browser_program():
    """The first browser found on this machine."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    return found or pytest.skip("chromium is not installed")


@pytest.fixture(scope="session")
def chromium(browser_program):
    """One browser for the whole run."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_program, args=["--no-sandbox", MAY_SPEAK])
        yield browser
        browser.close()


class Persons:
    """Empty browsers, as of persons who were never here; one that is given back is emptied for the next.

    To make and close one costs more than most pages: a test borrows, the run makes some four.
    """

    def __init__(self, chromium, origin):
        self.chromium, self.origin, self.idle = chromium, origin, defaultdict(list)

    def borrow(self, scripts, language, touch):
        kind = (scripts, language, touch)
        if self.idle[kind]:
            return kind, self.idle[kind].pop()
        return kind, self.chromium.new_context(
            java_script_enabled=scripts,
            has_touch=touch,
            locale="vi-VN" if language == "vi" else "en-GB",
            timezone_id="Asia/Ho_Chi_Minh",
            bypass_csp=scripts,  # axe is injected; test_frames.py checks the policy itself
        )

    def give_back(self, kind, context):
        keeper = context.new_page()
        everything = {"origin": self.origin, "storageTypes": "all"}
        context.new_cdp_session(keeper).send("Storage.clearDataForOrigin", everything)
        for page in context.pages:
            page.close()
        context.clear_cookies()
        self.idle[kind].append(context)


@pytest.fixture(scope="session")
def persons(chromium, live_server):
    """The browsers that tests borrow."""
    return Persons(chromium, live_server.url)


@pytest.fixture
def visit(persons, live_server):
    """Open an address of the live server: `visit("/desk/", user=minh_account, width=360, scripts=False)`."""
    borrowed = []

    def open_page(path, *, user=None, width=1440, scripts=True, language="vi", touch=False):
        borrowed.append(persons.borrow(scripts, language, touch))
        context = borrowed[-1][1]
        chosen = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}
        context.add_cookies([chosen])
        if user is not None:
            context.add_cookies([_session_of(user, live_server.url)])
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 900)})
        page.answer = page.goto(live_server.url + path)
        return page

    yield open_page
    for kind, context in borrowed:
        persons.give_back(kind, context)


def _session_of(user, url):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}
