"""The aims of the house beside what was measured: met, or not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
Found = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table; `met` is None where no aim was set."""

    work: str
    on: str
    aim: str
    measured: str
    met: bool | None = None


def lines(results: Found) -> Iterator[Line]:
    """Yield every row, in the order of the page."""
    for key, name in NAMES.items():
        found = results.get(key)
        if found:
            for part, tell in PARTS.items():
                if part in found:
                    yield from tell(found[part], name)
    for part, tell in ALONE.items():
        if part in results:
            yield from tell(results[part])


def _at_least(value: float | None, least: float, more: str = "") -> tuple[str, str, bool | None]:
    if value is None:
        return f"≥ {least:g} ×", f"not measured{more}", None
    return f"≥ {least:g} ×", f"{value:.2f} ×{more}", value >= least


def _five(found: Found, name: str) -> Iterator[Line]:
    for count, run in found.items():
        work = f"dossier in five calls over HTTP, {_clients(count)}"
        told = f" ({run['ours']['per_s']:.1f} dossiers/s, p50 {run['ours']['p50_ms']:.0f} ms)"
        yield Line(f"{work}, against bare Django", name, *_at_least(run.get("ratio_bare"), 0.5, told))
        yield Line(f"{work}, against django-helpdesk", name, *_at_least(run.get("ratio_helpdesk"), 2.5))


def _clients(count: str) -> str:
    return "1 client" if count == "1" else f"{count} clients"


def _reception(found: Found, name: str) -> Iterator[Line]:
    most = 25 if name == "PostgreSQL" else 50
    for way, words in (("in_process", "by processes"), ("http", "over HTTP")):
        for count, run in found[way].items():
            work = f"reception {words}, {_clients(count)}"
            told = f" ({run['ours']['per_s']:.0f}/s against {run['plain']['per_s']:.0f}/s)"
            yield Line(f"{work}, against plain SQL", name, *_at_least(run.get("ratio_plain"), 0.5, told))
            p99, theirs = run["ours"]["p99_ms"], run["plain"]["p99_ms"]
            measured = f"{p99:.0f} ms (plain SQL {theirs:.0f} ms)"
            if count == "16" and way == "http":
                yield Line(f"{work}, p99", name, f"≤ {most} ms", measured, p99 <= most)


def _statements(found: Found, name: str) -> Iterator[Line]:
    told = ", ".join(f"{verb} {count}" for verb, count in found.items())
    yield Line("SQL statements a verb", name, "", told)
    five = sum(found[verb] for verb in ("take_in", "keep_file", "attach", "advance", "propose"))
    yield Line("SQL statements of the five calls (Open Zaak: 316)", name, "", str(five))


READS = {
    "worklist": "worklist, first page",
    "worklist_last_page": "worklist, last page",
    "search_code": "search, whole code",
    "search_part_of_code": "search, part of a code",
    "search_phone": "search, last digits of a telephone",
    "search_name": "search, a name",
    "board": "board of the district, all its queries",
    "rail": "counts of the rail",
    "list": "list behind a figure, 20 rows",
    "list_deep_page": "the same list, a page near its end",
    "list_late": "list of late dossiers, 20 rows",
}


def _reads(found: Found, name: str) -> Iterator[Line]:
    largest = max(found, key=int)
    for key, words in READS.items():
        at = ", ".join(f"{run[key]['p50_ms']:.1f}" for run in found.values())
        sizes = " / ".join(f"{int(size):,}" for size in found)
        run = found[largest][key]
        measured = f"{at} ms at {sizes}; p95 {run['p95_ms']:.1f}"
        aim = "" if key == "list_late" else "p50 ≤ 10 ms"
        yield Line(words, name, aim, measured, run["p50_ms"] <= 10 if aim else None)


WATCHED = {
    "board": "board of 18 units, all its queries",
    "quality_month": "Decision 766 of 18 units, a month",
    "quality_year": "Decision 766 of 18 units, a year",
    "ii06_year": "form II.06c of a year by field and unit",
    "plain_sql": "some of the same shares by SQL over the dossiers",
    "duckdb": "some of the same shares by DuckDB over Parquet",
}


