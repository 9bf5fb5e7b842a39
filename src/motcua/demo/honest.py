"""What citizens of the model district reported, and what the detectors ask about its months."""

from datetime import datetime, timedelta

from motcua.actions import citizen_report, question
from motcua.actions.citizen_report import Told
from motcua.queries import honest_months, workdays
from motcua.records.models import Unit

REPORTS = (
    ("no_receipt", "Tôi nộp giấy tờ chứng thực lúc 8 giờ sáng, cán bộ giữ lại mà không đưa giấy hẹn.", 2),
    ("refused_orally", "Tôi hỏi làm thủ tục cư trú, được trả lời bằng lời là không nhận, không có giấy.", 6),
)


def fill(*, present: datetime) -> int:
    """Tell two reports and ask about this month, all invented; return how many questions there are."""
    units = list(Unit.objects.filter(serves=True, kind="commune").order_by("id")[1:4])
    for unit, (kind, text, days) in zip(units, REPORTS, strict=False):
        happened_on = workdays.today(present - timedelta(days=days))
        citizen_report.tell(told=Told(unit.pk, kind, text, happened_on), now=present)
    month_on = workdays.today(present).replace(day=1)
    found = honest_months.no_receipt(month_on)
    return question.raise_all(findings=found, month_on=month_on, now=present)
