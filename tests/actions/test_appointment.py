"""An appointment from its booking to its number, and the service models that a unit adopts."""

import json
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from bench import statements
from motcua.actions import appointment, calendar, hall, service_model, ticket
from motcua.actions.appointment import Place
from motcua.actions.service_model import Adoption
from motcua.jobs import notices
from motcua.queries import access, appointments, service_models, workdays
from motcua.records.models import Appointment, Entry, HallService, Notice, Ticket, Unit
from motcua.rules.appointment_times import SlotPassed, TooEarlyToKeep
from motcua.rules.appointments import (
    AppointmentElsewhere,
    AppointmentOver,
    NotYetItsDay,
    SlotFull,
    SlotGone,
    State,
)
from motcua.rules.people import SYSTEM, BadPhone
from motcua.rules.queueing import LaneUnknown
from motcua.rules.service_models import (
    Adopted,
    Kind,
    ModelAdopted,
    ModelBadDays,
    ModelBadHours,
    ModelBadPromise,
    ModelEnded,
)  # fmt: skip
from motcua.rules.workdays import DayKind
from tests import halls

MONDAY = date(2024, 1, 15)
NINE = datetime.fromisoformat("2024-01-15T09:00")


@pytest.fixture(autouse=True)
def desks(commune, now):
    """Four desks: 0.3 of their time is 1.8 visits of ten minutes a quarter of an hour."""
    return halls.furnish(commune, now=now - timedelta(days=1), desks=5)


@pytest.fixture
def book(commune, now):
    def do(at=NINE, **more):
        return appointment.book(place=Place(commune.pk, "dat-dai", at), now=now, **more)

    return do


def seats(commune, now, at=NINE):
    service = appointments.service(commune, "dat-dai")
    return {slot.at: slot for slot in appointments.slots(commune, service=service, on=at.date(), now=now)}[
        at
    ].seats


def test_it_takes_seats_until_none_is_left(book, commune, now):
    taken = [book().appointment.seat for _ in range(seats(commune, now))]

    assert taken == list(range(1, len(taken) + 1))
    with pytest.raises(SlotFull):
        book()


@pytest.mark.parametrize(
    "at",
 [
        datetime.fromisoformat(text)
        for text in ("2024-01-12T08:00", "2024-01-14T09:00", "2024-01-15T09:05", "2024-03-04T09:00")
    ],
    ids=["begun", "Sunday", "between", "far"],
)  # fmt: skip
def test_it_refuses_what_is_no_slot(book, at):
    with pytest.raises(SlotGone):
        book(at)


def test_the_services_of_one_desk_share_its_part(commune, now):
    hall.keep_desk(
        by=SYSTEM, unit_id=commune.pk, desk=hall.Desk(1, serves={"ho-tich": 0, "dat-dai": 0}), now=now
    )
    for number in range(2, 6):
        hall.keep_desk(by=SYSTEM, unit_id=commune.pk, desk=hall.Desk(number, is_active=False), now=now)
    offered = {key: appointments.free(commune, service=appointments.service(commune, key), on=MONDAY, now=now)
               for key in ("ho-tich", "dat-dai")}  # fmt: skip

    for key, free in offered.items():
        for slot in free:
            for _ in range(slot.free):
                appointment.book(place=Place(commune.pk, key, slot.at), now=now)

    assert Appointment.objects.count() * 10 <= 0.3 * 450
    assert Appointment.objects.count() == sum(slot.seats for free in offered.values() for slot in free)


def test_a_cancelled_seat_is_taken_again_and_the_slot_not_once_more(book, commune, now):
    made = [book() for _ in range(seats(commune, now))]
    appointment.cancel(code=made[0].code, now=now)

    again = book().appointment.seat

    assert again == 1
    with pytest.raises(SlotFull):
        book()


def test_it_keeps_no_code_and_tells_the_journal_no_telephone(book):
    made = book(phone="0912 345 678")

    entry = Entry.objects.get(verb="book_appointment")
    assert made.code not in json.dumps(list(Appointment.objects.values()), default=str)
    assert "0912345678" not in entry.payload
    assert made.code not in entry.payload


