"""A small hall for tests: two services, desks and who sits there."""

from datetime import timedelta

from django.test import Client

from motcua.actions import hall, hall_bulk, journal
from motcua.actions.hall_bulk import Day, Stay, Visit
from motcua.queries import hall as reads
from motcua.rules.people import SYSTEM
from motcua.rules.tickets import Ending, State

LAND = hall.Service("dat-dai", "Đất đai", "Land", "B", promise_minutes=30)
CIVIL = hall.Service("ho-tich", "Hộ tịch", "Civil status", "A")


def furnish(unit, *, now, desks=2):
    """Set up services A and B, desk 1 for both (civil first), the others for both alike."""
    for service in (CIVIL, LAND):
        hall.keep_service(by=SYSTEM, unit_id=unit.pk, service=service, now=now)
    found = []
    for number in range(1, desks + 1):
        serves = {"ho-tich": 0, "dat-dai": 1 if number == 1 else 0}
        desk = hall.Desk(number, f"Quầy {number}", serves)
        found.append(hall.keep_desk(by=SYSTEM, unit_id=unit.pk, desk=desk, now=now))
    return found


def manned(unit, *, by, now, desks=2):
    """Set the hall up and let somebody sit at its first desk."""
    found = furnish(unit, now=now, desks=desks)
    hall.open_desk(by=by, desk_id=found[0].pk, now=now)
    return found


def signed_in(account):
    """Return a browser of its own in which somebody is signed in."""
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def past(unit, desks, by, *, mornings, people=40, waits=4, lasts=9):
    """Write whole days of land visits: who comes every six minutes from eight waits and is served so long."""
    land = next(one for one in reads.services(unit.pk) if one.key == "dat-dai")
    days = []
    for number, opened_at in enumerate(mornings):
        visits = []
        for place in range(people):
            came = opened_at + timedelta(minutes=30 + 6 * place)
            called = came + timedelta(minutes=waits + (place + number) % 3)
            ended = called + timedelta(minutes=lasts + (place + number) % 5)
            desk = desks[place % len(desks)].pk
            stays = [
                Stay(State.WAITING, came, called),
                Stay(State.CALLED, called, called, desk, by.user_id),
                Stay(State.SERVING, called, ended, desk, by.user_id),
            ]
            visits.append(Visit(land.pk, land.letter, came, came, stays, Ending.ADVICE_ONLY, by))
        closed_at = opened_at + timedelta(hours=9)
        sessions = [(desk.pk, by.user_id, opened_at, closed_at) for desk in desks]
        on = opened_at.date()
        days.append(Day(unit.pk, on, opened_at, closed_at, visits, sessions))
    for saying in sorted(hall_bulk.write(days, {}), key=lambda one: one.at):
        journal.write(saying.verb, by=saying.by, at=saying.at, payload=saying.payload, subject=saying.subject)
