"""python -m bench.proofs N: entries a second of both verifiers, on N made entries."""

import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.homes import ROOT, Home

PAYLOAD = {
    "changes": {
        "step": 3,
        "step_at": "2023-09-26T02:42:00+00:00",
        "step_due_at": "2023-09-27T10:00:00+00:00",
    },
    "facts": {"from": "tham_dinh", "to": "phe_duyet", "note": "Hồ sơ đủ điều kiện giải quyết"},
}


def measure(home: Home, count: int) -> dict[str, Any]:
    """Return seconds and entries a second of both verifiers as commands, their start included."""
    home.run("-m", "bench.proofs", count)
    found: dict[str, Any] = {"entries": json.loads(home.run("-m", "bench.proofs", 0))}
    started = time.perf_counter()
    home.run("-m", "motcua", "verify")
    found |= _rate("verify", found["entries"], started)
    second = ROOT / "tools" / "verify_journal.py"
    if second.exists():
        lines = home.folder / "journal.jsonl"
        home.run("-m", "motcua", "verify", "--export", lines)
        started = time.perf_counter()
        home.run(second, lines)
        found |= _rate("second_verifier", found["entries"], started)
    return found


def _rate(name: str, entries: int, started: float) -> dict[str, float]:
    seconds = time.perf_counter() - started
    return {f"{name}_seconds": round(seconds, 2), f"{name}_per_s": round(entries / seconds)}


def make(count: int) -> None:
    """Append sealed lines of the next year to the journal, faster than any action could."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT hash FROM records_chainhead ORDER BY chain DESC LIMIT 1")
        rows = Rows(cursor.fetchone()[0])
        if connection.vendor == "sqlite":
            places = ", ".join(["%s"] * 15)
            cursor.executemany(f"INSERT INTO records_entry ({NAMES}) VALUES ({places})", rows.made(count))
        else:
            with cursor.copy(f"COPY records_entry ({NAMES}) FROM STDIN") as copy:
                for row in rows.made(count):
                    copy.write_row(row)
        cursor.execute(
            "INSERT INTO records_chainhead (chain, size, hash, at) VALUES (2025, %s, %s, %s)",
            [count, rows.prev, rows.at],
        )


NAMES = (
    "chain, seq, at, actor_kind, actor_id, actor_name, unit_id, verb, subject, "
    "payload, salt, payload_hash, prev, "
    "hash, dossier_id"
)


class Rows:
    """Lines that follow one from the other; what the last one left stays in `prev` and `at`."""

    def __init__(self, prev: str) -> None:
        self.prev, self.at = prev, ""

    def made(self, count: int) -> Iterator[tuple[Any, ...]]:
        from motcua.rules import chain

        text, begin = chain.canonical(PAYLOAD), datetime(2025, 1, 2, tzinfo=UTC)
        for seq in range(1, count + 1):
            at = begin + timedelta(seconds=20 * seq, microseconds=seq % 1000 + 1)
            salt, subject = f"{seq:032x}", f"user:{seq % 500}"
            sealed = at.isoformat(timespec="microseconds")
            told = chain.payload_hash(salt, text)
            who = ("official", seq % 90, "Nguyễn Thị Lan", seq % 18, "advance")
            mark = chain.seal_columns((2025, seq, sealed, *who, "", subject, told, self.prev))
            self.at = sealed.removesuffix("+00:00").replace("T", " ")
            yield (2025, seq, self.at, *who, subject, text, salt, told, self.prev, mark, None)
            self.prev = mark


if __name__ == "__main__":
    import django

    django.setup()
    from motcua.records.models import Entry

    if int(sys.argv[1]):
        make(int(sys.argv[1]))
    print(Entry.objects.count())
