"""The rows of form II.06, from tallies alone; flat in dossiers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from motcua.queries import procedures_on, sums, workdays
from motcua.records.models import Dossier, Unit
from motcua.records.models.dossier import IS_OPEN
from motcua.rules import reports, reports_ii06
from motcua.rules.lifecycle import RUNNING
from motcua.rules.reports import Form, Row, RowKind, Value
from motcua.rules.reports_ii06 import Sums
from motcua.rules.text import fold

if TYPE_CHECKING:
    from motcua.queries.reports import Sheet

LEVELS: Mapping[str, tuple[int, str]] = {
    "province": (0, "Cấp tỉnh"), "office": (1, "Phòng, ban, bộ phận"),
    "district": (2, "Cấp huyện"), "commune": (3, "Cấp xã"),
}  # fmt: skip
TOTAL = "Tổng cộng"
NO_FIELD = "Chưa phân loại"
WITHIN = (
    "received_online", "received_direct", "received_post", "closed",
    "early_promise", "late_promise", "early_law", "late_law",
)  # fmt: skip
Place = tuple[int, int]  # of a unit and a procedure; the procedure 0 where only units are told apart
Found = dict[Place, dict[str, int]]


def rows(sheet: "Sheet", units: Sequence[Unit]) -> Iterator[Row]:
    """Yield the rows in the form's order: groups with their sums first, the total last. 3 to 5 queries."""
    places = {unit.pk: unit for unit in units}
    by_field = sheet.form.rows == "field"
    before, within, end = _found(sheet, list(places), by_field=by_field)
    names = _namer(sheet, {place[1] for place in {*before, *within, *end}}) if by_field else None
    lines: dict[tuple[str, str], list[Place]] = {}
    for place in {*before, *within, *end}:
        unit = places[place[0]]
        about = names(place[1]) if names else str(unit.pk)
        lines.setdefault((unit.kind, about), []).append(place)
    if not by_field:
        for unit in units:
            if unit.serves and unit.until_on is None:
                lines.setdefault((unit.kind, str(unit.pk)), [])
    made = {}
    for (kind, about), of in lines.items():
        cells = reports_ii06.cells(Sums(_sum(before, of), _sum(within, of), _sum(end, of)), sheet.definition)
        if any(cells.values()) or not by_field:
            made[kind, about] = cells
    yield from _ordered(sheet.form, made, places, by_field=by_field)


def _found(sheet: "Sheet", unit_ids: Sequence[int], *, by_field: bool) -> tuple[Found, Found, Found]:
    """Return what was so before the period, the sums in it, and what was so at its end."""
    eve, last = sheet.period.from_on - timedelta(days=1), sheet.period.last_on
    if by_field:
        before = sums.at_end_of_procedures(unit_ids, eve)
        within = sums.of_procedures(unit_ids, sheet.period, names=WITHIN)
        end = sums.at_end_of_procedures(unit_ids, last)
    else:
        before = {(key, 0): row for key, row in sums.at_end(unit_ids, eve).items()}
        units = sums.of_units(unit_ids, sheet.period.days, names=WITHIN)
        within = {(key, 0): row for key, row in units.items()}
        end = {(key, 0): row for key, row in sums.at_end(unit_ids, last).items()}
    if sheet.is_running:
        _overdue_now(sheet, end, unit_ids, by_field=by_field)
    return _told(before), _told(within), _told(end)


def _told(found: Found) -> Found:
    return {place: row for place, row in found.items() if any(row.values())}


