"""A number on paper: a PDF of a roll's width, and the same as dots for a thermal printer (ESC/POS)."""

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from motcua.edge import typeset
from motcua.edge.pdf import qr, visible

TEMPLATE = Path(__file__).with_name("ticket.typ")
DOTS_PER_INCH = 203.2  # of the common 80 mm printers: 8 dots a millimetre
DOTS = 576  # their printable width
DARK = 128  # from here down a dot is burnt
STRIP = 255  # rows in one command: cheap printers keep no more
INIT, CENTRE, CUT = b"\x1b@", b"\x1ba\x01", b"\n\n\n\x1dV\x42\x00"


def document(told: Mapping[str, str]) -> bytes:
    """Return the ticket as PDF.

    `told` has hall, service, number, wait, follow, lane, promise, says, moment, link, title, lang: texts as
    printed; `says` a sentence a line.
    """
    return _compiled(told, "pdf")


def dots(told: Mapping[str, str]) -> bytes:
    """Return the ticket as commands of a thermal printer: a picture, since its letters lack ours."""
    from PIL import Image

    with Image.open(io.BytesIO(_compiled(told, "png"))) as drawn:
        grey = Image.new("L", drawn.size, 255)
        grey.paste(drawn.convert("L"), mask=drawn.getchannel("A") if drawn.mode == "RGBA" else None)
    grey = grey.resize((DOTS, round(grey.height * DOTS / grey.width)))
    burnt = grey.point(lambda value: 255 if value < DARK else 0).convert("1")
    made = [INIT, CENTRE]
    for top in range(0, burnt.height, STRIP):
        part = burnt.crop((0, top, DOTS, min(top + STRIP, burnt.height)))
        size = (DOTS // 8).to_bytes(2, "little") + part.height.to_bytes(2, "little")
        made.append(b"\x1dv0\x00" + size + part.tobytes())
    return b"".join([*made, CUT])


def _compiled(told: Mapping[str, str], kind: Any) -> bytes:
    given: dict[str, object] = {name: visible(text) for name, text in told.items()}
    given["says"] = [visible(text) for text in told["says"].splitlines()]
    given["qr"] = qr(told["link"])
    as_text = json.dumps(given, ensure_ascii=False)
    return typeset.plain(TEMPLATE.read_bytes(), {"all": as_text}, kind=kind, dots_per_inch=DOTS_PER_INCH)
