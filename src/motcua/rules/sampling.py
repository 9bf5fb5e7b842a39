"""Which dossiers a month's random check looks at: chosen by a hash nobody could know before."""

import hashlib
import math
from collections.abc import Iterable

SHARE, LEAST = 0.02, 30


def sample(codes: Iterable[str], *, seed: str) -> list[str]:
    """Return the dossiers to telephone about: two in a hundred, thirty at least, all of a smaller number.

    The order is that of the hash of seed and code, so the same seed gives the same sample everywhere,
    and whoever wants another one would have to know the seed before the month was sealed.

    Source: HONEST-07.

    >>> sample(["A-1", "A-2"], seed="ab") == sample(["A-2", "A-1"], seed="ab")
    True
    """
    found = sorted(set(codes), key=lambda code: hashlib.sha256(f"{seed}\n{code}".encode()).hexdigest())
    return sorted(found[: max(LEAST, math.ceil(len(found) * SHARE))])
