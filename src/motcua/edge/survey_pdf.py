"""Slips of a survey as PDF: four on a page, each with its code and where it leads."""

import json
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

from motcua.edge.pdf import STANDARDS, fonts, qr, visible

HERE = Path(__file__).parent
TEMPLATE = HERE / "survey.typ"

_one_at_a_time = threading.Lock()


def render(told: Mapping[str, Any], *, on: str) -> bytes:
    """Return the slips as PDF; `on` is the day of the document in ISO form.

    `told` has name, owner, unit, until, address and slips: each with code, dossier and link.
    """
    shown: Any = visible(told)
    for slip, given_slip in zip(shown["slips"], told["slips"], strict=True):
        slip["qr"] = qr(given_slip["link"])  # after the texts: in a drawing no word may be broken
    inputs = {"told": shown, "on": on}
    given = {"all": json.dumps(inputs, ensure_ascii=False)}
    with _one_at_a_time:
        made = _compiler().compile(str(TEMPLATE), format="pdf", sys_inputs=given, pdf_standards=STANDARDS)
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> typst.Compiler:
    """Return the one compiler of survey slips of this process."""
    return typst.Compiler(root=HERE, font_paths=fonts(), ignore_system_fonts=True)
