"""What a reception looks up: the office, who stands at the counter, and papers held already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, Sum

from motcua.queries import access
from motcua.queries.access import NoSuch
from motcua.records.models import Applicant, Document, Dossier, Post, Tally, Unit
from motcua.rules.catalogue import Component
from motcua.rules.people import Actor, Role
from motcua.rules.text import fold

MOST_PEOPLE = 6
MOST_OFFICERS = 60
WHOLE_NUMBER = 9  # digits from which a number is one that somebody has in hand


@dataclass(frozen=True, slots=True)
class Held:
    """A paper of an earlier dossier that may serve again, with consent."""

    name: str
    sha256: str
    file_name: str
    kind: str
    code: str
    on: date


def office(by: Actor) -> Unit:
    """Return the unit whose counter the actor holds. Costs 1 query.

    Raises: PermissionDenied when the actor holds none.
    """
    return Unit.objects.get(pk=access.posts(by, Role.RECEPTION)[0])


def people(text: str, *, by: Actor) -> list[Applicant]:
    """Return the applicants that a typed text may mean, the best first.

    A whole identity or telephone number finds anybody, for the officer has it in hand; a part of a
    number or of a name finds only those who have been to this office before. Names are compared
    without accents. Costs 1 query.
    """
    digits = "".join(c for c in text if c.isdigit())
    words = fold(text).split()[:6]
    if len(digits) >= WHOLE_NUMBER:
        found = Q(id_number=digits) | Q(phone=digits) | Q(id_number=text.strip().upper())
        return list(Applicant.objects.filter(found).order_by("name_fold", "id")[:MOST_PEOPLE])
    if len(digits) < 4 and not any(len(word) > 1 for word in words):
        return []
    if len(digits) >= 4:
        found = Q(id_number__startswith=digits) | Q(phone__startswith=digits) | Q(id_number__endswith=digits)
    else:
        found = Q()
        for word in words:
            found &= Q(name_fold__contains=word)
    units = access.posts(by, Role.RECEPTION)
    been = Exists(Dossier.objects.filter(applicant=OuterRef("pk"), unit__in=units))
    return list(Applicant.objects.filter(found).filter(been).order_by("name_fold", "id")[:MOST_PEOPLE])


def by_number(*numbers: str) -> Applicant | None:
    """Return the applicant of a whole identity number; None for somebody new. Costs 1 query."""
    wanted = [number for number in numbers if number]
    return Applicant.objects.filter(id_number__in=wanted).order_by("id").first() if wanted else None


def applicant(pk: int) -> Applicant:
    """Return the applicant of a key that this house itself put into a form. Costs 1 query.

    Raises: NoSuch.
    """
    found = Applicant.objects.filter(pk=pk).first()
    if found is None:
        raise NoSuch()
    return found


def earlier(applicant_id: int, *, by: Actor) -> int:
    """Return how many dossiers of the applicant the actor may see. Costs 1 query."""
    return access.visible(by).filter(applicant=applicant_id).count()


def held(applicant_id: int, components: Sequence[Component], *, by: Actor) -> dict[str, Held]:
    """Return, by the key of a component, the latest paper of the same name this office holds. Costs 1 query.

    Only papers of dossiers the actor may see in full, and only those with a file.
    """
    wanted = {fold(part.name): part.key for part in components}
    rows = (
        Document.objects.filter(
            dossier__applicant=applicant_id,
            dossier__unit__in=access.posts(by, Role.RECEPTION),
            standing__in=("has", "held"),
            file__isnull=False,
            file__health="clean",
        )
        .select_related("file", "dossier")
        .order_by("-id")[:100]
    )
    found: dict[str, Held] = {}
    for row in rows:
        key = wanted.get(fold(row.name))
        if key and key not in found and row.file:
            found[key] = Held(
                row.name, row.file.sha256, row.file_name, row.kind, row.dossier.code, row.dossier.filed_on
            )
    return found


def often(unit_id: int, *, today: date) -> list[int]:
    """Return the procedures this office receives most, the most frequent first. Costs 1 query.

    Units: of the last 60 days.
    """
    rows = (
        Tally.objects.filter(unit_id=unit_id, on__gt=today - timedelta(days=60))
        .values("procedure_id")
        .annotate(n=Sum("received"))
        .filter(n__gt=0)
        .order_by("-n", "procedure_id")[:8]
    )
    return [row["procedure_id"] for row in rows]


def colleagues(unit_id: int, *, today: date) -> list[tuple[int, str]]:
    """Return the specialists of a unit who may be given a dossier: key and name. Costs 1 query."""
    held = Q(until_on=None) | Q(until_on__gt=today)
    rows = (
        Post.objects.filter(
            held, unit=unit_id, from_on__lte=today, role=Role.SPECIALIST, user__is_active=True
        )
        .order_by("user__full_name", "user_id")
        .values_list("user_id", "user__full_name")
    )
    return list(rows[:MOST_OFFICERS])