def _overdue_now(sheet: "Sheet", end: Found, unit_ids: Sequence[int], *, by_field: bool) -> None:
    """Replace what will be overdue at the period's end by what is overdue at the cut-off. 1 query.

    Counted among the open dossiers, which are few, by the index of their due moment.
    """
    for row in end.values():
        row["overdue_promise"] = row["overdue_law"] = 0
    running = Dossier.objects.filter(IS_OPEN, unit__in=unit_ids, state__in=RUNNING)
    counted = running.values("unit_id", "procedure_id").annotate(
        promise=Count("id", Q(due_at__lt=sheet.cut_off)), law=Count("id", Q(legal_due_at__lt=sheet.cut_off))
    )
    for one in counted.order_by("unit_id", "procedure_id"):
        place = (one["unit_id"], one["procedure_id"] if by_field else 0)
        into = end.setdefault(place, dict.fromkeys(sums.standing(sums.NOTHING), 0))
        into["overdue_promise"] += one["promise"]
        into["overdue_law"] += one["law"]


def _namer(sheet: "Sheet", procedure_ids: set[int]) -> Callable[[int], str]:
    on = min(sheet.period.last_on, workdays.today(sheet.cut_off))
    fields = procedures_on.fields(procedure_ids, on)
    return lambda procedure_id: fields.get(procedure_id) or NO_FIELD


def _sum(found: Found, places: Sequence[Place]) -> dict[str, int]:
    return sums.total(found[place] for place in places if place in found)


def _ordered(
    form: Form,
    made: Mapping[tuple[str, str], Mapping[str, int]],
    places: Mapping[int, Unit],
    *,
    by_field: bool,
) -> Iterator[Row]:
    """Yield the lines level by level; a single level needs no sum of its own."""
    lines: list[Row] = []
    levels = sorted({kind for kind, _ in made}, key=lambda kind: LEVELS[kind][0])
    for number, level in enumerate(levels, 1):
        group: list[Row] = []
        for about in sorted(
            (a for kind, a in made if kind == level), key=lambda a: _rank(a, places, by_field)
        ):
            name = about if by_field else places[int(about)].name
            cells: dict[str, Value] = {"STT": len(group) + 1, "TenLinhVuc": name, **made[level, about]}
            key = f"field:{level}:{about}" if by_field else f"unit:{about}"
            group.append(Row(RowKind.LINE, key, {one: cells.get(one) for one in form.keys}))
        if len(levels) > 1:
            head = reports.total(
                form, group, name=LEVELS[level][1], kind=RowKind.GROUP, about=f"level:{level}"
            )
            yield Row(head.kind, head.about, {**head.cells, "STT": roman(number)})
        yield from group
        lines += group
    yield reports.total(form, lines, name=TOTAL, about="total")


def _rank(about: str, places: Mapping[int, Unit], by_field: bool) -> tuple[str, str]:
    if by_field:
        return fold(about), about
    unit = places[int(about)]
    return unit.gso_code or "~", f"{unit.pk:012}"


def roman(number: int) -> str:
    """Return a small number in Roman figures."""
    return ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")[number]


def waiting_before(sheet: "Sheet", units: Sequence[Unit]) -> dict[str, int]:
    """Return how many dossiers waited for supplements on the eve of the period, by row. 1 to 2 queries."""
    eve = sheet.period.from_on - timedelta(days=1)
    found: dict[str, int] = {}
    kinds = {unit.pk: unit.kind for unit in units}
    for place, waiting in _waiting(sheet, list(kinds), eve).items():
        for about in (*_about(sheet, place, kinds), f"level:{kinds[place[0]]}", "total"):
            found[about] = found.get(about, 0) + waiting
    return found


def _waiting(sheet: "Sheet", unit_ids: Sequence[int], on: date) -> dict[Place, int]:
    if sheet.form.rows == "field":
        return {place: row["waiting"] for place, row in sums.at_end_of_procedures(unit_ids, on).items()}
    return {(unit_id, 0): row["waiting"] for unit_id, row in sums.at_end(unit_ids, on).items()}


def _about(sheet: "Sheet", place: Place, kinds: Mapping[int, str]) -> tuple[str, ...]:
    if sheet.form.rows == "field":
        return (f"field:{kinds[place[0]]}:{_namer(sheet, {place[1]})(place[1])}",)
    return (f"unit:{place[0]}",)
