"""What only the applicant can know: a one-time code on her telephone, told to the official."""

import secrets
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from motcua.actions import journal, rows
from motcua.queries import access, tokens
from motcua.records.models import Confirmation, Dossier, Entry, Notice
from motcua.rules import RuleError
from motcua.rules.people import Actor, ActorKind, Role

LASTS = timedelta(minutes=15)
MOST_SENT, MOST_WRONG = 3, 5  # in an hour; of one code


class NoTelephone(RuleError):
    """The applicant left no telephone number to send a code to."""


class TooManyCodes(RuleError):
    """Several codes have gone out within the hour: one of them has arrived, or none will."""


class WrongCode(RuleError):
    """The code is not the one that was sent, or it is too old."""


@transaction.atomic
def send(*, by: Actor, code: str, purpose: str, now: datetime) -> Confirmation:
    """Send the applicant a code that she tells the official to confirm a wish or her presence.

    Units: `purpose` "withdraw" or "presence".
    Raises: access.NoSuch, PermissionDenied; NoTelephone, TooManyCodes.
    """
    dossier = access.dossier(code, by=by, lock=True)
    if by.kind is ActorKind.APPLICANT or Role.RECEPTION not in by.roles_in(
        dossier.unit_id, dossier.holder_id
    ):
        raise PermissionDenied("send_code")

    if not dossier.applicant.phone:
        raise NoTelephone()
    recent = Confirmation.objects.filter(dossier=dossier, sent_at__gt=now - timedelta(hours=1))
    if recent.count() >= MOST_SENT:
        raise TooManyCodes()

    sent = Confirmation.objects.create(
        dossier=dossier, purpose=purpose, nonce=secrets.token_hex(16), sent_at=now, expires_at=now + LASTS
    )

    entry = journal.write(
        "send_code", by=by, at=now, dossier=dossier, payload={"facts": {"purpose": purpose}}
    )

    # To the applicant alone: who files for her must not be able to confirm in her place.
    rows.insert(
        Notice(
            dossier=dossier, to=dossier.applicant, kind="code", facts={"confirmation": sent.pk},
            effect_key=f"{entry.chain}.{entry.seq}.code", created_at=now, next_at=now,
        )
    )  # fmt: skip
    return sent


def told(*, code: str, purpose: str, digits: str, now: datetime) -> Confirmation:
    """Return the confirmation whose code was told; a wrong guess is counted whatever follows.

    Raises: WrongCode.
    """
    asked = Confirmation.objects.filter(
        dossier__code=code.strip().upper(), purpose=purpose, used_at=None, expires_at__gt=now
    )
    sent = asked.order_by("-id").first()
    if sent is None or sent.wrong >= MOST_WRONG:
        raise WrongCode()
    if not secrets.compare_digest(tokens.digits(sent), "".join(digits.split())):
        Confirmation.objects.filter(pk=sent.pk).update(wrong=F("wrong") + 1)
        raise WrongCode()
    return sent


def spend(sent: Confirmation, *, dossier: Dossier, now: datetime) -> Entry:
    """Use a code up, inside the transaction of what it confirms: the entry is the applicant's own.

    Raises: WrongCode when somebody else has just used it.
    """
    if not Confirmation.objects.filter(pk=sent.pk, used_at=None).update(used_at=now):
        raise WrongCode()
    applicant = access.applicant_actor(dossier.applicant)
    facts = {"how": "code", "purpose": sent.purpose}
    return journal.write("confirm", by=applicant, at=now, dossier=dossier, payload={"facts": facts})


def confirm_presence(*, by: Actor, code: str, digits: str, now: datetime) -> Dossier:
    """Note that the applicant told the code: the dossier has a trace from outside the office.

    Raises: access.NoSuch, PermissionDenied; WrongCode.
    """
    access.dossier(code, by=by)
    sent = told(code=code, purpose="presence", digits=digits, now=now)
    with transaction.atomic():
        dossier = access.dossier(code, by=by, lock=True)
        spend(sent, dossier=dossier, now=now)
    return dossier
