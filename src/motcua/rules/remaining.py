"""How much working time is left to a due moment, or gone since, and the words for it."""

from dataclasses import dataclass
from datetime import datetime

from motcua.rules.workdays import Calendar
from motcua.rules.worktable import MINUTE, NEVER


@dataclass(frozen=True, slots=True)
class Remaining:
    """Whole working days, and the working minutes beside them, until or since a due moment."""

    late: bool
    days: int
    minutes: int


def remaining(due_at: datetime, now: datetime, calendar: Calendar) -> Remaining:
    """Return the working time between now and the due moment, in days of the clock and minutes.

    A day is whole when the same wall time comes round on the next working day: from Monday 09:42 to
    Thursday 17:00 are three days and what is left of a Thursday from 09:42.

    Units:  naive wall clock moments; working days and working minutes.
    Raises: ValueError for a year out of reach.
    Source: TIME-09.

    >>> remaining(datetime(2024, 9, 26, 17), datetime(2024, 9, 26, 9, 42), Calendar())
    Remaining(late=False, days=0, minutes=318)
    """
    late = now > due_at
    from_at, to_at = (due_at, now) if late else (now, due_at)
    table = calendar.span(from_at, to_at)
    opening = table.first_moment(from_at)
    closing = to_at if opening is NEVER else table.last_moment(to_at)
    if opening >= closing:
        return Remaining(late, 0, 0)
    first = table.rank[opening.toordinal() - table.first] - 1
    days = table.rank[closing.toordinal() - table.first] - 1 - first
    days -= days > 0 and closing.time() < opening.time()
    resumed = datetime.combine(table.midnights[first + days], opening.time())
    minutes = (table.position(closing) - table.position(resumed)) // MINUTE
    return Remaining(late, days, max(minutes, 0))


def words(left: Remaining, lang: str) -> str:
    """Return what a clock chip says, in Vietnamese ("vi") or English.

    A term that still runs names whole days only, because a promise of hours three days away is no help.

    Units:  working days, hours, minutes.
    Raises: nothing.
    Source: TIME-09.

    >>> words(Remaining(False, 0, 318), "vi"), words(Remaining(True, 1, 240), "vi")
    ('còn 5 giờ 18 phút làm việc', 'quá 1 ngày 4 giờ')
    """
    hours, minutes = divmod(left.minutes, 60)
    if left.days and not left.late:
        hours = minutes = 0
    elif left.days:
        minutes = 0
    counted = zip((left.days, hours, minutes), _UNITS["vi" if lang == "vi" else "en"], strict=True)
    if lang == "vi":
        amount = " ".join(f"{number} {one}" for number, (one, _) in counted if number)
        if left.late:
            return f"quá {amount}" if amount else "vừa quá hạn"
        return f"còn {amount} làm việc" if amount else "đến hạn"
    amount = " ".join(f"{number} {one if number == 1 else many}" for number, (one, many) in counted if number)
    if left.late:
        return f"{amount} late" if amount else "just late"
    return f"{amount} of work left" if amount else "due now"


_UNITS = {
    "vi": (("ngày", "ngày"), ("giờ", "giờ"), ("phút", "phút")),
    "en": (("day", "days"), ("hour", "hours"), ("minute", "minutes")),
}
