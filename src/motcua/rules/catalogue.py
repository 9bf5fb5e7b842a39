"""What one version of a procedure says: papers, fees, times, steps, results, and their plain form."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from datetime import date, time
from typing import Any, TypeVar

from motcua.rules import RuleError

CHANNELS = ("direct", "online", "post")
UNITS = ("hour", "working_day", "day", "month")
ROLES = ("reception", "specialist", "leader", "clerk")
PER = ("dossier", "page", "copy", "case")
FEE_KINDS = ("charge", "fee", "service")  # lệ phí, phí, giá dịch vụ
LEVELS = ("ministry", "province", "district", "commune", "other")
SUPPLEMENT_MODES = ("pause", "restart")
ONLINE_LEVELS = ("none", "partial", "full", "unknown")
CONFIDENCE = ("H", "M", "L", "")
LIFE_EVENTS = (
    "birth", "marriage", "family", "death", "home", "land", "building", "business", "school",
    "papers", "benefits", "community", "justice",
)  # fmt: skip

_Part = TypeVar("_Part")


class BadBody(RuleError):
    """The text does not describe a procedure: a part is missing, unknown or of the wrong kind."""


class BadComponent(BadBody):
    """A paper of the dossier has no name, or asks for a negative number of sheets."""


class BadFeeRow(BadBody):
    """A fee is negative, fractional, or counted in a way that does not exist."""


class BadTime(BadBody):
    """A processing time has a unit or a number that does not exist."""


class BadStep(BadBody):
    """A step of the route has no role, no name or no hours."""


def _check(ok: bool, error: type[BadBody], part: str, value: object) -> None:
    if not ok:
        raise error(part=part, value=value)


@dataclass(frozen=True, slots=True)
class Component:
    """One paper the applicant brings, or shows, or lets us look up."""

    key: str
    name: str
    case: str = ""
    originals: int = 0
    copies: int = 0
    certified: bool = False
    electronic: bool = False
    form: str = ""
    required: bool = True
    condition: str = ""
    name_en: str = ""

    def __post_init__(self) -> None:
        _check(bool(self.key and self.name), BadComponent, "component.name", self.name)
        _check(self.originals >= 0 and self.copies >= 0, BadComponent, "component.number", self.key)


@dataclass(frozen=True, slots=True)
class Fee:
    """One row of the price list; an `amount` of None is unknown, which is not the same as free."""

    amount: int | None
    channel: str = ""
    per: str = "dossier"
    from_page: int = 1
    cap: int | None = None
    kind: str = "charge"
    currency: str = "VND"
    condition: str = ""
    text: str = ""
    confidence: str = ""

    def __post_init__(self) -> None:
        whole = self.amount is None or (type(self.amount) is int and self.amount >= 0)
        _check(whole, BadFeeRow, "fee.amount", self.amount)
        _check(self.channel in ("", *CHANNELS), BadFeeRow, "fee.channel", self.channel)
        _check(self.per in PER, BadFeeRow, "fee.per", self.per)
        _check(self.kind in FEE_KINDS, BadFeeRow, "fee.kind", self.kind)
        _check(self.from_page >= 1, BadFeeRow, "fee.from_page", self.from_page)
        _check(self.from_page == 1 or self.per == "page", BadFeeRow, "fee.from_page", self.per)
        _check(self.cap is None or self.cap > 0, BadFeeRow, "fee.cap", self.cap)
        _check(self.confidence in CONFIDENCE, BadFeeRow, "fee.confidence", self.confidence)


@dataclass(frozen=True, slots=True)
class Time:
    """The time a procedure takes by law; without a unit it is printed but not understood."""

    value: int | None = None
    unit: str = ""
    channel: str = ""
    text: str = ""
    condition: str = ""

    def __post_init__(self) -> None:
        _check(self.unit in ("", *UNITS), BadTime, "time.unit", self.unit)
        _check(self.channel in ("", *CHANNELS), BadTime, "time.channel", self.channel)
        _check(self.value is None or 0 <= self.value <= 3660, BadTime, "time.value", self.value)
        _check(not self.unit or self.value is not None, BadTime, "time.value", self.value)

    @property
    def is_known(self) -> bool:
        """Whether a due moment can be counted from it."""
        return self.value is not None and bool(self.unit)


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the route: who does what in how many working hours."""

    key: str
    name_vi: str
    name_en: str
    role: str
    hours: float
    unit_kind: str = ""

    def __post_init__(self) -> None:
        _check(bool(self.key and self.name_vi and self.name_en), BadStep, "step.name", self.key)
        _check(self.role in ROLES, BadStep, "step.role", self.role)
        _check(0 < self.hours <= 3660 and self.hours * 4 % 1 == 0, BadStep, "step.hours", self.hours)


