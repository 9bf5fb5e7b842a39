"""The service's own figures of time: from the tallies where they hold them, else from the dossiers."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum

from motcua.queries import access
from motcua.queries.access import NoSuch
from motcua.queries.workdays import today
from motcua.records.models import Dossier, Procedure, ProcedureVersion, Tally, Unit, UnitTally
from motcua.rules import history
from motcua.rules.history import Asked, Past, Row, Sums
from motcua.rules.lifecycle import OPEN
from motcua.rules.people import Actor, ActorKind

# The report's measures that tallies hold: on time against the appointment on the slip.
TALLIED = {
    "received": "received",
    "closed": "closed",
    "closed_with_due": "closed_with_due",
    "on_time": "on_time_promise",
    "late": "late_promise",
}
TALLY_KEYS = {"": None, "unit": "unit_id", "procedure": "procedure_id", "field": "procedure_id"}


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose dossiers: what the actor may know of, perhaps only of one unit and those below it."""

    by: Actor
    unit_code: str = ""


def figures(of: Scope, *, asked: Asked) -> list[Row]:
    """Return the figures as of now, a row a group and the total last; sums from the tallies.

    The ended dossiers are read for their durations only, the open ones because they depend on now.
    A period, a grouping by month or channel and a look back need the dossiers: `counted`.
    Costs 3 queries, 4 with groups.
    """
    found: dict[str, Sums] = {}
    labels = _labels(asked.by)
    for key, tallied in _tallied(of, asked).items():
        found.setdefault(labels.get(key, ""), Sums()).counts.update(tallied)
    open_ones = _dossiers(of).filter(state__in=OPEN, received_at__isnull=False, ended_at=None)
    for group, sums in history.sums(
        (past for _, past in _pasts(open_ones, asked, labels)), asked.as_of
    ).items():
        counts = found.setdefault(group, Sums()).counts
        counts.update({name: n for name, n in sums.counts.items() if name.startswith("open")})
    ended = _dossiers(of).filter(received_at__isnull=False, ended_at__isnull=False)
    for group, sums in history.sums((past for _, past in _pasts(ended, asked, labels)), asked.as_of).items():
        found.setdefault(group, Sums()).micros.extend(sums.micros)
    return history.rows(found, grouped=bool(asked.by))


def counted(of: Scope, *, asked: Asked) -> list[Row]:
    """Return the same figures by counting the dossiers themselves, as of any moment. Costs 1 or 2 queries.

    A dossier belongs to the day it was received, so in every row received = closed + open. Due moments
    are those that stand today.
    """
    received = _dossiers(of).filter(received_at__isnull=False)
    return history.rows(
        history.sums((past for _, past in _pasts(received, asked, _labels(asked.by))), asked.as_of),
        grouped=bool(asked.by),
    )


def says_tally(asked: Asked) -> bool:
    """Tell whether the tallies hold all that is asked, as of now. Costs no query."""
    return asked.by in TALLY_KEYS and asked.from_on is None and asked.until_on is None


def behind(of: Scope, *, asked: Asked, measure: str, group: str | None = None) -> list[str]:
    """Return the codes of the dossiers that a figure counts, in order of receipt. Costs 1 or 2 queries."""
    wanted = history.counted_in(measure)
    everywhere = group is None or group == history.TOTAL
    received = _dossiers(of).filter(received_at__isnull=False)
    return [
        code
        for code, past in _pasts(received, asked, _labels(asked.by))
        if (everywhere or past.group == group)
        and history.standing(past.received_at, past.due_at, past.finished_at, asked.as_of) in wanted
    ]


def _dossiers(of: Scope) -> QuerySet[Dossier]:
    rows = access.visible(of.by)
    return rows.filter(unit__path__startswith=_unit(of).path) if of.unit_code else rows


def _unit(of: Scope) -> Unit:
    found = Unit.objects.filter(agency_code=of.unit_code).order_by("-from_on", "pk").first()
    if found is None:
        raise NoSuch(of.unit_code)
    return found


def _tallied(of: Scope, asked: Asked) -> dict[int, Counter[str]]:
    key = TALLY_KEYS[asked.by]
    model = Tally if key == "procedure_id" else UnitTally
    rows = model.objects.filter(on__lte=today(asked.as_of))
    if of.unit_code:
        rows = rows.filter(unit_id__in=Unit.objects.filter(path__startswith=_unit(of).path).values("pk"))
    if of.by.kind is not ActorKind.SYSTEM:
        rows = rows.filter(unit_id__in=_own_units(of.by))
    sums = {name: Sum(column) for name, column in TALLIED.items()}
    found: dict[int, Counter[str]] = {}
    for row in rows.values(*([key] if key else [])).annotate(**sums).order_by():
        if key == "procedure_id" and not row[key]:
            continue  # visits to the hall that became no dossier
        into = found.setdefault(row[key] if key else 0, Counter())
        into.update({name: row[name] or 0 for name in TALLIED})
    return found


def _own_units(by: Actor) -> QuerySet[Any, Any]:
    whose = Q(pk__in=[duty.unit_id for duty in by.duties])
    for duty in by.duties:
        if by.leads_above(duty.path):
            whose |= Q(path__startswith=duty.path)
    return Unit.objects.filter(whose).values("pk")


def _labels(by: str) -> Mapping[int, str]:
    """Return the name of each group by the key of its unit or procedure; one group: no name."""
    if by == "unit":
        rows = list(Unit.objects.values_list("pk", "name", "agency_code"))
        times = Counter(name for _, name, _ in rows)
        return {pk: f"{name} ({code or pk})" if times[name] > 1 else name for pk, name, code in rows}
    if by == "procedure":
        return dict(Procedure.objects.values_list("pk", "code"))
    if by == "field":
        versions = ProcedureVersion.objects.order_by("from_on", "pk")  # the last one in force names it
        return dict(versions.values_list("procedure_id", "field"))
    return {}


def _pasts(
    dossiers: QuerySet[Dossier], asked: Asked, labels: Mapping[int, str]
) -> Iterator[tuple[str, Past]]:
    key = "channel" if asked.by == "channel" else TALLY_KEYS.get(asked.by) or "unit_id"
    if asked.from_on is not None:
        dossiers = dossiers.filter(received_on__gte=asked.from_on)
    if asked.until_on is not None:
        dossiers = dossiers.filter(received_on__lt=asked.until_on)
    values = dossiers.order_by("received_at", "pk").values_list(
        "code", key, "received_on", "received_at", "due_at", "ended_at"
    )
    for code, label, received_on, *moments in values.iterator(chunk_size=5000):
        if asked.by == "month":
            group = f"{received_on:%Y-%m}"
        else:
            group = label if asked.by == "channel" else labels.get(label, "")
        yield code, Past(group, *moments)


def has_dossiers() -> bool:
    """Tell whether the service has received or been sent any dossier. Costs 1 query."""
    return Dossier.objects.exists()
