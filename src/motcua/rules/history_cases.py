"""The dossiers of a history in the order of its files: a row each, or the rows of each case together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from motcua.rules.history_map import MOMENTS, TEXTS, Map
from motcua.rules.history_rows import (
    CASE,
    SURPLUS,
    Binding,
    Case,
    Cells,
    Event,
    Impossible,
    Refused,
    Source,
    bind,
    facts_of,
    json_of,
    looked_at,
    text_of,
    texts_of,
)
from motcua.rules.history_times import LAST_OF_DAY, Moment, TimeReader, UnreadableTime

_DAY = timedelta(days=1)


@dataclass(slots=True)
class _Gathered:
    """What the rows of one dossier said; of several rows, the first that says something."""

    file: str
    line: int
    code: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    moments: dict[str, object] = field(default_factory=dict)
    facts: dict[str, object] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refusal: Impossible | None = None


def cases(plan: Map, sources: Iterable[Source]) -> Iterator[Case | Refused]:
    """Yield every dossier of the files, and every row that is refused, with the reason.

    Rows of one dossier each come as they are read. Events must first be brought together by their
    dossier, which may be spread over the files.

    Raises: BadMap; AmbiguousFile.
    Source: HIST-01, HIST-02.
    """
    reader = TimeReader(plan.zone, plan.formats)
    return _from_events(plan, reader, sources) if plan.per_event else _from_rows(plan, reader, sources)


def _from_rows(plan: Map, reader: TimeReader, sources: Iterable[Source]) -> Iterator[Case | Refused]:
    seen: set[str] = set()
    for source in sources:
        binding = bind(plan, source)
        named = binding.named
        moments = [(name, binding.columns[name]) for name in MOMENTS if name in binding.columns]
        for line, cells in looked_at(plan, binding, source):
            row = _Gathered(source.name, line)
            try:
                if SURPLUS in cells:
                    raise Impossible("too_many_cells", str(cells[SURPLUS])[:60])
                row.texts = texts_of(cells, binding)
                row.code = row.texts.pop("code")
                if row.code in seen:
                    raise Impossible("duplicate_code")
                row.facts = facts_of(cells, (name for name in cells if name not in named))
                row.moments = {name: cells.get(column) for name, column in moments}
                found = _case(row, reader)
            except Impossible as refusal:
                yield Refused(source.name, line, row.code, refusal.reason, refusal.detail)
            else:
                seen.add(found.code)
                yield found


def _from_events(plan: Map, reader: TimeReader, sources: Iterable[Source]) -> Iterator[Case | Refused]:
    gathered: dict[str, _Gathered] = {}
    for source in sources:
        binding = bind(plan, source)
        for line, cells in looked_at(plan, binding, source):
            code = ""
            try:
                code = text_of(cells.get(binding.columns["code"]), TEXTS["code"], binding.columns["code"])
                if not code:
                    raise Impossible("missing_code")
                row = gathered.get(code) or gathered.setdefault(code, _Gathered(source.name, line, code))
                _gather(row, cells, binding)
                _add_event(row, cells, binding, reader)
            except Impossible as refusal:
                yield Refused(source.name, line, code, refusal.reason, refusal.detail, is_event=True)
    for row in gathered.values():
        try:
            if row.refusal is not None:
                raise row.refusal
            yield _case(_ended_by(row, plan), reader)
        except Impossible as refusal:
            told = len(row.events)
            yield Refused(row.file, row.line, row.code, refusal.reason, refusal.detail, events=told)


def _gather(row: _Gathered, cells: Cells, binding: Binding) -> None:
    """Add what a row says of its dossier; what cannot be read there refuses the dossier, not the row."""
    for name in MOMENTS:
        if name in binding.columns and _empty(row.moments.get(name)):
            row.moments[name] = cells.get(binding.columns[name])
    named = binding.named
    try:
        for name in TEXTS:
            if name != "code" and name in binding.columns and not row.texts.get(name):
                row.texts[name] = text_of(
                    cells.get(binding.columns[name]), TEXTS[name], binding.columns[name]
                )
        own = (
            name for name in cells if name.startswith(CASE) and name not in named and name not in row.facts
        )
        row.facts |= facts_of(cells, own)
    except Impossible as refusal:
        row.refusal = row.refusal or refusal


def _add_event(row: _Gathered, cells: Cells, binding: Binding, reader: TimeReader) -> None:
    if SURPLUS in cells:
        raise Impossible("too_many_cells", str(cells[SURPLUS])[:60])
    columns, named = binding.events, binding.named
    activity = text_of(cells.get(columns["activity"]), 200, columns["activity"])
    at_cell = cells.get(columns["at"])
    if not activity and _empty(at_cell):
        return  # a dossier of which no event is told
    if not activity:
        raise Impossible("missing_activity")
    if _empty(at_cell):
        raise Impossible("missing_time")
    at = _moment(reader, columns["at"], at_cell)
    actor = text_of(cells.get(columns["actor"]), 100, columns["actor"]) if "actor" in columns else ""
    rest = (name for name in cells if not name.startswith(CASE) and name not in named)
    row.events.append(Event(activity, at.at, actor, json_of(facts_of(cells, rest))))
    if at.note:
        row.notes.append(at.note)


def _ended_by(row: _Gathered, plan: Map) -> _Gathered:
    """Fill in what the map leaves to the events: received with the first, finished by the named ones."""
    row.events.sort(key=lambda event: event.at)
    if "received_at" not in plan.columns and row.events:
        row.moments["received_at"] = row.events[0].at
    if "finished_at" not in plan.columns and plan.finished_by:
        ends = [event.at for event in row.events if event.activity in plan.finished_by]
        row.moments["finished_at"] = ends[-1] if ends else None
    return row


def _case(row: _Gathered, reader: TimeReader) -> Case:
    """Return the dossier that its rows describe; raise Impossible when it cannot be one."""
    if not row.code:
        raise Impossible("missing_code")
    found = {name: _moment(reader, name, cell) for name, cell in row.moments.items() if not _empty(cell)}
    received, due, finished = (found.get(name) for name in MOMENTS)
    if received is None:
        raise Impossible("missing_received")
    if finished is not None and finished.at < received.at and not _bare_day(reader, received.at, finished):
        raise Impossible("finished_before_received", f"received {received.at}, finished {finished.at}")
    return Case(
        code=row.code,
        texts={name: text for name, text in row.texts.items() if text},
        received_at=received.at,
        due_at=None if due is None else due.at + LAST_OF_DAY if due.is_day else due.at,
        finished_at=None if finished is None else finished.at,
        facts=json_of(row.facts),
        events=tuple(row.events),
        notes=(*row.notes, *(one.note for one in found.values() if one.note)),
    )


def _bare_day(reader: TimeReader, received_at: datetime, finished: Moment) -> bool:
    """Tell whether an end is only the day of receipt, stored as its first second: no contradiction."""
    own_day = received_at.astimezone(reader.zone).date() == finished.at.astimezone(reader.zone).date()
    return own_day and (finished.is_day or reader.starts_day(finished.at))


def _empty(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _moment(reader: TimeReader, name: str, cell: object) -> Moment:
    try:
        return reader.read(cell)
    except UnreadableTime as problem:
        raise Impossible("unreadable_time", f"{name}: {str(problem)[:60]}") from None
