"""Appointments of the land service in the days around now, and the five service models of the story.

The days on which the models were adopted are invented for the demonstration and marked so.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from motcua.actions import appointment, service_model
from motcua.actions.service_model import Adoption
from motcua.demo.district import Office
from motcua.queries import appointments, workdays
from motcua.rules.people import SYSTEM
from motcua.rules.service_models import WEEKDAY, Adopted, Kind

SERVICE, DAYS, EVERY = "dat-dai", 4, 3
MODELS = (
    Adopted(Kind.RESULT_AT_ONCE, date(2024, 2, 16)),
    Adopted(Kind.OFFICER_FILLS_IN, date(2024, 3, 5)),
    Adopted(Kind.SUNDAY_MORNING, date(2024, 10, 6), hours="07:30-11:00"),
    Adopted(Kind.FAST_TRACK, date(2024, 5, 6), services=("chung-thuc",), minutes=60),
    Adopted(Kind.MOBILE_DESK, date(2024, 6, 3), weekday=2, place="Nhà văn hóa các xã xa trung tâm"),
)


def adopt(offices: Sequence[Office], *, now: datetime) -> None:
    """Adopt the models before the year begins, each for its own day: nothing is entered afterwards."""
    unit = offices[0].unit
    for number, one in enumerate(MODELS, 1):
        adopted = replace(one, weekday=WEEKDAY.get(one.kind, one.weekday))
        adoption = Adoption(unit.pk, adopted, f"Minh họa {number}/2024", is_illustrative=True)
        service_model.adopt(by=SYSTEM, adoption=adoption, now=now)


def fill(offices: Sequence[Office], *, now: datetime) -> None:
    """Lay what the models change today; book every third free slot of the next days in the land service."""
    unit = offices[0].unit
    service_model.settle(now=now)
    service = appointments.service(unit, SERVICE)
    for ahead in range(DAYS):
        on = workdays.today(now) + timedelta(days=ahead)
        for slot in appointments.free(unit, service=service, on=on, now=now)[::EVERY]:
            appointment.book(place=appointment.Place(unit.pk, SERVICE, slot.at), now=now)
