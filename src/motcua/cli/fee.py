"""`motcua fee CODE`: what a procedure costs, line by line."""

import argparse
import json
import sys

from motcua.queries import catalogue, workdays
from motcua.queries.access import NoSuch
from motcua.queries.moment import now
from motcua.rules.catalogue import CHANNELS
from motcua.rules.fees import FeeDue, due_fee

KINDS = {"charge": "lệ phí", "fee": "phí", "service": "giá dịch vụ"}
PER = {"dossier": "hồ sơ", "page": "trang", "copy": "bản", "case": "trường hợp"}
REASONS = {"unknown": "chưa biết", "choose": "chọn theo trường hợp"}


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    command = commands.add_parser(
        "fee",
        help="what a procedure costs",
        description="Count the fee of a procedure by the catalogue, or by the packaged procedures.",
    )
    command.add_argument("code", metavar="CODE", help="such as 2.000815")
    command.add_argument("--channel", choices=CHANNELS, default="direct", help="how the dossier is filed")
    command.add_argument("--pages", type=int, default=1, metavar="N", help="pages in each copy")
    command.add_argument("--copies", type=int, default=1, metavar="N", help="copies of the result")
    command.add_argument("--json", action="store_true", help="print one object")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the bill; an unknown fee has no amount, which is not zero."""
    try:
        due = _due(args)
    except NoSuch:
        print(f"motcua fee: there is no procedure {args.code[:40]} in force today", file=sys.stderr)
        return 2
    print(json.dumps(_json(due), ensure_ascii=False) if args.json else _table(due))
    return 0


def _due(args: argparse.Namespace) -> FeeDue:
    how = {"channel": args.channel, "pages": args.pages, "copies": args.copies}
    try:
        return catalogue.fee(args.code, on=workdays.today(now()), **how)
    except (NoSuch, catalogue.NoCatalogue):  # a fresh home: the packaged procedures answer
        pass
    return due_fee(catalogue.packaged_fees(args.code), **how)


def _json(due: FeeDue) -> dict[str, object]:
    lines = [
        {
            "kind": line.kind,
            "per": line.per,
            "quantity": line.quantity,
            "unit_amount": line.unit_amount,
            "amount": line.amount,
            "currency": line.currency,
            "text": line.text,
            "reason": line.reason,
        }
        for line in due.lines
    ]
    return {"amount": due.amount, "currency": due.currency, "lines": lines}


def _table(due: FeeDue) -> str:
    rows = []
    for line in due.lines:
        price = REASONS[line.reason] if line.amount is None else f"{_money(line.amount)} {line.currency}"
        each = "" if line.unit_amount is None else f" x {_money(line.unit_amount)}/{PER[line.per]}"
        rows.append(f"{KINDS[line.kind]:12} {line.quantity}{each:28} {price:>16}  {line.text}".rstrip())
    total = "chưa biết" if due.amount is None else f"{_money(due.amount)} {due.currency}"
    return "\n".join([*rows, f"{'cộng':12} {total}"])


def _money(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
