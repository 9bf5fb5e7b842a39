"""The papers, results and legal bases of a procedure as the national portal prints them, run together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from motcua.rules.catalogue import Component, LegalBasis, Result

PAPERS_HEADER = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
BASES_HEADER = "Tên văn bản pháp lýMã văn bản"

_COUNT = re.compile(
    r"(?P<o>\d+) bản chính(?:,(?P<c>\d+) bản sao)?(?=$|[^\s,;:.)])|(?P<s>\d+) bản sao(?=$|[^\s,;:.)])"
)
_FILE = re.compile(r"\.(?:docx?|xlsx?|pdf|rar|zip|rtf|odt|png|jpe?g)$", re.I)
_FORM_START = re.compile(r"(?:M[ẫâa]u|MẪU|MAU|Ph[ụu] l[ụu]c|PL|Bi[ểe]u|BM|Đơn|Don|Tờ|To khai|CT\d|\d)")
_SEAM = re.compile(
    r"(?<=[a-zà-ỹ0-9);.”\"])(?=[A-ZÀ-ỸĐ])|(?<=[A-ZĐ]{2})(?=[A-ZÀ-ỸĐ][a-zà-ỹ])|(?<=[;.)”])(?=\w)"
)
_BULLET = re.compile(r"^[\s\-+*•\uf000-\uf0ff]+")
_OPTIONAL = re.compile(r"\(nếu có\)|^(?:đối với )?trường hợp", re.I)
_CERTIFIED = re.compile(r"bản sao[^.;]{0,30}chứng thực", re.I)
_RESULT_CODE = re.compile(r"KQ[.\-]?[A-Z]?\d+\.\d{5,6}|[\d.]+[A-Z]\d\d-KQ\d+|[A-Z0-9.\-]*\d")
_BODIES = (
    "BLĐTBXH|BNNPTNT|BVHTTDL|BNNMT|BTNMT|BGTVT|BGDĐT|BKHĐT|BKHCN|TANDTC|BTTTT|VPCP|NHNN|UBND|HĐND|"
    "BDTTG|TTCP|BTC|BTP|BCA|BXD|BYT|BNV|BQP|BCT|BNG|BKH|CP|TTg"
)
_NUMBER = re.compile(
    r"\d+[a-z]?/(?:\d{4}/)?(?:UBTVQH\d\d|QH\d{1,2}|"
    rf"[A-ZĐƯ]+-(?:{_BODIES})|[A-ZĐƯ]+-[A-ZĐƯ]+(?:-[A-ZĐƯ]+)*(?![a-zà-ỹ]))"
)
_GLUED_YEAR = re.compile(r"(?:19|20)\d{2}(?=\d{1,3}/)")
_KIND = re.compile(
    r"(?<=[a-zà-ỹ;.)\d])(?:Bộ luật|Luật|Nghị định|Thông tư|Quyết định|Nghị quyết|Pháp lệnh)(?: số)? $"
)


@dataclass(frozen=True, slots=True)
class Read:
    """What was made of one text: its parts, what was left as text, and the kinds of what was left."""

    parts: tuple[object, ...]
    rest: str = ""
    unread: tuple[str, ...] = ()


def components(text: str) -> Read:
    """Return the papers a run-together text lists, each with its case, its form and its numbers.

    A case heading stands before the column heads and is glued to the last number of the case
    before; "01 bản chính" with a leading zero belongs to a name, "1 bản chính" is the
    number column; a number glued to the end of a name gives its last digit away.

    Units: originals and copies in sheets.
    Source: CAT-05.

    >>> read = components("--" + PAPERS_HEADER + "Đơn đề nghị theo Mẫu số 181 bản chính,1 bản sao")
    >>> read.parts[0].name, read.parts[0].originals, read.parts[0].copies
    ('Đơn đề nghị theo Mẫu số 18', 1, 1)
    """
    if PAPERS_HEADER not in text:
        bare = text.strip(" -")
        return Read((), bare, ("papers_without_columns",) if bare else ("papers_absent",))
    case, *blocks = text.split(PAPERS_HEADER)
    found: list[Component] = []
    unread: list[str] = []
    for place, block in enumerate(blocks):
        items, tail = _block(block)
        for name, originals, copies in items:
            component = _component(f"c{len(found) + 1}", name, case, originals, copies)
            if component is None:
                unread.append("paper_without_name")
            else:
                found.append(component)
                unread += ["form_not_split"] if component.form == "?" else []
        case = tail
        if place == len(blocks) - 1 and tail.strip(" -"):
            unread.append("papers_tail")
    return Read(tuple(found), case.strip(" -"), tuple(unread))


def _block(block: str) -> tuple[list[tuple[str, int, int]], str]:
    items, start = [], 0
    for match in _COUNT.finditer(block):
        printed = match["o"] or match["s"]
        if len(printed) == 2 and printed[0] == "0":
            continue
        number = _glued(printed, block[match.start() - 1 : match.start()])
        name = block[start : match.start()] + printed[: len(printed) - len(number)]
        copies = int(number) if match["s"] else int(match["c"] or 0)
        items.append((name, int(number) if match["o"] else 0, min(copies, 99)))
        start = match.end()
    return items, block[start:]


def _glued(printed: str, before: str) -> str:
    """The digits of the number column out of digits that may end a name."""
    if len(printed) == 1 or (len(printed) == 2 and before.isalpha()):
        return printed
    return printed[-1]


def _component(key: str, name: str, case: str, originals: int, copies: int) -> Component | None:
    name, form = _form(_BULLET.sub("", name).strip())
    if not name:
        return None
    optional = bool(_OPTIONAL.search(name)) or originals + copies == 0
    return Component(
        key, name, case.strip(" -:*"), originals, copies,
        certified=bool(_CERTIFIED.search(name)), form=form, required=not optional,
    )  # fmt: skip


def _form(name: str) -> tuple[str, str]:
    """The name and the form's file; "?" when a file is there but its seam cannot be found."""
    if not _FILE.search(name):
        return name, ""
    seams = [m.start() for m in _SEAM.finditer(name) if m.start() > max(0, len(name) - 120)]
    likely = [s for s in seams if _FORM_START.match(name[s:])] or seams
    return (name[: likely[0]].strip(), name[likely[0] :].strip()) if likely else (name, "?")


