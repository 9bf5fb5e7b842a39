"""Files as people send them: counted, weighed, sniffed, kept under their hash; and sent back safely."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from motcua.actions.document import Upload, keep_file
from motcua.edge import sniff, store
from motcua.queries import papers
from motcua.rules import files
from motcua.rules.text import clean

SALT = "motcua.file"
FORM_LASTS_SECONDS = 24 * 3600
SHOWN = frozenset({"image/png", "image/jpeg", "application/pdf"})  # the rest is saved, never opened here
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
# Chromium shows no PDF in a sandboxed page; its viewer is a process of its own, and nothing may be loaded.
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file already in the store, as a form carries it from one step to the next."""

    sha256: str
    name: str
    size: int
    mime: str
    token: str


class Limits(FileUploadHandler):
    """Refuse a request that is too large before anything of it is read."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        if content_length > (files.MOST_MEGABYTES_TOGETHER + 1) * files.MEGABYTE:
            raise RequestDataTooBig("The files of one request are too large together.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def keep(upload: UploadedFile, *, owner: str, now: datetime) -> Kept:
    """Store one file and its row; `owner` is who may name it again in a later step of the form.

    Raises: rules.files.FileTooLarge, FileEmpty, FileUnwelcome; text.UnreadableText, TextTooLong.
    """
    name = clean((upload.name or "").replace("/", " ").replace("\\", " "), limit=200)
    if not upload.size:
        raise files.FileEmpty(name=name)
    upload.seek(0)
    head = upload.read(4096)
    upload.seek(0)
    try:
        mime = sniff.mime_of(name, head)
        kept = store.put(
            upload.chunks(store.CHUNK), root=settings.STORE, limit=files.MOST_MEGABYTES * files.MEGABYTE
        )
    except sniff.Unwelcome:
        raise files.FileUnwelcome(name=name) from None
    except store.TooLarge:
        raise files.FileTooLarge(name=name, most=files.MOST_MEGABYTES) from None
    keep_file(Upload(kept.sha256, kept.size, mime), now=now)
    return _kept(kept.sha256, name, kept.size, mime, owner)


def keep_all(uploads: Iterable[UploadedFile], *, owner: str, now: datetime) -> list[Kept]:
    """Store several files, weighed together first.

    Raises: as `keep`; rules.files.TooManyFiles, FilesTooLarge.
    """
    listed = list(uploads)
    files.check([one.size or 0 for one in listed])
    return [keep(one, owner=owner, now=now) for one in listed]


def again(token: str, *, owner: str) -> Kept | None:
    """Return the file that a form names again; None when the token is not this owner's or too old."""
    try:
        told = signing.loads(token, salt=SALT, max_age=FORM_LASTS_SECONDS)
    except signing.BadSignature:
        return None
    return _kept(told[0], told[1], told[2], told[3], owner) if told[4] == owner else None


def owner_of(request: HttpRequest) -> str:
    """Return who a file belongs to until its dossier exists: the account, else the visitor's session."""
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    if request.session.session_key is None:
        request.session.create()
    return f"session:{request.session.session_key}"


def _kept(sha256: str, name: str, size: int, mime: str, owner: str) -> Kept:
    token = signing.dumps([sha256, name, size, mime, owner], salt=SALT, compress=True)
    return Kept(sha256, name, size, mime, token)


@require_safe
@login_required
def download(request: HttpRequest, code: str, document_id: int) -> StreamingHttpResponse:
    """Send a paper of a dossier to somebody who may see the dossier in full."""
    return sent(papers.paper(code, document_id, by=request.actor))


def sent(paper: Any) -> StreamingHttpResponse:
    """Stream a kept paper so that a browser can do nothing with it but show or save it."""
    mime = paper.file.mime
    response = StreamingHttpResponse(store.read(paper.file.sha256, root=settings.STORE), content_type=mime)
    name = paper.file_name or f"{paper.key}.{mime.rsplit('/', 1)[-1]}"
    response.headers["Content-Length"] = str(paper.file.size)
    response.headers["Content-Disposition"] = (
        content_disposition_header(mime not in SHOWN, name) or "attachment"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = PDF_POLICY if mime == "application/pdf" else SANDBOX
    response.headers["Cache-Control"] = "private, no-store"
    return response
