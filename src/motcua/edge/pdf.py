"""Slips as PDF: typst sets plain values on the page of their form; nothing given is ever evaluated.

`render` takes what `rules.slips.printed` returns: texts, numbers, lists and mappings only, with
`kind` naming the template.
"""

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import segno
from barcode import Code128

from motcua.edge import typeset

TEMPLATES = Path(__file__).parent / "slips"
MAIN = TEMPLATES / "main.typ"
SIZES = {"receipt": "a5"}
KINDS = frozenset(("receipt", "supplement", "refusal", "apology", "stop", "control_slip", "register"))
INVISIBLE = (
    {code: None for code in range(32) if code != 10}
    | {
        code: None
        for code in (*range(0x7F, 0xA0), 0xAD, *range(0x200B, 0x2010), *range(0x2028, 0x202F), 0xFEFF)
    }
    | {code: None for code in range(0x2060, 0x2070)}
)
DARK = re.compile(b"\x01+")
BITS = bytes.maketrans(b"01", b"\x00\x01")
LONG_WORD = re.compile(r"\S{33,}")
ZERO_WIDTH_SPACE = "\u200b"


def render(slip: Mapping[str, object], *, size: str | None = None, lang: str = "vi") -> bytes:
    """Return the slip as a tagged, archivable PDF (PDF/A-2a, PDF/UA-1) of one or more pages.

    `size` is "a5" or "a4" (a receipt is A5, all others A4); `lang` "en" adds small English under
    the labels. The same slip gives the same bytes. A text in a script that our fonts lack is
    still set, with empty boxes, at the price of the archival mark.

    Raises: ValueError on an unknown kind, size or language.
    """
    kind = str(slip["kind"])
    size = size or SIZES.get(kind, "a4")
    if kind not in KINDS or size not in ("a4", "a5") or lang not in ("vi", "en"):
        raise ValueError(f"no slip {kind} in size {size} and language {lang}")
    code, link = str(slip.get("code", "")), str(slip.get("link", ""))
    form = slip["form"]
    assert isinstance(form, Mapping)
    inputs: dict[str, object] = {
        "slip": visible(slip),
        "title": f"{form['title']} {code}".strip(),
        "qr": qr(link) if link else "",
        "bars": _bars(code) if code and code.isascii() else "",
        "size": size,
        "lang": lang,
        "paged": False,
    }
    made = typeset.pdf(MAIN, inputs)
    copies = slip.get("copies", ())
    assert isinstance(copies, list | tuple)
    if _pages(made) > max(
        1, len(copies)
    ):  # only a long slip pays for page numbers: they need a second layout
        made = typeset.pdf(MAIN, inputs | {"paged": True})
    return made


def _pages(made: bytes) -> int:
    """Return the number of pages, which the page tree of a document says in plain sight."""
    return max(int(count) for count in re.findall(rb"/Count (\d+)", made))


def visible(value: object) -> object:
    """Return the value with its texts composed, without invisible characters, breakable everywhere."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value).translate(INVISIBLE)
        return LONG_WORD.sub(_broken, text) if len(text) > 32 else text
    if isinstance(value, Mapping):
        return {key: visible(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [visible(each) for each in value]
    return value


def _broken(word: re.Match[str]) -> str:
    """Allow a line break in a word that no line could hold."""
    return ZERO_WIDTH_SPACE.join(word[0][at : at + 8] for at in range(0, len(word[0]), 8))


def qr(link: str) -> str:
    """Draw a QR code, one path, quiet zone of four modules.

    The mask is fixed: trying all eight costs 3 ms, and every reader undoes whichever is named.
    """
    rows = segno.make(link, micro=False, error="m", boost_error=False, mask=3).matrix
    path = [
        f"M{run.start() + 4} {y}h{len(run[0])}v1H{run.start() + 4}z"
        for y, row in enumerate(rows, start=4)
        for run in DARK.finditer(bytes(row))
    ]
    return _svg(len(rows) + 8, len(rows) + 8, "".join(path))


def _bars(code: str) -> str:
    """Draw a Code 128 barcode, quiet zone of ten modules each side; the template stretches it."""
    bits = Code128(code).build()[0].encode().translate(BITS)
    path = [f"M{run.start() + 10} 0h{len(run[0])}v10H{run.start() + 10}z" for run in DARK.finditer(bits)]
    return _svg(len(bits) + 20, 10, "".join(path))


def _svg(width: int, height: int, path: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" preserveAspectRatio="none"><path d="{path}"/></svg>'
    )
