"""The province around the model district: eleven more districts, and the people who hold the reform index."""

import csv
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import yaml
from django.contrib.auth.hashers import make_password

from motcua.actions import founding, person
from motcua.actions.founding import NewUnit
from motcua.actions.person import Account, Engagement
from motcua.demo.district import BEGINS, DATA, PASSWORD, person_name
from motcua.queries import access, workdays
from motcua.records.models import Unit, User
from motcua.rules.people import SYSTEM, Actor, Role

# Who holds the reform index in the province, beside the cast of the district.
CAST = (
    ("thu", "Nguyễn Thị Minh Thu", Role.REFORM, "Chuyên viên Sở Nội vụ"),
    ("nam", "Hoàng Văn Nam", Role.REFORM, "Chuyên viên Sở Nội vụ"),
    ("ha", "Phạm Thị Thu Hà", Role.LEADER, "Lãnh đạo Sở Nội vụ"),
)


@dataclass(frozen=True, slots=True)
class Province:
    """The province with its people, and every district with the two who answer for its sheet."""

    unit: Unit
    first: Actor  # of the appraisers
    second: Actor
    leader: Actor
    districts: Mapping[str, tuple[Unit, Actor, Actor]]  # by administrative code: scores, locks


def build(rng: random.Random, home: Unit, now: datetime) -> Province:
    """Make the other districts of the province and the officials who score, lock, appraise and publish."""
    unit = home.parent
    assert unit is not None
    hashed = make_password(PASSWORD)
    names = yaml.safe_load(DATA.joinpath("names.yaml").read_text("utf-8"))
    cast = [
        _engaged(Account(user, name, hashed=hashed), Engagement(unit.pk, role, BEGINS, title), now)
        for user, name, role, title in CAST
    ]
    districts = {home.gso_code: (home, _known("dung", now), _known("hoa", now))}
    for row in csv.DictReader(DATA.joinpath("districts.csv").read_text("utf-8").splitlines()):
        place = NewUnit("district", row["name"], BEGINS, row["gso_code"], "", unit)
        made = founding.found_unit(by=SYSTEM, new=place, now=now)
        pair = [
            _engaged(
                Account(f"{row['gso_code']}-{role}", person_name(rng, names)[0], hashed=hashed),
                Engagement(made.pk, role, BEGINS),
                now,
            )
            for role in (Role.REFORM, Role.LEADER)
        ]
        districts[made.gso_code] = (made, pair[0], pair[1])
    return Province(unit, cast[0], cast[1], cast[2], districts)


def _engaged(account: Account, post: Engagement, now: datetime) -> Actor:
    return access.actor_of(
        person.engage(by=SYSTEM, account=account, posts=[post], now=now), workdays.today(now)
    )


def _known(user_name: str, now: datetime) -> Actor:
    return access.actor_of(User.objects.get(username=user_name), workdays.today(now))
