"""The rows of the other reports of figures: II.07b, digitisation, payment, fees."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from django.db.models import Q

from motcua.queries import procedures_on, sums, workdays
from motcua.queries.report_ii06 import LEVELS, TOTAL, roman
from motcua.records.models import Offer, ProcedureVersion, Unit
from motcua.rules import reports
from motcua.rules.reports import Form, Row, RowKind, Value
from motcua.rules.text import fold

if TYPE_CHECKING:
    from motcua.queries.reports import Sheet

Cells = Mapping[str, Value]
OF_DIGITISATION = ("received", "digitised", "reused", "closed", "result_digitised")
OF_PAYMENT = ("charged", "paid", "paid_online")
OF_FEES = ("received", "charged", "paid", "fee_vnd", "paid_vnd")


def rows(sheet: "Sheet", units: Sequence[Unit]) -> Iterator[Row]:
    """Yield the rows of a report of figures that is not II.06. Costs 1 to 3 queries."""
    if sheet.form.rows == "procedure":
        yield from _fees(sheet, units)
        return
    make: Mapping[str, Callable[..., dict[int, Cells]]] = {
        "ii07b": _procedures,
        "digitisation": _digitisation,
        "payment": _payment,
    }
    yield from _by_level(sheet.form, make[sheet.form.key](sheet, units), units)


def _by_level(form: Form, found: Mapping[int, Cells], units: Sequence[Unit]) -> Iterator[Row]:
    """Yield a line a unit, level by level; units that serve nobody now appear only with figures."""
    shown = [
        unit
        for unit in units
        if (unit.serves and unit.until_on is None)
        or any(value for value in found[unit.pk].values() if isinstance(value, int))
    ]
    levels = sorted({unit.kind for unit in shown}, key=lambda kind: LEVELS[kind][0])
    lines: list[Row] = []
    for number, level in enumerate(levels, 1):
        of = sorted(
            (unit for unit in shown if unit.kind == level), key=lambda unit: (unit.gso_code or "~", unit.pk)
        )
        group = [_line(form, place, unit, found[unit.pk]) for place, unit in enumerate(of, 1)]
        if len(levels) > 1:
            head = reports.total(
                form, group, name=LEVELS[level][1], kind=RowKind.GROUP, about=f"level:{level}"
            )
            yield Row(head.kind, head.about, {**head.cells, form.keys[0]: roman(number)})
        yield from group
        lines += group
    yield reports.total(form, lines, name=TOTAL, about="total")


def _line(form: Form, place: int, unit: Unit, found: Cells) -> Row:
    cells: dict[str, Value] = {"STT": place, "TenDonVi": unit.name, "MaDinhDanh": unit.agency_code, **found}
    return Row(RowKind.LINE, f"unit:{unit.pk}", reports.shares(form, cells))


def _digitisation(sheet: "Sheet", units: Sequence[Unit]) -> dict[int, Cells]:
    found = sums.of_units([unit.pk for unit in units], sheet.period.days, names=OF_DIGITISATION)
    return {
        unit_id: {
            "TiepNhan": row["received"],
            "ChuaSoHoaTPHS": row["received"] - row["digitised"],
            "CoSoHoaTPHS": row["digitised"],
            "CoTaiSuDung": row["reused"],
            "DaGiaiQuyet": row["closed"],
            "KQChuaSoHoa": row["closed"] - row["result_digitised"],
            "KQDaSoHoa": row["result_digitised"],
        }
        for unit_id, row in found.items()
    }


def _payment(sheet: "Sheet", units: Sequence[Unit]) -> dict[int, Cells]:
    """Return who paid how; what is paid online in part and not yet in full counts as online."""
    found = sums.of_units([unit.pk for unit in units], sheet.period.days, names=OF_PAYMENT)
    made: dict[int, Cells] = {}
    for unit_id, row in found.items():
        online = min(row["paid_online"], row["charged"])
        direct = max(row["paid"] - online, 0)
        made[unit_id] = {
            "HSCoNghiaVu": row["charged"],
            "HSThanhToanTrucTuyen": online,
            "HSThanhToanTrucTiep": direct,
            "HSChuaThanhToan": row["charged"] - online - direct,
        }
    return made


def _fees(sheet: "Sheet", units: Sequence[Unit]) -> Iterator[Row]:
    """Yield a line a procedure that has a fee or took money."""
    found: dict[int, list[dict[str, int]]] = {}
    places = sums.of_procedures([unit.pk for unit in units], sheet.period, names=OF_FEES)
    for (_, procedure_id), row in places.items():
        if row["charged"] or row["paid_vnd"]:
            found.setdefault(procedure_id, []).append(row)
    on = min(sheet.period.last_on, workdays.today(sheet.cut_off))
    versions = procedures_on.versions(found.keys(), on)
    # All units' receptions of a procedure that had a fee anywhere, not only of the units that took one.
    lines: list[Row] = []
    for procedure_id in sorted(found, key=lambda key: (fold(versions[key].name), key)):
        received = sum(row["received"] for (_, pk), row in places.items() if pk == procedure_id)
        lines.append(_fee(sheet.form, len(lines) + 1, versions[procedure_id], received, found[procedure_id]))
    yield from lines
    yield reports.total(sheet.form, lines, name=TOTAL, about="total")


def _fee(
    form: Form, place: int, version: ProcedureVersion, received: int, rows: Sequence[Mapping[str, int]]
) -> Row:
    row = sums.total(rows)
    cells: dict[str, Value] = {
        "STT": place,
        "MaTTHC": version.procedure.code,
        "TenTTHC": version.name,
        "TiepNhan": received,
        "CoThu": row["charged"],
        "DaNop": row["paid"],
        "ChuaNop": row["charged"] - row["paid"],
        "PhaiThu": row["fee_vnd"],
        "DaThu": row["paid_vnd"],
        "ConPhaiThu": row["fee_vnd"] - row["paid_vnd"],
    }
    return Row(RowKind.LINE, f"procedure:{version.procedure_id}", reports.shares(form, cells))


def _procedures(sheet: "Sheet", units: Sequence[Unit]) -> dict[int, Cells]:
    """Return how many procedures each unit offers on the last day, by level, and with a route."""
    on = min(sheet.period.last_on, workdays.today(sheet.cut_off))
    kinds = {unit.pk: unit for unit in units}
    in_force = Q(from_on__lte=on) & (Q(until_on=None) | Q(until_on__gt=on))
    offers = list(Offer.objects.filter(in_force, unit_id__in=kinds).values_list("unit_id", "procedure_id"))
    versions = procedures_on.versions({procedure_id for _, procedure_id in offers}, on)
    found: dict[int, dict[str, Value]] = {unit_id: _no_procedures() for unit_id in kinds}
    for unit_id, procedure_id in offers:
        version, into = versions.get(procedure_id), found[unit_id]
        if version is not None:
            level = _level(version.levels, kinds[unit_id].kind)
            for key, counts in (
                (level, True),
                ("TongSoTTHC", True),
                ("TTHCMotCua", kinds[unit_id].serves),
                ("QuyTrinhNoiBo", bool(version.body.get("steps"))),
            ):
                into[key] = int(into[key] or 0) + counts
    return dict(found)


LEVEL_COLUMNS = {"province": "TTHCCapTinh", "district": "TTHCCapHuyen", "commune": "TTHCCapXa"}


def _no_procedures() -> dict[str, Value]:
    return dict.fromkeys((*LEVEL_COLUMNS.values(), "TongSoTTHC", "TTHCMotCua", "QuyTrinhNoiBo"), 0)


def _level(levels: str, kind: str) -> str:
    """Return the column of a procedure's level: the unit's own if it may be that, else the highest."""
    given = [level for level in LEVEL_COLUMNS if level in levels.split(",")]
    chosen = kind if kind in given else (given or [kind])[0]
    return LEVEL_COLUMNS.get(chosen, "TTHCCapTinh")
