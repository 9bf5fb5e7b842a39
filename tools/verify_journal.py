"""A second verifier of the journal, on its own: one file, standard library only.

    motcua verify --export journal.jsonl
    python tools/verify_journal.py journal.jsonl [--checkpoint FILE]...

A checkpoint kept outside (`motcua checkpoint --out FILE`) tells a journal that was written anew with all
its seals; its signature is left to whoever has the key.
Each line of the file is a JSON list: year, number, moment, kind of actor, actor, name, unit, verb,
dossier, subject, payload hash, hash of the line before, hash, salt, payload. It shares no code with
the product, so that a mistake in one is not a mistake in both.
"""

import base64
import hashlib
import json
import sys


def sha(text: str) -> str:
    return hashlib.sha256(("mc1\n" + text).encode("utf-8")).hexdigest()


def broken(row, number, before, last):
    """Yield what is wrong with one line."""
    columns, seal, salt, payload = row[:12], row[12], row[13], row[14]
    if columns[1] != number:
        yield f"expected number {number}"
    if columns[11] != before:
        yield "does not follow from the line before"
    if sha(f"{salt}\n{payload}") != columns[10]:
        yield "the content was changed"
    if sha("\n".join("" if value is None else str(value) for value in columns)) != seal:
        yield "the seal does not fit the line"
    if columns[2] < last:
        yield "is earlier than the line before"


def checkpoint(path):
    """Return the number of lines a checkpoint speaks of, and the seal of the last of them."""
    with open(path, encoding="utf-8") as file:
        _origin, size, root = file.read().split("\n")[:3]
    return int(size), base64.b64decode(root, validate=True).hex()


def problems(path, kept=()):
    """Yield each problem as 'year/number: what'; finally the number of lines as an int."""
    seen = dict(kept)
    year, number, before, last = 0, 0, "0" * 64, ""
    lines = 0
    with open(path, encoding="utf-8") as file:
        for raw in file:
            lines += 1
            row = json.loads(raw)
            if row[0] != year:
                if row[0] < year:
                    yield f"{row[0]}/{row[1]}: the year runs backwards"
                year, number = row[0], 0
            number += 1
            for what in broken(row, number, before, last):
                yield f"{row[0]}/{row[1]}: {what}"
            if seen.get(lines, row[12]) != row[12]:
                yield f"{row[0]}/{row[1]}: is not the line that the checkpoint of {lines} lines saw"
            number, before, last = row[1], row[12], row[2]
    for size in sorted(seen):
        if size > lines:
            yield f"{year}/{number}: the journal ends here, a checkpoint saw {size} lines"
    yield lines


def main(arguments: list[str]) -> int:
    files = arguments[:1] + arguments[2::2]
    if len(arguments) % 2 != 1 or set(arguments[1::2]) - {"--checkpoint"}:
        print(__doc__, file=sys.stderr)
        return 2
    found, lines = 0, 0
    try:
        for problem in problems(files[0], [checkpoint(name) for name in files[1:]]):
            if isinstance(problem, int):
                lines = problem
            else:
                found += 1
                print(problem)
    except (OSError, ValueError, IndexError, TypeError) as error:
        print(f"cannot read {' or '.join(files)}: {error}", file=sys.stderr)
        return 2
    print(f"{lines} lines, {found} problems", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
