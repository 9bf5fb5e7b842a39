"""When an office lives: the quarter hours in which something happens, made into stretches of the day."""

from collections.abc import Mapping

LEAST_SHARE = 0.02  # of the busiest quarter, below which nothing is taken to happen
GAP = 3  # quiet quarters that part two stretches


def stretches(counts: Mapping[int, int]) -> list[tuple[int, int]]:
    """Return the stretches of a day in which something happens, by how often it does in each quarter hour.

    Units: quarters after midnight, half-open.
    Raises: ValueError when nothing happens at all.
    Source: CAP-06, HALL-06.

    >>> stretches({30: 9, 31: 7, 33: 8, 40: 5})
    [(30, 34), (40, 41)]
    """
    least = LEAST_SHARE * max(counts.values())
    found: list[tuple[int, int]] = []
    for quarter in sorted(quarter for quarter, count in counts.items() if count >= least):
        if found and quarter - found[-1][1] < GAP:
            found[-1] = found[-1][0], quarter + 1
        else:
            found.append((quarter, quarter + 1))
    return found
