"""A checkpoint of the journal: its size and head at a moment, signed, for others to keep."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from motcua.actions import journal
from motcua.queries import honest
from motcua.queries.workdays import today
from motcua.records.models import ChainHead, Checkpoint
from motcua.rules import checkpoints


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: the key's name, its public half in base64, and what signs bytes, in base64 too."""

    fingerprint: str
    public: str
    sign: Callable[[bytes], str]

    @property
    def name(self) -> str:
        """The origin that stands in a checkpoint's first line."""
        return f"motcua-{self.fingerprint[:9]}"


@transaction.atomic
def make(*, signer: Signer, now: datetime) -> Checkpoint | None:
    """Keep a checkpoint of the journal as it stands; the same size gives the same one. 2 to 4 queries.

    None while the journal is empty. It is no act on anything kept, so no entry tells of it: an entry
    would move the head that it states.
    """
    if not ChainHead.objects.exists():
        return None
    last = journal.head(today(now).year)  # locked: nobody adds a line while the lines are counted
    heads = list(ChainHead.objects.order_by("chain"))
    size = sum(head.size for head in heads)
    if size == 0:
        return None
    kept = Checkpoint.objects.filter(size=size, head=last.hash).first()
    if kept is not None:
        return kept
    end = next(head for head in reversed(heads) if head.size)
    formula = honest.formula(today(now))[1]
    said = checkpoints.write(checkpoints.Checkpoint(signer.name, size, end.hash, now, formula))
    note = checkpoints.signed(
        said,
        name=signer.name,
        public_key=base64.b64decode(signer.public),
        signature=base64.b64decode(signer.sign(said.encode())),
    )
    return Checkpoint.objects.create(
        size=size, chain=end.chain, seq=end.size, head=end.hash, note=note, at=now
    )
