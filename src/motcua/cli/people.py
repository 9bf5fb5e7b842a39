"""motcua official, token: accounts of officials and keys of programs."""

import argparse
import sys
from getpass import getpass

from motcua.actions import person
from motcua.cli import database, units
from motcua.queries import moment, office, workdays
from motcua.rules.people import SYSTEM, Role

NEEDS_DJANGO = True
SCOPES = ("read", "write")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    official = commands.add_parser("official", help="make an official's account with a post in a unit")
    official.add_argument("user", help="sign-in name")
    official.add_argument("--name", required=True, help="full name")
    official.add_argument("--unit", required=True, help="agency code of the unit")
    official.add_argument("--role", required=True, choices=[str(role) for role in Role])
    official.add_argument("--title", default="")
    official.add_argument("--counter", default="")
    official.set_defaults(run=_official)
    token = commands.add_parser("token", help="make a key for a program; it is shown once")
    token.add_argument("user", help="the official on whose behalf the program acts")
    token.add_argument("--name", required=True, help="which program")
    token.add_argument("--scope", action="append", choices=SCOPES, help="read or write; may be repeated")
    token.add_argument("--days", type=int, default=365)
    token.set_defaults(run=_token)


def _official(args: argparse.Namespace) -> int:
    database.prepare()
    now = moment.now()
    password = (
        getpass("password (12 characters or more): ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    )
    if len(password) < 12:
        raise ValueError("a password has at least 12 characters")
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


def _token(args: argparse.Namespace) -> int:
    database.prepare()
    if not 1 <= args.days <= 3650:
        raise ValueError("a key lasts 1 to 3650 days")
    key = person.KeyWish(args.name, tuple(args.scope or ["read"]), args.days)
    print(
        person.issue_token(
            by=SYSTEM, user=units.named(office.account, "account", args.user), wish=key, now=moment.now()
        )
    )
    print("keep it now: it is not shown again", file=sys.stderr)
    return 0
