"""Long computations beside the pages: begun once for the same question, waited for a moment, kept."""

import hashlib
import json
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from threading import Lock
from typing import Any

KEPT = 24  # answers, of which a play of some hundred days takes two megabytes
PATIENCE_SECONDS = 1.5  # then the page says that the work goes on, and asks again by itself

_pool = ThreadPoolExecutor(1, thread_name_prefix="capacity")  # one: pages of other people go on meanwhile
_runs: "OrderedDict[str, Future[Any]]" = OrderedDict()
_lock = Lock()


class StillRunning(Exception):
    """The answer is not there yet."""


def digest(question: object) -> str:
    """Return a question's name: the same question has the same."""
    text = json.dumps(question, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def answers(asked: Sequence[tuple[object, Callable[[], Any]]]) -> list[Any]:
    """Return what several questions give, each from memory if this process did its work before.

    Raises: StillRunning; whatever a work raises, which is then not kept.
    """
    runs = [(digest(question), _begun(digest(question), work)) for question, work in asked]
    ends = time.monotonic() + PATIENCE_SECONDS
    found = []
    for name, run in runs:
        try:
            found.append(run.result(max(ends - time.monotonic(), 0.0)))
        except NotYet:
            raise StillRunning from None
        except Exception:
            with _lock:
                _runs.pop(name, None)
            raise
    return found


def answer(question: object, work: Callable[[], Any]) -> Any:
    """Return what the work gives, from memory if it was done for the same question in this process.

    Raises: StillRunning; whatever the work raises, which is then not kept.
    """
    return answers([(question, work)])[0]


def _begun(name: str, work: Callable[[], Any]) -> "Future[Any]":
    with _lock:
        run = _runs.get(name)
        if run is None:
            run = _runs[name] = _pool.submit(work)
        _runs.move_to_end(name)
        while len(_runs) > KEPT:
            _runs.popitem(last=False)
    return run
