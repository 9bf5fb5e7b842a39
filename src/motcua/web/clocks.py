"""The legal clock as pages show it: the chip of a dossier and the lines of its ledger."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from motcua.queries import law, workdays
from motcua.queries.workdays import wall
from motcua.rules.ledger import Ledger, LineKind
from motcua.rules.ledger_words import UNITS, amount, hours
from motcua.rules.lifecycle import BEFORE, ENDED, PAUSED, State
from motcua.rules.remaining import remaining
from motcua.rules.remaining import words as left_in_words
from motcua.rules.workdays import Calendar
from motcua.web import words

TONES = {LineKind.RECEIVED: "off", LineKind.RECEIVED_LATE: "off", LineKind.OFF: "off", LineKind.ROLLED: "off"}
TONES |= {LineKind.PAUSED: "pause", LineKind.RESTARTED: "pause"}


def chip(dossier: Any, now: datetime, calendar: Calendar | None = None, url: str = "") -> dict[str, str]:
    """Return the clock chip of a dossier; pass the calendar when there are many of one unit.

    Before receipt it tells of the answer owed, while waiting of what is waited for, after the end
    of whether the end was in time. Costs no query when the calendar is given.
    """
    state = State(dossier.state)
    if state in PAUSED:
        return _chip("paused", gettext("clock stopped"), _waits(dossier), url)
    if state in ENDED and dossier.received_at is not None:
        return _ended(dossier, calendar or workdays.calendar(dossier.unit), url)
    due = dossier.answer_due_at if state in BEFORE else dossier.due_at
    if due is None or state in ENDED:
        return _chip("done" if state in ENDED else "running", gettext("no due date"), "", url)
    said = gettext("answer by %(moment)s") if state in BEFORE else gettext("due %(moment)s")
    return running(due, now, calendar or workdays.calendar(dossier.unit), said, url)


def running(due: datetime, now: datetime, calendar: Calendar, said: str, url: str = "") -> dict[str, str]:
    """Return the chip of a due moment; `said` is a sentence with %(moment)s in it."""
    left = remaining(wall(due), wall(now), calendar)
    near = law.value("nearly_late_working_minutes", workdays.today(now))
    state = "running"
    if left.late:
        state = "late"
    elif calendar.working_minutes(wall(now), wall(due)) <= near:
        state = "near"
    return _chip(state, left_in_words(left, words.language()), said % {"moment": words.moment(due)}, url)


def _ended(dossier: Any, calendar: Calendar, url: str) -> dict[str, str]:
    ended = words.day(dossier.ended_at)
    if dossier.due_at is None:
        return _chip("done", gettext("ended"), ended, url)
    left = remaining(wall(dossier.due_at), wall(dossier.ended_at), calendar)
    if left.late:
        return _chip("late", left_in_words(left, words.language()), ended, url)
    said = gettext("on time")
    if left.days:
        early = amount(left.days, "working_day", words.language()).lower()
        said = gettext("%(days)s early") % {"days": early}
    return _chip("done", said, ended, url)


def _waits(dossier: Any) -> str:
    what = {
        "waiting": gettext("waiting for supplements"),
        "charged": gettext("waiting for a financial duty"),
    }
    return what.get(str(dossier.state), "")


def _chip(state: str, text: str, due_text: str, url: str) -> dict[str, str]:
    return {"state": state, "text": text, "due_text": due_text, "ledger_url": url}


def lines(ledger: Ledger) -> list[dict[str, str]]:
    """Return the lines of a ledger for the part that shows them, with their sum at the end."""
    lang = words.language()
    shown = [
        {
            "when": line.label(lang),
            "text": line.text_vi if lang == "vi" else line.text_en,
            "counted": _counted(line, lang),
            "tone": TONES.get(line.kind, ""),
            "source": "",
        }
        for line in ledger.lines
    ]
    total, unit = _length(ledger)
    if ledger.due_at is not None:
        shown.append(
            {
                "when": gettext("Due"),
                "text": _short(ledger.due_at),
                "counted": _sum(total, unit, lang),
                "tone": "sum",
            }
        )
    return shown


def _short(at: datetime) -> str:
    """Write "17:00 Thứ Sáu 27/09": a ledger is narrow, and the year stands above it."""
    return f"{words.hour(at)} {words.weekday(at)} {words.short_day(at)}"


def _counted(line: Any, lang: str) -> str:
    if line.kind in (LineKind.PAUSED, LineKind.RESTARTED):
        if line.unit == "minute":
            return f"{gettext('stopped')} {hours(line.waited, lang)}" if line.waited else gettext("stopped")
        return f"{gettext('stopped')} {line.waited}" if line.waited else gettext("stopped")
    if line.unit == "minute" and line.counted:
        return f"+{hours(line.counted, lang)}"
    return f"+{line.counted}" if line.counted > 0 else str(line.counted)


def _sum(total: int, unit: str, lang: str) -> str:
    if unit == "minute":
        return hours(total, lang)
    short = {"vi": ("ngày", "ngày", "tháng", "tháng"), "en": ("day", "days", "month", "months")}
    one, many, month, months = short["vi" if lang == "vi" else "en"]
    names = (month, months) if unit == "month" else (one, many)
    return f"{total} {names[total != 1]}"


def of(ledgers: Mapping[str, Ledger]) -> dict[str, Any]:
    """Return the promise's ledger for a page: its due moment and lines, the law's own moment beside it."""
    promise, by_law = ledgers.get("promise"), ledgers.get("law")
    if promise is None:
        return {"due_at": None, "lines": [], "law_due_at": None, "is_shorter": False}
    law_due = by_law.due_at if by_law else None
    is_shorter = law_due is not None and promise.due_at is not None and promise.due_at < law_due
    (counted, unit), (allowed, law_unit) = _length(promise), _length(by_law or promise)
    return {
        "due_at": promise.due_at,
        "lines": lines(promise),
        "law_due_at": law_due,
        "is_shorter": is_shorter,
        "term": _term(counted, unit),
        "cut": 1 - counted / allowed if is_shorter and allowed and unit == law_unit else None,
    }


def _length(ledger: Ledger) -> tuple[int, str]:
    """Return how much a ledger counts, and of what."""
    counted = [line for line in ledger.lines if line.kind is LineKind.COUNTED]
    return sum(line.counted for line in ledger.lines), counted[0].unit if counted else "working_day"


def _term(counted: int, unit: str) -> str:
    if unit == "minute":
        return hours(counted, words.language())
    vi, one, many = UNITS[unit]
    if not counted:
        return gettext("the same day")
    return f"{counted}{words.NB}{vi if words.language() == 'vi' else one if counted == 1 else many}"


def joined(parts: Sequence[str]) -> str:
    """Write several short facts on one line, as lists do: "Bản chính · 2 trang"."""
    return " · ".join(part for part in parts if part)
