"""G01 to G09: what can be bent where papers come in. Each cheat is also run with its protection off."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from motcua.actions import calling, confirmation, desk, hall, person, proposal, result, ticket
from motcua.actions import dossier as dossiers
from motcua.actions.person import KeyWish
from motcua.queries import access, hall_visits, honest_months, honest_rows, tokens
from motcua.records.models import CitizenReport, Dossier, Entry, User
from motcua.rules import chain, detectors, refusal, screening
from motcua.rules.detectors_visits import Visit, orphans, unregistered
from motcua.rules.honest import Detector
from motcua.rules.people import SYSTEM
from motcua.rules.tickets import Ending
from motcua.web.citizen import herself
from tests import halls, make
from tests.cheats import stage
from tests.cheats.stage import AFTER, IN_TIME, LATE, START, WHY, gains, gains_nothing

BACKEND = "django.contrib.auth.backends.ModelBackend"
TIMES = (
    "now", "at", "filed_at", "filed_on", "received_at", "received_on", "due_at", "legal_due_at", "ended_at",
    "ended_on", "handed_over_at", "step_at", "created_at", "date",
)  # fmt: skip
YESTERDAY = "2024-01-05T09:00:00+07:00"


@pytest.fixture
def program(client, lan):
    """Lan's program, with a key that may write."""
    account = User.objects.get(pk=lan.user_id)
    wish = KeyWish("máy quầy", ("read", "write"), 3650)
    key = person.issue_token(by=lan, user=account, wish=wish, now=stage.WEEK_BEFORE)
    return lambda path, body: client.post(
        f"/api/v1{path}",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )


# G01: an officer backdates a reception.


def test_g01_backdated_reception_no_route_takes_a_time(program, client, filed):
    written = json.loads(Path("docs/api/openapi.json").read_text(encoding="utf-8"))
    paths = [path for path, verbs in written["paths"].items() if "post" in verbs and "/files" not in path]
    answers = {}
    for path in paths:
        address = path.replace("/api/v1", "").replace("{code}", filed.code).replace("{pk}", "1")
        answers[path] = program(address, dict.fromkeys(TIMES, YESTERDAY)).status_code

    assert len(paths) > 15
    assert not {path: status for path, status in answers.items() if status < 400}
    assert Dossier.objects.get().received_at is None


def test_g01_backdated_reception_is_stamped_by_the_server(client, lan_account, filed):
    client.force_login(lan_account, backend=BACKEND)

    sent = {"do": "receive"} | dict.fromkeys(TIMES, YESTERDAY)
    client.post(reverse("counter:dossier", args=[filed.code]), sent)

    row = Dossier.objects.get(pk=filed.pk)
    assert row.received_at > make.at("2026-01-01 00:00")


def test_g01_unprotected_a_face_that_believes_the_form_backdates(client, lan_account, filed, monkeypatch):
    client.force_login(lan_account, backend=BACKEND)
    backdated = make.at("2024-01-12 09:00")
    monkeypatch.setattr("motcua.queries.moment.now", lambda: backdated)

    client.post(reverse("counter:dossier", args=[filed.code]), {"do": "receive"})

    assert Dossier.objects.get(pk=filed.pk).received_at == backdated


def test_g01_backdated_reception_even_then_the_journal_refuses(lan, intake, filed, now):
    dossiers.take_in(by=lan, intake=intake, now=now + timedelta(days=3))

    with pytest.raises(chain.ClockBehind):
        dossiers.receive(by=lan, code=filed.code, now=now)


# G02: papers are taken and registered days later, or never.


def test_g02_unregistered_papers_a_report_asks(client, office, monkeypatch):
    monkeypatch.setattr("motcua.queries.moment.now", lambda: make.at("2024-01-15 09:00"))
    told = {
        "unit": office.unit.pk,
        "kind": "no_receipt",
        "happened_on": "08/01/2024",
        "told": "Tôi đã nộp giấy tờ tại quầy mà không được cấp giấy hẹn.",
    }

    answer = client.post(reverse("citizen:report"), told)

    assert answer.status_code == 302
    assert CitizenReport.objects.get().unit_id == office.unit.pk
    assert Detector.NO_RECEIPT in office.figures().asked


def test_g02_unprotected_without_the_poster_nobody_asks(client, office, monkeypatch):
    monkeypatch.setattr("motcua.queries.moment.now", lambda: make.at("2024-01-15 09:00"))
    monkeypatch.setattr(honest_months, "no_receipt", lambda month_on: [])
    told = {"unit": office.unit.pk, "kind": "no_receipt", "happened_on": "08/01/2024", "told": WHY}
    client.post(reverse("citizen:report"), told)

    assert office.figures().asked == frozenset()


