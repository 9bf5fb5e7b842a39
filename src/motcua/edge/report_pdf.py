"""Reports as PDF: typst sets plain values on landscape pages; nothing given is ever evaluated."""

import json
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

from motcua.edge.pdf import STANDARDS, fonts, qr, visible

HERE = Path(__file__).parent
TEMPLATE = HERE / "reports.typ"

_one_at_a_time = threading.Lock()


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
    given = {"all": json.dumps(inputs, ensure_ascii=False)}
    with _one_at_a_time:
        try:
            made = _compiler().compile(str(TEMPLATE), format="pdf", sys_inputs=given, pdf_standards=STANDARDS)
        except typst.TypstError as problem:
            if "PDF/" not in str(problem):
                raise
            made = _compiler().compile(str(TEMPLATE), format="pdf", sys_inputs=given)
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> typst.Compiler:
    """Return the one compiler of reports of this process."""
    return typst.Compiler(root=HERE, font_paths=fonts(), ignore_system_fonts=True)
