"""python -m bench.cast: one official and one program's key per serving unit, told as JSON."""

import json
from datetime import date
from typing import Any


def cast() -> list[dict[str, Any]]:
    """Make an official of every serving unit who may do all the counter and the desk do, with a key."""
    import django

    django.setup()
    from motcua.actions import person
    from motcua.queries import moment
    from motcua.records.models import Offer, Unit
    from motcua.rules.people import SYSTEM, Role

    now, begins, found = moment.now(), date(2023, 1, 1), []
    for unit in Unit.objects.filter(serves=True).order_by("id"):
        posts = [person.Engagement(unit.pk, role, begins) for role in (Role.RECEPTION, Role.SPECIALIST)]
        account = person.Account(f"bench-{unit.pk}", f"Cán bộ {unit.name}")
        user = person.engage(by=SYSTEM, account=account, posts=posts, now=now)
        key = person.KeyWish("bench", ("read", "write"), 30)
        token = person.issue_token(by=SYSTEM, user=user, wish=key, now=now)
        offer = (
            Offer.objects.filter(unit=unit, until_on=None).select_related("procedure").order_by("id").first()
        )
        assert offer is not None
        found.append({"unit": unit.pk, "user": user.pk, "procedure": offer.procedure.code, "token": token})
    return found


if __name__ == "__main__":
    print(json.dumps(cast()))
