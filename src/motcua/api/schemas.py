"""The shapes in which the interface takes and gives."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, Schema

from motcua.rules.people import IdKind

CODE = Field(max_length=60, description="dossier code")


class _In(Schema):
    model_config = {"extra": "forbid"}


class PersonIn(_In):
    name: str = Field(max_length=400)
    kind: Literal["citizen", "organisation"] = "citizen"
    id_kind: IdKind = IdKind.NONE
    id_number: str = Field("", max_length=30)
    phone: str = Field("", max_length=30)
    email: str = Field("", max_length=300)
    address: str = Field("", max_length=600)
    birth_on: date | None = None
    sex: Literal["", "M", "F"] = ""


class PaperIn(_In):
    key: str = Field(max_length=60)
    name: str = Field(max_length=2000)
    kind: Literal["original", "certified", "copy", "electronic"] = "original"
    quantity: int = Field(1, ge=0, le=999)
    standing: Literal["has", "missing", "held", "not_needed"] = "has"
    pages: int | None = Field(None, ge=0, le=100_000)
    file: str = Field("", max_length=64, description="SHA-256 that POST /files answered")
    file_name: str = Field("", max_length=400)
    remark: str = Field("", max_length=1000)


class DossierIn(_In):
    way: Literal["receive", "file"] = Field("receive", description="receive papers, or file online with help")
    procedure: str = Field(max_length=40)
    unit: int = Field(ge=1, le=2**62)
    applicant: PersonIn
    filer: PersonIn | None = None
    papers: list[PaperIn] = Field(default_factory=list, max_length=100)
    subject: str = Field("", max_length=1000)
    by_post: bool = False
    return_mode: Literal["counter", "post", "electronic"] = "counter"
    fee_amount: int | None = Field(None, description="đồng; null: not known")


class BatchIn(_In):
    dossiers: list[DossierIn] = Field(min_length=1, max_length=100)


class CodesIn(_In):
    codes: list[str] = Field(min_length=1, max_length=100)


class AskedIn(_In):
    key: str = Field(max_length=60)
    name: str = Field(max_length=2000)
    reason: str = Field(max_length=1000)
    kind: Literal["original", "certified", "copy", "electronic"] = "original"
    quantity: int = Field(1, ge=1, le=999)


class SupplementIn(_In):
    asked: list[AskedIn] = Field(max_length=50)
    reason: str = Field(max_length=4000)


class PapersIn(_In):
    papers: list[PaperIn] = Field(max_length=100)


class ReasonIn(_In):
    reason: str = Field(max_length=4000)
    reason_code: str = Field("", max_length=40, description="a refusal's coded ground")
    ground: str = Field("", max_length=600, description="the provision of law, for the ground `other`")
    confirmed_by: Literal["", "signature", "otp"] = Field("", description="how she confirmed a withdrawal")
    proof: str = Field("", max_length=64, description="the code she told, or the SHA-256 of her signed paper")


class NoteIn(_In):
    note: str = Field("", max_length=1000)
    outcome: Literal["", "granted", "rejected"] = ""
    number: str = Field("", max_length=120)


class TargetIn(_In):
    user: int | None = Field(None, ge=1, le=2**62)
    unit: int | None = Field(None, ge=1, le=2**62)
    note: str = Field("", max_length=1000)


class MoneyIn(_In):
    amount: int | None = Field(None, ge=-(2**62), le=2**62, description="đồng")
    online: bool = False
    reason: str = Field("", max_length=4000)


class ExtensionIn(_In):
    to_at: datetime
    reason: str = Field(max_length=4000)


class AnswerIn(_In):
    agree: bool


class DossierOut(Schema):
    code: str
    state: str
    national_status: int | None
    unit: int
    procedure: str
    procedure_name: str
    channel: str
    assisted: bool
    filed_at: datetime
    received_at: datetime | None
    answer_due_at: datetime | None
    due_at: datetime | None
    legal_due_at: datetime | None
    ended_at: datetime | None
    handed_over_at: datetime | None
    outcome: str
    step: int
    supplements: int
    fee_amount: int | None
    fee_paid: int
    rating: int | None
    verbs: list[str] = Field(description="what this key may do now")


class TakenOut(Schema):
    code: str
    state: str
    due_at: datetime | None
    answer_due_at: datetime | None
    tracking_url: str
    witness: str = Field(description="first 16 hex digits of the entry's hash, as printed on the slip")


class DossiersOut(Schema):
    items: list[DossierOut]
    following: str = Field(description="pass as `after` for the next page; empty on the last")


class LineOut(Schema):
    from_: str = Field(alias="from")
    to: str
    counted: int
    reason_vi: str
    reason_en: str


class ClockOut(Schema):
    due_at: datetime | None
    lines: list[LineOut]


class EntryOut(Schema):
    at: datetime
    verb: str
    actor_kind: str
    actor: str
    hash: str
    facts: dict[str, Any]


class FileOut(Schema):
    file: str
    size: int
    mime: str


class ProcedureOut(Schema):
    code: str
    name: str
    name_en: str
    field: str
    time_value: int | None
    time_unit: str
    online_level: str


class MeasuresOut(Schema):
    unit: int
    from_on: date
    until_on: date
    measures: dict[str, int]


class ProposalOut(Schema):
    proposal: int
    verb: str
    outcome: str


class ProblemOut(Schema):
    type: str
    title: str
    status: int
