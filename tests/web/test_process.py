"""The pages of the process map: every figure is the length of its list, and nobody is named."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from motcua.__main__ import main
from motcua.actions import desk
from motcua.actions import dossier as dossiers
from motcua.queries import moment
from motcua.web.process import picture

BACKEND = "django.contrib.auth.backends.ModelBackend"
ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "history"
TOKENS = ROOT / "src/motcua/web/assets/look/_tokens.scss"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="needs ../shared/data beside the checkout")
PAGES = [
    "/process/",
    "/process/variants/",
    "/process/conformance/",
    "/process/compare/",
    "/process/dossiers/",
]


@pytest.fixture
def lead(client, chief_account):
    client.force_login(chief_account, backend=BACKEND)
    return client


def go(actors, intake, start, *, back=0):
    """Take a dossier the whole way; the leader sends its draft back so many times."""
    lan, minh, hoa = actors
    code = dossiers.take_in(by=lan, intake=intake, now=start).dossier.code
    at = start
    for _ in range(back):
        at += timedelta(minutes=2)
        desk.propose(by=minh, code=code, now=at)
        at += timedelta(minutes=2)
        desk.send_back(by=hoa, code=code, note="Sửa căn cứ", now=at)
    desk.propose(by=minh, code=code, now=at + timedelta(minutes=2))
    desk.approve_and_issue(by=hoa, codes=[code], now=at + timedelta(minutes=4))
    return code


@pytest.fixture
def three(lan, minh, hoa, intake):
    """Three dossiers that ended; the drafts of two came back, of one twice."""
    start = moment.now() - timedelta(minutes=60)
    return [
        go((lan, minh, hoa), intake, start + timedelta(minutes=15 * back), back=back) for back in (0, 1, 2)
    ]


def links(page):
    """Return the addresses that a page's lists are behind, with the number that leads there."""
    pattern = r'href="(/process/dossiers/\?[^"]+)"[^>]*>\s*(?:Mở\s*)?([\d.]+)'
    return [(unescape(url), int(number.replace(".", ""))) for url, number in re.findall(pattern, page)]


@pytest.mark.django_db
@pytest.mark.parametrize("path", [*PAGES, *(f"/process/picture/{kind}/" for kind in ("svg", "png", "pdf"))])
def test_they_answer_before_there_is_anything_to_show(lead, path):
    assert lead.get(path).status_code == 200


@pytest.mark.parametrize(
    "asked",
    [
        "share=abc&pick=9-9&procedure=999999&period=2024-13-01..x&mode=x",
        "period=2024-01-01..2024-06-30&procedure=all",
        "period=9999-12-31..9999-12-31",
        "pick=-1&share=0",
        "way=1-2",
    ],
)
@pytest.mark.parametrize("path", PAGES)
def test_they_bear_any_question(lead, three, path, asked):
    assert lead.get(f"{path}?{asked}").status_code in (200, 404)


def test_they_open_as_many_dossiers_as_they_count(lead, three):
    pages = [
        lead.get(path).content.decode() for path in ("/process/", "/process/variants/", "/process/?pick=1")
    ]
    pages += [lead.get(f"/process/?pick={pick}").content.decode() for pick in ("0-1", "1-2", "2-1")]
    found = [pair for page in pages for pair in links(page)]

    assert len(found) > 8
    for url, number in found:
        answer = lead.get(url)
        assert (answer.context["count"], len(answer.context["rows"])) == (number, number), url


def test_they_count_the_dossiers_of_the_board(lead, three):
    page = lead.get("/process/?procedure=all")

    assert page.context["cases"] == lead.get("/lead/list/?measure=closed&period=year").context["count"] == 3


def test_they_tell_which_dossiers_left_the_route(lead, three):
    page = lead.get("/process/conformance/")

    assert (page.context["fit"].cases, page.context["fit"].fitting) == (3, 1)
    assert {row["name"]: row["count"] for row in page.context["deviations"]}["Trả lại dự thảo"] == 2


def test_they_name_no_person(lead, three, an_row):
    shown = [lead.get(path).content.decode() for path in PAGES]

    people = (an_row.name, an_row.id_number, an_row.phone, "Nguyễn Thị Lan", "Trần Văn Minh", "Lê Thị Hoa")
    assert [name for page in shown for name in people if name in page] == []


def test_they_keep_a_leader_to_her_own_units(client, three, elsewhere):
    from motcua.rules.people import Role
    from tests import make

    other = make.official("Ai Đó", unit=elsewhere, role=Role.LEADER, user_name="ai")
    client.force_login(other, backend=BACKEND)

    assert client.get("/process/?procedure=all").context["cases"] == 0
    assert client.get(f"/process/?place={three and 1}").status_code in (200, 404)


def test_they_draw_with_the_colours_of_the_house():
    known = {colour.upper() for colour in re.findall(r"#[0-9A-Fa-f]{6}\b", TOKENS.read_text("utf-8"))}
    used = {picture.INK, picture.STONE_700, picture.STONE_400, picture.STONE_100, *picture.HEATS}
    used |= set(picture.TONES.values())

    assert used <= known


@needs_data
@pytest.mark.django_db
def test_they_draw_the_receipt_log(lead, capsys):
    main(["import", "history", str(DATA / "receipt.csv.gz"), "--map", str(ROOT / "maps" / "receipt.yaml")])
    capsys.readouterr()

    page = lead.get("/process/?collection=receipt&share=100")
    made = {kind: lead.get(f"/process/picture/{kind}/?collection=receipt") for kind in ("svg", "png", "pdf")}

    assert (page.context["cases"], page.context["events"], page.context["count_of_ways"]) == (1434, 8577, 116)
    assert len(page.context["links"]) == 99
    assert made["svg"].content.startswith(b"<svg ")
    assert made["png"].content.startswith(b"\x89PNG")
    assert made["pdf"].content.startswith(b"%PDF")
    for url, number in links(page.content.decode()):
        assert lead.get(url).context["count"] == number
