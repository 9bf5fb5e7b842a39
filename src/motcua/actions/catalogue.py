"""What is written into the catalogue: imported versions, the seed, and what a unit offers."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from motcua.actions import journal
from motcua.queries import catalogue, workdays
from motcua.records.models import Offer, Procedure, ProcedureVersion, Unit
from motcua.rules import RuleError
from motcua.rules.catalogue import ProcedureBody, Time, carry_over, fingerprint, from_json, to_json
from motcua.rules.people import Actor, ActorKind, Role
from motcua.rules.portal_text import PortalRow
from motcua.rules.seed import SeedProcedure
from motcua.rules.text import fold

BATCH = 500
DAY = timedelta(days=1)


class OfferUnknown(RuleError):
    """There is no such procedure for the unit to offer."""


@dataclass(slots=True)
class Report:
    """What an import did; `read` is the sum of the four others."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    by_level: Counter[str] = field(default_factory=Counter)
    left_out: list[tuple[str, str]] = field(default_factory=list)  # reason, which

    def refuse(self, reason: str, which: str) -> None:
        """Count one row that is left out, and remember which."""
        self.refused += 1
        self.reasons[reason] += 1
        self.left_out.append((reason, which))

    @property
    def read(self) -> int:
        """All rows that were looked at."""
        return self.new + self.changed + self.unchanged + self.refused


@dataclass(frozen=True, slots=True)
class _Latest:
    """The last version of a procedure, as far as an import must know it."""

    procedure_id: int
    version_id: int
    from_on: date
    fingerprint: str
    body: ProcedureBody
    is_over: bool  # abolished: what is published again needs a version of its own


def import_procedures(
    *, by: Actor, rows: Sequence[PortalRow], now: datetime, from_on: date | None = None, dry_run: bool = False
) -> Report:
    """Take over what a national source says: new procedures, and new versions of changed ones.

    Versions are only ever added: a changed procedure gets a version from today (or the day after
    the version before began), and the one before ends there. What the source is silent about is
    carried over. One transaction: all rows or none; a dry run decides and writes nothing.

    Raises: PermissionDenied.
    """
    _may(by)
    with transaction.atomic():
        known = _latest([row.code for row in rows])
        today = workdays.today(now)
        report, fresh, moved = _decide(rows, known, from_on or today)
        if not dry_run and (fresh or moved):
            _add(fresh, moved, known)
            facts = {"new": report.new, "changed": report.changed, "unchanged": report.unchanged}
            journal.write(
                "import", by=by, at=now, payload={"changes": {}, "facts": facts}, subject="procedures"
            )
    return report


def load_seed(*, by: Actor, now: datetime) -> Report:
    """Lay down the seed procedures; a second run changes nothing.

    Where a national import came first, the seed becomes the version before it, and what the import
    did not say (route, everyday words) is carried into a new version.

    Raises: PermissionDenied.
    """
    _may(by)
    seed, today, report = catalogue.packaged_seed(), workdays.today(now), Report()
    with transaction.atomic():
        known = {p.code: p for p in Procedure.objects.filter(code__in=[row.code for row in seed.procedures])}
        fresh = [(row.code, row.body, seed.from_on) for row in seed.procedures if row.code not in known]
        _create(fresh, seed=True)
        report.new = len(fresh)
        for row in seed.procedures:
            procedure = known.get(row.code)
            if procedure is None:
                continue
            if procedure.seed:
                report.unchanged += 1
            else:
                _lay_under(procedure, row, seed.from_on, today)
                report.changed += 1
        if report.new + report.changed:
            facts = {"new": report.new, "changed": report.changed}
            journal.write("import", by=by, at=now, payload={"changes": {}, "facts": facts}, subject="seed")
    return report


def offer(
    *,
    by: Actor,
    unit_id: int,
    code: str,
    now: datetime,
    committed: tuple[int, str] | None = None,
    decision: str = "",
) -> Offer:
    """Let a unit offer a procedure from today, perhaps in a shorter time; the offer before ends today.

    Raises: PermissionDenied; OfferUnknown; rules.catalogue.BadTime for an impossible time.
    """
    _may(by)
    if committed is not None:
        Time(*committed)
    today = workdays.today(now)
    with transaction.atomic():
        procedure = Procedure.objects.filter(code=code).first()
        unit = Unit.objects.select_for_update().filter(pk=unit_id).first()
        if procedure is None or unit is None:
            raise OfferUnknown(code=code[:40], unit=unit_id)
        value, name = committed or (None, "")
        held = Offer.objects.filter(unit=unit, procedure=procedure, until_on=None).first()
        if held is not None:
            if (held.committed_value, held.committed_unit, held.decision) == (value, name, decision):
                return held
            _end_offer(held, today)
        told = {"committed_value": value, "committed_unit": name, "decision": decision}
        row = Offer.objects.create(unit=unit, procedure=procedure, from_on=today, **told)
        payload = {"changes": {}, "facts": {"procedure": code, **told}}
        journal.write("offer", by=by, at=now, payload=payload, subject=f"unit:{unit_id}")
    return row


