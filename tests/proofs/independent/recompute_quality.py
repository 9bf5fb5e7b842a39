"""Decision 766 and Decree 61 of one unit and period, worked out anew from the journal by plain SQL.

Nothing of the house is imported: the formulas, the on-time algorithm and the nine criteria are read
once more from the texts, and the figures are counted from journal entries, not from tallies.

python recompute_quality.py DATABASE UNIT FROM UNTIL NOW      (days half-open, NOW an aware moment)
"""

import json
import sqlite3
import sys
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta, timezone

OFFICE = timezone(timedelta(hours=7))


def moment(text):
    return None if text is None else datetime.fromisoformat(text.replace(" ", "T")).astimezone(OFFICE)


def stored(text):
    """A column of the database holds UTC without saying so."""
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


def dossiers(base, units):
    """Replay the journal: what each entry changed, in order; some only tell and change nothing."""
    found = defaultdict(dict)
    sql = "SELECT dossier_id, payload FROM records_entry WHERE dossier_id IS NOT NULL ORDER BY chain, seq"
    for dossier, payload in base.execute(sql):
        row = found[dossier]
        row.update(json.loads(payload).get("changes", {}))
    return [row for row in found.values() if row["unit_id"] in units and row.get("received_at")]


class Case:
    """One dossier, as the texts look at it."""

    def __init__(self, row):
        self.row = row
        self.received = moment(row["received_at"])
        self.ended = moment(row.get("ended_at"))
        self.promised = moment(
            row.get("extended_to_at") or row.get("first_due_at") or row.get("legal_due_at")
        )
        self.due, self.legal = moment(row.get("due_at")), moment(row.get("legal_due_at"))
        self.waits = [
            (moment(pause["from_at"]), moment(pause["until_at"]), pause["kind"])
            for pause in row.get("pauses", [])
        ]
        self.given = bool(row.get("result_digitised") or row.get("result_electronic"))
        self.document = bool(row.get("result_due"))
        self.online = row.get("channel") == "online"

    def on_time(self):
        """The time the applicant and the tax office took comes off the end; equal is on time."""
        if self.promised is None:
            return True
        took = sum((until - at for at, until, kind in self.waits if until), timedelta())
        return self.ended - took <= self.promised

    def open_at(self, last_on, now):
        """Return whether it is open at the end of a day, or now; whether overdue; whether waiting again."""
        if now is not None:
            is_open = self.ended is None
            late = is_open and self.due is not None and self.due < now
            again = (
                is_open
                and self.asked() > 1
                and any(k == "supplement" and u is None for _, u, k in self.waits)
            )
            return is_open, late, again
        is_open = self.received.date() <= last_on and (self.ended is None or self.ended.date() > last_on)
        late = is_open and self.due is not None and self.due.date() <= last_on
        return is_open, late, is_open and self.waits_again(last_on)

    def asked(self):
        return self.row.get("supplements", 0)

    def waits_again(self, last_on):
        asks = [(at, until) for at, until, kind in self.waits if kind == "supplement"]
        before = self.asked() - len(asks)
        return any(
            at.date() <= last_on and (until is None or until.date() > last_on)
            for number, (at, until) in enumerate(asks, before + 1)
            if number > 1
        )


def below(base, code):
    path = base.execute(
        "SELECT path FROM records_unit WHERE agency_code = ? AND until_on IS NULL", [code]
    ).fetchone()
    rows = base.execute(
        "SELECT id, kind, until_on FROM records_unit WHERE path LIKE ?", [path[0] + "%"]
    ).fetchall()
    return {row[0] for row in rows}, {row[0] for row in rows if row[1] == "commune" and row[2] is None}


def listed(values):
    return ", ".join(str(value) for value in sorted(values)) or "0"


