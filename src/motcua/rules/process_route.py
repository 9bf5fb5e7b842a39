"""The activities of a live dossier, and the route that its procedure declares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from motcua.rules.lifecycle import Verb
from motcua.rules.people import ActorKind, Role
from motcua.rules.process import Deviation, Route

PAUSE, PICK_UP, WORK = "pause", "pick_up", "work"
APPLICANT = "applicant"


@dataclass(frozen=True, slots=True)
class Activity:
    """What a node of the map stands for, in both languages.

    `kind` says what the time after it is: work of the office, a pause that does not count, or the
    time until the applicant comes for the result.
    """

    key: str
    vi: str
    en: str
    kind: str = WORK


@dataclass(frozen=True, slots=True, order=True)
class Hand:
    """Whose act it was: a role in a unit, never a person. A history tells a name of its own."""

    role: str = ""
    unit_id: int = 0
    who: str = ""

    def __str__(self) -> str:
        return self.who or f"{self.role}@{self.unit_id}"


_V = Verb
# The verbs that make a way. Fees, papers, ratings and recounts happen beside it, and move nothing.
_NAMES: Mapping[Verb, Activity] = {
    _V.FILE: Activity("file", "Nộp hồ sơ", "Filed"),
    _V.RECEIVE: Activity("receive", "Tiếp nhận", "Received"),
    _V.REFUSE: Activity("refuse", "Từ chối tiếp nhận", "Refused"),
    _V.ASSIGN: Activity("assign", "Phân công", "Assigned"),
    _V.TRANSFER: Activity("transfer", "Chuyển cơ quan khác", "Transferred"),
    _V.ASK_SUPPLEMENT: Activity("ask_supplement", "Yêu cầu bổ sung", "Supplement asked", PAUSE),
    _V.TAKE_SUPPLEMENT: Activity("take_supplement", "Nhận bổ sung", "Supplement taken"),
    _V.CHARGE: Activity("charge", "Chờ nghĩa vụ tài chính", "Financial duty", PAUSE),
    _V.SETTLE: Activity("settle", "Xong nghĩa vụ tài chính", "Duty met"),
    _V.PROPOSE: Activity("propose", "Trình ký", "Submitted"),
    _V.SEND_BACK: Activity("send_back", "Trả lại dự thảo", "Sent back"),
    _V.APPROVE: Activity("approve", "Phê duyệt", "Approved"),
    _V.SIGN: Activity("sign", "Ký", "Signed"),
    _V.DECIDE: Activity("decide", "Có kết quả", "Result ready", PICK_UP),
    _V.EXTEND: Activity("extend", "Gia hạn", "Extended"),
    _V.WITHDRAW: Activity("withdraw", "Rút hồ sơ", "Withdrawn"),
    _V.STOP: Activity("stop", "Dừng xử lý", "Stopped"),
    _V.HAND_OVER: Activity("hand_over", "Trả kết quả", "Handed over"),
    _V.CORRECT: Activity("correct", "Sửa sai sót", "Corrected"),
}
STEPPING = (Verb.ADVANCE, Verb.PROPOSE)  # the verbs whose entry says which step it leads to
VERBS = (*_NAMES, Verb.ADVANCE)
_ROLES: Mapping[Verb, Role] = {
    _V.APPROVE: Role.LEADER, _V.SIGN: Role.LEADER, _V.SEND_BACK: Role.LEADER, _V.STOP: Role.LEADER,
    _V.DECIDE: Role.CLERK,
    _V.ASSIGN: Role.SPECIALIST, _V.TRANSFER: Role.SPECIALIST, _V.ASK_SUPPLEMENT: Role.SPECIALIST,
    _V.CHARGE: Role.SPECIALIST, _V.SETTLE: Role.SPECIALIST, _V.PROPOSE: Role.SPECIALIST,
    _V.EXTEND: Role.SPECIALIST, _V.CORRECT: Role.SPECIALIST, _V.ADVANCE: Role.SPECIALIST,
}  # fmt: skip

# What may stand beside a route, and how often at most (0: as often as it must).
BESIDE: Mapping[str, int] = {
    "file": 0, "assign": 0, "charge": 0, "settle": 0, "refuse": 0, "withdraw": 0, "stop": 0, "extend": 1,
    "ask_supplement": 1, "take_supplement": 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """The route of one version of a procedure, ready to name its acts."""

    steps: tuple[Activity, ...]
    seconds: tuple[int | None, ...]

    def of(self, verb: str, step: int | None, actor_kind: str) -> tuple[Activity, str, int | None]:
        """Return the activity of an entry, the role that did it, and the seconds planned after it.

        Source: PROC-01, PROC-05.
        """
        known = Verb(verb)
        role = str(_ROLES.get(known, Role.RECEPTION))
        if actor_kind in (ActorKind.APPLICANT, ActorKind.SYSTEM):
            role = APPLICANT if actor_kind == ActorKind.APPLICANT else str(actor_kind)
        seconds = self._planned(0 if known is Verb.RECEIVE else step)
        if known is Verb.ADVANCE:
            return self._step(step or 0), role, seconds
        return _NAMES[known], role, seconds

    def _step(self, step: int) -> Activity:
        if step < len(self.steps):
            return self.steps[step]
        return Activity(f"advance:{step}", f"Bước {step + 1}", f"Step {step + 1}")

    def _planned(self, step: int | None) -> int | None:
        return self.seconds[step] if step is not None and step < len(self.seconds) else None


def plan(steps: Sequence[Mapping[str, Any]]) -> Plan:
    """Return the plan of a route as a version keeps it.

    Units: hours of office time in the version, seconds in the plan.
    Source: PROC-03.

    >>> plan([{"key": "check", "name_vi": "Thẩm định", "hours": 4}]).of("advance", 0, "official")[0].key
    'advance:check'
    """
    names = tuple(
        Activity(
            f"advance:{step.get('key', at)}",
            str(step["name_vi"]),
            str(step.get("name_en") or step["name_vi"]),
        )
        for at, step in enumerate(steps)
    )
    seconds = tuple(round(float(step["hours"]) * 3600) if step.get("hours") else None for step in steps)
    return Plan(names, seconds)


def declared(steps: Sequence[Mapping[str, Any]], needs_signature: bool) -> Route:
    """Return the declared route as activities: the steps up to the leader's, then the acts that end it.

    The first step is the reception itself, and the leader's is entered by submitting to him. Who
    submits has been in the step before, whether it was entered by an act of its own or not. What a
    clerk and the counter do afterwards is to issue and to hand over.

    Source: PROC-03.

    >>> steps = [{"key": "in"}, {"key": "check"}, {"key": "draft"}, {"key": "s", "role": "leader"}]
    >>> route = declared(steps, needs_signature=True)
    >>> route.steps, "advance:draft" in route.beside
    (('receive', 'advance:check', 'propose', 'approve', 'sign', 'decide', 'hand_over'), True)
    """
    leader = next((at for at, step in enumerate(steps) if at and step.get("role") == Role.LEADER), None)
    before = len(steps) if leader is None else leader - 1
    keys = [f"advance:{step.get('key', at)}" for at, step in enumerate(steps)]
    signing = ["propose", "approve", "sign"] if needs_signature or leader is not None else []
    beside = dict(BESIDE) | ({keys[before]: 1} if leader is not None and before > 0 else {})
    return Route(("receive", *keys[1:before], *signing, "decide", "hand_over"), beside)


def is_unlawful(found: Deviation) -> bool:
    """Tell whether a deviation is more than another way: the law asks for supplements to be asked once.

    Source: PROC-04.

    >>> is_unlawful(Deviation(extra=("send_back",))), is_unlawful(Deviation(extra=("ask_supplement",)))
    (False, True)
    """
    return "ask_supplement" in found.extra
