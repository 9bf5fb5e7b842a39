"""A drawing as a picture or a page: typst sets an SVG, with the fonts of the house."""

import threading
from functools import cache
from typing import TYPE_CHECKING

import typst

from motcua.edge.pdf import fonts

if TYPE_CHECKING:
    from typing import Literal

PIXELS_PER_INCH = 144.0
PAGE = """#set page(width: auto, height: auto, margin: 0pt)
#set document(title: sys.inputs.title)
#set text(font: ("Be Vietnam Pro", "Libertinus Serif"), lang: sys.inputs.lang)
#image(bytes(sys.inputs.svg), format: "svg", alt: sys.inputs.alt)
"""
_one_at_a_time = threading.Lock()


def picture(svg: str, *, title: str, alt: str, lang: str, kind: "Literal['png', 'pdf']") -> bytes:
    """Return an SVG as PNG or as a PDF of one page of its size; `alt` is its sentence for readers.

    Raises: typst.TypstError for what is no SVG.
    """
    given = {"svg": svg, "title": title, "alt": alt, "lang": lang}
    with _one_at_a_time:
        made = _compiler().compile(PAGE.encode(), format=kind, ppi=PIXELS_PER_INCH, sys_inputs=given)
    if isinstance(made, list):
        made = made[0]
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=fonts(), ignore_system_fonts=True)
