"""The work loop: what is due now, done a page at a time, again and again until told to stop."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from datetime import datetime

from django.db import close_old_connections, connection

from motcua.jobs import notices, packs, page_checks, questions, round_reminders, stuck, sweeps
from motcua.queries import moment

Handler = Callable[[datetime], int]
# What is done, and how many seconds lie between two rounds of it: a sweep is a write, and others wait for it.
HANDLERS: dict[str, tuple[Handler, float]] = {
    "numbers": (sweeps.tell_near, 2),
    "notices": (notices.deliver, 0),
    "proposals": (sweeps.lapse_proposals, 60),
    "simpler": (sweeps.begin_simpler, 600),
    "halls": (sweeps.close_halls, 60),
    "stuck": (stuck.sweep, 600),
    "pages": (page_checks.look, 30),
    "questions": (questions.sweep, 86_400),
    "checkpoints": (questions.seal, 600),
    "packs": (packs.make, 60),
    "prints": (packs.print_some, 30),
    "rounds": (round_reminders.sweep, 3600),
    "sessions": (sweeps.forget_sessions, 3600),
}
PAUSE_SECONDS = 1.0

log = logging.getLogger(__name__)


def work(*, once: bool = False) -> int:
    """Run the handlers until a signal comes; return how much was done. A failing handler is set aside."""
    stopped = threading.Event()
    if threading.current_thread() is threading.main_thread():
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stopped.set())
    done, last = 0, dict.fromkeys(HANDLERS, float("-inf"))
    while not stopped.is_set():
        now_done = sum(_run(name, last) for name in HANDLERS)
        done += now_done
        if once and not now_done:
            break
        if not now_done:
            close_old_connections()
            stopped.wait(PAUSE_SECONDS)
    connection.close()
    return done


def _run(name: str, last: dict[str, float]) -> int:
    handler, seconds = HANDLERS[name]
    if time.monotonic() - last[name] < seconds:
        return 0
    last[name] = time.monotonic()
    try:
        return handler(moment.now())
    except Exception:
        log.exception("handler %s failed and is tried again", name)
        close_old_connections()
        return 0
