"""A number on paper: a PDF of a roll's width, and the same as dots for a thermal printer (ESC/POS)."""

import io
import json
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

from motcua.edge.pdf import fonts, qr, visible

TEMPLATE = Path(__file__).with_name("ticket.typ")
DOTS_PER_INCH = 203.2  # of the common 80 mm printers: 8 dots a millimetre
DOTS = 576  # their printable width
DARK = 128  # from here down a dot is burnt
STRIP = 255  # rows in one command: cheap printers keep no more
INIT, CENTRE, CUT = b"\x1b@", b"\x1ba\x01", b"\n\n\n\x1dV\x42\x00"

_one_at_a_time = threading.Lock()


def document(told: Mapping[str, str]) -> bytes:
    """Return the ticket as PDF.

    `told` has hall, service, number, wait, follow, lane, moment, link, title, lang: texts as printed.
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
    given = {"all": json.dumps(dict(visible(told)) | {"qr": qr(told["link"])}, ensure_ascii=False)}  # type: ignore[call-overload]
    with _one_at_a_time:
        made = _compiler().compile(str(TEMPLATE), format=kind, ppi=DOTS_PER_INCH, sys_inputs=given)
    if isinstance(made, list):
        made = made[0]
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(root=TEMPLATE.parent, font_paths=fonts(), ignore_system_fonts=True)
