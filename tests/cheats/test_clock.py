"""G03 and G10 to G17: what can be bent while the clock runs; each is also run with its protection off."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from motcua.actions import calendar, desk, document, journal, proposal, supplement
from motcua.queries import clock, honest_months, honest_rows, tokens
from motcua.queries import journal as proofs
from motcua.records.append_only import fixing, loosening
from motcua.records.models import Dossier, Entry, Notice, ProcedureVersion, UnitTally
from motcua.rules import fences
from motcua.rules.fold import BrokenHistory
from motcua.rules.honest import Detector
from motcua.rules.intake import Paper
from motcua.rules.lifecycle import Verb
from tests import make
from tests.cheats import stage
from tests.cheats.stage import AFTER, IN_TIME, LATE, START, delivered, gains, gains_nothing

REASON = "Tờ khai chưa có chữ ký của người khai."
ASKED = [supplement.Asked("to_khai", "Tờ khai", "Thiếu chữ ký")]
LAST_HOUR = make.at("2024-01-15 16:00")
BROUGHT = [Paper("to_khai", "Tờ khai")]


def asked_at(office, row, at):
    supplement.ask_supplement(by=office.minh, code=row.code, asked=ASKED, reason=REASON, now=at)


# G03: closed and taken up again, to start the clock anew.


def reopened(office, clock_too):
    """Finished late, corrected, finished again: with the clock's fields sent along where that is possible."""

    def story():
        office.ordinary()
        row = office.finish(office.begun(), LATE)
        again = LATE + timedelta(hours=2)
        asked = proposal.propose_correction(
            by=office.minh, code=row.code, reason="Sai ngày sinh trên kết quả.", now=again
        )
        row = proposal.agree(by=office.hoa, pk=asked.pk, now=again)
        if clock_too:
            due = again + timedelta(days=7)
            changes = {"received_at": again, "due_at": due, "legal_due_at": due}
            journal.record(row, Verb.ADVANCE, by=office.minh, at=again, changes=changes)
        office.finish(row, again + timedelta(hours=1))

    return office.told(story)


def test_g03_reopened_goes_on_with_the_same_clock(office):
    gains_nothing(reopened(office, clock_too=False), office.honest_end())

    with pytest.raises(BrokenHistory), transaction.atomic():
        reopened(office, clock_too=True)


def test_g03_reopening_never_lowers_the_time_taken(office):
    row = office.finish(office.begun(), IN_TIME)
    before = row.gross_minutes, row.net_minutes
    asked = proposal.propose_correction(
        by=office.minh, code=row.code, reason="Sai ngày sinh trên kết quả.", now=LATE
    )
    proposal.agree(by=office.hoa, pk=asked.pk, now=LATE)

    again = office.finish(Dossier.objects.get(pk=row.pk), LATE + timedelta(hours=1))

    assert (again.gross_minutes, again.net_minutes) > before
    assert again.received_at == row.received_at


def test_g03_unprotected_a_new_clock_starts(office, monkeypatch):
    monkeypatch.setattr(fences, "MOVED_BY", {})

    gains(reopened(office, clock_too=True), office.honest_end())


# G10: "waiting for a supplement" stops the clock.


@pytest.mark.parametrize(
    ("given", "refusal"),
    [({"asked": []}, supplement.NothingAsked), ({"reason": "thiếu"}, supplement.reason_enough)],
)
def test_g10_waiting_needs_a_list_and_a_reason(office, given, refusal):
    row = office.begun()
    kind = refusal if isinstance(refusal, type) else Exception

    with pytest.raises(kind):
        supplement.ask_supplement(
            by=office.minh, code=row.code, now=IN_TIME, **({"asked": ASKED, "reason": REASON} | given)
        )


def test_g10_waiting_is_asked_for_no_oftener_than_the_law_allows(office):
    row = office.begun()
    for number in (1, 2):
        at = START + timedelta(hours=number)
        asked_at(office, row, at)
        supplement.take_supplement(
            by=office.lan, code=row.code, papers=BROUGHT, now=at + timedelta(minutes=5)
        )

    with pytest.raises(supplement.AskedTooOften):
        asked_at(office, row, IN_TIME)


def unheard(office):
    """The clock is stopped on the third day by a request that reaches nobody, and runs on when it suits."""

    def story():
        office.ordinary()
        row = office.begun()
        asked_at(office, row, make.at("2024-01-10 09:00"))
        supplement.take_supplement(
            by=office.lan, code=row.code, papers=BROUGHT, now=make.at("2024-01-17 09:00")
        )
        office.finish(row, LATE)

    return office.told(story)


def test_g10_waiting_that_reached_nobody_counts_against(office):
    gains_nothing(unheard(office), office.honest_end())


