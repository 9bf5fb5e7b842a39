"""Service minutes: each law keeps the mean of its visits; the rare ones lean on the others."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SLIP_MINUTES = 0.5  # from the call to the end; shorter is a slip of the hand, not a service
USUAL_CV = 0.8  # where nothing tells how unlike the visits of a service are: what halls show
LEAST_SPREAD = 1e-3  # of the logarithm's variance: all visits alike are still no clockwork
OUTSIDE = ""  # the procedure of visits that became no dossier


class TooLittle(ValueError):
    """There are no tickets to learn from."""


@dataclass(frozen=True, slots=True)
class LearnedLaw:
    """Minutes of one service or procedure: learned, raw, and how much of the raw was believed.

    `faults` are visits too short to be one, which were set aside and are in no other figure.
    """

    n: int
    mean_minutes: float
    cv: float
    raw_mean_minutes: float
    weight: float
    faults: int = 0


def is_fault(minutes: float) -> bool:
    """Return whether a visit is too short to have been one: begun and ended by a slip of the hand.

    Units: minutes from the call to the end.
    Source: CAP-06.

    >>> is_fault(0.0), is_fault(1.0)
    (True, False)
    """
    return minutes < SLIP_MINUTES


def laws(minutes: Mapping[str, Sequence[float]]) -> dict[str, LearnedLaw]:
    """Return the law of each service's minutes, rare ones drawn toward those of all.

    What is learned are a mean and a spread of the minutes themselves, not of their logarithms: a few odd
    visits then move the mean by as much as they are, and no further.

    Units: minutes.
    Raises: TooLittle.
    Source: CAP-06.

    >>> found = laws({"often": [10, 12, 8, 11, 9, 10] * 20, "twice": [20, 90], "other": [9, 11, 30] * 9})
    >>> found["often"].weight > 0.9 > found["twice"].weight
    True
    >>> laws({"one": [10, 12, 14, 0, 0]})["one"].mean_minutes
    12.0
    """
    kept = {name: [one for one in values if not is_fault(one)] for name, values in minutes.items()}
    told = {name: values for name, values in kept.items() if values}
    if not told:
        raise TooLittle("no ticket tells how long it was served")
    raw = {name: math.fsum(values) / len(values) for name, values in told.items()}
    spreads = {name: _relative(values) for name, values in told.items() if len(values) > 1}
    within = _within(told, spreads)
    means = drawn_together({n: (math.log(raw[n]), within / len(v)) for n, v in told.items()})
    variances = drawn_together({
        name: (math.log(max(math.log1p(spreads[name]), LEAST_SPREAD)), 2 / (len(values) - 1))
        for name, values in told.items() if len(values) > 2
    })  # fmt: skip
    usual = math.fsum(value for value, _ in means.values()) / len(means)
    found = {}
    for name, values in kept.items():
        mean, weight = means.get(name, (usual, 0.0))
        cv2 = math.expm1(math.exp(variances[name][0])) if name in variances else within
        minutes_of = raw[name] if weight == 1.0 else math.exp(mean)
        faults = len(minutes[name]) - len(values)
        found[name] = LearnedLaw(len(values), minutes_of, math.sqrt(cv2), raw.get(name, 0.0), weight, faults)
    return found


def by_procedure(
    minutes: Mapping[str, Mapping[str, Sequence[float]]], services: Mapping[str, LearnedLaw]
) -> dict[str, dict[str, LearnedLaw]]:
    """Return by service the law of each procedure in it, rare ones drawn toward the service's others.

    The visits that became no dossier are a part of their own, `OUTSIDE`. Together the parts have the mean of
    the service. A service whose visits became no dossier, or all the same procedure, has no parts.

    Units: minutes.
    Source: CAP-06.

    >>> parts = {"land": {"change": [20.0] * 50 + [24.0] * 50, "rare": [60.0], "": [4.0, 6.0] * 40}}
    >>> found = by_procedure(parts, laws({"land": [v for p in parts["land"].values() for v in p]}))["land"]
    >>> 30 < found["rare"].mean_minutes < 60, round(found["change"].mean_minutes)
    (True, 22)
    """
    found = {}
    for service, parts in minutes.items():
        told = {name: values for name, values in parts.items() if any(not is_fault(one) for one in values)}
        if len(told) < 2 or service not in services:
            continue
        drawn = laws(told)
        whole = math.fsum(law.n * law.mean_minutes for law in drawn.values())
        again = services[service].mean_minutes * sum(law.n for law in drawn.values()) / whole
        found[service] = {
            name: LearnedLaw(
                law.n, law.mean_minutes * again, law.cv, law.raw_mean_minutes, law.weight, law.faults
            )
            for name, law in drawn.items()
        }
    return found


def _relative(values: Sequence[float]) -> float:
    """The variance in parts of the squared mean."""
    middle = math.fsum(values) / len(values)
    return math.fsum((one - middle) ** 2 for one in values) / (len(values) - 1) / middle**2


def _within(told: Mapping[str, Sequence[float]], spreads: Mapping[str, float]) -> float:
    freedom = sum(len(told[name]) - 1 for name in spreads)
    if not freedom:
        return USUAL_CV**2
    return max(math.fsum((len(told[name]) - 1) * one for name, one in spreads.items()) / freedom, 1e-6)


def drawn_together(told: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Return values with their sampling variances drawn toward their mean by how much they truly differ.

    With each comes how much of it was believed.

    Units: those of the values; shares from 0 to 1.
    Source: CAP-06.
    """
    if len(told) < 2:
        return {name: (value, 1.0) for name, (value, _) in told.items()}
    weights = {name: 1 / variance for name, (_, variance) in told.items()}
    whole = math.fsum(weights.values())
    middle = math.fsum(weights[name] * value for name, (value, _) in told.items()) / whole
    excess = math.fsum(weights[name] * (value - middle) ** 2 for name, (value, _) in told.items()) - (
        len(told) - 1
    )
    between = max(0.0, excess / (whole - math.fsum(w * w for w in weights.values()) / whole))
    shares = {name: between / (between + variance) for name, (_, variance) in told.items()}
    centre = math.fsum(1 / (between + variance) * value for value, variance in told.values())
    centre /= math.fsum(1 / (between + variance) for _, variance in told.values())
    return {
        name: (centre + shares[name] * (value - centre), shares[name]) for name, (value, _) in told.items()
    }
