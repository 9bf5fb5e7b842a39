"""A counter that never rests: takes dossiers in and says each code aloud once it is kept.

python tests/proofs/busy_clerk.py USER_NAME
"""

import sys

import django

django.setup()

from motcua.actions import desk  # noqa: E402
from motcua.actions import dossier as dossiers  # noqa: E402
from motcua.queries import access, moment, workdays  # noqa: E402
from motcua.records.models import Applicant, ProcedureVersion, User  # noqa: E402
from motcua.rules.intake import Person  # noqa: E402
from tests import make  # noqa: E402


def main(user_name: str) -> None:
    """Receive and advance, again and again, until killed."""
    user = User.objects.get(username=user_name)
    clerk = access.actor_of(user, workdays.today(moment.now()))
    version = ProcedureVersion.objects.select_related("procedure").get()
    person = Person(pk=Applicant.objects.order_by("id")[0].pk)
    intake = make.intake(version, user.posts.get().unit, person)
    while True:
        code = dossiers.take_in(by=clerk, intake=intake, now=moment.now()).dossier.code
        print(f"receive {code}", flush=True)
        desk.advance(by=clerk, code=code, now=moment.now())
        print(f"advance {code}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
