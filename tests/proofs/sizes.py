"""How large a proof is: short in every run, full with MOTCUA_PROOF=full (`make prove`)."""

import os

FULL = os.environ.get("MOTCUA_PROOF") == "full"


def size(short: int, full: int) -> int:
    """Return the size asked for."""
    return full if FULL else short
