"""Debian packages that only the tests need: installed when missing and allowed, otherwise named."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path


def _has_postgres() -> bool:
    return bool(shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")))


def _has_chromium() -> bool:
    programs = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return any(map(shutil.which, programs))


# The Chromium without a window is half as large as the other and draws the same pages sooner.
WANTED: dict[str, Callable[[], bool]] = {
    "espeak-ng": lambda: bool(shutil.which("espeak-ng")),
    "postgresql": _has_postgres,
    "chromium-headless-shell": _has_chromium,
}


def missing() -> list[str]:
    """Return the packages that the tests want and this machine lacks."""
    return [name for name, is_here in WANTED.items() if not is_here()]


def install() -> dict[str, str]:
    """Install what is missing, where we may; return what is still missing, and why."""
    names = missing()
    if not names:
        return {}
    if not shutil.which("apt-get"):
        return dict.fromkeys(names, "not installed, and this is no Debian machine")
    if os.geteuid() != 0:
        return {name: f"not installed, and we are not root: apt-get install {name}" for name in names}
    print(f"Installing Debian packages: {' '.join(names)} ...", flush=True)
    surroundings = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-qq", "-o=Dpkg::Use-Pty=0"]
    subprocess.run([*apt, "update"], env=surroundings, check=False, stdin=subprocess.DEVNULL)
    command = [*apt, "install", "--yes", "--no-install-recommends", *names]
    done = subprocess.run(
        command, env=surroundings, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    lines = (done.stderr or done.stdout).strip().splitlines()
    return dict.fromkeys(
        missing(), f"apt-get could not install it: {lines[-1] if lines else 'no reason given'}"
    )
