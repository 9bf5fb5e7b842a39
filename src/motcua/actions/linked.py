"""Linked procedures (liên thông): several dossiers of one applicant under one code and one receipt."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from motcua.actions import dossier as dossiers
from motcua.actions import journal
from motcua.actions.dossier import Taken
from motcua.records.models import DossierGroup
from motcua.rules import RuleError
from motcua.rules.intake import Intake
from motcua.rules.lifecycle import Verb
from motcua.rules.people import Actor


class NotLinked(RuleError):
    """Linked procedures are at least two, all for one applicant at one unit."""


@transaction.atomic
def take_in_linked(*, by: Actor, intakes: Sequence[Intake], now: datetime) -> list[Taken]:
    """Receive linked procedures at once: the first one's code is the code of all.

    Each keeps its own clock and its own part in the figures; the applicant follows them all by the
    first one's code. All of them are received, or none.

    Raises: NotLinked; as `dossier.take_in`.
    """
    if len(intakes) < 2 or len({intake.unit_id for intake in intakes}) > 1:
        raise NotLinked()

    taken = dossiers.take_in_many(by=by, intakes=intakes, now=now)
    if len({each.dossier.applicant_id for each in taken}) > 1:
        raise NotLinked()

    first = taken[0].dossier
    group = DossierGroup.objects.create(code=first.code, unit=first.unit, created_at=now)
    for each in taken:
        journal.record(each.dossier, Verb.LINK, by=by, at=now, changes={"group_id": group.pk})
    return taken
