"""Posting of procedures: which duties a publishing decision opens, when they fall due, what fulfils them."""

import re
from collections.abc import Hashable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from motcua.rules import RuleError
from motcua.rules.catalogue import ProcedureBody
from motcua.rules.workdays import Calendar

DAY = timedelta(days=1)


class Kind(StrEnum):
    """What a publishing decision does to a procedure."""

    NEW = "new"
    AMENDED = "amended"
    ABOLISHED = "abolished"


class Level(StrEnum):
    """Who publishes: a ministry, or a province and what is below it."""

    MINISTRY = "ministry"
    PROVINCE = "province"


class Place(StrEnum):
    """Where a procedure is posted."""

    BOARD = "board"
    KIOSK = "kiosk"
    COMMUNE_PAGE = "commune_page"
    NATIONAL_DATABASE = "national_database"


class Act(StrEnum):
    """What has to be done there."""

    POST = "post"
    REMOVE = "remove"


class How(StrEnum):
    """What the evidence is."""

    PHOTO = "photo"
    PAGE_CHECK = "page_check"
    KIOSK_REPORT = "kiosk_report"


class Verdict(StrEnum):
    """What became of the evidence."""

    WAITING = "waiting"
    GOOD = "good"
    BAD = "bad"


class Progress(StrEnum):
    """How far a duty is, as it is kept."""

    OPEN = "open"
    CLAIMED = "claimed"  # evidence waits for somebody of another unit
    DONE = "done"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """How a duty stands at a moment."""

    ON_TIME = "on_time"
    DONE_LATE = "done_late"
    WAITING = "waiting"
    LATE = "late"
    NEAR = "near"
    OPEN = "open"
    WITHDRAWN = "withdrawn"


class Finding(StrEnum):
    """What a page or a kiosk shows of one procedure."""

    RIGHT = "right"
    MISSING = "missing"
    OLD_VERSION = "old_version"
    STILL_THERE = "still_there"
    UNSURE = "unsure"  # the code stands there without the mark of a version: a person has to look
    UNREACHABLE = "unreachable"


class BadDecision(RuleError):
    """The decision contradicts itself."""


class SignedInFuture(BadDecision):
    """The decision would be signed after today."""


class NothingPublished(BadDecision):
    """The decision names no procedure, or one twice."""


class NoPlace(BadDecision):
    """The decision is to be posted nowhere."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The law's numbers on the day of a decision."""

    posting_days: int
    counts_from: str  # received | signed
    database_days: int
    before_days: int


