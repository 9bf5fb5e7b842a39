"""A board comes back by itself to the truth, whatever was cut; until then it says that it may be old."""

from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from motcua.actions import calling, hall, ticket
from motcua.queries import moment
from motcua.rules.people import SYSTEM
from tests import boards, make
from tests.browser.conftest import MAY_SPEAK

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CODE = "H23.34.15"
BOARD = f"/screen/{CODE}/"
# A stream that is refused is tried again after two seconds, one that is swallowed after fifteen.
BOUND_MS = 15_000


@pytest.fixture
def offset(settings):
    """Set the clock of the house, and return how far it is from ours."""

    def to(text):
        settings.CLOCK_OFFSET_SECONDS = int(make.at(text).timestamp() - datetime.now(UTC).timestamp())
        return settings.CLOCK_OFFSET_SECONDS

    to("2024-01-12 09:00")
    return to


@pytest.fixture
def now(offset):
    return moment.now()


@pytest.fixture
def desk(commune, lan, now):
    """A hall of one service and one counter, at which Lan sits."""
    hall.keep_service(
        by=SYSTEM, unit_id=commune.pk, service=hall.Service("land", "Đất đai", "Land", "A"), now=now
    )
    row = hall.keep_desk(by=SYSTEM, unit_id=commune.pk, desk=hall.Desk(3, "", {"land": 0}), now=now)
    hall.open_desk(by=lan, desk_id=row.pk, now=now)
    return row


@pytest.fixture
def call(commune, desk, lan, now):
    """Draw a number and call it; whoever was called before is done."""

    def next_one():
        row = hall_view(lan)
        if row is not None:
            calling.begin(by=lan, ticket_id=row.pk, now=moment.now())
            ticket.finish(by=lan, ticket_id=row.pk, ending=ticket.Ending.ADVICE_ONLY, now=moment.now())
        ticket.issue(by=SYSTEM, wanted=ticket.Wanted(unit_id=commune.pk, service="land"), now=moment.now())
        found = calling.call_next(by=lan, desk_id=desk.pk, now=moment.now())
        return f"{found.code[:1]} {found.code[1:]}"

    return next_one


def hall_view(by):
    from motcua.queries import hall

    return hall.desk_view(by=by, now=moment.now()).ticket


@pytest.fixture
def server(tmp_path, settings, offset, desk):
    """The little server of boards, at the same moment as the house."""
    (tmp_path / "clock_offset").write_text(str(offset("2024-01-12 09:00")))
    made = boards.Server(tmp_path)
    made.start()
    settings.BOARDS_URL = made.url
    yield made
    made.kill()


@pytest.fixture
def web_line(live_server):
    """A line to the pages themselves."""
    line = boards.Line(urlsplit(live_server.url).port)
    yield line
    line.end()


def open_board(visit, url="", *, asks=True):
    """Open the board with a clock that the test turns; one that may not ask has the stream alone."""
    page = visit("/parts/")
    page.clock.install()
    if not asks:
        page.route("**/now/", lambda route: None)  # never an answer
    page.goto((url or page.url.removesuffix("/parts/")) + BOARD + "?voice=off")
    return page


def shows(page, number):
    page.locator(".mc-wall-big b", has_text=number).wait_for()


def is_on(page, line):
    page.locator(f"body[data-line={line}]").wait_for()


@contextmanager
def offline(context):
    """Cut the network of a browser; the next test borrows it whole, come what may."""
    context.set_offline(True)
    try:
        yield
    finally:
        context.set_offline(False)


def says_it_may_be_old(page):
    """Let the bound pass: by then the board has said it."""
    page.clock.run_for(BOUND_MS)
    page.locator("[data-lost]").wait_for()
    is_on(page, "lost")


