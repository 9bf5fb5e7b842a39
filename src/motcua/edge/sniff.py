"""What a file really is, by its bytes: name, type and content must agree."""

import puremagic

# extension -> types its first bytes may show; whatever is not here is not taken
ALLOWED: dict[str, frozenset[str]] = {
    "pdf": frozenset({"application/pdf"}),
    "png": frozenset({"image/png"}),
    "jpg": frozenset({"image/jpeg"}),
    "jpeg": frozenset({"image/jpeg"}),
    "tif": frozenset({"image/tiff"}),
    "tiff": frozenset({"image/tiff"}),
    "docx": frozenset({"application/vnd.openxmlformats-officedocument.wordprocessingml.document"}),
    "xlsx": frozenset({"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}),
}
_HEADS = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
}


class Unwelcome(ValueError):
    """The file's type is not taken, or its name and its content disagree."""


def mime_of(file_name: str, head: bytes) -> str:
    """Return the type of a file from its first bytes, if its name agrees.

    Raises: Unwelcome.
    """
    extension = file_name.rsplit(".", 1)[-1].lower() if "." in file_name else ""
    welcome = ALLOWED.get(extension)
    if welcome is None:
        raise Unwelcome(extension or "none")
    for start, mime in _HEADS.items():
        if head.startswith(start):
            found = {mime}
            break
    else:
        found = _by_library(file_name, head)
    agreed = found & welcome
    if not agreed:
        raise Unwelcome(extension)
    if b"<script" in head[:1024].lower() or b"<html" in head[:1024].lower():
        raise Unwelcome(extension)  # a page dressed as a picture
    return min(agreed)


def _by_library(file_name: str, head: bytes) -> set[str]:
    try:
        return {match.mime_type for match in puremagic.magic_string(head, filename=file_name)}
    except (puremagic.PureError, ValueError):
        return set()
