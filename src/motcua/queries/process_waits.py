"""Where dossiers lie: the time after each act in office hours and in citizens' days, work against rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from motcua.queries.event_log import NO_PLAN, EventLog
from motcua.queries.workdays import instant
from motcua.rules.process_route import PAUSE, PICK_UP
from motcua.rules.workdays import Calendar

if TYPE_CHECKING:
    from polars import DataFrame, LazyFrame

MICROS = 1_000_000


@dataclass(frozen=True, slots=True)
class Wait:
    """The time after an act, over all dossiers.

    Units: `citizen` microseconds of the calendar; the others seconds of office time, None where no
    calendar is known. `work` and `rest` cover the `planned` of the `count` acts that have a plan;
    `over` of these took longer than it.
    """

    count: int
    citizen: int
    office: int | None = None
    work: int = 0
    rest: int = 0
    planned: int = 0
    over: int = 0


def stays(log: EventLog, *, calendar: Calendar | None) -> "DataFrame":
    """Return a row for each act that another follows: case, activity, after, lasted, office, plan.

    `lasted` microseconds, `office` seconds of the calendar's sessions in between. Costs no query.
    """
    import polars as pl

    same = pl.col("case") == pl.col("case").shift(-1)
    told = log.events.lazy()
    if calendar is not None and log.events.height:
        told = _with_office_clock(told, _sessions(log, calendar))
        office = (pl.col("clock").shift(-1) - pl.col("clock")).alias("office")
    else:
        office = pl.lit(None, pl.Int64).alias("office")
    return (
        told.select(
            "case",
            "activity",
            pl.col("activity").shift(-1).alias("after"),
            (pl.col("at").shift(-1) - pl.col("at")).alias("lasted"),
            office,
            "plan",
            same.alias("goes_on"),
        )
        .filter("goes_on")
        .drop("goes_on")
        .collect()
    )


def _sessions(log: EventLog, calendar: Calendar) -> "DataFrame":
    """Return the sessions that the log spans: begin, length, and the seconds of all before."""
    import polars as pl

    moments = log.events["at"].to_list()
    first, last = (datetime.fromtimestamp(at / MICROS, UTC).date() for at in (min(moments), max(moments)))
    begins, longs = [], []
    on, until = first - timedelta(days=1), last + timedelta(days=1)
    while on <= until:
        for session in calendar.day(on).sessions:
            begin = instant(datetime.combine(on, datetime.min.time()) + timedelta(minutes=session.start))
            begins.append(round(begin.timestamp()) * MICROS)
            longs.append((session.end - session.start) * 60)
        on += timedelta(days=1)
    long = pl.Series("long", longs, dtype=pl.Int64)
    return pl.DataFrame(
        {"begin": pl.Series(begins, dtype=pl.Int64), "long": long, "before": long.cum_sum() - long}
    )


def _with_office_clock(told: "LazyFrame", sessions: "DataFrame") -> "LazyFrame":
    """Give each event the reading of a clock that runs in office hours only."""
    import polars as pl

    passed = ((pl.col("at") - pl.col("begin")) // MICROS).clip(upper_bound=pl.col("long"))
    return (
        told.with_row_index("line")
        .sort("at")
        .join_asof(sessions.lazy(), left_on="at", right_on="begin", strategy="backward")
        .with_columns((pl.col("before") + passed).fill_null(0).alias("clock"))
        .sort("line")
    )


def by_edge(told: "DataFrame") -> dict[tuple[int, int], Wait]:
    """Return the waits of every edge. Costs no query."""
    return {(row[0], row[1]): Wait(*row[2:]) for row in _summed(told, ["activity", "after"])}


def by_activity(told: "DataFrame") -> dict[int, Wait]:
    """Return the waits after every activity. Costs no query."""
    return {row[0]: Wait(*row[1:]) for row in _summed(told, ["activity"])}


def _summed(told: "DataFrame", keys: Sequence[str]) -> "list[tuple[int, ...]]":
    import polars as pl

    has_plan = (pl.col("plan") != NO_PLAN) & pl.col("office").is_not_null()
    work = pl.min_horizontal("office", "plan").filter(has_plan)
    rows = (
        told.lazy()
        .group_by(*keys)
        .agg(
            pl.len(),
            pl.col("lasted").sum(),
            pl.when(pl.col("office").null_count() == 0).then(pl.col("office").sum()).alias("office_sum"),
            work.sum().alias("work"),
            (pl.col("office").filter(has_plan).sum() - work.sum()).alias("rest"),
            has_plan.sum().alias("planned"),
            (has_plan & (pl.col("office") > pl.col("plan"))).sum().alias("over"),
        )
        .sort(*keys)
        .collect()
    )
    return rows.rows()


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """One activity as a place where dossiers lie: how many, for how long, whose time it costs."""

    activity: int
    wait: Wait
    is_office: bool  # the time counts against the office: no pause, no waiting result


def bottlenecks(log: EventLog, *, waits: Mapping[int, Wait]) -> list[Bottleneck]:
    """Return the places where dossiers lie, most days of the citizen first. Costs no query."""
    found = [
        Bottleneck(at, wait, log.activities[at].kind not in (PAUSE, PICK_UP)) for at, wait in waits.items()
    ]
    return sorted(found, key=lambda one: (-one.wait.citizen, one.activity))


@dataclass(frozen=True, slots=True)
class UnitWait:
    """How long the dossiers of one unit lie after an act, on average. Microseconds of the calendar."""

    unit: str
    count: int
    mean: float


def by_unit(log: EventLog, *, told: "DataFrame", activity: int, after: int | None = None) -> list[UnitWait]:
    """Return the units by their mean time after an act (before another), the longest first. No query."""
    import polars as pl

    wanted = pl.col("activity") == activity
    if after is not None:
        wanted &= pl.col("after") == after
    units = log.cases.lazy().with_row_index("case").select("case", pl.col("unit").cast(pl.String))
    rows = (
        told.lazy()
        .filter(wanted)
        .join(units, on="case", how="left")
        .group_by("unit")
        .agg(pl.len().alias("count"), pl.col("lasted").mean().alias("mean"))
        .sort(["mean", "unit"], descending=[True, False])
        .collect()
    )
    return [UnitWait(row["unit"] or "", row["count"], row["mean"]) for row in rows.to_dicts()]


def passing(told: "DataFrame", *, activity: int, after: int | None = None) -> list[int]:
    """Return the cases that an edge or the way out of an activity counts, once each. Costs no query."""
    import polars as pl

    wanted = pl.col("activity") == activity
    if after is not None:
        wanted &= pl.col("after") == after
    found: list[int] = (
        told.lazy().filter(wanted).select(pl.col("case").unique().sort()).collect()["case"].to_list()
    )
    return found
