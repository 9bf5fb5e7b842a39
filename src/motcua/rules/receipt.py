"""The day a dossier is received on in the eyes of the law: out of hours and cut-off."""

from datetime import datetime

from motcua.rules.terms import Term
from motcua.rules.worktable import Table


def first_index(term: Term, received_at: datetime, table: Table) -> int:
    """Return the index of the working day from which a term in working days is counted.

    An extra session receives without being a working day: it stands just before the next one.

    Units: index of a working day in `table`; naive wall clock moments.
    Raises: nothing.
    Source: TIME-01, TIME-04, TIME-10, TIME-14.
    """
    ordinal = received_at.toordinal()
    rank = table.rank[ordinal - table.first]
    if table.extra and ordinal in table.extra:
        counts = received_at <= table.extra[ordinal] and not is_after_cutoff(term, received_at)
        return rank - 1 if counts and term.value else rank
    if not rank or received_at > table.closings[rank - 1]:
        return rank
    return rank if term.cutoff is not None and is_after_cutoff(term, received_at) else rank - 1


def first_day(term: Term, received_at: datetime, table: Table) -> int:
    """Return the ordinal of the day of receipt in the eyes of the law.

    Units: proleptic Gregorian ordinal; naive wall clock moments.
    Raises: IndexError when the table ends first.
    Source: TIME-01, TIME-04, TIME-14.
    """
    ordinal = received_at.toordinal()
    if term.ends == "same_time":
        return ordinal
    extra = table.extra.get(ordinal)
    if extra is not None and received_at <= extra and not is_after_cutoff(term, received_at):
        return ordinal
    return table.ordinals[first_index(term, received_at, table)]


def is_after_cutoff(term: Term, at: datetime) -> bool:
    """Say whether a moment lies after the cut-off of its day.

    Units:  naive wall clock moments.
    Raises: nothing.
    Source: TIME-04.
    """
    if term.cutoff is None:
        return False
    return at.time() > term.cutoff or (term.cutoff_operator == ">=" and at.time() == term.cutoff)
