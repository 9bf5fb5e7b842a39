"""Parquet files: columns in, one file out, the same bytes for the same columns."""

import io
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class Rows:
    """Rows with a few keys and many whole numbers that are mostly nothing: only the others take room."""

    names: tuple[str, ...]
    keys: tuple[str, ...]
    kept: dict[str, list[Any]] = field(init=False)
    places: "array[int]" = field(default_factory=lambda: array("Q"))
    values: "array[int]" = field(default_factory=lambda: array("q"))
    count: int = 0
    _at: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.kept = {key: [] for key in self.keys}
        self._at = {name: at for at, name in enumerate(self.names)}

    def add(self, keys: Sequence[Any], numbers: Mapping[str, int]) -> None:
        """Add one row."""
        for key, value in zip(self.keys, keys, strict=True):
            self.kept[key].append(value)
        first, at = self.count * len(self.names), self._at
        self.places.extend([first + at[name] for name in numbers])
        self.values.extend(numbers.values())
        self.count += 1

    def columns(self) -> dict[str, list[Any]]:
        """Return all columns with every nothing written out as 0."""
        width = len(self.names)
        dense = [[0] * self.count for _ in self.names]
        for place, value in zip(self.places, self.values, strict=True):
            dense[place % width][place // width] = value
        return {**self.kept, **dict(zip(self.names, dense, strict=True))}


def packed(columns: Mapping[str, Sequence[Any]], *, sort: Iterable[str] = ()) -> bytes:
    """Return columns of text, days and whole numbers (None allowed) as the bytes of a Parquet file.

    Whole numbers are 64 bits wide, for one engine must read all files of a folder alike.
    """
    import polars  # not at the top: it takes a quarter of a second that only an export should pay

    frame = polars.DataFrame([_series(polars, name, values) for name, values in columns.items()])
    wanted, made = list(sort), io.BytesIO()
    (frame.sort(wanted) if wanted else frame).write_parquet(
        made, compression="zstd", compression_level=3, statistics=False
    )
    return made.getvalue()


def write(path: Path, columns: Mapping[str, Sequence[Any]], *, sort: Iterable[str] = ()) -> int:
    """Write columns to a new file; return its size in bytes.

    Raises: OSError; FileExistsError.
    """
    body = packed(columns, sort=sort)
    with path.open("xb") as file:
        file.write(body)
    return len(body)


def _series(polars: Any, name: str, values: Sequence[Any]) -> Any:
    first = next((value for value in values if value is not None), None)
    kind = polars.Date if isinstance(first, date) else polars.Utf8 if isinstance(first, str) else polars.Int64
    return polars.Series(name, values, dtype=kind)
