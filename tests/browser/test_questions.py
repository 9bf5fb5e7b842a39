"""A question, a report and its answer, readable by everybody at every width."""

from datetime import date

import pytest

from motcua.actions import citizen_report, question
from motcua.actions.citizen_report import Told
from motcua.queries import moment
from motcua.records.models import Question
from motcua.rules.honest import Detector, Finding
from tests.browser import checks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "Đã xem sổ tiếp nhận và gọi điện cho người nộp."


@pytest.fixture
def pages(commune, minh, received, now):
    """The addresses of a question and of a report, and who looks at each."""
    finding = Finding(
        detector=Detector.LATE_PAUSES, unit_id=commune.pk, officer_id=minh.user_id,
        facts={"count": 8, "of": 9, "usual_share": 0.15}, dossiers=(received.pk,),
    )  # fmt: skip
    question.raise_all(findings=[finding], month_on=date(2024, 1, 1), now=now)
    told = Told(commune.pk, "no_receipt", "Tôi nộp giấy tờ mà không được giấy hẹn.", date(2024, 1, 8))
    report, token = citizen_report.tell(told=told, now=moment.now())
    asked = f"/watch/questions/{Question.objects.get().pk}/"
    return {
        asked: True,
        "/watch/questions/?which=reports": True,
        f"/watch/reports/{report.pk}/": True,
        f"/report/{token}/": False,
    }


def test_they_show_no_barrier_at_any_width(visit, pages, hoa_account):
    for path, is_official in pages.items():
        page = visit(path, user=hoa_account if is_official else None)
        assert page.answer.status == 200
        assert checks.barriers(page) == []


def test_a_question_is_answered_without_javascript(visit, pages, hoa_account):
    page = visit(next(iter(pages)), user=hoa_account, scripts=False)

    page.get_by_label("Kết quả tìm hiểu").fill(WORDS)
    page.get_by_role("button", name="Đóng câu hỏi với câu trả lời này").click()

    assert WORDS in page.inner_text("main")
    assert Question.objects.get().outcome == "explained"


def test_a_citizen_reports_without_javascript(visit, commune):
    page = visit(f"/report/?unit={commune.pk}", scripts=False)

    page.get_by_label("Nội dung").fill("Tôi nộp giấy tờ lúc tám giờ mà không được giấy hẹn.")
    page.get_by_role("button", name="Gửi phản ánh").click()

    assert "Đã nhận được phản ánh" in page.inner_text("main")
