"""Rounds of the reform index: two of the past taken over from paper, one in progress, one of the communes."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import yaml

from motcua.actions import criteria_set, index_round, past_round, self_score
from motcua.actions.index_round import Wish
from motcua.actions.past_round import PastMark
from motcua.demo.district import DATA, Office
from motcua.demo.index_declared import declared
from motcua.demo.province import Province
from motcua.queries import rounds, workdays
from motcua.records.models import CriteriaSet as SetRow
from motcua.records.models import Participant
from motcua.rules.people import SYSTEM
from motcua.rules.rounds import Windows
from motcua.rules.scorecard import CriteriaSet, Leaf
from motcua.rules.scoring import Scored

YEARS = (2022, 2023)
THANH_MIEN = "300"
WHY = "Kết quả minh họa của phần mềm, nhập từ bảng điểm dựng sẵn; không phải số liệu của tỉnh."
ANSWERS = 120  # forms behind an invented survey leaf


@cache
def story() -> Mapping[str, Any]:
    """Return the invented levels of every district, with the two facts that are the story's own."""
    told: Mapping[str, Any] = yaml.safe_load(DATA.joinpath("index_story.yaml").read_text("utf-8"))
    return told


def take_over(rng: random.Random, province: Province, *, now: datetime) -> None:
    """Publish the rounds of the past: the marks are invented, the places of the district are the story's."""
    for year in YEARS:
        key = open_past(province, year, now=now)
        of = rounds.set_of(rounds.round_(key, by=SYSTEM))
        sheets = {
            unit.pk: list(_sheet(rng, of, int(code), year)) for code, (unit, *_) in province.districts.items()
        }
        past_round.take_over(by=province.first, key=key, sheets=sheets, why=WHY, now=now)
        index_round.publish(by=province.leader, key=key, now=now)
        index_round.freeze(by=province.leader, key=key, now=now)


def open_past(province: Province, year: int, *, now: datetime) -> str:
    """Open the round of a past year, empty, and return its key."""
    criteria_set.take_in(by=SYSTEM, now=now)
    row, key = _set("district-haiduong-2023"), f"hai-duong-{year}"
    before = f"hai-duong-{year - 1}" if year > YEARS[0] else ""
    name = f"Chỉ số CCHC cấp huyện tỉnh Hải Dương {year} (số liệu minh họa)"
    held = _wish(key, name, year, row, province.unit.pk, before)
    _begun(held, _groups(province), now)
    return key


def fill(rng: random.Random, province: Province, home: Sequence[Office], *, now: datetime) -> None:
    """Open this year's rounds, of the districts and of the communes, and let the district mark its half."""
    year = now.year
    row = _set("district-haiduong-2024")
    name = f"Chỉ số CCHC cấp huyện tỉnh Hải Dương {year}"
    wish = _wish(f"hai-duong-{year}", name, year, row, province.unit.pk, f"hai-duong-{year - 1}")
    _begun(wish, _groups(province), now)
    row = _set("commune-thanhmien-2024")
    name = f"Chỉ số CCHC cấp xã huyện Thanh Miện {year}"
    wish = _wish(f"thanh-mien-{year}", name, year, row, home[0].unit.pk, "")
    _begun(wish, {office.unit.pk: "Các xã, thị trấn" for office in home[1:]}, now)
    _half_marked(rng, province, now)


def _begun(wish: Wish, groups: Mapping[int, str], now: datetime) -> None:
    index_round.make(by=SYSTEM, wish=wish, groups=groups, now=now)
    index_round.begin(by=SYSTEM, key=wish.key, now=now)


def _half_marked(rng: random.Random, province: Province, now: datetime) -> None:
    """Let the district mark the leaves that are its own to declare: half of them, as in September."""
    unit, scorer, _ = province.districts[THANH_MIEN]
    part = Participant.objects.get(round__key=f"hai-duong-{now.year}", unit=unit)
    own = [leaf for leaf in rounds.set_of(part.round).leaves() if leaf.is_self_scored and not leaf.binding]
    for leaf in own[: len(own) // 2]:
        told, _scored = declared(rng, leaf, rng.uniform(0.55, 1.0), now.year)
        self_score.mark(by=scorer, pk=part.pk, leaf=leaf.code, told=self_score.Told(declared=told), now=now)


def _set(key: str) -> SetRow:
    return SetRow.objects.filter(key=key, status="in_force").order_by("-version")[0]


def _wish(key: str, name: str, year: int, row: SetRow, owner_id: int, before: str) -> Wish:
    ends = datetime(year + 1, 1, 15, 17, tzinfo=workdays.ZONE)
    begins = datetime(year, 9, 1, 7, 30, tzinfo=workdays.ZONE)  # units keep the sheet all autumn
    windows = Windows(begins, ends, ends + timedelta(days=30))
    return Wish(
        key=key,
        name=name,
        year=year,
        criteria_id=row.pk,
        owner_id=owner_id,
        windows=windows,
        before_key=before,
    )


def _groups(province: Province) -> dict[int, str]:
    named = {str(code): name for name, codes in story()["groups"].items() for code in codes}
    return {unit.pk: named[code] for code, (unit, *_) in province.districts.items()}


def _sheet(rng: random.Random, of: CriteriaSet, code: int, year: int) -> Sequence[PastMark]:
    level = float(story()["levels"][year][code])
    moved = story()["areas"].get(year, {}).get(code, {})
    causes = story()["causes"].get(year, {}).get(code, {})
    marks = []
    for area in of.areas:
        want = level + float(moved.get(area.code, 0))
        for leaf in area.leaves():
            marks.append(_mark(rng, leaf, causes.get(leaf.effort, want + rng.uniform(-0.06, 0.06)), year))
    for block in of.blocks:
        marks += [_mark(rng, leaf, 0.3, year) for leaf in block.leaves if leaf.is_self_scored]
    return [mark for mark in marks if mark is not None]


def _mark(rng: random.Random, leaf: Leaf, want: float, year: int) -> PastMark | None:
    want = min(1.0, max(0.0, want))
    if leaf.is_survey:
        return PastMark(leaf.code, {}, survey=_answers(leaf, want))
    told, scored = declared(rng, leaf, want, year)
    if scored.points is None:
        return None
    hopes = leaf.is_self_scored and rng.random() < 0.12  # what a unit claims and an appraiser does not see
    own = Scored(leaf.points) if hopes else scored
    return PastMark(leaf.code, told, own=own, appraised=scored)


def _answers(leaf: Leaf, want: float) -> dict[str, int]:
    """Return counted answers whose weighed mean is near what is wanted: between the two best options."""
    options = sorted(leaf.rule.params["options"].items(), key=lambda one: -one[1])
    (best, high), (second, low) = options[0], options[1]
    share = (want - float(low)) / float(high - low)
    top = max(0, min(ANSWERS, round(share * ANSWERS)))
    found = {best: top, second: ANSWERS - top}
    return found | {key: 0 for key, _ in options[2:]}
