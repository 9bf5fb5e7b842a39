"""On which grounds papers may be refused: a coded one, or another that names its law."""

from collections.abc import Mapping

from motcua.rules import RuleError
from motcua.rules.text import clean

# The coded grounds rest on the decree in force (law value `refusal_ground`); "other" on the law it names.
GROUNDS: tuple[str, ...] = ("not_competent", "not_qualified", "papers_false", "duplicate", "other")
LAW_LETTERS_LEAST = 8


class GroundUnknown(RuleError):
    """A refusal gives one of the coded grounds."""


class GroundMissing(RuleError):
    """Another ground than the coded ones names the provision of law it rests on."""


def ground(code: str, told: str, *, by_decree: str) -> Mapping[str, str]:
    """Return the ground of a refusal as the journal keeps it: its code and the law it rests on.

    Raises: GroundUnknown, GroundMissing; text.UnreadableText, TextTooLong.
    Source: HONEST-09, FLOW-03.

    >>> ground("duplicate", "", by_decree="NĐ 61/2018")
    {'reason_code': 'duplicate', 'ground': 'NĐ 61/2018'}
    """
    if code not in GROUNDS:
        raise GroundUnknown()
    law = clean(told, limit=300)
    if code == "other" and len(law) < LAW_LETTERS_LEAST:
        raise GroundMissing()
    return {"reason_code": code, "ground": law or by_decree}
