"""How often somebody may guess at a dossier before she has to wait."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from motcua.rules import RuleError

WINDOW = timedelta(hours=1)
MOST_PER_CODE = 5
MOST_PER_NETWORK = 20


class TooManyAttempts(RuleError):
    """Too many wrong guesses from one place or at one code: the next is possible from `again_at`."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What is counted, under which name, and how many wrong guesses it bears in an hour."""

    key: str
    most: int


def network(address: str) -> str:
    """Return the network of an address: a guesser moves freely within one.

    Units:  an IPv4 address stands for its /24, an IPv6 address for its /64.
    Raises: nothing; what is no address stands for itself.
    Source: SEC-01.

    >>> network("203.0.113.77"), network("2001:db8::5:1"), network("::ffff:203.0.113.9")
    ('203.0.113.0/24', '2001:db8::/64', '203.0.113.0/24')
    """
    try:
        found = ipaddress.ip_address(address.strip())
    except ValueError:
        return address.strip()[:60]
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    length = 24 if found.version == 4 else 64
    return str(ipaddress.ip_network((found, length), strict=False))


def limits(guessed: str, address: str) -> tuple[Limit, ...]:
    """Return what one guess counts against, in one order for all guesses.

    Units:  wrong guesses in an hour.
    Raises: nothing.
    Source: SEC-01.

    >>> [limit.most for limit in limits("H23.34-240912-0023", "203.0.113.77")]
    [5, 20]
    """
    return (
        Limit(f"code:{guessed.strip().upper()}", MOST_PER_CODE),
        Limit(f"network:{network(address)}", MOST_PER_NETWORK),
    )


def again_at(began_at: datetime) -> datetime:
    """Return when guessing is free again for a count that began then.

    Units:  aware moments.
    Raises: nothing.
    Source: SEC-01.
    """
    return began_at + WINDOW
