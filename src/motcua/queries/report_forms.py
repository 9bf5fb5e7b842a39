"""The forms of reports and the packs they come in: packaged rows, or the installation's own packs."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from motcua.rules import reports, reports_packs
from motcua.rules.reports import Form, NoSuchReport
from motcua.rules.reports_ii06 import Definition, Waiting
from motcua.rules.reports_packs import Pack

FILES = ("ii06", "others", "lists")


@cache
def _data() -> dict[str, dict[str, Any]]:
    folder = files("motcua.data").joinpath("reports")
    found = [yaml.safe_load(folder.joinpath(f"{name}.yaml").read_text("utf-8")) for name in FILES]
    return {row["key"]: row for rows in found for row in rows}


@cache
def _form(key: str, apart: bool) -> Form:
    return reports.form(_data()[key], apart=apart)


def form(key: str, definition: Definition | None = None) -> Form:
    """Return a form; where the definition shows waiting dossiers apart, with their columns. No query.

    Raises: rules.reports.NoSuchReport.
    """
    if key not in _data():
        raise NoSuchReport(form=key[:40])
    return _form(key, definition is not None and definition.waiting is Waiting.APART)


def forms() -> list[Form]:
    """Return all forms in the order of their files. Costs no query."""
    return [form(key) for key in _data()]


@cache
def _packs(home: str) -> tuple[Pack, ...]:
    own = Path(home) / "packs.yaml"
    packaged = files("motcua.data").joinpath("reports/packs.yaml").read_text("utf-8")
    return reports_packs.packs(yaml.safe_load(own.read_text("utf-8") if own.exists() else packaged))


def packs() -> tuple[Pack, ...]:
    """Return the packs of reports. Costs no query.

    Raises: ValueError for a file of the installation that cannot be understood.
    """
    return _packs(str(settings.HOME))
