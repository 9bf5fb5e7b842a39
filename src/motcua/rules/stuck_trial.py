"""The watch over stuck files put to the test: stalls planted in known work, found or not, at what price."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from motcua.rules.stuck import LEVELS, Level, Limits, Stay, level, next_level, quantile, survival

DAY = 480  # working minutes
LOOK = 240  # a look each half day
LEARN = 5 * DAY  # the trial learns once a week; in life it is once a day
Keys = tuple[tuple[int, str, str], ...]  # from the nearest pool to the widest


@dataclass(frozen=True, slots=True)
class Lived:
    """One dossier's work on an axis of working minutes: when it came, and its stays with their pools."""

    start: int
    stays: tuple[tuple[Keys, int], ...]
    stalled: int | None = None  # the place of the stay with a planted silence
    silence: int = 0


@dataclass(slots=True)
class Outcome:
    """What the trial found: stalls planted and found, alarms without one, and how long it watched."""

    planted: int = 0
    found: int = 0
    false: dict[Level, int] = field(default_factory=lambda: dict.fromkeys(LEVELS, 0))
    delays: list[int] = field(default_factory=list)
    watched_minutes: int = 0
    dossiers: int = 0

    @property
    def recall(self) -> float | None:
        """The share of planted stalls of which somebody was told while they lasted."""
        return self.found / self.planted if self.planted else None

    def false_rate(self, told: Level) -> float:
        """Alarms of a level on stays without a silence, per 1,000 dossier-days of such stays."""
        days = self.watched_minutes / DAY
        return 1000 * self.false[told] / days if days else 0.0

    @property
    def delay_days(self) -> float | None:
        """Half of the found stalls were told of within so many working days of silence."""
        return median(self.delays) / DAY if self.delays else None


def plant(lives: Iterable[Lived], rng: random.Random, *, share: float, days: tuple[int, int]) -> list[Lived]:
    """Return the same work with silences planted in some dossiers, in a random step of each.

    Units:  `share` of the dossiers; working days of silence, from and to.
    Source: STUCK-02.
    """
    found = []
    for one in lives:
        if not one.stays or rng.random() >= share:
            found.append(one)
            continue
        place, silence = rng.randrange(len(one.stays)), rng.randint(days[0] * DAY, days[1] * DAY)
        stays = list(one.stays)
        stays[place] = (stays[place][0], stays[place][1] + silence)
        found.append(Lived(one.start, tuple(stays), place, silence))
    return found


def run(lives: Sequence[Lived], limits: Limits, *, patience: int, warm_up: int) -> Outcome:
    """Watch the work go by as the sweep does: look each half day, learn anew each week, tell one by one.

    Each look knows only what had happened by then: what still rests is censored, planted silences are
    part of what is learned. Stays that began in the warm-up are learned from but not judged.

    Units:  working minutes; `warm_up` from the first arrival.
    Source: STUCK-01, STUCK-02, STUCK-03.
    """
    outcome, spans = Outcome(dossiers=len(lives)), _spans(lives)
    if not spans:
        return outcome
    first = min(one.start for one in lives) + warm_up
    learned: dict[int, dict[tuple[int, str, str], int]] = {}
    for span in spans:
        if span.start < first:
            continue
        outcome.watched_minutes += 0 if span.silence else span.end - span.start
        _watch(span, (spans, learned, limits, patience), outcome)
    return outcome


@dataclass(frozen=True, slots=True)
class _Span:
    keys: Keys
    start: int
    end: int
    silence: int


def _spans(lives: Iterable[Lived]) -> list[_Span]:
    found = []
    for one in lives:
        at = one.start
        for place, (keys, minutes) in enumerate(one.stays):
            found.append(_Span(keys, at, at + minutes, one.silence if place == one.stalled else 0))
            at += minutes
    return sorted(found, key=lambda span: span.start)


_Known = dict[int, dict[tuple[int, str, str], int]]


def _watch(span: _Span, by: tuple[Sequence[_Span], _Known, Limits, int], outcome: Outcome) -> None:
    spans, learned, limits, patience = by
    told, told_at = None, 0
    for look in range((span.start // LOOK + 1) * LOOK, span.end, LOOK):
        week = look // LEARN
        if week not in learned:
            learned[week] = _learn(spans, week * LEARN, limits)
        usual = next((learned[week][key] for key in span.keys if key in learned[week]), None)
        reached = level(look - span.start, usual, limits) if usual is not None else None
        following = next_level(reached, told, look - told_at, patience)
        if following is None:
            continue
        if not span.silence:
            outcome.false[following] += 1
        elif told is None:
            outcome.found += 1
            outcome.delays.append(max(0, look - (span.end - span.silence)))
        told, told_at = following, look
    outcome.planted += span.silence > 0


def _learn(spans: Sequence[_Span], now: int, limits: Limits) -> dict[tuple[int, str, str], int]:
    """Return the usual time of each pool as it was known at a moment."""
    gathered: dict[tuple[int, str, str], list[Stay]] = {}
    for span in spans:
        if span.start >= now:
            break
        stay = Stay(min(span.end, now) - span.start, span.end <= now)
        for key in span.keys:
            gathered.setdefault(key, []).append(stay)
    found = {}
    for key, stays in gathered.items():
        if len(stays) >= limits.least_stays:
            minutes = quantile(survival(stays), limits.part).minutes
            if minutes is not None:
                found[key] = minutes
    return found


# The model work of the trial: procedures by kind, how often each comes, and the medians of its steps.
MODEL: Mapping[str, tuple[int, float, tuple[int, ...]]] = {
    "same_day": (6, 6.0, (15, 20, 10)),
    "short": (8, 2.0, (30, 150, 200, 60)),
    "medium": (10, 1.0, (40, 420, 500, 150)),
    "long": (6, 0.25, (40, 700, 900, 600, 250)),
}
ROLES = ("reception", "specialist", "specialist", "specialist", "leader")
SPREAD = 0.6  # of the logarithm of a stay


def model(rng: random.Random, *, dossiers: int, days: int) -> list[Lived]:
    """Return invented work: log-normal stays around each procedure's own medians, arrivals spread evenly.

    Units:  working days over which the dossiers arrive.
    Source: STUCK-02.
    """
    procedures = [
        (number, kind, weight * rng.uniform(0.3, 1.7), tuple(m * rng.uniform(0.6, 1.6) for m in medians))
        for kind, (many, weight, medians) in MODEL.items()
        for number in _numbers(kind, many)
    ]
    weights = [weight for _, _, weight, _ in procedures]
    found = []
    for _ in range(dossiers):
        number, kind, _, medians = rng.choices(procedures, weights)[0]
        stays = []
        for place, usual in enumerate(medians):
            role = "leader" if place == len(medians) - 1 else ROLES[place]
            keys = ((number, "", f"step{place}"), (0, kind, role), (0, "", role))
            stays.append((keys, max(1, round(rng.lognormvariate(0, SPREAD) * usual))))
        found.append(Lived(rng.randrange(days * DAY), tuple(stays)))
    return found


def _numbers(kind: str, many: int) -> range:
    first = 100 * (list(MODEL).index(kind) + 1)
    return range(first, first + many)
