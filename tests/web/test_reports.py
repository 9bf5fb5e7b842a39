"""The pages of reports: what is due, one report and its doors, issued ones, files read back, the verdict."""

import csv
import io
import re
import zipfile
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from motcua.actions.report import Wanted, issue
from motcua.actions.result import withdraw
from motcua.jobs import packs
from motcua.queries import report_doors, reports
from motcua.records.models import Entry, Report
from motcua.rules import periods
from motcua.rules.people import SYSTEM
from tests import make

PERIOD = periods.parse("2024-01")


def grid(data):
    return (
        CalamineWorkbook.from_filelike(io.BytesIO(data))
        .get_sheet_by_index(0)
        .to_python(skip_empty_area=False)
    )


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def leader(client, hoa_account):
    client.force_login(hoa_account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def issued(hoa, received, commune, now):
    sheet = reports.blank("ii06a", unit=commune, period=PERIOD, now=now)
    return issue(by=hoa, wanted=Wanted(sheet), now=now)


def address(commune, name="sheet", **more):
    said = {"form": "ii06a", "unit": commune.pk, "period": "2024-01", **more}
    return reverse(f"reports:{name}"), said


def test_the_overview_says_what_is_due_and_what_is_made(leader, received, commune):
    for _ in range(5):
        packs.make(make.at("2024-02-01 08:00"))

    page = leader.get(reverse("reports:overview")).content.decode()

    assert "Báo cáo nào đến hạn khi nào" in page
    assert "Chưa đến hạn" in page
    assert "Lập báo cáo ngay" in page


@pytest.mark.parametrize("form", ["ii06a", "ii06c", "ii07b", "digitisation", "payment", "fee", "late",
                                  "supplement", "register"])  # fmt: skip
def test_every_form_has_a_page_and_three_files(leader, received, commune, form):
    path, said = address(commune, form=form)

    page = leader.get(path, said)

    assert page.status_code == 200
    for kind, start in (("xlsx", b"PK"), ("pdf", b"%PDF-"), ("csv", b"")):
        file = leader.get(reverse("reports:draft", args=[kind]), said)
        assert file.status_code == 200
        assert body(file).startswith(start)


def test_every_number_is_a_door_to_as_many_dossiers(leader, received, commune):
    path, said = address(commune, form="ii06c", waiting="waiting_apart")
    page = leader.get(path, said).content.decode()

    doors = re.findall(r'<a class="mc-a" href="([^"]+column=[^"]+)">([\d.]+)</a>', page)

    assert len(doors) >= 8
    for url, number in doors:
        told = leader.get(url.replace("&amp;", "&")).content.decode()
        assert told.count("<tr data-row>") == int(number.replace(".", "")), url


def test_every_cell_with_a_list_counts_it(received, commune, now):
    for form in ("ii06a", "ii06c", "digitisation", "payment", "fee"):
        sheet = reports.make(form, unit=None, period=PERIOD, now=now)
        for row in sheet.rows:
            for column in sheet.form.columns:
                if report_doors.has_list(form, column.key) and column.kind == "count":
                    behind = report_doors.behind(sheet, about=row.about, column=column.key, by=SYSTEM)
                    assert behind.count() == row.cells[column.key], (form, row.about, column.key)


def test_a_cell_without_a_list_is_not_found(leader, received, commune):
    path, said = address(commune, "list", form="ii07b", column="TongSoTTHC", row="total")
    strange = address(commune, "list", column="TongSo", row="planet:1")

    assert leader.get(path, said).status_code == 404
    assert leader.get(*strange).status_code == 404


def test_issuing_keeps_it_and_says_so_when_nothing_changed(leader, received, commune):
    path, said = address(commune)

    first = leader.post(path, said)
    second = leader.post(path, said)

    report = Report.objects.get()
    assert first.status_code == 302
    assert first.url == reverse("reports:report", args=[report.pk])
    assert second.status_code == 409
    assert Entry.objects.filter(verb="issue_report").count() == 1


def test_it_is_printed_again_to_the_byte(leader, issued):
    for kind in ("xlsx", "pdf", "csv"):
        url = reverse("reports:file", args=[issued.pk, kind])

        assert body(leader.get(url)) == body(leader.get(url))


def test_the_workbook_read_back_holds_numbers_titles_hash_and_count(leader, issued):
    rows = grid(body(leader.get(reverse("reports:file", args=[issued.pk, "xlsx"]))))

    texts = [cell for row in rows for cell in row if isinstance(cell, str) and cell]
    numbers = next(at for at, row in enumerate(rows) if row[0] == "(1)")
    assert rows[numbers] == [f"({n})" for n in range(1, 14)]
    assert rows[numbers + 1] == [1.0, "Cư trú", 1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0]
    assert rows[numbers + 2][1] == "Tổng cộng"
    assert "Biểu số II.06a/VPCP/KSTT" in texts
    assert any(text.startswith("TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT") for text in texts)
    assert any(issued.hash in text for text in texts)
    assert "Số dòng: 2" in texts
    assert {"NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ"} <= set(texts)


def test_the_register_holds_real_moments(leader, received, commune):
    path, said = address(commune, form="register")
    rows = grid(body(leader.get(reverse("reports:draft", args=["xlsx"]), said)))

    [line] = [row for row in rows if row[1] == received.code]
    assert isinstance(line[7], datetime)
    assert line[4] == "Vũ Thị An"
    told = list(
        csv.DictReader(io.StringIO(body(leader.get(reverse("reports:draft", args=["csv"]), said)).decode()))
    )
    assert told[0]["NgayNhan"] == "2024-01-12T09:00"


def ask(client, data, name="report.xlsx"):
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("reports:verify"), {"file": file}).content.decode()


