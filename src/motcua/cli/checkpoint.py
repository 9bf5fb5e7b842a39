"""motcua checkpoint, sample: what outsiders keep of the journal, and whom to telephone about a month."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from django.conf import settings

from motcua.actions import checkpoint
from motcua.actions.checkpoint import Signer
from motcua.cli import database
from motcua.edge import signing
from motcua.queries import honest, moment

NEEDS_DJANGO = True


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `checkpoint` and `sample`."""
    made = commands.add_parser(
        "checkpoint", help="print a signed checkpoint of the journal, for others to keep"
    )
    made.add_argument("--out", metavar="FILE", help="write it into a file instead")
    made.add_argument("--key", action="store_true", help="print the public key and its name instead")
    made.set_defaults(run=_checkpoint)
    drawn = commands.add_parser("sample", help="draw a month's random check, seeded by the last checkpoint")
    drawn.add_argument("--unit", required=True, help="agency code")
    drawn.add_argument("--month", required=True, metavar="YYYY-MM")
    drawn.add_argument("--json", action="store_true", help="print one JSON object")
    drawn.set_defaults(run=_sample)


def signer(key: signing.Key) -> Signer:
    """Return who signs checkpoints: the installation, under its key."""
    return Signer(key.fingerprint, key.public, lambda message: signing.sign(key, message))


def _checkpoint(args: argparse.Namespace) -> int:
    database.prepare()
    key = signing.load(settings.HOME / "keys")
    if args.key:
        print(f"{key.fingerprint}\n{key.public}")
        return 0
    made = checkpoint.make(signer=signer(key), now=moment.now())
    if made is None:
        print("the journal is empty", file=sys.stderr)
        return 1
    if args.out:
        Path(args.out).write_text(made.note, encoding="utf-8")
        print(f"{made.size:,} lines, sealed in {args.out}", file=sys.stderr)
    else:
        print(made.note, end="")
    return 0


def _sample(args: argparse.Namespace) -> int:
    database.prepare()
    month_on = date.fromisoformat(f"{args.month}-01")
    seed, codes = honest.sample(honest.unit_of(args.unit), month_on)
    if not seed:
        print("no checkpoint was made after that month yet", file=sys.stderr)
        return 1
    if args.json:
        print(json.dumps({"seed": seed, "codes": codes}))
    else:
        print("\n".join(codes))
        print(f"{len(codes)} dossiers, seeded by the checkpoint with head {seed[:16]}", file=sys.stderr)
    return 0
