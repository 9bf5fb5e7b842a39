"""Why a half hour could not be manned: who could have stood there, and what kept each away."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from motcua.rules.capacity import Interval
from motcua.rules.capacity_duty import Kind
from motcua.rules.staffing_roster import Roster, Staffing


class Kept(StrEnum):
    """What kept somebody with the skill away."""

    ABSENT = "absent"
    ELSEWHERE = "elsewhere"  # at another kind of counter in that half hour
    RESTS = "rests"  # works that day, but not then: the shift's rest, or a shift of another half day
    OFF = "off"  # works not at all that day: the week's hours are used up, or no shift fits


@dataclass(frozen=True, slots=True)
class Lack:
    """A half hour that lacks officers, how many have the skill, and what kept each of them away."""

    day: str
    slot: Interval
    serves: Kind
    officers: int
    able: int
    kept: tuple[tuple[Kept, tuple[str, ...]], ...]


def lacks(staffing: Staffing, found: Roster) -> list[Lack]:
    """Return each half hour that could not be manned, with its reason.

    Units: minutes after midnight; officers.
    Source: CAP-04.
    """
    at = {(duty.day, duty.slot, duty.officer): duty.serves for duty in found.duties}
    works = {(duty.day, duty.officer) for duty in found.duties}
    return [_lack(staffing, short, at, works) for short in found.short]


def _lack(
    staffing: Staffing, short: tuple[str, Interval, Kind, int],
    at: dict[tuple[str, Interval, str], Kind], works: set[tuple[str, str]],
) -> Lack:  # fmt: skip
    day, slot, serves, officers = short
    able = [one for one in staffing.officers if one.serves >= set(serves)]
    kept: dict[Kept, list[str]] = {}
    for one in able:
        there = at.get((day, slot, one.name))
        if there == serves:
            continue
        if day in one.absent:
            why = Kept.ABSENT
        elif there is not None:
            why = Kept.ELSEWHERE
        else:
            why = Kept.RESTS if (day, one.name) in works else Kept.OFF
        kept.setdefault(why, []).append(one.name)
    order: Sequence[Kept] = [why for why in Kept if why in kept]
    return Lack(day, slot, serves, officers, len(able), tuple((why, tuple(kept[why])) for why in order))
