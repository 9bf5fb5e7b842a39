"""One clerk in a process of its own: takes dossiers in, and sometimes thinks better of it.

python tests/proofs/numbering_clerk.py SEED COUNT MOMENT    prints the code of every dossier that was kept
"""

import random
import sys
from datetime import datetime

import django

django.setup()

from django.db import transaction  # noqa: E402

from motcua.actions import dossier as dossiers  # noqa: E402
from motcua.queries import access, workdays  # noqa: E402
from motcua.records.models import Applicant, ProcedureVersion, User  # noqa: E402
from motcua.rules.intake import Person  # noqa: E402
from tests import make  # noqa: E402

ROLLBACK_SHARE = 0.1


class SecondThoughts(Exception):
    """The transaction is rolled back on purpose."""


def main(seed: int, count: int, now: datetime) -> None:
    """Take in `count` dossiers, some at one unit, some at another; roll a tenth back."""
    chance, person = random.Random(seed), Person(pk=Applicant.objects.order_by("id")[0].pk)
    version = ProcedureVersion.objects.select_related("procedure").get()
    clerks = [access.actor_of(user, workdays.today(now)) for user in User.objects.order_by("id")]
    intakes = {
        clerk: make.intake(version, user.posts.get().unit, person)
        for clerk, user in zip(clerks, User.objects.order_by("id"), strict=True)
    }
    for _ in range(count):
        clerk = chance.choice(clerks)
        try:
            with transaction.atomic():
                taken = dossiers.take_in(by=clerk, intake=intakes[clerk], now=now)
                if chance.random() < ROLLBACK_SHARE:
                    raise SecondThoughts
        except SecondThoughts:
            continue
        print(taken.dossier.code, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), datetime.fromisoformat(sys.argv[3]))
