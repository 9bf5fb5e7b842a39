"""One way to typst: plain values into a template of the house, out comes a document; nothing is evaluated.

A compiler keeps parsed templates between documents, so each folder of templates has one in this process,
and one document is set at a time.
"""

import json
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

if TYPE_CHECKING:
    from typst import PDFStandard

FONTS = Path(__file__).parent / "slips" / "fonts"
STANDARDS: "list[PDFStandard]" = ["a-2a", "ua-1"]

_one_at_a_time = threading.Lock()


def pdf(template: Path, inputs: Mapping[str, object]) -> bytes:
    """Return a template filled with plain values as a tagged, archivable PDF (PDF/A-2a, PDF/UA-1).

    The template reads them with `json(bytes(sys.inputs.all))`. A text in a script that our fonts lack is
    still set, with empty boxes, at the price of the archival mark.

    Raises: typst.TypstError for a template that cannot be set.
    """
    given = {"all": json.dumps(inputs, ensure_ascii=False)}
    with _one_at_a_time:
        try:
            made = _compiler(template.parent).compile(
                str(template), format="pdf", sys_inputs=given, pdf_standards=STANDARDS
            )
        except typst.TypstError as problem:
            if "PDF/" not in str(problem):
                raise
            made = _compiler(template.parent).compile(str(template), format="pdf", sys_inputs=given)
    assert isinstance(made, bytes)
    return made


def plain(source: bytes, given: Mapping[str, str], *, kind: Any, dots_per_inch: float) -> bytes:
    """Return the first page of a source that includes nothing as PNG, or all of it as an ordinary PDF.

    Raises: typst.TypstError for what cannot be set.
    """
    with _one_at_a_time:
        made = _compiler(FONTS.parent).compile(source, format=kind, ppi=dots_per_inch, sys_inputs=dict(given))
    if isinstance(made, list):
        made = made[0]
    assert isinstance(made, bytes)
    return made


@cache
def _compiler(root: Path) -> typst.Compiler:
    return typst.Compiler(root=root, font_paths=fonts(), ignore_system_fonts=True)


def fonts() -> typst.Fonts:
    """Return the fonts of the house.

    Until `tools/fonts.py` has run, typst's own serif stands in; it too has every Vietnamese letter.
    """
    built = FONTS.exists()
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=not built, font_paths=[FONTS] if built else []
    )
