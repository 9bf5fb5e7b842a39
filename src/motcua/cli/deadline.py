"""`motcua deadline`: when a result is due by the national calendar, and the ledger that explains it."""

import argparse
import json
from datetime import datetime, time
from importlib.resources import files
from zoneinfo import ZoneInfo

from motcua.rules.clock import Pause, Term, TimeUnit, explain
from motcua.rules.ledger import Ledger, LedgerLine
from motcua.rules.ledger_words import hours, weekday
from motcua.rules.workdays import Calendar, read_calendar

ZONE = "Asia/Ho_Chi_Minh"
UNITS = {
    "working_days": TimeUnit.WORKING_DAY,
    "hours": TimeUnit.HOUR,
    "days": TimeUnit.DAY,
    "months": TimeUnit.MONTH,
}


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    command = commands.add_parser(
        "deadline",
        help="when a result is due, and why",
        description="Count a term over the national calendar and explain the due moment line by line.",
    )
    command.add_argument(
        "--received", required=True, type=_moment, metavar="WHEN", help="such as 2024-04-26T10:00"
    )
    units = command.add_mutually_exclusive_group(required=True)
    units.add_argument(
        "--working-days", type=int, metavar="N", help="working days; 0 is a same-day procedure"
    )
    units.add_argument("--hours", type=int, metavar="N", help="working hours")
    units.add_argument("--days", type=int, metavar="N", help="calendar days")
    units.add_argument("--months", type=int, metavar="N", help="months")
    command.add_argument(
        "--cutoff", type=_clock, metavar="15:00", help="received after it: the next working day"
    )
    command.add_argument("--cutoff-operator", choices=(">", ">="), default=">", help="'>=': from it on")
    command.add_argument(
        "--pause", type=_pause, action="append", default=[], metavar="FROM/TO", help="open without TO"
    )
    command.add_argument("--restart", action="store_true", help="count anew after each pause")
    command.add_argument("--waits", choices=("time", "day"), default="time", help="exact time, or whole days")
    command.add_argument("--json", action="store_true", help="print one object")
    command.add_argument("--lang", choices=("vi", "en"), default="vi", help="language of the reasons")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the due moment and its ledger."""
    value, unit = next((n, unit) for name, unit in UNITS.items() if (n := getattr(args, name)) is not None)
    term = Term(value, unit, args.cutoff, args.cutoff_operator, restart=args.restart, waits=args.waits)
    ledger = explain(term, args.received, national(), args.pause)
    print(
        json.dumps(_json(ledger, args.lang), ensure_ascii=False) if args.json else _table(ledger, args.lang)
    )
    return 0


def national() -> Calendar:
    """Return the packaged national calendar."""
    folder = files("motcua.data").joinpath("calendar")
    plans, days = folder.joinpath("session_plans.csv"), folder.joinpath("special_days.csv")
    return read_calendar(plans.read_text("utf-8"), days.read_text("utf-8"))


def _json(ledger: Ledger, lang: str) -> dict[str, object]:
    return {
        "due_at": None if ledger.due_at is None else ledger.due_at.isoformat(),
        "due_on": None if ledger.due_on is None else ledger.due_on.isoformat(),
        "ledger": [
            {
                "from": line.from_at.isoformat(),
                "to": None if line.to_at is None else line.to_at.isoformat(),
                "counted": line.counted,
                "reason": line.text_vi if lang == "vi" else line.text_en,
            }
            for line in ledger.lines
        ],
    }


def _table(ledger: Ledger, lang: str) -> str:
    rows = [
        (
            line.label(lang),
            line.text_vi if lang == "vi" else line.text_en,
            _counted(line, lang),
            line.citation(lang),
        )
        for line in ledger.lines
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [f"{row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[2]:>{widths[2]}}  {row[3]}" for row in rows]
    return "\n".join([_due(ledger, lang), "", *lines])


def _counted(line: LedgerLine, lang: str) -> str:
    number = line.waited or line.counted
    shown = hours(abs(number), lang) if line.unit == "minute" else str(abs(number))
    if line.waited:
        return f"dừng {shown}" if lang == "vi" else f"waited {shown}"
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return f"{sign}{shown}" if number else "0"


def _due(ledger: Ledger, lang: str) -> str:
    vi = lang == "vi"
    if ledger.due_at is None:
        return "Chưa có ngày hẹn trả: hồ sơ đang tạm dừng" if vi else "No due moment: the dossier waits"
    day = f"{ledger.due_at:%H:%M} {weekday(ledger.due_at, lang)} {ledger.due_at:%d/%m/%Y}"
    return f"Hẹn trả {day}" if vi else f"Due {day}"


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no moment such as 2024-04-26T10:00") from error
    return at if at.tzinfo is None else at.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)


def _clock(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no time of day such as 15:00") from error


def _pause(text: str) -> Pause:
    from_text, _, until_text = text.partition("/")
    from_at, until_at = _moment(from_text), _moment(until_text) if until_text else None
    if until_at is not None and until_at < from_at:
        raise argparse.ArgumentTypeError(f"the pause {text!r} ends before it begins")
    return Pause(from_at, until_at)
