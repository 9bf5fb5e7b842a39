"""A few files that lie still in the model district, so that the watch has something to find."""

from datetime import date

from motcua.actions.bulk import History
from motcua.rules.lifecycle import Verb

MOST = 10
AGES = (
    (9, 18),
    (2, 2),
    (5, 8),
    (1, 2),
    (2, 3),
)  # days since receipt, one after the other: all levels are seen
LEAST_STEPS = 5


class Stalls:
    """Picks one dossier of the last weeks in each of some units and lets it rest after reception."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.units: set[int] = set()

    def cut(self, history: History, unit_id: int, steps: int, on: date) -> bool:
        """Drop what happened after the first step of the route."""
        age = (self.today - on).days
        young, old = AGES[len(self.units) % len(AGES)]
        if unit_id in self.units or len(self.units) >= MOST or steps < LEAST_STEPS or not young <= age <= old:
            return False
        first = next((at for at, act in enumerate(history.acts) if act.verb is Verb.ADVANCE), None)
        if first is None or any(act.verb is Verb.WITHDRAW for act in history.acts):
            return False  # not on its way yet, or taken back
        self.units.add(unit_id)
        history.acts = history.acts[: first + 1]
        return True
