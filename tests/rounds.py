"""A small round of the reform index: a province, two districts, people of both sides, six leaves."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from motcua.actions import appraisal, index_round, self_score
from motcua.actions.appraisal import Verdict
from motcua.actions.document import Upload, keep_file
from motcua.actions.index_round import Wish
from motcua.actions.self_score import Proof, Told
from motcua.queries import access, round_claims, rounds
from motcua.records.models import CriteriaSet, Participant
from motcua.rules import scoring_sets
from motcua.rules.people import Role
from motcua.rules.rounds import Policy, Windows
from tests import make

BEGIN, SELF_END, EXPLAIN_END = (make.at(f"2024-{day} 17:00") for day in ("11-01", "11-20", "12-10"))
SCORING, APPRAISING, LATER = (make.at(f"2024-{day} 09:00") for day in ("11-10", "11-21", "12-11"))
HOUR = timedelta(hours=1)
WHY = "Đã kiểm tra hồ sơ, có căn cứ rõ ràng."


def _text(said: str) -> dict[str, str]:
    return {"vi": said, "en": said}


def _leaf(code: str, points: str, rule: dict[str, Any], **more: Any) -> dict[str, Any]:
    named = {"code": code, "name": _text(f"Tiêu chí {code}"), "points": points, "source": "CRIT-00"}
    return named | {"rule": rule, "illustrative": True} | more


def _count(*keys: str) -> list[dict[str, Any]]:
    return [{"key": key, "name": _text(key), "kind": "count"} for key in keys]


YES = {"kind": "yes_no", "variables": [{"key": "issued", "name": _text("issued"), "kind": "yes_no"}]}
SHARE = {"kind": "proportion", "variables": _count("done", "all"), "share": ["done", "all"], "floor": "0.5"}
DEDUCT = {"kind": "deduct", "variables": _count("events"), "per": {"events": "0.5"}}
ON_TIME = {
    "kind": "proportion", "variables": _count("on_time", "closed"), "share": ["on_time", "closed"],
    "floor": "0",
}  # fmt: skip
SURVEY = {"kind": "survey", "options": {"a": "1", "b": "0.6", "c": "0.2", "d": "0"}, "variables": []}
DATA: dict[str, Any] = {
    "key": "nho-2024",
    "version": 1,
    "year": 2024,
    "level": "district",
    "name": _text("Bộ tiêu chí nhỏ"),
    "about": _text("Bộ tiêu chí của phép thử"),
    "source": "CRIT-00",
    "illustrative": True,
    "areas": [
        {
            "code": "1", "name": _text("Chỉ đạo"), "points": "4",
            "children": [
                _leaf("1.1", "1", YES, not_applicable="drop"),
                _leaf("1.2", "2", SHARE),
                _leaf("1.3", "1", DEDUCT, evidence=False),
            ],
        },
        {
            "code": "2", "name": _text("Thủ tục hành chính"), "points": "6",
            "children": [
                _leaf("2.1", "4", ON_TIME, binding="sums:on_time_law/closed"),
                _leaf("2.2", "2", SURVEY),
            ],
        },
    ],
    "classes": [
        {"key": "A", "name": _text("Tốt"), "from": "80"}, {"key": "D", "name": _text("Yếu"), "from": "0"},
    ],
}  # fmt: skip


def criteria(data: dict[str, Any] = DATA) -> CriteriaSet:
    """Put a set in force."""
    of = scoring_sets.read(data)
    return CriteriaSet.objects.create(
        key=of.key, version=of.version, year=of.year, level=of.level, name=of.name.vi,
        body=scoring_sets.plain(of), digest=scoring_sets.digest(of), status="in_force", made_at=BEGIN,
    )  # fmt: skip


@dataclass
class Stage:
    """The cast of a round, by name, and the units."""

    province: Any
    first: Any
    second: Any
    people: dict[str, Any] = field(default_factory=dict)
    accounts: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.people[name]


def stage() -> Stage:
    """Make the province with two districts and their people: `dung` scores, `hoa` locks, `thu` and `nam`
    appraise, `ha` publishes; `son` leads and `tam` reforms in the second district."""
    province = make.unit("Tỉnh Hải Dương", kind="province")
    first = make.unit("Huyện Thanh Miện", parent=province, kind="district", agency_code="H23.37")
    second = make.unit("Huyện Ninh Giang", parent=province, kind="district", agency_code="H23.36")
    found = Stage(province, first, second)
    posts = (
        ("dung", first, Role.REFORM), ("hoa", first, Role.LEADER), ("tam", second, Role.REFORM),
        ("son", second, Role.LEADER), ("thu", province, Role.REFORM), ("nam", province, Role.REFORM),
        ("ha", province, Role.LEADER), ("lan", first, Role.RECEPTION),
    )  # fmt: skip
    for name, unit, role in posts:
        account = make.official(name.title(), unit=unit, role=role, user_name=name)
        found.accounts[name] = account
        found.people[name] = access.actor_of(account, make.at("2024-11-01 12:00").date())
    return found


def wish(of: Stage, criteria_id: int, **more: Any) -> Wish:
    plain = {
        "key": "hd-2024", "name": "Chỉ số CCHC các huyện năm 2024", "year": 2024,
        "criteria_id": criteria_id, "owner_id": of.province.pk,
        "windows": Windows(BEGIN, SELF_END, EXPLAIN_END), "policy": Policy(),
    }  # fmt: skip
    return Wish(**plain | more)


def opened(of: Stage, **more: Any) -> Any:
    """Make and open a round of both districts."""
    data = more.pop("data", DATA)
    made = index_round.make(
        by=of["thu"],
        wish=wish(of, criteria(data).pk, **more),
        groups={of.first.pk: "Nhóm I", of.second.pk: "Nhóm I"},
        now=BEGIN - HOUR,
    )
    return index_round.begin(by=of["thu"], key=made.key, now=BEGIN - HOUR)


def part(unit: Any) -> Participant:
    return Participant.objects.get(unit=unit)


def file(number: int = 1, mime: str = "application/pdf") -> str:
    sha256 = f"{number:064x}"
    keep_file(Upload(sha256, 10, mime), now=SCORING)
    return sha256


FULL: dict[str, Told] = {
    "1.1": Told(declared={"issued": True}),
    "1.2": Told(declared={"done": "9", "all": "10"}),
    "1.3": Told(declared={"events": "0"}),
    "2.1": Told(declared={"on_time": "10", "closed": "10"}),
}


def score(by: Any, row: Participant, told: dict[str, Told] | None = None, *, evidence: bool = True) -> None:
    """Let a unit mark its leaves, with a paper for those that need one."""
    for leaf, said in (told or FULL).items():
        self_score.mark(by=by, pk=row.pk, leaf=leaf, told=said, now=SCORING)
        if evidence and leaf in ("1.1", "1.2"):
            proof = Proof(name=f"Tài liệu {leaf}", file=file(len(leaf)))
            self_score.add_evidence(by=by, pk=row.pk, leaf=leaf, proof=proof, now=SCORING)


def locked(by: Any, row: Participant) -> Participant:
    digest = round_claims.digest(rounds.participant(row.pk, by=by))
    return self_score.lock(by=by, pk=row.pk, file=file(9), digest=digest, now=SCORING)


def whole(of: Stage, *, told: dict[str, Told] | None = None) -> None:
    """Take both districts through the round up to its publication."""
    for scorer, unit in (("dung", of.first), ("tam", of.second)):
        score(of[scorer], part(unit), told if unit == of.first else None)
    for leader, unit in (("hoa", of.first), ("son", of.second)):
        locked(of[leader], part(unit))
    for unit in (of.first, of.second):
        appraisal.close(by=of["thu"], pk=part(unit).pk, now=APPRAISING)
    for unit in (of.first, of.second):
        appraisal.finish(by=of["nam"], pk=part(unit).pk, now=LATER)


def verdict(points: str | None = None, **more: Any) -> Verdict:
    return Verdict(points=None if points is None else Decimal(points), **more)
