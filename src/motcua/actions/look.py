"""Who opened a dossier: one row a day and official, which the citizen may see."""

import logging
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, transaction

from motcua.queries import workdays
from motcua.records.models import Dossier, Look
from motcua.rules.people import Actor, ActorKind

log = logging.getLogger(__name__)


def note(dossier: Dossier, *, by: Actor, now: datetime) -> None:
    """Count that an official opened the dossier in full. Costs 1 statement; never keeps a page from showing.

    Somebody who sees figures only, the applicant and the system leave no trace: they saw no papers.
    """
    duties = [duty for duty in by.duties if duty.unit_id in (dossier.unit_id, dossier.holder_id)]
    if by.kind is not ActorKind.OFFICIAL or by.user_id is None or not duties:
        return
    row = {
        "dossier_id": dossier.pk, "user_id": by.user_id, "unit_id": duties[0].unit_id,
        "role": str(duties[0].role), "on": workdays.today(now), "first_at": now, "times": 1,
    }  # fmt: skip
    try:
        with transaction.atomic():
            _count_up(row)
    except DatabaseError:  # a busy database must not hide the dossier from the one who works on it
        log.exception("the look at dossier %s was not noted", dossier.code)


def _count_up(row: dict[str, object]) -> None:
    table = connection.ops.quote_name(Look._meta.db_table)
    names, places = ", ".join(f'"{name}"' for name in row), ", ".join(["%s"] * len(row))
    sql = (
        f"INSERT INTO {table} ({names}) VALUES ({places}) "
        f'ON CONFLICT ("dossier_id", "user_id", "on") DO UPDATE SET "times" = {table}."times" + 1'
    )
    kept = [_field(name).get_db_prep_save(value, connection) for name, value in row.items()]
    with connection.cursor() as cursor:
        cursor.execute(sql, kept)


def _field(name: str) -> Any:
    return Look._meta.get_field(name.removesuffix("_id") if name != "unit_id" else name)
