"""Reception as the counter does it: one act, three papers, beside plain SQL of the same rows.

`python -m bench.reception SECONDS CLIENTS WHAT` is one process per client, started together.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import clients, five_calls, plain, servers
from bench.bare import tokens
from bench.clients import Line, Load
from bench.homes import ROOT, Home

CLIENTS = (1, 4, 16)
WARM_UP = 1.0
PAPERS = [{"key": f"p{number}", "name": f"Giấy tờ {number}"} for number in range(3)]


def measure(home: Home, cast: list[dict[str, Any]], *, seconds: float, rounds: int) -> dict[str, Any]:
    """Return receptions a second and quantiles, in process and over HTTP, each beside plain SQL.

    Units: receptions/s; milliseconds; the ratios are ours over plain SQL, medians over the rounds.
    """
    (home.folder / "cast.json").write_text(json.dumps(cast))
    bare = five_calls.bare(home)
    found: dict[str, Any] = {"in_process": {}, "http": {}}
    for count in CLIENTS:
        inside: dict[str, list[dict[str, float]]] = {"ours": [], "plain": []}
        outside: dict[str, list[dict[str, float]]] = {"ours": [], "plain": []}
        for number in range(rounds):
            for what in inside:
                inside[what].append(_processes(home, seconds, count, what))
            outside["ours"].append(_ours_over_http(home, cast, count, Load(seconds), number))
            outside["plain"].append(_plain_over_http(home, bare, cast, count, Load(seconds)))
        found["in_process"][str(count)] = five_calls.compared(inside)
        found["http"][str(count)] = five_calls.compared(outside)
    return found


def _ours_over_http(
    home: Home, cast: list[dict[str, Any]], count: int, load: Load, batch: int
) -> dict[str, float]:
    def script(line: Line, number: int) -> None:
        place = cast[number // 10_000_000 % len(cast)]
        who = five_calls.person(f"{30 + number // 10_000_000:02d}{batch % 10}{number % 10_000_000:05d}")
        told = {"procedure": place["procedure"], "unit": place["unit"], "applicant": who, "papers": PAPERS}
        line.post("/api/v1/dossiers", told)

    with servers.motcua(home) as port:
        return clients.press([Line(port, cast[n % len(cast)]["token"]) for n in range(count)], script, load)


def _plain_over_http(
    home: Home, bare: dict[str, str], cast: list[dict[str, Any]], count: int, load: Load
) -> dict[str, float]:
    own = bare | {"BARE_DATABASE_URL": home.url}
    facts = home.ask("bench.reception", "facts")
    run = time.monotonic_ns() % 10**6

    def script(line: Line, number: int) -> None:
        line.post("/reception", _told(cast, facts, number // 10_000_000, run, number % 10_000_000))

    with servers.wsgi("bench.bare.wsgi:application", own, five_calls.workers(home)) as port:
        token = tokens.make(own["MOTCUA_SECRET_KEY"], "bench")
        return clients.press([Line(port, token) for _ in range(count)], script, load)


def _told(
    cast: list[dict[str, Any]], facts: dict[str, Any], client: int, run: int, number: int
) -> dict[str, Any]:
    place = cast[client % len(cast)]
    serial = f"{run:06d}{client:02d}{number:06d}"
    who = {"name": "Nguyễn Thị Hạnh", "id_number": f"B{serial}", "phone": f"0912{number:06d}"}
    return facts[str(place["unit"])] | {"unit": place["unit"], "user": place["user"], "applicant": who}


def _processes(home: Home, seconds: float, count: int, what: str) -> dict[str, float]:
    """Start one process per client, let them begin together once all are ready, and sum up."""
    run = time.monotonic_ns() % 10**6
    children = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.reception", what, str(client), str(run), str(seconds)],
            env=home.surroundings, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for client in range(count)
    ]  # fmt: skip
    for child in children:
        assert child.stdout is not None
        child.stdout.readline()
    spent: list[float] = []
    start = time.time() + 0.2
    for child in children:
        assert child.stdin is not None
        child.stdin.write(f"{start}\n")
        child.stdin.flush()
    for child in children:
        told, _ = child.communicate()
        if child.returncode:
            raise RuntimeError(f"a client of {what} failed")
        spent += json.loads(told)
    return clients.summary(spent, seconds)


def facts() -> dict[str, Any]:
    """Return what plain SQL is told beforehand: keys of procedures, versions, the journal's head."""
    from motcua.queries import moment, workdays
    from motcua.records.models import ChainHead, ProcedureVersion

    head = ChainHead.objects.get(chain=workdays.today(moment.now()).year)
    found = {}
    for place in _cast():
        version = ProcedureVersion.objects.get(procedure__code=place["procedure"], until_on=None)
        keys = {"procedure_id": version.procedure_id, "version_id": version.pk}
        found[place["unit"]] = keys | {"head": head.pk, "chain": 9000}
    return found


