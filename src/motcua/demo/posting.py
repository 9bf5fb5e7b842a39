"""A year of publishing decisions, all invented: late at first, in time later, one open these days."""

import random
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.conf import settings

from motcua.actions import catalogue, posting_history
from motcua.actions.document import Upload, keep_file
from motcua.actions.posting_history import Key, PastDecision, PastProof
from motcua.demo.district import Office
from motcua.edge import store
from motcua.queries import catalogue as procedures
from motcua.queries import posting_plan, workdays
from motcua.queries.posting_plan import Item, Wish
from motcua.records.models import Post, Unit
from motcua.rules import posting
from motcua.rules.catalogue import ProcedureBody, Time
from motcua.rules.people import SYSTEM, Role
from motcua.rules.portal_text import PortalRow
from motcua.rules.posting import How, Kind, Level, Place
from motcua.rules.text import fold

SEED = 20240605
BOARD, PAGE = frozenset({Place.BOARD}), frozenset({Place.BOARD, Place.COMMUNE_PAGE})
OLD_CODE = "2.000986"  # the seed says so: its successor is 2.000987
CHANGED = "1.001022"  # its text changes in September, before the catalogue knows
CHANGED_FROM = date(2024, 9, 4)
ISSUERS = {Level.PROVINCE: "Ủy ban nhân dân tỉnh (minh họa)", Level.MINISTRY: "Bộ quản lý ngành (minh họa)"}


@dataclass(frozen=True, slots=True)
class Told:
    """One invented decision: when, what, where, how many communes were late, how many have not done it."""

    number: int
    level: Level
    signed_on: date
    effective_on: date
    items: tuple[tuple[str, Kind], ...]
    places: frozenset[Place]
    late: int
    open: int = 0
    waiting: int = 0


def _amended(*codes: str) -> tuple[tuple[str, Kind], ...]:
    return tuple((code, Kind.AMENDED) for code in codes)


YEAR = (
    Told(1, Level.PROVINCE, date(2024, 1, 15), date(2024, 1, 24), _amended("1.001193", "1.000894"), BOARD, 8),
    Told(2, Level.MINISTRY, date(2024, 2, 20), date(2024, 4, 1), _amended("2.000815", "2.000884"), PAGE, 6),
    Told(3, Level.PROVINCE, date(2024, 4, 22), date(2024, 4, 25), _amended("1.004873"), BOARD, 4),
    Told(4, Level.PROVINCE, date(2024, 6, 24), date(2024, 7, 3),
         ((OLD_CODE, Kind.ABOLISHED), ("2.000987", Kind.NEW)), BOARD, 2),
    Told(5, Level.MINISTRY, date(2024, 8, 5), date(2024, 9, 5), _amended("1.004222", "1.004194"), BOARD, 0),
    Told(6, Level.PROVINCE, date(2024, 8, 26), CHANGED_FROM, _amended(CHANGED), BOARD, 0, open=1),
    Told(7, Level.PROVINCE, date(2024, 9, 18), date(2024, 9, 27), _amended("1.000656"), PAGE, 0, 6, 3),
)  # fmt: skip


def fill(offices: Sequence[Office], *, now: datetime) -> int:
    """Write the year's decisions, duties and proofs; returns how many duties. Each is marked as invented."""
    rng = random.Random(SEED)
    district, communes = offices[0].unit, [office.unit for office in offices[1:]]
    _texts(now)
    judge = Post.objects.filter(unit=district, role=Role.REFORM).values_list("user_id", flat=True).first()
    senders = {office.unit.pk: office.reception[0].user_id for office in offices}
    past = [_past(rng, told, district, communes, _People(senders, judge), now) for told in YEAR]
    pages = {unit.pk: f"https://{_slug(unit)}.example/thu-tuc" for unit in communes}
    count = posting_history.take_over(by=SYSTEM, decisions=past, now=now)
    posting_history.take_over_pages(by=SYSTEM, addresses=pages, now=now)
    catalogue.retire(by=SYSTEM, codes=[OLD_CODE], on=YEAR[3].effective_on, now=now)
    _write_pages(communes, past[-1], now)
    return count


@dataclass(frozen=True, slots=True)
class _People:
    senders: dict[int, int | None]
    judge: int | None


def _texts(now: datetime) -> None:
    """The abolished procedure gets its row; the changed one a version the counters learn of late."""
    old = ProcedureBody(name="Liên thông đăng ký khai sinh cho trẻ em dưới 6 tuổi (mã cũ)", field="Hộ tịch")
    catalogue.import_procedures(
        by=SYSTEM, rows=[PortalRow(OLD_CODE, old, (), ())], now=now, from_on=date(2024, 1, 1)
    )
    body = procedures.body(procedures.version(CHANGED, on=workdays.today(now)))
    number = _number(6)
    fresh = replace(body, times=(Time(2, "working_day", text="2 ngày làm việc (minh họa)"),), decision=number)
    catalogue.import_procedures(
        by=SYSTEM, rows=[PortalRow(CHANGED, fresh, (), ())], now=now, from_on=CHANGED_FROM
    )


def _number(number: int) -> str:
    return f"MH-{number:02d}/2024/QĐ"


