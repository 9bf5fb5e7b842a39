"""The one clock of the house. Faces and jobs read it once and pass it down."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """Return the moment, aware, UTC; a demonstration district lives at a set distance from today."""
    return timezone.now() + timedelta(seconds=settings.CLOCK_OFFSET_SECONDS)
