"""The life of a dossier as one table: states, verbs, who may, and what must be true first."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from motcua.rules import RuleError
from motcua.rules.people import Actor, ActorKind, Role


class State(StrEnum):
    """Where a dossier stands."""

    NEW = "new"
    FILED = "filed"
    INCOMPLETE = "incomplete"
    REFUSED = "refused"
    RECEIVED = "received"
    IN_PROCESS = "in_process"
    WAITING = "waiting"
    CHARGED = "charged"
    PROPOSED = "proposed"
    APPROVED = "approved"
    SIGNED = "signed"
    DECIDED = "decided"
    HANDED_OVER = "handed_over"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


class Verb(StrEnum):
    """What is done to a dossier."""

    FILE = "file"
    RECEIVE = "receive"
    REFUSE = "refuse"
    ASK_SUPPLEMENT = "ask_supplement"
    TAKE_SUPPLEMENT = "take_supplement"
    CHARGE = "charge"
    SETTLE = "settle"
    ASSIGN = "assign"
    TRANSFER = "transfer"
    ADVANCE = "advance"
    PROPOSE = "propose"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    SIGN = "sign"
    DECIDE = "decide"
    EXTEND = "extend"
    WITHDRAW = "withdraw"
    STOP = "stop"
    HAND_OVER = "hand_over"
    CORRECT = "correct"
    PAY = "pay"
    ATTACH = "attach"
    RATE = "rate"
    RECOUNT = "recount"
    LINK = "link"


class Illegal(RuleError):
    """The verb is not allowed in this state."""


class NotYours(RuleError):
    """Somebody else's duty: the verb belongs to another role or unit."""


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table. `roles` empty: the applicant or the system; `two`: needs a second person."""

    to: State
    roles: frozenset[Role]
    applicant: bool = False
    two: bool = False


_R, _S, _L, _C = Role.RECEPTION, Role.SPECIALIST, Role.LEADER, Role.CLERK
_COUNTER, _DESK, _SIGNER = frozenset({_R}), frozenset({_S}), frozenset({_L})
_BOTH, _ISSUE, _STAFF = frozenset({_R, _S}), frozenset({_C, _L}), frozenset({_R, _S, _L, _C})
_NOBODY: frozenset[Role] = frozenset()

AT_WORK = (State.RECEIVED, State.IN_PROCESS)
RUNNING = (*AT_WORK, State.PROPOSED, State.APPROVED, State.SIGNED)
PAUSED = (State.WAITING, State.CHARGED)
OPEN = frozenset({*RUNNING, *PAUSED})
BEFORE = frozenset({State.FILED, State.INCOMPLETE})
ENDED = frozenset({State.DECIDED, State.HANDED_OVER, State.REFUSED, State.WITHDRAWN, State.STOPPED})


def _single() -> dict[tuple[State, Verb], Move]:
    """The rows that stand for one state each."""
    s, v = State, Verb
    return {
        (s.NEW, v.FILE): Move(s.FILED, _COUNTER, applicant=True),
        # Papers laid on the counter are filed and received at once.
        (s.NEW, v.RECEIVE): Move(s.RECEIVED, _COUNTER),
        (s.RECEIVED, v.LINK): Move(s.RECEIVED, _COUNTER),
        (s.FILED, v.RECEIVE): Move(s.RECEIVED, _COUNTER),
        (s.FILED, v.REFUSE): Move(s.REFUSED, _COUNTER),
        (s.FILED, v.ASK_SUPPLEMENT): Move(s.INCOMPLETE, _COUNTER),
        (s.INCOMPLETE, v.TAKE_SUPPLEMENT): Move(s.FILED, _COUNTER, applicant=True),
        (s.INCOMPLETE, v.REFUSE): Move(s.REFUSED, _COUNTER),
        (s.REFUSED, v.CORRECT): Move(s.FILED, frozenset({_R, _L}), two=True),
        (s.RECEIVED, v.ADVANCE): Move(s.IN_PROCESS, _BOTH),
        (s.IN_PROCESS, v.ADVANCE): Move(s.IN_PROCESS, _BOTH),
        (s.WAITING, v.TAKE_SUPPLEMENT): Move(s.IN_PROCESS, _BOTH, applicant=True),
        (s.CHARGED, v.SETTLE): Move(s.IN_PROCESS, _BOTH),
        (s.PROPOSED, v.APPROVE): Move(s.APPROVED, _SIGNER),
        (s.PROPOSED, v.SEND_BACK): Move(s.IN_PROCESS, _SIGNER),
        (s.APPROVED, v.SIGN): Move(s.SIGNED, _SIGNER),
        (s.SIGNED, v.DECIDE): Move(s.DECIDED, frozenset({_C, _L, _S})),
        (s.DECIDED, v.HAND_OVER): Move(s.HANDED_OVER, _COUNTER),
        (s.DECIDED, v.CORRECT): Move(s.IN_PROCESS, frozenset({_R, _S, _L}), two=True),
        (s.HANDED_OVER, v.CORRECT): Move(s.IN_PROCESS, frozenset({_R, _S, _L}), two=True),
        (s.HANDED_OVER, v.RATE): Move(s.HANDED_OVER, _NOBODY, applicant=True),
        (s.DECIDED, v.ATTACH): Move(s.DECIDED, _STAFF),
        # A result handed over on paper is scanned afterwards, when the scanner works again.
        (s.HANDED_OVER, v.ATTACH): Move(s.HANDED_OVER, _STAFF),
        (s.DECIDED, v.PAY): Move(s.DECIDED, _COUNTER),
    }


def _repeated() -> dict[tuple[State, Verb], Move]:
    """The rows that are the same for several states."""
    s, v = State, Verb
    moves: dict[tuple[State, Verb], Move] = {}
    for state in AT_WORK:
        moves[state, v.ASK_SUPPLEMENT] = Move(s.WAITING, _BOTH)
        moves[state, v.CHARGE] = Move(s.CHARGED, _DESK)
        moves[state, v.ASSIGN] = Move(s.IN_PROCESS, frozenset({_R, _S, _L}))
        moves[state, v.TRANSFER] = Move(s.IN_PROCESS, frozenset({_R, _S, _L}))
        moves[state, v.PROPOSE] = Move(s.PROPOSED, _DESK)
        moves[state, v.DECIDE] = Move(s.DECIDED, frozenset({_S, _L}))
    for state in (*BEFORE, *OPEN):
        moves[state, v.WITHDRAW] = Move(s.WITHDRAWN, _COUNTER, applicant=True)
        moves[state, v.ATTACH] = Move(state, _STAFF, applicant=state in BEFORE or state == s.WAITING)
        moves[state, v.PAY] = Move(state, _COUNTER)
    for state in OPEN:
        moves[state, v.STOP] = Move(s.STOPPED, frozenset({_R, _L}))
        moves[state, v.RECOUNT] = Move(state, _NOBODY)
    for state in RUNNING:
        moves[state, v.EXTEND] = Move(state, frozenset({_S, _L}), two=True)
    return moves


MOVES: Mapping[tuple[State, Verb], Move] = _single() | _repeated()

NATIONAL: Mapping[State, int | None] = {
    State.NEW: None,
    State.FILED: 1,
    State.RECEIVED: 2,
    State.REFUSED: 3,
    State.IN_PROCESS: 4,
    State.PROPOSED: 4,
    State.APPROVED: 4,
    State.SIGNED: 4,
    State.INCOMPLETE: 5,
    State.WAITING: 5,
    State.CHARGED: 6,
    State.WITHDRAWN: 7,
    State.STOPPED: 8,
    State.DECIDED: 9,
    State.HANDED_OVER: 10,
}


def after(state: State, verb: Verb) -> State:
    """Return the state that `verb` leads to.

    Raises: Illegal if the table has no such move.
    Source: FLOW-01.

    >>> after(State.FILED, Verb.RECEIVE)
    <State.RECEIVED: 'received'>
    """
    return move(state, verb).to


def move(state: State, verb: Verb) -> Move:
    """Return the row of the table.

    Raises: Illegal if there is none.
    Source: FLOW-01.
    """
    try:
        return MOVES[state, verb]
    except KeyError:
        raise Illegal(state=state, verb=verb) from None


def may(
    actor: Actor, row: Move, *, units: tuple[int | None, ...], applicant_ids: tuple[int | None, ...] = ()
) -> bool:
    """Tell whether the actor may make the move on a dossier of these units and applicants.

    `units` are the one that received the dossier, then the one that holds it. The system may do what
    no person is named for; an applicant only to her own dossier; an official in a role the row names:
    at the counter in either unit, at the desk and as a leader only in the one that holds it.

    Source: FLOW-02 the specialist does not deal with the applicant outside the counter.
    """
    if actor.kind is ActorKind.SYSTEM:
        return True
    if actor.kind is ActorKind.APPLICANT:
        return row.applicant and actor.applicant_id is not None and actor.applicant_id in applicant_ids
    at_counter, at_desk = row.roles & _COUNTER, row.roles - _COUNTER
    return bool(at_counter & actor.roles_in(*units) or at_desk & actor.roles_in(*units[-1:]))


def verbs(
    state: State, actor: Actor, *, units: tuple[int | None, ...], applicant_ids: tuple[int | None, ...] = ()
) -> list[Verb]:
    """Return what the actor may do now, in the table's order: pages and the interface ask here.

    Source: FLOW-01.
    """
    return [
        verb
        for (from_state, verb), row in MOVES.items()
        if from_state == state and may(actor, row, units=units, applicant_ids=applicant_ids)
    ]
