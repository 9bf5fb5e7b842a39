"""The district's tables before its first dossier: units, officials, offers, inhabitants."""

import csv
import random
from dataclasses import dataclass, replace
from datetime import date, datetime
from importlib.resources import files

import yaml
from django.contrib.auth.hashers import make_password

from motcua.actions import catalogue, founding, person
from motcua.actions.founding import NewUnit
from motcua.actions.person import Account, Engagement
from motcua.queries import access
from motcua.records.models import Applicant, Unit
from motcua.rules.intake import Person
from motcua.rules.people import SYSTEM, Actor, IdKind, Role

BEGINS = date(2023, 1, 1)
PASSWORD = "mot-cua-2024"
Names = dict[str, list[str]]
DATA = files("motcua.data").joinpath("demo")

# The cast of the guides: sign-in, name, role and title in the district's or a commune's unit.
CAST = (
    ("lan", "Vũ Thị Ngọc Lan", "district", Role.RECEPTION, "Cán bộ tiếp nhận", "Quầy 3"),
    ("minh", "Trần Quang Minh", "district", Role.SPECIALIST, "Chuyên viên", ""),
    ("hoa", "Đỗ Thị Thanh Hoa", "district", Role.LEADER, "Chánh Văn phòng", ""),
    ("dung", "Bùi Tiến Dũng", "district", Role.REFORM, "Cán bộ kiểm soát thủ tục", ""),
    ("mai", "Phạm Thị Mai", "district", Role.ADMIN, "Quản trị hệ thống", ""),
    ("binh", "Lê Văn Bình", "commune", Role.RECEPTION, "Cán bộ tiếp nhận", "Quầy 1"),
)


@dataclass(frozen=True, slots=True)
class Office:
    """One unit of the demonstration with its people and its share of the dossiers."""

    unit: Unit
    share: float
    reception: tuple[Actor, ...]
    specialists: tuple[Actor, ...]
    leader: Actor
    clerk: Actor


def build(rng: random.Random, now: datetime) -> list[Office]:
    """Make the district, its 17 communes with their officials, and their offers."""
    names = yaml.safe_load(DATA.joinpath("names.yaml").read_text("utf-8"))
    hashed = make_password(PASSWORD)
    province = _unit(NewUnit("province", "Tỉnh Hải Dương", BEGINS, "30", "H23"), now)
    place = NewUnit("district", "Huyện Thanh Miện", BEGINS, "300", "H23.37", province, serves=True)
    district = _unit(place, now)
    offices = [_office(rng, names, district, _Staffing(0.22, 4, 8, hashed, now))]
    rows = _communes()
    rest = (0.78 - sum(float(row["share"] or 0) for row in rows)) / sum(not row["share"] for row in rows)
    for row in rows:
        place = NewUnit(
            "commune", row["name"], BEGINS, row["gso_code"], row["agency_code"], district, serves=True
        )
        commune = _unit(place, now)
        share = float(row["share"] or 0) or rest * rng.uniform(0.7, 1.3)
        receptions, specialists = (3, 4) if share > 0.1 else (2, 2)
        staffing = _Staffing(share, receptions, specialists, hashed, now)
        offices.append(_office(rng, names, commune, staffing))
    catalogue.load_seed(by=SYSTEM, now=now)
    catalogue.offer_seed(by=SYSTEM, unit_ids=[district.pk], level="district", now=now)
    communes = [office.unit.pk for office in offices[1:]]
    catalogue.offer_seed(by=SYSTEM, unit_ids=communes, level="commune", now=now)
    return offices


def _communes() -> list[dict[str, str]]:
    return list(csv.DictReader(DATA.joinpath("communes.csv").read_text("utf-8").splitlines()))


def _unit(row: NewUnit, now: datetime) -> Unit:
    where = f"Trụ sở UBND {row.name[:1].lower()}{row.name[1:]}" if row.serves else ""
    return founding.found_unit(by=SYSTEM, new=replace(row, address=where), now=now)


@dataclass(frozen=True, slots=True)
class _Staffing:
    """How many officials an office has beside its leader and clerk, and its share of the dossiers."""

    share: float
    receptions: int
    specialists: int
    hashed: str
    now: datetime


def _office(rng: random.Random, names: Names, unit: Unit, staffing: _Staffing) -> Office:
    has_cast = unit.kind == "district" or unit.gso_code == "11269"
    wanted = [Role.RECEPTION] * staffing.receptions + [Role.SPECIALIST] * staffing.specialists
    wanted += [Role.LEADER, Role.CLERK]
    actors: dict[Role, list[Actor]] = {role: [] for role in Role}
    for user_name, full_name, kind, role, title, counter in CAST:
        if has_cast and kind == unit.kind:
            post = Engagement(unit.pk, role, BEGINS, title, counter)
            actors[role].append(
                _official(post, Account(user_name, full_name, hashed=staffing.hashed), staffing.now)
            )
            if role in wanted:
                wanted.remove(role)
    for number, role in enumerate(wanted, 1):
        counter = f"Quầy {number}" if role is Role.RECEPTION else ""
        post = Engagement(unit.pk, role, BEGINS, counter=counter)
        name = person_name(rng, names)[0]
        actors[role].append(
            _official(
                post, Account(f"{unit.gso_code}-{number:02d}", name, hashed=staffing.hashed), staffing.now
            )
        )
    return Office(
        unit=unit,
        share=staffing.share,
        reception=tuple(actors[Role.RECEPTION]),
        specialists=tuple(actors[Role.SPECIALIST]),
        leader=actors[Role.LEADER][0],
        clerk=actors[Role.CLERK][0],
    )


def _official(post: Engagement, account: Account, now: datetime) -> Actor:
    user = person.engage(by=SYSTEM, account=account, posts=[post], now=now)
    return access.actor_of(user, date(2024, 1, 1))


def person_name(rng: random.Random, names: Names) -> tuple[str, str]:
    """Return an invented name and its sex."""
    sex = rng.choice("FM")
    low = sex.lower()
    parts = (rng.choice(names[which]) for which in ("family", f"middle_{low}", f"given_{low}"))
    return " ".join(parts), sex


def inhabitants(rng: random.Random, count: int) -> list[Applicant]:
    """Make invented people: card numbers and telephones are serial, and belong to nobody by design."""
    names = yaml.safe_load(DATA.joinpath("names.yaml").read_text("utf-8"))
    communes = [
        row["name"] for row in csv.DictReader(DATA.joinpath("communes.csv").read_text("utf-8").splitlines())
    ]
    made = []
    for number in range(count):
        name, sex = person_name(rng, names)
        born = date(rng.randint(1945, 2005), rng.randint(1, 12), rng.randint(1, 28))
        century_sex = (0 if sex == "M" else 1) + (2 if born.year >= 2000 else 0)
        card = f"095{century_sex}{born:%y}{number:06d}"
        made.append(
            Person(
                name=name,
                id_kind=IdKind.CCCD,
                id_number=card,
                birth_on=born,
                sex=sex,
                phone=f"0999{number:06d}",
                address=f"{rng.choice(names['hamlets'])}, {rng.choice(communes)}, Thanh Miện, Hải Dương",
            )
        )
    return founding.take_over_people(people=made)
