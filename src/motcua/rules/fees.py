"""What a dossier costs: the rows of the price list that apply, and their sum."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from motcua.rules import RuleError
from motcua.rules.catalogue import CHANNELS, Fee


class BadCount(RuleError):
    """Pages and copies are counted from one."""


class UnknownChannel(RuleError):
    """There is no such way to file a dossier."""


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line of the bill; an `amount` of None means that nobody can name it from the catalogue."""

    kind: str
    quantity: int
    unit_amount: int | None
    amount: int | None
    currency: str
    per: str
    text: str
    reason: str = ""  # "", "unknown", "choose"


@dataclass(frozen=True, slots=True)
class FeeDue:
    """The bill: its lines, and their sum when every line is known and in one currency."""

    amount: int | None
    currency: str
    lines: tuple[FeeLine, ...]

    @property
    def is_known(self) -> bool:
        """Whether the sum can be asked for at the counter."""
        return self.amount is not None


def due_fee(fees: Sequence[Fee], *, channel: str = "direct", pages: int = 1, copies: int = 1) -> FeeDue:
    """Return what a dossier filed through a channel costs.

    Rows of the channel go before rows without one. Rows of different kinds add up. Page rows
    with different first pages are tiers of one price. Several rows of one kind are cases
    between which the officer chooses: the bill names them and has no sum. A row without
    an amount is unknown, and so is a list without rows: neither is ever taken for zero.
    Rows in another currency are those of bodies abroad: they count only when there is no other.

    Units:  integers in the currency named, Vietnamese đồng unless said otherwise;
            `pages` in each copy, `copies` of the result.
    Raises: BadCount if pages or copies are below 1; UnknownChannel.
    Source: FEE-01 certified copies, FEE-02 unknown is not zero, FEE-03 currency.

    >>> tiers = [Fee(2000, per="page", cap=200_000), Fee(1000, per="page", from_page=3, cap=200_000)]
    >>> due_fee(tiers, pages=5, copies=2).amount
    14000
    >>> due_fee([Fee(None, text="Theo quy định")]).amount is None
    True
    """
    if pages < 1 or copies < 1:
        raise BadCount(pages=pages, copies=copies)
    if channel not in CHANNELS:
        raise UnknownChannel(channel=channel)
    own = [fee for fee in fees if fee.channel == channel] or [fee for fee in fees if not fee.channel]
    own = [fee for fee in own if fee.currency == "VND"] or own
    ordered = sorted(own, key=lambda fee: fee.kind)
    lines = [line for _, rows in groupby(ordered, lambda fee: fee.kind)
             for line in _kind(list(rows), pages, copies)]  # fmt: skip
    return _sum(tuple(lines))


def _kind(rows: list[Fee], pages: int, copies: int) -> list[FeeLine]:
    if _are_tiers(rows):
        return _page_lines(sorted(rows, key=lambda fee: fee.from_page), pages, copies)
    if len({(fee.amount, fee.per, fee.currency) for fee in rows}) > 1:
        return [_line(fee, 1, None, "choose") for fee in rows]
    fee = rows[0]
    if fee.per == "page":
        return _page_lines([fee], pages, copies)
    return [_line(fee, copies if fee.per in ("copy", "case") else 1, fee.cap)]


def _are_tiers(rows: list[Fee]) -> bool:
    return (
        len(rows) > 1
        and all(fee.per == "page" and fee.amount is not None for fee in rows)
        and len({fee.from_page for fee in rows}) == len(rows)
        and len({fee.currency for fee in rows}) == 1
    )


def _page_lines(tiers: list[Fee], pages: int, copies: int) -> list[FeeLine]:
    """One line a tier; the cap holds for one copy, so what exceeds it is taken off tier by tier."""
    lines, spent = [], 0
    for tier, following in zip(tiers, [*tiers[1:], None], strict=True):
        last = pages if following is None else min(pages, following.from_page - 1)
        count = max(0, last - tier.from_page + 1)
        if not count:
            continue
        if tier.amount is None:
            lines.append(_line(tier, count * copies, None))
            continue
        full = tier.amount * count
        room = full if tier.cap is None else max(0, tier.cap - spent)
        spent += min(full, room)
        lines.append(_capped(tier, count * copies, min(full, room) * copies))
    return lines


def _capped(fee: Fee, quantity: int, amount: int) -> FeeLine:
    return FeeLine(fee.kind, quantity, fee.amount, amount, fee.currency, fee.per, fee.text)


def _line(fee: Fee, quantity: int, cap: int | None, reason: str = "") -> FeeLine:
    amount = None
    if not reason and fee.amount is not None:
        amount = fee.amount * quantity if cap is None else min(cap, fee.amount * quantity)
    elif not reason:
        reason = "unknown"
    text = fee.condition or fee.text
    return FeeLine(fee.kind, quantity, fee.amount, amount, fee.currency, fee.per, text, reason)


def _sum(lines: tuple[FeeLine, ...]) -> FeeDue:
    currencies = sorted({line.currency for line in lines})
    amounts = [line.amount for line in lines if line.amount is not None]
    known = bool(lines) and len(amounts) == len(lines) and len(currencies) == 1
    return FeeDue(sum(amounts) if known else None, currencies[0] if len(currencies) == 1 else "VND", lines)