def test_g02_unregistered_visits_of_a_thousand_tickets_are_found():
    """The rate of the rule, on simulated tickets; the tests below feed it from real ones."""
    visits, registered, lost = [], [], set()
    for number in range(1000):
        at = START + timedelta(minutes=6 * number)
        visits.append(Visit(f"Q{number % 4}", at, "advice_only" if number % 10 == 3 else ""))
        if number % 20 == 7:
            lost.add(at)
        elif number % 10 != 3:
            registered.append((f"Q{number % 4}", at + timedelta(minutes=number % 5 - 3)))

    found = {visit.ended_at for visit in orphans(visits, registered)}

    assert len(found & lost) >= 0.95 * len(lost)
    assert len(found - lost) <= 0.02 * (len(visits) - len(lost))
    assert unregistered(1, visits, registered)[0].detector == Detector.UNREGISTERED_VISITS


def visited(office, *, lost):
    """Forty people are served at Lan's counter; of the last `lost` nobody ever says how it ended."""

    def story():
        office.ordinary()
        morning = make.at("2024-01-09 07:40")
        counter = halls.furnish(office.unit, now=make.at("2024-01-08 09:00"))[0]
        hall.open_desk(by=office.lan, desk_id=counter.pk, now=morning)
        for number in range(40):
            at = morning + timedelta(minutes=5 * number)
            ticket.issue(by=SYSTEM, wanted=ticket.Wanted(office.unit.pk, "ho-tich"), now=at)
            called = calling.call_next(by=office.lan, desk_id=counter.pk, now=at)
            calling.begin(by=office.lan, ticket_id=called.pk, now=at)
            told = {"by": office.lan, "ticket_id": called.pk, "now": at + timedelta(minutes=3)}
            if number >= 40 - lost:
                calling.hold(**told, reason="Chờ bản sao")
            else:
                ticket.finish(**told, ending=Ending.ADVICE_ONLY)
        hall.close_day(by=SYSTEM, unit_id=office.unit.pk, now=make.at("2024-01-09 17:00"))

    return story


def test_g02_visits_left_open_are_asked_about(office):
    told = office.told(visited(office, lost=8))

    assert Detector.UNREGISTERED_VISITS in told.asked


def test_g02_one_forgotten_ending_is_no_question(office):
    told = office.told(visited(office, lost=1))

    assert Detector.UNREGISTERED_VISITS not in told.asked


def test_g02_unprotected_without_the_tickets_nobody_asks(office, monkeypatch):
    monkeypatch.setattr(hall_visits, "findings", lambda unit_id, days: [])

    told = office.told(visited(office, lost=8))

    assert told.asked == frozenset()


def test_g02_tickets_against_dossiers_stand_by_counter(office):
    visited(office, lost=8)()

    rows = hall_visits.per_desk(office.unit, stage.DAYS)

    assert [(row.desk.number, row.served, row.advice_only, row.left_open) for row in rows] == [(1, 40, 32, 8)]
    lost = hall_visits.Wanted(office.unit, stage.DAYS, "left_open")
    assert hall_visits.without_dossier(lost, by=SYSTEM).count() == 8


# G04: refused, and told to file again.


def refiled(office):
    """Filed on Monday, refused on Friday afternoon, filed again at once and done four days later."""

    def story():
        office.ordinary()
        who = office.person()
        first = office.filed(who)
        dossiers.refuse(
            by=office.lan,
            code=first.code,
            reason_code="papers_false",
            reason=WHY,
            now=make.at("2024-01-12 16:00"),
        )
        again = office.filed(who, make.at("2024-01-12 16:30"))
        dossiers.receive(by=office.lan, code=again.code, now=make.at("2024-01-12 16:40"))
        office.finish(again, LATE)

    return office.told(story)


def test_g04_refiled_after_refusal_is_counted_from_the_first_filing(office):
    gains_nothing(refiled(office), office.honest_end())


def test_g04_unprotected_a_new_dossier_has_a_new_clock(office, monkeypatch):
    monkeypatch.setattr(honest_rows, "chain_before", lambda row, earlier: [])

    gains(refiled(office), office.honest_end())


def test_g04_a_lawful_refusal_costs_nothing(office):
    def story():
        who = office.person()
        first = office.filed(who)
        dossiers.refuse(
            by=office.lan,
            code=first.code,
            reason_code="papers_false",
            reason=WHY,
            now=stage.minutes(START, 120),
        )
        again = office.filed(who, make.at("2024-01-22 08:00"))
        dossiers.receive(by=office.lan, code=again.code, now=make.at("2024-01-22 08:30"))
        office.finish(again, make.at("2024-01-25 10:00"))

    assert office.told(story).screened == 1.0


