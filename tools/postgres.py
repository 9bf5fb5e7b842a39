"""A throw-away PostgreSQL cluster: made, used, removed.

python tools/postgres.py run -- COMMAND ...     with MOTCUA_DATABASE_URL set for the command
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE_SECONDS = 60


class NoPostgres(RuntimeError):
    """There is no PostgreSQL server on this machine, or it would not start."""


def binaries() -> Path:
    """Return the folder of the newest PostgreSQL server programs.

    Raises: NoPostgres.
    """
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    on_path = shutil.which("initdb")
    for folder in [*reversed(debian), *([Path(on_path).resolve().parent] if on_path else [])]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgres("PostgreSQL is not installed (Debian: apt-get install postgresql)")


@contextmanager
def cluster(*, is_durable: bool = True) -> Iterator[str]:
    """Start a cluster of our own and yield its URL; stop and remove it, come what may.

    It is as durable as a real one, for the proofs in full and what is measured. One that is not leaves
    out waiting for the disk: a process that is killed loses nothing by that, only a machine would. As
    root it runs as another user: PostgreSQL refuses root.
    """
    programs, user = binaries(), _user()
    home = Path(tempfile.mkdtemp(prefix="motcua-pg-"))
    password, server = secrets.token_hex(16), None
    try:
        (home / "password").write_text(password)
        for path in (home, home / "password"):
            if user:
                shutil.chown(path, user, pwd.getpwnam(user).pw_gid)
        _init(programs, home, user)
        port = _free_port()
        server = _start(programs, home, user, port, is_durable)
        _wait(programs, home, server, port)
        yield f"postgres://motcua:{password}@127.0.0.1:{port}/postgres"
    finally:
        if server:
            _stop(server)
        shutil.rmtree(home, ignore_errors=True)


def _user() -> str | None:
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _as(user: str | None) -> dict[str, object]:
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def _init(programs: Path, home: Path, user: str | None) -> None:
    locale = ["--encoding=UTF8", "--locale=C.UTF-8"]
    access = ["--username=motcua", "--auth=scram-sha-256", f"--pwfile={home / 'password'}"]
    command = [str(programs / "initdb"), "-D", str(home / "data"), "--data-checksums", *locale, *access]
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False, **_as(user))  # type: ignore[call-overload]
    if done.returncode:
        raise NoPostgres(done.stderr.strip())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(
    programs: Path, home: Path, user: str | None, port: int, is_durable: bool
) -> subprocess.Popen[bytes]:
    waits = "on" if is_durable else "off"
    settings = {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": home,
        "max_connections": 200,
        "shared_buffers": "256MB",
        "fsync": waits,
        "full_page_writes": waits,
        "synchronous_commit": "on",
        "log_min_messages": "fatal",
    }
    options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
    with (home / "log").open("wb") as log:
        # A session of its own: Ctrl-C reaches us, and we stop the server after its clients.
        return subprocess.Popen(
            [str(programs / "postgres"), "-D", str(home / "data"), *options],
            cwd=home,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **_as(user),  # type: ignore[call-overload]
        )


def _wait(programs: Path, home: Path, server: subprocess.Popen[bytes], port: int) -> None:
    ready = [str(programs / "pg_isready"), "--quiet", "-h", "127.0.0.1", "-p", str(port)]
    for _ in range(PATIENCE_SECONDS * 20):
        if server.poll() is not None:
            break
        if subprocess.run(ready, check=False).returncode == 0:
            return
        time.sleep(0.05)
    raise NoPostgres((home / "log").read_text(errors="replace")[-2000:])


def _stop(server: subprocess.Popen[bytes]) -> None:
    for sign, seconds in ((signal.SIGINT, 10), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
        if server.poll() is None:
            server.send_signal(sign)
        try:
            server.wait(seconds)
            return
        except subprocess.TimeoutExpired:
            continue


def _leave(*_: object) -> None:
    raise SystemExit(143)


def main(command: list[str]) -> int:
    """Run one command beside a fresh cluster; return its exit code."""
    signal.signal(signal.SIGTERM, _leave)
    try:
        with cluster() as url:
            print(f"PostgreSQL at {url}", file=sys.stderr, flush=True)
            surroundings = os.environ | {"MOTCUA_DATABASE_URL": url}
            return subprocess.run(command, env=surroundings, check=False).returncode
    except NoPostgres as no:
        print(no, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    if sys.argv[1:3] != ["run", "--"] or not sys.argv[3:]:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[3:]))
