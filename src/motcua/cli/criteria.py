"""motcua criteria: take in the shipped sets, list what is kept, check a file before it is sent."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from motcua.actions import criteria_set
from motcua.cli import database
from motcua.edge import sheets_read
from motcua.queries import criteria_sets, moment
from motcua.rules import scoring_grid, scoring_sets, scoring_words
from motcua.rules.people import SYSTEM

if TYPE_CHECKING:
    import argparse

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

BAD_INPUT = 2


def add(commands: "Commands") -> None:
    """Add `criteria` and what it can do."""
    parser = commands.add_parser("criteria", help="criteria sets of the reform index")
    which = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    taken = which.add_parser("take-in", help="take in the sets that come with the product, each once")
    taken.set_defaults(run=_take_in)
    listed = which.add_parser("list", help="list the sets kept here")
    listed.set_defaults(run=_list)
    checked = which.add_parser("check", help="check a set in a file (YAML or XLSX); 2 when it has problems")
    checked.add_argument("file", type=Path, metavar="FILE")
    checked.add_argument("--lang", choices=("vi", "en"), default="vi", help="language of what is told")
    checked.set_defaults(run=_check)


def _take_in(args: "argparse.Namespace") -> int:
    database.prepare()
    new = criteria_set.take_in(by=SYSTEM, now=moment.now())
    for name in new:
        print(name)
    print(f"{len(new)} new", file=sys.stderr)
    return 0


def _list(args: "argparse.Namespace") -> int:
    database.prepare()
    for row in criteria_sets.listed(by=SYSTEM):
        print(f"{row.key:32}  {row.version:3}  {row.year}  {row.level:10}  {row.status:9}  {row.name}")
    return 0


def _check(args: "argparse.Namespace") -> int:
    told = _of_sheet(args) if args.file.suffix.lower() in (".xlsx", ".csv") else _of_yaml(args)
    for line in told:
        print(line)
    print(f"{args.file.name}: {len(told)} problems", file=sys.stderr)
    return BAD_INPUT if told else 0


def _of_yaml(args: "argparse.Namespace") -> list[str]:
    data = yaml.safe_load(args.file.read_text("utf-8"))
    if not isinstance(data, dict):
        raise ValueError(f"{args.file.name} holds no criteria set")
    found: list[Any] = scoring_sets.problems(data)
    return [f"{one.where}: {one.part}: {scoring_words.wrong(one.why, one.facts, args.lang)}" for one in found]


def _of_sheet(args: "argparse.Namespace") -> list[str]:
    side = 0 if args.lang == "vi" else 1
    found = scoring_grid.read(sheets_read.grid(args.file.read_bytes()))
    told = []
    for one in found.places:
        column = f"{one.letter} {scoring_words.COLUMNS[one.column][side]}" if one.column else ""
        why = scoring_words.wrong(one.problem.why, one.problem.facts, args.lang)
        told.append(f"{one.row}\t{column}\t{one.problem.where}\t{why}")
    return told
