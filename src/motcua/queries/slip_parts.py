"""What every slip of a dossier is made from: its rows, its journal, its letterhead."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from motcua.queries.access import NoSuch
from motcua.queries.workdays import wall
from motcua.records.models import Dossier, Entry, Unit
from motcua.rules import slips
from motcua.rules.forms import letterhead

WAYS = {"counter": "Trực tiếp", "post": "Bưu chính công ích", "electronic": "Bản điện tử"}


@dataclass(frozen=True, slots=True)
class Case:
    """A dossier with its journal, oldest entry first."""

    dossier: Dossier
    entries: Sequence[Entry]

    def last(self, *verbs: str, times: int | None = None) -> Entry:
        """Return the last entry of these verbs, or the one of that number from 1.

        Raises: NoSuch.
        """
        found = [entry for entry in self.entries if entry.verb in verbs]
        place = -1 if times is None else times - 1
        if not found or not -1 <= place < len(found):
            raise NoSuch(self.dossier.code)
        return found[place]


def case_of(dossier: Dossier) -> Case:
    """Return the dossier with its journal. Costs 1 query."""
    return Case(dossier, list(Entry.objects.filter(dossier=dossier).order_by("id")))


def head_of(unit: Unit, on: date) -> slips.Head:
    """Return the head of a paper that the unit issues on a day."""
    names = letterhead(unit.kind, unit.name, on)
    return slips.Head(names.authority, names.bureau, names.place, on)


def party_of(dossier: Dossier) -> slips.Party:
    """Return the applicant as a paper names her."""
    who = dossier.applicant
    return slips.Party(who.name, who.id_number, who.address, who.phone, who.email)


def step_name(dossier: Dossier, step: int) -> str:
    """Return the name of a stage of the route, "" where the procedure has none."""
    steps = dossier.version.body.get("steps", [])
    return str(steps[step].get("name_vi", "")) if step < len(steps) else ""


def facts_of(entry: Entry) -> dict[str, Any]:
    """Return what an entry tells besides its changes."""
    facts: dict[str, Any] = json.loads(entry.payload).get("facts", {})
    return facts


def wall_of(kept: str) -> datetime:
    """Return a moment of the journal on the wall clock."""
    return wall(datetime.fromisoformat(kept))
