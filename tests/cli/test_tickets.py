"""`motcua import tickets`, `motcua report waiting` and `motcua capacity fit`, as a person types them."""

import csv
import json
from pathlib import Path

import pytest
import yaml

from motcua.__main__ import main
from motcua.records.models import Entry, PastTicket
from motcua.rules.capacity_days import played
from motcua.rules.capacity_read import problems, read

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
MAP = ROOT / "maps" / "example-tickets.yaml"
HALL = ROOT / "examples" / "capacity" / "land-counter.yaml"
HEAD = "Ngày,Số,Đến,Gọi,Xong,Dịch vụ,Quầy\n"
CLEAN = """26/09/2024,A001,07:31,07:40,07:52,Đất đai,1
26/09/2024,A002,07:33,07:33,07:50,Đất đai,2
27/09/2024,A003,13:31,13:50,14:01,Tư pháp,3
27/09/2024,A004,13:40,,,Tư pháp,3
"""
DIRTY = {
    "duplicate_row": "26/09/2024,A002,07:33,07:33,07:50,Đất đai,2",
    "finished_before_start": "26/09/2024,A010,07:35,07:52,07:45,Đất đai,1",
    "started_before_arrival": "26/09/2024,A011,07:36,07:30,07:58,Tư pháp,3",
    "missing_arrival": "26/09/2024,A012,,07:50,07:58,Tư pháp,3",
    "missing_start": "26/09/2024,A013,07:40,,07:58,Tư pháp,3",
    "missing_finish": "26/09/2024,A014,07:41,08:00,,Tư pháp,3",
    "unreadable_time": "26/09/2024,A015,7h43,08:00,08:05,Tư pháp,3",
    "missing_date": ",A016,08:00,08:20,08:31,Tư pháp,3",
    "too_many_cells": "26/09/2024,A017,08:00,08:20,08:31,Tư pháp,3,xa",
}


@pytest.fixture
def motcua(capsys):
    """Run a command; answer with its code, and what it printed and said."""

    def run(*words):
        code = main([str(word) for word in words])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def bring(motcua, tmp_path):
    """Write rows, and import them."""

    def run(text, *words, plan=MAP):
        path = tmp_path / "hall.csv"
        path.write_text(text, encoding="utf-8")
        code, out, err = motcua("import", "tickets", path, "--map", plan, "--json", *words)
        return json.loads(out) if code == 0 else (code, err)

    return run


def test_it_refuses_impossible_rows_one_by_one_and_keeps_the_rest(bring, motcua, tmp_path):
    answer = bring(HEAD + CLEAN + "\n".join(DIRTY.values()) + "\n", "--refused", tmp_path / "no.csv")

    assert answer["reasons"] == dict.fromkeys(DIRTY, 1)
    assert answer["read"] == answer["new"] + answer["refused"] == 4 + len(DIRTY)
    with (tmp_path / "no.csv").open(encoding="utf-8") as file:
        told = [(row["line"], row["reason"]) for row in csv.DictReader(file)]
    assert told == [(str(line), reason) for line, reason in enumerate(DIRTY, 6)]
    _, out, _ = motcua("report", "waiting", "--collection", "hall", "--json")
    assert json.loads(out)["rows"][-1]["n"] == 3


def test_it_changes_nothing_the_second_time(bring):
    bring(HEAD + CLEAN)
    entries = Entry.objects.count()

    answer = bring(HEAD + CLEAN)

    assert (answer["new"], answer["unchanged"]) == (0, 4)
    assert (PastTicket.objects.count(), Entry.objects.count()) == (4, entries)


def test_it_writes_nothing_when_only_trying(bring):
    answer = bring(HEAD + CLEAN, "--dry-run")

    assert (answer["new"], PastTicket.objects.count()) == (4, 0)


