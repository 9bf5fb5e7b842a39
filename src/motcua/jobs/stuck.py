"""The daily round over stuck files: learn how long steps take, then tell whoever has to know."""

from datetime import datetime

from motcua.actions import stuck as stucks
from motcua.queries import stuck, workdays


def sweep(now: datetime) -> int:
    """Learn once a day, then look at every open dossier; return how many alerts were raised or closed."""
    newest = stuck.learned().order_by("-learned_at").values_list("learned_at", flat=True).first()
    if newest is None or workdays.today(newest) < workdays.today(now):
        stucks.learn(now=now)
    return stucks.sweep(now=now)
