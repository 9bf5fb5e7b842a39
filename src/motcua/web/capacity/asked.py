"""What is asked of the capacity pages: the source, what is moved, the promise, the service looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

from motcua.queries import capacity as reads
from motcua.queries.capacity import Basis, Source
from motcua.rules.capacity_whatif import Change, kinds
from motcua.web import words

MOST, MORE = 12, 4  # officers of one kind: never more than twelve, and so many above today's number
PROMISE = 15
SIDE_BY_SIDE = 4  # scenarios on one page, today's among them


@dataclass(frozen=True, slots=True)
class Asked:
    """One look: everything a page needs to know, read from its address."""

    basis: Basis
    sources: Sequence[Source]
    kinds: Sequence[tuple[tuple[str, ...], int]]
    now: Change
    then: Change
    promise: int
    service: str
    others: tuple[Change, ...] = ()  # set side by side with what is tried

    @property
    def unit_id(self) -> int | None:
        """The unit whose hall it was learned from; None of the example and of imported tickets."""
        kind, _, which = self.basis.source.key.partition(":")
        return int(which) if kind == "hall" else None

    @property
    def scenarios(self) -> list[Change]:
        """All that stand side by side: today, those put aside, and what is tried, each once."""
        return list(dict.fromkeys((self.now, *self.others, self.then)))

    @property
    def codes(self) -> list[str]:
        """What was put aside, as an address and a form carry it."""
        return [coded(one) for one in self.others]

    def name(self, service: str) -> str:
        """Return what a service is called, in the language of the page."""
        return service_name(self.basis.data, service)

    def kind_name(self, serves: Sequence[str]) -> str:
        """Return what a kind of counter is called: by what it serves."""
        return ", ".join(self.name(service) for service in serves)

    @property
    def is_changed(self) -> bool:
        """Whether anything is moved."""
        return self.now != self.then

    def url(self, base: str, **more: object) -> str:
        """Return an address that asks the same, with something put otherwise; None leaves a thing out."""
        given: dict[str, Any] = {
            "source": self.basis.source.key,
            "n": self.then.officers,
            "booked": round(100 * self.then.booked_share),
            "early": "1" if self.then.opens_early else None,
            "pooled": "1" if self.then.serves_all else None,
            "promise": self.promise,
            "of": self.service,
            "s": self.codes or None,
        }
        kept = {key: value for key, value in (given | more).items() if value is not None}
        return f"{base}?{urlencode(kept, doseq=True)}"

    def url_of(self, base: str, change: Change, **more: object) -> str:
        """Return an address that tries a change, all else alike."""
        booked, flags = round(100 * change.booked_share), (change.opens_early, change.serves_all)
        early, pooled = ("1" if flag else None for flag in flags)
        moved = {"n": change.officers, "booked": booked, "early": early, "pooled": pooled}
        return self.url(base, **(moved | more))

    def question(self, what: str, change: Change | None = None) -> Mapping[str, object]:
        """Return all that an answer depends on."""
        return {"what": what, "data": self.basis.data, "then": change or self.then, "promise": self.promise}


def service_name(data: Mapping[str, Any], service: str) -> str:
    """Return what a service of a scenario is called, in the language of the page where it is known."""
    told = data["services"].get(service, {})
    is_english = words.language() == "en" and told.get("title_en")
    return str(told["title_en"] if is_english else told.get("title") or service)


def coded(change: Change) -> str:
    """Return a change as an address carries it: officers, the booked share, how they work."""
    flags = ("e" if change.opens_early else "") + ("p" if change.serves_all else "")
    return f"{'.'.join(map(str, change.officers))}-{round(100 * change.booked_share)}-{flags}"


def _decoded(text: str, found: Sequence[tuple[tuple[str, ...], int]]) -> Change | None:
    told = text[:200].split("-")
    numbers = told[0].split(".")
    if len(told) != 3 or len(numbers) != len(found):
        return None
    officers = tuple(_number(number, n, most=most(n)) for number, (_, n) in zip(numbers, found, strict=True))
    booked = _number(told[1], 0, most=80) / 100
    return _manned(found, Change(officers, booked, "e" in told[2], "p" in told[2]))


def read(request: HttpRequest) -> Asked:
    """Return what a request asks, by its address or by what a form sends.

    Raises: PermissionDenied; NoSuch.
    """
    given = request.POST if request.method == "POST" else request.GET
    known = reads.sources(by=request.actor)
    basis = reads.basis(known=known, key=given.get("source", ""), now=request.now)
    found = kinds(basis.data)
    booked = _booked(basis)
    now = Change(tuple(n for _, n in found), booked)
    then = Change(
        tuple(
            _number(text, n, most=most(n))
            for text, (_, n) in zip(_padded(given, len(found)), found, strict=True)
        ),
        _number(given.get("booked", ""), round(100 * booked), most=80) / 100,
        given.get("early") == "1",
        given.get("pooled") == "1",
    )
    services = list(basis.data["services"])
    service = given.get("of", "")
    then = _manned(found, then)
    others = [_decoded(text, found) for text in given.getlist("s")[:MOST]]
    aside = [one for one in dict.fromkeys(others) if one is not None and one != now]
    room = SIDE_BY_SIDE - 1 - (then != now and then not in aside)
    return Asked(
        basis=basis,
        sources=known,
        kinds=found,
        now=now,
        then=then,
        promise=max(1, _number(given.get("promise", ""), PROMISE, most=120)),
        service=service if service in services else _busiest(basis),
        others=tuple(aside[:room]),
    )


def most(officers: int) -> int:
    """Return how far a slider goes."""
    return min(max(officers + MORE, 6), max(MOST, officers))


def _padded(given: QueryDict, count: int) -> list[str]:
    told = given.getlist("n")[:count]
    return [*told, *[""] * (count - len(told))]


def _number(text: str, otherwise: int, *, most: int) -> int:
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 5 else otherwise


def _booked(basis: Basis) -> float:
    share = (basis.data.get("appointments") or {}).get("share", 0.0)
    return round(max(share.values(), default=0.0) if isinstance(share, Mapping) else float(share), 2)


def _busiest(basis: Basis) -> str:
    def work(name: str) -> float:
        one = basis.data["services"][name]
        rates = one["arrivals_per_hour"]
        told = rates["rates"] if isinstance(rates, Mapping) else rates if isinstance(rates, list) else [rates]
        return float(sum(told)) / len(told) * float(one["minutes"]["mean"])

    return max(basis.data["services"], key=work)


def _manned(found: Sequence[tuple[tuple[str, ...], int]], then: Change) -> Change:
    """Nobody can be left unserved: a service keeps one officer, of the kind that prefers it."""
    officers = list(then.officers)
    for service in dict.fromkeys(name for serves, _ in found for name in serves):
        able = [at for at, (serves, _) in enumerate(found) if service in serves or then.serves_all]
        if not any(officers[at] for at in able):
            best = min(able, key=lambda at: found[at][0].index(service) if service in found[at][0] else 99)
            officers[best] = 1
    return Change(tuple(officers), then.booked_share, then.opens_early, then.serves_all)