def test_it_refuses_a_number_that_is_no_telephone(book):
    with pytest.raises(BadPhone):
        book(phone="12")

    assert Appointment.objects.count() == 0


def test_it_reminds_whoever_left_a_telephone_and_nobody_else(book):
    book(NINE + timedelta(minutes=30))
    made = book(phone="0912345678").appointment

    notice = Notice.objects.get(kind="appointment")
    assert notice.facts["address"] == "0912345678"
    assert notice.next_at == made.slot_at - timedelta(hours=18)


def test_it_changes_under_the_same_code_and_frees_the_seat(book, now):
    made = book(phone="0912345678")

    moved = appointment.change(code=made.code, at=NINE + timedelta(minutes=30), now=now)

    assert (moved.state, workdays.wall(moved.slot_at).minute) == (State.CHANGED, 30)
    assert book().appointment.seat == 1
    assert Notice.objects.filter(kind="appointment").count() == 1


def test_it_frees_the_seat_and_forgets_the_telephone_when_cancelled(book, now):
    made = book(phone="0912345678")

    row = appointment.cancel(code=made.code.lower(), now=now)

    assert (row.state, row.phone, Notice.objects.count()) == (State.CANCELLED, "", 0)
    assert book().appointment.seat == 1
    with pytest.raises(AppointmentOver):
        appointment.cancel(code=made.code, now=now)


def test_it_becomes_a_number_that_stands_near_its_slot(book, commune):
    made, here = book(), workdays.instant(NINE - timedelta(minutes=25))

    issued = appointment.keep(code=made.code, unit_id=commune.pk, now=here)

    assert (issued.ticket.source, issued.ticket.appointment_id) == ("appointment", made.appointment.pk)
    assert issued.ticket.order_at == workdays.instant(NINE - timedelta(minutes=15))
    with pytest.raises(AppointmentOver):
        appointment.keep(code=made.code, unit_id=commune.pk, now=here)
    assert Ticket.objects.count() == 1


def keep_at(made, commune, at, **more):
    return appointment.keep(code=made.code, unit_id=commune.pk, now=workdays.instant(at), **more).ticket


def test_it_is_kept_half_an_hour_before_its_slot_and_not_hours_ahead(book, commune):
    made = book(NINE + timedelta(hours=6))

    with pytest.raises(TooEarlyToKeep) as no:
        keep_at(made, commune, NINE)
    kept = keep_at(made, commune, NINE + timedelta(hours=5, minutes=30))

    assert no.value.facts == {"at": "15:00", "from_at": "14:30"}
    assert kept.order_at == workdays.instant(NINE + timedelta(hours=5, minutes=45))


def test_who_comes_hours_ahead_may_wait_as_a_walk_in(book, commune):
    made = book(NINE + timedelta(hours=6))

    kept = keep_at(made, commune, NINE, how=appointment.How(as_walk_in=True))

    assert kept.order_at == workdays.instant(NINE)


@pytest.mark.parametrize("way", ["booked", "moved"])
def test_a_slot_taken_on_the_spot_passes_nobody_who_waits(commune, book, now, way):
    here = NINE + timedelta(minutes=10)
    soon = NINE + timedelta(minutes=15)
    made = book(NINE + timedelta(days=1)) if way == "moved" else None
    waiting = ticket.issue(by=SYSTEM, wanted=ticket.Wanted(commune.pk, "dat-dai"), now=workdays.instant(here))

    if made is None:
        made = appointment.book(place=Place(commune.pk, "dat-dai", soon), now=workdays.instant(here))
    else:
        appointment.change(code=made.code, at=soon, now=workdays.instant(here))
    kept = keep_at(made, commune, here + timedelta(minutes=1))

    assert kept.order_at > waiting.ticket.order_at


def test_it_carries_the_priority_class_to_the_line(commune, now):
    made = appointment.book(place=Place(commune.pk, "dat-dai", NINE, "elderly"), now=now)

    kept = keep_at(made, commune, NINE)

    assert (kept.lane, kept.order_at) == ("elderly", workdays.instant(NINE - timedelta(minutes=20)))
    with pytest.raises(LaneUnknown):
        appointment.book(place=Place(commune.pk, "dat-dai", NINE, "nobody"), now=now)


