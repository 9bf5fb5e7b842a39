"""Finding a dossier by what somebody at the counter or on the telephone can say."""

from django.db.models import Q

from motcua.queries import access
from motcua.records.models import Dossier
from motcua.rules.people import AT_WORK, Actor, ActorKind
from motcua.rules.text import fold

MOST = 50
LEAST_LETTERS = 2
LEAST_DIGITS = 4


def exact(text: str, *, by: Actor) -> Dossier | None:
    """Return the dossier of exactly this code, if the actor may know of it. Costs 1 query."""
    code = text.strip().upper()
    return access.visible(by).filter(code=code).first() if "-" in code else None


def dossiers(text: str, *, by: Actor) -> list[Dossier]:
    """Return the dossiers that a text may mean, the newest first. Costs 1 query.

    A part of a code finds whatever the actor may know of; names, identity numbers and telephones
    only in the units where she works on dossiers, for others see figures and not persons. Names are
    compared without accents.
    """
    said = text.strip()[:120]
    words, digits = fold(said).split()[:6], "".join(c for c in said if c.isdigit())
    found = Q()
    if len(said) >= LEAST_DIGITS and any(c.isdigit() for c in said):
        found |= Q(code__contains=said.upper())
    if person := _person(said, words, digits):
        own = {duty.unit_id for duty in by.duties if duty.role in AT_WORK}
        here = Q(unit__in=own) | Q(holder__in=own)
        found |= person & (Q() if by.kind in (ActorKind.APPLICANT, ActorKind.SYSTEM) else here)
    if not found:
        return []
    rows = access.visible(by).filter(found).select_related("version", "applicant", "unit", "holder")
    rows = rows.defer("version__body", "version__search", "version__time_text")
    return list(rows.order_by("-id")[:MOST])


def _person(said: str, words: list[str], digits: str) -> Q | None:
    if len(digits) >= LEAST_DIGITS and not any(c.isalpha() for c in said):
        return (
            Q(applicant__id_number__endswith=digits)
            | Q(applicant__phone__endswith=digits)
            | Q(filer__phone__endswith=digits)
        )
    letters = [word for word in words if any(c.isalpha() for c in word)]
    if letters != words or sum(map(len, words)) < LEAST_LETTERS or not words:
        return None
    named = Q()
    for word in words:
        named &= Q(applicant__name_fold__contains=word)
    return named
