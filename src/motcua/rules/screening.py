"""The share on time as it stands and as it stands up: the same dossiers, raw and screened."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Why(StrEnum):
    """Why a dossier that ended on time is not counted as on time in the screened share."""

    UNWITNESSED = "unwitnessed"  # no trace from outside the office: left out, on neither side
    SAME_CASE = "same_case"  # another dossier of the same person, procedure and day stands for it
    ASKED = "asked"  # a question about it is open, or was answered with "there was something to mend"
    LATE_PAUSE = "late_pause"  # its clock was stopped in the last tenth of its term
    PAUSE_UNHEARD = "pause_unheard"  # its clock was stopped by a request that reached nobody
    WITHDRAWN_UNPROVEN = "withdrawn_unproven"  # the office says the applicant took it back
    NO_RESULT = "no_result"  # it ended without the document it should end in
    FILED_AGAIN = "filed_again"  # filed anew after a refusal; counted from the first filing it was late


LEFT_OUT = frozenset({Why.UNWITNESSED, Why.SAME_CASE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One dossier that ended with a due moment, and what speaks against counting it as on time."""

    pk: int
    applicant_id: int
    procedure_id: int
    received_on: date
    on_time: bool
    witnessed: bool
    doubts: frozenset[Why] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """Both counts of one unit and period, and the keys of the dossiers behind every difference."""

    raw_on_time: int = 0
    raw_late: int = 0
    on_time: int = 0
    late: int = 0
    doubted: int = 0
    why: Mapping[Why, Sequence[int]] = field(default_factory=dict)

    @property
    def raw_share(self) -> float | None:
        """The share on time as the law counts it; None when nothing ended."""
        judged = self.raw_on_time + self.raw_late
        return self.raw_on_time / judged if judged else None

    @property
    def share(self) -> float | None:
        """The share that stands up; None when nothing is left to judge."""
        judged = self.on_time + self.doubted + self.late
        return self.on_time / judged if judged else None


def screened(rows: Iterable[Judged]) -> Screened:
    """Return the raw and the screened counts of one unit and period.

    Dossiers of one person, procedure and day are one case: late when any of them was late. A late case
    always counts, whatever else is said of it, so nobody gains by making a late dossier doubtful. A case
    on time counts as such when it has a trace from outside the office and no doubt stands against it; a
    doubted one stays in the denominator until a human has looked; one without a trace is on neither side.

    Units: counts of dossiers for the raw figures, of cases for the screened ones.
    Source: HONEST-03 cases, HONEST-04 traces, HONEST-06 both figures side by side.
    """
    told = list(rows)
    cases: dict[tuple[int, int, date], list[Judged]] = defaultdict(list)
    for row in told:
        cases[_case(row)].append(row)
    why: dict[Why, list[int]] = defaultdict(list)
    counts = {"on_time": 0, "late": 0, "doubted": 0}
    for case in cases.values():
        verdict = _verdict(case, why)
        if verdict:
            counts[verdict] += 1
    on_time = sum(row.on_time for row in told)
    return Screened(raw_on_time=on_time, raw_late=len(told) - on_time, why=dict(why), **counts)


def _case(row: Judged) -> tuple[int, int, date]:
    return row.applicant_id, row.procedure_id, row.received_on


def _verdict(case: Sequence[Judged], why: dict[Why, list[int]]) -> str:
    if any(not row.on_time for row in case):
        _stand_aside(case, why)
        return "late"
    doubted = [row for row in case if row.doubts]
    for row in doubted:
        for doubt in sorted(row.doubts):
            why[doubt].append(row.pk)
    if not any(row.witnessed for row in case):
        why[Why.UNWITNESSED].extend(row.pk for row in case if not row.doubts)
        return "doubted" if doubted else ""
    _stand_aside(case, why)
    return "doubted" if doubted else "on_time"


def _stand_aside(case: Sequence[Judged], why: dict[Why, list[int]]) -> None:
    if aside := [row.pk for row in case[1:] if not row.doubts]:
        why[Why.SAME_CASE].extend(aside)