def catalogue(base, units, on):
    """Return what is offered on a day: online level, whether it costs, code; by procedure."""
    day = on.isoformat()
    offered = {
        row[0]
        for row in base.execute(
            f"SELECT procedure_id FROM records_offer WHERE unit_id IN ({listed(units)}) "
            "AND from_on <= ? AND (until_on IS NULL OR until_on > ?)",
            [day, day],
        )
    }
    rows = base.execute(
        "SELECT v.procedure_id, p.code, v.online_level, v.body FROM records_procedureversion v "
        "JOIN records_procedure p ON p.id = v.procedure_id "
        "WHERE v.from_on <= ? AND (v.until_on IS NULL OR v.until_on > ?)",
        [day, day],
    )
    known = {}
    for pk, code, level, body in rows:
        costs = any(fee.get("amount") != 0 for fee in json.loads(body).get("fees", []))
        known[pk] = (code, level in ("partial", "full"), costs)
    return offered & known.keys(), known


def posting(base, units, first, until, now):
    """Return published, on time; made public, on time; duties, on time."""
    where = f"unit_id IN ({listed(units)})"
    published = defaultdict(lambda: True)
    sql = (
        "SELECT DISTINCT d.unit_id, p.procedure_id, c.is_on_time FROM records_publishedprocedure p "
        "JOIN records_publishingdecision c ON c.id = p.decision_id "
        f"JOIN records_postingduty d ON d.published_id = p.id AND d.{where} "
        "WHERE c.withdrawn_at IS NULL AND c.signed_on >= ? AND c.signed_on < ?"
    )
    for unit, procedure, good in base.execute(sql, [first.isoformat(), until.isoformat()]):
        published[unit, procedure] &= bool(good)
    begin, end = (datetime.combine(day, datetime.min.time(), OFFICE) for day in (first, until))
    public, duties = defaultdict(lambda: True), []
    rows = base.execute(
        "SELECT unit_id, procedure_id, progress, due_at, done_at, is_on_time "
        f"FROM records_postingduty WHERE {where}"
    )
    for unit, procedure, progress, due_at, done_at, good in rows:
        done = progress == "done" and begin <= stored(done_at) < end
        passed = begin <= stored(due_at) < end and (progress == "done" or stored(due_at) < min(now, end))
        if progress != "withdrawn" and (done or passed):
            duties.append(bool(good))
            public[unit, procedure] &= bool(good)
    return [(sum(found), len(found)) for found in (list(published.values()), list(public.values()), duties)]


def ratio(points, above, below, full=1.0):
    """Return the points of a rate: a straight line up to where it is full; None without a denominator."""
    return None if not below else max(0.0, min(1.0, above / below / full)) * points


def counts(base, cases, units, first, until, now):
    """Count everything once."""
    runs = until > now.astimezone(OFFICE).date()
    last_on = min(until - timedelta(days=1), now.astimezone(OFFICE).date())
    inside = lambda at: at is not None and first <= at.astimezone(OFFICE).date() < until  # noqa: E731
    got = [case for case in cases if inside(case.received)]
    done = [case for case in cases if inside(case.ended)]
    rated = [
        case
        for case in cases
        if case.row.get("rated_on") and first <= date.fromisoformat(case.row["rated_on"]) < until
    ]
    standing = [case.open_at(last_on, now if runs else None) for case in cases]
    return {
        "got": got, "done": done, "rated": rated, "last_on": last_on,
        "open": sum(one[0] for one in standing),
        "overdue": sum(one[1] for one in standing) + sum(one[2] for one in standing),
        "disliked": sum(case.row["rating"] <= 2 for case in rated),
    }  # fmt: skip


