"""The engine of the process map counts what the rules say, on the receipt log and on any other."""

import random
from pathlib import Path

import pytest

from motcua.__main__ import main
from motcua.queries import history, process_map
from motcua.queries.event_log import EventLog, of_history
from motcua.rules import process
from motcua.rules.process import Event
from motcua.rules.process_route import Activity, Hand

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "history"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="needs ../shared/data beside the checkout")


def log_of(traces):
    """Return traces as the engine takes them."""
    import polars as pl

    names = list(process.coded(event.activity for trace in traces for event in trace))
    hands = list(process.coded(event.resource for trace in traces for event in trace))
    rows = [
        (case, names.index(event.activity), event.at, hands.index(event.resource), 0, -1)
        for case, trace in enumerate(traces)
        for event in trace
    ]
    columns = ("case", "activity", "at", "hand", "actor", "plan")
    return EventLog(
        events=pl.DataFrame(rows, schema=list(columns), orient="row"),
        cases=pl.DataFrame({"code": [str(case) for case in range(len(traces))]}),
        activities=tuple(Activity(name, name, name) for name in names),
        hands=tuple(Hand(who=name) for name in hands),
    )


def made(seed, cases=200):
    """Return invented traces: loops, equal moments, single events."""
    chance = random.Random(seed)
    traces = []
    for _ in range(cases):
        at, trace = chance.randrange(10**15), []
        for _ in range(chance.randint(1, 9)):
            trace.append(Event(chance.choice("abcdef"), at, chance.choice("XYZ")))
            at += chance.choice((0, 1, chance.randrange(10**12)))
        traces.append(trace)
    return traces


@pytest.fixture
def receipt(db, capsys):
    main(["import", "history", str(DATA / "receipt.csv.gz"), "--map", str(ROOT / "maps" / "receipt.yaml")])
    capsys.readouterr()
    return of_history(history.collection("receipt"))


def near(spread):
    return (spread.count, spread.total, pytest.approx(spread.median), pytest.approx(spread.p90), spread.most)


def same(found, expected):
    assert found.keys() == expected.keys()
    for key, one in expected.items():
        assert (
            found[key].count,
            found[key].total,
            found[key].median,
            found[key].p90,
            found[key].most,
        ) == near(one)


def agrees(log, traces):
    """Hold every figure of the engine against the rules."""
    names = [activity.key for activity in log.activities]
    hands = [str(hand) for hand in log.hands]
    found = process_map.map_of(log)
    ways = process_map.variants(log)

    same({(names[a], names[b]): one for (a, b), one in found.edges.items()}, process.directly_follows(traces))
    same(
        {(hands[a], hands[b]): one for (a, b), one in process_map.hand_overs(log).items()},
        process.hand_overs(traces),
    )
    assert {names[at]: one for at, one in found.nodes.items()} == process.passages(traces)
    assert {names[at]: one for at, one in found.places.items()} == pytest.approx(process.order(traces))
    assert {names[at]: one for at, one in process_map.returns(log).items()} == process.returns(traces)
    assert {tuple(names[at] for at in way.way): way.lasted.count for way in ways} == process.variants(traces)
    same({"": found.lasted}, {"": process.spread(process.lasted(trace) for trace in traces)})
    for at, name in enumerate(names):
        assert process_map.rounds(log, activity=at) == process.rounds(traces, name)


@pytest.mark.parametrize("seed", range(5))
def test_it_agrees_with_the_rules_on_invented_logs(seed):
    traces = made(seed)

    agrees(log_of(traces), traces)


@needs_data
def test_it_agrees_with_the_rules_on_the_receipt_log(receipt):
    agrees(receipt, receipt.traces())


@needs_data
def test_it_finds_the_known_figures_of_the_receipt_log(receipt):
    found = process_map.map_of(receipt)
    ways = process_map.variants(receipt)

    assert (found.cases, found.events, len(receipt.activities), len(found.edges)) == (1434, 8577, 27, 99)
    assert (len(ways), ways[0].lasted.count) == (116, 713)
    assert round(found.lasted.mean / process.SECOND, 3) == 467_263.915
    assert found.lasted.median / process.SECOND == 2_868.583_5


@needs_data
def test_it_splits_the_receipt_log_by_channel_and_department(receipt):
    channels = {row.name: row for row in process_map.grouped(receipt, "channel")}
    departments = {row.name: row for row in process_map.grouped(receipt, "unit")}

    assert sum(row.cases for row in channels.values()) == 1434
    assert sum(row.events for row in departments.values()) == 8577
    assert {name: row.cases for name, row in channels.items()} == {
        "Internet": 1250, "Desk": 109, "Post": 53, "e-mail": 21, "Intern": 1,
    }  # fmt: skip
    assert {name: row.cases for name, row in departments.items()} == {
        "General": 1390,
        "Customer contact": 29,
        "Experts": 15,
    }


def test_an_empty_log_gives_an_empty_map():
    log = log_of([])

    found = process_map.map_of(log)

    assert (found.edges, found.nodes, found.lasted.count, process_map.variants(log)) == ({}, {}, 0, [])
