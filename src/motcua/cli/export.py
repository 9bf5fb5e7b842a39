"""motcua export: what others may count with, in files that need no motcua to be read."""

import argparse
from importlib import import_module
from importlib.util import find_spec

# Modules of this package that export something: add_export(kinds).
KINDS = ("facts", "opendata", "tallies", "logs", "xes", "ocel")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `export` and what it can export."""
    parser = commands.add_parser("export", help="write facts, logs and open data into a folder")
    kinds = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    for name in KINDS:
        if find_spec(f"motcua.cli.{name}"):
            import_module(f"motcua.cli.{name}").add_export(kinds)
