"""motcua export tallies, import tallies: signed sums for the installation above, and their taking in."""

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from motcua.actions import rollup as taking
from motcua.cli import database
from motcua.edge import signing
from motcua.queries import moment
from motcua.queries import rollup as reading
from motcua.rules import rollup
from motcua.rules.measures import MEASURES
from motcua.rules.people import SYSTEM
from motcua.rules.rollup import BadTallies, Head, NotAccepted, Overlap

LONGEST = 4_000_000  # bytes of a line; a head with ten thousand units has a million


def add_export(kinds: Any) -> None:
    """Add `export tallies`."""
    command = kinds.add_parser("tallies", help="signed sums for the installation above, as JSON lines")
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--json", action="store_true", help="print one object")
    command.set_defaults(run=export)


def add_import(kinds: Any) -> None:
    """Add `import tallies`."""
    command = kinds.add_parser(
        "tallies",
        help="signed sums of installations below",
        description="Take in the sums of installations below. They stand apart from our own figures.",
    )
    command.add_argument("files", nargs="+", type=Path, metavar="FILE")
    command.add_argument("--accept", default="", metavar="FINGERPRINT",
                         help="a new installation, by the name that its `export tallies` prints")  # fmt: skip
    command.add_argument("--json", action="store_true", help="print one object")
    command.set_defaults(run=take)


def export(args: argparse.Namespace) -> int:
    """Write the file beside its place and move it there when it is whole."""
    database.prepare()
    key = signing.load(settings.HOME / "keys")
    fresh = args.file.with_name(f".{args.file.name}.part")
    try:
        with reading.still():
            told = reading.head(installation=key.fingerprint, key=key.public)
            sha256 = _write(fresh, told, key)
        os.replace(fresh, args.file)
    except OSError as error:
        raise ValueError(f"{args.file}: {error.strerror or error}") from None
    finally:
        fresh.unlink(missing_ok=True)
    if args.json:
        print(json.dumps({"installation": key.fingerprint, "rows": told.rows, "sha256": sha256}))
    else:
        print(f"{told.rows:,} lines of sums of {key.fingerprint}: {args.file}", file=sys.stderr)
    return 0


def _write(path: Path, told: Head, key: signing.Key) -> str:
    digest = hashlib.sha256()
    with path.open("wb") as file:

        def put(text: str) -> None:
            file.write(line := f"{text}\n".encode())
            digest.update(line)

        put(rollup.head_text(told))
        for line in reading.lines():
            put(rollup.line_text(line))
        sha256 = digest.hexdigest()
        signature = signing.sign(key, rollup.message(sha256))
        file.write(json.dumps({"sha256": sha256, "signature": signature}).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return sha256


@dataclass(frozen=True, slots=True)
class Signed:
    """A file whose signature fits its bytes and whose every line can be read."""

    path: Path
    head: Head
    sha256: str

    def lines(self) -> Iterator[rollup.Line]:
        with self.path.open("rb") as file:
            yield from rollup.lines(_middle(file), self.head)


def read(path: Path) -> Signed:
    """Read a file once for its hash and signature, once for its lines.

    Raises: ValueError with the file and what is wrong.
    """
    try:
        return _checked(path)
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path}: not a text in UTF-8") from None
    except (BadTallies, signing.BadKey, signing.BadSignature) as wrong:
        raise ValueError(f"{path}: {wrong}") from None


def _checked(path: Path) -> Signed:
    digest, last = hashlib.sha256(), b""
    with path.open("rb") as file:
        first = file.readline(LONGEST)
        file.seek(0)
        while line := file.readline(LONGEST):
            digest.update(last)
            last = line
    told = rollup.head(first.decode(), MEASURES)
    sha256, signature = rollup.tail(last.decode())
    if sha256 != digest.hexdigest():
        raise BadTallies("the bytes are not those that were signed")
    if signing.fingerprint(told.key) != told.installation:
        raise BadTallies("the key is not that of the installation it names")
    signing.verify(told.key, rollup.message(sha256), signature)
    found = Signed(path, told, sha256)
    for _ in found.lines():  # every line, before the first is written
        pass
    return found


def _middle(file: Any) -> Iterator[str]:
    """Yield the lines between the head and the signature."""
    file.readline(LONGEST)
    waiting = file.readline(LONGEST)
    while line := file.readline(LONGEST):
        yield waiting.decode()
        waiting = line


def take(args: argparse.Namespace) -> int:
    """Check every file, then take them in one by one."""
    database.prepare()
    files = [read(path) for path in args.files]
    told = []
    for file in files:
        taken, own = _take(file, args.accept), reading.shared_with_own(list(file.head.units))
        more = {"rows": taken.rows, "gaps": list(taken.gaps), "also_counted_here": own}
        name = file.head.installation
        told.append({"file": f"{file.path}", "installation": name, "verdict": taken.verdict} | more)
        if not args.json:
            _say(file.path, taken, own)
    if args.json:
        print(json.dumps({"files": told}, ensure_ascii=False))
    return 0


def _say(path: Path, taken: taking.Taken, own: list[str]) -> None:
    print(f"{path}: {taken.verdict}, {taken.rows:,} lines", file=sys.stderr)
    for gap in taken.gaps:
        print(f"  no longer told of: {gap}", file=sys.stderr)
    if own:
        print(f"  counted here as well: {', '.join(own)}", file=sys.stderr)


def _take(file: Signed, accept: str) -> taking.Taken:
    try:
        return taking.take(
            by=SYSTEM, told=file.head, lines=file.lines(), sha256=file.sha256, accept=accept, now=moment.now()
        )
    except NotAccepted:
        name = file.head.installation
        raise ValueError(f"{file.path}: {name} is new here; if it is yours, say --accept {name}") from None
    except Overlap as both:
        told = both.facts
        raise ValueError(f"{file.path}: {told['installation']} has told of {told['units']} already") from None