# G05: refused "by the wrong button".


@pytest.mark.parametrize(
    ("code", "reason", "ground", "refusal_kind"),
    [
        ("", WHY, "", refusal.GroundUnknown),
        ("wrong_button", WHY, "", refusal.GroundUnknown),
        ("other", WHY, "", refusal.GroundMissing),
        ("duplicate", "bấm nhầm", "", dossiers.ReasonTooShort),
    ],
)
def test_g05_refused_by_the_wrong_button_is_refused(lan, filed, now, code, reason, ground, refusal_kind):
    with pytest.raises(refusal_kind):
        dossiers.refuse(by=lan, code=filed.code, reason_code=code, reason=reason, ground=ground, now=now)

    assert Dossier.objects.get(pk=filed.pk).state == "filed"


def test_g05_refused_by_the_wrong_button_a_program_has_no_default(program, filed):
    assert program(f"/dossiers/{filed.code}/refuse", {"reason": WHY}).status_code == 409


def test_g05_undone_by_a_second_person_and_its_clock_never_stopped(office, lan, hoa, filed, now):
    owed = filed.answer_due_at
    dossiers.refuse(by=lan, code=filed.code, reason_code="duplicate", reason=WHY, now=now)
    asked = proposal.propose_correction(by=lan, code=filed.code, reason="Từ chối nhầm hồ sơ hợp lệ.", now=now)

    with pytest.raises((proposal.SamePerson, PermissionDenied)):
        proposal.agree(by=lan, pk=asked.pk, now=now)
    row = proposal.agree(by=hoa, pk=asked.pk, now=now)

    assert (row.state, row.answer_due_at) == ("filed", owed)


def undone(office):
    """Five dossiers refused and taken back before they are worked on."""

    def story():
        rows = [office.filed() for _ in range(5)]
        for row in rows:
            dossiers.refuse(by=office.lan, code=row.code, reason_code="duplicate", reason=WHY, now=START)
            asked = proposal.propose_correction(
                by=office.lan, code=row.code, reason="Từ chối nhầm hồ sơ hợp lệ.", now=START
            )
            proposal.agree(by=office.hoa, pk=asked.pk, now=START)
            dossiers.receive(by=office.lan, code=row.code, now=START)
        for row in rows:
            office.finish(Dossier.objects.get(pk=row.pk), IN_TIME)

    return office.told(story)


def test_g05_refusals_undone_again_and_again_are_asked_about(office):
    assert Detector.REFUSALS_UNDONE in undone(office).asked


def test_g05_unprotected_no_ground_and_nobody_asks(office, monkeypatch, lan):
    monkeypatch.setattr(refusal, "ground", lambda code, told, by_decree: {"reason_code": code})
    monkeypatch.setattr(detectors, "HABITS", ())

    filed = office.filed(at=stage.WEEK_BEFORE)

    dossiers.refuse(by=lan, code=filed.code, reason_code="wrong_button", reason=WHY, now=stage.WEEK_BEFORE)

    assert Dossier.objects.get(pk=filed.pk).state == "refused"
    assert undone(office).asked == frozenset()


# G06: "withdrawn at the citizen's request".


def withdrawn(office, **how):
    """In the last hour of its term the office says that the applicant took it back."""

    def story():
        office.ordinary()
        row = office.begun()
        told = {"confirmed_by": "signature"} | how
        result.withdraw(by=office.lan, code=row.code, reason=WHY, now=make.at("2024-01-15 16:30"), **told)

    return office.told(story)


def test_g06_withdrawn_in_her_name_is_not_on_time(office):
    gains_nothing(withdrawn(office), office.honest_end())


def test_g06_unprotected_the_office_is_believed(office, monkeypatch):
    monkeypatch.setattr(honest_rows, "PROVEN", frozenset({"unproven"}))

    gains(withdrawn(office), office.honest_end())


def test_g06_a_program_no_longer_claims_a_signature_by_default(program, office):
    row = office.begun()

    program(f"/dossiers/{row.code}/withdraw", {"reason": WHY})

    entry = Entry.objects.get(verb="withdraw")
    assert json.loads(entry.payload)["facts"]["confirmed_by"] == "unproven"


def test_g06_the_code_on_her_telephone_proves_it(office, lan):
    row, at = office.begun(), stage.minutes(START, 30)
    sent = confirmation.send(by=lan, code=row.code, purpose="withdraw", now=at)

    with pytest.raises(confirmation.WrongCode):
        result.withdraw(by=lan, code=row.code, reason=WHY, confirmed_by="otp", proof="00000000", now=at)
    result.withdraw(by=lan, code=row.code, reason=WHY, confirmed_by="otp", proof=tokens.digits(sent), now=at)

    facts = [json.loads(entry.payload)["facts"] for entry in Entry.objects.filter(verb="withdraw")]
    assert facts[0]["confirmed_by"] == "code"
    assert office.figures().screened == 1.0


