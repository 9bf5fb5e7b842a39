"""The checklist of a reception: one line a paper, as the officer marked it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from motcua.actions.supplement import Asked
from motcua.rules import files
from motcua.rules.catalogue import Component, ProcedureBody
from motcua.rules.intake import Paper
from motcua.web import uploads, words
from motcua.web.clocks import joined

STATES = ("has", "held", "miss", "none")
STANDINGS = {"has": "has", "held": "held", "none": "not_needed"}
KINDS = {
    "original": _("original"),
    "certified": _("certified copy"),
    "copy": _("copy"),
    "electronic": _("electronic"),
}
AUTHORITY = "authority"  # the paper asked for besides when somebody files for another


@dataclass(slots=True)
class Line:
    """One paper of the checklist. `state` empty: nobody has looked at it yet."""

    at: int
    key: str
    name: str  # the official one, which papers and slips carry
    shown: str
    note: str
    required: bool
    state: str
    kind: str
    quantity: int
    pages: int | None
    remark: str
    file: uploads.Kept | None = None
    held: Any = None

    @property
    def id(self) -> str:
        return f"p{self.at}"

    @property
    def is_open(self) -> bool:
        """Whether the paper stands in the way of a reception."""
        return self.state == "miss" or (self.required and not self.state)

    @property
    def is_had(self) -> bool:
        return self.state in ("has", "held")

    @property
    def choices(self) -> list[tuple[str, str]]:
        said = {
            "has": gettext("Have it"),
            "held": gettext("Use the held one"),
            "miss": gettext("Missing"),
            "none": gettext("Not needed"),
        }
        return [(state, said[state]) for state in STATES if state != "held" or self.held]

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return [(kind, gettext(name)) for kind, name in KINDS.items()]

    @property
    def size(self) -> str:
        if self.file is None:
            return ""
        many = self.file.size >= files.MEGABYTE
        amount = self.file.size / (files.MEGABYTE if many else 1024)
        return f"{words.number(amount, 1)}{words.NB}{'MB' if many else 'KB'}"

    def paper(self) -> Paper:
        """Return the paper as the reception takes it in."""
        had = self.held if self.state == "held" else None
        agreed = official(_("The applicant agreed to the use of the paper of dossier %(code)s"))
        return Paper(
            key=self.key,
            name=self.name,
            kind=had.kind if had else self.kind,
            quantity=self.quantity if self.is_had else 0,
            standing=STANDINGS.get(self.state, "missing"),
            pages=self.pages,
            file=had.sha256 if had else self.file.sha256 if self.file and self.is_had else "",
            file_name=had.file_name if had else self.file.name if self.file and self.is_had else "",
            remark=agreed % {"code": had.code} if had else "",
        )

    def asked(self) -> Asked:
        """Return the paper as a supplement request names it."""
        return Asked(self.key, self.name, self.remark or official(_("Not among the papers")), self.kind, 1)


def official(sentence: str) -> str:
    """Return a sentence in Vietnamese whatever the page speaks: it goes into the record."""
    with translation.override("vi"):
        return gettext(sentence)


def cases(body: ProcedureBody) -> list[str]:
    """Return the cases between which the applicant's own must be chosen; empty when there is one list."""
    return list(dict.fromkeys(part.case for part in body.components if part.case))


def components(body: ProcedureBody, case: str) -> list[Component]:
    """Return the papers of one case, those of every case among them."""
    return [part for part in body.components if not part.case or part.case == case]


def read(
    parts: Sequence[Component],
    data: Mapping[str, str],
    sent: MultiValueDict,
    *,
    held: Mapping[str, Any],
    owner: str,
    now: datetime,
) -> list[Line]:
    """Return the lines as they stand in the form; files that came with it are kept at once."""
    lines = []
    for at, part in enumerate(parts):
        line = _line(at, part, data, held.get(part.key))
        found = [file for name in ("upload", "shot") for file in sent.getlist(f"p{at}-{name}")]
        if found:
            line.file = uploads.keep_all(found[:1], owner=owner, now=now)[0]
            line.state = "has" if line.state != "has" else line.state
        elif token := data.get(f"p{at}-file", ""):
            line.file = uploads.again(token, owner=owner)
        lines.append(line)
    files.check([line.file.size for line in lines if line.file])
    return lines


def authority_of(name: str) -> Component:
    """Return the paper that lets somebody file for the applicant."""
    return Component(
        AUTHORITY,
        f"Văn bản ủy quyền của {name}" if name else "Văn bản ủy quyền",
        originals=1,
        name_en=f"Authority given by {name}" if name else "Written authority",
    )


def _line(at: int, part: Component, data: Mapping[str, str], held: Any) -> Line:
    said = f"p{at}-"
    same = data.get(f"{said}key") == part.key
    state = data.get(f"{said}state", "") if same else ""
    if state not in STATES or (state == "held" and not held):
        state = "" if part.required else "none"
    kind = data.get(f"{said}kind", "") if same else ""
    return Line(
        at=at,
        key=part.key,
        name=part.name,
        shown=part.name_en if words.language() == "en" and part.name_en else part.name,
        note=_note(part, held),
        required=part.required,
        state=state,
        kind=kind if kind in KINDS else _kind(part),
        quantity=_number(data.get(f"{said}quantity", "") if same else "")
        or max(part.originals + part.copies, 1),
        pages=_number(data.get(f"{said}pages", "") if same else ""),
        remark=(data.get(f"{said}remark", "") if same else "")[:500],
        held=held,
    )


def _kind(part: Component) -> str:
    if part.originals:
        return "original"
    if part.certified:
        return "certified"
    return "copy" if part.copies else "electronic" if part.electronic else "original"


def _note(part: Component, held: Any) -> str:
    known = ""
    if held:
        known = gettext("held since %(day)s, dossier %(code)s")
        known %= {"day": words.day(held.on), "code": held.code}
    quiet = "" if part.required or part.condition else gettext("only where it applies")
    return joined([known, part.condition, quiet])


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None
