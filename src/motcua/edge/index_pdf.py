"""Papers of the reform index as PDF: sections of tables, room for signatures, the digest on every page."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from motcua.edge import typeset
from motcua.edge.pdf import visible

TEMPLATE = Path(__file__).parent / "index.typ"


def render(told: Mapping[str, Any], *, on: str) -> bytes:
    """Return a paper as PDF; `on` is the day of the document in ISO form. The same paper, the same bytes.

    `told` has lang, owner, title, under, facts (pairs), sections (title, note, apart, columns of label,
    width and right, rows of level and cells), signatures (pairs of title and hint), where and digest.
    """
    return typeset.pdf(TEMPLATE, {"told": visible(told), "on": on})
