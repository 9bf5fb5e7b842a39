"""The face of the terminal: one module per group of commands, imported only when one of them is run."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    """A module of this package and the names of the commands its `add(commands)` adds.

    Django is set up before the module is imported, unless it can do without.
    """

    module: str
    commands: tuple[str, ...]
    needs_django: bool = True


GROUPS = (
    Group("calendar", ("calendar",)),
    Group("capacity", ("capacity",), needs_django=False),
    Group("checkpoint", ("checkpoint", "sample")),
    Group("criteria", ("criteria",)),
    Group("deadline", ("deadline",), needs_django=False),
    Group("export", ("export",)),
    Group("fee", ("fee",)),
    Group("imports", ("import",)),
    Group("index", ("index",)),
    Group("people", ("official", "leave", "password", "token")),
    Group("process", ("process",)),
    Group("report", ("report",)),
    Group("serve", ("init", "serve", "work", "demo")),
    Group("units", ("unit", "offer")),
    Group("watch", ("watch",)),
    Group("verify", ("verify", "rebuild", "check")),
)