def decision_766(base, cases, units, communes, span):
    first, until, now = span
    seen = counts(base, cases, units, first, until, now)
    got, done = seen["got"], seen["done"]
    offered, known = catalogue(base, units, seen["last_on"])
    online = {pk for pk in offered if known[pk][1]}
    fee = {pk for pk in offered if known[pk][2]}
    charged = [case for case in got if (case.row.get("fee_amount") or 0) > 0]
    paid = [case for case in got if case.row.get("paid_online")]
    in_time = sum(case.on_time() for case in done) + seen["open"] - seen["overdue"]
    whole = len(done) + seen["open"]
    due = [case for case in done if case.document and case.row.get("outcome") in ("granted", "rejected")]
    certified = {
        case.row["unit_id"]
        for case in done
        if known.get(case.row["procedure_id"], ("",))[0] == "2.000815" and case.row.get("result_electronic")
    } & communes
    digitised = [
        case for case in got if case.row.get("digitised", 0) > 0 and (case.given or not case.document)
    ]
    electronic = [
        case for case in got if case.online and (case.row.get("result_electronic") or not case.document)
    ]
    of = lambda some: {case.row["procedure_id"] for case in some}  # noqa: E731
    (pub_good, pub), (open_good, opened), _ = posting(base, units, first, until, now)
    return {
        "1.1": ratio(6, pub_good, pub),
        "1.2": ratio(4, open_good, opened),
        "1.4": None,
        "2.1": ratio(20, in_time, whole),
        "3.1": ratio(2, len(online), len(offered), 0.8),
        "3.2": ratio(4, len(online & of(case for case in got if case.online)), len(online)),
        "3.3": ratio(6, len(electronic), len(got), 0.5),
        "P1": ratio(2, len(fee & of(charged)), len(fee), 0.8),
        "P2": ratio(2, len(fee & of(paid)), len(fee), 0.8),
        "P3": ratio(6, len(paid), len(charged)),
        "5.2": None,
        "5.3": None,
        "5.4": ratio(6, in_time - seen["disliked"], whole, 0.9) if whole else 0.0,
        "4.1": ratio(6, sum(case.given for case in due), len(due)),
        "4.2": ratio(4, len(digitised), len(got)),
        "4.x": ratio(2, len(certified), len(communes)),
        "4.3": ratio(2, sum(case.row.get("reused", 0) > 0 for case in got), len(got), 0.8),
        "4.4": None,
        "4.5a": None,
        "4.5b": None,
    }


def decree_61(base, cases, units, span):
    first, until, now = span
    seen = counts(base, cases, units, first, until, now)
    got, done, rated = seen["got"], seen["done"], seen["rated"]
    offered, known = catalogue(base, units, seen["last_on"])

    def timely(name):
        judged = [case for case in done if getattr(case, name) is not None]
        if not judged:
            return None
        good = sum(case.ended <= getattr(case, name) for case in judged) / len(judged)
        early = sum(case.ended.date() < getattr(case, name).date() for case in judged) / len(judged)
        return 2 if good >= 1 and early >= 0.3 else 1 if good >= 0.95 else 0

    again = sum(case.asked() > 1 for case in got)
    once = sum(case.asked() > 0 for case in got)
    liked = sum(case.row["rating"] >= 4 for case in rated)
    _, _, (good, duties) = posting(base, units, first, until, now)
    reach = len([pk for pk in offered if known[pk][1]]) / len(offered) if offered else 0
    used = sum(case.online for case in got) / len(got) if got else 0
    return {
        "1": timely("legal"),
        "2": timely("due"),
        "3": None
        if not got
        else 2
        if not again and once / len(got) <= 0.05
        else int(again / len(got) <= 0.02),
        "4": None,
        "5": None,
        "6": None if not duties else 2 if good == duties else int(good / duties >= 0.9),
        "7": None
        if not rated
        else 2
        if liked / len(rated) >= 0.9 and seen["disliked"] / len(rated) <= 0.02
        else int(liked / len(rated) >= 0.8),
        "8": None,
        "9": None if not got or not offered else 2 if reach >= 0.8 and used >= 0.5 else int(used >= 0.25),
    }


def main(path, code, first, until, now):
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    units, communes = below(base, code)
    cases = [Case(row) for row in dossiers(base, units)]
    span = (date.fromisoformat(first), date.fromisoformat(until), moment(now))
    points = decision_766(base, cases, units, communes, span)
    marks = decree_61(base, cases, units, span)
    total = sum(value for value in points.values() if value is not None)
    print(json.dumps({"766": points, "766_total": total, "61": marks}))


if __name__ == "__main__":
    main(*sys.argv[1:])
