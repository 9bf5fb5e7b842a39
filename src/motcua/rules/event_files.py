"""Event logs in words that other programs read: XES 1.0, and OCEL 2.0 in JSON."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import quoteattr

EXTENSIONS = (("Concept", "concept"), ("Time", "time"), ("Organizational", "org"), ("Lifecycle", "lifecycle"))
GLOBALS = ("concept:name", "lifecycle:transition", "org:resource")  # what every event has


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One event: what, when, by whose hand; `key` is the activity's own code."""

    activity: str
    key: str
    at: datetime
    resource: str = ""
    role: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """An object of an OCEL: its attributes, and the others it belongs to as (id, qualifier)."""

    id: str
    type: str
    attributes: Mapping[str, str | int] = field(default_factory=dict)
    belongs: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class LoggedCase:
    """One dossier: its name, what is told of it, its events in order, since when it is known."""

    name: str
    attributes: Mapping[str, str | int]
    events: Sequence[LoggedEvent]
    things: Sequence[Thing] = ()


def xes(cases: Iterable[LoggedCase], *, name: str) -> Iterator[str]:
    """Yield a log as XES 1.0 with the extensions concept, time, org and lifecycle, a trace a case.

    Source: PROC-07.

    >>> at = datetime(2024, 1, 2, tzinfo=UTC)
    >>> text = "".join(xes([LoggedCase("1", {}, [LoggedEvent("Tiếp nhận", "receive", at)])], name="log"))
    >>> '<date key="time:timestamp" value="2024-01-02T00:00:00.000000+00:00"/>' in text
    True
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<log xes.version="1.0" xes.features="" xmlns="http://www.xes-standard.org/">\n'
    for extension, prefix in EXTENSIONS:
        uri = f"http://www.xes-standard.org/{prefix}.xesext"
        yield f'<extension name="{extension}" prefix="{prefix}" uri="{uri}"/>\n'
    yield '<global scope="trace"><string key="concept:name" value=""/></global>\n<global scope="event">'
    yield "".join(f'<string key="{key}" value=""/>' for key in GLOBALS)
    yield '<date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/></global>\n'
    yield '<classifier name="Activity" keys="concept:name"/>\n'
    yield f"{_string('concept:name', name)}\n"
    for case in cases:
        yield f"<trace>{_string('concept:name', case.name)}"
        yield "".join(_value(key, value) for key, value in case.attributes.items())
        yield "".join(_event(event) for event in case.events)
        yield "\n</trace>\n"
    yield "</log>\n"


def _event(event: LoggedEvent) -> str:
    told = (
        ("concept:name", event.activity),
        ("activity", event.key),
        ("lifecycle:transition", "complete"),
        ("org:resource", event.resource),
        ("org:role", event.role),
        ("org:group", event.group),
    )
    strings = "".join(_string(key, value) for key, value in told if value)
    return f'\n<event>{strings}<date key="time:timestamp" value="{_iso(event.at)}"/></event>'


def _value(key: str, value: str | int) -> str:
    return (
        f"<int key={quoteattr(key)} value={quoteattr(str(value))}/>"
        if isinstance(value, int)
        else _string(key, value)
    )


def _string(key: str, value: str) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(value)}/>"


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def ocel(cases: Sequence[LoggedCase]) -> Iterator[str]:
    """Yield a log as OCEL 2.0: every case is an object, and so is what it belongs to.

    What is told of an object holds since the first event of its first case.

    Source: PROC-07.

    >>> at = datetime(2024, 1, 2, tzinfo=UTC)
    >>> one = LoggedCase("1", {}, [LoggedEvent("In", "receive", at)], [Thing("1", "dossier")])
    >>> json.loads("".join(ocel([one])))["objects"]
    [{'id': '1', 'type': 'dossier', 'attributes': [], 'relationships': []}]
    """
    things = {thing.id: thing for case in cases for thing in case.things}
    began = {thing.id: case.events[0].at for case in reversed(cases) if case.events for thing in case.things}
    activities = sorted({event.activity for case in cases for event in case.events})
    told = [{"name": name, "type": "string"} for name in ("activity", "resource", "role", "group")]
    yield '{"objectTypes":' + _json(_types(things.values()))
    yield ',\n"eventTypes":' + _json([{"name": name, "attributes": told} for name in activities])
    yield ',\n"objects":['
    yield ",\n".join(_json(_object(thing, began.get(thing.id))) for thing in things.values())
    yield '],\n"events":['
    joint = ""
    for case in cases:
        for place, event in enumerate(case.events):
            yield joint + _json(_happened(case, place, event))
            joint = ",\n"
    yield "]}\n"


def _types(things: Iterable[Thing]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, str]] = {}
    for thing in things:
        known = found.setdefault(thing.type, {})
        for name, value in thing.attributes.items():
            known.setdefault(name, "integer" if isinstance(value, int) else "string")
    return [
        {"name": kind, "attributes": [{"name": name, "type": of} for name, of in known.items()]}
        for kind, known in sorted(found.items())
    ]


def _object(thing: Thing, since: datetime | None) -> dict[str, Any]:
    at = _iso(since or datetime.fromtimestamp(0, UTC))
    return {
        "id": thing.id,
        "type": thing.type,
        "attributes": [
            {"name": name, "time": at, "value": value} for name, value in thing.attributes.items()
        ],
        "relationships": [{"objectId": other, "qualifier": how} for other, how in thing.belongs],
    }


def _happened(case: LoggedCase, place: int, event: LoggedEvent) -> dict[str, Any]:
    told = {"activity": event.key, "resource": event.resource, "role": event.role, "group": event.group}
    return {
        "id": f"{case.name}.{place + 1}",
        "type": event.activity,
        "time": _iso(event.at),
        "attributes": [{"name": name, "value": value} for name, value in told.items() if value],
        "relationships": [{"objectId": thing.id, "qualifier": thing.type} for thing in case.things],
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
