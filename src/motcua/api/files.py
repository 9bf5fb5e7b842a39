"""Bytes sent by programs: kept first, named by their hash, linked to a dossier afterwards."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import File
from ninja.files import UploadedFile

from motcua.actions import document
from motcua.api.keys import WRITE, by
from motcua.api.router import router
from motcua.api.schemas import FileOut, ProblemOut
from motcua.edge import sniff, store

LIMIT = 20 * 1024 * 1024
REFUSALS = {codes: ProblemOut for codes in (401, 403, 413, 415, 422)}


@router.post("/files", response={200: FileOut} | REFUSALS, tags=["files"], operation_id="keep_file")
def keep(request: HttpRequest, file: UploadedFile = File(...)) -> Any:
    """Keep a file of at most 20 MB and return the hash by which papers name it."""
    by(request, WRITE)
    head = file.read(4096)
    mime = sniff.mime_of(file.name or "", head)
    file.seek(0)
    kept = store.put(file.chunks(), root=settings.STORE, limit=LIMIT)
    document.keep_file(document.Upload(kept.sha256, kept.size, mime), now=request.now)
    return {"file": kept.sha256, "size": kept.size, "mime": mime}
