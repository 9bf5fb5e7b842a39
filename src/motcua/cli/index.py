"""motcua index: the quality indices of a unit and period, from its tallies."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Commands = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add(commands: "Commands") -> None:
    """Add `index` and the indices it knows."""
    parser = commands.add_parser("index", help="compute a quality index of a unit and period")
    parser.add_subparsers(dest="which", required=True)
