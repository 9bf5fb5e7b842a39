"""Reports that list dossiers: the register, the late ones with their reason, the supplements asked for."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, QuerySet

from motcua.queries import route, workdays
from motcua.queries.slip_parts import WAYS, facts_of
from motcua.queries.workdays import wall
from motcua.records.models import Dossier, Entry
from motcua.rules.lifecycle import RUNNING, Verb
from motcua.rules.measures import SUPPLEMENT
from motcua.rules.reports import Row, RowKind, Value
from motcua.rules.reports_ii06 import Basis

if TYPE_CHECKING:
    from motcua.queries.reports import Sheet

PAGE = 500
DAY_MINUTES = 480
Lines = Sequence[tuple[Entry, dict[str, Any]]]


def rows(sheet: "Sheet") -> Iterator[Row]:
    """Yield the rows of a list as the database gives them: a year takes no more memory than a day."""
    make: Mapping[str, Callable[..., Iterator[dict[str, Value]]]] = {
        "register": _register,
        "late": _late,
        "supplement": _supplements,
    }
    for number, cells in enumerate(make[sheet.form.key](sheet), 1):
        about = f"dossier:{cells['MaHoSo']}"
        yield Row(
            RowKind.LINE, about, {key: number if key == "TT" else cells.get(key) for key in sheet.form.keys}
        )


def count(sheet: "Sheet") -> int:
    """Return how many dossiers the list is made from, for its progress. Costs 1 query."""
    return dossiers(sheet).count()


def dossiers(sheet: "Sheet") -> QuerySet[Dossier]:
    """Return the dossiers a list is made from, in its order."""
    first, until = sheet.period.days
    rows = _of(sheet)
    if sheet.form.key == "register":
        return rows.filter(received_on__gte=first, received_on__lt=until).order_by("received_on", "id")
    if sheet.form.key == "late":
        return late(rows, sheet).order_by("received_on", "id")
    return rows.filter(
        Q(ended_on=None) | Q(ended_on__gte=first), supplements__gt=0, received_on__lt=until
    ).order_by("received_on", "id")


def late(rows: QuerySet[Dossier], sheet: "Sheet") -> QuerySet[Dossier]:
    """Return columns 10 and 13 of form II.06: settled late in the period, or overdue at its end."""
    settled, overdue = late_settled(sheet), overdue_at_end(sheet)
    return rows.filter(settled | overdue)


def late_settled(sheet: "Sheet") -> Q:
    """Return which dossiers were settled in the period later than their deadline."""
    first, until = sheet.period.days
    due = due_column(sheet)
    return Q(received_on__isnull=False, ended_on__gte=first, ended_on__lt=until, ended_at__gt=F(due))


def overdue_at_end(sheet: "Sheet") -> Q:
    """Return which dossiers were overdue at the end of the period's last day, or at an earlier cut-off."""
    due, last = due_column(sheet), sheet.period.last_on
    if sheet.is_running:
        return Q(state__in=RUNNING, **{f"{due}__lt": sheet.cut_off})
    still = Q(ended_on=None) | Q(ended_on__gt=last)
    return still & Q(received_on__lte=last, **{f"{due.removesuffix('_at')}_on__lte": last})


def due_column(sheet: "Sheet") -> str:
    """Return the column of the deadline the report holds dossiers against."""
    return "legal_due_at" if sheet.definition.basis is Basis.LAW else "due_at"


def _of(sheet: "Sheet") -> QuerySet[Dossier]:
    rows = Dossier.objects.select_related("version", "unit", "holder", "applicant", "assignee", "ended_by")
    if sheet.unit is None:
        return rows
    return (
        rows.filter(unit=sheet.unit)
        if sheet.scope == "own"
        else rows.filter(unit__path__startswith=sheet.unit.path)
    )


# The columns a register reads, without the bodies of procedures and pauses, which are long.
OF_REGISTER = (
    "code", "version__name", "applicant__name", "applicant__address", "applicant__phone", "holder__name",
    "received_at", "due_at", "first_due_at", "handed_over_at", "return_mode", "extensions",
)  # fmt: skip


def _register(sheet: "Sheet") -> Iterator[dict[str, Value]]:
    rows = dossiers(sheet).select_related(None).values_list(*OF_REGISTER)
    for code, procedure, name, address, phone, holder, *moments, way, extended in rows.iterator(
        chunk_size=PAGE
    ):
        received_at, due_at, first_due_at, handed_over_at = moments
        yield {
            "MaHoSo": code,
            "TenTTHC": procedure,
            "SoLuong": 1,
            "TenNguoiNop": name,
            "DiaChiDienThoai": ", ".join(part for part in (address, phone) if part),
            "CoQuanChuTri": holder,
            "NgayNhan": at(received_at),
            "NgayHenTra": at(due_at or first_due_at),
            "NgayTra": at(handed_over_at),
            "PhuongThuc": WAYS.get(way, ""),
            "KyNhan": "",
            "GhiChu": "Đã xin lỗi, gia hạn" if extended else "",
        }


