"""The only doors to a row. Each checks the person first; each may lock."""

from datetime import date
from enum import StrEnum
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet

from motcua.queries import plain, tokens
from motcua.records.models import (
    Applicant,
    CitizenReport,
    Dossier,
    Post,
    Procedure,
    ProcedureVersion,
    Proposal,
    Question,
    Unit,
    User,
)
from motcua.rules import lifecycle
from motcua.rules.lifecycle import State, Verb
from motcua.rules.people import OVERSIGHT, Actor, ActorKind, Duty, Role

Row = TypeVar("Row", bound=Model)


class NoSuch(LookupError):
    """Not there, or not yours to see. The two must look alike from outside."""


class Sight(StrEnum):
    """How much of a dossier the actor may see."""

    FULL = "full"
    FIGURES = "figures"  # a parent unit, a reform officer: state, moments and officer, not papers nor persons


_HELD: plain.Parts = (("p", Post), ("u", Unit))
_HELD_FROM = (
    f"FROM {plain.table(Post, 'p')} JOIN {plain.table(Unit, 'u')} ON u.id = p.unit_id WHERE p.user_id = %s "
    "AND p.from_on <= %s AND (p.until_on IS NULL OR p.until_on > %s) ORDER BY p.id"
)


def actor_of(user: User, today: date) -> Actor:
    """Return the account as an actor with the posts held today. Costs 1 query.

    Read anew on every request, so that a changed post takes effect at once.
    """
    held = plain.read(_HELD, rest=_HELD_FROM, values=[user.pk, today, today])
    # A unit without a place in the tree stands for itself: an empty path would lead every unit there is.
    duties = tuple(Duty(post.unit_id, unit.path or f"/{unit.pk}/", Role(post.role)) for post, unit in held)
    kind = ActorKind.OFFICIAL if duties else ActorKind.APPLICANT
    return Actor(kind, user.get_full_name(), user.pk, user.applicant_id, duties)


def applicant_actor(applicant: Applicant) -> Actor:
    """Return an applicant who acts without an account, known by her dossier's link or her own filing."""
    return Actor(ActorKind.APPLICANT, applicant.name, None, applicant.pk)


def visible(by: Actor) -> QuerySet[Dossier]:
    """Return the dossiers the actor may know of: those of her units, and of units below that she leads.

    Every list, count, search and export starts here.
    """
    return Dossier.objects.filter(scope(by))


def scope(by: Actor, *, of: str = "") -> Q:
    """Return what picks the dossiers the actor may know of; `of` is the way to them, such as "dossier__".

    A table with few rows asks by it from its own side: a list of all visible dossiers may be long.
    """
    if by.kind is ActorKind.SYSTEM:
        return Q()
    if by.kind is ActorKind.APPLICANT:
        own = Q(**{f"{of}applicant_id": by.applicant_id}) | Q(**{f"{of}filer_id": by.applicant_id})
        return own if by.applicant_id is not None else Q(pk__in=[])
    unit_ids = {duty.unit_id for duty in by.duties}
    found = Q(**{f"{of}unit__in": unit_ids}) | Q(**{f"{of}holder__in": unit_ids})
    for duty in by.duties:
        if duty.role in OVERSIGHT:
            found |= Q(**{f"{of}unit__path__startswith": duty.path})
    return found


def sight(dossier: Dossier, by: Actor) -> Sight | None:
    """Return how much the actor may see of this dossier; None: nothing. Costs no query."""
    if by.kind is ActorKind.SYSTEM:
        return Sight.FULL
    if by.kind is ActorKind.APPLICANT:
        own = by.applicant_id is not None and by.applicant_id in (dossier.applicant_id, dossier.filer_id)
        return Sight.FULL if own else None
    units = (dossier.unit_id, dossier.holder_id)
    if by.works_in(*units):
        return Sight.FULL
    return Sight.FIGURES if by.roles_in(*units) or by.leads_above(dossier.unit.path) else None


def dossier(code: str, *, by: Actor, verb: Verb | None = None, lock: bool = False) -> Dossier:
    """Return the dossier of that code, locked if asked. Costs 1 query.

    Raises: NoSuch when it is not there or not the actor's to see; lifecycle.Illegal when its state
    does not allow the verb; PermissionDenied when the verb is another's.
    """
    return _checked(_whole("code", code.strip().upper(), lock), by, verb)


def dossiers(codes: list[str], *, by: Actor, verb: Verb, lock: bool = True) -> list[Dossier]:
    """Return several dossiers, locked in the order of their keys. Costs 1 query.

    Raises: as `dossier`, for the first that does not pass.
    """
    rows = list(_rows(lock).filter(code__in=codes).order_by("id"))
    if len(rows) != len(set(codes)):
        raise NoSuch(", ".join(codes))
    return [_checked(row, by, verb) for row in rows]


def one(rows: QuerySet[Row]) -> Row | None:
    """Return the only row there can be. Costs 1 query.

    `first()` would sort one row by its key, and spend more on that than on all the rest.
    """
    return next(iter(rows[:1]), None)


_BELONGS = (
    ("version", ProcedureVersion), ("procedure", Procedure), ("unit", Unit), ("holder", Unit),
    ("applicant", Applicant), ("assignee", User),
)  # fmt: skip
_PARTS: plain.Parts = (("d", Dossier), *_BELONGS)
_FROM = f"FROM {plain.table(Dossier, 'd')}" + "".join(
    f" {'LEFT ' if name == 'assignee' else ''}JOIN {plain.table(model, name)} ON {name}.id = d.{name}_id"
    for name, model in _BELONGS
)


