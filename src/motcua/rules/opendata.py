"""The form of the open data: one row per month, unit and number, described for whoever uses them again."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from motcua.rules.disclosure import COLUMNS, Row

SCHEMA = "motcua.figures/1"
ALL = "all"  # the code under which the sums of all units stand
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
FIELDS: tuple[tuple[str, str, str, str], ...] = (
    ("month", "yearmonth", "Tháng, dạng 2024-08", "Month, as 2024-08"),
    ("unit", "string", f"Mã định danh của đơn vị; “{ALL}” là tổng của mọi đơn vị",
     f"Agency code of the unit; “{ALL}” stands for all units together"),
    ("name", "string", "Tên đơn vị", "Name of the unit"),
    ("kind", "string", "Loại đơn vị: province, district, commune, office", "Kind of the unit"),
    ("measure", "string", "Chỉ số: xem danh sách “measures”", "The number that is counted: see “measures”"),
    ("value", "integer", "Giá trị; để trống khi số nhỏ được che", "The count; empty where it is hidden"),
    ("at_least", "integer", "Không nhỏ hơn", "No smaller than this"),
    ("at_most", "integer", "Không lớn hơn", "No greater than this"),
)  # fmt: skip


def rows(month: str, places: Iterable[tuple[str, str, str, Row]]) -> Iterator[dict[str, Any]]:
    """Yield the rows of one month: `places` are code, name, kind and cells of each unit.

    Source: OPEN-01, OPEN-02.
    """
    for code, name, kind, cells in places:
        for measure in COLUMNS:
            cell = cells[measure]
            yield {
                "month": month, "unit": code, "name": name, "kind": kind, "measure": measure,
                "value": cell.low if cell.is_exact else None, "at_least": cell.low, "at_most": cell.high,
            }  # fmt: skip


def schema(words: Mapping[str, Mapping[str, str]], least: int) -> dict[str, Any]:
    """Return what the columns and the measures mean, as JSON holds it.

    Raises: KeyError for a measure without words.
    Source: OPEN-01.
    """
    fields = [
        {"name": name, "type": kind, "description": vi, "description_en": en} for name, kind, vi, en in FIELDS
    ]
    measures = [
        {
            "name": name, "title": words[name]["vi"], "title_en": words[name]["en"],
            "description": words[name]["about_vi"], "description_en": words[name]["about_en"],
        }
        for name in COLUMNS
    ]  # fmt: skip
    return {
        "schema": SCHEMA,
        "fields": fields,
        "primaryKey": ["month", "unit", "measure"],
        "missingValues": [""],
        "measures": measures,
        "smallest_count_shown": least,
        "licence": LICENCE,
    }


def datapackage(
    told: Mapping[str, Any], *, title: str, files: Mapping[str, Mapping[str, Any]], last_on: date
) -> dict[str, Any]:
    """Return the description of a folder of open data, in the words of Frictionless Data.

    `files` holds, by path, what is particular of each file: its format, size and hash.

    Source: OPEN-01, OPEN-03.
    """
    table = {key: told[key] for key in ("fields", "primaryKey", "missingValues")}
    resources = [
        {
            "name": path.replace(".", "-"), "path": path, "encoding": "utf-8",
            "profile": "tabular-data-resource", "schema": table, **more,
        }
        for path, more in files.items()
    ]  # fmt: skip
    return {
        "profile": "tabular-data-package",
        "name": "motcua-figures",
        "title": title,
        "version": f"{last_on}",
        "licenses": [LICENCE],
        "measures": told["measures"],
        "smallest_count_shown": told["smallest_count_shown"],
        "resources": resources,
    }
