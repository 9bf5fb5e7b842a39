"""The watch over stuck files: learning, telling one after the other, closing."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from motcua.actions import desk, stuck, supplement
from motcua.actions import dossier as dossiers
from motcua.actions.stuck import ClosedBefore, WhyMissing
from motcua.jobs import stuck as rounds
from motcua.queries import counts
from motcua.queries import stuck as stucks
from motcua.queries.access import NoSuch
from motcua.records.models import Entry, Notice, StepTime, StuckAlert
from motcua.rules.stuck import Level, Pool
from tests import make

WHY = "Đã gọi điện cho chuyên viên, hồ sơ chờ kết quả đo đạc."
USUAL = 480


@pytest.fixture
def known(procedure, now):
    """What the watch has learned: the step “Examination” usually takes a working day."""
    return [
        StepTime.objects.create(
            pool=Pool.STEP, procedure_id=procedure.procedure_id, step=step, stays=100, ended=95,
            median_minutes=100, usual_minutes=USUAL, curve=[[100, 0.5, 0.4, 0.6]], learned_at=now,
        )
        for step in ("tiep_nhan", "tham_dinh", "phe_duyet")
    ]  # fmt: skip


@pytest.fixture
def resting(received, minh, now):
    """A dossier that lies in “Examination” with Minh since Friday, 9 o'clock."""
    return desk.advance(by=minh, code=received.code, now=now)


def sweep(text):
    return stuck.sweep(now=make.at(text))


def test_it_keeps_quiet_before_the_limit(known, resting):
    assert sweep("2024-01-15 10:00") == 0
    assert not StuckAlert.objects.exists()


def test_it_tells_the_official_then_the_leader_then_the_applicant(known, resting, an_row):
    told = []
    for text in ("2024-01-16 09:00", "2024-01-16 10:00", "2024-01-17 09:00", "2024-01-22 09:00"):
        sweep(text)
        told.append(StuckAlert.objects.get().level)

    assert told == [Level.OFFICER, Level.OFFICER, Level.LEADER, Level.CITIZEN]
    row = StuckAlert.objects.get()
    assert row.raised_at < row.leader_at < row.citizen_at
    assert Entry.objects.filter(verb="alert").count() == 3
    notice = Notice.objects.get(kind="stuck")
    assert (notice.to, notice.dossier) == (an_row, resting)


def test_it_does_the_same_twice_only_once(known, resting):
    assert sweep("2024-01-16 09:00") == 1
    assert sweep("2024-01-16 09:00") == 0


def test_it_lets_go_when_the_dossier_goes_on(known, resting, minh):
    sweep("2024-01-16 09:00")
    desk.propose(by=minh, code=resting.code, now=make.at("2024-01-16 10:00"))

    sweep("2024-01-16 10:05")

    row = StuckAlert.objects.get()
    assert (row.why, row.closed_at) == ("moved", make.at("2024-01-16 10:05"))


def test_it_tells_of_a_wait_only_the_official_and_after_the_usual_wait(
    known, resting, lan, minh, procedure, now
):
    StepTime.objects.create(
        pool=Pool.ALL, step="wait:supplement", stays=50, ended=50, usual_minutes=USUAL, learned_at=now
    )
    asked = [supplement.Asked("giay_to", "Giấy tờ chứng minh chỗ ở", reason="Thiếu chữ ký của chủ hộ.")]
    supplement.ask_supplement(
        by=minh, code=resting.code, asked=asked, reason="Thiếu chữ ký của chủ hộ.", now=now
    )

    for text in ("2024-01-16 09:00", "2024-01-19 09:00", "2024-03-19 09:00"):
        sweep(text)

    row = StuckAlert.objects.get()
    assert (row.level, row.is_wait, row.step) == (Level.OFFICER, True, "wait:supplement")


def test_it_borrows_from_like_procedures_what_the_step_does_not_know(resting, now):
    StepTime.objects.create(
        pool=Pool.KIND,
        kind="short",
        step="specialist",
        stays=40,
        ended=40,
        usual_minutes=USUAL,
        learned_at=now,
    )

    assert sweep("2024-01-16 09:00") == 1
    assert StuckAlert.objects.get().step_time.pool == Pool.KIND


