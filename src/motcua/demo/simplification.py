"""The model district's reviews: what was shortened in spring, what waits for an answer, what was refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from motcua.actions import simplification
from motcua.actions.simplification import Decision, Opening
from motcua.demo.district import Office
from motcua.queries import access, workdays
from motcua.records.models import Unit, User
from motcua.rules.people import Actor
from motcua.rules.simplification import Change

SPRING = date(2024, 4, 1)
AUTUMN = date(2024, 10, 1)
DECISION = "45/QĐ-UBND (minh họa)"
NEXT_DECISION = "512/QĐ-UBND (minh họa)"


@dataclass(frozen=True, slots=True)
class Plan:
    """One procedure's invented review: what is proposed, and whether for the communes below."""

    code: str
    change: Change
    below: bool = True


def _days(value: int, unit: str = "working_day", **more: Sequence[str]) -> Change:
    return Change(value=value, unit=unit, **more)  # type: ignore[arg-type]


# Invented like the people: illustrative promises, each between half and seven tenths shorter than the law.
EARLY = (
    Plan("1.004884", _days(2, papers_looked_up=("id",))),
    Plan("1.004746", _days(2, papers_looked_up=("id",))),
    Plan("1.005461", _days(2, papers_looked_up=("id",))),
    Plan("1.001022", _days(1, papers_looked_up=("id",))),
    Plan("1.004837", _days(1)),
    Plan("1.004222", _days(3)),
    Plan("1.004194", _days(1)),
    Plan("2.001035", _days(1)),
    Plan("2.000987", _days(3)),
)
COMING = Plan("1.003622", _days(7, "day"))
ASKED = Plan("1.001699", _days(12, "day", papers_cut=("medical",)))
WRITTEN = Plan("1.013949", _days(7), below=False)
DECLINED = Plan("1.013967", _days(25, "day"), below=False)
REASON = (
    "Qua rà soát, phần lớn hồ sơ được giải quyết sớm hơn nhiều so với thời hạn; "
    "thông tin về nhân thân đã tra cứu được trong Cơ sở dữ liệu quốc gia về dân cư."
)
FINDINGS = {
    "time": "Thời gian nằm chờ giữa các bước dài hơn thời gian xử lý; có thể rút ngắn.",
    "papers": "Giấy tờ tùy thân không cần nộp bản sao vì đã tra cứu được.",
    "steps": "Bước trình ký có thể thực hiện trong ngày.",
    "fee": "",
}


def prepare(offices: Sequence[Office], *, now: datetime) -> None:
    """Decide the first reviews before the year's first dossier: they take effect in spring."""
    cast = _cast(now)
    for plan in EARLY:
        row = _proposed(offices[0].unit, plan, cast["dung"], now)
        told = Decision(DECISION, SPRING, "Đồng ý.")
        simplification.approve(by=cast["hoa"], pk=row, decision=told, now=now)


def fill(offices: Sequence[Office], *, now: datetime) -> None:
    """Bring the reviews up to the present: one to come, one to answer, one half written, one refused."""
    cast, unit = _cast(now), offices[0].unit
    simplification.begin(now=now)
    coming = _proposed(unit, COMING, cast["dung"], now)
    decision = Decision(NEXT_DECISION, AUTUMN, "Đồng ý.")
    simplification.approve(by=cast["hoa"], pk=coming, decision=decision, now=now)
    _proposed(unit, ASKED, cast["dung"], now)
    _written(unit, WRITTEN, cast["dung"], now)
    declined = _proposed(unit, DECLINED, cast["dung"], now)
    words = "Vụ việc tranh chấp cần thời gian xác minh; chưa rút ngắn."
    # What the district itself promises is decided above it, where somebody leads there.
    simplification.refuse(by=cast.get("ha", cast["hoa"]), pk=declined, words=words, now=now)


def _cast(now: datetime) -> Mapping[str, Actor]:
    people = User.objects.filter(username__in=("dung", "hoa", "ha"))
    return {user.username: access.actor_of(user, workdays.today(now)) for user in people}


def _written(unit: Unit, plan: Plan, by: Actor, now: datetime) -> int:
    what = Opening(plan.code, unit.pk, plan.below, now.year)
    review = simplification.open_review(by=by, what=what, findings=FINDINGS, now=now)
    row = simplification.write_proposal(
        by=by, review_id=review.pk, change=plan.change, reason=REASON, now=now
    )
    return int(row.pk)


def _proposed(unit: Unit, plan: Plan, by: Actor, now: datetime) -> int:
    return int(simplification.propose(by=by, pk=_written(unit, plan, by, now), now=now).pk)
