"""Criteria sets: those shipped with the product, those the house keeps, and who may see and write them."""

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml
from django.db.models import Exists, OuterRef, Q, QuerySet

from motcua.queries import indicators
from motcua.queries.access import NoSuch
from motcua.records.models import CriteriaSet as Row
from motcua.records.models import IndexRound, Unit
from motcua.rules import scoring_derived, scoring_sets
from motcua.rules.people import Actor, Role
from motcua.rules.scorecard import CriteriaSet

SHIPPED = (
    "province-2017",
    "district-haiduong-2023",
    "district-haiduong-2024",
    "commune-thanhmien-2024",
    "decision-766",
    "decree-61",
)
DRAFT, IN_FORCE, RETIRED = "draft", "in_force", "retired"


@cache
def _data(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _yaml(f"criteria/{name}.yaml")
    return found if "derived" not in found else _derived(found)


def _yaml(path: str) -> Any:
    """Read a file of data with the parser written in C where there is one: the sets are long."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(files("motcua.data").joinpath(path).read_text("utf-8"), Loader=loader)


def _derived(head: Mapping[str, Any]) -> dict[str, Any]:
    """Return a set made from the indicators in force, with the words of the measures for its sums."""
    measures = _yaml("measures.yaml")
    full, on = {**head, "names": measures | head["names"]}, head["derived"]["on"]
    if head["derived"]["set"] == "766":
        return scoring_derived.of_766(indicators.book(on), full)
    return scoring_derived.of_61(indicators.paper(on), full)


@cache
def shipped() -> Mapping[str, CriteriaSet]:
    """Return the sets that come with the product, by key. Costs no query.

    Raises: rules.scoring_sets.BadSet for a shipped set with a problem.
    """
    return {name: scoring_sets.read(_data(name)) for name in SHIPPED}


@lru_cache(maxsize=64)
def _read(pk: int, digest: str) -> CriteriaSet:
    return scoring_sets.read(Row.objects.only("body").get(pk=pk).body)


def of(pk: int) -> CriteriaSet:
    """Return a kept set as a value; one in force never changes, so it is read once. Costs 1 or 2 queries.

    Raises: access.NoSuch; rules.scoring_sets.BadSet for a draft with problems.
    """
    digest = Row.objects.filter(pk=pk).values_list("digest", flat=True).first()
    if digest is None:
        raise NoSuch()
    return _read(pk, digest)


def value(row: Row) -> CriteriaSet:
    """Return the set of a row already at hand. Costs no query when it was read before.

    Raises: rules.scoring_sets.BadSet for a draft with problems.
    """
    return _read(row.pk, row.digest)


def may_read(by: Actor) -> bool:
    """Tell whether the actor holds a post: everybody in office may read every set. Costs no query."""
    return by.kind == "system" or bool(by.duties)


def listed(*, by: Actor) -> QuerySet[Row]:
    """Return the sets the actor may see, the newest year first: all in force, drafts of the own tree.

    Raises: access.NoSuch for somebody without a post.
    """
    if not may_read(by):
        raise NoSuch()
    rows = Row.objects.filter(~Q(status=DRAFT) | _mine(by)).select_related("owner", "copied_from", "made_by")
    used = Exists(IndexRound.objects.filter(criteria=OuterRef("pk")))
    return rows.annotate(is_used=used).order_by("-year", "key", "-version")


def _mine(by: Actor) -> Q:
    """Return which drafts the actor may see: those of units at, above or below one where there is a post."""
    if by.kind == "system":
        return Q()
    found = Q(owner=None)
    for duty in by.duties:
        above = [int(part) for part in duty.path.split("/") if part]
        found |= Q(owner__path__startswith=duty.path) | Q(owner__in=above)
    return found


def row(pk: int, *, by: Actor, lock: bool = False) -> Row:
    """Return a set the actor may see, with `is_used`. Costs 1 query, 2 with the lock.

    Raises: access.NoSuch.
    """
    if lock:
        Row.objects.select_for_update().filter(pk=pk).first()
    found = listed(by=by).filter(pk=pk).first()
    if found is None:
        raise NoSuch()
    return found


def versions(key: str, *, by: Actor) -> QuerySet[Row]:
    """Return the versions of a set, the newest first."""
    return listed(by=by).filter(key=key).order_by("-version")


def writers(by: Actor) -> tuple[str, ...]:
    """Return the paths of units for which the actor writes criteria sets. Costs no query."""
    return tuple(duty.path for duty in by.duties if duty.role is Role.REFORM)


def may_write(by: Actor, owner: Unit | None) -> bool:
    """Tell whether the actor writes sets of a unit: reform at that very unit. Costs no query."""
    return owner is not None and owner.path in writers(by)


def owners(*, by: Actor) -> list[Unit]:
    """Return the units for which the actor may write sets. Costs 1 query."""
    return list(Unit.objects.filter(path__in=writers(by), until_on=None).order_by("path"))


def latest(key: str, *, on: date | None = None) -> Row | None:
    """Return the newest version in force of a set, of that year if a day is given. Costs 1 query."""
    rows = Row.objects.filter(key=key, status=IN_FORCE)
    return (rows.filter(year=on.year) if on else rows).order_by("-version").first()
