"""The rows of one reception by plain SQL: what the database itself asks for, with no rule, check or read.

Eleven statements: person, number, dossier, three papers, the tallies, the journal's line and its
head, the message owed. It does not seal, look anybody up, or know a calendar: it is a limit.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

DOSSIER = {
    "channel": "direct", "assisted": False, "state": "received", "step": 0, "pauses": "[]", "supplements": 0,
    "extensions": 0, "fee_amount": 0, "fee_paid": 0, "paid_online": False, "components": 3, "digitised": 0,
    "reused": 0, "result_due": True, "result_digitised": False, "result_electronic": False, "outcome": "",
    "return_mode": "counter", "corrections": 0, "subject": "", "revision": 0,
}  # fmt: skip
TALLIED = ("received", "received_direct", "components", "result_due")
Run = Callable[[str, list[Any]], Any]


def receive(cursor: Any, told: dict[str, Any], at: datetime, *, mark: str = "%s") -> str:
    """Write one reception inside the caller's transaction and return its code.

    `told` has unit, user, procedure_id, version_id, applicant {name, id_number, phone}.
    """

    def run(sql: str, values: list[Any]) -> Any:
        cursor.execute(sql if mark == "%s" else sql.replace("%s", mark), values)
        return cursor.fetchone()[0] if "RETURNING" in sql else None

    moment, on = str(at)[:26], str(at)[:10]
    applicant = _applicant(run, told["applicant"])
    agency = f"B{told['unit']}"
    number = run(
        'INSERT INTO records_numbercounter (agency_code, "on", last) VALUES (%s, %s, 1) ON CONFLICT '
        '(agency_code, "on") DO UPDATE SET last = records_numbercounter.last + 1 RETURNING last',
        [agency, on],
    )
    code = f"{agency}-{on}-{number:06d}"
    dossier = _dossier(run, told, code, applicant, at)
    _tallies(run, told, on, str(at + timedelta(days=7))[:10])
    moved = "UPDATE records_chainhead SET size = size + 1, hash = %s WHERE id = %s RETURNING size"
    size = run(moved, ["0" * 64, told["head"]])
    _entry(run, told, dossier, size, moment)
    _papers(run, told, dossier, moment)
    notice = {
        "dossier_id": dossier, "to_id": applicant, "kind": "received", "facts": '{"due_at":"2024-01-12"}',
        "channel": "sms", "effect_key": f"bench.{code}", "created_at": moment, "next_at": moment,
        "attempts": 0, "last_error": "",
    }  # fmt: skip
    _insert(run, "notice", notice)
    return code


def _insert(run: Run, table: str, row: dict[str, Any], more: str = "") -> Any:
    names, places = ", ".join(f'"{name}"' for name in row), ", ".join(["%s"] * len(row))
    return run(f"INSERT INTO records_{table} ({names}) VALUES ({places}){more}", list(row.values()))


def _applicant(run: Run, told: dict[str, str]) -> int:
    row = {
        "kind": "citizen", "name": told["name"], "name_fold": told["name"].lower(), "id_kind": "cccd",
        "id_number": told["id_number"], "sex": "", "phone": told["phone"], "email": "", "address": "",
        "revision": 0,
    }  # fmt: skip
    return int(_insert(run, "applicant", row, " RETURNING id"))


def _dossier(run: Run, told: dict[str, Any], code: str, applicant: int, at: datetime) -> int:
    moment, on, due = str(at)[:26], str(at)[:10], str(at + timedelta(days=7))[:26]
    due_on = due[:10]
    unit, user = told["unit"], told["user"]
    row = DOSSIER | {
        "code": code, "unit_id": unit, "helped_unit_id": unit, "holder_id": unit,
        "procedure_id": told["procedure_id"], "version_id": told["version_id"], "applicant_id": applicant,
        "filed_at": moment, "filed_on": on, "received_at": moment, "received_on": on, "received_by_id": user,
        "due_at": due, "legal_due_at": due, "first_due_at": due, "due_on": due_on, "legal_due_on": due_on,
        "step_at": moment, "step_due_at": due,
        "updated_at": moment, "nonce": secrets.token_hex(16), "tracking_hash": secrets.token_hex(32),
    }  # fmt: skip
    return int(_insert(run, "dossier", row, " RETURNING id"))


def _tallies(run: Run, told: dict[str, Any], on: str, due_on: str) -> None:
    base = {"unit_id": told["unit"]}
    kind = {"procedure_id": told["procedure_id"]}
    received = dict.fromkeys(TALLIED, 1)
    due = {"due_law": 1, "due_promise": 1}
    day, later = {"on": on}, {"on": due_on}
    _tally(run, "unittally", [(base | day, {"filed": 1} | received), (base | later, due)])
    _tally(run, "halftally", [(base | kind | _half(on), {"filed": 1} | received | due)])
    mine = base | kind
    rows = [(mine | {"officer_id": 0} | day, {"filed": 1}), (mine | {"officer_id": 0} | later, due)]
    _tally(run, "tally", [*rows, (mine | {"officer_id": told["user"]} | day, received)])


def _half(on: str) -> dict[str, str]:
    return {"on": f"{on[:8]}{'15' if on[8:] >= '15' else '01'}"}


def _tally(run: Run, table: str, rows: list[tuple[dict[str, Any], dict[str, int]]]) -> None:
    """Move rows of a table of sums in one statement: as few as can be."""
    names = sorted({name for _, row in rows for name in row})
    keys = list(rows[0][0])
    columns = ", ".join(f'"{name}"' for name in [*keys, *names])
    places = ", ".join([f"({', '.join(['%s'] * (len(keys) + len(names)))})"] * len(rows))
    added = ", ".join(f'"{name}" = records_{table}."{name}" + excluded."{name}"' for name in names)
    conflict = ", ".join(f'"{name}"' for name in keys)
    values = [value for place, row in rows for value in (*place.values(), *(row.get(n, 0) for n in names))]
    sql = f"INSERT INTO records_{table} ({columns}) VALUES {places}"
    run(f"{sql} ON CONFLICT ({conflict}) DO UPDATE SET {added}", values)


def _entry(run: Run, told: dict[str, Any], dossier: int, size: int, moment: str) -> None:
    entry = {
        "chain": told["chain"], "seq": size, "at": moment, "actor_kind": "program", "actor_id": told["user"],
        "actor_name": "Nguyễn Thị Lan", "unit_id": told["unit"], "verb": "receive", "dossier_id": dossier,
        "subject": "", "payload": PAYLOAD, "salt": "0" * 32, "payload_hash": "0" * 64, "prev": "0" * 64,
        "hash": "0" * 64,
    }  # fmt: skip
    _insert(run, "entry", entry)


PAYLOAD = '{"changes":{' + ",".join(f'"field_{n}":"2024-09-26T02:42:00+00:00"' for n in range(24)) + "}}"


def _papers(run: Run, told: dict[str, Any], dossier: int, moment: str) -> None:
    names = (
        "dossier_id", "key", "name", "kind", "quantity", "standing", "file_name", "is_result", "remark",
        "asked", "added_at", "added_by_id",
    )  # fmt: skip
    values: list[Any] = []
    for number in range(3):
        values += [
            dossier,
            f"p{number}",
            f"Giấy tờ {number}",
            "original",
            1,
            "has",
            "",
            False,
            "",
            "",
            moment,
        ]
        values.append(told["user"])
    places = ", ".join([f"({', '.join(['%s'] * len(names))})"] * 3)
    columns = ", ".join(f'"{name}"' for name in names)
    run(f"INSERT INTO records_document ({columns}) VALUES {places}", values)
