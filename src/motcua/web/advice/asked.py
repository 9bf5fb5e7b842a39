"""What a page of advice is asked for: whose leaves, which one is chosen, how many days, what if."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache, cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from motcua.queries import advice as reads
from motcua.queries import advice_report
from motcua.queries.advice_report import Report

DAYS = Decimal(20)
MOST_DAYS = Decimal(400)
MOST_PUT = 12


@dataclass
class Asked:
    """A unit's part in a round, and what was asked about it."""

    request: HttpRequest
    part: Any
    parts: Sequence[Any]  # of all units she may ask about
    leaf: str
    days: Decimal
    put: Mapping[str, Decimal]

    @cached_property
    def report(self) -> Report:
        return advice_report.report(self.part, self.request.actor, now=self.request.now)

    def url(self, page: str = "overview", *args: str, **more: Any) -> str:
        """Return the address of a page for the same, but for what is given."""
        own: list[tuple[str, Any]] = [("unit", self.part.unit_id)]
        if self.days != DAYS:
            own.append(("days", plain(self.days)))
        if self.leaf:
            own.append(("leaf", self.leaf))
        own = [(key, value) for key, value in own if key not in more]
        for key, value in more.items():
            several = value if isinstance(value, list) else [value]
            own += [(key, one) for one in several if one not in (None, "")]
        own += [("set", f"{code}:{plain(points)}") for code, points in self.put.items()]
        return f"{_address(page, args)}?{urlencode(own)}"


@cache
def _address(page: str, args: tuple[str, ...]) -> str:
    return reverse(f"advice:{page}", args=args)


def read(request: HttpRequest) -> Asked:
    """Return what was asked; without a unit that of the actor herself, or the first she may see.

    Raises: PermissionDenied; access.NoSuch.
    """
    parts = reads.parts(request.actor)
    part = reads.chosen(parts, by=request.actor, unit_id=number(request.GET.get("unit")))
    days = decimal(request.GET.get("days"))
    return Asked(
        request,
        part,
        parts,
        request.GET.get("leaf", "")[:40],
        min(MOST_DAYS, max(Decimal(0), days)) if days is not None else DAYS,
        _put(request),
    )


def _put(request: HttpRequest) -> dict[str, Decimal]:
    """Return the points put in place of what is: those carried along, and the one chosen anew."""
    said = [text.partition(":")[::2] for text in request.GET.getlist("set")[:MOST_PUT]]
    said.append((request.GET.get("what", ""), request.GET.get("points", "")))
    found = {code[:40]: value for code, text in said if code and (value := decimal(text)) is not None}
    return {code: value for code, value in found.items() if code != request.GET.get("unset")}


def number(text: str | None) -> int | None:
    """Return a small whole number, or None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def decimal(text: str | None) -> Decimal | None:
    """Return a number written with a comma or a point, or None for anything else."""
    try:
        found = Decimal((text or "").strip().replace(",", ".")[:12])
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < 10**6 else None


def plain(value: Decimal) -> str:
    """Write a number without needless zeros, as addresses carry it."""
    return f"{value.normalize():f}"