@dataclass(frozen=True, slots=True)
class Promise:
    """Times that units promise for one procedure, by unit, under one decision, from one day on."""

    terms: Mapping[int, tuple[int, str]]
    decision: str
    from_on: date


def promise(*, by: Actor, code: str, promise: Promise, now: datetime) -> int:
    """Let units that offer a procedure promise another time from a day, today or later. Returns how many.

    Dossiers received before that day keep the promise they were received under.

    Raises: PermissionDenied; OfferUnknown; rules.catalogue.BadTime for an impossible time.
    """
    _may(by)
    for value, name in promise.terms.values():
        Time(value, name)
    from_on = max(promise.from_on, workdays.today(now))
    with transaction.atomic():
        procedure = Procedure.objects.filter(code=code).first()
        held = Offer.objects.select_for_update().filter(
            procedure=procedure, unit__in=list(promise.terms), until_on=None
        )
        before = {offer.unit_id: offer for offer in held.order_by("pk")}
        if procedure is None or before.keys() != promise.terms.keys():
            raise OfferUnknown(code=code[:40], unit=min(promise.terms.keys() - before.keys(), default=0))
        for offer in before.values():
            _end_offer(offer, from_on)
        still = Offer.objects.filter(procedure=procedure, unit__in=list(before), until_on__gt=from_on)
        still.update(until_on=from_on)
        Offer.objects.bulk_create(_promised(procedure, promise, from_on))
        facts: dict[str, object] = {
            "procedure": code,
            "decision": promise.decision,
            "from": from_on.isoformat(),
        }
        facts |= {"terms": {str(unit_id): list(term) for unit_id, term in sorted(promise.terms.items())}}
        journal.write("offer", by=by, at=now, payload={"changes": {}, "facts": facts}, subject="offers")
    return len(before)


def _promised(procedure: Procedure, promise: Promise, from_on: date) -> list[Offer]:
    return [
        Offer(
            unit_id=unit_id,
            procedure=procedure,
            committed_value=value,
            committed_unit=name,
            decision=promise.decision,
            from_on=from_on,
        )
        for unit_id, (value, name) in sorted(promise.terms.items())
    ]


def offer_seed(*, by: Actor, unit_ids: Sequence[int], level: str, now: datetime) -> int:
    """Let units of one level offer all seed procedures of that level, with the demonstration's promises.

    The promises are illustrative. Offers that stand are left alone. Returns how many were made.

    Raises: PermissionDenied.
    """
    _may(by)
    seed = catalogue.packaged_seed()
    rows = [row for row in seed.procedures if level in row.levels]
    with transaction.atomic():
        ids = dict(Procedure.objects.filter(code__in=[r.code for r in rows]).values_list("code", "id"))
        held = set(
            Offer.objects.filter(unit__in=unit_ids, until_on=None).values_list("unit_id", "procedure_id")
        )
        made = [
            _seed_offer(row, unit_id, ids[row.code], level, seed.from_on)
            for unit_id in unit_ids
            for row in rows
            if row.code in ids and (unit_id, ids[row.code]) not in held
        ]
        Offer.objects.bulk_create(made, batch_size=BATCH)
        if made:
            facts = {"offers": len(made), "level": level}
            journal.write("offer", by=by, at=now, payload={"changes": {}, "facts": facts}, subject="seed")
    return len(made)


@transaction.atomic
def retire(*, by: Actor, codes: Sequence[str], on: date, now: datetime) -> int:
    """End procedures that were abolished: no version is in force from that day, no unit offers them.

    Dossiers under way keep the version they were received under. Returns how many were ended.

    Raises: PermissionDenied.
    """
    _may(by)
    ended = 0
    for version in ProcedureVersion.objects.filter(procedure__code__in=codes, until_on=None):
        last_on = max(on, version.from_on + DAY)
        ended += ProcedureVersion.objects.filter(pk=version.pk).update(until_on=last_on)
        for held in Offer.objects.filter(procedure=version.procedure_id, until_on=None):
            _end_offer(held, on)
    if ended:
        facts = {"procedures": sorted(codes), "on": on.isoformat()}
        journal.write("retire", by=by, at=now, payload={"changes": {}, "facts": facts}, subject="procedures")
    return ended


def _may(by: Actor) -> None:
    if by.kind is not ActorKind.SYSTEM and not any(duty.role is Role.ADMIN for duty in by.duties):
        raise PermissionDenied("import")


def _latest(codes: Sequence[str]) -> dict[str, _Latest]:
    found: dict[str, _Latest] = {}
    for start in range(0, len(codes), BATCH):
        rows = ProcedureVersion.objects.filter(procedure__code__in=codes[start : start + BATCH])
        for row in rows.select_related("procedure").order_by("from_on", "pk"):  # the last one stays
            body, is_over = from_json(row.body), row.until_on is not None
            found[row.procedure.code] = _Latest(
                row.procedure_id, row.pk, row.from_on, row.fingerprint, body, is_over
            )
    return found


_Fresh = list[tuple[str, ProcedureBody, date]]


