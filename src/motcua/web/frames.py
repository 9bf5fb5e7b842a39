"""What the frames around every page show: whose office, who I am, where I can go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from motcua.queries import moment, office
from motcua.rules.people import Actor, Role
from motcua.web import labels, words


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of a rail: where it leads, its icon and words, under which name its count comes, and the
    pages that show beneath it while one of them is open: a rail stays short, and nothing is far."""

    name: str
    icon: str
    label: str
    count: str = ""
    within: "tuple[Place, ...]" = ()


CALLING = (
    Place("hall:desk", "megaphone", _("My counter")),
    Place("hall:line", "ticket", _("Numbers of today")),
)
COUNTER = (
    Place("counter:today", "list-checks", _("Today")),
    Place("counter:reception", "monitor-check", _("Reception")),
    Place("counter:returns", "hand-helping", _("Return of results"), "returns"),
    Place("counter:supplements", "file-plus-2", _("Supplements"), "supplements"),
    Place("counter:batch", "copy-check", _("Batch reception")),
    Place("counter:register", "book-open-text", _("Register")),
    Place("hall:desk", "megaphone", _("Call numbers"), within=CALLING),
    Place("posting:duties", "pin", _("Posting"), "posting"),
)
DESK = (
    Place("desk:worklist", "inbox", _("My work"), "mine"),
    Place("desk:today", "clock-alert", _("Due today"), "my_today"),
    Place("desk:late", "alarm-clock", _("Late"), "my_late"),
    Place("desk:waiting", "circle-pause", _("Waiting"), "waiting"),
    Place("desk:proposed", "signature", _("Submitted"), "proposed"),
    Place("watch:mine", "eye", _("Rests long"), "my_stuck"),
)
LEAD = (
    Place("lead:board", "layout-dashboard", _("Board")),
    Place("lead:list", "triangle-alert", _("Late and nearly late"), "late"),
    Place("lead:signing", "signature", _("Waiting for signature"), "signing"),
    Place("lead:unit", "building-2", _("Units below")),
)
# Whoever supervises: what the figures mean, what is owed to whom, what to ask about.
QUALITY = (
    Place("quality:overview", "gauge", _("Quality (766)")),
    Place("reports:overview", "file-spreadsheet", _("Reports")),
)
PROCEDURES = (
    Place("posting:overview", "pin", _("Posting"), "posting"),
    Place("simplify:overview", "scissors", _("Simplification")),
)
REFORM_INDEX = (
    Place("advice:overview", "list-ordered", _("What to fix next")),
    Place("rounds:overview", "trophy", _("Rounds"), "rounds"),
    Place("survey:overview", "clipboard-list", _("Surveys")),
    Place("analysis:overview", "chart-scatter", _("Analysis")),
    Place("criteria:overview", "list-tree", _("Criteria sets")),
)
HALL = (
    Place("capacity:overview", "users-round", _("Officers needed")),
    Place("hall:live", "ticket", _("The hall now")),
    Place("hall:line", "ticket", _("Numbers of today")),
    Place("hall:visits", "user-x", _("Visits without a dossier")),
)
HALL_SET_UP = (
    Place("booking:models", "calendar-days", _("Service models")),
    Place("hall:setup", "list-tree", _("Set up the hall")),
)
SUPERVISION = (
    Place("quality:overview", "gauge", _("Quality and reports"), within=QUALITY),
    Place("posting:overview", "pin", _("Procedures"), "posting", within=PROCEDURES),
    Place("process:overview", "workflow", _("Process map")),
    Place("watch:overview", "eye", _("Watch"), "watch"),
    Place("advice:overview", "trophy", _("Reform index"), "rounds", within=REFORM_INDEX),
)
WATCHED_HALL = Place("capacity:overview", "users-round", _("Hall and officers"), within=HALL)
LED_HALL = Place("capacity:overview", "users-round", _("Hall and officers"), within=(*HALL, *HALL_SET_UP))
RAILS: Mapping[Role, tuple[str, Sequence[Place]]] = {
    Role.LEADER: (_("Leader"), (LEAD[0], LEAD[2], *SUPERVISION, LED_HALL)),
    Role.REFORM: (_("Reform"), (*LEAD[:2], *SUPERVISION, WATCHED_HALL)),
    Role.SPECIALIST: (_("Specialist"), DESK),
    Role.CLERK: (_("Specialist"), DESK),
    Role.RECEPTION: (_("Counter"), COUNTER),
    Role.ADMIN: (_("Leader"), (LEAD[0], PROCEDURES[0], *HALL_SET_UP)),
}
HOMES = ("lead:board", "desk:worklist", "counter:today")
CITIZEN = (
    Place("citizen:procedures", "file-plus-2", _("File a dossier")),
    Place("citizen:track", "search", _("Follow a dossier")),
    Place("citizen:tickets", "ticket", _("Take a ticket")),
    Place("citizen:help", "circle-help", _("Help")),
)
AT_DESKS = {Role.RECEPTION, Role.SPECIALIST, Role.CLERK, Role.LEADER}
NOWHERE = _("Places")
MOST = 8  # places a rail can hold


