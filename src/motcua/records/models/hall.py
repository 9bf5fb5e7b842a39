"""The hall: what is served, at which desks, by whom and when, and every ticket with each of its states.

Nothing here is personal but a telephone left for the message "you are next", emptied at the day's end.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from motcua.records.models.dossier import Dossier
from motcua.records.models.person import User
from motcua.records.models.procedure import Procedure
from motcua.records.models.unit import Unit
from motcua.rules.tickets import AT_DESK, Ending, Source, State


class HallService(models.Model):
    """What people come for (lĩnh vực phục vụ): one line of the kiosk, and the letter of its tickets."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="hall_services", db_index=False)
    key = models.SlugField("mã", max_length=40)
    name = models.CharField("tên", max_length=120)
    name_en = models.CharField("tên tiếng Anh", max_length=120, blank=True)
    letter = models.CharField("chữ đầu của số", max_length=1)
    procedures = models.ManyToManyField(Procedure, related_name="hall_services", blank=True)
    promise_minutes = models.PositiveSmallIntegerField("cam kết (phút)", null=True)  # what holds today
    own_promise_minutes = models.PositiveSmallIntegerField(null=True)  # and without any service model
    is_active = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "lĩnh vực phục vụ"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "key"], name="hall_service_one_key"),
            models.UniqueConstraint(
                fields=["unit", "letter"], condition=Q(is_active=True), name="hall_service_one_letter"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CounterDesk(models.Model):
    """One counter of the hall (quầy): its number stands on the board."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="counter_desks", db_index=False)
    number = models.PositiveSmallIntegerField("số quầy")
    name = models.CharField("tên", max_length=120, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = "quầy"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "number"], name="counter_desk_one_number")
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class DeskService(models.Model):
    """A desk serves a service (quầy phục vụ lĩnh vực); 0 is its own, a higher one it helps out with."""

    desk = models.ForeignKey(CounterDesk, models.PROTECT, related_name="serves", db_index=False)
    service = models.ForeignKey(HallService, models.PROTECT, related_name="served_at")
    preference = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "lĩnh vực của quầy"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["desk", "service"], name="desk_service_once")
        ]


class DeskSession(models.Model):
    """An official sits at a desk (ca trực quầy), from when to when."""

    desk = models.ForeignKey(CounterDesk, models.PROTECT, related_name="sessions", db_index=False)
    officer = models.ForeignKey(User, models.PROTECT, related_name="desk_sessions", db_index=False)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "ca trực quầy"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["desk"], condition=Q(until_at=None), name="desk_session_one_open_per_desk"
            ),
            models.UniqueConstraint(
                fields=["officer"], condition=Q(until_at=None), name="desk_session_one_open_per_officer"
            ),
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gte=F("from_at")),
                name="desk_session_ends_after_it_begins",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["desk", "from_at"], name="desk_session_by_desk")]


class DeskPause(models.Model):
    """A desk rests for a while (tạm nghỉ quầy) while its official stays signed in."""

    session = models.ForeignKey(DeskSession, models.PROTECT, related_name="pauses", db_index=False)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    why = models.CharField("lý do", max_length=200, blank=True)

    class Meta:
        verbose_name = "lượt tạm nghỉ quầy"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(until_at=None), name="desk_pause_one_open"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["session", "from_at"], name="desk_pause_by_session")]


class HallDay(models.Model):
    """One day of one hall (ngày phục vụ): whoever moves a ticket locks its row, and `mark` counts moves."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="hall_days", db_index=False)
    on = models.DateField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    issued = models.PositiveIntegerField(default=0, db_default=0)  # tickets of all letters
    mark = models.PositiveIntegerField(default=0, db_default=0)  # moves with every change a board shows

    class Meta:
        verbose_name = "ngày phục vụ"
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "on"], name="hall_day_once")]


class LetterCounter(models.Model):
    """The last number given under a letter of a day: moved in the same transaction, so without gaps."""

    day = models.ForeignKey(HallDay, models.PROTECT, related_name="letters", db_index=False)
    letter = models.CharField(max_length=1)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "bộ đếm số thứ tự"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "letter"], name="letter_counter_once")
        ]


_WAITING = Q(state="waiting")