def test_it_replaces_a_ticket_told_differently_under_its_own_number(bring, tmp_path):
    plan = tmp_path / "map.yaml"
    plan.write_text(
        MAP.read_text(encoding="utf-8").replace("columns:", "columns:\n  code: Số"), encoding="utf-8"
    )
    bring(HEAD + CLEAN, plan=plan)

    answer = bring(HEAD + CLEAN.replace("07:40,07:52", "07:41,07:52"), plan=plan)

    assert (answer["new"], answer["changed"], answer["unchanged"]) == (0, 1, 3)


THREE = "columns: {arrived_at: a, started_at: b, finished_at: c}"
WAYS = {
    "timestamps": (THREE, "2024-09-26T08:00,2024-09-26T08:05,2024-09-26T08:11"),
    "times of day": (f"date: 2024-09-26\n{THREE}", "08:00,08:05:00,08:11"),
    "seconds from the opening": (f"date: 2024-09-26\nopens: '07:30'\n{THREE}", "1800,2100,2460"),
    "spans": (
        "date: 2024-09-26\ncolumns: {arrived_at: a, wait_minutes: b, service_seconds: c}",
        "08:00,5,360",
    ),
    "a pattern": (
        f"date: 2024-09-26\nformats: {{time: '%I:%M %p'}}\n{THREE}",
        "8:00 AM,8:05 AM,8:11 AM",
    ),
}


@pytest.mark.parametrize(("plan", "row"), WAYS.values(), ids=WAYS)
def test_it_reads_every_way_of_telling_a_time(bring, motcua, tmp_path, plan, row):
    path = tmp_path / "map.yaml"
    path.write_text(f"timezone: Asia/Ho_Chi_Minh\n{plan}\n", encoding="utf-8")

    bring(f"a,b,c\n{row}\n", plan=path)

    _, out, _ = motcua("report", "waiting", "--collection", "hall", "--by", "hour", "--json")
    first = json.loads(out)["rows"][0]
    assert (first["group"], first["mean_wait_s"], first["mean_service_s"]) == ("08:00", 300, 360)


def test_it_names_a_negative_span(bring, tmp_path):
    path = tmp_path / "map.yaml"
    path.write_text(
        "timezone: UTC\ndate: 2024-09-26\ncolumns: {arrived_at: a, wait_seconds: b, service_seconds: c}\n",
        encoding="utf-8",
    )

    answer = bring("a,b,c\n08:00,5,-60\n08:01,-5,60\n08:02,5,60\n", plan=path)

    assert answer["reasons"] == {"negative_service": 1, "negative_wait": 1}


@pytest.mark.parametrize(
    ("plan", "text", "told"),
    [
        ("timezone: UTC\ncolumns: {started_at: b}", "a,b\n1,2\n", "columns.arrived_at"),
        ("timezone: UTC\ncolumns: {arrived_at: a, started_at: b}", "a,b\n08:00,08:10\n", "columns.date"),
        ("timezone: UTC\ncolumns: {arrived_at: a, started_at: b}", "a,b\n100,300\n", "opens"),
        (
            "timezone: UTC\ncolumns: {arrived_at: a, started_at: b}",
            "a,b\n03/04/2024 08:00,03/04/2024 09:00\n",
            "April",
        ),
        ("timezone: UTC\ncolumns: {arrived_at: x, started_at: b}", "a,b\n1,2\n", "no column 'x'"),
        ("columns: {arrived_at: a, started_at: b}", "a,b\n1,2\n", "timezone"),
    ],
)
def test_it_asks_instead_of_guessing(bring, capsys, tmp_path, plan, text, told):
    path = tmp_path / "map.yaml"
    path.write_text(plan, encoding="utf-8")

    code, err = bring(text, plan=path)

    assert code == 2
    assert told in err
    assert PastTicket.objects.count() == 0


