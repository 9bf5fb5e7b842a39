"""What a kiosk says of itself: the procedures it shows, each with the mark of its version."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema

from motcua.actions import posting_evidence
from motcua.api.keys import by
from motcua.api.once import once
from motcua.api.router import router
from motcua.api.schemas import ProblemOut
from motcua.queries import posting_access
from motcua.rules.posting import read_page

KIOSK = "kiosk"
REFUSALS = {codes: ProblemOut for codes in (400, 401, 403, 404, 409, 422)}


class KioskIn(Schema):
    """A kiosk's report: whose kiosk it is, and all marks it shows, such as `1.001193#3fa9c0d1e2b4`."""

    unit: str = Field(max_length=35, description="agency code of the unit")
    shown: list[str] = Field(max_length=5000, description="codes or marks of all procedures it shows")


class KioskOut(Schema):
    """What the report means for the unit's open duties at the kiosk, by procedure code."""

    found: dict[str, str]


@router.post(
    "/kiosk-reports", response={200: KioskOut} | REFUSALS, tags=["kiosk"], operation_id="report_kiosk"
)
def report_kiosk(request: HttpRequest, told: KioskIn) -> Any:
    """Report what a kiosk shows; needs a key with the scope `kiosk`, of an official of the unit."""
    actor = by(request, KIOSK)
    unit = posting_access.own_unit(told.unit, by=actor)
    shown = read_page("\n".join(text[:60] for text in told.shown))

    def act() -> dict[str, Any]:
        found = posting_evidence.take_kiosk_report(by=actor, unit_id=unit.pk, shown=shown, now=request.now)
        return {"found": {code: str(finding) for code, finding in found.items()}}

    return once(request, actor, act)