# G07: one case split into many easy ones.


def split(office):
    """The one late case is handed in as five, four of which are done in time."""

    def story():
        office.ordinary()
        who = office.person()
        rows = [office.begun(who) for _ in range(5)]
        for row in rows[:4]:
            office.finish(row, IN_TIME)
        office.finish(rows[4], LATE)

    return office.told(story)


def test_g07_split_into_many_counts_once(office):
    gains_nothing(split(office), office.honest_end())


def test_g07_unprotected_every_part_counts(office, monkeypatch):
    monkeypatch.setattr(screening, "_case", lambda row: row.pk)

    gains(split(office), office.honest_end())


# G08: ghosts that are always on time.

GHOSTS = 60


def ghosts(office, version):
    """Invented dossiers, received and decided by one official, beside honest ones of a colleague."""

    def story():
        kim = make.official("Lò Thị Kim", unit=office.unit, role="reception", user_name="kim")
        by = access.actor_of(kim, stage.day("2024-01-08"))
        office.ordinary(32)
        office.finish(office.begun(), LATE)
        taken = dossiers.take_in_many(
            by=by, intakes=[office.intake(office.person(), version) for _ in range(GHOSTS)], now=LATE
        )
        for one in taken:
            desk.decide(by=office.minh, code=one.dossier.code, now=stage.minutes(LATE, 20))

    return office.told(story)


@pytest.fixture
def unsigned(commune):
    version = make.procedure("9.000009", units=[commune])
    type(version).objects.filter(pk=version.pk).update(needs_signature=False)
    version.needs_signature = False
    return version


def honest_many(office):
    def story():
        office.ordinary(32)
        office.finish(office.begun(), LATE)

    return office.told(story)


def test_g08_ghosts_change_no_share_and_are_asked_about(office, unsigned):
    found, expected = ghosts(office, unsigned), honest_many(office)

    assert found.raw > expected.raw
    assert found.screened <= expected.screened
    assert Detector.UNWITNESSED in found.asked


def test_g08_unprotected_every_dossier_is_believed(office, unsigned, monkeypatch):
    everything = lambda mine: frozenset(mine.values_list("pk", flat=True))  # noqa: E731
    monkeypatch.setattr(honest_rows, "witnessed", everything)
    monkeypatch.setattr(honest_rows, "is_result_missing", lambda row, today: False)

    gains(ghosts(office, unsigned), honest_many(office))


def test_g08_a_telephone_for_many_is_no_witness(office):
    people = [
        make.applicant(f"Người Ma {n}", id_number=f"03019{n:07d}", phone="0977777777") for n in range(9)
    ]
    for row in [office.begun(who) for who in people]:
        office.finish(row, IN_TIME)

    found = office.figures()

    assert found.screened is None
    assert Detector.SHARED_PHONE in found.asked


# G09: "online" filed by staff in the citizen's name.


def test_g09_online_by_staff_is_its_own_class(program, office):
    body = {
        "way": "file", "procedure": office.version.procedure.code, "unit": office.unit.pk,
        "applicant": {"name": "Nguyễn Văn Tám"}, "papers": [],
    }  # fmt: skip

    program("/dossiers", body)

    row = Dossier.objects.get()
    assert (row.channel, row.assisted) == ("online", True)
    assert program("/dossiers", body | {"channel": "online", "assisted": False}).status_code == 422


def sent_as_the_citizen(client, account, office):
    """A signed-in official rates from the citizen's own page, and so makes a trace from outside."""
    row = office.hand_over(office.finish(office.laid(), IN_TIME), stage.minutes(IN_TIME, 60))
    client.force_login(account, backend=BACKEND)
    Dossier.objects.filter(pk=row.pk).update(handed_over_at=AFTER)
    client.post(reverse("citizen:rate", args=[tokens.rating(row)]), {"face": "5"})
    return honest_rows.witnessed(Dossier.objects.filter(pk=row.pk))


def test_g09_staff_cannot_act_as_the_citizen(client, lan_account, office, monkeypatch):
    monkeypatch.setattr("motcua.queries.moment.now", lambda: AFTER)

    assert sent_as_the_citizen(client, lan_account, office) == frozenset()


def test_g09_unprotected_staff_would_pass_for_the_citizen(client, lan_account, office, monkeypatch):
    monkeypatch.setattr("motcua.queries.moment.now", lambda: AFTER)
    monkeypatch.setattr(herself, "is_official", lambda request: False)

    assert sent_as_the_citizen(client, lan_account, office) != frozenset()
