"""A criteria set in a real browser: read, copied, written leaf by leaf, taken out and in, put in force."""

import pytest

from motcua.actions import criteria_set
from motcua.queries import moment
from motcua.records.models import CriteriaSet
from motcua.rules.people import SYSTEM, Role
from tests import make
from tests.browser import checks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def dung(district):
    return make.official("Bùi Tiến Dũng", unit=district, role=Role.REFORM, user_name="dung")


@pytest.fixture
def shipped(dung):
    criteria_set.take_in(by=SYSTEM, now=moment.now())
    return CriteriaSet.objects.get(key="commune-thanhmien-2024")


def send(page, name):
    page.once("dialog", lambda dialog: dialog.accept())
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()


def go(page, path):
    page.goto("/".join(page.url.split("/")[:3]) + path)


@pytest.mark.parametrize("width", [360, 1440])
def test_its_pages_have_no_barrier(visit, dung, shipped, width):
    page = visit(f"/criteria/{shipped.pk}/", user=dung, width=width)
    send(page, "Sao chép")
    draft = CriteriaSet.objects.get(status="draft")

    found = {}
    for path in ("", f"{shipped.pk}/", f"{draft.pk}/", f"{draft.pk}/parts/2.1/", f"{draft.pk}/parts/T/",
                 f"{draft.pk}/add/?under=5&what=leaf", f"{draft.pk}/head/", f"{draft.pk}/bridge/?all=1",
                 "upload/"):  # fmt: skip
        go(page, f"/criteria/{path}")
        found[path] = checks.violations(page) or checks.overflow(page)

    assert {path: said for path, said in found.items() if said} == {}


def test_a_draft_is_written_until_nothing_is_wrong_and_then_holds(visit, dung, shipped, tmp_path):
    page = visit(f"/criteria/{shipped.pk}/", user=dung)
    send(page, "Sao chép")
    draft = CriteriaSet.objects.get(status="draft")

    go(page, f"/criteria/{draft.pk}/parts/2.1/")
    page.locator("#id_points").fill("7,5")
    page.locator("#id_params").fill("share = on_time : due2\nfloor = 0.8")
    send(page, "Lưu")
    assert "due2" in page.locator("#id_params-error").inner_text()
    go(page, f"/criteria/{draft.pk}/")
    assert "2 lỗi" in page.locator("#problems").inner_text()
    send(page, "Ban hành")
    assert CriteriaSet.objects.get(pk=draft.pk).status == "draft"

    go(page, f"/criteria/{draft.pk}/parts/2.1/")
    page.locator("#id_points").fill("8")
    page.locator("#id_params").fill("share = on_time : due\nfloor = 0.9")
    send(page, "Lưu")
    go(page, f"/criteria/{draft.pk}/")
    with page.expect_download() as sent:
        page.get_by_role("link", name="XLSX").click()
    sheet = tmp_path / "bo.xlsx"
    sent.value.save_as(sheet)
    send(page, "Ban hành")
    in_force = CriteriaSet.objects.get(pk=draft.pk)
    assert in_force.status == "in_force"

    go(page, "/criteria/upload/")
    page.locator("#id_sheet").set_input_files(sheet)
    send(page, "Đưa vào")
    again = CriteriaSet.objects.get(status="draft")
    assert again.version == 2
    assert again.body == in_force.body | {"version": 2}


def test_it_reads_and_writes_without_javascript(visit, dung, shipped):
    page = visit(f"/criteria/{shipped.pk}/", user=dung, scripts=False)

    send(page, "Sao chép")
    draft = CriteriaSet.objects.get(status="draft")
    go(page, f"/criteria/{draft.pk}/parts/2.1/")
    page.locator("#id_en").fill("Posted in time")
    send(page, "Lưu")

    draft.refresh_from_db()
    assert draft.body["areas"][1]["children"][0]["name"]["en"] == "Posted in time"
