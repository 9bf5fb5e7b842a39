"""Tallies made anew from the journal, when a proof says they differ."""

from datetime import datetime

from django.db import transaction

from motcua.actions import journal
from motcua.queries import journal as proofs
from motcua.records.models import HalfTally, Tally, UnitTally
from motcua.rules.people import SYSTEM


@transaction.atomic
def tallies(*, now: datetime) -> proofs.Proof:
    """Replace every tally by the sum of its dossiers' measures; the mending itself is an entry."""
    proof, sums = proofs.rebuild()
    Tally.objects.all().delete()
    UnitTally.objects.all().delete()
    HalfTally.objects.all().delete()
    journal.move_tallies(sums)
    journal.write(
        "rebuild", by=SYSTEM, at=now, payload={"facts": {"problems": proof.count}}, subject="tallies"
    )
    return proof
