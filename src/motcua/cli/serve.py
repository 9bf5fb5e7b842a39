"""motcua init, serve, work, demo: the product as it runs."""

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

NEEDS_DJANGO = True
APPLICATION = "motcua.project.wsgi:application"
BOARDS = "motcua.project.boards:application"
STOP_SECONDS = 15  # a child has to finish what it is at


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    init = commands.add_parser("init", help="make the database and the home folder")
    init.set_defaults(run=_init)
    serve = commands.add_parser("serve", help="answer browsers and programs")
    _address(serve)
    serve.add_argument(
        "--workers", type=int, default=0, help="web processes (default: 1 on SQLite, 2 otherwise)"
    )
    serve.set_defaults(run=_serve)
    boards = commands.add_parser("boards", help="push what moves in the halls to their open boards")
    _address(boards)
    boards.set_defaults(run=_boards)
    work = commands.add_parser("work", help="deliver messages and do what time brings about")
    work.add_argument("--once", action="store_true", help="stop when nothing is left to do")
    work.set_defaults(run=_work)
    demo = commands.add_parser(
        "demo", help="a model district: made on the first start, then served and worked for"
    )
    _address(demo)
    size = demo.add_mutually_exclusive_group()
    size.add_argument(
        "--small", action="store_true", help="a sample of the dossiers, in ten seconds (the default)"
    )
    size.add_argument(
        "--full", action="store_true", help="all 30,000 dossiers of nine months, in about a minute"
    )
    demo.add_argument("--fresh", action="store_true", help="throw the demo's data away and make it anew")
    demo.add_argument("--only-make", action="store_true", help="make the district and stop")
    demo.set_defaults(run=_demo)


def _address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("MOTCUA_PORT", "8000")))


def _init(args: argparse.Namespace) -> int:
    from django.conf import settings

    from motcua.cli import database
    from motcua.edge import signing

    database.prepare()
    signing.load(settings.HOME / "keys")  # made now, so that its name can be handed out from the first day
    print(f"ready: {settings.HOME}", file=sys.stderr)
    return 0


def _serve(args: argparse.Namespace) -> int:
    from django.conf import settings

    from motcua.cli import database

    database.prepare()
    broken = database.broken()
    problems = [*database.unsafe(), *broken]
    for problem in problems:
        print(f"motcua: {problem}", file=sys.stderr)
    if broken or (problems and settings.PRODUCTION):
        print("motcua: not started; put this right first", file=sys.stderr)
        return 2
    return _granian(args.host, args.port, args.workers)


def _boards(args: argparse.Namespace) -> int:
    """Become the little server of boards: one process, one line a board."""
    from motcua.cli import database

    database.prepare()
    options = ["--interface", "asgi", "--host", args.host, "--port", str(args.port), "--workers", "1"]
    options += ["--backlog", "1024", "--log-level", "warning", "--respawn-failed-workers"]
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "granian", *options, BOARDS])


def _granian(host: str, port: int, workers: int = 0) -> int:
    """Become the server: what checked the house is not kept in memory beside it."""
    from django.db import connection

    # SQLite has one writer: one process with a few threads is the fastest and the fairest (SPEED.md).
    lone = connection.vendor == "sqlite"
    connection.close()
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": str(workers or (1 if lone else 2)),
        "--blocking-threads": "4",
        "--backlog": "512",
        "--log-level": "warning",
    }
    words = [word for pair in options.items() for word in pair]
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(
        sys.executable, [sys.executable, "-m", "granian", *words, "--respawn-failed-workers", APPLICATION]
    )


def _work(args: argparse.Namespace) -> int:
    from motcua.cli import database
    from motcua.jobs import loop

    database.prepare()
    done = loop.work(once=args.once)
    print(f"done: {done}", file=sys.stderr)
    return 0


def _demo(args: argparse.Namespace) -> int:
    home = Path(os.environ.get("MOTCUA_HOME", "var")).resolve()
    if args.fresh:
        _throw_away(home)
    if not (home / "demo").exists():
        making = [sys.executable, "-m", "motcua.demo", "--full" if args.full else "--small"]
        if subprocess.run(making, check=False).returncode:
            return 2
    if args.only_make:
        return 0
    # The settings of this process were read before the district existed: start again with them.
    return _run_both(args)


def _throw_away(home: Path) -> None:
    if not (home / "demo").exists() and (home / "motcua.sqlite3").exists():
        raise ValueError(f"{home} holds a live installation, not a demonstration: nothing was thrown away")
    for name in (
        "motcua.sqlite3",
        "motcua.sqlite3-journal",
        "motcua.sqlite3.lock",
        "demo",
        "clock_offset",
        "outbox.jsonl",
    ):
        (home / name).unlink(missing_ok=True)


def _see_off(child: "subprocess.Popen[bytes]") -> None:
    """Wait for a child that was asked to stop; one that cannot is ended, so that Ctrl-C always ends all."""
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _run_both(args: argparse.Namespace) -> int:
    command = [sys.executable, "-m", "motcua"]
    commands: Sequence[list[str]] = (
        [*command, "serve", "--host", args.host, "--port", str(args.port)],
        [*command, "work"],
        [*command, "boards", "--host", args.host, "--port", str(args.port + 1)],
    )
    # The links of slips lead to this very address, unless another one was set.
    here = {
        "MOTCUA_PUBLIC_URL": f"http://{args.host}:{args.port}",
        "MOTCUA_BOARDS_URL": f"http://{args.host}:{args.port + 1}",
    }
    surroundings = here | dict(os.environ)
    children = [subprocess.Popen(each, env=surroundings) for each in commands]
    print((Path(os.environ.get("MOTCUA_HOME", "var")) / "demo").read_text("utf-8"))
    print(f"http://{args.host}:{args.port}/\n", flush=True)

    def stop(*_: object) -> None:
        for child in children:
            child.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    code = children[0].wait()
    stop()
    for child in children[1:]:
        _see_off(child)
    return 0 if code in (0, -signal.SIGTERM, -signal.SIGINT) else 1
