"""A report issued, and a result corrected afterwards: so that the model district has a restated month."""

from datetime import datetime

from motcua.actions import proposal, report
from motcua.actions.report import Wanted
from motcua.queries import access, reports, workdays
from motcua.records.models import Dossier, Unit, User
from motcua.rules import periods
from motcua.rules.people import Actor, Role

MONTH = "2024-08"
REASON = "Đính chính họ tên ghi sai trên giấy tờ kết quả theo đề nghị của người dân."


def fill(*, now: datetime) -> None:
    """Issue the district's II.06c and II.06a of August, then take one result of that month up again."""
    unit = Unit.objects.filter(serves=True, until_on=None).order_by("path").first()
    leader = _official(unit, Role.LEADER, now) if unit else None
    specialist = _official(unit, Role.SPECIALIST, now) if unit else None
    if unit is None or leader is None or specialist is None:
        return
    for form in ("ii06c", "ii06a"):
        sheet = reports.blank(form, unit=unit, period=periods.parse(MONTH), now=now)
        report.issue(by=leader, wanted=Wanted(sheet), now=now)
    _correct_one(unit, specialist, leader, now)


def _official(unit: Unit, role: Role, now: datetime) -> Actor | None:
    user = User.objects.filter(posts__unit=unit, posts__role=role).order_by("pk").first()
    return access.actor_of(user, workdays.today(now)) if user else None


def _correct_one(unit: Unit, specialist: Actor, leader: Actor, at: datetime) -> None:
    first, until = periods.parse(MONTH).days
    ended = Dossier.objects.filter(unit=unit, holder=unit, state="handed_over", outcome="granted")
    chosen = ended.filter(ended_on__gte=first, ended_on__lt=until).order_by("-ended_on", "-pk").first()
    if chosen is not None:
        asked = proposal.propose_correction(by=specialist, code=chosen.code, reason=REASON, now=at)
        proposal.agree(by=leader, pk=asked.pk, now=at)
