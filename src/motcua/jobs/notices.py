"""Deliver what is owed: the notice row is the queue and the truth about delivery."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q

from motcua.edge import twin
from motcua.jobs import wording
from motcua.queries import appointments, hall_messages
from motcua.queries.hall_messages import TRUE_IN
from motcua.records.models import Notice

LEASE = timedelta(minutes=5)  # a claim older than this belongs to a worker that died
RETRY = timedelta(minutes=5)  # as GOV.UK Notify: 48 tries, five minutes apart, the first at once
REMINDER = "appointment"
SOON = timedelta(seconds=20)  # both, for who stands in line: her message is of no use in five minutes
MOST_TRIES = 48
BATCH = 100

log = logging.getLogger(__name__)


def deliver(now: datetime) -> int:
    """Send the messages whose time has come, oldest first; return how many were sent."""
    owed = Notice.objects.filter(sent_at=None, failed_at=None, next_at__lte=now)
    ids = list(owed.filter(_free(now)).order_by("next_at", "id").values_list("id", flat=True)[:BATCH])
    return sum(_deliver_one(pk, now) for pk in ids)


def _deliver_one(pk: int, now: datetime) -> bool:
    mine = Notice.objects.filter(_free(now), pk=pk, sent_at=None).update(
        claimed_at=now, attempts=F("attempts") + 1
    )
    if not mine:
        return False
    notice = Notice.objects.select_related("to", "dossier").filter(pk=pk).first()
    if notice is None:  # taken back in this moment
        return False
    if notice.kind == REMINDER and not _is_time(notice, now):
        return False
    try:
        twin.send(
            channel=notice.channel,
            to=_address(notice),
            text=wording.text_of(notice),
            key=notice.effect_key,
            outbox=settings.HOME / "outbox.jsonl",
        )
    except twin.Unreachable as error:
        Notice.objects.filter(pk=pk).update(failed_at=now, claimed_at=None, last_error=str(error)[:200])
        return False
    except Exception as error:  # a notice that cannot even be worded must not hold up the others
        _try_later(notice, error, now)
        return False
    Notice.objects.filter(pk=pk).update(sent_at=now, claimed_at=None)
    return True


def _is_time(notice: Notice, now: datetime) -> bool:
    """Tell whether a reminder may be sent now; else put it off to a decent hour, or give it up."""
    at = appointments.remind_at(notice, now=now)
    if at == now:
        return True
    mine = Notice.objects.filter(pk=notice.pk)
    if at is None:
        mine.update(failed_at=now, claimed_at=None, last_error="the appointment is over by then")
    else:
        mine.update(next_at=at, claimed_at=None)
    return False


def _free(now: datetime) -> Q:
    """What nobody has claimed, or somebody who died since."""
    in_line = Q(kind__in=sorted(TRUE_IN), claimed_at__lt=now - SOON)
    return Q(claimed_at=None) | Q(claimed_at__lt=now - LEASE) | in_line


def _address(notice: Notice) -> str:
    if notice.kind in TRUE_IN:
        return hall_messages.message(notice).phone
    return notice.to.phone if notice.to else str(notice.facts.get("address", ""))


def _try_later(notice: Notice, error: Exception, now: datetime) -> None:
    given_up = notice.attempts >= MOST_TRIES
    Notice.objects.filter(pk=notice.pk).update(
        claimed_at=None,
        next_at=now + (SOON if notice.kind in TRUE_IN else RETRY),
        failed_at=now if given_up else None,
        last_error=str(error)[:200],
    )
    is_ours = not isinstance(error, OSError)
    log.warning(
        "notice %s: %r (try %s)", notice.pk, error, notice.attempts, exc_info=error if is_ours else None
    )
