"""motcua export facts: one row of measures per dossier and day, as Parquet that any engine can add up."""

import argparse
import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from motcua.cli import database
from motcua.cli.units import unit
from motcua.edge import folder, parquet
from motcua.queries import facts as reading
from motcua.queries.facts import Cut, Fact
from motcua.rules import facts
from motcua.rules.measures import MEASURES, PLANNED

HELD = 200_000  # rows held before the fullest partitions are written: about 60 MB
SORT = ("day", "procedure", "dossier")
UNITS = ("unit", "name", "kind", "gso_code", "parent", "from", "until")
PROCEDURES = ("procedure", "name", "field")
README = """\
Dữ liệu hồ sơ thủ tục hành chính: mỗi hàng là phần một hồ sơ đóng góp vào số liệu của một ngày.
Không có tên, số giấy tờ, số điện thoại, mã hồ sơ hay cán bộ nào trong các tệp này.
Mọi số liệu là TỔNG các cột: xem sums.sql. Ý nghĩa từng cột: xem SCHEMA.json.

Facts of administrative dossiers: a row is what one dossier adds to the figures of one day.
No name, identity number, telephone, dossier code or official stands in these files.
Every figure is a SUM of columns: see sums.sql. What each column means: see SCHEMA.json.

DuckDB   WITH facts AS (SELECT * FROM read_parquet('facts/*/*/*.parquet', hive_partitioning = true,
                        hive_types = {'unit': VARCHAR, 'month': VARCHAR}))  + sums.sql
Spark    spark.conf.set("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
         spark.read.parquet("facts").createOrReplaceTempView("facts"); then sums.sql
"""


def add_export(kinds: Any) -> None:
    """Add `export facts`."""
    command = kinds.add_parser(
        "facts",
        help="one row of measures per dossier and day, as Parquet by unit and month",
        description="Write the facts of all dossiers as of the journal's last line. The folder must not be "
        "there yet, or be empty; it appears whole or not at all. No personal data.",
    )
    command.add_argument("folder", type=Path, metavar="DIR")
    command.add_argument(
        "--unit", default="", metavar="CODE", help="agency code: only this unit and those below"
    )
    command.add_argument("--from", dest="from_on", type=date.fromisoformat, metavar="D", help="first day")
    command.add_argument("--to", dest="to_on", type=date.fromisoformat, metavar="D", help="last day")
    command.add_argument("--json", action="store_true", help="print one object")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the folder; say what is in it."""
    days = facts.days(args.from_on, args.to_on)
    database.prepare()
    chosen = unit(args.unit) if args.unit else None
    upto = reading.cut()
    try:
        with folder.whole(args.folder) as work:
            writer = Partitions(work / "facts", reading.codes(), reading.procedure_codes())
            for fact in reading.of(upto=upto, unit=chosen, days=days):
                writer.add(fact)
            writer.close()
            _beside(work, writer, upto)
    except folder.NotEmpty as there:
        raise ValueError(str(there)) from None
    except OSError as error:
        raise ValueError(f"{args.folder}: {error.strerror or error}") from None
    return _say(args, writer, upto)


@dataclass(slots=True)
class Partitions:
    """Rows on their way into one folder per unit and month."""

    place: Path
    units: Mapping[int, str]
    procedures: Mapping[int, str]
    open: dict[tuple[int, str], parquet.Rows] = field(default_factory=dict)
    parts: dict[tuple[int, str], int] = field(default_factory=dict)
    held: int = 0
    rows: int = 0
    dossiers: int = 0
    bytes: int = 0
    found_units: set[int] = field(default_factory=set)
    found_procedures: set[int] = field(default_factory=set)
    last: str = ""

    def add(self, fact: Fact) -> None:
        """Take one row; now and then write the fullest partitions, so that memory stays the same."""
        key = (fact.unit_id, facts.month(fact.on))
        rows = self.open.get(key)
        if rows is None:
            rows = self.open[key] = parquet.Rows(MEASURES, facts.KEYS)
        rows.add((fact.on, self.procedures[fact.procedure_id], fact.dossier), fact.measured)
        self.found_units.add(fact.unit_id)
        self.found_procedures.add(fact.procedure_id)
        self.dossiers += fact.dossier != self.last
        self.last = fact.dossier
        self.rows += 1
        self.held += 1
        if self.held >= HELD:
            self._write(until=HELD // 2)

    def close(self) -> None:
        """Write what is left."""
        self.place.mkdir(parents=True, exist_ok=True)
        self._write(until=0)

    @property
    def files(self) -> int:
        return sum(self.parts.values())

    def _write(self, *, until: int) -> None:
        for key in sorted(self.open, key=lambda key: (-self.open[key].count, key)):
            if self.held <= until:
                break
            rows = self.open.pop(key)
            self.held -= rows.count
            part = self.parts[key] = self.parts.get(key, 0) + 1
            path = (
                self.place / f"unit={self.units[key[0]]}" / f"month={key[1]}" / f"{key[0]}-{part:04d}.parquet"
            )
            path.parent.mkdir(parents=True, exist_ok=True)
            self.bytes += parquet.write(path, rows.columns(), sort=SORT)
        if sys.stderr.isatty():
            print(f"\r{self.rows:,} rows", end="", file=sys.stderr, flush=True)


def _beside(work: Path, writer: Partitions, upto: Cut) -> None:
    words = reading.words()
    told = {
        "schema": facts.SCHEMA,
        "grain": "one row per dossier, procedure, unit and local day on which it adds to a figure",
        "partitions": [{"name": name, "type": "string", **words[name]} for name in facts.PLACE],
        "columns": facts.schema(words, MEASURES),
        "not_yet_measured": dict(PLANNED),
        "journal": journal(upto),
        "dossiers": writer.dossiers,
        "rows": writer.rows,
    }
    folder.write(work / "SCHEMA.json", json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    folder.write(work / "sums.sql", facts.sums_sql(MEASURES))
    folder.write(work / "README.txt", README)
    folder.write(work / "units.csv", csv_text(reading.units(writer.found_units), UNITS))
    folder.write(work / "procedures.csv", csv_text(reading.procedures(writer.found_procedures), PROCEDURES))


def journal(upto: Cut) -> dict[str, Any]:
    """Return the line of the journal the files are of, as they name it."""
    at = upto.at.isoformat() if upto.at else None
    return {"chain": upto.chain, "seq": upto.seq, "hash": upto.hash, "at": at}


def csv_text(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Return rows as a CSV text with a head."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _say(args: argparse.Namespace, writer: Partitions, upto: Cut) -> int:
    told = {
        "folder": str(args.folder), "dossiers": writer.dossiers, "rows": writer.rows, "files": writer.files,
        "bytes": writer.bytes, "journal": journal(upto),
    }  # fmt: skip
    if args.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        text = (
            f"{writer.rows:,} rows of {writer.dossiers:,} dossiers in {writer.files:,} files: {args.folder}"
        )
        print(text, file=sys.stderr)
    return 0
