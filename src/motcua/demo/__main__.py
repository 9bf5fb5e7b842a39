"""python -m motcua.demo: make the model district in a fresh home, and say who may sign in."""

import argparse
import os
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from motcua.demo.district import Office

SEED = 20240926
PRESENT = datetime(2024, 9, 26, 9, 42, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SIZES = {"small": 1_200, "full": 30_412}

WELCOME = """
Huyện Thanh Miện, 2024: {count} hồ sơ, 17 xã và thị trấn. Con người và số liệu đều do máy dựng ra.
Thanh Miện district, 2024: {count} dossiers, 17 communes. People and figures are simulated.

  lan    cán bộ tiếp nhận (huyện)     reception         hoa   lãnh đạo (huyện)   leader
  minh   chuyên viên (huyện)          specialist        dung  cải cách           reform
  binh   cán bộ tiếp nhận (Tứ Cường)  another unit      mai   quản trị           admin
  thu    thẩm định (tỉnh)             appraiser         nam   thẩm định 2 (tỉnh) second appraiser
  ha     lãnh đạo (tỉnh)              publishes
  mật khẩu / password: {password}
  Người dân không cần tài khoản. / Citizens need no account.
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="motcua demo")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--dossiers", type=int, default=0, help="another number of dossiers")
    args = parser.parse_args()
    count = args.dossiers or SIZES["full" if args.full else "small"]
    home = Path(os.environ.get("MOTCUA_HOME", "var")).resolve()
    home.mkdir(parents=True, exist_ok=True)
    moment = datetime.now(UTC).timestamp()
    (home / "clock_offset").write_text(str(int(PRESENT.timestamp() - moment)))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.project.settings")
    began = time.monotonic()
    try:
        made = _make(count)
    except Exception as error:
        print(f"motcua demo: {error}", file=sys.stderr)
        raise
    _mark(home, made)
    print(f"motcua: {made:,} dossiers in {time.monotonic() - began:.1f} s", file=sys.stderr)
    return 0


def _make(count: int) -> int:
    import django

    django.setup()
    from django.db import transaction

    from motcua.actions import bulk, making
    from motcua.demo import appointments, district, hall, index_round, province, simplification, year

    print("motcua: preparing the database", file=sys.stderr)
    making.make()
    rng = random.Random(SEED)
    with transaction.atomic():
        print("motcua: the district, its people and procedures", file=sys.stderr)
        offices = district.build(rng, year.OPENING)
        simplification.prepare(offices, now=year.OPENING)
        print("motcua: the province, and two rounds of its reform index", file=sys.stderr)
        outside = random.Random(SEED + 1)  # its own chance: the district's year stays as it is
        around = province.build(outside, offices[0].unit, year.OPENING)
        index_round.take_over(outside, around, now=year.OPENING)
        people = district.inhabitants(rng, max(200, count // 3))
        print(f"motcua: nine months of {count:,} dossiers", file=sys.stderr)
        histories = list(year.histories(rng, offices, people, count, PRESENT))
        halls = hall.furnish(offices, now=year.OPENING)
        appointments.adopt(offices, now=year.OPENING)
        tickets = hall.Past(halls, histories, PRESENT)
        made = bulk.write(histories, also=tickets.write)
        _fill(offices)
        index_round.fill(outside, around, offices, now=PRESENT)
        return made


def _fill(offices: "list[Office]") -> None:
    """Bring what each watch keeps up to the present."""
    from motcua.demo import appointments, honest, posting, reports, simplification, stuck

    simplification.fill(offices, now=PRESENT)
    stuck.fill(now=PRESENT)
    posting.fill(offices, now=PRESENT)
    honest.fill(present=PRESENT)
    reports.fill(now=PRESENT)
    appointments.fill(offices, now=PRESENT)


def _mark(home: Path, made: int) -> None:
    from motcua.demo.district import PASSWORD

    fresh = home / "demo.new"
    fresh.write_text(WELCOME.format(count=f"{made:,}".replace(",", "."), password=PASSWORD), "utf-8")
    fresh.replace(home / "demo")  # last, so that a district half made is never taken for a whole one


if __name__ == "__main__":
    sys.exit(main())
