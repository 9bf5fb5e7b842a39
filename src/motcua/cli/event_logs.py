"""Which log a command speaks of: an imported history, or the ways of the service's own dossiers."""

import argparse
from datetime import date, timedelta

from motcua.queries import event_log, history, moment, process_scope, workdays
from motcua.queries.access import NoSuch
from motcua.queries.event_log import EventLog


def add_choice(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that choose a log."""
    parser.add_argument("--collection", metavar="NAME", help="an imported history; the service without it")
    parser.add_argument("--unit", default="", metavar="CODE", help="only this unit and those below it")
    parser.add_argument("--from", dest="from_on", type=_day, metavar="D", help="ended on this day or later")
    parser.add_argument("--to", dest="to_on", type=_day, metavar="D", help="ended on this day or earlier")
    parser.add_argument("--procedure", default="", metavar="CODE", help="only this procedure")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day such as 2024-09-30") from None


def chosen(args: argparse.Namespace) -> tuple[str, EventLog]:
    """Return the name of the log that was asked for, and the log.

    Raises: ValueError in a plain sentence for what is not there.
    """
    if args.collection:
        try:
            return args.collection, event_log.of_history(history.collection(args.collection), unit=args.unit)
        except NoSuch:
            have = ", ".join(history.names()) or "none yet"
            raise ValueError(
                f"--collection {args.collection}: there is no such collection; there are: {have}"
            ) from None
    today = workdays.today(moment.now())
    days = (args.from_on or date(today.year, 1, 1), (args.to_on or today) + timedelta(days=1))
    if days[0] >= days[1]:
        raise ValueError(f"--to {args.to_on}: lies before --from {args.from_on}")
    try:
        scope = process_scope.by_code(unit=args.unit, procedure=args.procedure, days=days)
    except NoSuch as missing:
        raise ValueError(f"there is no {missing}") from None
    return args.unit or "motcua", event_log.of_journal(scope)
