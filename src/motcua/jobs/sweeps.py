"""What the passing of time alone brings about."""

from datetime import datetime

from django.contrib.sessions.models import Session

from motcua.actions import appointment, hall, proposal, service_model, simplification, ticket_message


def lapse_proposals(now: datetime) -> int:
    """Close the proposals nobody answered in time; return how many."""
    return proposal.lapse(now=now)


def close_halls(now: datetime) -> int:
    """Close the halls whose day is over, and end the numbers that missed their call; return how many."""
    ended = hall.close_past(now=now) + hall.settle(now=now) + appointment.close_past(now=now)
    return ended + service_model.settle(now=now)


def tell_near(now: datetime) -> int:
    """Owe a message to those who left a telephone and are nearly next; return to how many."""
    return ticket_message.tell_near(now=now)


def forget_sessions(now: datetime) -> int:
    """Remove sessions that have ended, drafts of filings with names in them among them; return how many."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]


def begin_simpler(now: datetime) -> int:
    """Mark the approved proposals whose day has come as in effect; return how many."""
    return simplification.begin(now=now)
