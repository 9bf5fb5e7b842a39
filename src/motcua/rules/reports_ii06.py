"""Form II.06 from sums of measures, under a named treatment of waiting dossiers and a named deadline."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from motcua.rules import RuleError


class NoSuchDefinition(RuleError):
    """There is no definition of that name."""


class Waiting(StrEnum):
    """What becomes of dossiers that wait for their applicant when the period ends."""

    IN_PROCESS = "waiting_in_process"  # in process, within the deadline: its clock stands still
    SETTLED_ON_TIME = "waiting_settled_on_time"  # counted as settled on time, as seen elsewhere
    APART = "waiting_apart"  # in process, and shown in columns of their own


class Basis(StrEnum):
    """The deadline that early, on the day and late are held against."""

    PROMISE = "promise"
    LAW = "law"


@dataclass(frozen=True, slots=True)
class Definition:
    """How dossiers are counted: printed on every report and kept with it."""

    waiting: Waiting = Waiting.IN_PROCESS
    basis: Basis = Basis.PROMISE

    @property
    def name(self) -> str:
        return f"{self.waiting}/{self.basis}"


DEFAULT = Definition()


@dataclass(frozen=True, slots=True)
class Sums:
    """What one row of the form is made of.

    `before` and `end` are what was so at the end of the day before the period and of its last day
    (open, waiting, charged, overdue_promise, overdue_law); `within` are sums over the period.
    """

    before: Mapping[str, int]
    within: Mapping[str, int]
    end: Mapping[str, int]


def definition(name: str = "", basis: str = "") -> Definition:
    """Return the definition of that name: "waiting_apart", "waiting_apart/law", or a basis by itself.

    Raises: NoSuchDefinition.
    Source: REP-09.

    >>> definition("waiting_apart/law").basis
    <Basis.LAW: 'law'>
    """
    waiting, _, named = name.partition("/")
    try:
        return Definition(
            Waiting(waiting) if waiting else DEFAULT.waiting, Basis(basis or named or DEFAULT.basis)
        )
    except ValueError:
        raise NoSuchDefinition(name=f"{name} {basis}".strip()) from None


def cells(of: Sums, by: Definition) -> dict[str, int]:
    """Return the thirteen columns' figures, and those of the columns apart.

    A dossier that ended without a deadline was never late: it stands in column 9. Where waiting
    dossiers count as settled on time they leave column 11 and enter column 9; the next period
    carries them over once more, so that the balance holds and the inflation shows.

    Units: dossiers.
    Source: REP-01 the columns and identities, REP-09 the treatment of waiting dossiers.
    """
    end, within = of.end, of.within
    settled, late = within.get("closed", 0), within.get(f"late_{by.basis}", 0)
    early = within.get(f"early_{by.basis}", 0)
    waiting = end.get("waiting", 0)
    lifted = waiting if by.waiting is Waiting.SETTLED_ON_TIME else 0
    open_ = end.get("open", 0) - lifted
    overdue = end.get(f"overdue_{by.basis}", 0)
    if lifted:  # a dossier both overdue and waiting cannot be both settled and overdue
        overdue = min(overdue, open_)
    online = within.get("received_online", 0)
    direct = within.get("received_direct", 0) + within.get("received_post", 0)
    carried = of.before.get("open", 0)
    return {
        "TongSo": online + direct + carried,
        "TiepNhanTrucTuyen": online,
        "TiepNhanTrucTiep": direct,
        "KyTruocChuyenSang": carried,
        "DaXuLy": settled + lifted,
        "DaXuLyTruocHan": early,
        "DaXuLyDungHan": settled - early - late + lifted,
        "DaXuLyQuaHan": late,
        "DangXuLy": open_,
        "DangXuLyTrongHan": open_ - overdue,
        "DangXuLyQuaHan": overdue,
        "TamDungChoBoSung": waiting,
        "TamDungChoNghiaVu": end.get("charged", 0),
    }


def carried_over(before: Mapping[str, int], by: Definition, *, previous_open: int) -> tuple[int, int]:
    """Return column 6 and what the report before says it must be.

    It is column 11 of the report before; where that one called waiting dossiers settled, those
    come back.

    Source: REP-01.
    """
    lifted = before.get("waiting", 0) if by.waiting is Waiting.SETTLED_ON_TIME else 0
    return before.get("open", 0), previous_open + lifted


def on_time_share(row: Mapping[str, object]) -> float | None:
    """Return (8 + 9) / 7, or None where nothing was settled.

    Source: REP-01.
    """
    early, on_the_day, settled = (row.get(key) for key in ("DaXuLyTruocHan", "DaXuLyDungHan", "DaXuLy"))
    if not (isinstance(early, int) and isinstance(on_the_day, int) and isinstance(settled, int) and settled):
        return None
    return (early + on_the_day) / settled
