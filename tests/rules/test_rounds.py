"""A round of the index as rules: phases, stands, who may what, what an appraisal takes over."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from motcua.rules import rounds, rounds_result
from motcua.rules.people import Actor, ActorKind, Duty, Role
from motcua.rules.rounds import Act, Claim, NotSubmitted, Phase, Policy, Stand, Windows
from motcua.rules.rounds_result import Entry
from motcua.rules.scoring import Scored
from motcua.rules.scoring_sets import digest, read

BEGIN = datetime(2024, 11, 1, tzinfo=UTC)
WINDOWS = Windows(BEGIN, BEGIN + timedelta(days=20), BEGIN + timedelta(days=40))
IN_SELF, IN_EXPLAIN, AFTER = (BEGIN + timedelta(days=days) for days in (10, 30, 50))
WHY = "Đã kiểm tra tại chỗ, có căn cứ."
HALF, FULL, ZERO = Scored(Decimal("0.5")), Scored(Decimal(1)), Scored(Decimal(0))


def places(*stands):
    return [rounds.place(stand, WINDOWS, None) for stand in stands]


def actor(unit_id, path, role, user_id=7):
    return Actor(ActorKind.OFFICIAL, "Ai Đó", user_id, duties=(Duty(unit_id, path, role),))


@pytest.mark.parametrize(
    ("stands", "now", "phase"),
    [
        ([Stand.SCORING, Stand.LOCKED], IN_SELF, Phase.OPEN),
        ([Stand.SCORING, Stand.LOCKED], IN_EXPLAIN, Phase.APPRAISING),
        ([Stand.LOCKED, Stand.LOCKED], IN_SELF, Phase.APPRAISING),
        ([Stand.APPRAISED, Stand.ASKED], IN_EXPLAIN, Phase.EXPLAINING),
        ([Stand.APPRAISED, Stand.ASKED], AFTER, Phase.APPRAISING_AGAIN),
        ([Stand.FINISHED, Stand.EXPLAINED, Stand.LEFT], IN_EXPLAIN, Phase.APPRAISING_AGAIN),
        ([Stand.SCORING], IN_EXPLAIN, Phase.APPRAISING_AGAIN),
    ],
)
def test_the_phase_follows_windows_and_stands(stands, now, phase):
    assert rounds.phase("open", places(*stands), now) is phase


@pytest.mark.parametrize("status", [Phase.DRAFT, Phase.PUBLISHED, Phase.FROZEN])
def test_three_phases_are_acts(status):
    assert rounds.phase(status, places(Stand.SCORING), IN_SELF) is status


def test_an_extension_moves_a_window_and_never_back():
    later, earlier = WINDOWS.explain_until_at + timedelta(days=3), BEGIN

    longer = rounds.place(Stand.SCORING, WINDOWS, later)
    same = rounds.place(Stand.SCORING, WINDOWS, earlier)

    assert (longer.self_until_at, longer.explain_until_at) == (later, later)
    assert same.self_until_at == WINDOWS.self_until_at


@pytest.mark.parametrize("days", [(20, 20), (30, 20), (0, 40)])
def test_windows_follow_one_another(days):
    until, explain = (BEGIN + timedelta(days=count) for count in days)
    if days == (0, 40):
        until = BEGIN

    with pytest.raises(rounds.BadWindows):
        rounds.check_windows(Windows(BEGIN, until, explain))


def test_good_windows_pass():
    rounds.check_windows(WINDOWS)


@pytest.mark.parametrize(
    ("by", "act", "may"),
    [
        (actor(7, "/1/7/", Role.REFORM), Act.MARK, True),
        (actor(7, "/1/7/", Role.LEADER), Act.MARK, False),
        (actor(7, "/1/7/", Role.LEADER), Act.LOCK, True),
        (actor(8, "/1/8/", Role.REFORM), Act.MARK, False),
        (actor(1, "/1/", Role.REFORM), Act.APPRAISE, True),
        (actor(1, "/1/", Role.LEADER), Act.APPRAISE, False),
        (actor(7, "/1/7/", Role.REFORM), Act.APPRAISE, False),
        (actor(1, "/1/", Role.LEADER), Act.PUBLISH, True),
        (actor(1, "/1/", Role.REFORM), Act.PUBLISH, False),
    ],
)
def test_each_act_has_its_role_and_side(by, act, may):
    assert rounds.may(by, act, owner_id=1, unit_id=7, unit_path="/1/7/") is may


def test_nobody_appraises_her_own_unit():
    both = Actor(
        ActorKind.OFFICIAL, "Ai Đó", 7,
        duties=(Duty(1, "/1/", Role.REFORM), Duty(7, "/1/7/", Role.SPECIALIST)),
    )  # fmt: skip

    assert not rounds.may(both, Act.APPRAISE, owner_id=1, unit_id=7, unit_path="/1/7/")
    assert rounds.may(both, Act.APPRAISE, owner_id=1, unit_id=8, unit_path="/1/8/")


def test_every_act_has_a_row():
    assert rounds.ACTS.keys() == set(Act)


@pytest.mark.parametrize(
    ("act", "stand", "now", "refusal"),
    [
        (Act.MARK, Stand.SCORING, IN_SELF, None),
        (Act.MARK, Stand.SCORING, IN_EXPLAIN, rounds.WindowOver),
        (Act.MARK, Stand.LOCKED, IN_SELF, rounds.NotNow),
        (Act.APPRAISE, Stand.SCORING, IN_EXPLAIN, rounds.NotNow),
        (Act.EXPLAIN, Stand.ASKED, IN_EXPLAIN, None),
        (Act.EXPLAIN, Stand.ASKED, AFTER, rounds.WindowOver),
        (Act.CLOSE, Stand.ASKED, IN_EXPLAIN, rounds.NotNow),
        (Act.CLOSE, Stand.ASKED, AFTER, None),
        (Act.APPRAISE_AGAIN, Stand.EXPLAINED, IN_EXPLAIN, None),
    ],
)
def test_each_act_has_its_stand_and_window(act, stand, now, refusal):
    at = rounds.place(stand, WINDOWS, None)

    if refusal is None:
        rounds.check_place(act, at, now)
    else:
        with pytest.raises(refusal):
            rounds.check_place(act, at, now)


def test_acts_about_the_round_have_their_phases():
    rounds.check_round(Act.PUBLISH, Phase.APPRAISING_AGAIN)
    rounds.check_round(Act.LEAVE, Phase.OPEN)

    for act, phase in ((Act.PUBLISH, Phase.OPEN), (Act.FREEZE, Phase.DRAFT), (Act.LEAVE, Phase.PUBLISHED)):
        with pytest.raises(rounds.NotNow):
            rounds.check_round(act, phase)


def test_a_second_act_needs_a_second_person():
    with pytest.raises(rounds.SameHand):
        rounds.check_other_hand(actor(1, "/1/", Role.REFORM, 7), {7, 8})

    rounds.check_other_hand(actor(1, "/1/", Role.REFORM, 9), {7, 8})


@pytest.mark.parametrize(
    ("policy", "result", "ranked"),
    [
        (NotSubmitted.ZERO_RANKED, True, True),
        (NotSubmitted.ZERO_UNRANKED, True, False),
        (NotSubmitted.LEFT_OUT, False, False),
    ],
)
def test_who_submits_nothing_is_treated_as_decided(policy, result, ranked):
    (at,) = places(Stand.SCORING)

    assert rounds.is_absent(at, AFTER)
    assert rounds.has_result(at, Policy(policy), AFTER) is result
    assert rounds.is_ranked(at, Policy(policy), AFTER) is ranked


def test_it_counts_who_keeps_a_round_from_being_published():
    listed = places(Stand.SCORING, Stand.LOCKED, Stand.FINISHED, Stand.LEFT)

    assert (rounds.unfinished(listed, IN_SELF), rounds.unfinished(listed, AFTER)) == (2, 1)
    assert rounds.has_result(listed[2], Policy(), AFTER)
    assert rounds.is_ranked(listed[2], Policy(), AFTER)


@pytest.mark.parametrize(
    ("claim", "points", "ground"),
    [
        (Claim(FULL, FULL, HALF, True), Decimal("0.5"), "automatic"),
        (Claim(None, None, HALF, False), Decimal("0.5"), "automatic"),
        (Claim(FULL, FULL, Scored(None), True), Decimal(1), "accepted"),
        (Claim(None, None, None, True), Decimal(0), "not_marked"),
        (Claim(FULL, FULL, None, False), Decimal(0), "no_evidence"),
        (Claim(FULL, FULL, None, False, needs_evidence=False), Decimal(1), "accepted"),
        (Claim(FULL, HALF, None, True), Decimal("0.5"), "by_rule"),
        (Claim(HALF, FULL, None, True), Decimal("0.5"), "accepted"),
        (Claim(Scored(None, True), None, None, False), None, "accepted"),
    ],
)
def test_an_appraisal_takes_over_what_is_proven(claim, points, ground):
    found = rounds.proposed(claim)

    assert (found.points, found.ground) == (points, ground)


@pytest.mark.parametrize(
    ("claim", "given", "refusal"),
    [
        (Claim(FULL, FULL, HALF, True), FULL, rounds.AboveAutomatic),
        (Claim(FULL, FULL, HALF, True), ZERO, rounds.OtherThanProposed),
        (Claim(FULL, FULL, None, False), FULL, rounds.PointsWithoutEvidence),
        (Claim(FULL, FULL, None, True), HALF, rounds.OtherThanProposed),
        (Claim(FULL, FULL, None, True), Scored(None, True), rounds.OtherThanProposed),
    ],
)
def test_whoever_departs_from_it_says_why(claim, given, refusal):
    with pytest.raises(refusal):
        rounds.check_appraisal(given, claim, "ngắn")

    rounds.check_appraisal(given, claim, WHY)


def test_what_is_proposed_needs_no_reason():
    rounds.check_appraisal(HALF, Claim(FULL, FULL, HALF, True), "")


def test_a_reason_is_long_enough_to_be_understood():
    with pytest.raises(rounds.WhyTooShort):
        rounds.check_why("vì thế")

    assert rounds.check_why(f"  {WHY} ") == WHY


@pytest.mark.parametrize(("day", "left"), [(24, 7), (25, None), (28, 3), (30, 1), (31, None)])
def test_reminders_come_seven_three_and_one_days_before(day, left):
    assert rounds.reminder(date(2024, 10, 31), date(2024, 10, day)) == left


def small(second):
    """Return a set of two leaves, the second against the leader of the group."""
    name = {"vi": "Tên", "en": "Name"}
    numbers = [{"key": key, "name": name, "kind": "number"} for key in ("target", "actual")]
    share = [{"key": key, "name": name, "kind": "count"} for key in ("done", "all")]
    leader = {"kind": "leader", "variables": numbers, "target": "target", "actual": "actual"}
    part = {"kind": "proportion", "variables": share, "share": ["done", "all"]}
    leaves = [
        {"code": "1.1", "name": name, "points": "6", "rule": part, "source": "X"},
        {"code": "1.2", "name": name, "points": "4", "rule": leader, "source": "X"},
    ]
    areas = [{"code": "1", "name": name, "points": "10", "children": leaves}]
    return read(
        {
            "key": "nho", "version": 1, "year": 2024, "level": "district", "name": name, "about": name,
            "source": "X", "areas": areas, "classes": [{"key": "A", "name": name, "from": second}],
        }
    )  # fmt: skip


def entry(of, points, actual, *, group="", is_ranked=True):
    told = {"target": "100", "actual": actual}
    marks = {"1.1": Scored(Decimal(points)), "1.2": Scored(None)}
    return Entry(of, group, is_ranked, marks, {"1.1": {}, "1.2": told})


def test_a_leaf_against_the_leader_waits_for_all():
    found = rounds_result.results(small("50"), [entry("a", "6", "120"), entry("b", "6", "110")])

    best, other = found
    assert best.marks["1.2"].points == Decimal(4)
    assert other.marks["1.2"].points == Decimal(3)
    assert (best.rank, other.rank) == (1, 2)


def test_places_are_shared_on_what_is_written_down_and_never_on_what_is_printed():
    shown = ("3.333", "3.334", "3.334", "1")
    rows = [entry(of, points, "100", group="I") for of, points in zip("abcd", shown, strict=True)]
    rows.append(entry("e", "6", "100", group="II", is_ranked=False))

    found = {one.of: one for one in rounds_result.results(small("50"), rows)}

    assert [found[of].rank for of in "abcde"] == [3, 1, 1, 4, None]
    assert [found[of].rank_in_group for of in "abcde"] == [3, 1, 1, 4, None]


def test_a_body_says_every_sum_and_leaf_and_its_digest_every_word():
    of = small("50")
    (one,) = rounds_result.results(of, [entry("a", "6", "120")])
    body = rounds_result.body(of, digest(of), {"code": "H23.37", "name": "Huyện Thanh Miện"}, one)

    mark = rounds_result.digest("hd-2024", [body])

    assert (body["points"], body["percent"], body["grade"]) == ("10", "100", "A")
    assert [leaf["points"] for leaf in body["leaves"]] == ["6", "4"]
    assert mark != rounds_result.digest("hd-2024", [body | {"points": "9"}])
    assert mark != rounds_result.digest("hd-2023", [body])


def test_a_sheet_has_a_digest_of_its_marks_and_its_evidence():
    line = {"leaf": "1.1", "points": "6", "evidence": ["a" * 64]}

    mark = rounds_result.sheet_digest("set", "H23.37", [line])

    assert mark != rounds_result.sheet_digest("set", "H23.37", [line | {"evidence": []}])
    assert len(mark) == 64