def test_it_says_nothing_while_too_little_is_known(resting, now):
    StepTime.objects.create(
        pool=Pool.ALL, step="specialist", stays=29, ended=29, usual_minutes=60, learned_at=now
    )

    assert sweep("2024-02-16 09:00") == 0


def test_it_learns_from_finished_and_running_dossiers(lan, minh, hoa, intake, resting):
    done = dossiers.take_in(by=lan, intake=intake, now=make.at("2024-01-12 10:00")).dossier
    desk.advance(by=minh, code=done.code, now=make.at("2024-01-12 11:00"))
    desk.propose(by=minh, code=done.code, now=make.at("2024-01-12 14:30"))
    desk.approve_and_issue(by=hoa, codes=[done.code], now=make.at("2024-01-12 15:00"))

    stuck.learn(now=make.at("2024-01-12 16:00"))

    one = StepTime.objects.get(pool=Pool.STEP, step="tham_dinh")
    assert (one.stays, one.ended, one.median_minutes) == (
        2,
        1,
        90,
    )  # 11:00-11:30 and 13:30-14:30; one runs on
    assert StepTime.objects.get(pool=Pool.ALL, step="leader").ended == 1


def test_it_learns_anew_in_the_same_rows(lan, minh, intake, resting):
    stuck.learn(now=make.at("2024-01-12 16:00"))
    before = set(StepTime.objects.values_list("pk", flat=True))

    stuck.learn(now=make.at("2024-01-13 16:00"))

    assert set(StepTime.objects.values_list("pk", flat=True)) == before


def test_it_learns_once_a_day(resting, now):
    rounds.sweep(now)
    rounds.sweep(now + timedelta(hours=1))
    assert Entry.objects.filter(verb="learn").count() == 1

    rounds.sweep(now + timedelta(days=1))
    assert Entry.objects.filter(verb="learn").count() == 2


def test_it_is_closed_with_a_reason_and_opens_again_at_the_next_limit(known, resting, hoa):
    sweep("2024-01-16 09:00")
    row = StuckAlert.objects.get()
    with pytest.raises(WhyMissing):
        stuck.close(by=hoa, pk=row.pk, why="ok", now=make.at("2024-01-16 09:30"))

    stuck.close(by=hoa, pk=row.pk, why=WHY, now=make.at("2024-01-16 09:30"))

    with pytest.raises(ClosedBefore):
        stuck.close(by=hoa, pk=row.pk, why=WHY, now=make.at("2024-01-16 09:31"))
    sweep("2024-01-16 09:40")
    assert StuckAlert.objects.get().closed_at is not None
    sweep("2024-01-17 09:00")
    assert StuckAlert.objects.get().closed_at is None


def test_it_is_not_closed_by_whoever_holds_the_file_nor_seen_elsewhere(known, resting, minh, binh):
    sweep("2024-01-16 09:00")
    row = StuckAlert.objects.get()

    with pytest.raises(PermissionDenied):
        stuck.close(by=minh, pk=row.pk, why=WHY, now=make.at("2024-01-16 09:30"))
    with pytest.raises(NoSuch):
        stucks.alert(row.pk, by=binh)


def test_it_counts_beside_the_rail_what_the_lists_hold(known, resting, minh, hoa, chief):
    sweep("2024-01-16 09:00")
    now = make.at("2024-01-16 09:00")

    assert counts.rail(by=minh, now=now)["my_stuck"] == (1, "warn")
    assert counts.rail(by=hoa, now=now)["watch"] == (1, "warn")
    assert counts.rail(by=chief, now=now)["watch"] == (1, "warn")


def test_it_costs_as_many_statements_for_many_finished_dossiers(known, resting, django_assert_num_queries):
    with django_assert_num_queries(10, exact=False):
        sweep("2024-01-15 09:00")
