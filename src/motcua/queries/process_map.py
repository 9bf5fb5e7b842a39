"""The engine of the process map: what rules/process.py means, counted on sorted, coded columns by polars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from motcua.queries.event_log import EventLog
from motcua.rules.process import Deviation, Passage, Spread, deviation

if TYPE_CHECKING:
    from polars import DataFrame, Expr, LazyFrame

Edge = tuple[int, int]  # two activities by number


@dataclass(frozen=True, slots=True)
class Variant:
    """One way that dossiers went: activities by number, the dossiers, how long they took."""

    way: tuple[int, ...]
    lasted: Spread
    cases: tuple[int, ...]
    versions: Mapping[int, tuple[int, ...]] = field(default_factory=dict)  # its cases, by version


@dataclass(frozen=True, slots=True)
class ProcessMap:
    """The whole map: edges and nodes by number, in the words of its log."""

    log: EventLog
    edges: Mapping[Edge, Spread]
    nodes: Mapping[int, Passage]
    places: Mapping[int, float]  # where each activity stands in a dossier's life, 0 the beginning
    lasted: Spread

    @property
    def cases(self) -> int:
        return self.log.cases.height

    @property
    def events(self) -> int:
        return self.log.events.height


def follows(events: "DataFrame", *, activities: int) -> "DataFrame":
    """Return the edges as rows: key (first * activities + second), count, total, median, p90, most.

    `events` are sorted by case and time. Units: microseconds.
    """
    import polars as pl

    return (
        _steps(events.lazy())
        .group_by((pl.col("activity") * activities + pl.col("after")).alias("key"))
        .agg(*_spread(pl.col("lasted")))
        .collect()
    )


def _steps(events: "LazyFrame") -> "LazyFrame":
    """Return a row for each event that another one of the same case follows."""
    import polars as pl

    return events.select(
        pl.col("activity").cast(pl.UInt32),
        pl.col("activity").shift(-1).cast(pl.UInt32).alias("after"),
        (pl.col("at").shift(-1) - pl.col("at")).alias("lasted"),
        (pl.col("case") == pl.col("case").shift(-1)).alias("goes_on"),
    ).filter("goes_on")


def _spread(lasted: "Expr") -> "tuple[Expr, ...]":
    import polars as pl

    return (
        pl.len().alias("count"),
        lasted.sum().alias("total"),
        lasted.median().alias("median"),
        lasted.quantile(0.9, "linear").alias("p90"),
        lasted.max().alias("most"),
    )


def spread_of(row: Mapping[str, Any]) -> Spread:
    """Return a row of the engine as the rules write it. Costs no query."""
    return Spread(row["count"], row["total"], row["median"], row["p90"], row["most"])


def map_of(log: EventLog) -> ProcessMap:
    """Return the map of a log. Costs no query."""
    many = max(1, len(log.activities))
    edges = {
        divmod(row["key"], many): spread_of(row)
        for row in follows(log.events, activities=many).sort("key").to_dicts()
    }
    return ProcessMap(log, edges, nodes(log), places(log), lasted(log))


def nodes(log: EventLog) -> dict[int, Passage]:
    """Return for each activity how often it happened, to how many, first and last. Costs no query."""
    import polars as pl

    case = pl.col("case")
    rows = (
        log.events.lazy()
        .select(
            "activity",
            "case",
            (case != case.shift(1)).fill_null(True).alias("first"),
            (case != case.shift(-1)).fill_null(True).alias("last"),
        )
        .group_by("activity")
        .agg(pl.len().alias("events"), case.n_unique().alias("cases"), pl.col("first", "last").sum())
        .sort("activity")
        .collect()
    )
    return {
        row["activity"]: Passage(*(row[n] for n in ("events", "cases", "first", "last")))
        for row in rows.to_dicts()
    }


def places(log: EventLog) -> dict[int, float]:
    """Return where each activity stands in a dossier's life, on average. Costs no query."""
    import polars as pl

    numbered = log.events.lazy().select(
        "activity", "case", pl.int_range(pl.len()).over("case").alias("place")
    )
    firsts = numbered.group_by("activity", "case").agg(pl.col("place").min())
    rows = firsts.group_by("activity").agg(pl.col("place").mean()).sort("activity").collect()
    return dict(zip(rows["activity"].to_list(), rows["place"].to_list(), strict=True))


def lasted(log: EventLog) -> Spread:
    """Return how long the dossiers took, first event to last. Costs no query."""
    import polars as pl

    if not log.events.height:
        return Spread(0, 0, 0.0, 0.0, 0)
    whole = (
        log.events.lazy().group_by("case").agg((pl.col("at").last() - pl.col("at").first()).alias("lasted"))
    )
    return spread_of(whole.select(*_spread(pl.col("lasted"))).collect().to_dicts()[0])


@dataclass(frozen=True, slots=True)
class Group:
    """One line of a table of the log: by channel, by unit, by procedure."""

    name: str
    cases: int
    events: int
    lasted: Spread


def grouped(log: EventLog, column: str) -> list[Group]:
    """Return how many dossiers each value of a column of the cases had, and how long they took.

    The largest group stands first. Costs no query.
    """
    import polars as pl

    told = (
        log.cases.lazy().with_row_index("case").select("case", pl.col(column).cast(pl.String).alias("name"))
    )
    whole = (
        log.events.lazy()
        .group_by("case")
        .agg((pl.col("at").last() - pl.col("at").first()).alias("lasted"), pl.len().alias("events"))
        .join(told, on="case", how="left")
        .group_by("name")
        .agg(*_spread(pl.col("lasted")), pl.col("events").sum())
        .sort(["count", "name"], descending=[True, False])
        .collect()
    )
    return [Group(row["name"] or "", row["count"], row["events"], spread_of(row)) for row in whole.to_dicts()]


