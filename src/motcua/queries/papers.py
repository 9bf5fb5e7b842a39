"""The papers of a dossier, through its door."""

from django.db.models import QuerySet

from motcua.queries import access
from motcua.queries.access import NoSuch, Sight
from motcua.records.models import Document, Dossier, StoredFile
from motcua.rules.people import Actor


def paper(code: str, document_id: int, *, by: Actor) -> Document:
    """Return one paper with a clean file, of a dossier the actor may see in full. Costs 2 queries.

    Raises: NoSuch, the same for a missing paper, a missing file and somebody else's dossier.
    """
    dossier = access.dossier(code, by=by)
    if access.sight(dossier, by) is not Sight.FULL:
        raise NoSuch()
    found = Document.objects.filter(
        pk=document_id, dossier=dossier, file__health=StoredFile.Health.CLEAN
    ).select_related("file")
    row = found.first()
    if row is None:
        raise NoSuch()
    return row


def of(dossier: Dossier) -> QuerySet[Document]:
    """Return the papers of a dossier already opened by its door, in the order they came. Costs 1 query."""
    return Document.objects.filter(dossier=dossier).select_related("file").order_by("is_result", "id")