def _whole(column: str, value: str, lock: bool) -> Dossier | None:
    """Return the dossier of a unique column with what belongs to it, as `_rows` reads it. Costs 1 query."""
    rest = f"{_FROM} WHERE d.{column} = %s" + (plain.locked("d") if lock else "")
    for dossier, *belongs in plain.read(_PARTS, rest=rest, values=[value]):
        for (name, _), row in zip(_BELONGS, belongs, strict=True):
            setattr(dossier, name, row)
        found: Dossier = dossier
        return found
    return None


def _rows(lock: bool) -> QuerySet[Dossier]:
    rows = Dossier.objects.select_related("version", "procedure", "unit", "holder", "applicant", "assignee")
    return rows.select_for_update(of=("self",)) if lock else rows


def _checked(row: Dossier | None, by: Actor, verb: Verb | None) -> Dossier:
    if row is None or sight(row, by) is None:
        raise NoSuch()
    if verb is None:
        return row
    if sight(row, by) is not Sight.FULL:
        raise PermissionDenied(verb)
    move = lifecycle.move(State(row.state), verb)
    if by.scopes is not None and verb not in by.scopes and "write" not in by.scopes:
        raise PermissionDenied(verb)
    if not lifecycle.may(
        by, move, units=(row.unit_id, row.holder_id), applicant_ids=(row.applicant_id, row.filer_id)
    ):
        raise PermissionDenied(verb)
    return row


def dossier_by_tracking(token: str, *, lock: bool = False) -> Dossier:
    """Return the dossier whose slip carries this token. Costs 1 query.

    Raises: NoSuch.
    """
    row = _whole("tracking_hash", tokens.hashed(token), lock)
    if row is None:
        raise NoSuch()
    return row


def dossier_by_rating(token: str, *, lock: bool = False) -> Dossier:
    """Return the dossier whose rating link carries this token and is not used yet. Costs 1 query.

    Raises: NoSuch.
    """
    row = _whole("rating_hash", tokens.hashed(token), lock)
    if row is None:
        raise NoSuch()
    return row


def dossier_by_phone(code: str, last_digits: str) -> Dossier:
    """Return the dossier of that code if its applicant's or filer's telephone ends so. Costs 1 query.

    Raises: NoSuch, the same for a wrong code and for wrong digits.
    """
    row = one(_rows(False).select_related("filer").filter(code=code.strip().upper()))
    phones = [p.phone for p in (row.applicant, row.filer) if p and p.phone] if row else []
    if row is None or len(last_digits) != 4 or not any(phone.endswith(last_digits) for phone in phones):
        raise NoSuch()
    return row


def proposal(pk: int, *, by: Actor, lock: bool = False) -> Proposal:
    """Return a proposal about a dossier the actor may see in full. Costs 1 query.

    Raises: NoSuch.
    """
    rows = Proposal.objects.select_related("dossier", "dossier__unit", "proposer")
    row = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=pk).first()
    if row is None or row.dossier is None or sight(row.dossier, by) is not Sight.FULL:
        raise NoSuch()
    return row


def oversees(path: str, by: Actor) -> bool:
    """Tell whether the actor leads or reforms the unit of this place, or one above. Costs no query."""
    return any(path.startswith(duty.path) and duty.role in (Role.LEADER, Role.REFORM) for duty in by.duties)


def question(pk: int, *, by: Actor, lock: bool = False) -> Question:
    """Return a question about a unit that the actor leads or reforms, or one below it. Costs 1 query.

    Raises: NoSuch.
    """
    rows = Question.objects.select_related("unit", "officer", "dossier", "closed_by")
    row = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=pk).first()
    if row is None or not oversees(row.unit.path, by):
        raise NoSuch()
    return row


def citizen_report(pk: int, *, by: Actor, lock: bool = False) -> CitizenReport:
    """Return a citizen's report of a unit that the actor leads or reforms, or one below it. Costs 1 query.

    Raises: NoSuch.
    """
    rows = CitizenReport.objects.select_related("unit", "answered_by")
    row = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=pk).first()
    if row is None or not oversees(row.unit.path, by):
        raise NoSuch()
    return row


def citizen_report_by(token: str, *, lock: bool = False) -> CitizenReport:
    """Return the report whose author's page carries this token. Costs 1 query.

    Raises: NoSuch.
    """
    rows = CitizenReport.objects.select_related("unit")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    row = rows.filter(token_hash=tokens.hashed(token)).first()
    if row is None:
        raise NoSuch()
    return row


def colleague(user_id: int, *, unit_id: int, today: date) -> User:
    """Return an official with a post in the unit today. Costs 1 query.

    Raises: NoSuch.
    """
    held = Q(posts__unit=unit_id, posts__from_on__lte=today) & (
        Q(posts__until_on=None) | Q(posts__until_on__gt=today)
    )
    found = User.objects.filter(held, pk=user_id, is_active=True).first()
    if found is None:
        raise NoSuch()
    return found


def posts(by: Actor, *roles: Role) -> tuple[int, ...]:
    """Return the units in which the actor holds one of the roles. Costs no query.

    Raises: PermissionDenied when there is none.
    """
    found = tuple(duty.unit_id for duty in by.duties if duty.role in roles)
    if not found:
        raise PermissionDenied("no such post")
    return found
