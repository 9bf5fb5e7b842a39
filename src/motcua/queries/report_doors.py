"""The door behind each number of a report: exactly the dossiers that it counts."""

from collections.abc import Mapping

from django.db.models import F, Q, QuerySet

from motcua.queries import access, lists, procedures_on, report_lists, reports
from motcua.queries.report_ii06 import NO_FIELD
from motcua.queries.reports import Sheet
from motcua.records.models import Dossier, Procedure
from motcua.rules.people import Actor
from motcua.rules.reports_ii06 import Waiting

_CHARGED = Q(fee_amount__gt=0)
_PAID = Q(fee_amount__gt=0, fee_paid__gte=F("fee_amount"))
# What a count picks among the dossiers received, or those ended, in the period.
RECEIVED: Mapping[str, Mapping[str, Q]] = {
    "digitisation": {
        "TiepNhan": Q(), "ChuaSoHoaTPHS": Q(digitised=0), "CoSoHoaTPHS": Q(digitised__gt=0),
        "CoTaiSuDung": Q(reused__gt=0),
    },
    "payment": {
        "HSCoNghiaVu": _CHARGED, "HSThanhToanTrucTuyen": _CHARGED & Q(paid_online=True),
        "HSThanhToanTrucTiep": _PAID & Q(paid_online=False),
        "HSChuaThanhToan": _CHARGED & Q(paid_online=False, fee_paid__lt=F("fee_amount")),
    },
    "fee": {
        "TiepNhan": Q(), "CoThu": _CHARGED, "DaNop": _PAID,
        "ChuaNop": _CHARGED & Q(fee_paid__lt=F("fee_amount")), "PhaiThu": _CHARGED,
        "DaThu": Q(fee_paid__gt=0), "ConPhaiThu": _CHARGED & Q(fee_paid__lt=F("fee_amount")),
    },
}  # fmt: skip
ENDED: Mapping[str, Mapping[str, Q]] = {
    "digitisation": {
        "DaGiaiQuyet": Q(), "KQChuaSoHoa": Q(result_digitised=False), "KQDaSoHoa": Q(result_digitised=True),
    }
}  # fmt: skip
II06 = (
    "TongSo", "TiepNhanTrucTuyen", "TiepNhanTrucTiep", "KyTruocChuyenSang", "DaXuLy", "DaXuLyTruocHan",
    "DaXuLyDungHan", "DaXuLyQuaHan", "DangXuLy", "DangXuLyTrongHan", "DangXuLyQuaHan", "TamDungChoBoSung",
    "TamDungChoNghiaVu",
)  # fmt: skip


class NoList(LookupError):
    """No list of dossiers stands behind this cell."""


def has_list(form: str, column: str) -> bool:
    """Tell whether a list of dossiers stands behind the cells of a column. Costs no query."""
    if form.startswith("ii06"):
        return column in II06
    return column in RECEIVED.get(form, ()) or column in ENDED.get(form, ())


def behind(sheet: Sheet, *, about: str, column: str, by: Actor) -> QuerySet[Dossier]:
    """Return the dossiers that a cell counts, as the journal knows them today, in order of reception.

    Raises: NoList; access.NoSuch for a row the report cannot have.
    """
    form = sheet.form.key
    if not has_list(form, column):
        raise NoList(column)
    rows = _of_row(access.visible(by), sheet, about)
    first, until = sheet.period.days
    if form == "fee" and about == "total":  # of the procedures it lists: those that had a fee or took money
        took = rows.filter(_CHARGED | Q(fee_paid__gt=0), received_on__gte=first, received_on__lt=until)
        rows = rows.filter(procedure__in=took.values("procedure"))
    if column in RECEIVED.get(form, ()):
        rows = rows.filter(RECEIVED[form][column], received_on__gte=first, received_on__lt=until)
    elif column in ENDED.get(form, ()):
        rows = rows.filter(_ended(sheet), ENDED[form][column])
    else:
        rows = rows.filter(_ii06(sheet, column, by))
    return rows.order_by("-received_on", "-id")


