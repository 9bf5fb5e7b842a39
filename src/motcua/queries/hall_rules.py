"""The numbers of the hall: packaged rows, with the installation's own laid over them."""

from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml
from django.conf import settings

from motcua.rules import hall_numbers, queueing
from motcua.rules.hall_numbers import BadNumbers, Row
from motcua.rules.queueing import Fairness, Lane


@cache
def _rows(name: str, home: str) -> list[Row]:
    packaged = yaml.safe_load(files("motcua.data").joinpath(f"hall/{name}.yaml").read_text("utf-8"))
    own = Path(home) / ("hall.yaml" if name == "rules" else f"hall_{name}.yaml")
    raw = _own(own) if own.exists() else []
    if name == "rules":
        laid_over = hall_numbers.numbers(raw, known={row["key"] for row in packaged}, where=own.name)
    else:
        laid_over = hall_numbers.classes(raw, where=own.name)
    return list({(row["key"], row.get("since")): row for row in [*packaged, *laid_over]}.values())


def _own(path: Path) -> object:
    try:
        return yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as wrong:
        mark = getattr(wrong, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        raise BadNumbers(f"{path.name}{place}: this cannot be read as YAML") from wrong


def broken() -> list[str]:
    """Return what is wrong with the installation's own numbers, a line for each file. Costs no query."""
    found = []
    for name in ("rules", "classes"):
        try:
            _rows(name, str(settings.HOME))
        except BadNumbers as wrong:
            found.append(str(wrong))
    return found


def rows() -> list[Row]:
    """Return every number of the hall with its source, confidence and reason. Costs no query."""
    return _rows("rules", str(settings.HOME))


def value(key: str, on: date | None = None) -> int:
    """Return one number of the hall as it holds on a day; without one the newest. Costs no query.

    Raises: KeyError.
    """
    dated = [row for row in rows() if on is None or row.get("since", date.min) <= on]
    dated.sort(key=lambda row: row.get("since", date.min))
    return int({row["key"]: row["value"] for row in dated}[key])


def fairness() -> Fairness:
    """Return the numbers of the order. Costs no query."""
    return Fairness(
        bound=value("bound"),
        appointment_minutes=value("appointment_minutes"),
        late_minutes=value("late_minutes"),
        grace_minutes=value("grace_minutes"),
        behind=value("behind"),
    )


def grace() -> timedelta:
    """Return how long one who missed the call may come back. Costs no query."""
    return timedelta(minutes=value("grace_minutes"))


def lanes() -> dict[str, Lane]:
    """Return the priority classes by key, in the order the kiosk shows them. Costs no query."""
    return queueing.lanes(_rows("classes", str(settings.HOME)))