def _supervision(found: Found, name: str) -> Iterator[Line]:
    largest = max(found, key=int)
    for key, words in WATCHED.items():
        runs = {size: run[key] for size, run in found.items() if key in run}
        if not runs:
            continue
        at = ", ".join(f"{run['p95_ms']:.0f}" for run in runs.values())
        sizes = " / ".join(f"{int(size):,}" for size in runs)
        last = found[largest].get(key, {}).get("p95_ms", 0)
        most = {"board": 100, "quality_month": 100, "quality_year": 100, "ii06_year": 1000}.get(key)
        aim = f"p95 ≤ {most} ms" if most else ""
        yield Line(words, name, aim, f"p95 {at} ms at {sizes} dossiers", last <= most if most else None)


def _tallies(found: Found, name: str) -> Iterator[Line]:
    measured = f"{found['share']:.0%} ({found['with_ms']:.1f} ms against {found['without_ms']:.1f} ms)"
    yield Line("what the tallies add to a reception", name, "< 15 %", measured, found["share"] < 0.15)


def _proof(found: Found, name: str) -> Iterator[Line]:
    rate, seconds = found["verify_per_s"], 1_000_000 / found["verify_per_s"]
    measured = f"{seconds:.0f} s at {rate:,} entries/s (measured on {found['entries']:,})"
    yield Line("`motcua verify`, 1,000,000 entries", name, "≤ 30 s", measured, seconds <= 30)
    if "second_verifier_per_s" in found:
        yield Line("the second verifier", name, "", f"{found['second_verifier_per_s']:,} entries/s")


def _running(found: Found, name: str) -> Iterator[Line]:
    yield Line("start to the first answer", name, "≤ 5 s", *_below(found["first_answer_s"], 5, "s"))
    work = "memory of web and work after load (PSS)"
    yield Line(work, name, "≤ 300 MiB", *_below(found["web_and_work_mib"], 300, "MiB"))


def _below(value: float, most: float, unit: str) -> tuple[str, bool]:
    return f"{value:g} {unit}", value <= most


def _slips(found: Found) -> Iterator[Line]:
    yield Line("slip PDF, receipt", "", "≤ 8 ms", *_below(found["receipt"]["p50_ms"], 8, "ms"))
    yield Line("slip PDF against bare typst", "", "", f"{found['receipt_to_bare']:.2f} ×")
    yield Line("slip PDFs, memory of their process", "", "≤ 80 MiB", *_below(found["rss_mib"], 80, "MiB"))


def _due(found: Found) -> Iterator[Line]:
    for key, words, least in (
        ("due_mixed", "due moments, ledger off", 500_000),
        ("explain_mixed", "due moments with their ledger", 100_000),
    ):
        yield Line(words, "", f"≥ {least:,}/s", f"{found[key]:,}/s", found[key] >= least)
    ratio = f"{found['ratio_due_hours']:.2f} ×, {found['disagreements']} disagreements"
    yield Line("due moments in hours against a bare table with bisect", "", "", ratio)


def _history(found: Found) -> Iterator[Line]:
    made = found["made"]
    measured = (
        f"{made['seconds']:.1f} s ({made['rows_per_s']:,} rows/s; {made['cpu_seconds']:.1f} s of processor)"
    )
    yield Line("history import, 100,000 rows", "SQLite", "≤ 60 s", measured, made["seconds"] <= 60)
    for key, words in (("receipt_csv", "receipt log as CSV"), ("receipt_xes", "receipt log as XES")):
        if key in found:
            told = f"{found[key]['seconds']:.1f} s ({found[key]['rows_per_s']:,} events/s)"
            yield Line(f"history import, {words}", "SQLite", "", told)


