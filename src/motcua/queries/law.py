"""The law in force: packaged rows, with the installation's own laid over them."""

from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from motcua.rules import law


@cache
def _values(home: str) -> tuple[law.LawValue, ...]:
    packaged = yaml.safe_load(files("motcua.data").joinpath("law/values.yaml").read_text("utf-8"))
    own = Path(home) / "law.yaml"
    laid_over = yaml.safe_load(own.read_text("utf-8")) if own.exists() else []
    return law.rows([*(laid_over or []), *packaged])


def value(key: str, on: date) -> Any:
    """Return the legal number of that name in force on the day. Costs no query.

    Raises: rules.law.NoLaw.
    """
    return law.in_force(_values(str(settings.HOME)), key, on).value
