"""A whole round of the reform index in a real browser, by roles: from the draft to the frozen ranking."""

from datetime import timedelta
from decimal import Decimal

import pytest

from motcua.queries import moment, round_results, rounds, workdays
from motcua.records.models import IndexResult, IndexRound, Participant
from motcua.rules.rounds import Stand
from tests import rounds as story
from tests.browser import checks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PDF = {"name": "da-ky.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"}
REASON = "Đã kiểm tra hồ sơ, có căn cứ rõ ràng."


@pytest.fixture
def cast(settings, tmp_path):
    settings.STORE = tmp_path / "store"
    cast = story.stage()
    story.criteria(story.DATA | {"key": "nho", "year": workdays.today(moment.now()).year})
    return cast


def send(page, name, **more):
    """Press a button and wait for the page that follows."""
    page.on("dialog", lambda dialog: dialog.accept())
    with page.expect_navigation():
        page.get_by_role("button", name=name, **more).first.click()


def keep_leaf(page, pk, code, **values):
    """Open a leaf, fill in what it declares, keep it."""
    page.goto(page.url.split("/rounds/")[0] + f"/rounds/parts/{pk}/leaves/{code}/")
    for key, value in values.items():
        if value in ("yes", "no"):
            page.locator(f"input[name=v_{key}][value={value}]").check()
        else:
            page.locator(f"[name=v_{key}]").fill(value)
    send(page, "Lưu và ở lại")


def add_paper(page, name):
    page.locator("#id_name").fill(name)
    page.locator("input[type=file]").set_input_files(PDF)
    send(page, "Thêm tài liệu")


def scored(visit, user, pk):
    """A unit's officer marks every leaf that is hers, with papers."""
    page = visit(f"/rounds/parts/{pk}/", user=user)
    keep_leaf(page, pk, "1.1", issued="yes")
    add_paper(page, "Kế hoạch cải cách hành chính năm")
    keep_leaf(page, pk, "1.2", done="9", all="10")
    keep_leaf(page, pk, "1.3", events="0")
    keep_leaf(page, pk, "2.1", on_time="10", closed="10")
    return page


def locked(visit, user, pk):
    page = visit(f"/rounds/parts/{pk}/lock/", user=user)
    page.locator("input[type=file]").set_input_files(PDF)
    send(page, "Khoá phiếu tự chấm")
    return page


@pytest.fixture
def opened(visit, cast):
    """The province makes a round of its two districts and opens it."""
    page = visit("/rounds/new/", user=cast.accounts["thu"])
    today = workdays.today(moment.now())
    page.fill("#id_name", "Chỉ số cải cách hành chính các huyện")
    page.fill("#id_key", "hai-duong")
    page.fill("#id_year", str(today.year))
    for name, days in (("self_from_on", 0), ("self_until_on", 20), ("explain_until_on", 40)):
        page.fill(f"#id_{name}", (today + timedelta(days=days)).isoformat())
    send(page, "Lưu bản nháp")
    send(page, "Mở kỳ đánh giá")
    return IndexRound.objects.get(key="hai-duong")


def test_it_goes_from_the_draft_to_the_frozen_ranking(visit, cast, opened):
    first, second = story.part(cast.first), story.part(cast.second)
    scored(visit, cast.accounts["dung"], first.pk)
    scored(visit, cast.accounts["tam"], second.pk)
    locked(visit, cast.accounts["hoa"], first.pk)
    locked(visit, cast.accounts["son"], second.pk)

    thu = visit(f"/rounds/parts/{first.pk}/leaves/1.2/", user=cast.accounts["thu"])
    thu.locator("#id_points").fill("1,8")
    send(thu, "Lưu và ở lại")
    assert thu.get_by_text("Không có tài liệu kiểm chứng cho số điểm này").count()
    thu.locator("form[action$=appraisal\\/] #id_why").fill(REASON)
    thu.locator("#id_asks").check()
    send(thu, "Lưu và ở lại")
    for pk in (first.pk, second.pk):
        thu.goto(thu.url.split("/rounds/")[0] + f"/rounds/parts/{pk}/")
        send(thu, "Kết thúc thẩm định lần 1")

    dung = visit(f"/rounds/parts/{first.pk}/leaves/1.2/", user=cast.accounts["dung"])
    add_paper(dung, "Báo cáo kết quả thực hiện kế hoạch")
    dung.locator("form[action$=explanation\\/] #id_why").fill(REASON)
    send(dung, "Lưu giải trình")
    dung.goto(dung.url.split("leaves")[0])
    send(dung, "Nộp giải trình")

    nam = visit("/rounds/", user=cast.accounts["nam"])
    for pk in (first.pk, second.pk):
        nam.goto(nam.url.split("/rounds/")[0] + f"/rounds/parts/{pk}/")
        send(nam, "Kết thúc thẩm định lần 2")
    ha = visit("/rounds/hai-duong/", user=cast.accounts["ha"])
    send(ha, "Công bố kết quả")
    ha.get_by_role("link", name="Tính lại").click()
    ha.get_by_text("cùng kết quả, cùng mã băm").wait_for()
    ha.goto(ha.url.split("results")[0])
    send(ha, "Đóng băng")

    of = rounds.published("hai-duong")
    assert [one.points for one in rounds.results(of)] == [Decimal("3.8"), Decimal("2")]
    assert (of.status, round_results.verify(of).holds) == ("frozen", True)


def test_it_is_free_of_barriers_in_both_languages(visit, cast):
    story.opened(cast)
    story.whole(cast)
    row = story.part(cast.first)
    from motcua.actions import index_round

    index_round.publish(by=cast["ha"], key="hd-2024", now=story.LATER)
    paths = ("", "hd-2024/", f"parts/{row.pk}/", f"parts/{row.pk}/leaves/1.2/", f"parts/{row.pk}/leaves/2.1/",
             "hd-2024/results/", f"hd-2024/results/{row.pk}/", "new/")  # fmt: skip
    found = []
    for language in ("vi", "en"):
        page = visit("/rounds/", user=cast.accounts["thu"], language=language)
        for path in paths:
            answer = page.goto(page.url.split("/rounds/")[0] + f"/rounds/{path}")
            found += [f"{path}: {answer.status}"] if answer.status != 200 else checks.barriers(page)
    open_ = visit("/rounds/hd-2024/public/")
    found += checks.barriers(open_)

    assert found == []


def test_it_marks_a_leaf_without_javascript(visit, cast):
    story.opened(cast)
    IndexRound.objects.update(
        self_until_at=moment.now() + timedelta(days=2), explain_until_at=moment.now() + timedelta(days=9)
    )
    row = story.part(cast.first)

    page = visit(f"/rounds/parts/{row.pk}/leaves/1.2/", user=cast.accounts["dung"], scripts=False)
    page.locator("[name=v_done]").fill("9")
    page.locator("[name=v_all]").fill("10")
    page.get_by_role("button", name="Lưu và ở lại").click()

    assert page.get_by_text("1,80").count()
    assert Participant.objects.get(pk=row.pk).status == Stand.SCORING
    assert not IndexResult.objects.exists()
