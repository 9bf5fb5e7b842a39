"""How a priority was shown: said at the kiosk and to be seen, read off a card, seen, or withdrawn."""

from enum import StrEnum


class Shown(StrEnum):
    """What stands behind the priority of a number; the paper itself is named by its class alone."""

    DECLARED = "declared"
    CARD = "card"
    SEEN = "seen"
    WITHDRAWN = "withdrawn"


def shown(told: str, *, has_lane: bool) -> str:
    """Return what is kept of how a priority was shown: one of a few words, never what was sent.

    Whatever is no known word was only said: the counter asks to see it. An ordinary number keeps nothing.

    Source: HALL-04.

    >>> shown("seen", has_lane=True), shown("001190012345", has_lane=True), shown("seen", has_lane=False)
    ('seen', 'declared', '')
    """
    if not has_lane:
        return ""
    return str(Shown(told)) if told in set(Shown) - {Shown.WITHDRAWN} else str(Shown.DECLARED)
