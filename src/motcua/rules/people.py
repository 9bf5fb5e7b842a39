"""Who acts: the kinds of actors, the roles of officials, and whose duty a dossier is."""

import re
from dataclasses import dataclass
from enum import StrEnum

from motcua.rules import RuleError


class Role(StrEnum):
    """What an official does in a unit."""

    RECEPTION = "reception"
    SPECIALIST = "specialist"
    LEADER = "leader"
    CLERK = "clerk"
    REFORM = "reform"
    ADMIN = "admin"


class ActorKind(StrEnum):
    """Who stands behind an act."""

    OFFICIAL = "official"
    APPLICANT = "applicant"
    PROGRAM = "program"
    SYSTEM = "system"


class IdKind(StrEnum):
    """The paper that says who an applicant is."""

    CCCD = "cccd"
    CMND = "cmnd"
    PASSPORT = "passport"
    TAX = "tax"
    NONE = "none"


class BadIdNumber(RuleError):
    """The number cannot be one of its kind."""


class BadPhone(RuleError):
    """The number cannot be a Vietnamese telephone number."""


class BadBirthDay(RuleError):
    """The day of birth lies in the future or before 1850."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One post held now: the unit, its place in the tree (`/1/7/`), and the role there."""

    unit_id: int
    path: str
    role: Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts, as one value: an official with duties, an applicant, a program or the system."""

    kind: ActorKind
    name: str
    user_id: int | None = None
    applicant_id: int | None = None
    duties: tuple[Duty, ...] = ()
    scopes: frozenset[str] | None = None  # a program's limits; None: all its user may

    def roles_in(self, *unit_ids: int | None) -> frozenset[Role]:
        """Return the roles held in any of the units."""
        return frozenset(duty.role for duty in self.duties if duty.unit_id in unit_ids)

    def works_in(self, *unit_ids: int | None) -> bool:
        """Tell whether the actor works on dossiers in any of the units: persons and papers are for her."""
        return bool(self.roles_in(*unit_ids) & AT_WORK)

    def leads_above(self, path: str) -> bool:
        """Tell whether the actor leads, reforms or administers a unit at or above this place."""
        return any(path.startswith(duty.path) and duty.role in OVERSIGHT for duty in self.duties)

    @property
    def unit_id(self) -> int | None:
        """The unit the actor speaks for: that of the first duty."""
        return self.duties[0].unit_id if self.duties else None


AT_WORK = frozenset({Role.RECEPTION, Role.SPECIALIST, Role.LEADER, Role.CLERK})
OVERSIGHT = frozenset({Role.LEADER, Role.REFORM, Role.ADMIN})
SYSTEM = Actor(ActorKind.SYSTEM, "motcua")

_CCCD = re.compile(r"0\d{2}[0-9]\d{8}")
_CMND = re.compile(r"\d{9}|\d{12}")
_PASSPORT = re.compile(r"[A-Z]{1,2}\d{6,8}")
_TAX = re.compile(r"\d{10}(-\d{3})?")
_PHONE = re.compile(r"0(?:[35789]\d{8}|2\d{9})")
_PATTERNS = {IdKind.CCCD: _CCCD, IdKind.CMND: _CMND, IdKind.PASSPORT: _PASSPORT, IdKind.TAX: _TAX}


def id_number(kind: IdKind, number: str) -> str:
    """Return the number as it is kept, without spaces and dots.

    A citizen's card number (CCCD) has twelve digits: three of the province, one of century and
    sex, two of the year of birth, six more. It has no check digit, so none is computed.

    Raises: BadIdNumber when the number cannot be one of its kind.
    Source: ID-01.

    >>> id_number(IdKind.CCCD, "030 188 004 217")
    '030188004217'
    """
    kept = re.sub(r"[\s.]", "", number).upper()
    if kind is IdKind.NONE:
        if kept:
            raise BadIdNumber(kind=kind, number=kept)
        return ""
    if not kept.isascii() or not _PATTERNS[kind].fullmatch(kept):
        raise BadIdNumber(kind=kind, number=kept)
    if kind is IdKind.CCCD and not 1 <= int(kept[:3]) <= 96:
        raise BadIdNumber(kind=kind, number=kept)
    return kept


def phone_number(number: str) -> str:
    """Return a Vietnamese telephone number as ten or eleven digits beginning with 0.

    Raises: BadPhone.
    Source: ID-02.

    >>> phone_number("+84 912 345 678")
    '0912345678'
    """
    kept = re.sub(r"[\s.\-()]", "", number)
    if kept.startswith("+84"):
        kept = "0" + kept[3:]
    if not kept.isascii() or not _PHONE.fullmatch(kept):
        raise BadPhone(number=number[:40])
    return kept