@dataclass(frozen=True, slots=True)
class Result:
    """One paper or entry that the applicant receives in the end."""

    name: str
    code: str = ""
    name_en: str = ""

    def __post_init__(self) -> None:
        _check(bool(self.name), BadBody, "result.name", self.name)


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """One legal text the procedure rests on."""

    title: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Authority:
    """The level that decides, during one period; half-open days as ISO text."""

    level: str
    name: str = ""
    from_on: str = ""
    until_on: str = ""

    def __post_init__(self) -> None:
        _check(self.level in LEVELS, BadBody, "authority.level", self.level)
        for day in (self.from_on, self.until_on):
            _check(not day or _is_day(day), BadBody, "authority.day", day)

    def covers(self, day: date) -> bool:
        """Whether this level decides on that day."""
        text = day.isoformat()
        return (not self.from_on or self.from_on <= text) and (not self.until_on or text < self.until_on)


@dataclass(frozen=True, slots=True)
class ProcedureBody:
    """Everything one version of a procedure says; immutable, as the version is."""

    name: str
    field: str = ""
    name_en: str = ""
    levels: tuple[str, ...] = ()
    authorities: tuple[Authority, ...] = ()
    subjects: tuple[str, ...] = ()
    decision: str = ""
    times: tuple[Time, ...] = ()
    cutoff: str = ""
    supplement_mode: str = "pause"
    online_level: str = "unknown"
    components: tuple[Component, ...] = ()
    fees: tuple[Fee, ...] = ()
    results: tuple[Result, ...] = ()
    steps: tuple[Step, ...] = ()
    bases: tuple[LegalBasis, ...] = ()
    words: tuple[str, ...] = ()
    life_events: tuple[str, ...] = ()
    confidence: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = ()
    illustrative: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        _check(bool(self.name), BadBody, "name", self.name)
        _check(all(x in LEVELS for x in self.levels), BadBody, "levels", self.levels)
        _check(all(x in LIFE_EVENTS for x in self.life_events), BadBody, "life_events", self.life_events)
        _check(self.supplement_mode in SUPPLEMENT_MODES, BadBody, "supplement_mode", self.supplement_mode)
        _check(self.online_level in ONLINE_LEVELS, BadBody, "online_level", self.online_level)
        _check(not self.cutoff or _is_clock(self.cutoff), BadTime, "cutoff", self.cutoff)
        _check(_distinct(part.key for part in self.components), BadComponent, "component.key", "twice")
        _check(_distinct(step.key for step in self.steps), BadStep, "step.key", "twice")

    def time_for(self, channel: str = "") -> Time | None:
        """Return the time that governs a channel: its own, else the common, else the first known.

        Units: as the time says.
        Source: CAT-03.
        """
        known = [t for t in self.times if t.is_known]
        own = [t for t in known if t.channel == channel] or [t for t in known if not t.channel]
        return next(iter(own or known), None)

    @property
    def planned_hours(self) -> float:
        """The working hours that the route plans for all its steps together."""
        return sum(step.hours for step in self.steps)


def to_json(body: ProcedureBody) -> dict[str, Any]:
    """Return the body as a plain dictionary in a stable order; what is at its default is left out.

    Source: CAT-01.

    >>> to_json(ProcedureBody(name="Đăng ký khai sinh", fees=(Fee(0),)))
    {'name': 'Đăng ký khai sinh', 'fees': [{'amount': 0}]}
    """
    plain = _plain(body)
    assert isinstance(plain, dict)
    return plain


