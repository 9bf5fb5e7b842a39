"""The product's forms and packs of reports, read without the rooms above the rules."""

from functools import cache
from importlib.resources import files

import yaml

from motcua.rules import reports, reports_packs
from motcua.rules.reports_ii06 import Waiting


@cache
def _read(name):
    return yaml.safe_load(files("motcua.data").joinpath(f"reports/{name}.yaml").read_text("utf-8"))


def forms():
    """Return every form."""
    return [reports.form(row) for name in ("ii06", "others", "lists") for row in _read(name)]


def form(key, way=None):
    """Return one form, with the columns apart where the definition shows them."""
    rows = {row["key"]: row for name in ("ii06", "others", "lists") for row in _read(name)}
    return reports.form(rows[key], apart=way is not None and way.waiting is Waiting.APART)


def packs():
    """Return every pack."""
    return reports_packs.packs(_read("packs"))
