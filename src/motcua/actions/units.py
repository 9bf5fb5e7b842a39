"""What is written of units: their lists as dated trees, their codes, and who succeeded whom."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.resources import files

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import CharField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat

from motcua.actions import journal
from motcua.actions.catalogue import BATCH, Report
from motcua.records.models import AgencyCode, Placement, Succession, Unit
from motcua.rules.people import Actor, ActorKind, Role
from motcua.rules.territory import LISTED_FROM_ON, REORGANISED_ON, Layout, Move, Node, Place, name_key
from motcua.rules.text import fold

_Key = tuple[str, str]


@dataclass(slots=True)
class _Tree:
    """The units of one era, those that are there and those about to be."""

    era: Layout
    units: dict[_Key, Unit]
    fresh: dict[_Key, Unit] = field(default_factory=dict)
    placed: dict[_Key, Unit] = field(default_factory=dict)

    def get(self, node: Node) -> Unit | None:
        return self.units.get((node.kind, node.code)) or self.fresh.get((node.kind, node.code))


def import_places(
    *, by: Actor, era: Layout, places: Sequence[Place], now: datetime, dry_run: bool = False
) -> Report:
    """Take over a list of units as the tree of its era, with the agency codes that are known.

    Units before 1 July 2025 end on that day; those from that day on begin on it: both trees stand
    side by side. A unit that a mapping list named before its own list came is put in its place.
    One transaction; a second run changes nothing.

    Raises: PermissionDenied.
    """
    _may(by)
    report = Report()
    with transaction.atomic():
        tree = _tree(era)
        for place in places:
            _grow(tree, place, report)
        if not dry_run and (tree.fresh or tree.placed):
            _write_tree(tree)
            facts = {"new": report.new, "changed": report.changed}
            payload = {"changes": {}, "facts": facts}
            journal.write("import", by=by, at=now, payload=payload, subject=f"units:{era}")
    report.by_level.update(unit.kind for unit in tree.fresh.values())
    return report


def import_moves(*, by: Actor, moves: Sequence[Move], now: datetime, dry_run: bool = False) -> Report:
    """Take over which new units succeeded which old ones, in whole or in part.

    A unit that no list has named yet is kept without a place until its list comes. The succession of
    provinces follows from that of their communes. One transaction; a second run changes nothing.

    Raises: PermissionDenied.
    """
    _may(by)
    report = Report()
    with transaction.atomic():
        before, after = _tree(Layout.BEFORE), _tree(Layout.FROM)
        islands = _islands(before)
        pairs = [pair for m in moves if (pair := _pair(m, before, after, islands, report))]
        if not dry_run:
            for tree in (before, after):
                _write_tree(tree)
            moved = _write_moves(pairs, report)
            moved += _write_province_moves()
            if moved:
                payload = {"changes": {}, "facts": {"successions": moved}}
                journal.write("import", by=by, at=now, payload=payload, subject="units:moves")
        else:
            _count_moves(pairs, report)
    report.by_level.update(u.kind for tree in (before, after) for u in tree.fresh.values())
    return report


def _may(by: Actor) -> None:
    if by.kind is not ActorKind.SYSTEM and not any(duty.role is Role.ADMIN for duty in by.duties):
        raise PermissionDenied("import")


def _tree(era: Layout) -> _Tree:
    early = Q(from_on__lt=REORGANISED_ON)
    rows = Unit.objects.filter(early if era is Layout.BEFORE else ~early).exclude(gso_code="")
    return _Tree(era, {(unit.kind, unit.gso_code): unit for unit in rows})


def _grow(tree: _Tree, place: Place, report: Report) -> None:
    known = [tree.get(node) for node in place.nodes]
    if any(unit and unit.name_fold != fold(node.name) for unit, node in zip(known, place.nodes, strict=True)):
        report.refuse("code_has_another_name", place.nodes[-1].code)
        return
    parent: Unit | None = None
    for node in place.nodes:
        unit = tree.get(node)
        if unit is None:
            unit = tree.fresh[node.kind, node.code] = _unit(node, tree.era)
        if parent is not None and unit.parent is None:
            unit.parent = parent
            if unit.pk:
                tree.placed[node.kind, node.code] = unit
        parent = unit
    lowest = (place.nodes[-1].kind, place.nodes[-1].code)
    if known[-1] is None:
        report.new += 1
    elif lowest in tree.placed:
        report.changed += 1
    else:
        report.unchanged += 1


def _unit(node: Node, era: Layout) -> Unit:
    early = era is Layout.BEFORE
    code = _codes().get((era, node.kind, node.code), {})
    return Unit(
        kind=node.kind,
        gso_code=node.code,
        name=node.name,
        name_fold=fold(node.name),
        agency_code=code.get("qd20", ""),
        from_on=LISTED_FROM_ON if early else REORGANISED_ON,
        until_on=REORGANISED_ON if early else None,
    )


@cache
def _codes() -> Mapping[tuple[str, str, str], Mapping[str, str]]:
    text = files("motcua.data").joinpath("units/agency_codes.csv").read_text("utf-8")
    return {(row["era"], row["kind"], row["gso_code"]): row for row in csv.DictReader(text.splitlines())}


def _write_tree(tree: _Tree) -> None:
    for kind in ("province", "district", "commune"):
        rows = [unit for unit in tree.fresh.values() if unit.kind == kind]
        for unit in rows:
            unit.parent = unit.parent  # the parent has its key by now
        Unit.objects.bulk_create(rows, batch_size=BATCH)
    for unit in tree.placed.values():
        unit.parent, unit.path = unit.parent, ""
    Unit.objects.bulk_update(tree.placed.values(), ["parent", "path"], batch_size=200)
    _fill_paths()
    touched = [*tree.fresh.values(), *tree.placed.values()]
    _place(unit for unit in touched if unit.parent is not None)
    _name_agencies(tree)


def _fill_paths() -> None:
    own = Concat(Cast("pk", CharField()), Value("/"))
    Unit.objects.filter(path="", parent=None).update(path=Concat(Value("/"), own))
    above = Subquery(Unit.objects.filter(pk=OuterRef("parent")).values("path")[:1])
    for kind in ("district", "commune"):
        Unit.objects.filter(path="", kind=kind).update(path=Concat(above, own))


def _place(units: Iterable[Unit]) -> None:
    rows = [
        Placement(unit=unit, parent=unit.parent, from_on=unit.from_on, until_on=unit.until_on)
        for unit in units
    ]
    Placement.objects.bulk_create(rows, batch_size=BATCH)


def _name_agencies(tree: _Tree) -> None:
    rows = []
    for (kind, gso), unit in tree.fresh.items():
        code = _codes().get((tree.era, kind, gso))
        if code is None:
            continue
        for scheme in AgencyCode.Scheme:
            rows.append(
                AgencyCode(
                    unit=unit, scheme=scheme, code=code[str(scheme)], from_on=unit.from_on,
                    until_on=unit.until_on, confidence=code["confidence"],
                )
            )  # fmt: skip
    AgencyCode.objects.bulk_create(rows, batch_size=BATCH)


def _islands(before: _Tree) -> dict[str, Unit]:
    """The districts without communes, by the key under which the mapping list names them."""
    return {
        name_key(unit.parent.name, unit.name): unit
        for (kind, _), unit in before.units.items()
        if kind == "district" and unit.parent is not None
    }


_Pair = tuple[Unit, Unit, Move]


def _pair(
    move: Move, before: _Tree, after: _Tree, islands: Mapping[str, Unit], report: Report
) -> _Pair | None:
    old = islands.get(move.old_key) if move.old_key else _found(before, move.old)
    new = _found(after, move.new)
    if old is None or new is None:
        unknown = old is None and bool(move.old_key)
        report.refuse("unit_unknown" if unknown else "code_has_another_name", move.old.code or move.old_key)
        return None
    return old, new, move


def _found(tree: _Tree, node: Node) -> Unit | None:
    """The unit of a node, made without a place when no list has named it; None when the name differs."""
    unit = tree.get(node)
    if unit is None:
        unit = tree.fresh[node.kind, node.code] = _unit(node, tree.era)
    return unit if unit.name_fold == fold(node.name) else None


def _count_moves(pairs: Sequence[_Pair], report: Report) -> tuple[list[_Pair], list[tuple[Succession, Move]]]:
    kept = {(s.old_id, s.new_id): s for s in Succession.objects.all()}
    fresh, moved, seen = [], [], set()
    for old, new, move in pairs:
        key = (old.kind, old.gso_code, new.gso_code)
        held = kept.get((old.pk, new.pk)) if old.pk and new.pk else None
        if key in seen:
            report.refuse("duplicate_row", move.old.code or move.old_key)
        elif held is None:
            report.new += 1
            fresh.append((old, new, move))
        elif (held.kind, held.is_default) == (move.kind, move.is_default):
            report.unchanged += 1
        else:
            report.changed += 1
            moved.append((held, move))
        seen.add(key)
    return fresh, moved


def _write_moves(pairs: Sequence[_Pair], report: Report) -> int:
    fresh, moved = _count_moves(pairs, report)
    rows = [
        Succession(old=old, new=new, kind=move.kind, is_default=move.is_default, on=REORGANISED_ON)
        for old, new, move in fresh
    ]
    Succession.objects.bulk_create(rows, batch_size=BATCH)
    for held, move in moved:
        held.kind, held.is_default = move.kind, move.is_default
    Succession.objects.bulk_update([held for held, _ in moved], ["kind", "is_default"], batch_size=200)
    return len(fresh) + len(moved)


def _write_province_moves() -> int:
    """A province is succeeded by that of its communes' successors; whole when there is only one."""
    pairs = (
        Succession.objects.filter(old__kind="commune", on=REORGANISED_ON)
        .exclude(new__parent=None)
        .values_list("old__parent__parent", "new__parent")
        .exclude(old__parent__parent=None)
        .distinct()
    )
    heirs: dict[int, set[int]] = {}
    for old, new in pairs:
        if old is not None and new is not None:
            heirs.setdefault(old, set()).add(new)
    held = set(Succession.objects.filter(old__kind="province").values_list("old_id", "new_id"))
    rows = [
        Succession(
            old_id=old, new_id=new, kind="whole" if len(news) == 1 else "divided",
            is_default=len(news) == 1, on=REORGANISED_ON,
        )
        for old, news in sorted(heirs.items())
        for new in sorted(news)
        if (old, new) not in held
    ]  # fmt: skip
    Succession.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)
