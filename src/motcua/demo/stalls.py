"""A few files that lie still in the model district, so that the watch has something to find."""

from datetime import date

from motcua.actions.bulk import History
from motcua.rules.lifecycle import Verb

MOST, MOST_IN_ONE = 9, 2
FRESH_DAYS, OLD_DAYS = 1, 18
LEAST_STEPS = 5
BETWEEN = 3  # candidates passed over, so that the stalls lie apart


class Stalls:
    """Picks dossiers of the last weeks and lets them rest in the step after reception."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.seen = self.made = 0
        self.by_unit: dict[int, int] = {}

    def cut(self, history: History, unit_id: int, steps: int, on: date) -> bool:
        """Drop what happened after the first step of the route, for one candidate in several."""
        age = (self.today - on).days
        if steps < LEAST_STEPS or not FRESH_DAYS <= age <= OLD_DAYS or self.made >= MOST:
            return False
        if self.by_unit.get(unit_id, 0) >= MOST_IN_ONE:
            return False
        first = next((at for at, act in enumerate(history.acts) if act.verb is Verb.ADVANCE), None)
        if first is None or any(act.verb is Verb.WITHDRAW for act in history.acts):
            return False  # not on its way yet, or taken back
        self.seen += 1
        if self.seen % BETWEEN:
            return False
        self.made += 1
        self.by_unit[unit_id] = self.by_unit.get(unit_id, 0) + 1
        history.acts = history.acts[: first + 1]
        return True
