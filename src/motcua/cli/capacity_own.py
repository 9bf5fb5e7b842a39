"""`motcua capacity` on tickets of the database: whose, and of which service; and what a change brought."""

import argparse
import json
import os
from collections.abc import Mapping
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any

from motcua.cli.capacity_files import plain

if TYPE_CHECKING:
    from motcua.queries.capacity import Basis

PLACES = 4


def add_whose(command: argparse.ArgumentParser) -> None:
    """Add how a command is told to learn from the database."""
    command.add_argument(
        "--unit", default="", metavar="CODE", help="learn from the tickets of this unit's hall"
    )
    command.add_argument("--collection", default="", metavar="NAME", help="learn from imported tickets")
    command.add_argument(
        "--service", default="", metavar="KEY", help="only this service, and what shares its counters"
    )


def scenario(args: argparse.Namespace) -> tuple[Any, str]:
    """Return the plain scenario that is asked for, and what it rests on.

    Raises: ValueError naming what is not there.
    """
    given = [bool(args.scenario), bool(args.unit), bool(args.collection)]
    if sum(given) != 1:
        raise ValueError("name one of: a SCENARIO.yaml, --unit CODE, --collection NAME")
    if args.scenario:
        data, told = plain(args.scenario), str(args.scenario)
        return (_only(data, args.service) if args.service else data), told
    found, name = _learned(args)
    told = f"{found.source.title}"
    if found.learned is not None:
        one = found.learned
        told += f": {one.visits:,} tickets on {one.days} days, {one.first_on} to {one.last_on}"
    return (_only(found.data, name) if name else found.data), told


def _learned(args: argparse.Namespace) -> "tuple[Basis, str]":
    """What the database teaches, and how the service asked for is called there."""
    opened()
    from motcua.queries import capacity_units, moment
    from motcua.queries.access import NoSuch

    try:
        if args.collection:
            return capacity_units.of_collection(args.collection, now=moment.now()), args.service
        name = capacity_units.service_name(args.unit, args.service) if args.service else ""
        return capacity_units.of_unit(args.unit, now=moment.now()), name
    except NoSuch as missing:
        raise ValueError(f"there is no {str(missing)!r}") from None


def _only(data: Any, service: str) -> dict[str, Any]:
    from motcua.rules.staffing_check import part_of

    try:
        return part_of(data, service)
    except (KeyError, TypeError):
        known = ", ".join(data.get("services", ())) if isinstance(data, Mapping) else ""
        raise ValueError(f"no counter serves {service!r}; there are: {known or 'none'}") from None


def opened() -> None:
    """Make ready the database that this group of commands otherwise does without."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.project.settings")
    import_module("django").setup()
    from motcua.cli import database

    database.prepare()


def add(kinds: Any) -> None:
    """Add `change`."""
    one = kinds.add_parser(
        "change",
        help="before and after: what more counters did to the waits, from the unit's own tickets",
        description="Set the days before a change beside those after it: the mean of the days' mean waits, "
        "and the difference with its interval of 95 % (Welch). Without --from it is the day from which more "
        "counters served the service than when the hall began. For the model district: "
        "motcua capacity change --unit H23.37 --service dat-dai",
    )
    one.add_argument("--unit", required=True, metavar="CODE")
    one.add_argument("--service", required=True, metavar="KEY")
    one.add_argument(
        "--from", dest="from_on", type=date.fromisoformat, metavar="D", help="first day after it"
    )
    one.add_argument("--json", action="store_true", help="print one object")
    one.set_defaults(run=run_change)


def run_change(args: argparse.Namespace) -> int:
    """Print what was before, what after, and the difference with its interval."""
    opened()
    from motcua.queries import capacity_units
    from motcua.queries.access import NoSuch
    from motcua.rules.capacity_whatif import before_after

    try:
        found = capacity_units.changed(args.unit, args.service, from_on=args.from_on)
    except NoSuch as missing:
        raise ValueError(f"there is no {str(missing)!r}") from None
    told = before_after([(day.on >= found.on, day.wait_minutes, day.people) for day in found.days])
    if min(told["days"]) < 2:
        raise ValueError(f"{found.service}: days with tickets are needed on both sides of {found.on}")
    answer = _answer(found, told)
    print(json.dumps(answer, ensure_ascii=False) if args.json else _said(answer))
    return 0


def _answer(found: Any, told: Mapping[str, Any]) -> dict[str, Any]:
    change = told["difference"]
    low, high = change.interval
    sides = {
        side: {
            "mean_wait_min": round(told[side], PLACES),
            "days": told["days"][at],
            "people": told["people"][at],
        }
        for at, side in enumerate(("before", "after"))
    }
    return {
        "service": found.service, "from": str(found.on),
        "desks": None if found.desks is None else list(found.desks), **sides,
        "difference_min": round(change.value, PLACES),
        "difference_min_ci": [round(low, PLACES), round(high, PLACES)],
    }  # fmt: skip


def _said(answer: Mapping[str, Any]) -> str:
    what = "" if answer["desks"] is None else f", {answer['desks'][0]} -> {answer['desks'][1]} counters"
    lines = [f"{answer['service']}, from {answer['from']}{what}"]
    for side in ("before", "after"):
        one = answer[side]
        of = f"({one['people']:,} people on {one['days']} days)"
        lines.append(f"  {side:7}{one['mean_wait_min']:7.1f} min mean wait {of}")
    low, high = answer["difference_min_ci"]
    lines.append(f"  change {answer['difference_min']:+7.1f} min ({low:+.1f} to {high:+.1f}, 95 %)")
    clear = (
        "shorter waits"
        if high < 0
        else "longer waits"
        if low > 0
        else "no difference that chance does not explain"
    )
    return "\n".join([*lines, f"  {clear}"])
