"""motcua export: what others may count with, in files that need no motcua to be read."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Commands = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add(commands: "Commands") -> None:
    """Add `export` and what it can export."""
    parser = commands.add_parser("export", help="write facts, logs and open data into a folder")
    parser.add_subparsers(dest="what", required=True)
