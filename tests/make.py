"""Plain functions that build rows: explicit values, no randomness."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from motcua.records.models import Applicant, Offer, Post, Procedure, ProcedureVersion, Unit, User
from motcua.rules import catalogue
from motcua.rules.intake import Intake, Paper, Person
from motcua.rules.people import IdKind, Role
from motcua.rules.text import fold

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
BEGINNING = date(2020, 1, 1)

BODY = catalogue.ProcedureBody(
    name="Xác nhận tình trạng cư trú",
    name_en="Confirmation of residence",
    field="Cư trú",
    levels=("commune",),
    times=(catalogue.Time(5, "working_day"),),
    components=(
        catalogue.Component("to_khai", "Tờ khai", originals=1, name_en="Declaration"),
        catalogue.Component("giay_to", "Giấy tờ chứng minh chỗ ở", copies=1, name_en="Proof of dwelling"),
    ),
    fees=(catalogue.Fee(20_000),),
    results=(catalogue.Result("Giấy xác nhận", name_en="Certificate"),),
    steps=(
        catalogue.Step("tiep_nhan", "Tiếp nhận hồ sơ", "Reception", "reception", 4),
        catalogue.Step("tham_dinh", "Thẩm định", "Examination", "specialist", 24),
        catalogue.Step("phe_duyet", "Phê duyệt", "Approval", "leader", 8),
    ),
)


def at(text: str) -> datetime:
    """Return the moment that an office clock shows: `at("2024-01-12 09:00")`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def unit(name: str, *, parent: Unit | None = None, kind: str = "commune", agency_code: str = "") -> Unit:
    """Make a unit below its parent; one with an agency code serves the public."""
    row = Unit.objects.create(
        kind=kind,
        name=name,
        name_fold=fold(name),
        parent=parent,
        from_on=BEGINNING,
        agency_code=agency_code,
        serves=bool(agency_code),
    )
    row.path = f"{parent.path if parent else '/'}{row.pk}/"
    row.save(update_fields=["path"])
    return row


def official(name: str, *, unit: Unit, role: Role, user_name: str, password: str = "") -> User:
    """Make an official with one post in a unit."""
    user = User(username=user_name, full_name=name)
    user.set_password(password) if password else user.set_unusable_password()
    user.save()
    Post.objects.create(user=user, unit=unit, role=role, from_on=BEGINNING)
    return user


def applicant(name: str, *, id_number: str, phone: str = "0912345678") -> Applicant:
    """Make a citizen known by a card number."""
    return Applicant.objects.create(
        name=name, name_fold=fold(name), id_kind=IdKind.CCCD, id_number=id_number, phone=phone
    )


def procedure(
    code: str, *, units: list[Unit], days: int = 5, body: catalogue.ProcedureBody = BODY
) -> ProcedureVersion:
    """Make a procedure of so many working days, offered by the units."""
    row = Procedure.objects.create(code=code)
    version = ProcedureVersion.objects.create(
        procedure=row,
        from_on=BEGINNING,
        name=body.name,
        name_en=body.name_en,
        field=body.field,
        time_value=days,
        time_unit="working_day",
        online_level="full",
        channels="direct,online,post",
        search=fold(f"{code} {body.name} {body.field}"),
        fingerprint=catalogue.fingerprint(body),
        body=catalogue.to_json(replace(body, times=(catalogue.Time(days, "working_day"),))),
    )
    for place in units:
        Offer.objects.create(unit=place, procedure=row, from_on=BEGINNING)
    return version


def intake(version: ProcedureVersion, unit: Unit, who: Person, **differences: object) -> Intake:
    """Return what a reception takes in: the papers the procedure asks for, all handed in."""
    papers = [Paper(part["key"], part["name"]) for part in version.body["components"]]
    plain = Intake(
        procedure=version.procedure.code, unit_id=unit.pk, applicant=who, papers=papers, fee_amount=20_000
    )
    return replace(plain, **differences)
