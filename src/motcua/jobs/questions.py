"""What is asked each day about figures, and what is sealed for outsiders."""

import logging
from datetime import datetime, timedelta

from django.conf import settings

from motcua.actions import checkpoint, citizen_report, question
from motcua.actions.checkpoint import Signer
from motcua.edge import signing
from motcua.queries import honest_months, workdays

GRACE = 5  # days into a month during which the month before is still looked at

log = logging.getLogger(__name__)


def sweep(now: datetime) -> int:
    """Ask the detectors about this month, and early in it about the last; return how many are new."""
    today = workdays.today(now)
    months = [today.replace(day=1)]
    if today.day <= GRACE:
        months.append((months[0] - timedelta(days=1)).replace(day=1))
    asked = 0
    for month_on in months:
        found = honest_months.findings(month_on, now=now)
        asked += question.raise_all(findings=found, month_on=month_on, now=now)
    return asked + citizen_report.close_silent(now=now)


def seal(now: datetime) -> int:
    """Keep a signed checkpoint of the journal, and lay it where a web server can hand it out."""
    key = signing.load(settings.HOME / "keys")
    signer = Signer(key.fingerprint, key.public, lambda message: signing.sign(key, message))
    made = checkpoint.make(signer=signer, now=now)
    if made is None or made.at != now:
        return 0
    folder = settings.HOME / "checkpoints"
    folder.mkdir(exist_ok=True)
    fresh = folder / ".latest"
    fresh.write_text(made.note, encoding="utf-8")
    fresh.replace(folder / "latest.txt")
    return 0  # no work was waiting: the loop may rest
