"""A drawing as a picture or a page: typst sets an SVG, with the fonts of the house."""

from typing import TYPE_CHECKING

from motcua.edge import typeset

if TYPE_CHECKING:
    from typing import Literal

PIXELS_PER_INCH = 144.0
PAGE = """#set page(width: auto, height: auto, margin: 0pt)
#set document(title: sys.inputs.title)
#set text(font: ("Be Vietnam Pro", "Libertinus Serif"), lang: sys.inputs.lang)
#image(bytes(sys.inputs.svg), format: "svg", alt: sys.inputs.alt)
"""


def picture(svg: str, *, title: str, alt: str, lang: str, kind: "Literal['png', 'pdf']") -> bytes:
    """Return an SVG as PNG or as a PDF of one page of its size; `alt` is its sentence for readers.

    Raises: typst.TypstError for what is no SVG.
    """
    given = {"svg": svg, "title": title, "alt": alt, "lang": lang}
    return typeset.plain(PAGE.encode(), given, kind=kind, dots_per_inch=PIXELS_PER_INCH)
