"""Finding a dossier by what somebody at the counter or on the telephone can say."""

import re

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from motcua.queries import access
from motcua.records.models import AgencyCode, Applicant, Dossier, Unit
from motcua.rules.people import AT_WORK, OVERSIGHT, Actor, ActorKind
from motcua.rules.text import fold

MOST = 50
MOST_PEOPLE = 300
LEAST_LETTERS = 2
LEAST_DIGITS = 4
WHOLE_NUMBER = 9  # digits of a telephone or card that somebody reads out whole
TAIL = re.compile(r"\d{6}(?:-\d{0,6})?")  # what follows the agency in a code: the day, and the number


def exact(text: str, *, by: Actor) -> Dossier | None:
    """Return the dossier of exactly this code, if the actor may know of it. Costs 1 query."""
    code = text.strip().upper()
    return access.one(access.visible(by).filter(code=code)) if "-" in code else None


def dossiers(text: str, *, by: Actor) -> list[Dossier]:
    """Return the dossiers that a text may mean, the newest first. Costs 1 to 4 queries.

    The beginning of a code, or its day and number without the agency, finds whatever the actor may
    know of; names, identity numbers and telephones only in the units where she works on dossiers,
    for others see figures and not persons. Names are compared without accents. No dossier is read
    but those found: the cost does not grow with their number.
    """
    said = text.strip()[:120]
    found = _codes(said.upper(), by)
    own = {duty.unit_id for duty in by.duties if duty.role in AT_WORK}
    here = Q() if by.kind in (ActorKind.APPLICANT, ActorKind.SYSTEM) else Q(unit__in=own) | Q(holder__in=own)
    if people := _people(said, here):
        found.append(here & (Q(applicant__in=people) | Q(filer__in=people)))
    keys: set[int] = set()
    for each in found:  # one by one: put together, neither database would take an index
        rows = access.visible(by).filter(each).order_by("-id")
        keys.update(rows.values_list("id", flat=True)[:MOST])
    if not keys:
        return []
    shown = Dossier.objects.filter(pk__in=keys).select_related("version", "applicant", "unit", "holder")
    shown = shown.defer("version__body", "version__search", "version__time_text")
    return list(shown.order_by("-id")[:MOST])


def _codes(said: str, by: Actor) -> list[Q]:
    if len(said) < LEAST_DIGITS or not any(c.isdigit() for c in said):
        return []
    if TAIL.fullmatch(said):
        found = Q(pk__in=[])
        for agency in _agencies(by):
            found |= _begins(f"{agency}-{said}")
        return [found]
    return [_begins(said)] if said[0].isalpha() and not any(c.isspace() for c in said) else []


def _begins(start: str) -> Q:
    if connection.vendor == "sqlite":  # there a pattern never takes an index
        return Q(code__gte=start, code__lt=f"{start}\U0010ffff")
    return Q(code__startswith=start)


def _agencies(by: Actor) -> set[str]:
    """Return every agency code under which a unit of the actor's has ever numbered. Costs 2 queries."""
    scope = Q(pk__in={duty.unit_id for duty in by.duties})
    for duty in by.duties:
        if duty.role in OVERSIGHT:
            scope |= Q(path__startswith=duty.path)
    units = Unit.objects.filter(scope)
    now = units.exclude(agency_code="").values_list("agency_code", flat=True)
    return {*now, *AgencyCode.objects.filter(unit__in=units).values_list("code", flat=True)}


def _people(said: str, here: Q) -> list[int]:
    """Return the keys of persons a text may mean who have a dossier here, the newest. Costs 1 query.

    It reads the index of persons, which grows with the people served and not with their dossiers.
    """
    asked = _person(said, fold(said).split()[:6], "".join(c for c in said if c.isdigit()))
    if asked is None:
        return []
    came = Dossier.objects.filter(Q(applicant=OuterRef("pk")) | Q(filer=OuterRef("pk")), here)
    rows = Applicant.objects.filter(asked).filter(Exists(came)).order_by("-id")
    return list(rows.values_list("id", flat=True)[:MOST_PEOPLE])


def _person(said: str, words: list[str], digits: str) -> Q | None:
    if len(digits) >= LEAST_DIGITS and not any(c.isalpha() for c in said):
        if len(digits) >= WHOLE_NUMBER:
            return Q(id_number=digits) | Q(phone=digits)
        return Q(id_number__endswith=digits) | Q(phone__endswith=digits)
    letters = [word for word in words if any(c.isalpha() for c in word)]
    if letters != words or sum(map(len, words)) < LEAST_LETTERS or not words:
        return None
    named = Q()
    for word in words:
        named &= Q(name_fold__contains=word)
    return named
