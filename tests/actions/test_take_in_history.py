"""Taking in a history."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from motcua.actions.history import Destination, take_in
from motcua.records.models import Collection, Dossier, Entry, PastDossier, PastEvent, Tally
from motcua.rules.history_map import read_map
from motcua.rules.history_rows import Case, Event
from motcua.rules.people import SYSTEM
from tests import make

pytestmark = pytest.mark.django_db
PLAN = read_map(
    {"rows": "dossiers", "timezone": "Europe/Amsterdam", "columns": {"code": "a", "received_at": "b"}}
)
INTO = Destination("năm cũ", PLAN, "a.csv")
START = make.at("2011-03-01 08:00")


def case(number, *, finished=None, events=0):
    happened = tuple(
        Event(f"bước {step}", START + timedelta(hours=step), "Lan", '{"phòng":"P2"}')
        for step in range(events)
    )
    return Case(
        f"{number}",
        {"unit": "Xã Lam Sơn"},
        START,
        START + timedelta(days=5),
        finished,
        '{"loại":"đất"}',
        happened,
    )


def test_it_keeps_dossiers_and_events_in_their_collection(now):
    counts = take_in(by=SYSTEM, into=INTO, cases=[case(1, events=2), case(2)], now=now)

    assert (counts.new, counts.events) == (2, 2)
    kept = PastDossier.objects.get(code="1")
    assert (kept.collection.name, kept.collection.timezone) == ("năm cũ", "Europe/Amsterdam")
    assert (kept.unit, kept.received_at, kept.finished_at) == ("Xã Lam Sơn", START, None)
    assert kept.facts == {"loại": "đất"}
    assert list(kept.events.order_by("at").values_list("activity", flat=True)) == ["bước 0", "bước 1"]
    assert kept.events.first().facts == {"phòng": "P2"}


def test_it_leaves_one_line_in_the_journal(now):
    take_in(by=SYSTEM, into=INTO, cases=[case(1)], now=now)

    entry = Entry.objects.get()
    assert (entry.verb, entry.subject) == ("import_history", f"collection:{Collection.objects.get().pk}")


def test_it_changes_nothing_the_second_time(now):
    cases = [case(1, events=2), case(2)]
    take_in(by=SYSTEM, into=INTO, cases=cases, now=now)

    counts = take_in(by=SYSTEM, into=INTO, cases=cases, now=now + timedelta(days=1))

    assert (counts.new, counts.changed, counts.unchanged) == (0, 0, 2)
    assert (Entry.objects.count(), PastEvent.objects.count()) == (1, 2)
    assert Collection.objects.get().imported_at == now


def test_it_replaces_a_dossier_that_differs(now):
    take_in(by=SYSTEM, into=INTO, cases=[case(1, events=2), case(2)], now=now)
    ended = START + timedelta(days=2)

    counts = take_in(by=SYSTEM, into=INTO, cases=[case(1, finished=ended, events=3)], now=now)

    assert (counts.new, counts.changed) == (0, 1)
    assert PastDossier.objects.get(code="1").finished_at == ended
    assert (PastEvent.objects.count(), PastDossier.objects.count()) == (3, 2)


def test_it_writes_nothing_in_a_dry_run(now):
    counts = take_in(by=SYSTEM, into=INTO, cases=[case(1, events=2)], now=now, dry_run=True)

    assert counts.new == 1
    assert not Collection.objects.exists()
    assert not Entry.objects.exists()


def test_it_keeps_nothing_when_reading_breaks_off(now):
    def broken():
        yield from (case(number, events=1) for number in range(2500))
        raise ValueError("the file ends in the middle of a row")

    with pytest.raises(ValueError, match="in the middle"):
        take_in(by=SYSTEM, into=INTO, cases=broken(), now=now)

    assert not Collection.objects.exists()
    assert not PastDossier.objects.exists()
    assert not PastEvent.objects.exists()


def test_it_never_touches_the_services_own_figures(received, now):
    before = list(Tally.objects.order_by("pk").values())

    take_in(by=SYSTEM, into=INTO, cases=[case(1)], now=now)

    assert list(Tally.objects.order_by("pk").values()) == before
    assert Dossier.objects.count() == 1


def test_it_is_not_for_everybody(lan, now):
    with pytest.raises(PermissionDenied):
        take_in(by=lan, into=INTO, cases=[case(1)], now=now)
