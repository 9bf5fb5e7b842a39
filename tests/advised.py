"""A district that was last in a published round, in the running round after it, with the shipped sets."""

from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from motcua.actions import index_round, past_round
from motcua.actions.past_round import PastMark
from motcua.queries import workdays
from motcua.records.models import IndexRound, Participant
from motcua.rules.people import SYSTEM
from motcua.rules.rounds import Windows
from tests import rounds as stages

# What Thanh Miện declared in 2023, where the story says that it lost: posting, review, revenue, discipline.
LOST = {
    "3.2.3": {"full": "10", "public": "29"},
    "3.4.1": {"reviewed": "33", "planned": "40"},
    "3.4.2": {"approved": "1"},
    "5.4.2": {"disciplined": "1", "prosecuted": "1"},
    "6.1.1": {"collected": "163", "estimate": "189"},
}
WHY = "Số liệu dựng cho phép thử, không phải của tỉnh."


@cache
def shipped(name: str, year: int) -> dict[str, Any]:
    """Return a shipped set as one of another year: its days belong to its year."""
    text = files("motcua.data").joinpath(f"criteria/{name}.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(text.replace(f"{name[-4:]}-", f"{year}-"))
    return found | {"year": year, "key": f"bo-{year}"}


def windows(now: datetime) -> Windows:
    return Windows(now - timedelta(days=20), now + timedelta(days=60), now + timedelta(days=90))


def past(of: stages.Stage, year: int, *, before: str, now: datetime, lost: Any = LOST) -> IndexRound:
    """Publish a round of two districts of which the first lost what the story says."""
    criteria = stages.criteria(shipped("district-haiduong-2023", year))
    key = f"hd-{year}"
    begun = now - timedelta(days=30)
    wish = stages.wish(
        of, criteria.pk, key=key, year=year, windows=windows(begun), before_key=before,
        name=f"Chỉ số CCHC {year}",
    )  # fmt: skip
    index_round.make(by=SYSTEM, wish=wish, groups=groups_of(of), now=begun)
    index_round.begin(by=SYSTEM, key=key, now=begun)
    sheets = {
        of.first.pk: [PastMark(code, told) for code, told in lost.items()],
        of.second.pk: [PastMark("6.1.1", {"collected": "200", "estimate": "189"})],
    }
    past_round.take_over(by=SYSTEM, key=key, sheets=sheets, why=WHY, now=begun)
    return index_round.publish(by=of["ha"], key=key, now=begun)


def running(of: stages.Stage, *, now: datetime) -> Participant:
    """Open the round of this year, after two that were published; return the first district's part."""
    year = workdays.today(now + timedelta(days=40)).year  # some weeks are left, on whatever day this runs
    past(of, year - 2, before="", now=now)
    past(of, year - 1, before=f"hd-{year - 2}", now=now)
    key, begun = f"hd-{year}", now - timedelta(days=29)
    criteria = stages.criteria(shipped("district-haiduong-2024", year))
    wish = stages.wish(
        of, criteria.pk, key=key, year=year, windows=windows(now), before_key=f"hd-{year - 1}"
    )  # fmt: skip
    index_round.make(by=of["thu"], wish=wish, groups=groups_of(of), now=begun)
    index_round.begin(by=of["thu"], key=key, now=begun)
    return Participant.objects.get(round__key=key, unit=of.first)


def groups_of(of: stages.Stage) -> dict[int, str]:
    return {of.first.pk: "Nhóm I", of.second.pk: "Nhóm I"}