def link(name: str, *args: object) -> str | None:
    """Return the address of a page, or None while that page is not built."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


class Frame:
    """The frame of one request; each part is worked out when a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.path = request.get_full_path() if request.method == "GET" else request.path
        self.is_demo = settings.IS_DEMO
        self.languages = settings.LANGUAGES

    @property
    def language(self) -> str:
        return words.language()

    @cached_property
    def now(self) -> Any:
        return getattr(self.request, "now", None) or moment.now()

    @cached_property
    def actor(self) -> Actor | None:
        """The signed-in official or applicant; None for everybody else."""
        user = getattr(self.request, "user", None)
        return getattr(self.request, "actor", None) if user is not None and user.is_authenticated else None

    @cached_property
    def roles(self) -> list[Role]:
        return list(dict.fromkeys(duty.role for duty in self.actor.duties)) if self.actor else []

    @cached_property
    def _office(self) -> Any:
        return office.desk(by=self.actor, today=localdate(self.now)) if self.actor else {}

    @property
    def unit(self) -> str:
        return self._office.get("name", "") or "motcua"

    @property
    def unit_note(self) -> str:
        return self._office.get("note", "")

    @cached_property
    def _host(self) -> Any:
        return office.host()

    @property
    def title(self) -> str:
        """The name citizens know the site by."""
        return self._host.get("title", "") or gettext("One-stop counter")

    @property
    def place(self) -> str:
        return self._host.get("place", "")

    @cached_property
    def me(self) -> dict[str, str] | None:
        if not self.actor:
            return None
        said = [gettext(labels.ROLES[role]) for role in self.roles]
        return {"name": self.actor.name, "post": self._office.get("post", "") or ", ".join(said)}

    @property
    def home(self) -> str:
        return link("home") or "/"

    @property
    def account(self) -> str:
        return link("account_mine") or ""

    @property
    def sign_out(self) -> str:
        return link("account_logout") or ""

    @cached_property
    def search(self) -> str | None:
        """Where the search of the top bar leads; only officials have one."""
        return link("search") if self.roles else None

    @property
    def alarms(self) -> str | None:
        """Where emergencies of the hall are heard; whoever sits at no desk is told not to ask again."""
        return link("hall:alarms") if set(self.roles) & AT_DESKS else None

    @property
    def rail_name(self) -> str:
        return gettext(next((RAILS[role][0] for role in RAILS if role in self.roles), NOWHERE))

    @cached_property
    def rail(self) -> list[dict[str, Any]]:
        """The places of all my roles, at most eight, with their counts."""
        wanted = dict.fromkeys(place for role in RAILS if role in self.roles for place in RAILS[role][1])
        counts = ask("motcua.queries.counts", "rail", by=self.actor, now=self.now) or {} if self.actor else {}
        return self._shown(list(wanted), counts)[:MOST]

    @cached_property
    def citizen_places(self) -> list[dict[str, Any]]:
        return self._shown(CITIZEN, {})

    def _shown(self, places: Sequence[Place], counts: Mapping[str, Any]) -> list[dict[str, Any]]:
        shown = [entry for place in places if (entry := self._entry(place, counts))]
        _mark(shown, self.request.path)
        for entry in shown:
            if not entry["current"] or len(entry["within"]) < 2:
                entry["within"] = []
        return shown

    def _entry(self, place: Place, counts: Mapping[str, Any]) -> dict[str, Any] | None:
        within = [entry for one in place.within if (entry := self._entry(one, counts))]
        address = link(place.name) or (within[0]["url"] if within else None)
        if address is None:
            return None
        count, tone = _count(counts.get(place.count))
        told = {"url": address, "icon": place.icon, "label": gettext(place.label), "within": within}
        return told | {"count": count, "tone": tone, "current": False}


def _mark(entries: list[dict[str, Any]], path: str) -> None:
    """Mark the entry whose address, or that of a page within, the path continues the longest."""
    ways = [
        (len(inner["url"]), number, inner)
        for number, entry in enumerate(entries)
        for inner in (entry, *entry["within"])
        if path.startswith(inner["url"])
    ]
    if ways:
        _, number, _inner = max(ways, key=lambda way: way[:2])
        entries[number]["current"] = True
        _mark(entries[number]["within"], path)


def _count(given: Any) -> tuple[int | None, str]:
    """Read a count: a number, or a number with its tone ("bad", "warn")."""
    if isinstance(given, tuple):
        return given[0], given[1] if given[0] else ""
    return given, ""


def ask(module: str, name: str, **arguments: Any) -> Any:
    """Return what a query says, or None while that query is not built."""
    try:
        found = getattr(import_module(module), name, None)
    except ModuleNotFoundError as missing:
        if missing.name != module:
            raise
        return None
    return found(**arguments) if found else None


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give every template its `frame`."""
    return {"frame": SimpleLazyObject(lambda: Frame(request))}
