"""The hall: how fast a number is called while twenty counters call, and whether any is called twice or lost.

`python -m bench.hall set COUNT` furnishes a hall and draws numbers; `python -m bench.hall work FIRST DESKS
SECONDS PACE` is one process with some counters; `python -m bench.hall proof` counts what became of them.
"""

import json
import random
import subprocess
import sys
import threading
import time
from datetime import date
from typing import Any

from bench.homes import ROOT, Home

COUNTERS, PROCESSES = 20, 4
PACE = 5.0  # seconds between two calls of one counter: some forty times the pace of life
WARM_UP = 2 * PACE  # seconds, in which every counter has called
LEAST = 30.0  # seconds of that pace, for a hundred calls


def measure(home: Home, *, seconds: float, tickets: int) -> dict[str, Any]:
    """Return milliseconds of a call at a quick pace, then the race until nobody waits.

    Units: milliseconds; tickets/s, each called, begun and finished.
    """
    told = home.ask("bench.hall", "set", tickets)
    paced = [ms for part in _work(home, told, max(seconds, LEAST), PACE) for ms in part["call_ms"]]
    parts = _work(home, told, 3600, 0.0)
    hot = sorted(ms for part in parts for ms in part["call_ms"])
    spent = max(part["seconds"] for part in parts)
    found = {"counters": COUNTERS, "tickets": tickets, "calls": len(paced)} | _quantiles(sorted(paced))
    found["race"] = {"per_s": round(len(hot) / spent, 1)} | _quantiles(hot)
    return found | home.ask("bench.hall", "proof")


def _quantiles(ordered: list[float]) -> dict[str, float]:
    at = lambda share: round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1)  # noqa: E731
    return {"p50_ms": at(0.5), "p95_ms": at(0.95), "p99_ms": at(0.99)}


def _work(home: Home, told: dict[str, Any], seconds: float, pace: float) -> list[dict[str, Any]]:
    each = COUNTERS // PROCESSES
    desks, users = told["desks"], told["users"]
    children = [
        subprocess.Popen(
            [
                sys.executable, "-m", "bench.hall", "work", json.dumps(desks[n * each : (n + 1) * each]),
                json.dumps(users[n * each : (n + 1) * each]), str(seconds), str(pace),
            ],
            env=home.surroundings, cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )
        for n in range(PROCESSES)
    ]  # fmt: skip
    out = [child.communicate()[0] for child in children]
    if any(child.returncode for child in children):
        raise RuntimeError("a counter failed")
    return [json.loads(text.strip().splitlines()[-1]) for text in out]


def furnish(count: int) -> dict[str, Any]:
    """Make a hall of twenty desks in a commune that has none, and draw so many numbers."""
    from django.db import transaction

    from motcua.actions import hall, person, ticket
    from motcua.queries import access, moment
    from motcua.records.models import HallService, Unit
    from motcua.rules.people import SYSTEM, Role
    from motcua.rules.tickets import Source

    now, rng = moment.now(), random.Random(20240926)
    taken = HallService.objects.values("unit")
    unit = Unit.objects.filter(serves=True, until_on=None).exclude(pk__in=taken).order_by("-id")[0]
    for key, letter in (("mot", "A"), ("hai", "B")):
        hall.keep_service(by=SYSTEM, unit_id=unit.pk, service=hall.Service(key, key, key, letter), now=now)
    desks, users = [], []
    for number in range(1, COUNTERS + 1):
        desk = hall.Desk(number, "", {"mot": 0, "hai": 0})
        desks.append(hall.keep_desk(by=SYSTEM, unit_id=unit.pk, desk=desk, now=now).pk)
        post = person.Engagement(unit.pk, Role.RECEPTION, date(2023, 1, 1))
        account = person.Account(f"bench-hall-{number}", f"Cán bộ {number}")
        user = person.engage(by=SYSTEM, account=account, posts=[post], now=now)
        hall.open_desk(by=access.actor_of(user, now.date()), desk_id=desks[-1], now=now)
        users.append(user.pk)
    with transaction.atomic():
        for _ in range(count):
            lane = "elderly" if rng.random() < 0.2 else ""
            wanted = ticket.Wanted(unit.pk, rng.choice(["mot", "hai"]), lane, source=Source.RECEPTION)
            ticket.issue(by=SYSTEM, wanted=wanted, now=moment.now())
    return {"unit": unit.pk, "code": unit.agency_code, "desks": desks, "users": users}


def work(desks: list[int], users: list[int], seconds: float, pace: float) -> dict[str, Any]:
    """Let each counter call, begin and finish, one after the other, until the time or the line is over."""
    spent: list[float] = []
    threads = [
        threading.Thread(target=_counter, args=(desk, user, seconds, pace, spent))
        for desk, user in zip(desks, users, strict=True)
    ]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"call_ms": spent, "seconds": time.monotonic() - began}


def _counter(desk: int, user: int, seconds: float, pace: float, spent: list[float]) -> None:
    from django.db import connection

    from motcua.actions import calling, ticket
    from motcua.queries import access, moment
    from motcua.records.models import User
    from motcua.rules.tickets import Ending

    by = access.actor_of(User.objects.get(pk=user), moment.now().date())
    # What a counter does first is not measured: connecting, statements prepared, modules read.
    until, chance = time.monotonic() + seconds + WARM_UP, random.Random(desk)
    warm_at = time.monotonic() + WARM_UP if pace else 0.0
    time.sleep(chance.uniform(0, pace))
    while time.monotonic() < until:
        began = time.monotonic()
        called = calling.call_next(by=by, desk_id=desk, now=moment.now())
        if called is None:
            break
        if began >= warm_at:
            spent.append(round((time.monotonic() - began) * 1000, 2))
        calling.begin(by=by, ticket_id=called.pk, now=moment.now())
        ticket.finish(by=by, ticket_id=called.pk, ending=Ending.ADVICE_ONLY, now=moment.now())
        time.sleep(max(0.0, pace - (time.monotonic() - began)))
    connection.close()


def proof() -> dict[str, int]:
    """Return how many numbers were called twice, were lost, and how often one was passed at most."""
    from django.db.models import Count, Max

    from motcua.queries import hall_rules
    from motcua.records.models import CounterDesk, Entry, Ticket, TicketPeriod

    unit = CounterDesk.objects.latest("id").unit_id
    mine = Ticket.objects.filter(unit=unit)
    calls = TicketPeriod.objects.filter(ticket__in=mine.values("pk"), state="called").values("ticket_id")
    told = Entry.objects.filter(verb="end_ticket", subject__startswith=f"ticket:{unit}:").count()
    return {
        "doubles": calls.annotate(n=Count("id")).filter(n__gt=1).count(),
        "lost": mine.exclude(ending="advice_only").count() + abs(mine.count() - told),
        "most_passed": mine.aggregate(most=Max("passed"))["most"] or 0,
        "bound": hall_rules.fairness().bound,
    }


def main(what: str, *words: str) -> Any:
    """Run one part in this process."""
    import django

    django.setup()
    if what == "set":
        return furnish(int(words[0]))
    if what == "work":
        return work(json.loads(words[0]), json.loads(words[1]), float(words[2]), float(words[3]))
    return proof()


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