class Ticket(models.Model):
    """One number drawn (số thứ tự): where it stands now; how it came there stands in its periods."""

    day = models.ForeignKey(HallDay, models.PROTECT, related_name="tickets", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="tickets", db_index=False)
    on = models.DateField()
    service = models.ForeignKey(HallService, models.PROTECT, related_name="tickets", db_index=False)
    number = models.PositiveIntegerField()
    code = models.CharField("số thứ tự", max_length=12)
    place = models.PositiveIntegerField()  # the how-manieth ticket of the day, whatever its letter
    lane = models.CharField("diện ưu tiên", max_length=40, blank=True)  # key of data/hall/classes.yaml
    proof = models.CharField(
        "giấy tờ chứng minh", max_length=200, blank=True
    )  # which paper was shown, no number
    source = models.CharField(max_length=12, choices=[(s, s) for s in Source], default=Source.KIOSK)
    appointment_id = models.BigIntegerField(null=True)  # of the appointment that was kept
    phone = models.CharField("điện thoại", max_length=20, blank=True)  # emptied when the day closes
    token_hash = models.CharField(max_length=64, unique=True)  # of the link by which the place is followed
    state = models.CharField(max_length=10, choices=[(s, s) for s in State], default=State.WAITING)
    state_at = models.DateTimeField()  # since when it is in this state
    desk = models.ForeignKey(CounterDesk, models.PROTECT, null=True, related_name="tickets", db_index=False)
    officer = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    order_at = models.DateTimeField()  # rules.queueing.effective_at: the smallest is called first
    passed = models.PositiveSmallIntegerField(default=0, db_default=0)  # later ones called before it
    recalls = models.PositiveSmallIntegerField(default=0, db_default=0)
    out_of_turn = models.PositiveSmallIntegerField(
        default=0, db_default=0
    )  # calls by name that passed others
    issued_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)  # the first time
    served_from_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=16, blank=True, choices=[(e, e) for e in Ending])
    wait_seconds = models.PositiveIntegerField(null=True)  # all waiting, transfers too
    service_seconds = models.PositiveIntegerField(null=True)
    total_seconds = models.PositiveIntegerField(null=True)  # from drawing the number to the end
    result_seconds = models.PositiveIntegerField(null=True)  # and to the result: a dossier's, handed over
    expected_seconds = models.PositiveIntegerField(null=True)  # told at issue: the point of the range
    low_seconds = models.PositiveIntegerField(null=True)
    high_seconds = models.PositiveIntegerField(null=True)
    promise_minutes = models.PositiveSmallIntegerField(null=True)  # the service's on the day of issue
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="tickets", db_index=False)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "số thứ tự"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "code"], name="ticket_one_code_a_day"),
            models.UniqueConstraint(fields=["day", "place"], name="ticket_one_place_a_day"),
            models.UniqueConstraint(
                fields=["desk"], condition=Q(state__in=sorted(AT_DESK)), name="ticket_one_at_a_desk"
            ),
            models.UniqueConstraint(
                fields=["dossier", "on"],
                condition=Q(dossier__isnull=False),
                name="ticket_one_a_dossier_a_day",
            ),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="ticket_state_is_known"),
            models.CheckConstraint(
                condition=Q(ending="", ended_at=None) | (~Q(ending="") & Q(ended_at__isnull=False)),
                name="ticket_ends_with_an_ending",
            ),
            models.CheckConstraint(
                condition=~Q(ending="dossier") | Q(dossier__isnull=False), name="ticket_names_its_dossier"
            ),
            models.CheckConstraint(
                condition=Q(called_at=None) | Q(called_at__gte=F("issued_at")),
                name="ticket_called_after_issue",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["day", "service", "order_at", "place"], condition=_WAITING, name="ticket_line"
            ),
            models.Index(fields=["unit", "on", "service"], name="ticket_by_day"),
        ]

    def __str__(self) -> str:
        return self.code


class TicketPeriod(models.Model):
    """A ticket was in a state (giai đoạn của số thứ tự): added, closed once, never overwritten."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="periods", db_index=False)
    state = models.CharField(max_length=10, choices=[(s, s) for s in State])
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    desk = models.ForeignKey(CounterDesk, models.PROTECT, null=True, related_name="+", db_index=False)
    officer = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    # of that time: a ticket is sent on; None: written before this was kept
    service = models.ForeignKey(HallService, models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField("lý do", max_length=200, blank=True)

    class Meta:
        verbose_name = "giai đoạn của số thứ tự"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(until_at=None), name="ticket_period_one_open"
            ),
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gte=F("from_at")),
                name="ticket_period_ends_after_it_begins",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["ticket", "id"], name="ticket_period_by_ticket")]
