"""One dossier from the door to the rated result, by five people in a real browser, as a person presses it.

With MOTCUA_PICTURES=FOLDER each station leaves a picture there to be looked at.
"""

import os
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest

from motcua.queries import journal
from motcua.records.models import Dossier, ProcedureVersion
from motcua.rules.text import fold

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CODE = "9.000001"
PHONE = 360
PASSWORD = "a key of twelve signs and more"


@pytest.fixture
def shelf(procedure):
    words = f"|{fold(procedure.name)}|{CODE}|cu tru|ho khau|"
    ProcedureVersion.objects.filter(pk=procedure.pk).update(life_event="home", search=words)
    return procedure


@pytest.fixture
def photo(tmp_path, settings):
    settings.STORE = tmp_path / "store"
    path = tmp_path / "to-khai.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 64)
    return path


@pytest.fixture
def keep(scripts):
    """Keep the picture of a station; without a folder for pictures, only look that nothing broke."""
    folder, kept = os.environ.get("MOTCUA_PICTURES"), []

    def of(page, name):
        assert page.locator("h1").first.inner_text().strip(), f"{page.url} has no heading"
        if folder:
            kept.append(name)
            path = Path(folder) / f"{'with' if scripts else 'bare'}-{len(kept):02}-{name}.png"
            page.screenshot(path=path, full_page=True)

    return of


def press(page, name, kind="button"):
    """Press and wait until the next page stands."""
    with page.expect_navigation():
        page.get_by_role(kind, name=name).first.click()


def heading(page):
    return page.get_by_role("heading", level=1).inner_text()


def files_online(page, photo, keep):
    """An, on her telephone, from the first page to the link that follows her dossier."""
    keep(page, "citizen-home")
    page.get_by_label("Tìm thủ tục").fill("ho khau")
    press(page, "Tìm")
    press(page, "Xác nhận tình trạng cư trú", "link")
    keep(page, "citizen-guide")
    press(page, "Nộp trên mạng", "link")
    page.get_by_label("Xã Lam Sơn").check()
    press(page, "Tiếp tục")
    page.get_by_label("Họ và tên").fill("Vũ Thị An")
    page.get_by_label("Số căn cước").fill("030188004217")
    page.get_by_label("Số điện thoại").fill("0912345678")
    press(page, "Tiếp tục")
    page.get_by_label("Tờ khai").set_input_files(photo)
    press(page, "Lưu và tiếp tục")
    keep(page, "citizen-check")
    press(page, "Gửi hồ sơ")
    keep(page, "citizen-filed")
    press(page, "Xem hồ sơ", "link")
    keep(page, "citizen-waiting")


def receives(page, row, keep):
    """Lan signs in, finds the dossier among today's and receives it; returns the slip as bytes."""
    page.get_by_label("Tên đăng nhập").fill("lan")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    press(page, "Đăng nhập")
    keep(page, "counter-today")
    press(page, re.compile("Xác nhận tình trạng cư trú"), "link")
    keep(page, "counter-dossier")
    press(page, re.compile("Tiếp nhận, in giấy"))
    keep(page, "counter-received")
    slip = page.get_by_role("link", name=re.compile("In giấy")).first.get_attribute("href")
    answer = page.request.get(urljoin(page.url, slip))
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def examines(page, keep):
    """Minh takes the dossier from what nobody has taken, ends his step and submits the draft."""
    keep(page, "desk-worklist")
    press(page, re.compile("Xác nhận tình trạng cư trú"), "link")
    keep(page, "desk-dossier")
    press(page, re.compile("Chuyển bước"))
    keep(page, "desk-advanced")
    press(page, re.compile("^Trình ký"))
    keep(page, "desk-proposed")


def approves(page, keep):
    """Hoa chooses the draft among those put before her and signs it."""
    keep(page, "lead-board")
    press(page, re.compile("Chờ ký"), "link")
    page.get_by_label(re.compile("^Chọn H")).check()
    keep(page, "lead-signing")
    press(page, re.compile("Duyệt, ký"))
    keep(page, "lead-signed")


def hands_over(page, keep):
    """Lan takes the fee and gives the result; the page shows the rating as a code to scan."""
    keep(page, "counter-returns")
    press(page, re.compile("Thu 20.000"))
    keep(page, "counter-handed-over")


def rates(page, keep):
    """An comes back to the link she kept, presses a face and sends what she thinks."""
    page.reload()
    keep(page, "citizen-result")
    press(page, "Rất tốt")
    page.get_by_label("Nhanh").check()
    keep(page, "citizen-rating")
    press(page, "Gửi đánh giá")
    keep(page, "citizen-rated")


@pytest.mark.parametrize("scripts", [True, False], ids=["with_scripts", "without_scripts"])
def test_a_dossier_goes_from_the_door_to_the_rated_result(
    visit, shelf, photo, keep, scripts, lan_account, minh_account, hoa_account
):
    lan_account.set_password(PASSWORD)
    lan_account.save()
    an = visit("/", width=PHONE, scripts=scripts)

    files_online(an, photo, keep)
    row = Dossier.objects.get()
    slip = receives(visit("/accounts/login/", scripts=scripts), row, keep)
    examines(visit("/desk/", user=minh_account, scripts=scripts), keep)
    approves(visit("/lead/", user=hoa_account, scripts=scripts), keep)
    hands_over(visit("/counter/returns/", user=lan_account, scripts=scripts), keep)
    rates(an, keep)

    row.refresh_from_db()
    verbs = list(row.entries.order_by("seq").values_list("verb", flat=True))
    assert (row.state, row.rating, row.fee_paid) == ("handed_over", 5, 20_000)
    assert [verbs[0], verbs[1], verbs[-1]] == ["file", "receive", "rate"]
    assert {"advance", "propose", "approve", "sign", "decide", "pay", "hand_over"} <= set(verbs)
    assert slip.startswith(b"%PDF-")
    assert len(slip) > 5_000
    assert journal.verify(lambda done: None).ok
    assert journal.rebuild(lambda done: None)[0].ok