def _capacity(found: Found) -> Iterator[Line]:
    plain, rich = found["plain"], found["rich"]
    for one, words, least in (
        (plain, "day of four counters, customers/s, against SimPy", 80),
        (rich, "the same with skills, classes, breaks, people who leave, against SimPy", 40),
    ):
        told = f" ({one['ours']['per_s']:,.0f} against {one['simpy']['per_s']:,.0f})"
        yield Line(words, "", *_at_least(one["ratio"], least, told))
    told = f"{plain['ratio_ciw']:.0f} × ({plain['ciw']['per_s']:,.0f} customers/s)"
    yield Line("day of four counters, customers/s, against Ciw", "", "", told)
    means = ", ".join(f"{plain[who]['mean_wait']:.2f}" for who in ("ours", "simpy", "ciw"))
    yield Line("its mean wait: ours, SimPy, Ciw", "", "the same", f"{means} min")
    seconds = plain["ours"]["seconds"]
    yield Line("1,000 days of four counters", "", "≤ 0.1 s", *_below(round(seconds, 3), 0.1, "s"))
    yield Line("the same with figures and intervals", "", "", f"{found['figures_s']:.2f} s")
    first, second = found["first"], found["second"]
    told = f"{first['cpu_s']:.1f} s of processor, then {second['cpu_s']:.1f} s"
    yield Line("first simulated day of a fresh installation", "", "", told)


def _process_map(found: Found) -> Iterator[Line]:
    if "skipped" in found:
        return
    work = f"process map, number and times of all links, {found['events']:,} events"
    ours = f"{found['follows_ms'][0]:.0f} ms"
    if "ratio" not in found:
        yield Line(f"{work}, against pm4py", "", *_at_least(None, 10, f" ({ours} ours)"))
    else:
        told = f" ({ours}, pm4py {found['pm4py_ms'][0]:.0f} ms)"
        yield Line(f"{work}, against pm4py", "", *_at_least(found["ratio"], 10, told))
        differ = found["edges_that_differ"]
        yield Line("its links that differ from pm4py's", "", "none", str(differ or "none"), differ == 0)
    page = found["page_fresh_ms"][0]
    yield Line("process map on screen, 8,577 events", "SQLite", "≤ 200 ms", *_below(page, 200, "ms"))


def _composite(found: Found) -> Iterator[Line]:
    for key, words, most in (
        ("uncertainty_ms", "composite index, 600 runs of 51 x 49 on four levels, rank intervals", 500),
        ("sobol_ms", f"composite index, Sobol indices, {found['sobol_evaluations']:,} evaluations", 5000),
        ("large_ms", "composite index of 10,000 units x 100 leaves", 1000),
    ):
        yield Line(words, "", f"≤ {most / 1000:g} s", f"{found[key]:.0f} ms", found[key] <= most)
    work = (
        "composite index, 500 weight draws of 168 x 66, rank intervals, everything kept, against bare NumPy"
    )
    told = f"{found['draws_ratio']:.1f} × ({found['draws_ms']:.1f} ms, NumPy {found['bare_ms']:.1f} ms)"
    yield Line(work, "", "≤ 10 ×", told, found["draws_ratio"] <= 10)
    away = f"{found['draws_difference']:.1e}, ranks {'equal' if found['ranks_equal'] else 'NOT EQUAL'}"
    is_near = found["draws_difference"] <= 1e-9 and found["ranks_equal"]
    yield Line("its scores and ranks, difference from NumPy's", "", "≤ 1e-9", away, is_near)
    if peers := found.get("peers"):
        told = f"{peers['salib_ms'] / found['sobol_indices_ms']:.1f} × ({found['sobol_indices_ms']:.0f} ms, "
        told += f"SALib {peers['salib_ms']:.0f} ms; total order differs by {peers['total_away']:.1e})"
        yield Line("its Sobol indices from the same outcomes, against SALib", "", "", told)
        told = f"{peers['pymcdm_ms'] / found['draws_ms']:.1f} × (pymcdm {peers['pymcdm_ms']:.0f} ms, flat)"
        yield Line("the same 500 draws, against pymcdm", "", "", told)


