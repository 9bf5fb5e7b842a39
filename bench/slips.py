"""Slips as PDF: milliseconds for each kind, the first one, the memory, beside a bare typst document."""

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

ROUNDS = 100
BARE = """#let slip = json(bytes(sys.inputs.slip))
#set page(width: 148mm, height: 210mm, margin: 11mm)
#set text(font: "Be Vietnam Pro", size: 9pt)
#for (name, value) in slip.fields [#strong(name): #value #parbreak()]
#image(bytes(slip.qr), format: "svg", width: 21mm)
"""
FIELDS = {
    "Mã hồ sơ": "H23.34.15-240912-0001",
    "Tiếp nhận hồ sơ của": "Nguyễn Thị Ngọc Ẩn",
    "CCCD": "030187001234",
    "Địa chỉ": "Thôn An Nghiệp, xã Tứ Cường",
    "Số điện thoại": "0912 345 678",
    "Nội dung": "Đăng ký thành lập hộ kinh doanh",
    "Thời gian nhận": "15 giờ 20 phút, ngày 12 tháng 9 năm 2024",
    "Thời gian trả": "17 giờ 00 phút, ngày 16 tháng 9 năm 2024",
    "Phí": "100.000 ₫",
}
FIRST = """
import time
started = time.perf_counter()
from bench.slips import samples
from motcua.edge import pdf
from motcua.rules.slips import printed
pdf.render(printed(samples()["receipt"]))
print((time.perf_counter() - started) * 1000)
"""


def run() -> dict[str, Any]:
    """Return for each slip p50 and p95 of one process, the first slip with import, and the memory.

    Units: milliseconds of wall time; `rss_mib` the peak of a process that set 400 slips.
    """
    found: dict[str, Any] = {name: _timed(_setter(slip)) for name, slip in samples().items()}
    found["bare_typst"] = _timed(_bare())
    found["receipt_to_bare"] = round(found["receipt"]["p50_ms"] / found["bare_typst"]["p50_ms"], 2)
    root = Path(__file__).resolve().parent.parent
    first = subprocess.run(
        [sys.executable, "-c", FIRST],
        cwd=root,
        env={"PYTHONPATH": f"{root / 'src'}:{root}"},
        capture_output=True,
        text=True,
        check=True,
    )
    found["first_ms"] = round(float(first.stdout), 1)
    found["rss_mib"] = _memory(root)
    return found


def _timed(once: Callable[[int], bytes]) -> dict[str, float]:
    once(0)
    spent = []
    for number in range(1, ROUNDS + 1):
        started = time.perf_counter()
        made = once(number)
        spent.append((time.perf_counter() - started) * 1000)
    spent.sort()
    return {
        "p50_ms": round(statistics.median(spent), 2),
        "p95_ms": round(spent[int(len(spent) * 0.95)], 2),
        "kb": round(len(made) / 1000, 1),
    }


def _setter(slip: Any) -> Callable[[int], bytes]:
    """Every document is another one: an equal one would come out of the compiler's memory."""
    from motcua.edge import pdf
    from motcua.rules.slips import printed

    def once(number: int) -> bytes:
        code, link = f"H23.34.15-240912-{number:04d}", f"https://motcua.example/track/{number:032x}/"
        party = replace(slip.party, name=f"Nguyễn Thị Ngọc Ẩn {number}")
        return pdf.render(printed(replace(slip, code=code, link=link, party=party)))

    return once


def _bare() -> Callable[[int], bytes]:
    import typst

    from motcua.edge import pdf

    compiler = typst.Compiler(font_paths=[pdf.FONTS], ignore_system_fonts=True)

    def once(number: int) -> bytes:
        fields = FIELDS | {"Mã hồ sơ": f"H23.34.15-240912-{number:04d}"}
        given = {"fields": fields, "qr": pdf._qr(f"https://motcua.example/track/{number:032x}/")}
        made = compiler.compile(BARE.encode(), format="pdf", sys_inputs={"slip": json.dumps(given)})
        assert isinstance(made, bytes)
        return made

    return once


def _memory(root: Path) -> float:
    asked = [sys.executable, "-c", "from bench.slips import memory; print(memory())"]
    path = {"PYTHONPATH": f"{root / 'src'}:{root}"}
    told = subprocess.run(asked, cwd=root, env=path, capture_output=True, text=True, check=True)
    return float(told.stdout)


def memory() -> float:
    """Return the peak memory, in MiB, of this process after 400 slips of four kinds."""
    once = [_setter(slip) for slip in samples().values()]
    for number in range(100):
        for set_one in once:
            set_one(number)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def samples() -> dict[str, Any]:
    """Return one plain slip of four kinds; nobody in them exists."""
    from motcua.rules import slips

    at = datetime.fromisoformat
    bureau = "Bộ phận tiếp nhận và trả kết quả"
    case: dict[str, Any] = {
        "head": slips.Head("UBND huyện Thanh Miện", bureau, "Thanh Miện", date(2024, 9, 12)),
        "code": "H23.34.15-240912-0001",
        "party": slips.Party("Nguyễn Thị Ngọc Ẩn", "030187001234", "Xã Tứ Cường", "0912 345 678", "an@a.vn"),
        "procedure": "Đăng ký thành lập hộ kinh doanh",
    }  # fmt: skip
    papers = (slips.Paper("Giấy đề nghị", "Bản chính", 1), slips.Paper("Căn cước công dân", "Bản photo", 2))
    ledger = (slips.Line("13/09: Một ngày làm việc"), slips.Line("14/09 – 15/09: Nghỉ cuối tuần"))
    step = slips.HandOver("Một cửa", "Phòng Kinh tế", at("2024-09-13T07:40"), "Trần Thị Lan", "Phạm Văn Minh")
    return {
        "receipt": slips.Receipt(
            **case, papers=papers, sets=1, allowance="3 ngày làm việc",
            received_at=at("2024-09-12T15:20"),
            due_at=at("2024-09-17T17:00"), pick_up="Quầy 3", officer="Trần Thị Lan", ledger=ledger,
            fees=(slips.Fee("Lệ phí", 100_000),), witness="3f2a 9c01 b7de 4450",
            copies=(slips.Copy.APPLICANT,),
        ),
        "supplement": slips.Supplement(
            **case, items=(slips.Missing("Hợp đồng thuê địa điểm", 1),), reason="Thiếu giấy tờ",
            contact="Lan", contact_phone="0220 3736 123", website="motcua.example", officer="Trần Thị Lan",
        ),
        "refusal": slips.Refusal(**case, reason="Ngành, nghề cấm đầu tư kinh doanh", officer="Trần Thị Lan"),
        "control_slip": slips.ControlSlip(
            **case, received_at=at("2024-09-12T15:20"), due_at=at("2024-09-17T17:00"), agency="Phòng Kinh tế",
            steps=(step,) * 4,
        ),
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))
