"""Links that open one dossier: keyed hashes of its nonce, found by their own hash."""

import hashlib

from django.utils.crypto import salted_hmac

from motcua.records.models import Dossier

TRACK, RATE = "track", "rate"


def of_nonce(nonce: str, purpose: str) -> str:
    """Return the 128-bit token of that purpose as 32 hex digits."""
    return salted_hmac(f"motcua.{purpose}", nonce, algorithm="sha256").hexdigest()[:32]


def hashed(token: str) -> str:
    """Return what the table keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def tracking(dossier: Dossier) -> str:
    """Return the token of the slip's QR code."""
    return of_nonce(dossier.nonce, TRACK)


def rating(dossier: Dossier) -> str:
    """Return the token of the single-use rating link; a correction makes a new one."""
    return of_nonce(f"{dossier.nonce}.{dossier.corrections}", RATE)