def _past(
    rng: random.Random, told: Told, district: Unit, communes: Sequence[Unit], people: _People, now: datetime
) -> PastDecision:
    received_at = _received(told)
    removed = tuple(unit.pk for unit in communes)
    items = tuple(Item(code, kind, unit_ids=removed) for code, kind in told.items)
    wish = Wish(
        number=_number(told.number), issuer=ISSUERS[told.level], level=told.level, items=items,
        title="Quyết định do máy dựng ra để minh họa, không phải văn bản thật",
        signed_on=told.signed_on, effective_on=told.effective_on, unit_id=district.pk,
        places=told.places, is_invented=True,
    )  # fmt: skip
    plan = posting_plan.plan(wish, unit=district, received_at=received_at)
    order = rng.sample(communes, len(communes))
    fates = _Fates(
        late={unit.pk for unit in order[: told.late]},
        open={unit.pk for unit in order[: told.open]},
        waiting={unit.pk for unit in order[told.open : told.open + told.waiting]},
    )
    workdays.edition()
    proofs: dict[Key, PastProof] = {}
    for duty in plan.duties:
        if duty.unit_id not in fates.open:
            on = _done_on(rng, workdays.today(received_at), duty, fates)
            proof = _proof(rng, duty, on, people, fates, now)
            proofs[duty.unit_id, duty.code, str(duty.place)] = proof
    return PastDecision(wish, received_at, proofs)


@dataclass(frozen=True, slots=True)
class _Fates:
    late: set[int]
    open: set[int]
    waiting: set[int]


def _received(told: Told) -> datetime:
    on = workdays.national().nth_working_day(told.signed_on, 2)
    return workdays.instant(datetime.combine(on, time(9, 5 * told.number)))


def _done_on(rng: random.Random, received_on: date, duty: posting.DutyPlan, fates: _Fates) -> date:
    national = workdays.national()
    if duty.unit_id in fates.late:
        return national.nth_working_day(duty.due_at.date(), rng.randint(1, 6))
    return national.nth_working_day(received_on, rng.randint(1, 4))


def _proof(
    rng: random.Random, duty: posting.DutyPlan, on: date, people: _People, fates: _Fates, now: datetime
) -> PastProof:
    on = min(on, workdays.today(now) - timedelta(days=1))
    at = workdays.instant(datetime.combine(on, time(rng.randint(8, 10), rng.randrange(60))))
    if duty.place is Place.COMMUNE_PAGE:
        return PastProof(at, How.PAGE_CHECK)
    sender = people.senders[duty.unit_id]
    if duty.unit_id in fates.waiting:
        return PastProof(at, How.PHOTO, sent_by=sender, file=_photo(duty.unit_id, now))
    district = next(iter(people.senders))
    return PastProof(at, How.PHOTO, sent_by=sender, judged_by=people.judge, judged_for=district)


def _slug(unit: Unit) -> str:
    return fold(unit.name).replace("xa ", "").replace("thi tran ", "tt ").replace(" ", "-")


def _write_pages(communes: Sequence[Unit], last: PastDecision, now: datetime) -> None:
    """Write what the twin of the communes' web servers answers: whoever has not posted shows an old list."""
    folder = settings.HOME / "commune-pages"
    folder.mkdir(parents=True, exist_ok=True)
    versions = procedures.in_force(workdays.today(now)).order_by("procedure__code")
    marks = {row.procedure.code: (row.name, row.fingerprint) for row in versions}
    code = last.wish.items[0].code
    for unit in communes:
        has = (unit.pk, code, str(Place.COMMUNE_PAGE)) in last.proofs
        (folder / f"{_slug(unit)}.html").write_text(_page(unit, marks, "" if has else code), "utf-8")


def _page(unit: Unit, marks: dict[str, tuple[str, str]], without: str) -> str:
    lines = "".join(
        f"<li>{name} <small>{posting.mark(code, fingerprint)}</small></li>"
        for code, (name, fingerprint) in marks.items()
        if code != without and code in {"1.001193", "1.000894", "1.000656", "2.000815", "2.000884"}
    )
    return (
        f"<!DOCTYPE html><html lang='vi'><head><meta charset='utf-8'><title>{unit.name}</title></head><body>"
        f"<h1>Niêm yết thủ tục hành chính – {unit.name}</h1><p>Trang minh họa.</p><ul>{lines}</ul>"
        "</body></html>"
    )


def _photo(seed: int, now: datetime) -> str:
    """Draw a board with sheets as a small picture, keep it, and return its hash."""
    kept = store.put([_drawing(seed)], root=settings.STORE, limit=1_000_000)
    keep_file(Upload(kept.sha256, kept.size, "image/png"), now=now)
    return kept.sha256


def _drawing(seed: int) -> bytes:
    rng, width, height = random.Random(seed), 480, 320
    wall, frame, sheet, line = b"\xe9\xe4\xd8", b"\x6b\x4a\x2f", b"\xfd\xfd\xfb", b"\x9a\x96\x8e"
    lines = [rng.randint(50, 96) for _ in range(40)]

    def row(y: int) -> bytes:
        if y < 24 or y >= height - 24:
            return wall * width
        if y < 34 or y >= height - 34:
            return wall * 20 + frame * (width - 40) + wall * 20
        inner = b"".join(_sheet_row(y - 34, lines[(y // 9 + n) % 40], sheet, line) for n in range(3))
        return wall * 20 + frame * 10 + inner + frame * 10 + wall * 20

    return _png(width, height, (row(y) for y in range(height)))


def _sheet_row(y: int, length: int, sheet: bytes, line: bytes) -> bytes:
    cork = b"\xc9\xa5\x77"
    if y < 16 or y > 236:
        return cork * 140
    is_line = 30 < y < 220 and y % 9 < 2
    text = line * length + sheet * (100 - length) if is_line else sheet * 100
    return cork * 14 + sheet * 6 + text + sheet * 6 + cork * 14


def _png(width: int, height: int, rows: Iterator[bytes]) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixels = zlib.compress(b"".join(b"\x00" + row for row in rows), 6)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
