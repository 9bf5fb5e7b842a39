"""What citizens report of a counter: told once, answered by the office, closed by her or by silence."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from motcua.actions import journal
from motcua.queries import access, tokens, workdays
from motcua.queries.workdays import instant, wall
from motcua.records.models import CitizenReport, Unit
from motcua.rules import RuleError
from motcua.rules.people import SYSTEM, Actor, ActorKind, phone_number
from motcua.rules.text import clean

LETTERS_LEAST = 20
ANSWER_MINUTES = 2 * 480  # office time the unit has to answer: two working days
SILENCE = timedelta(days=10)
STRANGER = Actor(ActorKind.APPLICANT, "")


class ReportTooShort(RuleError):
    """The report, or its answer, says too little to look into."""


class ReportClosed(RuleError):
    """The report is closed, or not answered yet."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a citizen tells: of which unit, what kind of matter, on which day, in her words."""

    unit_id: int
    kind: str
    text: str
    happened_on: date
    phone: str = ""


@transaction.atomic
def tell(*, told: Told, now: datetime) -> tuple[CitizenReport, str]:
    """Keep a report; return it with the token of the page on which its author sees the answer.

    Raises: access.NoSuch for a unit without a counter; ReportTooShort; people.BadPhone; text errors.
    """
    unit = Unit.objects.filter(pk=told.unit_id, serves=True, until_on=None).first()
    if unit is None:
        raise access.NoSuch()
    said = clean(told.text, limit=2000, lines=True)
    if len(said) < LETTERS_LEAST:
        raise ReportTooShort(least=LETTERS_LEAST)
    today = workdays.today(now)

    token = secrets.token_hex(16)
    due = workdays.calendar(unit).add_minutes(wall(now), ANSWER_MINUTES)
    report = CitizenReport.objects.create(
        unit=unit,
        kind=told.kind if told.kind in CitizenReport.Kind.values else "other",
        told=said,
        phone=phone_number(told.phone) if told.phone.strip() else "",
        happened_on=min(told.happened_on, today),
        at=now,
        due_at=instant(due),
        token_hash=tokens.hashed(token),
    )
    _note(report, "report", STRANGER, now)
    return report, token


@transaction.atomic
def answer(*, by: Actor, pk: int, text: str, now: datetime) -> CitizenReport:
    """Answer a report; its author, or ten days of silence, closes it.

    Raises: access.NoSuch; ReportClosed; ReportTooShort; text errors.
    """
    report = access.citizen_report(pk, by=by, lock=True)
    if report.closed_at is not None:
        raise ReportClosed()
    said = clean(text, limit=2000, lines=True)
    if len(said) < LETTERS_LEAST:
        raise ReportTooShort(least=LETTERS_LEAST)
    report.answer, report.answered_at, report.answered_by_id = said, now, by.user_id
    report.save(update_fields=["answer", "answered_at", "answered_by"])
    _note(report, "answer_report", by, now)
    return report


@transaction.atomic
def judge(*, token: str, is_settled: bool, now: datetime) -> CitizenReport:
    """Keep what the author thinks of the answer: settled closes it, not settled asks the office again.

    Raises: access.NoSuch; ReportClosed.
    """
    report = access.citizen_report_by(token, lock=True)
    if report.closed_at is not None or report.answered_at is None:
        raise ReportClosed()
    if is_settled:
        report.closed_at, report.closed_how = now, "citizen"
    else:
        report.answered_at, report.answered_by = None, None
    report.save(update_fields=["closed_at", "closed_how", "answered_at", "answered_by"])
    _note(report, "settle_report" if is_settled else "reopen_report", STRANGER, now)
    return report


@transaction.atomic
def close_silent(*, now: datetime) -> int:
    """Close what was answered ten days ago and not contradicted; return how many."""
    quiet = CitizenReport.objects.select_for_update().filter(closed_at=None, answered_at__lt=now - SILENCE)
    found = list(quiet.order_by("pk"))
    for report in found:
        report.closed_at, report.closed_how = now, "silence"
        report.save(update_fields=["closed_at", "closed_how"])
        _note(report, "close_report", SYSTEM, now)
    return len(found)


def _note(report: CitizenReport, verb: str, by: Actor, now: datetime) -> None:
    """Write the entry; the words stay out of the journal, they may name people."""
    facts = {"kind": report.kind, "unit": report.unit_id}
    journal.write(verb, by=by, at=now, payload={"facts": facts}, subject=f"report:{report.pk}")
