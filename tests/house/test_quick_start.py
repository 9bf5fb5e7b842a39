"""The first three minutes of a newcomer: one command, and a district answers."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.house import readings

PATIENCE_SECONDS = 120
# Of the processor, not of the wall: what others do beside it must not count.


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def opened(address):
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except (urllib.error.URLError, OSError):
        return None, ""


def surroundings(home):
    """Return an environment that no setting of this run reaches."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("MOTCUA_", "DJANGO_"))}
    return ours | {"MOTCUA_HOME": str(home), "PYTHONPATH": str(readings.ROOT / "src")}


class Demo:
    """The demonstration as a person starts it, in a home of its own."""

    def __init__(self, home):
        self.address, begun = f"http://127.0.0.1:{(port := free_port())}/", time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "motcua", "demo", "--port", str(port)],
            env=surroundings(home),
            cwd=home,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        while opened(self.address)[0] != 200:
            assert self.process.poll() is None, "the demonstration ended by itself"
            assert time.monotonic() - begun < PATIENCE_SECONDS, "the demonstration does not answer"
            time.sleep(0.05)

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        said = self.process.communicate(timeout=30)[0]
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return self.process.returncode, said
        os.killpg(self.process.pid, signal.SIGKILL)
        raise AssertionError("a process of the demonstration outlived it")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("demo")


def test_it_makes_a_district_and_names_who_may_sign_in(home):
    demo = Demo(home)

    page = opened(demo.address)[1]
    code, said = demo.stop()

    assert "motcua" in page.lower() or "Một cửa" in page
    assert code == 0
    assert demo.address in said
    assert all(name in said for name in ("lan", "minh", "hoa"))


@pytest.mark.full
def test_it_takes_up_the_same_district_the_second_time(home):
    """How quick that is stands in `make bench`; here, that nothing is made anew."""
    made = (home / "demo").stat().st_mtime_ns

    code, said = Demo(home).stop()

    assert code == 0
    assert "lan" in said
    assert (home / "demo").stat().st_mtime_ns == made


@pytest.mark.parametrize("command", ["verify", "rebuild", "check"])
def test_its_district_is_proven_by_the_journal(home, command):
    done = subprocess.run(
        [sys.executable, "-m", "motcua", command, "--json"],
        env=surroundings(home),
        capture_output=True,
        text=True,
    )

    told = json.loads(done.stdout)
    assert told["problems"] == []
    assert command == "check" or told["entries"] > 1_000
    assert done.returncode == 0
