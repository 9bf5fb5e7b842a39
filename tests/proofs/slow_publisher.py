"""A publication that stops in its middle: results are written, the transaction is not closed yet.

python tests/proofs/slow_publisher.py USER_NAME ROUND_KEY
"""

import sys
from datetime import datetime

import django

django.setup()

from motcua.actions import index_round, journal  # noqa: E402
from motcua.queries import access, workdays  # noqa: E402
from motcua.records.models import IndexResult, User  # noqa: E402


def main(user_name: str, key: str, at: str) -> None:
    """Publish, and wait before the journal's line for whoever kills."""
    kept = journal.write

    def waiting(*args, **kwargs):
        print(f"written {IndexResult.objects.count()}", flush=True)
        sys.stdin.readline()
        return kept(*args, **kwargs)

    journal.write = waiting
    now = datetime.fromisoformat(at)
    by = access.actor_of(User.objects.get(username=user_name), workdays.today(now))
    index_round.publish(by=by, key=key, now=now)


if __name__ == "__main__":
    main(*sys.argv[1:])