def results(text: str) -> Read:
    """Return the results a run-together text names, each with its code.

    Source: CAT-05.

    >>> results("Giấy khai sinhMã: KQ.G15.000031Từ khóaKhông có thông tin").parts
    (Result(name='Giấy khai sinh', code='KQ.G15.000031', name_en=''),)
    """
    head = text.split("Chọn cơ quan thực hiện")[0].split("Từ khóa")[0].strip()
    if not head:
        return Read((), "", ("results_absent",))
    if "Mã: " not in head:
        return Read((), head, ("results_without_code",))
    name, *rest = head.split("Mã: ")
    found = []
    for place, piece in enumerate(rest):
        match = _RESULT_CODE.match(piece)
        last = place == len(rest) - 1
        code = match[0] if match else (piece.strip() if last else "")
        if name.strip(" -+;.\n"):
            found.append(Result(_BULLET.sub("", name).strip(), code))
        name = piece[len(code) :]
    tail = name.strip(" -;.\n")
    return Read(tuple(found), tail, ("results_tail",) if tail else ())


def bases(text: str) -> Read:
    """Return the legal bases a run-together text lists, as title and document number.

    Source: CAT-05.

    >>> read = bases(BASES_HEADER + "Luật Cư trú 202068/2020/QH14Nghị định 05/2012/NĐ-CP05/2012/NĐ-CP")
    >>> [(part.title, part.number) for part in read.parts]
    [('Luật Cư trú 2020', '68/2020/QH14'), ('Nghị định 05/2012/NĐ-CP', '05/2012/NĐ-CP')]
    """
    body = text.removeprefix(BASES_HEADER).strip()
    if body in ("", "Không có thông tin"):
        return Read((), "", ("bases_absent",))
    found, start = [], 0
    for number, at, end in _cells(body):
        title = _KIND.sub("", body[start:at]).strip()
        found.append(LegalBasis(title or number, number))
        start = end
    tail = body[start:].strip()
    return Read(tuple(found), tail, ("bases_tail",) if tail else ())


def _cells(body: str) -> Iterator[tuple[str, int, int]]:
    """The numbers that fill the number column: glued to what follows, and not repeated at once."""
    for match in _NUMBER.finditer(body):
        follows = body[match.end() :]
        if follows.startswith(match[0]) or (follows and not (follows[0].isupper() or follows[0].isdigit())):
            continue
        glued = _GLUED_YEAR.match(match[0])
        at = match.start() + (4 if glued else 0)
        yield body[at : match.end()], at, match.end()
