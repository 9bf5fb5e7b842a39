"""What an uncertainty analysis varies: its steps, checked against the index, and what every run drew."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from motcua.rules.composite import Aggregate, Array, Framework, Imputation, Normalisation, Note, Table
from motcua.rules.composite_framework import BadFramework, digest
from motcua.rules.composite_leaf import Reader

FORMAT = "motcua-composite-design-1"
NOMINAL = "nominal"
NOTHING = "nothing"  # leave_one_out: a run that leaves nothing out
DEFAULT: tuple[Mapping[str, Any], ...] = ({"step": "weights", "noise": 0.25},)  # nothing else was asked
KEYS = {
    "weights": ("step", "name", "noise", "of"),
    "normalise": ("step", "name", "choices"),
    "aggregate": ("step", "name", "choices", "of"),
    "impute": ("step", "name", "choices"),
    "treat": ("step", "name", "choices"),
    "leave_one_out": ("step", "name", "of"),
}
NORMALISATIONS = tuple(
    str(one) for one in Normalisation
    if one not in (Normalisation.GOALPOSTS, Normalisation.TARGET, Normalisation.REFERENCE, Normalisation.NONE)
)  # fmt: skip
CHOICES = {
    "normalise": (NOMINAL, *NORMALISATIONS),
    "aggregate": (NOMINAL, "mean", "geometric", "harmonic", "sum"),
    "impute": (NOMINAL, *(str(one) for one in Imputation)),
    "treat": (NOMINAL, "none"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is varied: weights by a noise around them, anything else by a choice among some."""

    name: str
    kind: str
    codes: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    noise: float = 0.0

    @property
    def width(self) -> int:
        """How many numbers between 0 and 1 one run of this step needs."""
        return len(self.codes) if self.kind == "weights" else 1


@dataclass(frozen=True, slots=True)
class Design:
    """The runs of an analysis: per step, the factor of every weight or the choice taken, run by run."""

    steps: tuple[Step, ...]
    factors: Mapping[str, Array]  # step name -> runs x codes
    choices: Mapping[str, tuple[str, ...]]  # step name -> choice of each run
    runs: int
    seed: int
    framework_sha256: str
    table_sha256: str


