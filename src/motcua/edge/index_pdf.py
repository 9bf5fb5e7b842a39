"""Papers of the reform index as PDF: sections of tables, room for signatures, the digest on every page."""

import json
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

from motcua.edge.pdf import STANDARDS, fonts, visible

HERE = Path(__file__).parent
TEMPLATE = HERE / "index.typ"

_one_at_a_time = threading.Lock()


def render(told: Mapping[str, Any], *, on: str) -> bytes:
    """Return a paper as PDF; `on` is the day of the document in ISO form. The same paper, the same bytes.

    `told` has lang, owner, title, under, facts (pairs), sections (title, note, apart, columns of label,
    width and right, rows of level and cells), signatures (pairs of title and hint), where and digest.
    """
    given = {"all": json.dumps({"told": visible(told), "on": on}, ensure_ascii=False)}
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
    """Return the one compiler of these papers of this process."""
    return typst.Compiler(root=HERE, font_paths=fonts(), ignore_system_fonts=True)
