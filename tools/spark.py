"""Build the environment of PySpark, which only sums exported facts in a test: .venv-spark and a Java runtime.

python tools/spark.py    says nothing when all is there; else what it does, or why it cannot
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
JAVA = "default-jre-headless"


def install() -> str:
    """Make what is missing, where we may; return why it is not there, or nothing."""
    if not shutil.which("java"):
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            return f"no Java runtime, and we may not install one: apt-get install {JAVA}"
        print(f"Installing Debian package: {JAVA} ...", flush=True)
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        apt = ["apt-get", "-qq", "-o=Dpkg::Use-Pty=0"]
        subprocess.run([*apt, "update"], env=quiet, check=False, stdin=subprocess.DEVNULL)
        command = [*apt, "install", "--yes", "--no-install-recommends", JAVA]
        done = subprocess.run(command, env=quiet, check=False, stdin=subprocess.DEVNULL, capture_output=True)
        if done.returncode:
            return f"apt-get could not install {JAVA}"
    command = [sys.executable, str(ROOT / "tools" / "environment.py"), "peer", "spark"]
    if subprocess.run(command, check=False).returncode:
        return "PySpark could not be installed: is the package registry reachable from here?"
    return ""


if __name__ == "__main__":
    why = install()
    if why:
        sys.exit(why)
