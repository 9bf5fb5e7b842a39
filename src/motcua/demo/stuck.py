"""The watch's first round in the model district: usual times learned, alerts raised to their level."""

from datetime import datetime

from motcua.actions import stuck
from motcua.rules.stuck import LEVELS


def fill(*, now: datetime) -> None:
    """Learn, then look once for each level: in life days lie between, here the present is one moment."""
    stuck.learn(now=now)
    for _ in LEVELS:
        stuck.sweep(now=now, patience_minutes=0)
