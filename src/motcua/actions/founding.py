"""The ground a house stands on: units founded, people of a register taken over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from motcua.actions import journal
from motcua.queries import workdays
from motcua.queries.access import NoSuch
from motcua.records.models import AgencyCode, Applicant, Placement, Unit
from motcua.rules import RuleError
from motcua.rules.intake import Person
from motcua.rules.numbering import AGENCY, BadCode
from motcua.rules.people import Actor
from motcua.rules.text import clean, fold

BATCH = 1000


class CodeTaken(RuleError):
    """Another unit goes by this agency code."""


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to found: its kind, its names and codes, since when, under whom."""

    kind: str
    name: str
    from_on: date
    gso_code: str = ""
    agency_code: str = ""
    parent: Unit | None = None
    serves: bool = False
    address: str = ""


@transaction.atomic
def found_unit(*, by: Actor, new: NewUnit, now: datetime) -> Unit:
    """Found a unit under its parent, with its place in the tree and its agency code.

    Raises: numbering.BadCode for an agency code of neither scheme; CodeTaken.
    """
    if new.agency_code and not AGENCY.fullmatch(new.agency_code):
        raise BadCode(code=new.agency_code[:40])
    if new.agency_code and Unit.objects.filter(agency_code=new.agency_code, until_on=None).exists():
        raise CodeTaken(code=new.agency_code)

    name = clean(new.name, limit=200)
    unit = Unit.objects.create(
        kind=new.kind,
        name=name,
        name_fold=fold(name),
        gso_code=new.gso_code,
        agency_code=new.agency_code,
        parent=new.parent,
        from_on=new.from_on,
        serves=new.serves,
        address=clean(new.address, limit=300),
    )
    unit.path = f"{new.parent.path if new.parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    if new.parent is not None:
        Placement.objects.create(unit=unit, parent=new.parent, from_on=new.from_on)
    if new.agency_code:
        _keep_code(unit, new.agency_code, new.from_on)

    facts = {"kind": new.kind, "name": name, "agency_code": new.agency_code}
    journal.write("found_unit", by=by, at=now, payload={"facts": facts}, subject=f"unit:{unit.pk}")
    return unit


@transaction.atomic
def open_counter(*, by: Actor, unit_id: int, agency_code: str, now: datetime) -> Unit:
    """Let a unit that is known already serve the public, under its agency code.

    Raises: numbering.BadCode; CodeTaken; access.NoSuch.
    """
    if not AGENCY.fullmatch(agency_code):
        raise BadCode(code=agency_code[:40])
    unit = Unit.objects.select_for_update().filter(pk=unit_id, until_on=None).first()
    if unit is None:
        raise NoSuch(str(unit_id))
    if Unit.objects.filter(agency_code=agency_code, until_on=None).exclude(pk=unit_id).exists():
        raise CodeTaken(code=agency_code)

    is_new_code = unit.agency_code != agency_code
    unit.agency_code, unit.serves = agency_code, True
    unit.save(update_fields=["agency_code", "serves"])
    if is_new_code:
        _keep_code(unit, agency_code, workdays.today(now))

    facts = {"agency_code": agency_code}
    journal.write("open_counter", by=by, at=now, payload={"facts": facts}, subject=f"unit:{unit.pk}")
    return unit


def _keep_code(unit: Unit, code: str, from_on: date) -> None:
    scheme = "qcvn102" if code[0].isdigit() else "qd20"
    AgencyCode.objects.create(unit=unit, scheme=scheme, code=code, from_on=from_on)


@transaction.atomic
def take_over_people(*, people: Sequence[Person]) -> list[Applicant]:
    """Keep many people of a register that was checked before; the numbers must be new."""
    return Applicant.objects.bulk_create(
        (
            Applicant(
                name=person.name,
                name_fold=fold(person.name),
                id_kind=person.id_kind,
                id_number=person.id_number,
                birth_on=person.birth_on,
                sex=person.sex,
                phone=person.phone,
                address=person.address,
            )
            for person in people
        ),
        batch_size=BATCH,
    )
