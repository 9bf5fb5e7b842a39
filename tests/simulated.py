"""A small simulated district: some hundreds of dossiers of a spring, open ones among them."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

from django.core.management import call_command
from django.db import transaction

from motcua.actions import bulk
from motcua.demo import district, year
from tests import make

PRESENT = make.at("2024-03-15 09:42")


def spring(
    count: int = 300, *, seed: int = 7, people: int | None = None, present: datetime = PRESENT
) -> list[district.Office]:
    """Fill the database with a district and about so many dossiers; return its offices."""
    rng = random.Random(seed)
    offices = district.build(rng, year.OPENING)
    inhabitants = district.inhabitants(rng, people or max(60, count // 3))
    bulk.write(year.histories(rng, offices, inhabitants, count, present))
    return offices


@contextmanager
def standing(blocker: Any, build: int | Callable[[], object]) -> Iterator[None]:
    """Keep one such district for all the tests of a file: each undoes its own changes, this the district.

    `build` is what fills the database, or of how many dossiers a spring is to be. Tests that want an
    empty house stand before those that ask for it.
    """
    with blocker.unblock(), transaction.atomic():
        (partial(spring, build) if isinstance(build, int) else build)()
        yield
        transaction.set_rollback(True)


@contextmanager
def settled(blocker: Any, build: Callable[[], object]) -> Iterator[None]:
    """Keep one such district as `standing` does, but written for good, so that other processes read it too.

    What a test itself changes they do not see.
    """
    with blocker.unblock():
        with transaction.atomic():
            build()
        try:
            yield
        finally:
            call_command("flush", verbosity=0, interactive=False)
