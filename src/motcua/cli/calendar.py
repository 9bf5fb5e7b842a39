"""motcua calendar: the office calendar, shown and changed by decision."""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import date, timedelta

from motcua.actions import calendar as calendars
from motcua.cli import database, units
from motcua.queries import moment, workdays
from motcua.rules.people import SYSTEM
from motcua.rules.workdays import DayKind

NEEDS_DJANGO = True


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("calendar", help="show the office calendar, or change it by decision")
    inner = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    show = inner.add_parser("show", help="print the days that differ from their week")
    show.add_argument("--from", dest="from_on", type=date.fromisoformat, required=True)
    show.add_argument("--to", dest="to_on", type=date.fromisoformat, required=True)
    show.add_argument("--unit", default="", help="agency code; without it the country's calendar")
    show.add_argument("--json", action="store_true", help="print one JSON object")
    show.set_defaults(run=_show)
    day = inner.add_parser("day", help="set one day; every running dossier is counted anew")
    day.add_argument("on", type=date.fromisoformat)
    day.add_argument("kind", choices=[str(kind) for kind in DayKind])
    day.add_argument("--name", required=True, help="what the day is called, in Vietnamese")
    day.add_argument("--name-en", default="")
    day.add_argument("--sessions", default="", help='such as "07:30-11:30 13:30-17:00"')
    _decided(day)
    day.set_defaults(run=_day)
    week = inner.add_parser("week", help="set the sessions of a weekday from a day on")
    week.add_argument("weekday", type=int, choices=range(7), help="0 is Monday")
    week.add_argument("sessions", help='such as "07:30-11:30", or "" for closed')
    week.add_argument("--from", dest="from_on", type=date.fromisoformat, required=True)
    _decided(week)
    week.set_defaults(run=_week)


def _decided(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--unit", default="", help="agency code; without it the whole country")
    parser.add_argument("--decision", required=True, help="the document that decided it")


def _show(args: argparse.Namespace) -> int:
    database.prepare()
    if args.to_on < args.from_on:
        raise ValueError("--to must not lie before --from")
    found = workdays.calendar(units.unit(args.unit)) if args.unit else workdays.national()
    days = [found.day(on) for on in _days(args.from_on, args.to_on)]
    told = [day for day in days if day.kind not in (DayKind.WORKING, DayKind.WEEKEND)]
    if args.json:
        shown = [
            {"on": f"{d.on}", "kind": str(d.kind), "name": d.reason, "name_en": d.reason_en} for d in told
        ]
        print(json.dumps({"days": shown}, ensure_ascii=False))
        return 0
    for day in told:
        hours = " ".join(str(session) for session in day.sessions)
        print(f"{day.on:%d/%m/%Y}  {day.kind:17}  {hours:24}  {day.reason}")
    return 0


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _unit_id(args: argparse.Namespace) -> int | None:
    return units.unit(args.unit).pk if args.unit else None


def _day(args: argparse.Namespace) -> int:
    database.prepare()
    day = calendars.DayDecision(
        unit_id=_unit_id(args),
        on=args.on,
        kind=args.kind,
        name_vi=args.name,
        name_en=args.name_en,
        decision=args.decision,
        sessions=args.sessions,
    )
    return _told(calendars.decide_day(by=SYSTEM, day=day, now=moment.now()))


def _week(args: argparse.Namespace) -> int:
    database.prepare()
    week = calendars.WeekDecision(_unit_id(args), args.weekday, args.sessions, args.from_on, args.decision)
    return _told(calendars.decide_week(by=SYSTEM, week=week, now=moment.now()))


def _told(moved: int) -> int:
    print(f"decided; {moved} due moments moved", file=sys.stderr)
    return 0
