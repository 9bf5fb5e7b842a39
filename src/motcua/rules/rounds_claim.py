"""What is known of a leaf when it is appraised, and what an appraisal takes over by itself."""

from dataclasses import dataclass
from decimal import Decimal

from motcua.rules.scoring import Scored


@dataclass(frozen=True, slots=True)
class Claim:
    """What is known of a leaf when an appraiser looks at it; None: nobody marked or counted it."""

    mark: Scored | None  # what the unit claims
    by_rule: Scored | None  # what its declared values give
    automatic: Scored | None  # what the system counts
    has_evidence: bool = False
    needs_evidence: bool = True


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an appraisal takes over when the appraiser says nothing, and on which ground."""

    points: Decimal | None
    is_not_applicable: bool
    ground: str  # automatic | not_marked | no_evidence | by_rule | accepted


def proposed(claim: Claim) -> Proposal:
    """Return what an appraisal takes over by itself.

    What the system counts stands above what is claimed. A claim that needs evidence and has none is worth
    nothing until somebody looks at it and says why it is worth more; a claim above what its own declared
    values give is worth what they give.

    Units: points.
    Source: ROUND-07, ROUND-08.

    >>> half = Scored(Decimal("0.5"))
    >>> proposed(Claim(Scored(Decimal(1)), None, half, True)).points
    Decimal('0.5')
    >>> proposed(Claim(Scored(Decimal(1)), None, None, False)).ground
    'no_evidence'
    """
    automatic, mark, by_rule = claim.automatic, claim.mark, claim.by_rule
    if automatic is not None and (automatic.points is not None or automatic.is_not_applicable):
        return Proposal(automatic.points, automatic.is_not_applicable, "automatic")
    if mark is None:
        return Proposal(Decimal(0), False, "not_marked")
    if mark.is_not_applicable:
        return Proposal(mark.points, True, "accepted")
    if claim.needs_evidence and not claim.has_evidence:
        return Proposal(Decimal(0), False, "no_evidence")
    if by_rule is not None and by_rule.points is not None and (mark.points or 0) > by_rule.points:
        return Proposal(by_rule.points, by_rule.is_not_applicable, "by_rule")
    return Proposal(mark.points, False, "accepted")
