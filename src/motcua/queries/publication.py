"""Sums of publishing and posting for the indicators 1.1 to 1.3 of Decision 766."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q

from motcua.queries import catalogue, workdays
from motcua.records.models import Offer, PostingDuty, ProcedureVersion, PublishedProcedure
from motcua.rules import posting
from motcua.rules.catalogue import from_json
from motcua.rules.posting import Progress

DAY = timedelta(days=1)
NAMES = (
    *("published", "published_on_time", "made_public", "made_public_on_time"),
    *("public", "public_full", "duties", "duties_on_time"),
)


def publication_sums(
    unit_ids: Sequence[int],
    days: tuple[date, date],
    *,
    at: datetime | None = None,
    places: Collection[str] = (),
) -> dict[int, dict[str, int]]:
    """Return, by unit, the sums behind the indicators of publishing. Costs 4 queries.

    published           procedures of the unit in decisions signed in the days, each once
    published_on_time   those whose every decision was signed in time
    made_public         procedures with a duty done or due in the days, each once
    made_public_on_time those whose every such duty was done in time: one late makes the whole late
    public, public_full procedures taken over as published that the unit offers at the end of the days;
                        those with all seven parts
    duties, duties_on_time   the duties themselves

    A duty that is still open counts once its moment has passed at `at` (without it: by the end of the
    days); a proof nobody confirmed yet is no proof. `places` narrows duties to some places. The sums
    of several units add up: a procedure posted by 17 communes is 17.

    Units: half-open local days.
    """
    found = {unit_id: dict.fromkeys(NAMES, 0) for unit_id in unit_ids}
    from_at, until_at = (workdays.instant(datetime.combine(day, datetime.min.time())) for day in days)
    _published(found, days)
    _made_public(found, (from_at, until_at), min(at or until_at, until_at), places)
    last_on = min(days[1] - DAY, workdays.today(at)) if at else days[1] - DAY
    _public(found, last_on)
    return found


_Found = dict[int, dict[str, int]]


def _published(found: _Found, days: tuple[date, date]) -> None:
    rows = PublishedProcedure.objects.filter(
        decision__withdrawn_at=None,
        decision__signed_on__gte=days[0],
        decision__signed_on__lt=days[1],
        duties__unit__in=found,
    )
    by_unit: dict[int, set[tuple[int, int, bool]]] = {}
    for unit_id, *rest in rows.values_list(
        "duties__unit_id", "procedure_id", "decision_id", "decision__is_on_time"
    ):
        by_unit.setdefault(unit_id, set()).add(tuple(rest))  # type: ignore[arg-type]
    for unit_id, times in by_unit.items():
        whole = posting.once_each((procedure_id, good) for procedure_id, _, good in sorted(times))
        found[unit_id]["published"], found[unit_id]["published_on_time"] = whole


def _made_public(
    found: _Found, moments: tuple[datetime, datetime], at: datetime, places: Collection[str]
) -> None:
    from_at, until_at = moments
    done = Q(progress=Progress.DONE, done_at__gte=from_at, done_at__lt=until_at)
    due = Q(due_at__gte=from_at, due_at__lt=until_at) & (Q(progress=Progress.DONE) | Q(due_at__lt=at))
    rows = PostingDuty.objects.filter(done | due, unit__in=found).exclude(progress=Progress.WITHDRAWN)
    if places:
        rows = rows.filter(place__in=places)
    by_unit: dict[int, list[tuple[int, bool]]] = {}
    for unit_id, procedure_id, good in rows.values_list("unit_id", "procedure_id", "is_on_time"):
        by_unit.setdefault(unit_id, []).append((procedure_id, bool(good)))
    for unit_id, times in by_unit.items():
        row = found[unit_id]
        row["duties"], row["duties_on_time"] = len(times), sum(good for _, good in times)
        row["made_public"], row["made_public_on_time"] = posting.once_each(times)


def _public(found: _Found, on: date) -> None:
    # What ships with the product are facts, not the published texts: it says nothing of their content.
    offers = Offer.objects.filter(unit__in=found, procedure__seed=False, from_on__lte=on).exclude(
        until_on__lte=on
    )
    offered = catalogue.in_force(on).filter(procedure__in=offers.values("procedure"))
    versions = offered.values_list("procedure_id", "pk", "fingerprint")
    in_force = {procedure_id: (pk, fingerprint) for procedure_id, pk, fingerprint in versions}
    pairs = set(offers.values_list("unit_id", "procedure_id"))
    wanted = {in_force[procedure_id] for _, procedure_id in pairs if procedure_id in in_force}
    full = _full(wanted)
    for unit_id, procedure_id in pairs:
        if procedure_id in in_force:
            found[unit_id]["public"] += 1
            found[unit_id]["public_full"] += in_force[procedure_id][1] in full


def _full(wanted: set[tuple[int, str]]) -> set[str]:
    """Return the fingerprints of the versions that have all seven parts; a version never changes."""
    unknown = {pk: fingerprint for pk, fingerprint in wanted if fingerprint not in _seen}
    for pk, body in ProcedureVersion.objects.filter(pk__in=unknown).values_list("pk", "body"):
        _seen[unknown[pk]] = not posting.missing_parts(from_json(body))
    return {fingerprint for _, fingerprint in wanted if _seen.get(fingerprint)}


_seen: dict[str, bool] = {}