def _advice(found: Found) -> Iterator[Line]:
    work = "advice with the best plan, 12 districts x 100 leaves"
    yield Line(work, "", "≤ 1 s", f"{found['advice_ms']:.0f} ms", found["advice_ms"] <= 1000)
    told = f"{found['plans_ms']:.0f} ms, HiGHS {found['highs_ms']:.0f} ms"
    told += f", gains {'equal' if found['highs_equal'] else 'NOT EQUAL'}"
    yield Line("its plans alone, against HiGHS", "", "equal", told, found["highs_equal"])
    short = f"{found['greedy_short']:.0%}"
    yield Line("its plans of which points per day, the best first, brings less", "", "", short)


def _demo(found: Found) -> Iterator[Line]:
    yield Line(
        "`motcua demo --small`, making it", "SQLite", "≤ 10 s", *_below(found["demo_small_s"], 10, "s")
    )


def _facts(found: Found, name: str) -> Iterator[Line]:
    for count, run in found.items():
        work = f"facts exported as Parquet, {int(count):,} dossiers"
        told = f"{run['rows_per_s']:,} rows/s ({run['dossiers_per_s']:,} dossiers/s), {run['rss_mib']} MiB"
        yield Line(work, name, "memory flat in dossiers", told)
        if duck := run.get("duckdb"):
            work = f"all sums by unit and month, {int(count):,} dossiers"
            told = f"{run['tallies']['p50_ms']:.0f} ms from tallies, {duck['p50_ms']:.0f} ms by DuckDB"
            yield Line(
                work, name, "equal", f"{told}, {'equal' if run['equal'] else 'NOT EQUAL'}", run["equal"]
            )


def _hall(found: Found, name: str) -> Iterator[Line]:
    work = f"a number called, {found['counters']} counters, each every five seconds"
    told = f"p95 {found['p95_ms']:.0f} ms (p50 {found['p50_ms']:.0f} ms, {found['calls']:,} calls)"
    yield Line(work, name, "p95 < 50 ms", told, found["p95_ms"] < 50)
    race, tickets = found["race"], found["tickets"]
    work = f"{found['counters']} counters work off {tickets:,} numbers as fast as they can"
    told = f"{race['per_s']:.0f} numbers/s, each called, begun, finished; a call p95 {race['p95_ms']:.0f} ms"
    yield Line(work, name, "", told)
    told = f"{found['doubles']} double, {found['lost']} lost, passed at most {found['most_passed']} times"
    met = not found["doubles"] and not found["lost"] and found["most_passed"] <= found["bound"]
    yield Line("of them called twice, lost, passed too often", name, f"0, 0, ≤ {found['bound']}", told, met)


def _boards(found: Found, name: str) -> Iterator[Line]:
    peer = found["peer"]
    work = f"{found['boards']} boards of one hall on one server"
    told = (
        f"{found['mib']:.0f} MiB ({found['alone_mib']:.0f} without a board); bare ASGI {peer['mib']:.0f} MiB"
    )
    yield Line(work, name, "< 200 MiB", told, found["mib"] < 200)
    told = (
        f"{found['all_p50_ms']} ms, at worst {found['all_worst_ms']} ms, {found['missed']} missed; bare ASGI "
        f"{peer['all_p50_ms']} and {peer['all_worst_ms']} ms"
    )
    yield Line(
        "from the commit of a call until all of them have it", name, "0 missed", told, not found["missed"]
    )


PARTS: dict[str, Callable[[Found, str], Iterator[Line]]] = {
    "five_calls": _five,
    "reception": _reception,
    "statements": _statements,
    "reads": _reads,
    "supervision": _supervision,
    "tallies": _tallies,
    "facts": _facts,
    "proof": _proof,
    "running": _running,
    "hall": _hall,
    "boards": _boards,
}
ALONE: dict[str, Callable[[Found], Iterator[Line]]] = {
    "slips": _slips,
    "due_moments": _due,
    "history": _history,
    "process_map": _process_map,
    "capacity": _capacity,
    "composite": _composite,
    "advice": _advice,
    "demo": _demo,
}
