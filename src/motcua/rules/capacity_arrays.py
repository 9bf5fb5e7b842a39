"""The arrays that the capacity twin computes on, and how its arithmetic becomes machine code."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[Any]  # what is in them the compiler knows; the names are for the reader
Ints = NDArray[Any]
Records = NDArray[Any]  # lines with named fields
Record = Any  # one such line
F = TypeVar("F", bound=Callable[..., object])

NEVER = np.inf
NONE, FIXED, EXPONENTIAL, LOGNORMAL, GAMMA, EMPIRICAL = -1, 0, 1, 2, 3, 4
ALIKE, MIXED = 0, 1  # kinds of a part of the hall: one line before equal counters, or anything else
ON, UNTIL, PAID = 0, 1, 2  # of an interval: calling begins, calling ends, pay ends (without overtime)
IDLE, TURN, SKILLS = 0, 1, 2  # of a counter: has nobody, which interval it is in, how much it serves
CAME, SERVED, WAITED, WITHIN, LAST_END, IN_VAIN = range(6)  # of a day, by service; the last in minutes
DAY_SUMS = 6
BUSY, OVERRUN = 0, 1

# One customer. `since`: when the waiting counts from, the arrival or the appointment for who came early.
# `key`: the place in line; `after`, `before`: who stands there. A start of NEVER: was not served.
PERSON = np.dtype([
    ("at", "f8"), ("since", "f8"), ("start", "f8"), ("need", "f8"), ("leaves", "f8"), ("key", "f8"),
    ("after", "i4"), ("before", "i4"), ("service", "i4"), ("counter", "i2"), ("level", "i2"),
])  # fmt: skip
# One service: what its streams are called, the law of its minutes and of patience, expected appointments.
SERVICE = np.dtype([
    ("name", "u8"), ("kind", "i8"), ("one", "f8"), ("two", "f8"), ("begins", "i8"), ("ends", "i8"),
    ("p_kind", "i8"), ("p_one", "f8"), ("p_two", "f8"), ("p_begins", "i8"), ("p_ends", "i8"),
    ("booked", "f8"), ("is_mixed", "i8"),
])  # fmt: skip


# Plain tuples, not classes: what is compiled is kept by its types, and a class that a later release renames
# could not be read back.
# Who may come, in minutes after midnight: the services (SERVICE); (services, 2, steps + 1) when the intensity
# changes, and its sum up to then; all empirical minutes; (2, classes) shares, summed, and urgency, where 0
# goes first; no-show share, mean and deviation of lateness, grace, urgency of the booked; (sessions, 2).
Demand = tuple[Records, Floats, Floats, Floats, Floats, Floats]
# Who serves them: (counters, 3, intervals + 1) ON, UNTIL, PAID, where NEVER ends; (counters, services) what
# each serves, the preferred first, where -1 ends; (counters, services) the place of a service in that list or
# -1; the services, counters and kind of each part, where -1 ends.
Hall = tuple[Floats, Ints, Ints, Ints, Ints, Ints]


def compiled(function: F) -> F:
    """Return the function as machine code, kept between runs wherever a folder can be written.

    Source: CAP-05.
    """
    try:
        return cast(F, njit(cache=True, nogil=True, error_model="numpy")(function))
    except RuntimeError:  # neither the source's folder nor the user's can be written: compiled at every start
        return cast(F, njit(nogil=True, error_model="numpy")(function))
