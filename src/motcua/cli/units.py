"""motcua unit, offer: who serves the public, and with which procedures."""

import argparse
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

from motcua.actions import catalogue, founding
from motcua.cli import database
from motcua.queries import moment, office, workdays
from motcua.queries.access import NoSuch
from motcua.rules.numbering import AGENCY
from motcua.rules.people import SYSTEM

KINDS = ("province", "district", "commune", "office")
TIMES = ("hour", "working_day", "day", "month")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `unit` and `offer`."""
    unit = commands.add_parser("unit", help="units that serve the public: found one, open its counter, list")
    inner = unit.add_subparsers(dest="what", metavar="WHAT", required=True)
    found = inner.add_parser("found", help="a unit that no import knows")
    found.add_argument("name", help='such as "Xã Lam Sơn"')
    found.add_argument("--kind", required=True, choices=KINDS)
    found.add_argument("--code", required=True, type=_agency, help="agency code, such as H23.37.15")
    found.add_argument("--parent", default="", help="agency code of the unit above")
    found.add_argument("--from", dest="from_on", type=date.fromisoformat, metavar="DAY")
    found.add_argument("--address", default="")
    found.set_defaults(run=_found)
    opened = inner.add_parser("open", help="let an imported unit serve the public under its agency code")
    opened.add_argument("--kind", required=True, choices=KINDS)
    opened.add_argument("--gso", required=True, help="its administrative code in the import, such as 11257")
    opened.add_argument("--code", required=True, type=_agency, help="its agency code")
    opened.set_defaults(run=_open)
    inner.add_parser("list", help="print the units that serve the public").set_defaults(run=_list)
    offer = commands.add_parser("offer", help="let a unit offer procedures")
    offer.add_argument("procedures", nargs="*", metavar="PROCEDURE", help="codes; without one, --seed")
    offer.add_argument("--unit", required=True, help="agency code of the unit")
    offer.add_argument("--seed", action="store_true", help="the packaged procedures of the unit's level")
    offer.add_argument("--within", type=int, metavar="N", help="the shorter time the unit promises")
    offer.add_argument("--in", dest="time", choices=TIMES, default="working_day", help="what N counts")
    offer.add_argument("--decision", default="", help="the document that promises it")
    offer.set_defaults(run=_offer)


def _agency(text: str) -> str:
    if not AGENCY.fullmatch(text):
        raise argparse.ArgumentTypeError("an agency code looks like H23.37.15 or 000.15.37.H23")
    return text


def named(find: Callable[..., Any], what: str, *words: str) -> Any:
    """Return what a query finds by these words.

    Raises: ValueError with a sentence when there is none.
    """
    try:
        return find(*words)
    except NoSuch:
        raise ValueError(f"there is no {what} {words[-1][:40]!r}") from None


def unit(code: str) -> Any:
    """Return the unit of an agency code.

    Raises: ValueError with a sentence when there is none.
    """
    return named(office.by_agency_code, "unit with the agency code", code)


def _found(args: argparse.Namespace) -> int:
    database.prepare()
    now = moment.now()
    new = founding.NewUnit(
        kind=args.kind,
        name=args.name,
        from_on=args.from_on or workdays.today(now),
        agency_code=args.code,
        parent=unit(args.parent) if args.parent else None,
        serves=True,
        address=args.address,
    )
    founding.found_unit(by=SYSTEM, new=new, now=now)
    print(f"{args.name} serves the public as {args.code}", file=sys.stderr)
    return 0


def _open(args: argparse.Namespace) -> int:
    database.prepare()
    row = named(office.by_gso_code, f"{args.kind} with the administrative code", args.kind, args.gso)
    founding.open_counter(by=SYSTEM, unit_id=row.pk, agency_code=args.code, now=moment.now())
    print(f"{row.name} serves the public as {args.code}", file=sys.stderr)
    return 0


def _list(args: argparse.Namespace) -> int:
    database.prepare()
    for row in office.counters():
        print(f"{row.agency_code:24}  {row.kind:9}  {row.name}")
    return 0


def _offer(args: argparse.Namespace) -> int:
    database.prepare()
    if args.seed == bool(args.procedures):
        raise ValueError("name procedures, or --seed for the packaged ones")
    row, now = unit(args.unit), moment.now()
    if args.seed:
        catalogue.load_seed(by=SYSTEM, now=now)
        made = catalogue.offer_seed(by=SYSTEM, unit_ids=[row.pk], level=row.kind, now=now)
    else:
        made = _one_by_one(args, row.pk, now)
    print(f"{row.name}: {made} more procedures offered", file=sys.stderr)
    return 0


def _one_by_one(args: argparse.Namespace, unit_id: int, now: Any) -> int:
    promise = (args.within, args.time) if args.within is not None else None
    for code in args.procedures:
        catalogue.offer(
            by=SYSTEM, unit_id=unit_id, code=code, committed=promise, decision=args.decision, now=now
        )
    return len(args.procedures)