@dataclass(frozen=True, slots=True)
class DutyPlan:
    """One duty to open: who, what, where, until when (wall clock)."""

    unit_id: int
    code: str
    place: Place
    act: Act
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows: the procedure codes on it, and the marks of versions beside them."""

    codes: frozenset[str] = frozenset()
    marks: Mapping[str, frozenset[str]] = field(default_factory=dict)


MOST_DAYS_TO_EFFECT = 3 * 365
MOST_CHECKS = 60
HOURS_BETWEEN = (1, 1, 2, 4, 8, 24)

_ADDRESS = re.compile(r"https?://([A-Za-z0-9.-]+(?::\d{1,5})?)(?:/[^\s\\]*)?")
_CODE = re.compile(r"(?<![\d.])(\d\.\d{6})(?!\d)")
_MARK = re.compile(r"(?<![\d.])(\d\.\d{6})#([0-9a-f]{12})(?![0-9a-f])")


def check(
    *,
    signed_on: date,
    effective_on: date,
    today: date,
    codes: Iterable[str],
    places: AbstractSet[Place],
) -> None:
    """Refuse a decision that cannot be.

    Units: local days.
    Raises: SignedInFuture; NothingPublished for no procedure or one twice; NoPlace; BadDecision when
    years lie between signing and effect.
    Source: POST-04, POST-05.
    """
    named = list(codes)
    if signed_on > today:
        raise SignedInFuture(on=signed_on)
    if abs((effective_on - signed_on).days) > MOST_DAYS_TO_EFFECT:
        raise BadDecision()
    if not named or len(set(named)) != len(named):
        raise NothingPublished()
    if not places:
        raise NoPlace()


def act_of(kind: Kind) -> Act:
    """Return what has to be done at each place: an abolished procedure is taken down, the others put up.

    Source: POST-04.

    >>> act_of(Kind.ABOLISHED)
    <Act.REMOVE: 'remove'>
    """
    return Act.REMOVE if kind is Kind.ABOLISHED else Act.POST


def due_at(place: Place, *, signed_on: date, received_on: date, terms: Terms, calendar: Calendar) -> datetime:
    """Return the moment until which a duty has to be done: the closing of the n-th working day.

    The board, the kiosk and the commune's page count from the day the decision was received (or
    signed, where the law value says so); the national database always counts from signing. The day
    itself does not count.

    Units: local days, working days of the unit's calendar; wall clock moment.
    Raises: workdays.NoWorkingDay when the calendar ends first.
    Source: POST-03, POST-04.

    >>> terms = Terms(posting_days=5, counts_from="received", database_days=5, before_days=5)
    >>> friday = date(2024, 9, 20)
    >>> days = {"signed_on": friday, "received_on": friday}
    >>> due_at(Place.BOARD, **days, terms=terms, calendar=Calendar()).isoformat()
    '2024-09-27T17:00:00'
    """
    if place is Place.NATIONAL_DATABASE:
        last_on = calendar.nth_working_day(signed_on, terms.database_days)
    else:
        from_on = signed_on if terms.counts_from == "signed" else received_on
        last_on = calendar.nth_working_day(from_on, terms.posting_days)
    return calendar.closing(last_on)


def published_on_time(*, signed_on: date, effective_on: date, days: int, calendar: Calendar) -> bool:
    """Tell whether a decision was signed early enough before the legal text took effect.

    The day of signing counts, the day of taking effect does not.

    Units: local days, working days.
    Source: POST-01, POST-02.

    >>> monday, next_monday = date(2024, 9, 2), date(2024, 9, 9)
    >>> published_on_time(signed_on=monday, effective_on=next_monday, days=5, calendar=Calendar())
    True
    """
    return calendar.working_days(signed_on - DAY, effective_on - DAY) >= days


def is_on_time(done_at: datetime | None, due_at: datetime) -> bool:
    """Tell whether a duty was done by its due moment.

    Units: moments of one kind.
    Source: POST-04.
    """
    return done_at is not None and done_at <= due_at


def standing(
    progress: Progress, *, due_at: datetime, done_at: datetime | None, at: datetime, near_until: datetime
) -> Standing:
    """Return how a duty stands at a moment; what waits for confirmation is neither done nor late by itself.

    Units: moments of one kind.
    Source: POST-04, POST-09.
    """
    if progress is Progress.WITHDRAWN:
        return Standing.WITHDRAWN
    if progress is Progress.DONE:
        return Standing.ON_TIME if is_on_time(done_at, due_at) else Standing.DONE_LATE
    if progress is Progress.CLAIMED:
        return Standing.WAITING
    if due_at < at:
        return Standing.LATE
    return Standing.NEAR if due_at <= near_until else Standing.OPEN


def once_each(times: Iterable[tuple[Hashable, bool]]) -> tuple[int, int]:
    """Return how many things there are and how many were on time every time: one late spoils the whole.

    Source: POST-06.

    >>> once_each([("a", True), ("a", False), ("b", True)])
    (2, 1)
    """
    whole: dict[Hashable, bool] = {}
    for key, good in times:
        whole[key] = whole.get(key, True) and good
    return len(whole), sum(whole.values())


def missing_parts(body: ProcedureBody) -> tuple[str, ...]:
    """Return which of the seven compulsory parts a procedure lacks, in the law's order.

    Name, order of steps, ways of filing, papers with their number, time, subjects, authority. A
    national text whose list of papers is empty may be silent on purpose, and still lacks the part.

    Source: POST-07.

    >>> missing_parts(ProcedureBody(name="Đăng ký"))
    ('order', 'ways', 'papers', 'time', 'subjects', 'authority')
    """
    texts = dict(body.texts)
    has_ways = body.online_level != "unknown" or any(time.channel for time in body.times)
    parts = {
        "name": bool(body.name.strip()),
        "order": bool(body.steps or texts.get("sequence")),
        "ways": bool(has_ways or texts.get("ways")),
        "papers": bool(body.components),
        "time": any(time.is_known or time.text for time in body.times),
        "subjects": bool(body.subjects),
        "authority": bool(body.authorities or texts.get("executing")),
    }
    return tuple(name for name, there in parts.items() if not there)


def mark(code: str, fingerprint: str) -> str:
    """Return the mark by which a page says which version of a procedure it shows.

    Source: POST-10.

    >>> mark("1.001193", "3fa9c0d1e2b4" + "0" * 52)
    '1.001193#3fa9c0d1e2b4'
    """
    return f"{code}#{fingerprint[:12]}"


def read_page(text: str) -> Shown:
    """Return the codes and marks that stand in a page's text.

    Source: POST-10.

    >>> shown = read_page("1.001193#3fa9c0d1e2b4 và 1.000894.000.00.00.H23")
    >>> sorted(shown.codes), dict(shown.marks)
    (['1.000894', '1.001193'], {'1.001193': frozenset({'3fa9c0d1e2b4'})})
    """
    marks: dict[str, frozenset[str]] = {}
    for code, version in _MARK.findall(text):
        marks[code] = marks.get(code, frozenset()) | {version}
    return Shown(frozenset(_CODE.findall(text)), marks)


def next_check_at(checks: int, *, at: datetime, due_at: datetime) -> datetime | None:
    """Return when a page is looked at again: ever more seldom, and once just before the due moment.

    Units: moments of one kind.
    Source: POST-10.
    """
    if checks >= MOST_CHECKS:
        return None
    later = at + timedelta(hours=HOURS_BETWEEN[min(checks, len(HOURS_BETWEEN) - 1)])
    last_chance = due_at - timedelta(minutes=5)
    return last_chance if at < last_chance < later else later


def is_page_address(address: str, hosts: Iterable[str]) -> bool:
    """Tell whether an address may be looked at: its host, with its port if it has one, is on the list.

    `*.example.vn` on the list stands for every name below it.

    Source: POST-10.

    >>> is_page_address("https://lamson.example.vn/tthc", ["*.example.vn"])
    True
    >>> is_page_address("https://lamson.example.vn@evil.test/", ["*.example.vn"])
    False
    """
    found = _ADDRESS.fullmatch(address)
    if found is None:
        return False
    host = found[1].lower()
    return any(
        host == each or (each.startswith("*.") and host.endswith(each[1:]) and host != each[2:])
        for each in map(str.lower, hosts)
    )


def finding(act: Act, code: str, *, versions: AbstractSet[str], shown: Shown) -> Finding:
    """Return what a page says of one duty; `versions` are the marks that are right.

    A page that shows no procedure at all proves nothing about what was taken down: it may be an
    error page with a friendly status.

    Source: POST-08, POST-10.
    """
    is_there = code in shown.codes
    if act is Act.REMOVE:
        if is_there:
            return Finding.STILL_THERE
        return Finding.RIGHT if shown.codes else Finding.UNSURE
    if not is_there:
        return Finding.MISSING
    found = shown.marks.get(code, frozenset())
    if not found:
        return Finding.UNSURE
    return Finding.RIGHT if found <= versions else Finding.OLD_VERSION


def forbidden(
    codes: Iterable[str], *, offered: AbstractSet[str], known: AbstractSet[str], in_force: AbstractSet[str]
) -> tuple[tuple[str, str], ...]:
    """Return the procedures a unit shows and may not: those that expired, those outside its competence.

    Codes the catalogue does not know are left alone.

    Source: POST-08.

    >>> forbidden(["1.0", "2.0"], offered={"1.0"}, known={"1.0", "2.0"}, in_force={"1.0", "2.0"})
    (('2.0', 'not_in_competence'),)
    """
    found = []
    for code in sorted(set(codes) & known - offered):
        found.append((code, "not_in_competence" if code in in_force else "expired"))
    return tuple(found)
