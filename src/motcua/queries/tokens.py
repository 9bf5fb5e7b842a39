"""Links that open one dossier: keyed hashes of its nonce, found by their own hash."""

import hashlib

from django.utils.crypto import salted_hmac

from motcua.records.models import Confirmation, Dossier

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


def digits(confirmation: Confirmation) -> str:
    """Return the eight digits of a one-time code: kept nowhere, made anew from its row."""
    made = salted_hmac("motcua.code", f"{confirmation.pk}.{confirmation.nonce}", algorithm="sha256")
    return f"{int.from_bytes(made.digest()[:8], 'big') % 10**8:08d}"


def device(*, network: str, browser: str, month: str) -> str:
    """Return the mark of a month's browser and network: equal for one device, and says nothing of it."""
    made = salted_hmac("motcua.device", f"{month}\n{network}\n{browser}", algorithm="sha256")
    return made.hexdigest()[:16]


def rating(dossier: Dossier) -> str:
    """Return the token of the single-use rating link; a correction makes a new one."""
    return of_nonce(f"{dossier.nonce}.{dossier.corrections}", RATE)
