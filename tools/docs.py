"""Write the pages that are made from data, so that they never differ from it.

python tools/docs.py [check]
"""

import csv
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
REGISTER = ROOT / "src" / "motcua" / "data" / "sources"

SOURCES = """\
# Register of sources

Every rule in the code cites an id of this register, and a test checks that it does.
The page is made from `src/motcua/data/sources/` by `make docs`; change the rows there.
Days are half-open: a source is in force from its first day and no longer on its last.
Confidence: H, read in the official text; M, read in a good second source; L, a single or weak source;
`illustrative`, our own working value until an installation lays down its own.

| id | citation | what it fixes | from | until | confidence |
|---|---|---|---|---|---|
"""


def sources() -> str:
    """Return docs/sources.md."""
    rows = []
    for path in sorted(REGISTER.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            rows += list(csv.DictReader(lines))
    columns = ("id", "citation", "fixes", "from_on", "until_on", "confidence")
    cells = [[(row[name] or "").replace("|", "\\|").strip() for name in columns] for row in rows]
    return SOURCES + "".join(f"| {' | '.join(row)} |\n" for row in sorted(cells))


FACTS = """\
# Facts: the columns

The page is made from `src/motcua/data/measures.yaml` by `make docs`; change the sentences there.
`motcua export facts` writes `facts/unit=CODE/month=YYYY-MM/*.parquet`.
A row is what one dossier adds to the figures of one procedure, unit and local day.
Every measure is a 64-bit whole number and never empty; `day` is a date; the other columns are text.
`SCHEMA.json` beside the data says the same for programs, and `sums.sql` is the query.
`units.csv` and `procedures.csv` name the codes.

| column | counts | lands on the day | meaning | nghĩa |
|---|---|---|---|---|
"""


def facts() -> str:
    """Return docs/reference/facts.md."""
    path = ROOT / "src" / "motcua" / "data" / "measures.yaml"
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    return FACTS + "".join(
        f"| `{name}` | {row['unit']} | {row['lands']} | {row['en']} | {row['vi']} |\n"
        for name, row in rows.items()
    )


PAGES = {ROOT / "docs" / "sources.md": sources, ROOT / "docs" / "reference" / "facts.md": facts}


def main(check: bool) -> int:
    """Write the pages, or say which are not current; return the exit code."""
    stale = [path for path, page in PAGES.items() if not path.exists() or path.read_text("utf-8") != page()]
    for path in stale:
        if check:
            print(f"{path.relative_to(ROOT)} is not current: run `make docs`")
        else:
            path.write_text(PAGES[path](), encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    if sys.argv[1:] not in ([], ["check"]):
        sys.exit(__doc__)
    sys.exit(main(check=bool(sys.argv[1:])))
