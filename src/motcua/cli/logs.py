"""`motcua export xes|ocel`: the ways of dossiers as event logs that any process mining program reads."""

import argparse
import gzip
import io
import secrets
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from motcua.cli import database, event_logs
from motcua.queries import event_export
from motcua.queries.event_export import Veil
from motcua.rules import event_files

NAMES = {"xes": "log.xes.gz", "ocel": "log.ocel.json"}


def add_export(kinds: Any) -> None:
    """Add `xes` and `ocel` to `motcua export`."""
    for kind, words in (
        ("xes", "an event log in XES 1.0 (IEEE 1849)"),
        ("ocel", "an event log in OCEL 2.0 JSON"),
    ):
        command = kinds.add_parser(
            kind,
            help=words,
            description="Write the ways of the dossiers that ended in a period, or of an imported history. "
            "Nobody's name is in it: officials and applicants are pseudonyms that no later export repeats.",
        )
        command.add_argument("target", type=Path, metavar="DIR|FILE", help="a name ending in .gz is packed")
        event_logs.add_choice(command)
        command.add_argument("--lang", choices=("vi", "en"), default="vi", help="language of the activities")
        command.add_argument("--codes", action="store_true", help="keep the codes of the dossiers")
        command.set_defaults(run=run, kind=kind)


def run(args: argparse.Namespace) -> int:
    """Write the log and say what is in it."""
    database.prepare()
    name, log = event_logs.chosen(args)
    veil = Veil(secrets.token_bytes(32), args.codes)
    cases = event_export.cases(log, veil=veil, lang=args.lang)
    path = args.target / NAMES[args.kind] if args.target.is_dir() else args.target
    if args.kind == "xes":
        _write(path, event_files.xes(cases, name=name))
    else:
        _write(path, event_files.ocel(list(cases)))
    told = f"{log.cases.height:,} cases, {log.events.height:,} events, {len(log.activities):,} activities"
    print(f"{path}: {told}", file=sys.stderr)
    return 0


def _write(path: Path, words: Iterable[str]) -> None:
    """Write a file that appears whole or not at all."""
    fresh = path.with_name(f".{path.name}.part")
    try:
        with fresh.open("wb") as raw:
            packed = gzip.GzipFile("", "wb", 6, raw, mtime=0) if path.suffix == ".gz" else raw
            with io.TextIOWrapper(packed, encoding="utf-8", newline="\n") as out:
                out.writelines(words)
        fresh.replace(path)
    except OSError as problem:
        raise ValueError(f"{path}: {problem.strerror}") from None
    finally:
        fresh.unlink(missing_ok=True)
