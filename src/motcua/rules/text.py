"""Vietnamese text as people type it: one spelling to keep, one folded form to search."""

import re
import unicodedata

from motcua.rules import RuleError

_ETH = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ"})
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_SPACES = re.compile(r"\s+")
_LINES = re.compile(r"[ \t]*\n[ \t]*")


class UnreadableText(RuleError):
    """The text holds characters that no one can see or print."""


class TextTooLong(RuleError):
    """The text is longer than the field it is meant for."""


def clean(text: str, *, limit: int = 500, lines: bool = False) -> str:
    """Return the text as it is kept: NFC, eth mended to đ, spaces single, ends trimmed.

    Invisible and direction-changing characters are refused, because two names that look
    alike on paper must be alike in the register.

    Units: `limit` in characters after NFC; `lines` keeps line breaks.
    Raises: UnreadableText on control, zero-width or bidi characters; TextTooLong.
    Source: TEXT-01.

    >>> clean("  Nguyê\u0303n   Văn Ðạt ")
    'Nguyễn Văn Đạt'
    """
    text = unicodedata.normalize("NFC", text).translate(_ETH).replace("\r\n", "\n")
    bad = [c for c in text if unicodedata.category(c) in {"Cc", "Cs", "Co"} and c not in "\n\t"]
    if bad or _INVISIBLE.search(text):
        raise UnreadableText()
    text = _LINES.sub("\n", text).strip() if lines else _SPACES.sub(" ", text).strip()
    if len(text) > limit:
        raise TextTooLong(limit=limit)
    return text


def fold(text: str) -> str:
    """Return the form in which texts are searched: lower case, without marks, đ as d.

    Source: TEXT-02.

    >>> fold("Ðăng ký quyền sử dụng ĐẤT")
    'dang ky quyen su dung dat'
    """
    text = unicodedata.normalize("NFD", text.translate(_ETH).casefold().replace("đ", "d"))
    return _SPACES.sub(" ", "".join(c for c in text if not unicodedata.combining(c))).strip()