def _late(sheet: "Sheet") -> Iterator[dict[str, Value]]:
    column = due_column(sheet)
    for row, entries in _with_journal(dossiers(sheet)):
        due_at: datetime = getattr(row, column)
        until_at = row.ended_at or sheet.cut_off
        if row.ended_on is not None and row.ended_on > sheet.period.last_on:
            until_at = _close_of(sheet.period.last_on)
        calendar = workdays.calendar_of(row.unit)
        minutes = calendar.working_minutes(wall(due_at), wall(max(due_at, until_at)))
        yield {
            "MaHoSo": row.code,
            "TenTTHC": row.version.name,
            "DonVi": row.unit.name,
            "NgayNhan": at(row.received_at),
            "NgayHenTra": at(due_at),
            "NgayXong": at(row.ended_at),
            "NgayQuaHan": round(minutes / DAY_MINUTES, 2),
            "CanBo": _officer(row, entries),
            "NguyenNhan": _reason(row, entries, sheet),
            "XinLoi": "Có" if row.extensions else "Chưa",
        }


def _close_of(on: date) -> datetime:
    midnight = datetime.combine(on + timedelta(days=1), datetime.min.time())
    return workdays.instant(midnight)


def _officer(row: Dossier, entries: Lines) -> str:
    """Return who worked on it: the one it lies or lay with, else the last official who touched it."""
    if row.assignee is not None:
        return row.assignee.full_name
    official = [entry.actor_name for entry, _ in entries if entry.actor_kind == "official"]
    return official[-1] if official else ""


def _reason(row: Dossier, entries: Lines, sheet: "Sheet") -> str:
    """Return the reason given with the apology, else the step that took longest beyond its plan."""
    for entry, payload in reversed(entries):
        if entry.verb == Verb.EXTEND and (said := payload.get("facts", {}).get("reason")):
            return str(said)
    stages = route.stages(row, entries=entries, calendar=workdays.calendar_of(row.unit), now=sheet.cut_off)
    steps = [stage for stage in stages if not stage.pause]  # a wait is the applicant's time
    longest = max(steps, key=lambda stage: stage.real_minutes - stage.planned_minutes, default=None)
    if longest is None or longest.real_minutes <= longest.planned_minutes:
        return "Chưa ghi"
    spent = f"{longest.real_minutes / DAY_MINUTES:.1f}".replace(".", ",")
    return f"Lâu nhất ở bước “{longest.name_vi}”: {spent} ngày làm việc"


def _supplements(sheet: "Sheet") -> Iterator[dict[str, Value]]:
    """Yield a row a request whose wait began in the period."""
    first, until = sheet.period.days
    for row, entries in _with_journal(dossiers(sheet)):
        asks = [(entry, payload) for entry, payload in entries if entry.verb == Verb.ASK_SUPPLEMENT]
        waits = [pause for pause in row.pauses if pause["kind"] == SUPPLEMENT]
        before = max(len(asks) - len(waits), 0)  # requests before receipt stopped no clock
        for number, pause in enumerate(waits, before):
            if first <= _day(pause["from_at"]) < until:
                yield _supplement(row, pause, asks[number : number + 1], number + 1, sheet)


def _supplement(
    row: Dossier, pause: Mapping[str, Any], asked: Lines, times: int, sheet: "Sheet"
) -> dict[str, Value]:
    from_at = datetime.fromisoformat(pause["from_at"])
    until_at = datetime.fromisoformat(pause["until_at"]) if pause["until_at"] else None
    ended = until_at or row.ended_at or sheet.cut_off
    minutes = workdays.calendar_of(row.unit).working_minutes(wall(from_at), wall(max(from_at, ended)))
    papers = facts_of(asked[0][0]).get("asked", []) if asked else []
    state = "Đã bổ sung" if until_at else "Đang chờ" if row.ended_at is None else "Đã kết thúc"
    return {
        "MaHoSo": row.code,
        "TenTTHC": row.version.name,
        "DonVi": row.unit.name,
        "NgayNhan": at(row.received_at),
        "SoLan": times,
        "NgayYeuCau": at(from_at),
        "NgayBoSung": at(until_at),
        "GiayToThieu": len(papers),
        "NgayCho": round(minutes / DAY_MINUTES, 2),
        "CanBo": asked[0][0].actor_name if asked else "",
        "TinhTrang": state,
    }


def _day(kept: str) -> date:
    return workdays.today(datetime.fromisoformat(kept))


def _with_journal(rows: QuerySet[Dossier]) -> Iterator[tuple[Dossier, Lines]]:
    """Yield dossiers with their entries, a page of them at a time."""
    for some in _pages(rows.iterator(chunk_size=PAGE)):
        entries: dict[int, list[tuple[Entry, dict[str, Any]]]] = {row.pk: [] for row in some}
        for entry in Entry.objects.filter(dossier__in=list(entries)).order_by("dossier_id", "id"):
            assert entry.dossier_id is not None
            entries[entry.dossier_id].append((entry, json.loads(entry.payload)))
        for row in some:
            yield row, entries[row.pk]


def _pages(rows: Iterable[Dossier]) -> Iterator[list[Dossier]]:
    source = iter(rows)
    while some := list(islice(source, PAGE)):
        yield some


def at(moment: datetime | None) -> str | None:
    """Return a moment as a report keeps it: the wall clock to the minute, "2024-09-26T09:42"."""
    return None if moment is None else wall(moment).isoformat(timespec="minutes")
