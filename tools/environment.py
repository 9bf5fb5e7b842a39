"""Build the Python environment of this checkout, and only the part that changed.

    python3 tools/environment.py base     what `make demo` needs
    python3 tools/environment.py dev      what the tests and linters need besides
    python3 tools/environment.py peer X   .venv-X from requirements/X.txt: a program we only compare with

Runs on the machine's own Python, so it imports the standard library only.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "motcua.json"
LOCKS = {"base": ROOT / "requirements" / "base.txt", "dev": ROOT / "requirements" / "dev.txt"}
OLDEST = (3, 11)

NO_VENV = """\
This Python cannot make a virtual environment: ensurepip, pip and virtualenv are all missing.
Install one of them, then run the same command again. On Debian, as root:
    apt-get update && apt-get install python3-venv"""


def main(wanted: str) -> int:
    """Bring .venv to the state of the lock file `wanted`; return the exit code."""
    if sys.version_info < OLDEST:
        have = ".".join(map(str, sys.version_info[:3]))
        sys.exit(f"motcua needs Python 3.11 or newer; this is {have}. Try: make PYTHON=python3.11 demo")
    kept = _kept()
    if kept.get("place") != _place():
        _make()
        kept = {"place": _place()}
    # The development lock holds every pin of the base lock (a house test says so).
    asked = {name: _digest(LOCKS[name]) for name in ("base", "dev")}
    if kept.get("base") == asked["base"] and (wanted == "base" or kept.get("dev") == asked["dev"]):
        return 0
    _install(LOCKS[wanted])
    _link()
    kept |= {"base": asked["base"]} | ({"dev": asked["dev"]} if wanted == "dev" else {"dev": None})
    STAMP.write_text(json.dumps(kept))
    return 0


def _place() -> str:
    """Name what a virtual environment is bound to: its folder and its Python."""
    version = ".".join(map(str, sys.version_info[:2]))
    return f"{VENV} {version} {os.path.realpath(sys.executable)}"


def _kept() -> dict[str, str | None]:
    try:
        kept: dict[str, str | None] = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return kept if PYTHON.exists() else {}


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def peer(name: str) -> int:
    """Bring the environment of a peer to the state of its lock file; return the exit code."""
    venv, lock = ROOT / f".venv-{name}", ROOT / "requirements" / f"{name}.txt"
    stamp, wanted = venv / "motcua.json", _digest(lock)
    if stamp.exists() and json.loads(stamp.read_text()) == wanted:
        return 0
    _make(venv)
    _install(lock, venv / "bin" / "python")
    stamp.write_text(json.dumps(wanted))
    return 0


def _make(venv: Path = VENV) -> None:
    """Make an empty environment with whatever this machine offers."""
    shutil.rmtree(venv, ignore_errors=True)
    print(f"Making {venv.name} with Python {sys.version.split()[0]} ...", file=sys.stderr, flush=True)
    if _works(sys.executable, "-m", "venv", str(venv)):
        return
    shutil.rmtree(venv, ignore_errors=True)
    has_pip = _works(sys.executable, "-m", "pip", "--version")
    if has_pip and _works(sys.executable, "-m", "venv", "--without-pip", str(venv)):
        return
    if shutil.which("virtualenv") and _works("virtualenv", "--python", sys.executable, str(venv)):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "python3-venv"], env=quiet, check=False)
        if _works(sys.executable, "-m", "venv", str(venv)):
            return
    shutil.rmtree(venv, ignore_errors=True)
    sys.exit(NO_VENV)


def _works(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _install(lock: Path, python: Path = PYTHON) -> None:
    """Install exactly what the lock file names, each file checked against its hash."""
    pip = [str(python), "-m", "pip"]
    if not _works(*pip, "--version"):
        pip = [sys.executable, "-m", "pip", "--python", str(python)]
    pins = sum(line[:1].isalnum() for line in lock.read_text().splitlines())
    print(
        f"Installing {pins} packages of requirements/{lock.name} (a minute or two) ...",
        file=sys.stderr,
        flush=True,
    )
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--root-user-action=ignore"]
    # Python compiles what it imports; compiling all that is never imported took as long as installing it.
    command = [*pip, "install", *quiet, "--no-compile", "--require-hashes", "-r", str(lock)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stdout + done.stderr, file=sys.stderr)
        sys.exit(f"pip could not install {lock.name}: is the package registry reachable from here?")


def _link() -> None:
    """Let the environment find the sources, know their version, and have the `motcua` command."""
    import tomllib  # not at the top: an older Python must reach the sentence that refuses it

    site = next(VENV.glob("lib/python3.*/site-packages"))
    (site / "motcua.pth").write_text(f"{ROOT / 'src'}\n")
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    for old in site.glob("motcua-*.dist-info"):
        shutil.rmtree(old)
    about = site / f"motcua-{version}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: motcua\nVersion: {version}\n")
    command = VENV / "bin" / "motcua"
    command.write_text(f"#!{PYTHON}\nimport sys\n\nfrom motcua.__main__ import main\n\nsys.exit(main())\n")
    command.chmod(0o755)


if __name__ == "__main__":
    if sys.argv[1:2] == ["peer"] and len(sys.argv) == 3:
        sys.exit(peer(sys.argv[2]))
    if sys.argv[1:] not in (["base"], ["dev"]):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
