"""motcua official, token: accounts of officials and keys of programs."""

import argparse
import sys
from getpass import getpass
from typing import Any

from motcua.actions import person
from motcua.cli import database, units
from motcua.queries import moment, office, workdays
from motcua.rules.people import SYSTEM, Role

NEEDS_DJANGO = True
SCOPES = ("read", "write", "kiosk")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    official = commands.add_parser("official", help="make an official's account with a post in a unit")
    official.add_argument("user", help="sign-in name")
    official.add_argument("--name", required=True, help="full name")
    official.add_argument("--unit", required=True, help="agency code of the unit")
    official.add_argument("--role", required=True, choices=[str(role) for role in Role])
    official.add_argument("--title", default="")
    official.add_argument("--counter", default="")
    official.set_defaults(run=_official)
    leave = commands.add_parser(
        "leave", help="end an official's posts; from the next request on they give no rights"
    )
    leave.add_argument("user", help="sign-in name")
    leave.set_defaults(run=_leave)
    password = commands.add_parser("password", help="set an official's password anew")
    password.add_argument("user", help="sign-in name")
    password.set_defaults(run=_password)
    token = commands.add_parser("token", help="make a key for a program; it is shown once")
    token.add_argument("user", help="the official on whose behalf the program acts")
    token.add_argument("--name", required=True, help="which program")
    token.add_argument("--scope", action="append", choices=SCOPES, help="read, write, kiosk; may be repeated")
    token.add_argument("--days", type=int, default=365)
    token.set_defaults(run=_token)


def _official(args: argparse.Namespace) -> int:
    database.prepare()
    now = moment.now()
    password = _asked()
    post = person.Engagement(
        unit_id=units.unit(args.unit).pk,
        role=Role(args.role),
        title=args.title,
        counter=args.counter,
        from_on=workdays.today(now),
    )
    person.engage(by=SYSTEM, account=person.Account(args.user, args.name, password), posts=[post], now=now)
    print(f"{args.user} may sign in", file=sys.stderr)
    return 0


def _user(name: str) -> Any:
    return units.named(office.account, "account", name)


def _asked() -> str:
    """Ask for a password, or read it from a pipe.

    Raises: ValueError below twelve characters.
    """
    asked = "password (12 characters or more): "
    password = getpass(asked) if sys.stdin.isatty() else sys.stdin.readline().strip()
    if len(password) < 12:
        raise ValueError("a password has at least 12 characters")
    return password


def _leave(args: argparse.Namespace) -> int:
    database.prepare()
    ended = person.leave(by=SYSTEM, user=_user(args.user), now=moment.now())
    print(f"{args.user} has left: {ended} posts ended", file=sys.stderr)
    return 0


def _password(args: argparse.Namespace) -> int:
    database.prepare()
    person.set_password(by=SYSTEM, user=_user(args.user), password=_asked(), now=moment.now())
    print(f"{args.user} has a new password and is signed out everywhere", file=sys.stderr)
    return 0


def _token(args: argparse.Namespace) -> int:
    database.prepare()
    if not 1 <= args.days <= 3650:
        raise ValueError("a key lasts 1 to 3650 days")
    key = person.KeyWish(args.name, tuple(args.scope or ["read"]), args.days)
    print(person.issue_token(by=SYSTEM, user=_user(args.user), wish=key, now=moment.now()))
    print("keep it now: it is not shown again", file=sys.stderr)
    return 0