def _cast() -> list[dict[str, Any]]:
    from django.conf import settings

    cast: list[dict[str, Any]] = json.loads((Path(settings.HOME) / "cast.json").read_text())
    return cast


def ours(client: int, run: int) -> Callable[[int], object]:
    from motcua.actions import dossier
    from motcua.queries import access, moment, workdays
    from motcua.records.models import User
    from motcua.rules.intake import Intake, Paper, Person
    from motcua.rules.people import IdKind

    place = _cast()[client % len(_cast())]
    by = access.actor_of(User.objects.get(pk=place["user"]), workdays.today(moment.now()))
    papers = [Paper(**paper) for paper in PAPERS]

    def once(number: int) -> object:
        told = five_calls.person(f"{60 + client:02d}{run % 10}{number % 100_000:05d}")
        who = Person(**told | {"id_kind": IdKind.CCCD})
        intake = Intake(place["procedure"], place["unit"], who, papers=papers, fee_amount=0)
        return dossier.take_in(by=by, intake=intake, now=moment.now())

    return once


def _plain(client: int, run: int) -> Callable[[int], object]:
    """Plain SQL by the bare driver: on SQLite with the house's pragmas and its fair lock."""
    from django.db import connection

    cast, known = _cast(), json.loads(json.dumps(facts()))
    connection.close()
    if connection.vendor == "sqlite":
        return _plain_sqlite(cast, known, client, run)
    import psycopg

    line = psycopg.connect(_url())
    cursor = line.cursor()

    def once(number: int) -> object:
        told = _told(cast, known, client, run, number)
        done = plain.receive(cursor, told, datetime.now(UTC))
        line.commit()
        return done

    return once


def _url() -> str:
    import os

    return os.environ["MOTCUA_DATABASE_URL"]


def _plain_sqlite(
    cast: list[dict[str, Any]], known: dict[str, Any], client: int, run: int
) -> Callable[[int], object]:
    import fcntl
    import sqlite3

    from motcua.records.sqlite.base import PRAGMAS

    path = _url().removeprefix("sqlite:///")
    line = sqlite3.connect(path, isolation_level=None, timeout=30)
    for pragma in PRAGMAS:
        line.execute(f"PRAGMA {pragma}")

    def once(number: int) -> object:
        with open(f"{path}.lock", "wb") as lock, closing(line.cursor()) as cursor:
            fcntl.flock(lock, fcntl.LOCK_EX)
            cursor.execute("BEGIN IMMEDIATE")
            told = _told(cast, known, client, run, number)
            done = plain.receive(cursor, told, datetime.now(UTC), mark="?")
            cursor.execute("COMMIT")
        return done

    return once


def client(what: str, which: int, run: int, seconds: float) -> list[float]:
    """Receive until the time is over, from the moment all begin; return what each one took. Units: s."""
    once = {"ours": ours, "plain": _plain}[what](which, run)
    once(999_999)
    print("ready", flush=True)
    start = float(sys.stdin.readline())
    begin = start + WARM_UP
    time.sleep(max(0.0, start - time.time()))
    spent, number, late = [], 0, begin + seconds
    while (now := time.time()) < late:
        started = time.perf_counter()
        once(number)
        number += 1
        if now >= begin:
            spent.append(time.perf_counter() - started)
    return spent


if __name__ == "__main__":
    import django

    django.setup()
    if sys.argv[1] == "facts":
        print(json.dumps(facts()))
    else:
        what, which, run, seconds = sys.argv[1:]
        print(json.dumps(client(what, int(which), int(run), float(seconds))))
