"""Every address stands in the access table, and answers as the table says."""

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.urls import URLPattern, get_resolver, reverse

from motcua.records.models import Entry
from motcua.rules.people import Role
from tests import make

TABLE = Path(__file__).with_name("access.csv")
SAMPLES = {"code": "H23.34.15-240112-0001", "token": "x" * 32, "kind": "receipt", "unit_id": "1", "pk": "1"}
REFUSED = {302, 401, 403, 404, 405}
FRAMED = {"figures:widget": {"X-Frame-Options"}}  # the one page that may stand in another
HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy")


@dataclass(frozen=True)
class Route:
    name: str
    address: str


def routes(resolver=None, space=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            name = f"{space}{entry.name}"
            asked = entry.pattern.converters
            yield Route(name, reverse(name, kwargs={key: SAMPLES.get(key, "1") for key in asked}))
        else:
            yield from routes(entry, f"{space}{entry.namespace}:" if entry.namespace else space)


def audiences():
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return {row["route"]: set(row["audience"].split("|")) for row in csv.DictReader(lines)}


def test_it_lists_every_address():
    known, found = audiences(), {route.name for route in routes()}

    assert found - known.keys() == set(), f"add these to {TABLE.name}, each with who may come"
    assert known.keys() - found == set(), f"these stand in {TABLE.name} and are gone"
    assert set().union(*known.values()) <= {"anyone", "account", "token", *map(str, Role)}


@pytest.mark.django_db
def test_it_shows_a_stranger_only_what_is_for_anyone(client):
    closed = [route for route in routes() if "anyone" not in audiences().get(route.name, {"anyone"})]

    answers = {route.name: client.get(route.address).status_code for route in closed}
    answers |= {f"{route.name} (post)": client.post(route.address).status_code for route in closed}

    assert {name: code for name, code in answers.items() if code not in REFUSED} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("role", [*Role, None], ids=str)
def test_it_shows_an_official_only_what_is_for_the_role(client, commune, role):
    user = make.official("Ai Đó", unit=commune, role=role or Role.ADMIN, user_name="ai")
    if role is None:  # an account without any post
        user.posts.all().delete()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    mine = {"anyone", "account", str(role)}
    known = {name: who for name, who in audiences().items() if "token" not in who}
    closed = [route for route in routes() if route.name in known and not mine & known[route.name]]

    answers = {route.name: client.get(route.address).status_code for route in closed}
    answers |= {f"{route.name} (post)": client.post(route.address).status_code for route in closed}

    assert {name: code for name, code in answers.items() if code not in REFUSED} == {}


@pytest.mark.django_db
def test_it_takes_no_cookie_for_a_token(client, lan_account):
    client.force_login(lan_account, backend="django.contrib.auth.backends.ModelBackend")
    known = audiences()
    closed = [route for route in routes() if "token" in known.get(route.name, ())]

    answers = {route.name: client.post(route.address).status_code for route in closed}

    assert {name: code for name, code in answers.items() if code not in REFUSED} == {}


@pytest.mark.django_db
def test_it_lets_the_role_in(client, commune):
    client.raise_request_exception = False
    known = audiences()
    shut = []
    for role in Role:
        user = make.official("Ai Đó", unit=commune, role=role, user_name=f"ai-{role}")
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for route in routes():
            if str(role) in known.get(route.name, ()):
                code = client.get(route.address).status_code
                shut += [f"{route.name} as {role}: {code}"] if code in (403, 500) else []

    assert shut == []


@pytest.mark.django_db
def test_it_changes_nothing_by_being_read_and_guards_every_answer(client, lan_account):
    client.raise_request_exception = False
    client.force_login(lan_account, backend="django.contrib.auth.backends.ModelBackend")
    bare, broken = {}, []

    for route in routes():
        if route.name != "account_logout":
            answer = client.get(route.address)
            broken += [route.name] if answer.status_code == 500 else []
            missing = {header for header in HEADERS if header not in answer} - FRAMED.get(route.name, set())
            bare |= {route.name: missing} if missing else {}

    assert broken == []
    assert bare == {}
    assert Entry.objects.count() == 0
