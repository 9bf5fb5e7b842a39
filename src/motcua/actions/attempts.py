"""A dossier is looked for by its code and the last digits of a telephone; wrong guesses are counted."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from motcua.queries import access
from motcua.records.models import Attempt, Dossier
from motcua.rules.attempts import WINDOW, Limit, TooManyAttempts, again_at, limits


def look_up(*, code: str, last_digits: str, address: str, now: datetime) -> Dossier:
    """Return the dossier that the code and the digits open; a wrong guess stays counted.

    The count is made before the guess and taken back after a right one, so that a hundred guesses
    sent at once are a hundred guesses.

    Raises: access.NoSuch, the same for a wrong code and for wrong digits; attempts.TooManyAttempts.
    """
    counted = limits(code, address)
    count(counted, now=now)
    dossier = access.dossier_by_phone(code, last_digits)
    take_back(counted)
    return dossier


@transaction.atomic
def count(counted: Sequence[Limit], *, now: datetime) -> None:
    """Count one guess against each limit, and forget past hours. Costs 1 statement, and 2 a limit.

    Raises: attempts.TooManyAttempts, and then nothing is counted: waiting is not made longer by trying.
    """
    Attempt.objects.filter(began_at__lte=now - WINDOW).delete()
    for limit in counted:
        wrong, began_at = _add(limit.key, now)
        if wrong > limit.most:
            raise TooManyAttempts(again_at=again_at(began_at))


def take_back(counted: Sequence[Limit]) -> None:
    """Take one guess off each limit: it was right. Costs 1 statement a limit."""
    table = Attempt._meta.db_table
    with connection.cursor() as cursor:
        for limit in counted:
            cursor.execute(
                f"UPDATE {table} SET wrong = wrong - 1 WHERE key = %s AND wrong > 0", [_hashed(limit.key)]
            )


def _add(key: str, now: datetime) -> tuple[int, datetime]:
    """Count in one statement that other processes cannot come between; a past hour begins anew."""
    table = Attempt._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (key, wrong, began_at) VALUES (%s, 1, %s) "
            f"ON CONFLICT (key) DO UPDATE SET wrong = {table}.wrong + 1",
            [_hashed(key), connection.ops.adapt_datetimefield_value(now)],
        )
    return Attempt.objects.values_list("wrong", "began_at").get(key=_hashed(key))


def _hashed(key: str) -> str:
    """Return the name under which a count is kept: neither codes nor addresses stand in the table."""
    return salted_hmac("motcua.attempts", key, algorithm="sha256").hexdigest()