@pytest.mark.parametrize(
    ("after", "state"), [(0, State.CANCELLED), (10, State.CANCELLED), (11, State.MISSED)]
)
def test_giving_it_back_after_its_grace_is_a_no_show(book, after, state):
    made = book()

    row = appointment.cancel(code=made.code, now=workdays.instant(NINE + timedelta(minutes=after)))

    assert row.state == state


def test_it_is_not_moved_away_after_its_grace(book):
    made = book()

    with pytest.raises(SlotPassed):
        appointment.change(
            code=made.code, at=NINE + timedelta(days=1), now=workdays.instant(NINE + timedelta(minutes=11))
        )


@pytest.mark.parametrize(
    ("sent", "what"),
    [("2024-01-14T22:00", "put off"), ("2024-01-15T09:00", "given up"), ("2024-01-14T15:00", "sent")],
)
def test_no_reminder_is_sent_at_night_or_after_the_slot(book, sent, what):
    book(phone="0912345678")
    at = workdays.instant(datetime.fromisoformat(sent))

    notices.deliver(now=at)

    row = Notice.objects.get(kind="appointment")
    told = "sent" if row.sent_at else "given up" if row.failed_at else "put off" if row.next_at > at else ""
    assert told == what


def test_it_is_not_kept_on_another_day_or_elsewhere(book, commune, elsewhere, now):
    made = book()

    with pytest.raises(NotYetItsDay):
        appointment.keep(code=made.code, unit_id=commune.pk, now=now)
    with pytest.raises(AppointmentElsewhere):
        appointment.keep(code=made.code, unit_id=elsewhere.pk, now=workdays.instant(NINE))
    with pytest.raises(access.NoSuch):
        appointment.keep(code="ABCD2345", unit_id=commune.pk, now=workdays.instant(NINE))


def test_it_counts_as_missed_the_day_after(book, commune):
    book(phone="0912345678")

    missed = [appointment.close_past(now=workdays.instant(NINE + timedelta(days=n))) for n in (0, 1, 1)]

    row = Appointment.objects.get()
    assert (missed, row.state, row.phone) == ([0, 1, 0], State.MISSED, "")
    assert "0912345678" not in json.dumps(list(Notice.objects.values("facts")))
    assert appointments.no_show(commune.pk) == (2 + 1) / appointments.Decimal(21)


def test_it_offers_a_day_in_few_statements(commune, now):
    service = appointments.service(commune, "dat-dai")
    appointments.slots(commune, service=service, on=MONDAY, now=now)

    asked = statements.counted(lambda: appointments.free(commune, service=service, on=MONDAY, now=now))

    assert asked <= 4


def adopt(by, commune, now, one, decision="12/QĐ-UBND"):
    return service_model.adopt(by=by, adoption=Adoption(commune.pk, one, decision), now=now)


def test_a_fast_track_sets_its_promise_on_its_day_and_takes_it_back(hoa, commune, now):
    row = adopt(hoa, commune, now, Adopted(Kind.FAST_TRACK, MONDAY, services=("ho-tich",), minutes=45))
    promise = lambda: HallService.objects.get(unit=commune, key="ho-tich").promise_minutes  # noqa: E731

    seen = [promise()]
    service_model.settle(now=workdays.instant(NINE))
    seen.append(promise())
    service_model.end(by=hoa, model_id=row.pk, until_on=date(2024, 1, 22), now=workdays.instant(NINE))
    service_model.settle(now=workdays.instant(NINE + timedelta(days=7)))
    seen.append(promise())

    assert seen == [None, 45, None]
    assert Entry.objects.filter(verb__in=["adopt_service_model", "end_service_model"]).count() == 2


def promises(commune):
    return dict(HallService.objects.filter(unit=commune).values_list("key", "promise_minutes"))


