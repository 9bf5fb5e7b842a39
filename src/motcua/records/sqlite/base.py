"""The SQLite back end with the journal mode its version is safe with, and one outer write lock.

SQLite from 3.7.0 to 3.51.2 may lose commits in WAL mode when several connections meet a
checkpoint, so WAL is used only where the mend is linked in. The outer lock makes waiting fair:
SQLite's own busy handler lets one writer starve for seconds (decision 0003 has the figures).
`trusted_schema` stays on: older SQLite calls JSON_VALID, which Django puts into CHECK, unsafe.
"""

import fcntl
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.sqlite3 import base

VERSION = sqlite3.sqlite_version_info
WAL_IS_SAFE = VERSION >= (3, 51, 3) or (3, 50, 7) <= VERSION < (3, 51) or (3, 44, 6) <= VERSION < (3, 45)
PRAGMAS = (
    *(
        ("journal_mode = WAL", "synchronous = FULL")
        if WAL_IS_SAFE
        else ("journal_mode = DELETE", "synchronous = EXTRA")
    ),
    "cell_size_check = ON",
    "busy_timeout = 5000",
    "cache_size = -16000",
    "temp_store = MEMORY",
)
WRITE = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)


class Cursor(base.SQLiteCursorWrapper):
    """A cursor whose single writes, outside of a transaction, wait their turn at the outer lock too."""

    wrapper: "DatabaseWrapper"

    def execute(self, query: str, params: Any = None) -> Any:
        with self.wrapper.turn(query):
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        with self.wrapper.turn(query):
            return super().executemany(query, param_list)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite connection; a write transaction first takes the lock beside the file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lock_file: int | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        connection = super().get_new_connection(conn_params)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def create_cursor(self, name: str | None = None) -> Cursor:
        cursor: Cursor = self.connection.cursor(factory=Cursor)
        cursor.wrapper = self
        return cursor

    @contextmanager
    def turn(self, query: str) -> Iterator[None]:
        """Hold the outer lock around one statement, unless it only reads or a transaction holds it."""
        if self._lock_file is not None or not WRITE.match(query):
            yield
            return
        self._take()
        try:
            yield
        finally:
            self._release()

    def _start_transaction_under_autocommit(self) -> None:
        self._take()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._release()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()
        finally:
            self._release()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()
        finally:
            self._release()

    def _close(self) -> Any:
        try:
            return super()._close()
        finally:
            self._release()

    def _take(self) -> None:
        name = str(self.settings_dict["NAME"])
        if self._lock_file is not None or ":memory:" in name or "mode=memory" in name:
            return
        lock_file = os.open(f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(lock_file, fcntl.LOCK_EX)
        self._lock_file = lock_file

    def _release(self) -> None:
        if self._lock_file is not None:
            os.close(self._lock_file)  # closing lets go of the lock, also when the process dies
            self._lock_file = None