def test_it_tells_waits_by_service_within_a_promise(bring, motcua):
    bring(HEAD + CLEAN)

    _, out, _ = motcua("report", "waiting", "--collection", "hall", "--by", "service", "--promise", 600,
                       "--format", "csv")  # fmt: skip

    rows = {row["group"]: row for row in csv.DictReader(out.splitlines())}
    assert list(rows) == ["Tư pháp", "Đất đai", "TOTAL"]
    assert (rows["Đất đai"]["n"], rows["Đất đai"]["mean_wait_s"], rows["Đất đai"]["p90_wait_s"]) == (
        "2", "270.0", "486.0",
    )  # fmt: skip
    assert (rows["Đất đai"]["served_at_once"], rows["Đất đai"]["share_within"]) == ("1", "1.0")
    assert (rows["Tư pháp"]["share_within"], rows["Tư pháp"]["not_served"]) == ("0.0", "1")


def test_it_refuses_an_unknown_collection_and_names_those_there_are(bring, motcua):
    bring(HEAD + CLEAN)

    code, _, err = motcua("report", "waiting", "--collection", "nope")

    assert code == 2
    assert "hall" in err


def tickets_of_the_example(days=60):
    scenario = read(yaml.safe_load(HALL.read_text(encoding="utf-8")))
    [some] = played(scenario, days, 7)
    yield HEAD
    for day, (begins, ends) in enumerate(some.streams[:, -1]):
        for person in some.people[begins:ends]:
            at, start = person["at"], person["start"]
            told = [
                _clock(at),
                *((_clock(start), _clock(start + person["need"])) if start < 1e9 else ("", "")),
            ]
            counter = scenario.counters[person["counter"]].name if start < 1e9 else ""
            name = scenario.services[person["service"]].name
            yield f"{day % 28 + 1:02d}/{day // 28 + 4:02d}/2024,,{','.join(told)},{name},{counter}\n"


def _clock(minutes):
    return f"{int(minutes) // 60:02d}:{int(minutes) % 60:02d}:{int(minutes * 60) % 60:02d}"


def test_it_learns_from_tickets_what_they_were_made_of(bring, motcua):
    bring("".join(tickets_of_the_example()))

    _, out, _ = motcua("capacity", "fit", "hall", "--json")

    scenario = json.loads(out)["scenario"]
    assert problems(scenario) == ()
    assert scenario["hours"] == ["07:30-11:30", "13:30-17:00"]
    land = scenario["services"]["land"]
    assert land["minutes"]["mean"] == pytest.approx(6.5, rel=0.05)
    assert land["minutes"]["cv"] == pytest.approx(0.8, rel=0.08)
    assert sum(land["arrivals_per_hour"]["rates"]) / 4 == pytest.approx(137, rel=0.05)
    assert [counter["serves"] for counter in scenario["counters"]] == [
        ["business"],
        ["justice"],
        ["land"],
        ["land"],
    ]


def test_it_learns_from_a_file_without_a_database(motcua, tmp_path):
    path = tmp_path / "hall.csv"
    path.write_text("".join(tickets_of_the_example(10)), encoding="utf-8")

    code, out, _ = motcua("capacity", "fit", path, "--map", MAP, "--weekday", "mon")

    assert code == 0
    assert problems(yaml.safe_load(out)) == ()


def test_it_tells_how_well_the_last_weeks_were_told(bring, motcua):
    bring("".join(tickets_of_the_example(50)))

    code, out, _ = motcua("capacity", "backtest", "hall", "--weeks", "2", "--json")

    told = json.loads(out)
    assert code == 0
    assert told["arrivals"]["fitted"] < told["arrivals"]["flat"]
    assert "simulated days" in motcua("capacity", "backtest", "hall", "--weeks", "2")[1]


def test_it_tells_waits_of_the_own_halls_without_a_collection(motcua):
    code, out, _ = motcua("report", "waiting", "--json")

    assert code == 0
    assert json.loads(out)["rows"][-1]["n"] == 0
    assert motcua("report", "waiting", "--unit", "nowhere")[0] == 2
