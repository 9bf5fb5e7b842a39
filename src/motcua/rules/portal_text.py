"""One row of the national portal, read into the body of a procedure version."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from motcua.rules import RuleError
from motcua.rules.catalogue import Component, LegalBasis, ProcedureBody, Result, Time
from motcua.rules.portal_papers import Read, bases, components, results
from motcua.rules.portal_ways import HEADER, NOTHING, Way, ways

CODE = re.compile(r"(\d\.\d{6})(?:\.000\.00\.00)?(?:\.[A-Z]\d\d)?")
LEVEL_OF = {
    "Cấp bộ": "ministry", "Cấp tỉnh": "province", "Cấp huyện": "district", "Cấp xã": "commune",
    "Cơ quan khác": "other",
}  # fmt: skip
SUBJECTS = (
    "Tổ chức (không bao gồm doanh nghiệp, HTX)", "Cán bộ, công chức, viên chức", "Công dân Việt Nam",
    "Người Việt Nam định cư ở nước ngoài", "Người nước ngoài", "Tổ chức nước ngoài", "Hợp tác xã",
    "Doanh nghiệp có vốn đầu tư nước ngoài", "Doanh nghiệp",
)  # fmt: skip
LIST_COLUMNS = {"ma so": "ma_thu_tuc", "ten": "ten_thu_tuc", "co quan ban hanh": "co_quan_ban_hanh",
                "co quan thuc hien": "co_quan_thuc_hien", "linh vuc": "linh_vuc"}  # fmt: skip

_FIELD_LIMIT = 200
_NAME_LIMIT = 1000
_DROPPED = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\ue000-\uf8ff\x01-\x08\x0b-\x1f\x7f]"
)
_ETH = str.maketrans("ÐðƉ", "ĐđĐ")
_SPACES = re.compile(r"\s+")


class UnreadableRow(RuleError):
    """The row does not describe a procedure; `reason` says what is missing or wrong."""


@dataclass(frozen=True, slots=True)
class PortalRow:
    """What was read: the code, the body, and for each field how much of it was understood."""

    code: str
    body: ProcedureBody
    understood: tuple[tuple[str, str], ...]  # field -> full | partly | text | absent
    unread: tuple[str, ...]


def procedure_code(text: str) -> str:
    """Return the national code in a procedure code of any spelling.

    A province writes `1.001193.000.00.00.H41` or `1.013978.H41` for the national `1.001193`
    and `1.013978`: the first two parts compare.

    Raises: UnreadableRow when it is not such a code.
    Source: CAT-08.

    >>> procedure_code(" 1.001193.000.00.00.H41 ")
    '1.001193'
    """
    match = CODE.fullmatch(text.strip())
    if match is None:
        raise UnreadableRow(reason="bad_code" if text.strip() else "no_code", value=text[:40])
    return match[1]


def tidy(text: str) -> str:
    """Return imported text in one spelling: NFC, without invisible or private characters.

    A national text is mended rather than refused: nobody at the counter can correct it.

    Source: TEXT-01.

    >>> tidy("Nguye\\u0302\\u0303n\\u200b  ")
    'Nguyễn'
    """
    return _DROPPED.sub("", unicodedata.normalize("NFC", text).translate(_ETH).replace("\r\n", "\n")).strip()


def read_row(row: Mapping[str, object]) -> PortalRow:
    """Return the procedure that one row of the portal describes.

    Every field is read by the shape the portal prints; what does not fit stays as text in
    `body.texts` and is counted in `unread` by its kind.

    Raises: UnreadableRow when the code or the name is missing, malformed or too long,
            or a value is not text.
    Source: CAT-05.
    """
    text = {key: tidy(_text(key, value)) for key, value in row.items()}
    code, name = _called(text)
    channels = ways(text.get("cach_thuc_thuc_hien", ""))
    papers = components(text.get("thanh_phan_ho_so", ""))
    outcome = results(text.get("ket_qua_xu_ly", ""))
    law = bases(text.get("can_cu_phap_ly", ""))
    levels, levels_unread = _levels(text.get("cap_thuc_hien", ""))
    body = ProcedureBody(
        name=name,
        field=_SPACES.sub(" ", text.get("linh_vuc", ""))[:_FIELD_LIMIT],
        levels=levels,
        subjects=_subjects(text.get("doi_tuong_thuc_hien", "")),
        decision=text.get("so_quyet_dinh", ""),
        times=_merged(channels),
        components=tuple(p for p in papers.parts if isinstance(p, Component)),
        fees=tuple(dict.fromkeys(fee for way in channels for fee in way.fees)),
        results=tuple(p for p in outcome.parts if isinstance(p, Result)),
        bases=tuple(p for p in law.parts if isinstance(p, LegalBasis)),
        texts=_texts(text, channels, papers, outcome, law),
    )
    verdicts = (("papers", _verdict(papers)), ("results", _verdict(outcome)), ("bases", _verdict(law)))
    understood = (
        *_ways_verdict(text.get("cach_thuc_thuc_hien", ""), channels),
        *verdicts,
        ("levels", "partly" if levels_unread else "full" if levels else "absent"),
        ("field", "full" if body.field else "absent"),
    )
    read: tuple[Way | Read, ...] = (*channels, papers, outcome, law)
    unread = tuple(kind for part in read for kind in part.unread)
    return PortalRow(code, body, understood, unread + levels_unread)


def _called(text: Mapping[str, str]) -> tuple[str, str]:
    code = procedure_code(text.get("ma_thu_tuc", ""))
    name = _SPACES.sub(" ", text.get("ten_thu_tuc", ""))
    if not name:
        raise UnreadableRow(reason="no_name", value=code)
    if len(name) > _NAME_LIMIT * 2:
        raise UnreadableRow(reason="name_too_long", value=len(name))
    return code, name


def _text(key: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        if "\x00" in value:
            raise UnreadableRow(reason="unreadable_text", value=key)
        return value
    raise UnreadableRow(reason="not_text", value=key)


def _levels(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    known = tuple(dict.fromkeys(LEVEL_OF[part] for part in parts if part in LEVEL_OF))
    return known, ("level_unknown",) if any(part not in LEVEL_OF for part in parts) else ()


def _subjects(text: str) -> tuple[str, ...]:
    """The kinds of applicant; two of the names hold commas of their own."""
    found = []
    for name in SUBJECTS:
        if name in text:
            found.append(name)
            text = text.replace(name, "")
    found += [part.strip() for part in text.split(",") if part.strip()]
    return tuple(found)


def _merged(channels: list[Way]) -> tuple[Time, ...]:
    return tuple(dict.fromkeys(way.time for way in channels))


def _texts(text: Mapping[str, str], channels: list[Way], *reads: Read) -> tuple[tuple[str, str], ...]:
    kept = {
        "sequence": text.get("trinh_tu_thuc_hien", ""),
        "conditions": text.get("yeu_cau_dieu_kien", ""),
        "executing": text.get("co_quan_thuc_hien", ""),
        "authority": text.get("co_quan_co_tham_quyen", ""),
        "publisher": text.get("co_quan_ban_hanh", ""),
        "link": text.get("detail_url", ""),
        "ways": "" if channels else text.get("cach_thuc_thuc_hien", "").removeprefix(HEADER),
    }
    for name, read in zip(("papers", "results", "bases"), reads, strict=True):
        kept[name] = read.rest
    return tuple(sorted((key, value) for key, value in kept.items() if value and value != NOTHING))


def _ways_verdict(text: str, channels: list[Way]) -> tuple[tuple[str, str], tuple[str, str], tuple[str, str]]:
    if not channels:
        verdict = "text" if text.removeprefix(HEADER).strip() else "absent"
        return ("channels", verdict), ("times", verdict), ("fees", verdict)
    times = [next((u for u in way.unread if u.startswith("time")), "") for way in channels]
    fees = [
        next((u for u in way.unread if u.startswith("fee") or u.endswith("glued")), "") for way in channels
    ]
    return ("channels", "full"), ("times", _share(times, "time_absent")), ("fees", _share(fees, "fee_absent"))


def _share(kinds: list[str], absent: str) -> str:
    if not any(kinds):
        return "full"
    if all(kind == absent for kind in kinds):
        return "absent"
    return "text" if all(kinds) else "partly"


def _verdict(read: Read) -> str:
    if not read.unread:
        return "full"
    if read.parts:
        return "partly"
    return "text" if read.rest else "absent"
