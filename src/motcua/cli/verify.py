"""motcua verify, rebuild, check: proof that nothing was changed behind the journal."""

import argparse
import base64
import json
import sys
from pathlib import Path

from django.conf import settings

from motcua.actions import rebuild as rebuilding
from motcua.actions.checkpoint import Signer
from motcua.cli import database
from motcua.edge import signing
from motcua.queries import journal, moment
from motcua.rules import checkpoints

NEEDS_DJANGO = True


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verify = commands.add_parser(
        "verify", help="prove that no line of the journal was changed, added or removed"
    )
    verify.add_argument("--json", action="store_true", help="print one JSON object")
    verify.add_argument(
        "--export", metavar="FILE", help="write the journal for tools/verify_journal.py as well"
    )
    verify.add_argument(
        "--checkpoint", metavar="FILE", action="append", default=[], help="compare with one kept outside"
    )
    verify.set_defaults(run=_verify)
    rebuild = commands.add_parser(
        "rebuild", help="prove that every dossier and tally follows from the journal"
    )
    rebuild.add_argument("--json", action="store_true", help="print one JSON object")
    rebuild.add_argument("--write", action="store_true", help="replace the tallies by the true sums")
    rebuild.set_defaults(run=_rebuild)
    check = commands.add_parser("check", help="look for settings and states in which it is not safe to serve")
    check.add_argument("--json", action="store_true", help="print one JSON object")
    check.set_defaults(run=_check)


def _verify(args: argparse.Namespace) -> int:
    database.prepare()
    kept = [checkpoints.read(Path(name).read_text("utf-8")) for name in args.checkpoint]
    proof = journal.verify(_progress("lines"), kept=kept)
    for name in args.checkpoint:
        _check_signature(name, proof)
    if args.export:
        _export(Path(args.export))
    return _say(proof, args.json, "lines of the journal")


def _check_signature(name: str, proof: journal.Proof) -> None:
    """Check the signature of our own key; a checkpoint of another installation is only said to be one."""
    key = signing.load(settings.HOME / "keys")
    signer = Signer(key.fingerprint, key.public, lambda message: signing.sign(key, message))
    try:
        text, _, signature = checkpoints.signature(Path(name).read_text("utf-8"), name=signer.name)
        signing.verify(key.public, text.encode(), base64.b64encode(signature).decode())
    except checkpoints.BadCheckpoint:
        print(f"{name}: not signed by this installation's key", file=sys.stderr)
    except signing.BadSignature:
        proof.add(f"{name}: the signature does not fit the checkpoint")


def _rebuild(args: argparse.Namespace) -> int:
    database.prepare()
    proof = rebuilding.tallies(now=moment.now()) if args.write else journal.rebuild(_progress("dossiers"))[0]
    return _say(proof, args.json, f"entries of {proof.dossiers} dossiers")


def _check(args: argparse.Namespace) -> int:
    database.prepare()
    proof = journal.Proof()
    for problem in database.unsafe():
        proof.add(problem)
    return _say(proof, args.json, "entries")


def _progress(what: str) -> journal.Progress:
    if not sys.stderr.isatty():
        return lambda done: None
    return lambda done: print(f"\r{done:,} {what}", end="", file=sys.stderr, flush=True)


def _say(proof: journal.Proof, as_json: bool, what: str) -> int:
    if as_json:
        print(
            json.dumps(
                {"ok": proof.ok, "entries": proof.entries, "problems": proof.problems}, ensure_ascii=False
            )
        )
    elif proof.ok:
        print(f"in order: {proof.entries:,} {what}")
    else:
        print("\n".join(proof.problems))
        print(f"{proof.count} problems in {proof.entries:,} {what}", file=sys.stderr)
    return 0 if proof.ok else 1


def _export(path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        for line in journal.lines():
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    print(f"the journal is in {path}", file=sys.stderr)
