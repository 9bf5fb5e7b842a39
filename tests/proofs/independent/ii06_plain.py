"""Form II.06 of any unit and period, counted anew from dossier rows and journal by plain SQL and counting.

Nothing of the house is imported and no tally is read. Every dossier is replayed from its journal
entries and held against its row first; a dossier whose row and journal differ ends the script.

python ii06_plain.py DATABASE UNIT FROM UNTIL NOW BY BASIS WAITING
    UNIT agency code, or "-" for all; days half-open; NOW an aware moment; BY unit or field;
    BASIS promise or law; WAITING waiting_in_process, waiting_settled_on_time or waiting_apart
"""

import json
import sqlite3
import sys
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta, timezone

OFFICE = timezone(timedelta(hours=7))
COLUMNS = (
    "TongSo", "TiepNhanTrucTuyen", "TiepNhanTrucTiep", "KyTruocChuyenSang", "DaXuLy", "DaXuLyTruocHan",
    "DaXuLyDungHan", "DaXuLyQuaHan", "DangXuLy", "DangXuLyTrongHan", "DangXuLyQuaHan",
)  # fmt: skip
MOMENTS = ("received_at", "ended_at", "due_at", "legal_due_at")
PAUSED = ("waiting", "charged")


def stored(text):
    """A column of the database holds UTC without saying so."""
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC).astimezone(OFFICE)


def told(text):
    return None if text is None else datetime.fromisoformat(text).astimezone(OFFICE)


def replayed(base):
    """Return what the journal says of each dossier: the last word on each of its facts."""
    found = defaultdict(dict)
    sql = "SELECT dossier_id, payload FROM records_entry WHERE dossier_id IS NOT NULL ORDER BY chain, seq"
    for dossier, payload in base.execute(sql):
        found[dossier].update(json.loads(payload)["changes"])
    return found


def dossiers(base):
    """Return every received dossier, its row proven against the journal."""
    journal, found = replayed(base), []
    sql = (
        "SELECT id, unit_id, procedure_id, channel, state, pauses, received_at, ended_at, due_at, "
        "legal_due_at FROM records_dossier WHERE received_at IS NOT NULL"
    )
    for row in base.execute(sql):
        told_of, moments = journal[row[0]], dict(zip(MOMENTS, map(stored, row[6:]), strict=True))
        for name, moment in moments.items():
            if told(told_of.get(name)) != moment:
                raise SystemExit(
                    f"dossier {row[0]}: {name} is {moment}, its journal says {told_of.get(name)}"
                )
        if told_of["unit_id"] != row[1] or told_of["channel"] != row[3]:
            raise SystemExit(f"dossier {row[0]}: unit or channel differ from its journal")
        pauses = [
            (told(one["from_at"]).date(), told(one["until_at"]), one["kind"])
            for one in told_of.get("pauses", [])
        ]
        found.append(
            {"unit": row[1], "procedure": row[2], "channel": row[3], "state": row[4], "pauses": pauses}
            | moments
        )
    return found


def fields(base, on):
    """Return the field of each procedure on a day: its version in force, else its first."""
    found = {}
    sql = "SELECT procedure_id, from_on, field FROM records_procedureversion ORDER BY procedure_id, from_on"
    for procedure, from_on, name in base.execute(sql):
        if procedure not in found or date.fromisoformat(from_on) <= on:
            found[procedure] = name or "Chưa phân loại"
    return found


def waits(one, last):
    """Tell whether the dossier waited for a supplement at the end of the day."""
    return any(
        kind == "supplement" and begun <= last and (ended is None or ended.date() > last)
        for begun, ended, kind in one["pauses"]
    )


def count(one, span, row):
    """Add one dossier to its row."""
    first, until, now, due = span["from"], span["until"], span["now"], one[span["due"]]
    received, last = one["received_at"].date(), until - timedelta(days=1)
    ended = one["ended_at"].date() if one["ended_at"] else None
    if first <= received < until:
        row["TiepNhanTrucTuyen" if one["channel"] == "online" else "TiepNhanTrucTiep"] += 1
        row["TongSo"] += 1
    if received < first and (ended is None or ended >= first):
        row["KyTruocChuyenSang"] += 1
        row["TongSo"] += 1
    if ended is not None and first <= ended < until:
        early = due is not None and ended < due.date()
        late = due is not None and one["ended_at"] > due
        row["DaXuLy"] += 1
        row["DaXuLyTruocHan" if early else "DaXuLyQuaHan" if late else "DaXuLyDungHan"] += 1
    if received < until and (ended is None or ended >= until):
        if span["waiting"] == "waiting_settled_on_time" and waits(one, last):
            row["DaXuLy"] += 1
            row["DaXuLyDungHan"] += 1
            return
        running = now.date() < until  # then the present counts, not the end of a day to come
        if running:
            overdue = due is not None and due < now and one["state"] not in PAUSED
        else:
            overdue = due is not None and due.date() <= last
        row["DangXuLy"] += 1
        row["DangXuLyQuaHan" if overdue else "DangXuLyTrongHan"] += 1


def main(path, unit, first, until, now, by, basis, waiting):
    base = sqlite3.connect(path)
    span = {
        "from": date.fromisoformat(first), "until": date.fromisoformat(until),
        "now": datetime.fromisoformat(now).astimezone(OFFICE), "waiting": waiting,
        "due": "legal_due_at" if basis == "law" else "due_at",
    }  # fmt: skip
    units = dict(base.execute("SELECT id, name FROM records_unit"))
    if unit != "-":
        [(key, root)] = base.execute("SELECT id, path FROM records_unit WHERE agency_code = ?", (unit,))
        below = base.execute("SELECT id, name FROM records_unit WHERE path LIKE ?", (f"{root}%",))
        units = dict(below) if by == "unit" else {key: units[key]}
    names = fields(base, min(span["until"] - timedelta(days=1), span["now"].date()))
    rows = defaultdict(lambda: dict.fromkeys(COLUMNS, 0))
    for one in dossiers(base):
        if one["unit"] in units:
            for name in (units[one["unit"]] if by == "unit" else names[one["procedure"]], "Tổng cộng"):
                count(one, span, rows[name])
    print(json.dumps({name: row for name, row in rows.items() if any(row.values())}, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
