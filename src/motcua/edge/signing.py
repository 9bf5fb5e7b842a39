"""The installation's own key: it signs what leaves the house, and checks what strangers signed."""

import base64
import hashlib
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

NAME = "signing.pem"


class BadKey(ValueError):
    """A key that cannot be read; the sentence says which."""


class BadSignature(ValueError):
    """The signature is not that of the key over these bytes."""


@dataclass(frozen=True, slots=True)
class Key:
    """A private key (Ed25519): who holds it can sign."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> str:
        """The public half, as files carry it: base64 of its 32 bytes."""
        kind, form = serialization.Encoding.Raw, serialization.PublicFormat.Raw
        return base64.b64encode(self.private.public_key().public_bytes(kind, form)).decode()

    @property
    def fingerprint(self) -> str:
        """The name of the installation that holds it."""
        return fingerprint(self.public)


def load(folder: Path) -> Key:
    """Return the key kept in a folder (`MOTCUA_HOME/keys`); the first call makes it, for its owner only.

    Raises: BadKey when the file there is not such a key; OSError.
    """
    kept = folder / NAME
    if not kept.exists():
        _make(kept)
    try:
        found = serialization.load_pem_private_key(kept.read_bytes(), password=None)
    except (ValueError, TypeError):
        raise BadKey(f"{kept}: not a private key") from None
    if not isinstance(found, Ed25519PrivateKey):
        raise BadKey(f"{kept}: not an Ed25519 key")
    return Key(found)


def _make(kept: Path) -> None:
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    fresh = kept.with_suffix(f".{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):  # two processes may start at once: the first name wins
        kept.hardlink_to(fresh)
    fresh.unlink()


def sign(key: Key, message: bytes) -> str:
    """Return the signature over a message: base64 of 64 bytes."""
    return base64.b64encode(key.private.sign(message)).decode()


def verify(public: str, message: bytes, signature: str) -> None:
    """Check a signature made with the private half of `public`.

    Raises: BadKey when `public` is no key; BadSignature.
    """
    key = _public(public)
    try:
        key.verify(base64.b64decode(signature, validate=True), message)
    except (InvalidSignature, ValueError):
        raise BadSignature("the signature does not fit") from None


def fingerprint(public: str) -> str:
    """Return the name of a public key: the first 32 hex digits of its SHA-256 in groups of four.

    Short enough to be read out over the telephone, too long to be hit by trying.

    Raises: BadKey.
    """
    _public(public)
    digits = hashlib.sha256(base64.b64decode(public)).hexdigest()[:32]
    return "-".join(digits[at : at + 4] for at in range(0, 32, 4))


def _public(text: str) -> Ed25519PublicKey:
    try:
        raw = base64.b64decode(text, validate=True)
        return Ed25519PublicKey.from_public_bytes(raw)
    except (ValueError, TypeError):
        raise BadKey("not a public key of 32 bytes in base64") from None
