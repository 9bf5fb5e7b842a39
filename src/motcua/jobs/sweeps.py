"""What the passing of time alone brings about."""

from datetime import datetime

from motcua.actions import proposal


def lapse_proposals(now: datetime) -> int:
    """Close the proposals nobody answered in time; return how many."""
    return proposal.lapse(now=now)
