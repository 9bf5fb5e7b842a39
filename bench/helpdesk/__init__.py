"""django-helpdesk as a peer: a ticket in five calls, in an environment of its own, served alike."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from bench import five_calls, servers
from bench.clients import Line, Script
from bench.homes import ROOT, Home

PYTHON = ROOT / ".venv-helpdesk" / "bin" / "python"


def install() -> bool:
    """Make its environment where it is missing; tell whether it is there. Needs a package registry."""
    command = [sys.executable, str(ROOT / "tools" / "environment.py"), "peer", "helpdesk"]
    return subprocess.run(command, check=False).returncode == 0


def serve(home: Home) -> AbstractContextManager[tuple[int, str]] | None:
    """Serve it over a database of its own beside the home's; None where it is not installed."""
    return _served(home) if PYTHON.exists() else None


@contextmanager
def _served(home: Home) -> Iterator[tuple[int, str]]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
    own |= {
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "bench.helpdesk.settings",
        "HELPDESK_HOME": str(home.folder),
        "HELPDESK_SERVER": home.url if home.server else "",
    }
    command = [str(PYTHON), "-m", "bench.helpdesk.tables"]
    done = subprocess.run(command, env=own, cwd=ROOT, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    token = json.loads(done.stdout.strip().splitlines()[-1])["token"]
    target = "bench.helpdesk.wsgi:application"
    with servers.wsgi(target, own, five_calls.workers(home), python=str(PYTHON)) as port:
        yield port, token


def script(batch: int) -> Script:
    """Return the five calls: a ticket, a follow-up, its 20 kB attachment, two changes of status."""

    def once(line: Line, number: int) -> None:
        serial = f"{batch}-{number}"
        told = {"queue": 1, "title": f"Hồ sơ {serial}", "description": "Nguyễn Thị Hạnh", "priority": 3}
        ticket = line.post("/api/tickets/", told)["id"]
        note = {"ticket": ticket, "user": 1, "title": "Tài liệu", "comment": "Bản quét", "public": True}
        follow_up = line.post("/api/followups/", note)["id"]
        line.send("POST", "/api/followups-attachments/", _upload(follow_up, serial), five_calls.PARTS)
        for status in (2, 3):
            line.post("/api/followups/", note | {"new_status": status})

    return once


def _upload(follow_up: int, serial: str) -> bytes:
    name = b'--%b\r\nContent-Disposition: form-data; name="followup"\r\n\r\n%d\r\n' % (
        five_calls.EDGE,
        follow_up,
    )
    return name + five_calls.upload(serial)
