"""The little server of boards as a program of its own, and a line to a server that can be cut."""

import os
import signal
import socket
import threading
import time
from contextlib import suppress
from enum import Enum
from urllib.error import HTTPError
from urllib.request import urlopen

from tests.proofs import processes

PATIENCE_SECONDS = 60
BROKEN = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def free_port():
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """`motcua boards`, started, killed without warning, and started again at the same address."""

    def __init__(self, home):
        self.home, self.port = home, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self):
        command = ("-m", "motcua", "boards", "--port", str(self.port))
        self.process = processes.start(*command, alone=True, MOTCUA_HOME=str(self.home))
        until(self._answers)

    def _answers(self):
        """Ask for the board of no hall: it takes connections long before it can answer."""
        assert self.process.poll() is None, "the server of boards did not start"
        try:
            urlopen(f"{self.url}/screen/none/stream", timeout=PATIENCE_SECONDS)
        except HTTPError as no:
            return no.code == 404
        except OSError:
            return False

    def kill(self):
        """Kill it with all its processes, as a power cut does."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()


class State(Enum):
    """What the line does with what is sent."""

    OPEN = "carries it"
    SILENT = "swallows it: nothing comes, and nothing is closed"
    BROKEN = "answers by itself that the server is gone"


class Line:
    """A proxy to a port of this machine, for browsers that must not know that somebody stands between."""

    def __init__(self, port):
        self.target, self.state = port, State.OPEN
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        self.sockets = [self.listening]
        self.alive = []  # of each connection one mark: what went silent never carries again
        threading.Thread(target=self._taking, daemon=True).start()

    def swallow(self):
        """Let every connection that stands go silent for good; those that come stay silent until `mend`."""
        self.state = State.SILENT
        for alive in self.alive:
            alive[0] = False

    def mend(self):
        """Carry new connections again; one that went silent stays so."""
        self.state = State.OPEN

    def break_off(self):
        """Cut every connection, and answer new ones with 502."""
        self.state = State.BROKEN
        for one in self.sockets[1:]:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def end(self):
        for one in self.sockets:
            with suppress(OSError):
                one.close()

    def _taking(self):
        with suppress(OSError):
            while True:
                taken, _ = self.listening.accept()
                self.sockets.append(taken)
                threading.Thread(target=self._carry, args=(taken,), daemon=True).start()

    def _carry(self, taken):
        with suppress(OSError):
            if self.state is State.BROKEN:
                taken.recv(65536)
                taken.sendall(BROKEN)
                taken.shutdown(socket.SHUT_WR)
                return
            if self.state is State.SILENT:
                return
            there = socket.create_connection(("127.0.0.1", self.target))
            self.sockets.append(there)
            alive = [True]
            self.alive.append(alive)
            threading.Thread(target=self._pour, args=(there, taken, alive), daemon=True).start()
            self._pour(taken, there, alive)

    def _pour(self, from_, into, alive):
        with suppress(OSError):
            while told := from_.recv(65536):
                if alive[0]:
                    into.sendall(told)
            if alive[0]:
                into.shutdown(socket.SHUT_WR)


def until(what, seconds=PATIENCE_SECONDS):
    """Return what a question answers as soon as it answers with something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        threading.Event().wait(0.02)
    raise AssertionError(f"never: {what}")
