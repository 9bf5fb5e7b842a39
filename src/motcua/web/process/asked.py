"""What a page of the process map was asked for: whose dossiers, of when, of which procedure, seen how."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils.translation import gettext

from motcua.queries import board, event_log, history, process_map, process_scope, process_waits, workdays
from motcua.queries.access import NoSuch
from motcua.queries.event_log import Choice, EventLog, Scope
from motcua.queries.process_map import ProcessMap, Variant
from motcua.web import words

MODES = ("time", "volume")
EVERYTHING = "all"
PERIODS = ("year", "quarter", "month")


@dataclass(frozen=True, slots=True)
class Asked:
    """The question as the address states it; what is not there has its plain default."""

    collection: str = ""
    place: str = ""  # the key of a unit, or the name that a history gives one
    period: str = "year"
    procedure: str = ""
    mode: str = "time"
    share: int = 0  # 0: as the map thinks best
    pick: str = ""  # an activity "3" or a link "3-5"
    against: str = ""  # compared with: "before", or another place

    def url(self, base: str, **differences: Any) -> str:
        """Return an address that asks the same but for some differences."""
        told = replace(self, **differences)
        plain = Asked()
        asked = {
            name: value for name in Asked.__slots__ if (value := getattr(told, name)) != getattr(plain, name)
        }
        return f"{base}?{urlencode(asked)}" if asked else base


def read(given: Mapping[str, str]) -> Asked:
    """Return what an address asks; what cannot be read counts as not asked."""
    share = given.get("share", "")
    period, mode = given.get("period", ""), given.get("mode", "")
    procedure = given.get("procedure", "")
    return Asked(
        collection=given.get("collection", "")[:100],
        place=given.get("place", "")[:200],
        period=period if period in PERIODS or _days(period) else "year",
        procedure=procedure if procedure == EVERYTHING or _number(procedure) else "",
        mode=mode if mode in MODES else "time",
        share=min(100, max(10, int(share))) if _number(share) else 0,
        pick=given.get("pick", "")[:20],
        against=given.get("against", "")[:200],
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _days(text: str) -> tuple[date, date] | None:
    """Return the days of a period such as 2024-01-01..2024-06-30, both included."""
    first, _, last = text.partition("..")
    try:
        return date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1)
    except (ValueError, OverflowError):
        return None


class Look:
    """One question and its answer; every part is counted when somebody asks for it."""

    def __init__(self, request: HttpRequest, asked: Asked | None = None) -> None:
        self.request = request
        self.asked = asked or read(request.GET)
        self.top = board.place(request.actor, None)  # a door: whoever leads nothing stops here
        self.today = workdays.today(request.now)

    @cached_property
    def collections(self) -> list[str]:
        return history.names()

    @property
    def is_history(self) -> bool:
        return bool(self.asked.collection)

    @cached_property
    def unit(self) -> Any:
        """The unit at the head of the look; the highest one while a history is shown."""
        wanted = None if self.is_history else _number(self.asked.place)
        try:
            return board.place(self.request.actor, wanted)
        except NoSuch:
            raise Http404 from None

    @cached_property
    def units(self) -> list[Any]:
        return list(board.places(self.request.actor))

    @cached_property
    def past_places(self) -> list[str]:
        """The units that a history names, if it names several."""
        whole = process_scope.past(history.collection(self.asked.collection))
        found = sorted({str(name) for name in whole.cases["unit"].to_list() if name})
        return found if len(found) > 1 else []

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of each unit by its key in words, as the cases know it."""
        return {str(unit.pk): unit.name for unit in self.units}

    @cached_property
    def days(self) -> tuple[date, date]:
        own = _days(self.asked.period)
        return own if own else board.period(self.asked.period, self.today).days

    @cached_property
    def _unit_ids(self) -> tuple[int, ...]:
        return tuple(sorted(board.below(self.unit)))

    @cached_property
    def choices(self) -> list[Choice]:
        """The procedures with ended dossiers, the costliest first."""
        return [] if self.is_history else event_log.costliest(self._unit_ids, days=self.days)

    @cached_property
    def choice(self) -> Choice | None:
        """The procedure shown: the one asked for, else the one that took most time. None: all."""
        if self.asked.procedure == EVERYTHING:
            return None
        wanted = _number(self.asked.procedure)
        if wanted is None:
            return self.choices[0] if self.choices else None
        found = next((one for one in self.choices if one.pk == wanted), None)
        return found or (self.choices[0] if self.choices else None)

    @cached_property
    def log(self) -> EventLog:
        if self.is_history:
            try:
                return process_scope.past(history.collection(self.asked.collection), unit=self.asked.place)
            except NoSuch:
                raise Http404 from None
        return process_scope.live(Scope(self._unit_ids, self.days, self.choice.pk if self.choice else None))

    @cached_property
    def map(self) -> ProcessMap:
        return process_map.map_of(self.log)

    @cached_property
    def ways(self) -> list[Variant]:
        return process_map.variants(self.log)

    @cached_property
    def stays(self) -> Any:
        """The time after every act, in office hours where a calendar is known."""
        calendar = None if self.is_history else workdays.calendar(self.unit)
        return process_waits.stays(self.log, calendar=calendar)

    @cached_property
    def waits(self) -> dict[int, process_waits.Wait]:
        return process_waits.by_activity(self.stays)

    @cached_property
    def labels(self) -> list[str]:
        """The activities in the language of the page."""
        wanted = words.language()
        return [str(getattr(activity, wanted)) for activity in self.log.activities]

    def title(self) -> str:
        """Say what is shown: the procedure, or the history, or everything."""
        if self.is_history:
            return self.asked.collection
        if self.choice is None:
            return gettext("all procedures") if self.choices else gettext("no dossiers yet")
        version = self.choice.version
        return str(version.name_en or version.name) if words.language() == "en" else str(version.name)

    def where(self) -> str:
        """Say whose dossiers."""
        if self.is_history:
            return self.asked.place or gettext("imported history")
        return str(self.unit.name)

    def when(self) -> str:
        """Say of which days."""
        if self.is_history:
            return ""
        last = self.days[1] - timedelta(days=1)
        return gettext("%(from)s to %(to)s") % {"from": words.day(self.days[0]), "to": words.day(last)}