def _decide(rows: Iterable[PortalRow], known: dict[str, _Latest], day: date) -> tuple[Report, _Fresh, _Fresh]:
    report, fresh, moved, seen = Report(), [], [], set()
    packaged = {seeded.code: seeded.body for seeded in catalogue.packaged_seed().procedures}
    for row in rows:
        if row.code in seen:
            report.refuse("duplicate_code", row.code)
            continue
        seen.add(row.code)
        latest = known.get(row.code)
        before = latest.body if latest else packaged.get(row.code)
        body = carry_over(before, row.body) if before else row.body
        report.by_level.update(body.levels)
        if latest is None:
            report.new += 1
            fresh.append((row.code, body, day))
        elif latest.fingerprint == fingerprint(body) and not latest.is_over:
            report.unchanged += 1
        else:
            report.changed += 1
            moved.append((row.code, body, max(day, latest.from_on + DAY)))
    return report, fresh, moved


def _add(fresh: _Fresh, moved: _Fresh, known: dict[str, _Latest]) -> None:
    _create(fresh, seed=False)
    for code, _, day in moved:
        ProcedureVersion.objects.filter(pk=known[code].version_id, until_on=None).update(until_on=day)
    rows = [_version(known[code].procedure_id, code, body, day) for code, body, day in moved]
    ProcedureVersion.objects.bulk_create(rows, batch_size=BATCH)


def _create(fresh: _Fresh, *, seed: bool) -> None:
    made = Procedure.objects.bulk_create(
        [Procedure(code=code, seed=seed) for code, _, _ in fresh], batch_size=BATCH
    )
    ids = {procedure.code: procedure.pk for procedure in made}
    rows = (_version(ids[code], code, body, day) for code, body, day in fresh)
    ProcedureVersion.objects.bulk_create(rows, batch_size=BATCH)


def _lay_under(procedure: Procedure, row: SeedProcedure, from_on: date, today: date) -> None:
    """Put the seed before the first version, and its knowledge into the last."""
    versions = list(procedure.versions.order_by("from_on"))
    first, last = versions[0], versions[-1]
    if from_on < first.from_on:
        under = _version(procedure.pk, row.code, row.body, from_on)
        under.until_on = first.from_on
        under.save(force_insert=True)
    merged = carry_over(row.body, from_json(last.body))
    if fingerprint(merged) != last.fingerprint:
        day = max(today, last.from_on + DAY)
        ProcedureVersion.objects.filter(pk=last.pk).update(until_on=day)
        _version(procedure.pk, row.code, merged, day).save(force_insert=True)
    Procedure.objects.filter(pk=procedure.pk).update(seed=True)


def _version(procedure_id: int, code: str, body: ProcedureBody, from_on: date) -> ProcedureVersion:
    """The row of a version: what screens and clocks need in columns, all of it in the body."""
    timed = body.time_for("direct")
    channels = _channels(body)
    texts = dict(body.texts)
    authority = "; ".join(part.name for part in body.authorities) or texts.get("executing", "")
    searched = (body.name, code, body.field, body.name_en, *body.words)
    return ProcedureVersion(
        procedure_id=procedure_id,
        from_on=from_on,
        name=body.name[:1000],
        name_en=body.name_en[:500],
        field=body.field[:200],
        levels=",".join(body.levels),
        authority=authority[:1000],
        decision_no=body.decision[:100],
        time_value=timed.value if timed else None,
        time_unit=timed.unit if timed else "",
        time_text=timed.text if timed else next((t.text for t in body.times if t.text), ""),
        cutoff_at=time.fromisoformat(body.cutoff) if body.cutoff else None,
        supplement_mode=body.supplement_mode,
        online_level=_online(body, channels),
        channels=",".join(channels),
        subjects=", ".join(body.subjects)[:300],
        search="|" + "|".join(fold(part) for part in searched) + "|",
        life_event=next(iter(body.life_events), ""),
        confidence=",".join(f"{key}={mark}" for key, mark in body.confidence)[:40],
        source=",".join(body.sources)[:200] or texts.get("link", "")[:200],
        fingerprint=fingerprint(body),
        body=to_json(body),
    )


def _channels(body: ProcedureBody) -> tuple[str, ...]:
    printed = {t.channel for t in body.times if t.channel}
    if printed and body.online_level == "unknown":
        return tuple(channel for channel in ("direct", "online", "post") if channel in printed)
    return ("direct", "post") if body.online_level == "none" else ("direct", "online", "post")


def _online(body: ProcedureBody, channels: tuple[str, ...]) -> str:
    if body.online_level != "unknown":
        return body.online_level
    return "partial" if "online" in channels else "none"  # the portal does not print which


def _end_offer(held: Offer, today: date) -> None:
    if held.from_on >= today:
        held.delete()  # an offer of this very day never came into force
    else:
        Offer.objects.filter(pk=held.pk).update(until_on=today)


def _seed_offer(row: SeedProcedure, unit_id: int, procedure_id: int, level: str, from_on: date) -> Offer:
    promise = row.commitment(level)
    return Offer(
        unit_id=unit_id,
        procedure_id=procedure_id,
        committed_value=promise.value if promise else None,
        committed_unit=promise.unit if promise else "",
        decision="cam kết minh họa" if promise else "",
        from_on=from_on,
    )