def steps(framework: Framework, table: Table, spec: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Return the steps of an analysis.

    A step that the index as it stands does not have is a fault, and never passed over: an analysis that
    leaves out what was asked for would be read as if it had been tested.

    Raises: BadFramework with every fault.
    Source: COMP-02, COMP-06.
    """
    reader = Reader()
    if not spec:
        reader.bad("uncertainty", "no_steps")
    found = []
    for number, data in enumerate(spec):
        where = f"uncertainty[{number}]"
        kind = reader.choice_of(f"{where}.step", data.get("step"), tuple(KEYS))
        reader.known(where, data, KEYS[kind])
        step = _step(reader, where, kind, data, framework)
        _refuse_absent(reader, where, step, framework, table)
        found.append(step)
    names = [step.name for step in found]
    for name in sorted({name for name in names if names.count(name) > 1}):
        reader.bad("uncertainty", "duplicate_step", given=name)
    if reader.problems:
        raise BadFramework(reader.problems)
    return tuple(found)


def _step(reader: Reader, where: str, kind: str, data: Mapping[str, Any], framework: Framework) -> Step:
    name = reader.text(f"{where}.name", data.get("name", kind))
    codes = _codes(reader, f"{where}.of", kind, data.get("of"), framework)
    if kind == "weights":
        noise = reader.number(f"{where}.noise", data.get("noise", 0.25))
        if not 0 < noise <= 1:
            reader.bad(f"{where}.noise", "not_a_share", given=noise)
        return Step(name, kind, codes, noise=noise)
    if kind == "leave_one_out":
        return Step(name, kind, codes, choices=(NOTHING, *codes))
    given = data.get("choices")
    if not isinstance(given, list) or len(given) < 2:
        reader.bad(f"{where}.choices", "no_choices", known=", ".join(CHOICES[kind]))
        given = []
    for at, one in enumerate(given):
        reader.choice_of(f"{where}.choices[{at}]", one, CHOICES[kind])
    return Step(name, kind, codes, choices=tuple(str(one) for one in given))


def _codes(reader: Reader, where: str, kind: str, given: object, framework: Framework) -> tuple[str, ...]:
    """Return the nodes a step is about."""
    nodes = framework.nodes
    known = {
        "weights": [node.code for node in nodes[1:]],
        "aggregate": [node.code for node in nodes if node.children],
        "leave_one_out": [node.code for node in nodes[1:]],
    }.get(kind, [])
    if given is None:
        leaves = [leaf.code for leaf in framework.leaves]
        return tuple(leaves if kind == "leave_one_out" else known)
    if not isinstance(given, list) or not given:
        reader.bad(where, "not_codes")
        return ()
    for at, one in enumerate(given):
        if one not in known:
            reader.bad(f"{where}[{at}]", "no_such_node", given=one)
    return tuple(str(one) for one in given)


def _refuse_absent(reader: Reader, where: str, step: Step, framework: Framework, table: Table) -> None:
    """Refuse a step that the index as it stands does not take."""
    kinds = {leaf.scaling.kind for leaf in framework.leaves}
    is_absent = {
        "normalise": kinds == {Normalisation.NONE},
        "impute": framework.impute == Imputation.NONE,
        "treat": framework.treat is None,
    }
    if is_absent.get(step.kind, False):
        reader.bad(where, "absent_step", given=step.kind)
    if step.kind == "impute":
        grouped = {Imputation.GROUP_MEAN, Imputation.GROUP_MEDIAN} & set(step.choices)
        if grouped and not table.groups:
            reader.bad(where, "no_groups")
        if {Imputation.LATEST, Imputation.LINEAR} & set(step.choices) and not table.years:
            reader.bad(where, "no_years")


def draw(framework: Framework, table: Table, found: Sequence[Step], *, runs: int, seed: int) -> Design:
    """Return a design of random runs.

    Raises: ValueError for fewer than one run.
    Source: COMP-02.
    """
    if runs < 1:
        raise ValueError(f"at least one run is needed, not {runs}")
    width = sum(step.width for step in found)
    numbers = np.random.Generator(np.random.PCG64(seed)).random((runs, width))
    return from_numbers(framework, table, found, numbers, seed)


def from_numbers(
    framework: Framework, table: Table, found: Sequence[Step], numbers: Array, seed: int
) -> Design:
    """Return the design that numbers between 0 and 1 stand for: runs x the widths of all steps.

    A weight is multiplied by 1 + noise x (2u - 1); a choice is the one whose equal part of the line u is in.

    Source: COMP-02.
    """
    factors, choices, at = dict[str, Array](), dict[str, tuple[str, ...]](), 0
    for step in found:
        part = numbers[:, at : at + step.width]
        at += step.width
        if step.kind == "weights":
            factors[step.name] = 1 + step.noise * (2 * part - 1)
        else:
            taken = np.minimum((part[:, 0] * len(step.choices)).astype(int), len(step.choices) - 1)
            choices[step.name] = tuple(step.choices[one] for one in taken)
    return Design(tuple(found), factors, choices, len(numbers), seed, digest(framework), table_digest(table))


def table_digest(table: Table) -> str:
    """Return the SHA-256 of the data, so that a stored design can name what it was run on.

    Source: COMP-06.
    """
    seen = hashlib.sha256(repr((table.units, table.years, table.groups, table.values.shape)).encode())
    seen.update(np.ascontiguousarray(table.values, dtype="<f8").tobytes())
    return seen.hexdigest()


def plain(design: Design) -> dict[str, Any]:
    """Return a design as plain values, to be written down; `read` gives the same design to the bit.

    Source: COMP-06.
    """
    return {
        "format": FORMAT,
        "framework_sha256": design.framework_sha256,
        "table_sha256": design.table_sha256,
        "seed": design.seed,
        "runs": design.runs,
        "steps": [
            {"name": step.name, "kind": step.kind, "codes": list(step.codes)}
            | ({"noise": step.noise} if step.kind == "weights" else {"choices": list(step.choices)})
            for step in design.steps
        ],
        "factors": {name: part.tolist() for name, part in design.factors.items()},
        "choices": {name: list(taken) for name, taken in design.choices.items()},
    }


def read(data: Mapping[str, Any], framework: Framework, table: Table) -> Design:
    """Return a design that was written down.

    Raises: BadFramework when it is no design, or belongs to another framework or other data.
    Source: COMP-06.
    """
    if data.get("format") != FORMAT:
        raise BadFramework([Note("", "no_design")])
    other = [
        Note(key, reason)
        for key, reason, now in (
            ("framework_sha256", "other_framework", digest(framework)),
            ("table_sha256", "other_table", table_digest(table)),
        )
        if data.get(key) != now
    ]
    if other:
        raise BadFramework(other)
    found = tuple(
        Step(
            one["name"], one["kind"], tuple(one["codes"]), tuple(one.get("choices", ())), one.get("noise", 0)
        )
        for one in data["steps"]
    )
    factors = {name: np.array(part, dtype=float) for name, part in data["factors"].items()}
    choices = {name: tuple(taken) for name, taken in data["choices"].items()}
    return Design(
        found, factors, choices, data["runs"], data["seed"], data["framework_sha256"], data["table_sha256"]
    )


def aggregates_of(design: Design, run: int) -> dict[str, Aggregate]:
    """Return how a run brings the nodes together that its choices speak of.

    Source: COMP-06.
    """
    return {
        code: Aggregate(taken)
        for step in design.steps
        if step.kind == "aggregate" and (taken := design.choices[step.name][run]) != NOMINAL
        for code in step.codes
    }
