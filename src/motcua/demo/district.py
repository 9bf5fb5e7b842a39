"""The district's tables before its first dossier: units, officials, offers, inhabitants."""

import csv
import random
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files

import yaml
from django.contrib.auth.hashers import make_password

from motcua.actions import catalogue
from motcua.queries import access
from motcua.records.models import Applicant, Post, Unit, User
from motcua.rules.people import SYSTEM, Actor, IdKind, Role
from motcua.rules.text import fold

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
    province = _unit("Tỉnh Hải Dương", "province", "30", "H23", None)
    district = _unit("Huyện Thanh Miện", "district", "300", "H23.37", province, serves=True)
    offices = [_office(rng, names, district, _Staffing(0.22, 4, 8), hashed)]
    rows = _communes()
    rest = (0.78 - sum(float(row["share"] or 0) for row in rows)) / sum(not row["share"] for row in rows)
    for row in rows:
        commune = _unit(row["name"], "commune", row["gso_code"], row["agency_code"], district, serves=True)
        share = float(row["share"] or 0) or rest * rng.uniform(0.7, 1.3)
        staffing = _Staffing(share, 3, 4) if share > 0.1 else _Staffing(share, 2, 2)
        offices.append(_office(rng, names, commune, staffing, hashed))
    catalogue.load_seed(by=SYSTEM, now=now)
    catalogue.offer_seed(by=SYSTEM, unit_ids=[district.pk], level="district", now=now)
    communes = [office.unit.pk for office in offices[1:]]
    catalogue.offer_seed(by=SYSTEM, unit_ids=communes, level="commune", now=now)
    return offices


def _communes() -> list[dict[str, str]]:
    return list(csv.DictReader(DATA.joinpath("communes.csv").read_text("utf-8").splitlines()))


def _unit(
    name: str, kind: str, gso_code: str, agency_code: str, parent: Unit | None, *, serves: bool = False
) -> Unit:
    row = Unit.objects.create(
        kind=kind, name=name, name_fold=fold(name), gso_code=gso_code, agency_code=agency_code, parent=parent,
        from_on=BEGINS, serves=serves, address=f"Trụ sở UBND {name.lower()}" if serves else "",
    )  # fmt: skip
    row.path = f"{parent.path if parent else '/'}{row.pk}/"
    row.save(update_fields=["path"])
    return row


@dataclass(frozen=True, slots=True)
class _Staffing:
    """How many officials an office has beside its leader and clerk, and its share of the dossiers."""

    share: float
    receptions: int
    specialists: int


def _office(rng: random.Random, names: Names, unit: Unit, staffing: _Staffing, hashed: str) -> Office:
    has_cast = unit.kind == "district" or unit.gso_code == "11269"
    wanted = [Role.RECEPTION] * staffing.receptions + [Role.SPECIALIST] * staffing.specialists
    wanted += [Role.LEADER, Role.CLERK]
    actors: dict[Role, list[Actor]] = {role: [] for role in Role}
    for user_name, full_name, kind, role, title, counter in CAST:
        if has_cast and kind == unit.kind:
            post = Post(unit=unit, role=role, title=title, counter=counter, from_on=BEGINS)
            actors[role].append(_official(post, user_name, full_name, hashed))
            if role in wanted:
                wanted.remove(role)
    for number, role in enumerate(wanted, 1):
        counter = f"Quầy {number}" if role is Role.RECEPTION else ""
        post = Post(unit=unit, role=role, counter=counter, from_on=BEGINS)
        name = person_name(rng, names)[0]
        actors[role].append(_official(post, f"{unit.gso_code}-{number:02d}", name, hashed))
    return Office(
        unit=unit,
        share=staffing.share,
        reception=tuple(actors[Role.RECEPTION]),
        specialists=tuple(actors[Role.SPECIALIST]),
        leader=actors[Role.LEADER][0],
        clerk=actors[Role.CLERK][0],
    )


def _official(post: Post, user_name: str, full_name: str, hashed: str) -> Actor:
    post.user = User.objects.create(username=user_name, full_name=full_name, password=hashed)
    post.save()
    return access.actor_of(post.user, date(2024, 1, 1))


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
            Applicant(
                name=name, name_fold=fold(name), id_kind=IdKind.CCCD, id_number=card, birth_on=born, sex=sex,
                phone=f"0999{number:06d}",
                address=f"{rng.choice(names['hamlets'])}, {rng.choice(communes)}, Thanh Miện, Hải Dương",
            )
        )  # fmt: skip
    return Applicant.objects.bulk_create(made, batch_size=1000)
