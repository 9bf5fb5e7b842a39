"""A dossier is filed over the network by somebody without an account, once, whatever is pressed twice."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from motcua.actions import attempts, idempotency, person
from motcua.actions import dossier as dossiers
from motcua.actions.idempotency import Answer, Key
from motcua.queries import access, tokens, workdays
from motcua.records.models import Applicant, Dossier
from motcua.rules import RuleError, intake
from motcua.rules.attempts import limits
from motcua.rules.intake import Intake, Person
from motcua.rules.text import fold


class NameDiffers(RuleError):
    """The register knows this number under another name: only the counter can tell who is right."""


@dataclass(frozen=True, slots=True)
class Filing:
    """What is filed, the draft it comes from (its key makes it single), and from which address."""

    draft: str
    intake: Intake
    address: str = ""


def file_online(*, filing: Filing, now: datetime) -> str:
    """File a draft once and return the token of its tracking link; a second time, the same token.

    Whoever files is not proven to be the person she names. So what the register knows of that
    person is neither shown nor changed: a new telephone becomes that of the filer, and the
    person herself is told at the one she gave before.

    Raises: NameDiffers; attempts.TooManyAttempts; as dossier.file.
    """
    told = intake.person(filing.intake.applicant, workdays.today(now))
    known = _known(told)
    if known is not None and fold(known.name) != fold(told.name):
        attempts.count(limits(told.id_number, filing.address), now=now)
        raise NameDiffers()

    def do() -> Answer:
        return Answer(201, {"code": _file(filing.intake, told, known, now)})

    key = Key("citizen", filing.draft, idempotency.hashed("draft"))
    answer = idempotency.once(key=key, now=now, do=do)
    return tokens.tracking(Dossier.objects.get(code=answer.body["code"]))


@transaction.atomic
def _file(wanted: Intake, told: Person, known: Applicant | None, now: datetime) -> str:
    applicant = known or person.keep(told, today=workdays.today(now)).applicant
    is_new_phone = bool(told.phone) and told.phone != applicant.phone
    filer = Person(name=told.name, phone=told.phone, email=told.email) if is_new_phone else None
    named = replace(wanted, applicant=Person(pk=applicant.pk), filer=filer)
    return dossiers.file(by=access.applicant_actor(applicant), intake=named, now=now).dossier.code


def _known(told: Person) -> Applicant | None:
    if not told.id_number:
        return None
    return Applicant.objects.filter(id_kind=told.id_kind, id_number=told.id_number).first()
