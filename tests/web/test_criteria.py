"""Pages of criteria sets: who reads, who writes, what is said of a sheet that is wrong."""

import io

import pytest
from django.urls import reverse

from motcua.actions import criteria_set
from motcua.edge import criteria_sheets, sheets_read
from motcua.queries import access
from motcua.records.models import CriteriaSet
from motcua.rules import scoring_grid
from motcua.rules.people import SYSTEM, Role
from motcua.rules.scoring_words import COLUMNS
from tests import make


@pytest.fixture
def dung_account(district):
    return make.official("Bùi Tiến Dũng", unit=district, role=Role.REFORM, user_name="dung")


@pytest.fixture
def dung(dung_account, client):
    client.force_login(dung_account)
    return client


@pytest.fixture
def shipped(db, now):
    criteria_set.take_in(by=SYSTEM, now=now)
    return CriteriaSet.objects.get(key="commune-thanhmien-2024")


@pytest.fixture
def draft(dung_account, shipped, district, now, today):
    by = access.actor_of(dung_account, today)
    return criteria_set.copy_to_year(by=by, pk=shipped.pk, owner_id=district.pk, year=2025, now=now)


def sheet(rows):
    data = io.BytesIO(criteria_sheets.workbook("bo", rows, widths=[12] * len(COLUMNS)))
    data.name = "bo.xlsx"
    return data


def test_everybody_with_a_post_reads_a_set(client, lan_account, shipped):
    client.force_login(lan_account)

    page = client.get(reverse("criteria:set", args=[shipped.pk])).content.decode()

    assert "Niêm yết, công khai thủ tục đúng hạn" in page
    assert "minh họa" in page
    assert "Sao chép" not in page


@pytest.mark.parametrize("name", ["head", "add"])
def test_nobody_else_opens_the_editor(client, lan_account, draft, name):
    client.force_login(lan_account)

    assert client.get(reverse(f"criteria:{name}", args=[draft.pk])).status_code in (403, 404)


def test_a_set_in_force_has_no_editor(dung, shipped):
    assert dung.get(reverse("criteria:part", args=[shipped.pk, "2.1"])).status_code == 403


def test_its_workbook_is_the_set(dung, shipped):
    answer = dung.get(reverse("criteria:sheet", args=[shipped.pk]))

    found = scoring_grid.read(sheets_read.grid(answer.content))
    assert not found.places
    assert found.data["key"] == shipped.key


def test_a_wrong_sheet_is_told_by_row_and_column_and_nothing_is_kept(dung, shipped, district):
    rows = list(scoring_grid.rows(shipped.body))
    at = next(place for place, row in enumerate(rows) if row[1] == "2.1")
    rows[at][5] = 7.0

    answer = dung.post(reverse("criteria:upload"), {"owner": district.pk, "sheet": sheet(rows)})

    assert answer.status_code == 422
    assert "F Điểm tối đa" in answer.content.decode()
    assert not CriteriaSet.objects.filter(status="draft").exists()


def test_a_sheet_with_problems_is_kept_when_asked(dung, shipped, district):
    rows = list(scoring_grid.rows(shipped.body))
    at = next(place for place, row in enumerate(rows) if row[1] == "2.1")
    rows[at][5] = 7.0
    told = {"owner": district.pk, "with_problems": "on"}

    answer = dung.post(reverse("criteria:upload"), told | {"sheet": sheet(rows)})

    kept = CriteriaSet.objects.get(status="draft")
    assert answer.url == reverse("criteria:set", args=[kept.pk])
    assert "1 lỗi" in dung.get(answer.url).content.decode()


def test_a_cell_that_would_be_lost_is_never_kept(dung, shipped, district):
    rows = list(scoring_grid.rows(shipped.body))
    at = next(place for place, row in enumerate(rows) if row[1] == "2.1")
    rows[at][8] = "gấp đôi nếu tốt"
    told = {"owner": district.pk, "with_problems": "on"}

    assert dung.post(reverse("criteria:upload"), told | {"sheet": sheet(rows)}).status_code == 422
    assert not CriteriaSet.objects.filter(status="draft").exists()


def test_what_is_no_sheet_is_said_so(dung, shipped, district):
    data = io.BytesIO(b"PK\x03\x04 nonsense")
    data.name = "bo.xlsx"

    answer = dung.post(reverse("criteria:upload"), {"owner": district.pk, "sheet": data})

    assert answer.status_code == 422
    assert "không phải bảng tính" in answer.content.decode()


def test_the_bridge_tells_what_changed(dung, shipped):
    of = CriteriaSet.objects.get(key="district-haiduong-2024")
    old = CriteriaSet.objects.get(key="district-haiduong-2023")

    page = dung.get(reverse("criteria:bridge", args=[of.pk]), {"from": old.pk}).content.decode()

    assert "8 mục có thay đổi" in page
    assert "đổi mã" in page


def test_who_lost_the_race_is_told(dung, draft):
    url = reverse("criteria:remove", args=[draft.pk, "2.3"])

    first = dung.post(url, {"revision": draft.revision})
    second = dung.post(reverse("criteria:remove", args=[draft.pk, "2.2"]), {"revision": draft.revision})

    assert (first.status_code, second.status_code) == (302, 409)


def test_a_part_is_added_with_a_code_of_its_own(dung, draft):
    url = reverse("criteria:add", args=[draft.pk]) + "?under=5&what=leaf"
    told = {
        "code": "5.3", "vi": "Văn hóa công sở", "en": "", "points": "1", "kind": "yes_no",
        "variables": "done: yes_no = Đã thực hiện | Done", "params": "", "needs_evidence": "on",
        "revision": draft.revision,
    }  # fmt: skip

    answer = dung.post(url, told)

    draft.refresh_from_db()
    assert answer.url == reverse("criteria:part", args=[draft.pk, "5.3"])
    assert draft.body["areas"][4]["children"][-1]["code"] == "5.3"
