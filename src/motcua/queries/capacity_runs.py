"""Long computations beside the pages: begun once for the same question, waited for a moment, kept."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from threading import Lock
from typing import Any

KEPT = 64
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


def answer(question: object, work: Callable[[], Any]) -> Any:
    """Return what the work gives, from memory if it was done for the same question in this process.

    Raises: StillRunning; whatever the work raises, which is then not kept.
    """
    name = digest(question)
    with _lock:
        run = _runs.get(name)
        if run is None:
            run = _runs[name] = _pool.submit(work)
        _runs.move_to_end(name)
        while len(_runs) > KEPT:
            _runs.popitem(last=False)
    try:
        return run.result(PATIENCE_SECONDS)
    except NotYet:
        raise StillRunning from None
    except Exception:
        with _lock:
            _runs.pop(name, None)
        raise
