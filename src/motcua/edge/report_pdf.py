"""Reports as PDF: typst sets plain values on landscape pages; nothing given is ever evaluated."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from motcua.edge import typeset
from motcua.edge.pdf import qr, visible

TEMPLATE = Path(__file__).parent / "reports.typ"


def render(page: Mapping[str, Any], *, on: str, is_list: bool) -> bytes:
    """Return a report, as `rules.reports_print.printed` gives it with the texts of its cells, as PDF.

    `on` is the day of the document in ISO form. The same report gives the same bytes.
    """
    inputs = {
        "page": visible(page),
        "on": on,
        "is_list": is_list,
        "qr": qr(page["verify"]) if page["verify"] else "",
    }
    return typeset.pdf(TEMPLATE, inputs)