def variants(log: EventLog) -> list[Variant]:
    """Return the ways that dossiers went, the most common first. Costs no query."""
    import polars as pl

    ways = (
        log.events.lazy()
        .group_by("case", maintain_order=True)
        .agg(pl.col("activity").alias("way"), (pl.col("at").last() - pl.col("at").first()).alias("lasted"))
        .group_by("way", maintain_order=True)
        .agg(*_spread(pl.col("lasted")), pl.col("case"))
        .collect()
    )
    version = log.cases["version"].to_list() if "version" in log.cases.columns else []
    found = [
        Variant(tuple(row["way"]), spread_of(row), tuple(row["case"]), _by_version(row["case"], version))
        for row in ways.to_dicts()
    ]
    return sorted(found, key=lambda one: (-one.lasted.count, one.way))


def _by_version(cases: Sequence[int], version: Sequence[int]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    for case in cases if version else ():
        found.setdefault(version[case], []).append(case)
    return {key: tuple(some) for key, some in found.items()}


def returns(log: EventLog) -> dict[int, tuple[int, int]]:
    """Return for each activity how often it came again, and in how many dossiers. Costs no query."""
    import polars as pl

    rows = (
        log.events.lazy()
        .group_by("case", "activity")
        .agg((pl.len() - 1).alias("again"))
        .filter(pl.col("again") > 0)
        .group_by("activity")
        .agg(pl.col("again").sum(), pl.len().alias("cases"))
        .sort("activity")
        .collect()
    )
    return {row["activity"]: (row["again"], row["cases"]) for row in rows.to_dicts()}


def hand_overs(log: EventLog) -> dict[Edge, Spread]:
    """Return how often dossiers went from one hand to another, and how long after. Costs no query."""
    import polars as pl

    hand = pl.col("hand")
    rows = (
        log.events.lazy()
        .select(
            hand,
            hand.shift(-1).alias("after"),
            (pl.col("at").shift(-1) - pl.col("at")).alias("lasted"),
            (pl.col("case") == pl.col("case").shift(-1)).alias("goes_on"),
        )
        .filter(pl.col("goes_on") & (hand != pl.col("after")))
        .group_by("hand", "after")
        .agg(*_spread(pl.col("lasted")))
        .sort("hand", "after")
        .collect()
    )
    return {(row["hand"], row["after"]): spread_of(row) for row in rows.to_dicts()}


def rounds(log: EventLog, *, activity: int) -> dict[int, int]:
    """Return how many dossiers were sent around so often by an activity. Costs no query."""
    import polars as pl

    times = log.events.lazy().filter(pl.col("activity") == activity).group_by("case").len("times")
    rows = times.group_by("times").len("cases").sort("times").collect()
    return dict(zip(rows["times"].to_list(), rows["cases"].to_list(), strict=True))


@dataclass(frozen=True, slots=True)
class Apart:
    """A way that left the route of one version, how, and the dossiers that went it."""

    way: Variant
    how: Deviation
    cases: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Fitting:
    """How many dossiers kept to their route, and the ways that did not, the most common first."""

    cases: int
    fitting: int
    apart: tuple[Apart, ...]

    @property
    def share(self) -> float | None:
        return self.fitting / self.cases if self.cases else None


def fitting(log: EventLog, ways: Sequence[Variant]) -> Fitting:
    """Return how the ways keep to the declared routes, each under its own version's. Costs no query.

    A history declares none: nothing is judged, so the share is None.
    """
    names = [activity.key for activity in log.activities]
    cases = kept = 0
    apart = []
    for way in ways:
        for version, under in way.versions.items():
            route = log.routes.get(version)
            if route is None:
                continue
            found = deviation([names[at] for at in way.way], route)
            cases += len(under)
            kept += len(under) if found.fits else 0
            if not found.fits:
                apart.append(Apart(way, found, under))
    return Fitting(cases, kept, tuple(apart))


@dataclass(frozen=True, slots=True)
class Difference:
    """One link in two maps."""

    here: Spread
    there: Spread

    @property
    def change(self) -> float:
        """How much longer it takes here, on average. Microseconds."""
        return self.here.mean - self.there.mean

    @property
    def cost(self) -> float:
        """How much less citizens would have waited at the other pace; 0 for a link of one side."""
        return self.change * self.here.count if self.here.count and self.there.count else 0.0


def compared(here: ProcessMap, there: ProcessMap) -> dict[tuple[str, str], Difference]:
    """Return every link of two maps, by the keys of its activities. Costs no query."""
    nothing = Spread(0, 0, 0.0, 0.0, 0)
    sides = [
        {
            (found.log.activities[first].key, found.log.activities[after].key): one
            for (first, after), one in found.edges.items()
        }
        for found in (here, there)
    ]
    return {
        edge: Difference(sides[0].get(edge, nothing), sides[1].get(edge, nothing))
        for edge in sorted(sides[0].keys() | sides[1].keys())
    }


def case_codes(log: EventLog, cases: Sequence[int]) -> list[str]:
    """Return the codes of some cases, in their order. Costs no query."""
    codes = log.cases["code"].to_list()
    return [codes[case] for case in cases]
