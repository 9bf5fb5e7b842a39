"""Which verb may move which field of a dossier: what no act can do, no program or repair can do either."""

from collections.abc import Iterable, Mapping

from motcua.rules.lifecycle import Verb

_NEVER: frozenset[str] = frozenset()
_START = frozenset({str(Verb.RECEIVE)})
_WAITS = frozenset(map(str, (Verb.ASK_SUPPLEMENT, Verb.TAKE_SUPPLEMENT, Verb.CHARGE, Verb.SETTLE)))
_EARLY = frozenset(map(str, (Verb.WITHDRAW, Verb.STOP)))  # they close an open wait and name the due moments
_LEGAL = _START | _WAITS | _EARLY | {str(Verb.RECOUNT)}
_ENDS = _EARLY | frozenset(map(str, (Verb.REFUSE, Verb.DECIDE, Verb.CORRECT)))
_RATES = frozenset({str(Verb.RATE)})

# After the first entry. A field that is not named here may be moved by any verb.
MOVED_BY: Mapping[str, frozenset[str]] = {
    # Whose, where and when: for good. No verb re-classifies a dossier or gives its past to another unit.
    "unit_id": _NEVER,
    "procedure_id": _NEVER,
    "version_id": _NEVER,
    "applicant_id": _NEVER,
    "channel": _NEVER,
    "assisted": _NEVER,
    "filed_at": _NEVER,
    "filed_on": _NEVER,
    "answer_due_at": _NEVER,
    # The clock starts once; taking a dossier up again goes on with the same one.
    "received_at": _START,
    "received_on": _START,
    "received_by_id": _START,
    "first_due_at": _START,
    "result_due": _START,
    # Due moments follow from receipt, waits and the calendar; an extension moves only the promise.
    "legal_due_at": _LEGAL,
    "due_at": _LEGAL | {str(Verb.EXTEND)},
    "pauses": _WAITS | _EARLY,
    "supplements": frozenset({str(Verb.ASK_SUPPLEMENT)}),
    "extensions": frozenset({str(Verb.EXTEND)}),
    "extended_to_at": frozenset({str(Verb.EXTEND)}),
    "holder_id": frozenset({str(Verb.TRANSFER)}),
    "ended_at": _ENDS,
    "ended_on": _ENDS,
    "rating": _RATES,
    "rated_on": _RATES,
}


def crossed(verb: str, fields: Iterable[str]) -> list[str]:
    """Return the fields that this verb may not move once a dossier is there.

    Source: FLOW-01, HONEST-06.

    >>> crossed("correct", ["received_at", "ended_at"])
    ['received_at']
    """
    return [name for name in fields if name in MOVED_BY and verb not in MOVED_BY[name]]
