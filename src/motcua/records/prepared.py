"""A cursor for the statements of every act: PostgreSQL parses and plans each once per connection."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections


@contextmanager
def cursor() -> Iterator[Any]:
    """Yield a cursor like the connection's own; on PostgreSQL its values travel beside the statement.

    Django's own cursor writes the values into the text, so that nothing can be kept planned. Whoever
    uses this one gives values whose type the column tells.
    """
    line: Any = connections[DEFAULT_DB_ALIAS]
    if line.vendor != "postgresql" or line.queries_logged:  # a log wants to read the values
        with line.cursor() as found:
            yield found
        return
    from django.db.backends.postgresql.base import ServerBindingCursor

    line.ensure_connection()
    own: Any = ServerBindingCursor
    with line._prepare_cursor(own(line.connection)) as found:
        yield found