def test_the_server_of_boards_is_killed_and_comes_again(visit, server, call):
    page = open_board(visit, asks=False)
    is_on(page, "stream")

    server.kill()
    page.locator("body:not([data-line=stream])").wait_for()
    number = call()
    says_it_may_be_old(page)
    server.start()

    shows(page, number)
    is_on(page, "stream")


def test_a_line_that_swallows_everything_is_noticed_and_begun_anew(visit, server, settings, call):
    line = boards.Line(server.port)
    settings.BOARDS_URL = line.url
    page = open_board(visit, asks=False)
    is_on(page, "stream")

    line.swallow()
    number = call()
    says_it_may_be_old(page)
    line.mend()
    page.clock.run_for(BOUND_MS)

    shows(page, number)
    is_on(page, "stream")
    line.end()


def test_a_network_that_flaps_is_noticed_and_forgiven(visit, server, call):
    page = open_board(visit)
    is_on(page, "stream")

    with offline(page.context):
        number = call()
        says_it_may_be_old(page)

    shows(page, number)
    page.locator("[data-lost]").wait_for(state="hidden")


def test_a_web_server_that_answers_502_leaves_no_number_and_is_waited_for(visit, web_line, call):
    was = call()
    page = open_board(visit, web_line.url)
    shows(page, was)
    boards.until(lambda: page.evaluate(KEPT))

    web_line.break_off()
    number = call()
    says_it_may_be_old(page)
    page.reload()
    empty = (page.locator("[data-lost]").is_visible(), page.locator(".mc-wall-big").count())
    assert empty == (True, 0)  # the number of before is not shown, for nobody knows whether it still is so
    web_line.mend()

    shows(page, number)
    page.locator("[data-lost]").wait_for(state="hidden")


# The empty board was laid aside, and its keeper stands before the page.
KEPT = """async () => navigator.serviceWorker.controller
  && (await (await caches.open("boards")).keys()).some((one) => one.url.includes("empty=1"))"""


@pytest.fixture
def machine(chromium, browser_program, tmp_path, live_server):
    """The board's own machine: switched on, it opens the bare address; nobody signs in or touches."""
    running = []

    def switch_on(*flags):
        while running:
            running.pop().close()
        running.append(
            chromium.browser_type.launch_persistent_context(
                tmp_path / "machine", executable_path=browser_program, args=["--no-sandbox", *flags]
            )
        )
        page = running[-1].pages[0]
        page.goto(live_server.url + BOARD)
        return page

    yield switch_on
    running.pop().close()


def called_out(page, call):
    """Call before the test looks into the page: for the browser its look is a touch."""
    with page.expect_request("**/voice/**"):
        return call()


def test_a_machine_that_lost_its_power_shows_and_speaks_without_a_touch(machine, call):
    was = call()
    shows(machine(MAY_SPEAK), was)

    page = machine(MAY_SPEAK)
    number = called_out(page, call)

    shows(page, number)
    page.locator(f"body[data-said={number.replace(' ', '')}]").wait_for()
    assert page.locator("[data-sound]").is_hidden()


def test_a_browser_that_was_not_allowed_to_speak_asks_for_one_touch(machine, call):
    page = machine("--autoplay-policy=document-user-activation-required")
    number = called_out(page, call)

    page.get_by_role("button", name="Bật tiếng").click()

    page.locator(f"body[data-said={number.replace(' ', '')}]").wait_for()


def test_the_day_closes_and_opens_on_the_same_page(visit, commune, desk, lan, offset, call):
    page = open_board(visit)
    shows(page, call())

    offset("2024-01-12 17:30")
    hall.close_day(by=lan, unit_id=commune.pk, now=moment.now())
    page.get_by_text("đang ngoài giờ làm việc").wait_for()
    offset("2024-01-15 08:00")
    hall.open_desk(by=lan, desk_id=desk.pk, now=moment.now())
    number = call()

    shows(page, number)
    page.locator("[data-clock] span", has_text="15/01").wait_for()
    page.locator("[data-clock] b", has_text="08:0").wait_for()
