"""A small simulated district: some hundreds of dossiers of a spring, open ones among them."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from motcua.actions import bulk
from motcua.demo import district, year
from tests import make

PRESENT = make.at("2024-03-15 09:42")


def spring(count: int = 300, *, seed: int = 7) -> None:
    """Fill the database with a district and about so many dossiers."""
    rng = random.Random(seed)
    offices = district.build(rng, year.OPENING)
    people = district.inhabitants(rng, max(60, count // 3))
    bulk.write(year.histories(rng, offices, people, count, PRESENT))


@contextmanager
def standing(blocker: Any, count: int) -> Iterator[None]:
    """Keep one such district for all the tests of a file: each undoes its own changes, this the district.

    Tests that want an empty house stand before those that ask for it.
    """
    with blocker.unblock(), transaction.atomic():
        spring(count)
        yield
        transaction.set_rollback(True)