def resaved(data, change=lambda text: text):
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename.endswith("worksheets/sheet1.xml"):
                content = change(content.decode()).encode()
            archive.writestr(entry.filename, content)
    return out.getvalue()


def test_the_issued_file_is_known_to_the_byte_without_signing_in(client, leader, issued, django_user_model):
    files = {
        k: body(leader.get(reverse("reports:file", args=[issued.pk, k]))) for k in ("xlsx", "pdf", "csv")
    }
    client.logout()

    for kind, data in files.items():
        assert "giống đến từng byte" in ask(client, data, f"report.{kind}")


def test_a_file_saved_anew_is_the_same_and_one_changed_cell_is_not(leader, issued):
    data = body(leader.get(reverse("reports:file", args=[issued.pk, "xlsx"])))
    cell = re.compile(r'(<c r="C11" s="\d+"><v>)1(</v>)')
    assert cell.search(zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode())

    same = ask(leader, resaved(data))
    forged = ask(leader, resaved(data, lambda text: cell.sub(r"\g<1>2\g<2>", text)))

    assert "Mọi ô đều như khi phát hành" in same
    assert "khác với bản đã phát hành" in forged
    assert "C11" in forged


def test_a_changed_pdf_a_stranger_and_a_bomb_are_not_ours(leader, issued):
    data = body(leader.get(reverse("reports:file", args=[issued.pk, "pdf"])))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 210_000_000)

    for forged, name in (
        (data[:-1] + b"x", "a.pdf"),
        (bomb.getvalue(), "a.xlsx"),
        (b"STT,X\n1,2\n", "a.csv"),
    ):
        told = ask(leader, forged, name)
        assert "mc-verdict--unknown" in told


def test_a_hash_typed_shows_the_issued_figures(client, issued):
    yes = client.get(reverse("reports:verify"), {"hash": issued.hash[:16].upper()}).content.decode()
    no = client.get(reverse("reports:verify"), {"hash": "0" * 64}).content.decode()

    assert "mc-verdict--yes" in yes
    assert "Xã Lam Sơn" in yes
    assert "mc-verdict--unknown" in no


def test_a_list_is_verified_without_naming_anybody(client, hoa, received, commune, now):
    sheet = reports.blank("register", unit=commune, period=PERIOD, now=now)
    report = issue(by=hoa, wanted=Wanted(sheet), now=now)

    told = client.get(reverse("reports:verify"), {"hash": report.hash}).content.decode()

    assert "mc-verdict--yes" in told
    assert "Vũ Thị An" not in told
    assert received.code not in told


def test_a_pack_is_a_page_and_an_archive(leader, received, commune):
    for _ in range(30):
        packs.make(make.at("2024-02-01 08:00"))
    place = [commune.pk, "month.2024-01"]

    page = leader.get(reverse("reports:pack", args=place))
    archive = zipfile.ZipFile(io.BytesIO(body(leader.get(reverse("reports:pack_zip", args=place)))))

    assert page.status_code == 200
    assert sorted({name.rsplit(".")[-1] for name in archive.namelist()}) == ["pdf", "xlsx"]
    assert len(archive.namelist()) == 6


def test_the_outsider_and_the_counter_see_nothing(client, binh_account, lan_account, issued, commune):
    for user in (binh_account, lan_account):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(reverse("reports:overview")).status_code == 403
        assert client.get(reverse("reports:report", args=[issued.pk])).status_code == 404
        assert client.get(*address(commune)).status_code in (403, 404)
        assert client.post(*address(commune)).status_code in (403, 404)


def test_a_leader_above_sees_figures_and_no_register(client, chief_account, received, commune):
    client.force_login(chief_account, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(*address(commune)).status_code == 200
    assert client.get(*address(commune, form="register")).status_code == 404


def test_an_issued_report_shows_what_reads_otherwise_today(leader, lan, issued, received, now):
    reason = "Người nộp xin rút để làm lại."
    withdraw(by=lan, code=received.code, reason=reason, confirmed_by="word", now=now + timedelta(hours=1))

    page = leader.get(reverse("reports:report", args=[issued.pk])).content.decode()

    assert "Vì sao có thể khác" in page
    assert "(7) Số lượng hồ sơ đã giải quyết – Tổng số" in page
    assert "+1" in page
    assert "Hôm nay mọi ô vẫn như vậy" not in page
