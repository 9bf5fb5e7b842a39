"""A folder of files that appears whole, or not at all."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class NotEmpty(FileExistsError):
    """There is something in the folder already: nothing is written over."""


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """Yield a temporary folder beside the target; when the work in it ends well, it becomes the target.

    A kill, a full disk or an error leaves the target as it was. What a killed run left beside it is
    cleared away by the next one.

    Raises: NotEmpty when the target is there and holds anything; OSError with the place it is about.
    """
    target = target.absolute()
    if target.is_file() or (target.is_dir() and any(target.iterdir())):
        raise NotEmpty(f"{target}: is there already and not empty")
    _clear(target)
    work = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    work.mkdir(parents=True)
    lock = os.open(work, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)  # says that somebody is still at work here
    try:
        yield work
        os.sync()  # once for all, however many files there are: before the name says that it is whole
        with suppress(FileNotFoundError):
            target.rmdir()  # an empty one gives way
        work.rename(target)
        _sync(target.parent)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    finally:
        os.close(lock)


def write(path: Path, text: str) -> None:
    """Write a text file."""
    keep(path, text.encode())


def keep(path: Path, body: bytes) -> None:
    """Write the bytes of a file."""
    with path.open("xb") as file:
        file.write(body)


def _clear(target: Path) -> None:
    for left in target.parent.glob(f".{target.name}.*.part") if target.parent.is_dir() else ():
        lock = os.open(left, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)
        except BlockingIOError:
            pass  # another run is at work
        finally:
            os.close(lock)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
