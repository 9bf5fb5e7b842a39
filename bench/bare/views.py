"""The same calls as the house's interface answers, by the ORM; and one reception by plain SQL."""

import hashlib
import json
import secrets
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from bench import plain
from bench.bare import tokens
from bench.bare.models import Audit, Document, Dossier, Outbox, Status


def _who(request: HttpRequest) -> str:
    return tokens.who(settings.SECRET_KEY, request.headers["Authorization"].removeprefix("Bearer "))


def _note(who: str, verb: str, code: str, told: Any) -> None:
    Audit.objects.create(at=timezone.now(), who=who, verb=verb, dossier=code, told=told)


def create(request: HttpRequest) -> JsonResponse:
    """Make a dossier."""
    who, told = _who(request), json.loads(request.body)
    with transaction.atomic():
        row = Dossier.objects.create(
            code=f"H23-{secrets.token_hex(8)}",
            procedure=told["procedure"],
            unit=told["unit"],
            applicant=told["applicant"]["name"],
            state="received",
            received_at=timezone.now(),
        )
        _note(who, "create", row.code, told)
    return JsonResponse({"code": row.code})


def keep(request: HttpRequest) -> JsonResponse:
    """Keep a file: written and hashed, not even synced to the disk."""
    who, file = _who(request), request.FILES["file"]
    content = file.read()
    sha256 = hashlib.sha256(content).hexdigest()
    place = settings.STORE / sha256[:2] / sha256
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    with transaction.atomic():
        row = Document.objects.create(name=file.name, sha256=sha256, size=len(content))
        _note(who, "keep", "", {"file": sha256})
    return JsonResponse({"file": row.pk})


def link(request: HttpRequest, code: str) -> JsonResponse:
    """Link a kept file to its dossier."""
    who, told = _who(request), json.loads(request.body)
    with transaction.atomic():
        row = Dossier.objects.get(code=code)
        Document.objects.filter(pk=told["file"]).update(dossier=row)
        _note(who, "link", code, told)
    return JsonResponse({"code": code})


def status(request: HttpRequest, code: str) -> JsonResponse:
    """Set the next status and owe a message."""
    who, told = _who(request), json.loads(request.body)
    with transaction.atomic():
        row = Dossier.objects.select_for_update().get(code=code)
        row.state = told["state"]
        row.save(update_fields=["state"])
        Status.objects.create(dossier=row, state=row.state, at=timezone.now())
        Outbox.objects.create(dossier=row, kind=row.state, created_at=timezone.now())
        _note(who, "status", code, told)
    return JsonResponse({"code": code, "state": row.state})


def reception(request: HttpRequest) -> JsonResponse:
    """Write the rows of one reception into the house's own tables by plain SQL in one transaction."""
    _who(request)
    told = json.loads(request.body)
    at = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        code = plain.receive(cursor, told, at)
    return JsonResponse({"code": code})
