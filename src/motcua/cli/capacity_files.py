"""Scenarios as files: read, and refused with everything that is wrong."""

import sys
from pathlib import Path

import yaml

from motcua.rules.capacity import BadScenario


def plain(path: Path) -> object:
    """Return the plain data of a YAML file.

    Raises: ValueError saying what cannot be read.
    """
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: {' '.join(str(error).split())[:300]}") from None


def refuse(path: Path, refusal: BadScenario) -> int:
    """Print all problems, one a line; the exit code of bad input."""
    for problem in refusal.problems:
        print(f"{path}: {problem}", file=sys.stderr)
    return 2
