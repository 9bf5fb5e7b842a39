"""python -m bench.counts: the SQL statements of each verb, on the home's database, rolled back."""

import json
from dataclasses import replace


def main() -> dict[str, int]:
    """Return the counts for the cast of the model district."""
    import django

    django.setup()
    from django.db import connection, transaction

    from bench.statements import Cast, counts
    from motcua.queries import access, moment, workdays
    from motcua.records.models import Applicant, Offer, User
    from motcua.rules.intake import Intake, Person

    connection.force_debug_cursor = True
    now = moment.now()
    lan, minh, hoa = (
        access.actor_of(User.objects.get(username=name), workdays.today(now))
        for name in ("lan", "minh", "hoa")
    )
    unit = lan.duties[0].unit_id
    applicant = Applicant.objects.latest("id")
    offer = Offer.objects.filter(unit=unit, until_on=None).select_related("procedure").order_by("id")[0]
    intake = Intake(offer.procedure.code, unit, Person(pk=applicant.pk), fee_amount=20_000)
    with transaction.atomic():
        an = replace(access.applicant_actor(applicant))
        found = counts(Cast(an, lan, minh, hoa, intake, now))
        transaction.set_rollback(True)
    return found


if __name__ == "__main__":
    print(json.dumps(main()))
