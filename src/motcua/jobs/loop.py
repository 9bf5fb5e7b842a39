"""The work loop: what is due now, done a page at a time, again and again until told to stop."""

import logging
import signal
import threading
from collections.abc import Callable
from datetime import datetime

from django.db import close_old_connections, connection

from motcua.jobs import notices, sweeps
from motcua.queries import moment

Handler = Callable[[datetime], int]
HANDLERS: dict[str, Handler] = {"notices": notices.deliver, "proposals": sweeps.lapse_proposals}
PAUSE_SECONDS = 1.0

log = logging.getLogger(__name__)


def work(*, once: bool = False) -> int:
    """Run the handlers until a signal comes; return how much was done. A failing handler is set aside."""
    stopped = threading.Event()
    if threading.current_thread() is threading.main_thread():
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stopped.set())
    done = 0
    while not stopped.is_set():
        now_done = sum(_run(name, handler) for name, handler in HANDLERS.items())
        done += now_done
        if once and not now_done:
            break
        if not now_done:
            close_old_connections()
            stopped.wait(PAUSE_SECONDS)
    connection.close()
    return done


def _run(name: str, handler: Handler) -> int:
    try:
        return handler(moment.now())
    except Exception:
        log.exception("handler %s failed and is tried again", name)
        close_old_connections()
        return 0
