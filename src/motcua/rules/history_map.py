"""The map of an imported history: which column of a file is what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

MOMENTS = ("received_at", "due_at", "finished_at")
TEXTS: Mapping[str, int] = {"code": 100, "unit": 200, "procedure": 300, "field": 200, "channel": 60}
TARGETS = (*TEXTS, *MOMENTS)
EVENT_TARGETS: Mapping[str, int] = {"activity": 200, "at": 0, "actor": 100}
FORMAT_KINDS = ("datetime", "date", "time")
KEYS = ("rows", "timezone", "columns", "events", "formats", "finished_by", "sheet", "delimiter", "encoding")


class BadMap(ValueError):
    """The map cannot be used; the text names the key."""


@dataclass(frozen=True, slots=True)
class Map:
    """A checked map. `finished_by` names activities whose last event ends a dossier."""

    rows: str
    timezone: str
    columns: Mapping[str, str]
    events: Mapping[str, str] = field(default_factory=dict)
    formats: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    finished_by: frozenset[str] = frozenset()
    sheet: str = ""
    delimiter: str = ""
    encoding: str = "utf-8"

    @property
    def per_event(self) -> bool:
        """Whether a row is an event, not a dossier."""
        return self.rows == "events"

    @property
    def zone(self) -> ZoneInfo:
        """The zone of times that carry none."""
        return ZoneInfo(self.timezone)

    def plain(self) -> dict[str, object]:
        """Return the map as it is kept with its collection."""
        return {
            "rows": self.rows,
            "timezone": self.timezone,
            "columns": dict(self.columns),
            "events": dict(self.events),
            "formats": {kind: list(given) for kind, given in self.formats.items()},
            "finished_by": sorted(self.finished_by),
        }


def read_map(raw: object) -> Map:
    """Return the map that a file's plain values describe.

    Raises: BadMap naming the key that is unknown, missing or wrong.
    Source: HIST-01.

    >>> read_map({"rows": "dossiers", "timezone": "UTC", "columns": {"code": "id", "received_at": "in"}}).rows
    'dossiers'
    """
    given = _mapping("the map", raw)
    _known("the map", given, KEYS)
    if given.get("rows") not in ("dossiers", "events"):
        raise BadMap(f"rows: say dossiers or events, not {given.get('rows')!r}")
    per_event = given["rows"] == "events"
    columns = _names("columns", given.get("columns"), TARGETS)
    _needs("columns", columns, ("code",) if per_event else ("code", "received_at"))
    events = _names("events", given.get("events") or {}, EVENT_TARGETS)
    if per_event:
        _needs("events", events, ("activity", "at"))
    return Map(
        rows=str(given["rows"]),
        timezone=_timezone(given.get("timezone")),
        columns=columns,
        events=events if per_event else {},
        formats=_formats(given.get("formats") or {}),
        finished_by=frozenset(_texts("finished_by", given.get("finished_by") or ())),
        sheet=_text("sheet", given.get("sheet", "")),
        delimiter=_text("delimiter", given.get("delimiter", "")),
        encoding=_text("encoding", given.get("encoding", "utf-8")),
    )


def _mapping(key: str, raw: object) -> Mapping[str, object]:
    if not isinstance(raw, Mapping):
        raise BadMap(f"{key}: expected keys with values, found {_short(raw)}")
    return {str(name): value for name, value in raw.items()}


def _known(key: str, given: Iterable[str], known: Iterable[str]) -> None:
    for name in given:
        if name not in known:
            raise BadMap(f"{key}: no such key {name!r}; known are {', '.join(known)}")


def _names(key: str, raw: object, known: Iterable[str]) -> dict[str, str]:
    given = _mapping(key, raw)
    _known(key, given, known)
    return {name: _text(f"{key}.{name}", value) for name, value in given.items()}


def _needs(key: str, given: Mapping[str, str], wanted: Iterable[str]) -> None:
    for name in wanted:
        if not given.get(name):
            raise BadMap(f"{key}.{name}: missing; name the column it stands in")


def _text(key: str, raw: object) -> str:
    if not isinstance(raw, str):
        raise BadMap(f"{key}: expected a text, found {_short(raw)}")
    return raw


def _texts(key: str, raw: object) -> tuple[str, ...]:
    if isinstance(raw, str):
        return (raw,)
    if not isinstance(raw, list | tuple):
        raise BadMap(f"{key}: expected a text or a list of texts, found {_short(raw)}")
    return tuple(_text(key, one) for one in raw)


def _formats(raw: object) -> dict[str, tuple[str, ...]]:
    given = _mapping("formats", raw)
    _known("formats", given, FORMAT_KINDS)
    found = {kind: _texts(f"formats.{kind}", value) for kind, value in given.items()}
    for kind, patterns in found.items():
        for pattern in patterns:
            if "%" not in pattern:
                raise BadMap(f'formats.{kind}: {pattern!r} is no pattern such as "%d/%m/%Y"')
    return found


def _timezone(raw: object) -> str:
    if not raw:
        raise BadMap("timezone: missing; name the zone of the file's times, such as Asia/Ho_Chi_Minh")
    name = _text("timezone", raw)
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise BadMap(f"timezone: no zone is called {name!r}; one is Asia/Ho_Chi_Minh") from None
    return name


def _short(raw: object) -> str:
    return "nothing" if raw is None else repr(raw)[:60]
