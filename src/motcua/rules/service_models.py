"""Service models: what a unit's way of serving changes on a day, read from dated rows alone."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from motcua.rules import RuleError
from motcua.rules.text import fold


class ModelBadDays(RuleError):
    """A service model ends after it began, and begins on a named day."""


class ModelBadHours(RuleError):
    """The hours of a service model cannot be read, or the model needs some."""


class ModelBadPromise(RuleError):
    """A fast track names at least one service of the hall and its minutes."""


class ModelAdopted(RuleError):
    """The unit has adopted this model for these days already."""


class ModelEnded(RuleError):
    """The service model has ended before."""


class Kind(StrEnum):
    """The service models; each is data of a unit, none is code of one."""

    SUNDAY_MORNING = "sunday_morning"
    OFFICER_FILLS_IN = "officer_fills_in"
    RESULT_AT_ONCE = "result_at_once"
    FAST_TRACK = "fast_track"
    MOBILE_DESK = "mobile_desk"


SUNDAY, TUESDAY, FRIDAY = 6, 1, 4
WEEKDAY = {Kind.SUNDAY_MORNING: SUNDAY, Kind.OFFICER_FILLS_IN: TUESDAY, Kind.RESULT_AT_ONCE: FRIDAY}
OPENS = frozenset({Kind.SUNDAY_MORNING})  # brings sessions of its own
SAYS = {  # Vietnamese and English: on the slip, at the kiosk, to the citizen
    Kind.SUNDAY_MORNING: (
        "Tiếp nhận thêm sáng Chủ nhật; buổi này không tính vào thời hạn giải quyết.",
        "Dossiers are also received on Sunday morning; that session is not counted in any time limit.",
    ),
    Kind.OFFICER_FILLS_IN: (
        "Ngày không viết: cán bộ viết tờ khai giúp người dân.",
        "A day without writing: the official fills in the form for you.",
    ),
    Kind.RESULT_AT_ONCE: (
        "Ngày không hẹn: việc đủ điều kiện được giải quyết và trả kết quả ngay trong ngày.",
        "A day without appointment slips: what can be decided is decided and handed over the same day.",
    ),
    Kind.FAST_TRACK: (
        "Giải quyết nhanh{names}: cam kết {minutes} phút kể từ khi lấy số.",
        "Fast track{names}: {minutes} minutes from your number to the result.",
    ),
    Kind.MOBILE_DESK: (
        "Quầy lưu động tiếp nhận hồ sơ tại: {place}.",
        "A mobile counter receives dossiers at: {place}.",
    ),
}
STEPS = {  # what the official does differently
    Kind.OFFICER_FILLS_IN: ("Cán bộ viết tờ khai hôm nay", "The official fills in the form today"),
    Kind.RESULT_AT_ONCE: ("Không hẹn: trả kết quả ngay", "No appointment slip: hand the result over at once"),
}
WITHOUT_SLIP = frozenset({Kind.RESULT_AT_ONCE})  # the appointment slip is printed only when asked for
ON_SLIP = frozenset(Kind) - {Kind.MOBILE_DESK}  # what concerns the one who holds it


@dataclass(frozen=True, slots=True)
class Adopted:
    """A service model as a unit has adopted it, in a half-open period.

    `names` are those of its services in Vietnamese and English, where a sentence is to tell them.

    Units: `weekday` 0 is Monday, None every day; `minutes` from ticket to result.
    """

    kind: Kind
    from_on: date
    until_on: date | None = None
    weekday: int | None = None
    hours: str = ""
    services: tuple[str, ...] = ()
    minutes: int | None = None
    place: str = ""
    names: tuple[tuple[str, str], ...] = ()

    def covers(self, on: date) -> bool:
        """Say whether the model is in force on a day, whatever its weekday."""
        return self.from_on <= on and (self.until_on is None or on < self.until_on)

    def applies(self, on: date) -> bool:
        """Say whether the model changes this very day."""
        return self.covers(on) and self.weekday in (None, on.weekday())


@dataclass(frozen=True, slots=True)
class OfDay:
    """What the models of a unit change on one day.

    Units: `promises` minutes by key of a service of the hall.
    """

    says: tuple[tuple[str, str], ...] = ()
    steps: tuple[tuple[str, str], ...] = ()
    promises: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OnSlip:
    """What the models of a unit change on a paper; an appointment slip not printed is given on request."""

    says: tuple[tuple[str, str], ...] = ()
    is_printed: bool = True


def of_day(adopted: Iterable[Adopted], on: date) -> OfDay:
    """Return what the models change on a day: sentences, the official's steps, promises.

    Where two fast tracks name one service, the shorter promise holds.

    Units:  `on` the office's calendar day.
    Source: APPT-04.

    >>> tuesday = Adopted(Kind.OFFICER_FILLS_IN, date(2024, 1, 1), weekday=1)
    >>> [len(of_day([tuesday], date(2024, 9, day)).steps) for day in (24, 26)]
    [1, 0]
    """
    today = sorted((one for one in adopted if one.applies(on)), key=lambda one: (one.kind, one.from_on))
    promises: dict[str, int] = {}
    for one in today:
        if one.kind is Kind.FAST_TRACK and one.minutes:
            for key in one.services:
                promises[key] = min(one.minutes, promises.get(key, one.minutes))
    return OfDay(
        says=tuple(sentence(one) for one in today),
        steps=tuple(STEPS[one.kind] for one in today if one.kind in STEPS),
        promises=promises,
    )


def on_slip(adopted: Iterable[Adopted], on: date, *, services: Collection[str], is_same_day: bool) -> OnSlip:
    """Return what the models change on the paper of a matter of these services, received on a day.

    A fast track for other services is not its promise. The day without appointments is only that of a
    matter whose result is due the same day: whoever has to come back is told when, on paper.

    Units:  `on` the office's calendar day.
    Source: APPT-04.

    >>> friday = Adopted(Kind.RESULT_AT_ONCE, date(2024, 1, 1), weekday=4)
    >>> on_slip([friday], date(2024, 9, 27), services=[], is_same_day=True).is_printed
    False
    """
    mine = [
        one
        for one in sorted(adopted, key=lambda one: (one.kind, one.from_on))
        if one.applies(on)
        and one.kind in ON_SLIP
        and (not one.services or set(one.services) & set(services))
        and (is_same_day or one.kind not in WITHOUT_SLIP)
    ]
    return OnSlip(tuple(sentence(one) for one in mine), all(one.kind not in WITHOUT_SLIP for one in mine))


def coming(adopted: Iterable[Adopted], on: date, days: int) -> list[tuple[date, tuple[str, str]]]:
    """Return the special days after one: of each model that does not change this very day, its next day.

    Units:  `days` calendar days looked ahead.
    Source: APPT-04.

    >>> sunday = Adopted(Kind.SUNDAY_MORNING, date(2024, 1, 1), weekday=6)
    >>> [(day.day, said[1][:8]) for day, said in coming([sunday], date(2024, 9, 26), 7)]
    [(29, 'Dossiers')]
    """
    ahead = [on + timedelta(days=number) for number in range(1, days + 1)]
    found = []
    for one in adopted:
        if one.applies(on):
            continue  # it is told today
        first = next((day for day in ahead if one.applies(day)), None)
        if first is not None:
            found.append((first, sentence(one)))
    return sorted(found)


def sentence(one: Adopted) -> tuple[str, str]:
    """Return what a model says to the citizen, in Vietnamese and English.

    Source: APPT-04.

    >>> sentence(Adopted(Kind.FAST_TRACK, date(2024, 1, 1), minutes=30))[1]
    'Fast track: 30 minutes from your number to the result.'
    """
    names = [", ".join(name[language] for name in one.names) for language in (0, 1)]
    vi, en = (
        text.format(minutes=one.minutes, place=one.place, names=f" ({name})" if name else "")
        for text, name in zip(SAYS[one.kind], names, strict=True)
    )
    return vi, en


def clash(one: Adopted, other: Adopted) -> bool:
    """Tell whether two models say the same of a day: two fast tracks of one service, one place twice.

    Tracks of different services, mobile counters at different places and models of different weekdays
    stand side by side.

    Source: APPT-04.

    >>> market, school = (Adopted(Kind.MOBILE_DESK, date(2024, 1, 1), place=at) for at in ("Chợ", "Trường"))
    >>> clash(market, market), clash(market, school)
    (True, False)
    """
    if one.kind is not other.kind:
        return False
    if one.weekday != other.weekday and None not in (one.weekday, other.weekday):
        return False
    if (one.until_on and one.until_on <= other.from_on) or (other.until_on and other.until_on <= one.from_on):
        return False
    if one.kind is Kind.FAST_TRACK:
        return bool(set(one.services) & set(other.services))
    return one.kind is not Kind.MOBILE_DESK or fold(one.place) == fold(other.place)


@dataclass(frozen=True, slots=True)
class Event:
    """A model began or ended: what a comparison of before and after may be made of.

    Units: `on` the day from which it is held to count; `said_on` that of the decision, `entered_on` that of
    its entry, none for an end, which is never entered afterwards.
    """

    model: Adopted
    on: date
    said_on: date
    entered_on: date | None = None
    is_begin: bool = True
    decision: str = ""

    @property
    def is_backdated(self) -> bool:
        """Whether it was entered after the day from which it is said to hold."""
        return self.entered_on is not None and self.entered_on > self.said_on


def began_on(from_on: date, *, entered_on: date, first_seen_on: date | None = None) -> date:
    """Return the day from which a model is held to count: the decision's, unless it was entered afterwards.

    What is entered afterwards is only claimed for the days before. It counts from the first number that
    carried its promise, where it has one, and else from its entry: so nobody sets the day of a change to
    where the waits happened to fall.

    Units:  the office's calendar days.
    Source: APPT-04.

    >>> began_on(date(2024, 3, 1), entered_on=date(2024, 9, 26)).isoformat()
    '2024-09-26'
    """
    if entered_on <= from_on:
        return from_on
    return min(first_seen_on, entered_on) if first_seen_on else entered_on


def weekdays(one: Adopted, horizon_on: date) -> Iterator[date]:
    """Yield the days of a model that opens sessions, up to a day excluded.

    Units:  calendar days.
    Source: APPT-04.

    >>> sunday = Adopted(Kind.SUNDAY_MORNING, date(2024, 9, 26), weekday=6)
    >>> [day.day for day in weekdays(sunday, date(2024, 10, 10))]
    [29, 6]
    """
    until_on = min(one.until_on or horizon_on, horizon_on)
    for number in range(max((until_on - one.from_on).days, 0)):
        if one.applies(one.from_on + timedelta(days=number)):
            yield one.from_on + timedelta(days=number)