def test_g10_unprotected_the_click_is_believed(office, monkeypatch):
    monkeypatch.setattr(honest_rows, "HEARD_WITHIN", timedelta(days=9999))

    gains(unheard(office), office.honest_end())


def begins(office):
    """Return when the wait begins for a request of 10:00 that arrived at 15:00."""
    row = office.begun()
    asked_at(office, row, make.at("2024-01-10 10:00"))
    delivered(make.at("2024-01-10 15:00"))
    done = supplement.take_supplement(
        by=office.lan, code=row.code, papers=BROUGHT, now=make.at("2024-01-11 15:00")
    )
    return clock.pauses_of(done.pauses)[0].from_at.hour, done


def test_g10_waiting_begins_when_the_request_arrives(office):
    hour, done = begins(office)

    assert hour == 15
    assert done.due_at == make.at("2024-01-16 17:00")
    assert proofs.rebuild()[0].ok


def test_g10_unprotected_waiting_begins_at_the_click(office, monkeypatch):
    monkeypatch.setattr(supplement, "heard", lambda dossier: [dict(pause) for pause in dossier.pauses])

    assert begins(office)[0] == 10


def test_g10_gross_is_never_below_net(office):
    _, row = begins(office)
    done = office.finish(row, IN_TIME)

    assert done.gross_minutes >= done.net_minutes
    assert done.gross_minutes - done.net_minutes == done.waiting_minutes


# G11: the clock of a dossier is stopped on its last day, or when it is late already.


def late_pause(office, at):
    def story():
        office.ordinary()
        row = office.begun()
        asked_at(office, row, at)
        delivered()
        supplement.take_supplement(
            by=office.lan, code=row.code, papers=BROUGHT, now=make.at("2024-01-18 08:00")
        )
        office.finish(row, make.at("2024-01-18 08:20"))

    return office.told(story)


def test_g11_pause_on_the_last_day_counts_against(office):
    gains_nothing(late_pause(office, LAST_HOUR), office.honest_end())


@pytest.mark.parametrize(("seconds", "refused"), [(-1, False), (0, False), (1, True)])
def test_g11_pause_of_a_late_dossier_is_refused(office, seconds, refused):
    row = office.begun()
    at = row.due_at + timedelta(seconds=seconds)

    if refused:
        with pytest.raises(supplement.Overdue):
            asked_at(office, row, at)
    else:
        asked_at(office, row, at)

    assert (Dossier.objects.get(pk=row.pk).state == "waiting") is not refused


def test_g11_unprotected_the_last_day_is_as_good_as_any(office, monkeypatch):
    monkeypatch.setattr("motcua.queries.honest.LAST_PART", -9.0)

    gains(late_pause(office, LAST_HOUR), office.honest_end())


def test_g11_unprotected_a_late_dossier_can_be_stopped(office, monkeypatch):
    monkeypatch.setattr(supplement, "must_be_in_time", lambda dossier, now: None)
    row = office.begun()

    asked_at(office, row, row.due_at + timedelta(days=1))

    assert Dossier.objects.get(pk=row.pk).due_at is None


def test_g11_pauses_on_the_last_day_again_and_again_are_asked_about(office):
    rows = [office.begun() for _ in range(8)]
    for row in rows:
        asked_at(office, row, LAST_HOUR)
    delivered()
    for row in rows:
        supplement.take_supplement(
            by=office.lan, code=row.code, papers=BROUGHT, now=make.at("2024-01-18 08:00")
        )
    for row in rows:
        office.finish(Dossier.objects.get(pk=row.pk), make.at("2024-01-18 08:20"))

    assert Detector.LATE_PAUSES in office.figures().asked


# G12: the citizen has answered, the officer lets the clock run on later.


def test_g12_answered_online_the_clock_runs_at_once(client, office, monkeypatch):
    row = office.begun()
    asked_at(office, row, make.at("2024-01-10 09:00"))
    brought_at = make.at("2024-01-10 11:00")
    monkeypatch.setattr("motcua.queries.moment.now", lambda: brought_at)
    scan = SimpleUploadedFile("to_khai.png", PNG, "image/png")

    client.post(reverse("citizen:supplement", args=[tokens.tracking(row)]), {"paper_to_khai": scan})

    row.refresh_from_db()
    assert (row.state, row.pauses[0]["until_at"]) == ("in_process", brought_at.astimezone().isoformat()) or (
        row.state == "in_process" and clock.pauses_of(row.pauses)[0].until_at.hour == 11
    )


PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa3\x0f\xe7\x1b\x00\x00\x00\x00IEND\xaeB`\x82"
)


def laid_aside(office):
    """The paper has come on the second day; it is scanned in beside the wait, which goes on for a week."""

    def story():
        office.ordinary()
        row = office.begun()
        asked_at(office, row, make.at("2024-01-10 09:00"))
        delivered()
        came_at = make.at("2024-01-10 14:00")
        try:
            document.attach(by=office.lan, code=row.code, paper=BROUGHT[0], now=came_at)
        except document.AskedFor:
            supplement.take_supplement(by=office.lan, code=row.code, papers=BROUGHT, now=came_at)
        else:
            supplement.take_supplement(
                by=office.lan, code=row.code, papers=BROUGHT, now=make.at("2024-01-17 09:00")
            )
        office.finish(row, LATE)

    return office.told(story)


def test_g12_answered_at_the_counter_the_clock_runs_at_once(office):
    gains_nothing(laid_aside(office), office.honest_end())


def test_g12_unprotected_the_paper_lies_and_the_clock_stands(office, monkeypatch):
    monkeypatch.setattr(document, "must_not_wait", lambda dossier: None)

    gains(laid_aside(office), office.honest_end())


# G13: the due date is edited.


def extended(office, fields):
    """The promise is put off by two people; where it is possible the law's own moment with it."""

    def story():
        office.ordinary()
        row = office.begun()
        to_at = make.at("2024-01-19 17:00")
        asked = proposal.propose_extension(
            by=office.minh, code=row.code, to_at=to_at, reason="Cần xác minh thêm tại thôn.", now=IN_TIME
        )
        row = proposal.agree(by=office.hoa, pk=asked.pk, now=IN_TIME)
        if fields:
            journal.record(
                row, Verb.ADVANCE, by=office.minh, at=IN_TIME, changes=dict.fromkeys(fields, to_at)
            )
        office.finish(row, LATE)

    return office.told(story)


def test_g13_due_date_put_off_leaves_the_first_one_in_the_figures(office):
    gains_nothing(extended(office, ()), office.honest_end())

    for field in ("due_at", "legal_due_at", "first_due_at", "received_at"):
        with pytest.raises(BrokenHistory), transaction.atomic():
            extended(office, (field,))


def test_g13_due_date_needs_two_people(office, minh):
    row = office.begun()
    asked = proposal.propose_extension(
        by=office.hoa, code=row.code, to_at=make.at("2024-01-19 17:00"), reason="Cần xác minh thêm tại thôn.",
        now=IN_TIME,
    )  # fmt: skip

    with pytest.raises(proposal.SamePerson):
        proposal.agree(by=office.hoa, pk=asked.pk, now=IN_TIME)

    assert json.loads(Entry.objects.get(verb="propose_change").payload)["facts"]["reason"]


def test_g13_due_date_edited_behind_the_journal_is_named(office):
    row = office.begun()
    Dossier.objects.filter(pk=row.pk).update(legal_due_at=AFTER)

    proof, _ = proofs.rebuild()

    assert any("legal_due_at" in problem for problem in proof.problems)


def test_g13_unprotected_any_act_moves_the_due_date(office, monkeypatch):
    monkeypatch.setattr(fences, "MOVED_BY", {})

    gains(extended(office, ("legal_due_at",)), office.honest_end())


# G14: re-classified to a procedure with a longer limit.


def reclassified(office):
    """A dossier of five days is called one of thirty, and counted anew by its next wait."""
    long = make.procedure(f"9.9{Dossier.objects.count():05d}", units=[office.unit], days=30)

    def story():
        office.ordinary()
        row = office.begun()
        changes = {"procedure_id": long.procedure_id, "version_id": long.pk}
        journal.record(row, Verb.ADVANCE, by=office.minh, at=make.at("2024-01-10 08:00"), changes=changes)
        row = Dossier.objects.get(pk=row.pk)
        asked_at(office, row, make.at("2024-01-10 09:00"))
        delivered()
        supplement.take_supplement(
            by=office.lan, code=row.code, papers=BROUGHT, now=make.at("2024-01-10 10:00")
        )
        office.finish(row, LATE)

    return office.told(story)


def test_g14_reclassified_is_no_act_of_the_house(office):
    with pytest.raises(BrokenHistory), transaction.atomic():
        reclassified(office)


def test_g14_unprotected_the_longer_limit_counts(office, monkeypatch):
    monkeypatch.setattr(fences, "MOVED_BY", {})

    gains(reclassified(office), office.honest_end())


# G15: the limits or the calendar of the past are edited.


def day_off(office, on_text, decided_at):
    """A day that is over is declared a closing of the office: what was late is counted anew."""

    def story():
        office.ordinary()
        row = office.begun()
        decision = calendar.DayDecision(
            office.unit.pk, stage.day(on_text), "closed", "Nghỉ đột xuất", "Closed", "QĐ 01/QĐ-UBND"
        )
        for offset in (0, 1, 2):
            one = stage.day(f"2024-01-{10 + offset}")
            calendar.decide_day(
                by=office.hoa,
                day=calendar.DayDecision(
                    decision.unit_id,
                    one,
                    decision.kind,
                    decision.name_vi,
                    decision.name_en,
                    decision.decision,
                ),
                now=decided_at,
            )
        office.finish(row, LATE)

    return office.told(story)


def test_g15_calendar_of_the_past_is_asked_about_and_counts_against(office):
    found = day_off(office, "2024-01-10", make.at("2024-01-16 09:00"))

    gains_nothing(found, office.honest_end())
    assert Detector.PAST_CALENDAR in found.asked


def test_g15_unprotected_yesterday_becomes_a_holiday(office, monkeypatch):
    monkeypatch.setattr(honest_months, "past_calendar", lambda month_on: [])

    gains(day_off(office, "2024-01-10", make.at("2024-01-16 09:00")), office.honest_end())


def test_g15_limits_of_a_published_version_cannot_be_edited(office):
    with connection.cursor() as cursor:
        for statement in fixing(connection.vendor):
            cursor.execute(statement)
    try:
        with pytest.raises(DatabaseError), transaction.atomic():
            ProcedureVersion.objects.filter(pk=office.version.pk).update(time_value=30)
    finally:
        with connection.cursor() as cursor:
            for statement in loosening(connection.vendor):
                cursor.execute(statement)

    assert ProcedureVersion.objects.get(pk=office.version.pk).time_value == 5


def limits_edited(office):
    """The published limit becomes thirty days, and the next wait counts by it."""

    def story():
        office.ordinary()
        row = office.begun()
        ProcedureVersion.objects.filter(pk=office.version.pk).update(time_value=30)
        asked_at(office, row, make.at("2024-01-10 09:00"))
        delivered()
        supplement.take_supplement(
            by=office.lan, code=row.code, papers=BROUGHT, now=make.at("2024-01-10 10:00")
        )
        office.finish(row, LATE)

    return office.told(story)


def test_g15_unprotected_the_edited_limit_counts(office):
    gains(limits_edited(office), office.honest_end())


# G17: late dossiers are transferred away before the period ends.


def transferred(office, elsewhere, fields):
    def story():
        office.ordinary()
        row = office.begun()
        at = make.at("2024-01-15 16:50")
        row = desk.transfer(by=office.minh, code=row.code, unit_id=elsewhere.pk, note="Chuyển", now=at)
        if fields:
            journal.record(
                row, Verb.ADVANCE, by=office.minh, at=at, changes=dict.fromkeys(fields, elsewhere.pk)
            )
            row = Dossier.objects.get(pk=row.pk)
        there = make_staff(elsewhere)
        desk.propose(by=there[0], code=row.code, now=LATE)
        desk.approve_and_issue(by=there[1], codes=[row.code], now=LATE)

    return office.told(story)


def make_staff(unit):
    from motcua.queries import access

    found = []
    for name, role in (("tam", "specialist"), ("tu", "leader")):
        account = make.official(f"Ông {name}", unit=unit, role=role, user_name=name)
        found.append(access.actor_of(account, stage.day("2024-01-15")))
    return found


def test_g17_transferred_away_stays_late_where_it_arose(office, elsewhere):
    found, expected = transferred(office, elsewhere, ()), office.honest_end()

    gains_nothing(found, expected)
    assert found.late == expected.late == 1


def test_g17_lateness_is_conserved(office, elsewhere):
    with transaction.atomic():
        transferred(office, elsewhere, ())
        transaction.set_rollback(True)

    row = office.begun()
    desk.transfer(by=office.minh, code=row.code, unit_id=elsewhere.pk, note="Chuyển", now=LATE)
    there = make_staff(elsewhere)
    desk.propose(by=there[0], code=row.code, now=LATE)
    desk.approve_and_issue(by=there[1], codes=[row.code], now=LATE)

    assert sum(tally.late_law for tally in UnitTally.objects.all()) == 1
    assert sum(tally.late_law for tally in UnitTally.objects.filter(unit_id=office.unit.pk)) == 1


def test_g17_unprotected_the_lateness_leaves_with_the_dossier(office, elsewhere, monkeypatch):
    monkeypatch.setattr(fences, "MOVED_BY", {})

    gains(transferred(office, elsewhere, ("unit_id",)), office.honest_end())


def test_g17_transfers_on_the_last_day_again_and_again_are_asked_about(office, elsewhere):
    rows = [office.begun() for _ in range(8)]
    there = make_staff(elsewhere)
    for row in rows:
        at = make.at("2024-01-15 16:50")
        desk.transfer(by=office.minh, code=row.code, unit_id=elsewhere.pk, note="Chuyển", now=at)
    for row in rows:
        desk.propose(by=there[0], code=row.code, now=LATE)
        desk.approve_and_issue(by=there[1], codes=[row.code], now=LATE)

    assert Detector.LATE_TRANSFERS in office.figures().asked
    assert Notice.objects.exists()