def _of_row(rows: QuerySet[Dossier], sheet: Sheet, about: str) -> QuerySet[Dossier]:
    if sheet.unit is not None:
        own = sheet.scope == "own"
        rows = rows.filter(unit=sheet.unit) if own else rows.filter(unit__path__startswith=sheet.unit.path)
    kind, _, rest = about.partition(":")
    if kind == "total":
        return rows
    if kind == "level":
        return rows.filter(unit__kind=rest)
    if kind in ("unit", "procedure") and rest.isascii() and rest.isdigit() and len(rest) < 18:
        return rows.filter(**{f"{kind}_id": int(rest)})
    if kind == "field":
        level, _, name = rest.partition(":")
        return rows.filter(unit__kind=level, procedure__in=_procedures(sheet, name))
    raise access.NoSuch()


def _procedures(sheet: Sheet, field: str) -> list[int]:
    keys = list(Procedure.objects.values_list("pk", flat=True))
    fields = procedures_on.fields(keys, reports.last_day(sheet))
    return [pk for pk in keys if (fields.get(pk) or NO_FIELD) == field]


def _ended(sheet: Sheet) -> Q:
    first, until = sheet.period.days
    return Q(received_on__isnull=False, ended_on__gte=first, ended_on__lt=until)


def _ii06(sheet: Sheet, column: str, by: Actor) -> Q:
    first, until = sheet.period.days
    within = Q(received_on__gte=first, received_on__lt=until)
    carried = Q(received_on__lt=first) & (Q(ended_on=None) | Q(ended_on__gte=first))
    open_ = Q(received_on__lt=until) & (Q(ended_on=None) | Q(ended_on__gte=until))
    due = report_lists.due_column(sheet)
    early = _ended(sheet) & Q(ended_on__lt=F(due.removesuffix("_at") + "_on"))
    late, overdue = report_lists.late_settled(sheet), report_lists.overdue_at_end(sheet)
    lifted = _paused(sheet, "waiting", by) if sheet.definition.waiting is Waiting.SETTLED_ON_TIME else None
    not_lifted = Q() if lifted is None else ~lifted
    in_time = open_ & ~Q(pk__in=Dossier.objects.filter(overdue).values("pk"))
    on_the_day = _ended(sheet) & (Q(**{due: None}) | Q(ended_at__lte=F(due))) & ~_is_early(due)
    picked: Mapping[str, Q] = {
        "TongSo": within | carried,
        "TiepNhanTrucTuyen": within & Q(channel="online"),
        "TiepNhanTrucTiep": within & Q(channel__in=("direct", "post")),
        "KyTruocChuyenSang": carried,
        "DaXuLy": _ended(sheet) if lifted is None else _ended(sheet) | lifted,
        "DaXuLyTruocHan": early,
        "DaXuLyDungHan": on_the_day if lifted is None else on_the_day | lifted,
        "DaXuLyQuaHan": late,
        "DangXuLy": open_ & not_lifted,
        "DangXuLyTrongHan": in_time & not_lifted,
        "DangXuLyQuaHan": overdue & not_lifted,
    }
    if column in picked:
        return picked[column]
    return _paused(sheet, "waiting" if column == "TamDungChoBoSung" else "charged", by)


def _is_early(due: str) -> Q:
    """Return what is early; written so that a dossier without a deadline is not, and not unknown either."""
    on = due.removesuffix("_at") + "_on"
    return Q(**{f"{on}__isnull": False}) & Q(ended_on__lt=F(on))


def _paused(sheet: Sheet, what: str, by: Actor) -> Q:
    rows = lists.at_end(by=by, what=what, on=sheet.period.last_on, unit=sheet.unit)
    return Q(pk__in=rows.order_by().values("pk"))
