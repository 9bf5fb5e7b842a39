"""The content of each slip of a dossier, from its rows and its journal."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied

from motcua.queries import access, clock, service_models, tokens, workdays
from motcua.queries.access import NoSuch, Sight
from motcua.queries.control_slip import control_slip
from motcua.queries.slip_parts import WAYS, Case, case_of, facts_of, head_of, party_of, step_name, wall_of
from motcua.queries.workdays import wall
from motcua.records.models import Document, Dossier, Entry, Post
from motcua.rules import clock as legal_clock
from motcua.rules import slips, wording
from motcua.rules.forms import Kind
from motcua.rules.people import Actor, Role

SHAPES = {
    "original": slips.PaperForm.ORIGINAL,
    "certified": slips.PaperForm.CERTIFIED,
    "copy": slips.PaperForm.PHOTO,
    "electronic": slips.PaperForm.ELECTRONIC,
}


def slip(
    code: str, kind: str, *, by: Actor, times: int | None = None, address: str = ""
) -> slips.DossierSlip:
    """Return the content of one slip of a dossier: `kind` as rules.forms.Kind but the register.

    `times` picks one of several supplement requests, from 1; without it the last. `address` is
    where the QR code leads, with {} for the tracking token; empty: no QR code.

    Costs 3 to 8 queries, whatever the length of the history.
    Raises: NoSuch when the dossier, or this paper of it, is not there or not to be seen;
    PermissionDenied when only its figures may be seen; forms.NoSuchForm.
    """
    dossier = access.dossier(code, by=by)
    if access.sight(dossier, by) is not Sight.FULL:
        raise PermissionDenied(kind)
    makers: dict[str, Callable[[Case, str], slips.DossierSlip]] = {
        Kind.RECEIPT: receipt,
        Kind.REFUSAL: _refusal,
        Kind.APOLOGY: _apology,
        Kind.STOP: _stop,
        Kind.CONTROL_SLIP: control_slip,
    }
    link = address.format(tokens.tracking(dossier))
    case = case_of(dossier)
    if kind == Kind.SUPPLEMENT:
        return _supplement(case, link, times)
    if kind not in makers:
        raise NoSuch(kind)
    return makers[kind](case, link)


def receipt_by_tracking(token: str, *, address: str = "") -> slips.Receipt:
    """Return the applicant's copy of her receipt, by the token of its QR code. Costs 7 or 8 queries.

    Whoever holds the link is not proven to be the applicant: of her number, telephone and e-mail only
    the last characters are shown, of her dwelling nothing. The paper given at the counter has them all.

    Raises: NoSuch.
    """
    dossier = access.dossier_by_tracking(token)
    found = receipt(case_of(dossier), address.format(token), copies=(slips.Copy.APPLICANT,))
    return replace(found, party=slips.masked(found.party))


def receipt(
    case: Case, link: str, *, copies: tuple[slips.Copy, ...] = (slips.Copy.OFFICE, slips.Copy.APPLICANT)
) -> slips.Receipt:
    """Return the receipt as it was given: the first appointment, the papers of that moment."""
    dossier, entry = case.dossier, case.last("receive")
    assert dossier.received_at is not None
    assert dossier.received_on is not None
    terms = clock.terms(dossier.version, unit_id=dossier.unit_id, on=dossier.received_on)
    head = head_of(dossier.unit, dossier.received_on)
    due_at = dossier.first_due_at
    return slips.Receipt(
        head=head,
        code=dossier.code,
        party=party_of(dossier),
        procedure=dossier.version.name,
        papers=_papers(dossier, entry),
        sets=1,
        allowance=_allowance(terms),
        received_at=wall(dossier.received_at),
        due_at=wall(due_at) if due_at else None,
        pick_up=_pick_up(dossier, head),
        officer=entry.actor_name,
        filer=dossier.filer.name if dossier.filer else "",
        fees=_fees(dossier),
        ledger=_ledger(dossier, terms),
        says=_says(dossier),
        witness=slips.witness(entry.hash),
        link=link,
        copies=copies,
    )


def _papers(dossier: Dossier, received: Entry) -> tuple[slips.Paper, ...]:
    """Papers added after the reception are not on its receipt; a mended one stays, as it now is."""
    known = {paper["key"] for paper in facts_of(received).get("papers", [])}
    rows = Document.objects.filter(dossier=dossier, is_result=False).order_by("id")
    kept = [row for row in rows if row.key in known or row.added_at <= received.at]
    return tuple(
        slips.Paper(row.name, _shape(row), row.quantity)
        for row in kept
        if row.standing in ("has", "held") or (row.key in known and row.standing == "missing")
    )


def _shape(row: Document) -> str:
    return "Đã có sẵn" if row.standing == "held" else str(SHAPES.get(row.kind, row.kind))


def _allowance(terms: clock.Terms) -> str:
    by_law = wording.allowance(terms.law.value, terms.law.unit) if terms.law else ""
    promised = wording.allowance(terms.promise.value, terms.promise.unit) if terms.promise else ""
    return f"{by_law} (cam kết: {promised})" if promised and promised != by_law else by_law


def _pick_up(dossier: Dossier, head: slips.Head) -> str:
    if dossier.return_mode == "counter":
        return f"{head.bureau}, {dossier.unit.address or dossier.unit.name}"
    if dossier.return_mode == "post":
        return f"{WAYS['post']}: {dossier.applicant.address}".rstrip(": ")
    return WAYS["electronic"]


def _fees(dossier: Dossier) -> tuple[slips.Fee, ...] | None:
    if dossier.fee_amount is None:
        return None
    if not dossier.fee_amount:
        return ()
    return (slips.Fee("Phí, lệ phí", dossier.fee_amount, dossier.fee_paid >= dossier.fee_amount),)


def _ledger(dossier: Dossier, terms: clock.Terms) -> tuple[slips.Line, ...]:
    """Say how the appointment was counted; nothing when the calendar has since changed under it."""
    if terms.promise is None or dossier.received_at is None or dossier.first_due_at is None:
        return ()
    told = legal_clock.explain(terms.promise, wall(dossier.received_at), workdays.calendar(dossier.unit))
    if told.due_at != wall(dossier.first_due_at):
        return ()
    return tuple(
        slips.Line(f"{line.label('vi')}: {line.text_vi}", f"{line.label('en')}: {line.text_en}")
        for line in told.lines
    )


def _says(dossier: Dossier) -> tuple[slips.Line, ...]:
    """Tell what the service models of the day of reception changed; a fast track only for its services."""
    assert dossier.received_on is not None
    told = service_models.on_slip(
        dossier.unit_id,
        dossier.received_on,
        procedure_id=dossier.version.procedure_id,
        due_at=dossier.first_due_at,
    )
    return tuple(slips.Line(vi, en) for vi, en in told.says)


def _supplement(case: Case, link: str, times: int | None) -> slips.Supplement:
    dossier, entry = case.dossier, case.last("ask_supplement", times=times)
    facts = facts_of(entry)
    asked = [one.pk for one in case.entries if one.verb == "ask_supplement"]
    officer = dossier.received_by.get_full_name() if dossier.received_by else entry.actor_name
    return slips.Supplement(
        head=head_of(dossier.unit, workdays.today(entry.at)),
        code=dossier.code,
        party=party_of(dossier),
        procedure=dossier.version.name,
        items=tuple(_missing(item) for item in facts.get("asked", [])),
        reason=str(facts.get("reason", "")),
        contact=officer,
        contact_phone=dossier.unit.phone,
        website=str(settings.PUBLIC_URL),
        officer=officer,
        times=asked.index(entry.pk) + 1,
        link=link,
    )


def _missing(item: dict[str, Any]) -> slips.Missing:
    kind, count, why = item.get("kind", "original"), int(item.get("quantity", 1)), str(item.get("reason", ""))
    return slips.Missing(
        str(item["name"]),
        originals=count if kind == "original" else 0,
        certified=count if kind == "certified" else 0,
        photos=count if kind == "copy" else 0,
        note=f"{why} (bản điện tử)".strip() if kind == "electronic" else why,
    )


def _refusal(case: Case, link: str) -> slips.Refusal:
    dossier, entry = case.dossier, case.last("refuse")
    return slips.Refusal(
        head=head_of(dossier.unit, workdays.today(entry.at)),
        code=dossier.code,
        party=party_of(dossier),
        procedure=dossier.version.name,
        reason=str(facts_of(entry).get("reason", "")),
        officer=entry.actor_name,
        link=link,
    )


def _apology(case: Case, link: str) -> slips.Apology:
    dossier, entry = case.dossier, case.last("extend")
    assert dossier.received_at is not None
    kept = json.loads(entry.payload)
    on = workdays.today(entry.at)
    head = head_of(dossier.holder, on)
    return slips.Apology(
        head=head,
        code=dossier.code,
        party=party_of(dossier),
        agency=head.authority or head.bureau,
        procedure=dossier.version.name,
        received_at=wall(dossier.received_at),
        due_at=wall_of(kept["facts"]["due_before"]),
        reason=str(kept["facts"].get("reason", "")),
        new_due_at=wall_of(kept["changes"]["extended_to_at"]),
        signer=entry.actor_name,
        signer_post=_post(entry, on),
        copies_to=("Như trên", head_of(dossier.unit, on).bureau, "Lưu: VT"),
        link=link,
    )


def _stop(case: Case, link: str) -> slips.Stop:
    dossier, entry = case.dossier, case.last("stop", "withdraw")
    on, reason = workdays.today(entry.at), str(facts_of(entry).get("reason", ""))
    head = head_of(dossier.unit, on)
    return slips.Stop(
        head=head,
        code=dossier.code,
        party=party_of(dossier),
        agency=head.bureau,
        procedure=dossier.version.name,
        received_at=wall(dossier.received_at or dossier.filed_at),
        asked_on=on if entry.verb == "withdraw" else None,
        request=reason,
        stage=f"{step_name(dossier, dossier.step)}; chưa có kết quả giải quyết.".lstrip("; "),
        decision=f"Dừng giải quyết hồ sơ kể từ {wording.moment_words(wall(entry.at))}.",
        fees=_paid(dossier),
        signer=entry.actor_name,
        signer_post=_post(entry, on),
        copies_to=("Như trên", "Lưu: VT, hồ sơ"),
        link=link,
    )


def _paid(dossier: Dossier) -> str:
    if not dossier.fee_paid:
        return "Chưa nộp phí, lệ phí."
    return f"Đã nộp {wording.money(dossier.fee_paid)}; việc hoàn trả theo quy định về phí, lệ phí."


def _post(entry: Entry, on: date) -> str:
    """Return the leading title under which the actor of an entry signed. Costs 1 query."""
    held = Post.objects.filter(user=entry.actor_id, role=Role.LEADER, from_on__lte=on).exclude(
        until_on__lte=on
    )
    return held.values_list("title", flat=True).first() or "" if entry.actor_id else ""
