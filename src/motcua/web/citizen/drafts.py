"""A filing that is not sent yet: kept in the session, so it survives a reload and leaves with the visit."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from motcua.queries.finder import Guide
from motcua.rules.intake import Intake, Paper, Person
from motcua.rules.people import IdKind

STEPS = ("where", "who", "papers", "check")


@dataclass(slots=True)
class Draft:
    """What has been told so far. `key` makes the filing single."""

    key: str
    unit_id: int | None = None
    who: dict[str, str] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    has_seen_papers: bool = False

    @property
    def step(self) -> str:
        """The first step that is not answered yet."""
        if self.unit_id is None:
            return "where"
        if not self.who:
            return "who"
        return "check" if self.has_seen_papers else "papers"


def read(request: HttpRequest, code: str) -> Draft:
    """Return the draft of this procedure, a fresh one when there is none."""
    kept = request.session.get(_name(code))
    return Draft(**kept) if kept else Draft(key=secrets.token_hex(16))


def keep(request: HttpRequest, code: str, draft: Draft) -> None:
    """Keep the draft in the session."""
    request.session[_name(code)] = {name: getattr(draft, name) for name in Draft.__slots__}


def filed(request: HttpRequest, code: str, draft: Draft, token: str) -> None:
    """Forget the draft, with the number and the telephone in it, and remember what it became."""
    request.session.pop(_name(code), None)
    request.session["filed"] = {"key": draft.key, "code": code, "token": token}


def _name(code: str) -> str:
    return f"draft:{code}"


def intake(draft: Draft, guide: Guide) -> Intake:
    """Return the draft as what the office takes in."""
    assert draft.unit_id is not None
    who = Person(
        name=draft.who["name"],
        id_kind=IdKind.CCCD,
        id_number=draft.who["id_number"],
        phone=draft.who["phone"],
        email=draft.who.get("email", ""),
    )
    return Intake(
        procedure=guide.version.procedure.code,
        unit_id=draft.unit_id,
        applicant=who,
        papers=[_paper(part, draft) for part in guide.body.components],
        fee_amount=None if _is_counted(guide) else guide.fee_online.amount,
    )


def _is_counted(guide: Guide) -> bool:
    """Pages and copies are counted at the counter: until then nobody can name the fee."""
    return any(line.per in ("page", "copy") for line in guide.fee_online.lines)


def _paper(part: Any, draft: Draft) -> Paper:
    kept = draft.files.get(part.key)
    if kept is None:
        kind = "original" if part.originals else "copy"
        return Paper(part.key, part.name, kind=kind, standing="missing" if part.required else "not_needed")
    return Paper(part.key, part.name, kind="electronic", file=kept["sha256"], file_name=kept["name"])
