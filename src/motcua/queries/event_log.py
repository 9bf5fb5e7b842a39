"""The events that a process map is made of: integer-coded columns, out of the journal or of a history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, Max, QuerySet, Sum

from motcua.queries.plain import table
from motcua.records.models import (
    Collection,
    Dossier,
    Entry,
    PastDossier,
    PastEvent,
    ProcedureVersion,
)
from motcua.rules import process_route
from motcua.rules.process import Event, Route, coded
from motcua.rules.process_route import Activity, Hand, Plan

if TYPE_CHECKING:
    from polars import DataFrame

TOLD = ("code", "unit", "procedure", "channel", "applicant", "version", "components", "digitised")
NO_PLAN = -1  # in the column `plan`: the route says no hours


@dataclass(frozen=True, slots=True)
class Scope:
    """Which dossiers a log holds: those received at the units that ended on these days (half-open)."""

    unit_ids: tuple[int, ...]
    days: tuple[date, date]
    procedure_id: int | None = None


@dataclass(frozen=True, slots=True)
class EventLog:
    """Events as columns, sorted by case and time; the words behind the numbers beside them.

    `events` has case, activity, hand, actor, plan (all numbers) and at (microseconds since 1970).
    `plan` is the seconds that the route plans after the event, NO_PLAN where it says none; `cases`
    has a row a dossier: code, unit, procedure, channel, and whatever an export tells besides.
    """

    events: "DataFrame"
    cases: "DataFrame"
    activities: tuple[Activity, ...]
    hands: tuple[Hand, ...]
    routes: Mapping[int, Route] = field(default_factory=dict)  # declared, by version
    route_activities: tuple[Activity, ...] = ()  # the steps of those routes, met or not
    is_history: bool = False

    def traces(self) -> list[list[Event]]:
        """Return the log as the rules read it, a trace a case in the order of the cases."""
        found: list[list[Event]] = [[] for _ in range(self.cases.height)]
        names = [activity.key for activity in self.activities]
        hands = [str(hand) for hand in self.hands]
        columns = (self.events[name].to_list() for name in ("case", "activity", "at", "hand"))
        for case, activity, at, hand in zip(*columns, strict=True):
            found[case].append(Event(names[activity], at, hands[hand]))
        return found


def of_history(collection: Collection, *, unit: str = "") -> EventLog:
    """Return the log of an imported history; `unit` as the history names it. Costs 2 queries."""
    import polars as pl

    rows = PastDossier.objects.filter(collection=collection)
    rows = rows.filter(unit=unit) if unit else rows
    told = list(rows.order_by("id").values_list("id", "code", "unit", "procedure", "channel", "received_at"))
    place = {row[0]: at for at, row in enumerate(told)}
    sql = (
        f"SELECT e.dossier_id, e.activity, {_at()}, e.actor FROM {table(PastEvent, 'e')} "
        f"JOIN {table(PastDossier, 'd')} ON d.id = e.dossier_id WHERE d.collection_id = %s ORDER BY e.id"
    )
    found = [row for row in _fetched(sql, [collection.pk]) if row[0] in place]
    case, activity, at, actor = (list(column) for column in zip(*found, strict=True)) if found else ([],) * 4
    names, actors = coded(activity), coded(actor)
    events = pl.DataFrame(
        {
            "case": pl.Series([place[pk] for pk in case], dtype=pl.UInt32),
            "activity": pl.Series([names[name] for name in activity], dtype=pl.UInt16),
            "at": _moments(at),
            "hand": pl.Series([actors[name] for name in actor], dtype=pl.UInt32),
        }
    ).with_columns(actor=pl.col("hand"), plan=pl.lit(NO_PLAN, pl.Int32))
    head = ("code", "unit", "procedure", "channel", "received_at")
    columns = list(zip(*(row[1:] for row in told), strict=True)) if told else [()] * len(head)
    return EventLog(
        events=events.sort("case", "at", maintain_order=True),
        cases=pl.DataFrame(dict(zip(head, map(list, columns), strict=True)), strict=False),
        activities=tuple(Activity(str(name), str(name), str(name)) for name in names),
        hands=tuple(Hand(who=f"#{number + 1}") for number in actors.values()),  # never the name itself
        is_history=True,
    )


def of_journal(scope: Scope) -> EventLog:
    """Return the log of the journal: the ways of the dossiers of a scope, whole. Costs 3 queries.

    A dossier belongs to the day on which it ended, so that its way is not cut off; what happened to
    it afterwards, the hand-over, is part of the way.
    """
    dossiers = _dossiers(scope)
    versions = ProcedureVersion.objects.in_bulk(set(dossiers["version"].to_list()))
    plans = {pk: process_route.plan(_steps(version)) for pk, version in versions.items()}
    told = _told(dossiers, _entries(scope))
    events, activities, hands = _coded(told, plans)
    return EventLog(
        events=events.sort("case", "at", maintain_order=True),
        cases=dossiers.drop("id"),
        activities=activities,
        hands=hands,
        routes={
            pk: process_route.declared(_steps(version), version.needs_signature)
            for pk, version in versions.items()
        },
        route_activities=tuple({step: None for plan in plans.values() for step in plan.steps}),
    )


def _steps(version: ProcedureVersion) -> Sequence[Mapping[str, Any]]:
    steps: Sequence[Mapping[str, Any]] = version.body.get("steps", ())
    return steps


def _told(dossiers: "DataFrame", entries: Sequence[tuple[Any, ...]]) -> "DataFrame":
    """Return the entries as columns, each with the number and the version of its dossier."""
    import polars as pl

    kinds = (pl.Int64, pl.String, pl.Int32, None, pl.String, pl.Int64, pl.Int64)
    names = ("id", "verb", "step", "at", "kind", "actor", "unit")
    columns = list(zip(*entries, strict=True)) if entries else [()] * len(names)
    told = pl.DataFrame(
        {
            name: _moments(column) if kind is None else pl.Series(column, dtype=kind)
            for name, kind, column in zip(names, kinds, columns, strict=True)
        }
    )
    known = dossiers.select("id", "version").with_row_index("case")
    return told.join(known, on="id", how="inner", maintain_order="left")


def _coded(
    told: "DataFrame", plans: Mapping[int, Plan]
) -> "tuple[DataFrame, tuple[Activity, ...], tuple[Hand, ...]]":
    """Return the events in numbers: each kind of entry is looked up once, however many there are of it."""
    import polars as pl

    what = ["version", "verb", "step", "kind", "unit"]
    kinds = told.select(what).unique(maintain_order=True)
    activities: dict[Activity, int] = {}
    hands: dict[Hand, int] = {}
    numbers = []
    for version, verb, step, kind, unit_id in kinds.rows():
        activity, role, seconds = plans[version].of(verb, step, kind)
        hand = Hand(role, unit_id or 0)
        numbers.append(
            (
                activities.setdefault(activity, len(activities)),
                hands.setdefault(hand, len(hands)),
                NO_PLAN if seconds is None else seconds,
            )
        )
    schema = {"activity": pl.UInt16, "hand": pl.UInt32, "plan": pl.Int32}
    coded_kinds = kinds.hstack(pl.DataFrame(numbers, schema=schema, orient="row"))
    events = told.join(coded_kinds, on=what, how="left", nulls_equal=True, maintain_order="left").select(
        "case", "activity", "at", "hand", pl.col("actor").fill_null(0), "plan"
    )
    return events, tuple(activities), tuple(hands)


def _dossiers(scope: Scope) -> "DataFrame":
    """Return the dossiers of a scope in the order of their keys, as columns."""
    import polars as pl

    rows = _ended(scope.unit_ids, scope.days)
    if scope.procedure_id is not None:
        rows = rows.filter(procedure=scope.procedure_id)
    names = ("id", *TOLD)
    columns = list(zip(*rows.order_by("id").values_list(*names), strict=True)) or [()] * len(names)
    return pl.DataFrame(
        {
            name: pl.Series(column, dtype=pl.String if name in ("code", "channel") else pl.Int64)
            for name, column in zip(names, columns, strict=True)
        }
    )


def _entries(scope: Scope) -> list[tuple[Any, ...]]:
    step = (
        "json_extract(e.payload, '$.changes.step')"
        if connection.vendor == "sqlite"
        else "(e.payload::json #>> '{changes,step}')::int"
    )
    some = ", ".join(["%s"] * len(scope.unit_ids))
    verbs = ", ".join(f"'{verb}'" for verb in process_route.VERBS)
    moving = ", ".join(f"'{verb}'" for verb in process_route.STEPPING)
    one = "" if scope.procedure_id is None else f" AND d.procedure_id = {int(scope.procedure_id)}"
    sql = (
        f"SELECT e.dossier_id, e.verb, CASE WHEN e.verb IN ({moving}) THEN {step} END, {_at()}, "
        f"e.actor_kind, e.actor_id, e.unit_id "
        f"FROM {table(Dossier, 'd')} JOIN {table(Entry, 'e')} ON e.dossier_id = d.id "
        f"WHERE d.unit_id IN ({some}) AND d.ended_on >= %s AND d.ended_on < %s "
        f"AND d.received_at IS NOT NULL{one} AND e.verb IN ({verbs}) ORDER BY e.dossier_id, e.id"
    )
    return _fetched(sql, [*scope.unit_ids, *scope.days])


def _fetched(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _at() -> str:
    """Return the moment of an entry as the database hands it over quickest.

    SQLite's is text in UTC, to be read by the column: a moment by itself costs as much as all the rest.
    """
    if connection.vendor == "sqlite":
        return "CAST(e.at AS TEXT)"
    return "(extract(epoch FROM e.at) * 1000000)::bigint"


def _moments(kept: Sequence[Any]) -> Any:
    """Return moments as microseconds since 1970."""
    import polars as pl

    if connection.vendor != "sqlite":
        return pl.Series(kept, dtype=pl.Int64)
    told = pl.Series(kept, dtype=pl.String)
    return told.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us").dt.epoch("us")


@dataclass(frozen=True, slots=True)
class Choice:
    """A procedure that a map can be made of: its name, and how many dossiers ended."""

    pk: int
    version: ProcedureVersion
    count: int


def costliest(unit_ids: Sequence[int], *, days: tuple[date, date]) -> list[Choice]:
    """Return the procedures with ended dossiers, where most office time went first. Costs 2 queries."""
    rows = (
        _ended(unit_ids, days)
        .values("procedure_id")
        .annotate(time=Sum("gross_minutes"), count=Count("id"), latest=Max("version_id"))
        .order_by("-time", "procedure_id")
    )
    found: list[dict[str, Any]] = [dict(row) for row in rows]
    versions = ProcedureVersion.objects.defer("body").in_bulk([row["latest"] for row in found])
    return [Choice(row["procedure_id"], versions[row["latest"]], row["count"]) for row in found]


def _ended(unit_ids: Sequence[int], days: tuple[date, date]) -> QuerySet[Dossier]:
    return Dossier.objects.filter(
        unit__in=unit_ids, ended_on__gte=days[0], ended_on__lt=days[1], received_at__isnull=False
    )