def from_json(data: Mapping[str, Any]) -> ProcedureBody:
    """Return the body that a plain dictionary describes.

    Raises: BadBody when a key is unknown, a part is missing or of the wrong kind.
    Source: CAT-01.

    >>> from_json({"name": "Đăng ký kết hôn", "levels": ["commune"]}).levels
    ('commune',)
    """
    if not isinstance(data, Mapping):
        raise BadBody(part="body", value=type(data).__name__)
    values: dict[str, Any] = dict(data)
    for key, kind in _PARTS.items():
        if key in values:
            values[key] = tuple(_part(kind, item, key) for item in _sequence(values[key], key))
    for key in ("levels", "subjects", "words", "life_events", "sources", "illustrative"):
        if key in values:
            values[key] = tuple(str(item) for item in _sequence(values[key], key))
    for key in ("confidence", "texts"):
        if key in values:
            values[key] = tuple(sorted((str(k), str(v)) for k, v in _mapping(values[key], key)))
    return _part(ProcedureBody, values, "body")


def fingerprint(body: ProcedureBody) -> str:
    """Return the SHA-256 of the canonical text of a body: two versions differ when it does.

    Source: CAT-02.

    >>> fingerprint(ProcedureBody(name="A")) == fingerprint(ProcedureBody(name="A", words=()))
    True
    """
    text = json.dumps(to_json(body), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def carry_over(old: ProcedureBody, new: ProcedureBody) -> ProcedureBody:
    """Return the new body with what its source is silent about taken from the version before.

    The portal says nothing of routes, everyday words or translations, and some of its times
    and fees cannot be read: silence does not erase what is known. A bare list of names and
    fields, which describes no procedure, changes no other text.

    Source: CAT-04.

    >>> step = Step("check", "Kiểm tra", "Check", "reception", 0.5)
    >>> carry_over(ProcedureBody(name="A", steps=(step,)), ProcedureBody(name="B")).planned_hours
    0.5
    """
    kept: dict[str, Any] = {key: getattr(old, key) for key in _SILENT if not getattr(new, key)}
    if new.online_level == "unknown":
        kept["online_level"] = old.online_level
    if not new.times or (_timed(old) and not _timed(new)):
        kept["times"] = old.times
    if not new.fees or (_prices(old) and _prices(new) in (set(), _prices(old))):
        kept["fees"] = old.fees
    is_list = not (new.times or new.fees or new.components or new.results or new.bases or new.steps)
    spoken = old.texts if is_list and old.texts else (*old.texts, *new.texts)
    kept["texts"] = tuple(sorted(dict(spoken).items()))
    return replace(new, **kept)


def _timed(body: ProcedureBody) -> bool:
    return any(t.is_known for t in body.times)


def _prices(body: ProcedureBody) -> set[int]:
    """The amounts in đồng: a source that names no other amount has not said what each is for."""
    return {fee.amount for fee in body.fees if fee.amount is not None and fee.currency == "VND"}


_SILENT = (
    "levels", "subjects", "decision", "results", "bases", "steps", "words", "life_events",
    "authorities", "illustrative", "name_en", "cutoff", "components",
    "confidence", "sources",
)  # fmt: skip
_PARTS: dict[str, type] = {
    "authorities": Authority, "times": Time, "components": Component, "fees": Fee,
    "results": Result, "steps": Step, "bases": LegalBasis,
}  # fmt: skip


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((f, getattr(value, f.name)) for f in fields(value))
        return {f.name: _named(f.name, v) for f, v in pairs if f.default is MISSING or v != f.default}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _named(name: str, value: Any) -> object:
    pairs = name in ("confidence", "texts") and isinstance(value, tuple)
    return dict(value) if pairs else _plain(value)


def _part(kind: type[_Part], data: Any, key: str) -> _Part:
    if not isinstance(data, Mapping):
        raise BadBody(part=key, value=type(data).__name__)
    unknown = set(data) - {f.name for f in fields(kind)}  # type: ignore[arg-type]
    if unknown:
        raise BadBody(part=key, value=", ".join(sorted(map(str, unknown))))
    try:
        return kind(**data)
    except TypeError:
        raise BadBody(part=key, value="missing or of the wrong kind") from None


def _sequence(value: Any, key: str) -> list[Any] | tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise BadBody(part=key, value=type(value).__name__)
    return value


def _mapping(value: Any, key: str) -> list[tuple[Any, Any]]:
    if isinstance(value, Mapping):
        return list(value.items())
    raise BadBody(part=key, value=type(value).__name__)


def _distinct(keys: Any) -> bool:
    keys = list(keys)
    return len(keys) == len(set(keys))


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_clock(text: str) -> bool:
    try:
        return time.fromisoformat(text).strftime("%H:%M") == text
    except ValueError:
        return False
