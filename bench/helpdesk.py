"""django-helpdesk as a peer."""

from contextlib import AbstractContextManager

from bench.clients import Line
from bench.homes import Home


def serve(home: Home) -> AbstractContextManager[tuple[int, str]] | None:
    return None


def script(line: Line, number: int) -> None: ...
