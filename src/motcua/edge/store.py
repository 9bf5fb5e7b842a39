"""The file store: bytes kept once, under the name of their hash, safe against a power cut."""

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

CHUNK = 256 * 1024


class TooLarge(ValueError):
    """More bytes than allowed; nothing was kept."""


class Damaged(OSError):
    """The bytes on the disk are not those that were kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept: its hash, its size in bytes and its first bytes."""

    sha256: str
    size: int
    head: bytes


def put(chunks: Iterable[bytes], *, root: Path, limit: int) -> Kept:
    """Keep the bytes and return their hash; the same bytes are kept once.

    The order is the one that survives a power cut: a temporary file in the same directory,
    fsync, rename, fsync of the directory; only then may a row name the file.

    Raises: TooLarge above `limit` bytes; OSError from the disk.
    """
    incoming = root / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    temporary = incoming / secrets.token_hex(8)
    digest, size, head = hashlib.sha256(), 0, b""
    try:
        with temporary.open("xb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise TooLarge(limit)
                if len(head) < 4096:
                    head += chunk[: 4096 - len(head)]
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        place = path_of(digest.hexdigest(), root=root)
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(temporary, place)
            _sync_directory(place.parent)
            _sync_directory(root)
    finally:
        temporary.unlink(missing_ok=True)
    return Kept(digest.hexdigest(), size, head)


def path_of(sha256: str, *, root: Path) -> Path:
    """Return where the bytes of that hash lie.

    Raises: ValueError when the name is not a hash.
    """
    if len(sha256) != 64 or not all(c in "0123456789abcdef" for c in sha256):
        raise ValueError("not a SHA-256")
    return root / sha256[:2] / sha256


def read(sha256: str, *, root: Path) -> Iterator[bytes]:
    """Yield the bytes, and raise at the end if they are not what was kept.

    Raises: FileNotFoundError; Damaged.
    """
    digest = hashlib.sha256()
    with path_of(sha256, root=root).open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            yield chunk
    if digest.hexdigest() != sha256:
        raise Damaged(sha256)


def _sync_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
