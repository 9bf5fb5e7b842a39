"""The command line: `motcua COMMAND`, or `python -m motcua COMMAND`."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from motcua.cli import GROUPS
from motcua.rules import RuleError

BAD_INPUT, INTERRUPTED = 2, 130
# What the surroundings got wrong, by name: not every command loads Django.
OUTSIDE = frozenset({"OperationalError", "ImproperlyConfigured", "NoSuch"})


class Parser(argparse.ArgumentParser):
    """A parser that refuses in one plain line."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {' '.join(message.split())}\n")


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib import metadata  # only when asked: it looks through the installed packages

        try:
            print(f"motcua {metadata.version('motcua')}")
        except metadata.PackageNotFoundError:
            print("motcua, from its source")
        parser.exit()


def parser(wanted: str) -> Parser:
    """Return the parser with the group that holds the wanted command, or with all of them."""
    found = Parser(prog="motcua", description="The one-stop counter, and what stands behind it.")
    found.add_argument("--version", action=_Version, nargs=0, help="print the version")
    commands = found.add_subparsers(dest="command", metavar="COMMAND", required=True)
    groups = [group for group in GROUPS if wanted in group.commands] or GROUPS
    if any(group.needs_django for group in groups):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.project.settings")
        import_module("django").setup()
    for group in groups:
        import_module(f"motcua.cli.{group.module}").add(commands)
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command: 0 done, 1 it found something wrong, 2 bad input, 130 interrupted."""
    given = list(sys.argv[1:] if argv is None else argv)
    wanted = next((word for word in given if not word.startswith("-")), "")
    try:
        args = parser(wanted).parse_args(given)
        code = int(args.run(args))
        sys.stdout.flush()
        return code
    except RuleError as refusal:
        return _refuse(wanted, (type(refusal).__doc__ or type(refusal).__name__).splitlines()[0])
    except ValueError as mistake:
        return _refuse(wanted, str(mistake))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as problem:
        return _refuse(wanted, str(problem))
    except Exception as problem:
        if OUTSIDE.isdisjoint(kind.__name__ for kind in type(problem).__mro__):
            raise
        return _refuse(wanted, (str(problem) or type(problem).__name__).splitlines()[0])


def _refuse(command: str, sentence: str) -> int:
    print(f"motcua {command}: {' '.join(sentence.split())}", file=sys.stderr)
    return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
