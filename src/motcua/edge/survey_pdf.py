"""Slips of a survey as PDF: four on a page, each with its code and where it leads."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from motcua.edge import typeset
from motcua.edge.pdf import qr, visible

TEMPLATE = Path(__file__).parent / "survey.typ"


def render(told: Mapping[str, Any], *, on: str) -> bytes:
    """Return the slips as PDF; `on` is the day of the document in ISO form.

    `told` has name, owner, unit, until, address and slips: each with code, dossier and link.
    """
    shown: Any = visible(told)
    for slip, given_slip in zip(shown["slips"], told["slips"], strict=True):
        slip["qr"] = qr(given_slip["link"])  # after the texts: in a drawing no word may be broken
    return typeset.pdf(TEMPLATE, {"told": shown, "on": on})
