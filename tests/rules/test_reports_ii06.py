"""The identities of form II.06 hold for every history and every period, and the counts are the dossiers'."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.rules import measures, reports
from motcua.rules.fold import Snapshot
from motcua.rules.reports import Row, RowKind
from motcua.rules.reports_ii06 import Basis, Definition, Sums, Waiting, carried_over, cells
from tests.rules import kept_forms as kept

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
START = datetime(2024, 1, 1, 8, tzinfo=ZONE)
HOURS = st.integers(0, 24 * 200)
DAY = timedelta(days=1)


@st.composite
def histories(draw):
    """A dossier that was received, may have waited, may have ended early, on the day, late or undated."""
    received = START + timedelta(hours=draw(HOURS))
    ended = received + timedelta(hours=draw(st.integers(1, 900))) if draw(st.booleans()) else None
    pauses, at = [], received
    for _ in range(draw(st.integers(0, 2))):
        begun = at + timedelta(hours=draw(st.integers(1, 100)))
        at = begun + timedelta(hours=draw(st.integers(1, 200)))
        if ended is not None and at > ended:
            break
        kind = draw(st.sampled_from(["supplement", "financial_duty"]))
        pauses.append({"kind": kind, "from_at": begun.isoformat(), "until_at": at.isoformat()})
    due = received + timedelta(hours=draw(st.integers(1, 900))) if draw(st.integers(0, 9)) else None
    law = due + timedelta(hours=draw(st.integers(0, 200))) if due else None
    return Snapshot(
        unit_id=draw(st.integers(1, 3)), holder_id=1, procedure_id=1, version_id=1, applicant_id=1,
        channel=draw(st.sampled_from(["direct", "online", "post"])),
        state="decided" if ended else "in_process",
        filed_at=received, filed_on=received.date(), received_at=received, received_on=received.date(),
        due_at=due, legal_due_at=law, first_due_at=due, pauses=tuple(pauses),
        supplements=sum(pause["kind"] == "supplement" for pause in pauses),
        outcome="granted" if ended else "", ended_at=ended, ended_on=ended.date() if ended else None,
    )  # fmt: skip


def summed(dossiers, unit_id, first, until):
    found = dict.fromkeys(measures.MEASURES, 0)
    for key, row in measures.total(measures.of(one, ZONE) for one in dossiers).items():
        if key.unit_id == unit_id and first <= key.on < until:
            for name, value in row.items():
                found[name] += value
    return found


def standing(found):
    """Say what was so at the end of a day: what had begun less what had ended."""
    return {
        "open": found["received"] - found["closed"],
        "waiting": found["waits_begun"] - found["waits_ended"],
        "charged": found["charges_begun"] - found["charges_ended"],
        "overdue_promise": found["due_promise"] - found["met_promise"] - found["late_promise"],
        "overdue_law": found["due_law"] - found["met_law"] - found["late_law"],
    }


def row_of(dossiers, unit_id, first, until, way):
    before = standing(summed(dossiers, unit_id, date.min, first))
    end = standing(summed(dossiers, unit_id, date.min, until))
    made = cells(Sums(before, summed(dossiers, unit_id, first, until), end), way)
    form = kept.form("ii06c", way)
    named = {"STT": unit_id, "TenLinhVuc": f"Xã {unit_id}", **made}
    return Row(RowKind.LINE, f"unit:{unit_id}", {key: named[key] for key in form.keys}), before


def late_or_open(dossiers, unit_id, first, until, way):
    """Count columns 10, 11 and 13 by looking at each dossier."""
    late = open_ = overdue = 0
    for one in dossiers:
        due = one.legal_due_at if way.basis is Basis.LAW else one.due_at
        if one.unit_id != unit_id or one.received_on >= until:
            continue
        if one.ended_on is not None and first <= one.ended_on < until and due and one.ended_at > due:
            late += 1
        if one.ended_on is None or one.ended_on >= until:
            open_ += 1
            overdue += due is not None and due.astimezone(ZONE).date() < until
    return late, open_, overdue


@settings(max_examples=150, deadline=None)
@given(
    st.lists(histories(), max_size=25),
    st.integers(0, 220),
    st.integers(1, 120),
    st.sampled_from(Waiting),
    st.sampled_from(Basis),
)
def test_they_hold_for_random_histories_and_any_period(dossiers, begin, length, waiting, basis):
    way, first = Definition(waiting, basis), START.date() + begin * DAY
    until = first + length * DAY
    form, rows = kept.form("ii06c", way), []
    for unit_id in (1, 2, 3):
        row, before = row_of(dossiers, unit_id, first, until, way)
        earlier, _ = row_of(dossiers, unit_id, first - length * DAY, first, way)
        rows.append(row)

        is_, should_be = carried_over(before, way, previous_open=earlier.cells["DangXuLy"])
        assert is_ == should_be == row.cells["KyTruocChuyenSang"]
        if waiting is not Waiting.SETTLED_ON_TIME:
            counted = tuple(row.cells[k] for k in ("DaXuLyQuaHan", "DangXuLy", "DangXuLyQuaHan"))
            assert counted == late_or_open(dossiers, unit_id, first, until, way)
    rows.append(reports.total(form, rows, name="Tổng cộng", about="total"))

    assert reports.failed(form, rows) == []