def test_two_fast_tracks_and_two_mobile_places_stand_side_by_side(hoa, commune, now):
    on = workdays.today(now)
    for services, minutes in ((("ho-tich",), 30), (("dat-dai",), 60)):
        adopt(hoa, commune, now, Adopted(Kind.FAST_TRACK, on, services=services, minutes=minutes))
    for weekday, place in ((1, "Chợ Neo"), (3, "Chợ Neo"), (1, "Trường Lam Sơn")):
        adopt(hoa, commune, now, Adopted(Kind.MOBILE_DESK, on, weekday=weekday, place=place))

    told = [service_models.today(commune.pk, date(2024, 1, day)).says for day in (15, 16, 18)]

    assert promises(commune) == {"ho-tich": 30, "dat-dai": 60}
    assert [len(says) for says in told] == [2, 4, 3]
    with pytest.raises(ModelAdopted):
        adopt(hoa, commune, now, Adopted(Kind.FAST_TRACK, MONDAY, services=("ho-tich",), minutes=45))
    with pytest.raises(ModelAdopted):
        adopt(hoa, commune, now, Adopted(Kind.MOBILE_DESK, MONDAY, weekday=1, place="CHỢ NEO"))


def test_a_fast_track_of_a_weekday_promises_on_that_day_alone(hoa, commune, now):
    adopt(hoa, commune, now, Adopted(Kind.FAST_TRACK, MONDAY, weekday=1, services=("dat-dai",), minutes=20))

    seen = []
    for ahead in range(3):
        service_model.settle(now=workdays.instant(NINE + timedelta(days=ahead)))
        seen.append(promises(commune)["dat-dai"])

    assert seen == [30, 20, 30]


def test_setting_a_service_up_again_leaves_what_a_model_promises(hoa, commune, now):
    on = workdays.today(now)
    row = adopt(hoa, commune, now, Adopted(Kind.FAST_TRACK, on, services=("ho-tich",), minutes=45))

    again = hall.Service("ho-tich", "Hộ tịch", "Civil status", "A", promise_minutes=90)
    hall.keep_service(by=SYSTEM, unit_id=commune.pk, service=again, now=now)
    held = promises(commune)["ho-tich"]
    service_model.end(by=hoa, model_id=row.pk, until_on=MONDAY, now=now)
    service_model.settle(now=workdays.instant(NINE))

    assert (held, promises(commune)["ho-tich"]) == (45, 90)


def test_what_is_entered_afterwards_counts_from_its_entry_or_its_first_number(hoa, commune, now):
    service_model.settle(now=now)
    back = date(2024, 1, 2)
    adopt(hoa, commune, now, Adopted(Kind.OFFICER_FILLS_IN, back, weekday=1))
    adopt(hoa, commune, now, Adopted(Kind.FAST_TRACK, MONDAY, services=("ho-tich",), minutes=45))

    found = service_models.events(commune.pk, until_on=date(2024, 1, 31))

    assert [(one.model.kind, one.on, one.said_on, one.is_backdated) for one in found] == [
        (Kind.FAST_TRACK, MONDAY, MONDAY, False),
        (Kind.OFFICER_FILLS_IN, workdays.today(now), back, True),
    ]


def test_sunday_mornings_go_on_as_long_as_the_model(hoa, commune, now):
    sunday = Adopted(Kind.SUNDAY_MORNING, date(2024, 1, 14), weekday=6, hours="07:30-11:00")
    adopt(hoa, commune, now, sunday)

    for month in range(1, 13):
        service_model.settle(now=now + timedelta(days=30 * month))

    kinds = {workdays.calendar(commune).day(date(2024, 1, 14) + timedelta(days=7 * week)).kind
             for week in range(70)}  # fmt: skip
    assert kinds <= {
        DayKind.EXTRA_SESSION,
        DayKind.HOLIDAY,
        DayKind.COMPENSATORY_OFF,
        DayKind.MAKE_UP_WORKING,
    }


def test_a_model_opens_its_own_unit_and_none_below(commune, now):
    Unit.objects.filter(pk=commune.parent_id).update(serves=True)
    sunday = Adopted(Kind.SUNDAY_MORNING, date(2024, 1, 14), weekday=6, hours="07:30-11:00")

    adopt(SYSTEM, commune.parent, now, sunday)

    opened = [workdays.calendar(unit).is_open(date(2024, 1, 21)) for unit in (commune.parent, commune)]
    assert opened == [True, False]


