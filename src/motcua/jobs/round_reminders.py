"""Remind units 7, 3 and 1 days before a window of a round of the reform index ends."""

from datetime import datetime

from motcua.actions import round_reminder


def sweep(now: datetime) -> int:
    """Owe the reminders that are due today, each once; return how many are new."""
    return round_reminder.remind(now=now)
