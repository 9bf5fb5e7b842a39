"""Papers of a dossier: kept, added, replaced, counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from motcua.actions import journal, rows
from motcua.queries import access
from motcua.records.models import Document, Dossier, StoredFile
from motcua.rules import RuleError, intake
from motcua.rules.intake import Paper
from motcua.rules.lifecycle import State, Verb
from motcua.rules.people import Actor


class FileUnknown(RuleError):
    """The papers name a file that was never kept."""


class AskedFor(RuleError):
    """The dossier waits for papers: what comes now is taken as the supplement, and its clock runs on."""


@dataclass(frozen=True, slots=True)
class Upload:
    """Bytes already in the store, and what they are."""

    sha256: str
    size: int
    mime: str


def keep_file(upload: Upload, *, now: datetime) -> StoredFile:
    """Return the row of stored bytes, made if new; the bytes are on the disk before. 1 or 2 statements."""
    kept, _ = StoredFile.objects.get_or_create(
        sha256=upload.sha256, defaults={"size": upload.size, "mime": upload.mime, "stored_at": now}
    )
    return kept


def keep_papers(
    dossier: Dossier, told: Sequence[Paper], *, by: Actor, now: datetime, is_result: bool = False
) -> None:
    """Add papers to a dossier inside the transaction of its verb. Costs 1 or 2 statements.

    Raises: FileUnknown; the errors of rules.intake.papers.
    """
    if not told:
        return
    papers = intake.papers(told)
    wanted = {paper.file for paper in papers if paper.file}
    files = dict(StoredFile.objects.filter(sha256__in=wanted).values_list("sha256", "id")) if wanted else {}
    if wanted - files.keys():
        raise FileUnknown(sha256=min(wanted - files.keys()))
    rows.insert_all(
        [
            Document(
                dossier=dossier,
                key=paper.key,
                name=paper.name,
                kind=paper.kind,
                quantity=paper.quantity,
                pages=paper.pages,
                standing=paper.standing,
                file_id=files.get(paper.file),
                file_name=paper.file_name,
                is_result=is_result,
                remark=paper.remark,
                added_at=now,
                added_by_id=by.user_id,
            )
            for paper in papers
        ]
    )


def counts(papers: Sequence[Paper]) -> dict[str, int]:
    """Return how many papers were handed in, digitised and reused, as the fold keeps them."""
    had = [paper for paper in papers if paper.standing in ("has", "held")]
    return {
        "components": len(had),
        "digitised": sum(bool(paper.file) or paper.kind == "electronic" for paper in had),
        "reused": sum(paper.standing == "held" for paper in had),
    }


def counts_of(dossier: Dossier) -> dict[str, int]:
    """Return the same counts from the dossier's rows. Costs 1 query."""
    kept = Document.objects.filter(dossier=dossier, is_result=False).values_list(
        "standing", "kind", "file_id"
    )
    had = [(kind, file_id, standing) for standing, kind, file_id in kept if standing in ("has", "held")]
    return {
        "components": len(had),
        "digitised": sum(file_id is not None or kind == "electronic" for kind, file_id, _ in had),
        "reused": sum(standing == "held" for _, _, standing in had),
    }


@transaction.atomic
def attach(*, by: Actor, code: str, paper: Paper, now: datetime) -> Dossier:
    """Add a paper, or its scan, to a dossier; a missing paper of the same key becomes had.

    Raises: access.NoSuch, PermissionDenied; lifecycle.Illegal; AskedFor, FileUnknown; errors of
    rules.intake.
    """
    dossier = access.dossier(code, by=by, verb=Verb.ATTACH, lock=True)
    must_not_wait(dossier)

    keep_or_replace(dossier, paper, by=by, now=now)

    journal.record(
        dossier,
        Verb.ATTACH,
        by=by,
        at=now,
        changes=counts_of(dossier),
        facts={"key": paper.key, "file": paper.file},
    )
    return dossier


@transaction.atomic
def attach_result(*, by: Actor, code: str, paper: Paper, electronic: bool, now: datetime) -> Dossier:
    """Add the result's file; `electronic` when it is the signed electronic original.

    Raises: as `attach`.
    """
    dossier = access.dossier(code, by=by, verb=Verb.ATTACH, lock=True)
    must_not_wait(dossier)

    keep_papers(dossier, [paper], by=by, now=now, is_result=True)

    changes = {"result_digitised": True, "result_electronic": dossier.result_electronic or electronic}
    journal.record(
        dossier, Verb.ATTACH, by=by, at=now, changes=changes, facts={"key": "result", "file": paper.file}
    )
    return dossier


def must_not_wait(dossier: Dossier) -> None:
    """Refuse to lay papers into a dossier that waits for them: the answer would come, the clock stand still.

    Raises: AskedFor.
    """
    if dossier.state == State.WAITING:
        raise AskedFor()


def keep_or_replace(dossier: Dossier, paper: Paper, *, by: Actor, now: datetime) -> None:
    """Add a paper, or lay it where the paper of its key was missing. Costs 2 or 3 statements.

    Raises: FileUnknown; the errors of rules.intake.papers.
    """
    kept = intake.papers([paper])[0]
    missing = (
        Document.objects.filter(dossier=dossier, key=paper.key, standing="missing").order_by("id").first()
    )
    if missing is None or kept.standing == "missing":
        keep_papers(dossier, [paper], by=by, now=now)
        return
    file_row = StoredFile.objects.filter(sha256=kept.file).first() if kept.file else None
    if kept.file and file_row is None:
        raise FileUnknown(sha256=kept.file)
    Document.objects.filter(pk=missing.pk).update(
        kind=kept.kind, quantity=max(kept.quantity, 1), pages=kept.pages, standing=kept.standing,
        file=file_row, file_name=kept.file_name, added_at=now, added_by_id=by.user_id, asked="",
    )  # fmt: skip