def test_ending_a_model_leaves_the_sessions_set_by_hand(hoa, commune, now):
    sunday = Adopted(Kind.SUNDAY_MORNING, date(2024, 1, 14), weekday=6, hours="07:30-11:00")
    by_hand = calendar.DayDecision(commune.pk, date(2024, 1, 20), "extra_session", "Thứ Bảy", "Saturday",
                                   "12/QĐ-UBND", "07:30-11:00")  # fmt: skip
    row = adopt(hoa, commune, now, sunday)
    calendar.decide_day(by=SYSTEM, day=by_hand, now=now)

    service_model.end(by=hoa, model_id=row.pk, until_on=date(2024, 1, 15), now=now)

    days = [workdays.calendar(commune).day(date(2024, 1, day)).kind for day in (14, 20, 21)]
    assert days == [DayKind.EXTRA_SESSION, DayKind.EXTRA_SESSION, DayKind.WEEKEND]


def test_sunday_mornings_open_without_counting(hoa, commune, now):
    one = Adopted(Kind.SUNDAY_MORNING, date(2024, 1, 14), weekday=6, hours="07:30-11:00")

    row = adopt(hoa, commune, now, one)
    sunday = workdays.calendar(commune).day(date(2024, 1, 21))
    service_model.end(by=hoa, model_id=row.pk, until_on=date(2024, 2, 1), now=now)
    after = [workdays.calendar(commune).day(on).kind for on in (date(2024, 1, 28), date(2024, 2, 4))]

    assert (sunday.kind, sunday.counts) == (DayKind.EXTRA_SESSION, False)
    assert after == [DayKind.EXTRA_SESSION, DayKind.WEEKEND]


def test_a_sunday_morning_can_be_booked(hoa, commune, book, now):
    adopt(hoa, commune, now, Adopted(Kind.SUNDAY_MORNING, date(2024, 1, 14), weekday=6, hours="07:30-11:00"))

    made = book(datetime.fromisoformat("2024-01-14T09:00"))

    assert made.appointment.on == date(2024, 1, 14)


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (Adopted(Kind.FAST_TRACK, MONDAY, services=(), minutes=30), ModelBadPromise),
        (Adopted(Kind.FAST_TRACK, MONDAY, services=("ho-tich",)), ModelBadPromise),
        (Adopted(Kind.FAST_TRACK, MONDAY, services=("nothing",), minutes=30), access.NoSuch),
        (Adopted(Kind.SUNDAY_MORNING, MONDAY, weekday=6), ModelBadHours),
        (Adopted(Kind.SUNDAY_MORNING, MONDAY, weekday=6, hours="morning"), ModelBadHours),
        (Adopted(Kind.MOBILE_DESK, MONDAY, MONDAY), ModelBadDays),
    ],
)
def test_a_model_is_refused_that_lacks_something(hoa, commune, now, one, reason):
    with pytest.raises(reason):
        adopt(hoa, commune, now, one)


def test_a_model_needs_a_decision_a_leader_and_days_of_its_own(hoa, lan, commune, now):
    tuesday = Adopted(Kind.OFFICER_FILLS_IN, date(2024, 1, 1), weekday=1)

    with pytest.raises(calendar.DecisionMissing):
        adopt(hoa, commune, now, tuesday, decision=" ")
    with pytest.raises(PermissionDenied):
        adopt(lan, commune, now, tuesday)
    row = adopt(hoa, commune, now, tuesday)
    with pytest.raises(ModelAdopted):
        adopt(hoa, commune, now, tuesday)
    service_model.end(by=hoa, model_id=row.pk, until_on=workdays.today(now), now=now)
    with pytest.raises(ModelEnded):
        service_model.end(by=hoa, model_id=row.pk, until_on=MONDAY, now=now)
    assert len(service_models.today(commune.pk, date(2024, 1, 9)).steps) == 1


def test_a_closed_service_is_offered_no_more(book, commune, now):
    closed = hall.Service("dat-dai", "Đất đai", "Land", "B", is_active=False)
    hall.keep_service(by=SYSTEM, unit_id=commune.pk, service=closed, now=now)

    with pytest.raises(access.NoSuch):
        book()
