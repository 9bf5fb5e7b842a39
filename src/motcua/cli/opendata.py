"""motcua export opendata: the public figures as a folder that describes itself."""

import argparse
import csv
import hashlib
import io
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from motcua.cli import database
from motcua.edge import folder, parquet
from motcua.queries import moment, office, published, workdays
from motcua.queries.published import Figures
from motcua.rules import opendata

NAMES = [name for name, *_ in opendata.FIELDS]
README = {
    "vi": """\
# Số liệu giải quyết thủ tục hành chính{place}

Số liệu của các tháng trọn vẹn, đến hết ngày {last}; mỗi hàng là một chỉ số của một đơn vị trong một tháng.
Mã đơn vị “{all}” là tổng của mọi đơn vị. Ý nghĩa các cột và chỉ số: xem datapackage.json.
Số dưới {least} được che: cột value để trống, at_least và at_most là hai cận. Không có dữ liệu cá nhân.
Số liệu của kỳ dài hơn là tổng của các tháng (cộng riêng từng cận).
Giấy phép: {licence} ({path}). Khi dùng lại, hãy ghi tên cơ quan là nguồn.
""",
    "en": """\
# How administrative dossiers are handled{place}

Whole months, up to and including {last}; a row is one number of one unit in one month.
The unit “{all}” stands for all units together. What columns and measures mean: see datapackage.json.
Counts below {least} are hidden: value is empty, at_least and at_most are its bounds. No personal data.
A longer period is the sum of its months, bound by bound.
Licence: {licence} ({path}). Name the office as the source.
""",
}


def add_export(kinds: Any) -> None:
    """Add `export opendata`."""
    command = kinds.add_parser(
        "opendata",
        help="the public figures as CSV, JSON and Parquet with their description and licence",
        description="Write every published month. The folder must not be there yet, or be empty.",
    )
    command.add_argument("folder", type=Path, metavar="DIR")
    command.add_argument("--json", action="store_true", help="print one object")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the folder; say what is in it."""
    database.prepare()
    found = published.everything(today=workdays.today(moment.now()))
    if found is None:
        raise ValueError("no month has ended yet: there is nothing to publish")
    rows = published.rows(found)
    try:
        with folder.whole(args.folder) as work:
            _write(work, found, rows)
    except folder.NotEmpty as there:
        raise ValueError(str(there)) from None
    except OSError as error:
        raise ValueError(f"{args.folder}: {error.strerror or error}") from None
    told = {
        "folder": str(args.folder),
        "months": len(found.months),
        "units": len(found.places),
        "rows": len(rows),
    }
    if args.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        print(f"{told['months']} months of {told['units']} units: {args.folder}", file=sys.stderr)
    return 0


def _write(work: Path, found: Figures, rows: Sequence[Mapping[str, Any]]) -> None:
    place = office.host().get("place", "")
    told = opendata.schema(published.words(), found.least)
    bodies = {
        "figures.csv": _csv(rows),
        "figures.json": json.dumps(rows, ensure_ascii=False, indent=0).encode(),
        "figures.parquet": parquet.packed({name: [row[name] for row in rows] for name in NAMES}),
    }
    files = {}
    for name, body in bodies.items():
        folder.keep(work / name, body)
        digest = hashlib.sha256(body).hexdigest()
        files[name] = {"format": name.rpartition(".")[2], "bytes": len(body), "hash": f"sha256:{digest}"}
    title = f"Số liệu giải quyết thủ tục hành chính{': ' if place else ''}{place}"
    package = opendata.datapackage(told, title=title, files=files, last_on=found.last_on)
    folder.write(work / "datapackage.json", json.dumps(package, ensure_ascii=False, indent=2) + "\n")
    for lang, text in README.items():
        said = text.format(
            place=f": {place}" if place else "", last=f"{found.last_on:%d/%m/%Y}", all=opendata.ALL,
            least=found.least, licence=opendata.LICENCE["title"], path=opendata.LICENCE["path"],
        )  # fmt: skip
        folder.write(work / f"README.{lang}.md", said)
    folder.write(work / "LICENCE.txt", f"{opendata.LICENCE['title']}\n{opendata.LICENCE['path']}\n")


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, NAMES, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
