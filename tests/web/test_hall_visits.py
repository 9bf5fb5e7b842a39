"""Visits that led to no dossier, as a leader sees them: each number is exactly its list."""

import csv
import io
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from motcua.actions import calling, hall, reception, ticket
from motcua.actions.idempotency import Key
from motcua.actions.reception import Counted
from motcua.queries import moment
from motcua.records.models import Question, Ticket
from motcua.rules.people import SYSTEM, Role
from motcua.rules.tickets import Ending
from tests import halls, make

pytestmark = pytest.mark.django_db

PAGE = "/hall/visits/"
MONTH = "period=2024-01"


@pytest.fixture
def now(settings):
    settings.CLOCK_OFFSET_SECONDS = int(
        make.at("2024-01-12 09:00").timestamp() - (moment.now().timestamp() - settings.CLOCK_OFFSET_SECONDS)
    )
    return moment.now()


@pytest.fixture
def visits(commune, lan, intake, now):
    """A morning with a visit of each kind; returns the tickets by kind."""
    desk = halls.furnish(commune, now=now, desks=1)[0]
    hall.open_desk(by=lan, desk_id=desk.pk, now=now)

    def drawn(now=now):
        return ticket.issue(
            by=SYSTEM, wanted=ticket.Wanted(unit_id=commune.pk, service="dat-dai"), now=now
        ).ticket

    def served(now=now):
        drawn(now)
        row = calling.call_next(by=lan, desk_id=desk.pk, now=now)
        calling.begin(by=lan, ticket_id=row.pk, now=now)
        return row

    made = {}
    for ending in (Ending.ADVICE_ONLY, Ending.REFUSED_ORALLY, Ending.RESULT_COLLECTED):
        made[str(ending)] = served()
        ticket.finish(by=lan, ticket_id=made[str(ending)].pk, ending=ending, now=now)
    made["dossier"] = served()
    counted = Counted(replace(intake, ticket_id=made["dossier"].pk))
    reception.receive(by=lan, counted=counted, key=Key("user:1", "k", "h"), now=now)
    made["cancelled"] = drawn()
    ticket.cancel(by=lan, ticket_id=made["cancelled"].pk, reason="Về trước", now=now)
    drawn()
    made["no_show"] = calling.call_next(by=lan, desk_id=desk.pk, now=now)
    later = now + timedelta(minutes=2)
    calling.recall(by=lan, ticket_id=made["no_show"].pk, now=now)
    calling.miss(by=lan, ticket_id=made["no_show"].pk, now=later)
    made["left_open"] = served(later)
    made["not_served"] = drawn(later)
    hall.close_past(now=make.at("2024-01-13 09:00"))
    return made


@pytest.fixture
def hoas(client, hoa_account):
    client.force_login(hoa_account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def listed(page):
    return {one["row"].pk for one in page.context["rows"]}


def test_each_number_is_exactly_its_list(hoas, visits):
    page = hoas.get(f"{PAGE}?{MONTH}")

    tabs = {tab["url"].partition("kind=")[2].partition("&")[0]: tab for tab in page.context["tabs"]}
    assert tabs[""]["count"] == 7 == len(listed(page))
    for kind in set(visits) - {"dossier"}:
        assert (kind, tabs[kind]["count"]) == (kind, 1)
        assert listed(hoas.get(tabs[kind]["url"])) == {visits[kind].pk}


def test_it_is_narrowed_down_by_service_desk_and_official(hoas, visits, commune, lan, minh):
    row = Ticket.objects.get(pk=visits["left_open"].pk)
    same = f"service={row.service_id}&desk={row.desk_id}&officer={lan.user_id}"

    found = listed(hoas.get(f"{PAGE}?{MONTH}&kind=left_open&{same}"))
    others = listed(hoas.get(f"{PAGE}?{MONTH}&officer={minh.user_id}"))

    assert (found, others) == ({row.pk}, set())


def test_the_numbers_by_counter_lead_to_their_lists(hoas, visits):
    [row] = hoas.get(f"{PAGE}?{MONTH}").context["desks"]

    assert (row["served"], row["dossiers"]) == (5, 1)
    for number in row["numbers"]:
        assert len(listed(hoas.get(number["url"]))) == number["count"] == 1


def test_one_visit_shows_every_state_it_was_in(hoas, visits):
    page = hoas.get(f"{PAGE}{visits['left_open'].pk}/")

    assert [one["of"].state for one in page.context["states"]][:3] == ["waiting", "called", "serving"]


def test_the_file_holds_the_list(hoas, visits):
    address = hoas.get(f"{PAGE}?{MONTH}&kind=refused_orally").context["file"]

    lines = list(csv.DictReader(io.StringIO(hoas.get(address).content.decode("utf-8-sig"))))

    assert [(line["kind"], line["number"], line["counter"]) for line in lines] == [
        ("refused_orally", visits["refused_orally"].code, "1")
    ]


def test_what_was_asked_about_such_visits_is_linked_and_leads_back(hoas, commune, visits, now):
    row = Question.objects.create(
        unit=commune, detector="unregistered_visits", month_on="2024-01-01", raised_at=now,
        facts={"count": 4, "of": 40, "usual_share": 0.01},
    )  # fmt: skip

    page = hoas.get(f"{PAGE}?{MONTH}").content.decode()
    back = hoas.get(f"/watch/questions/{row.pk}/").content.decode()

    assert re.search(rf'href="/watch/questions/{row.pk}/"', page)
    assert f"{PAGE}?unit={commune.pk}&amp;period=2024-01&amp;kind=left_open" in back


def test_nobody_elsewhere_sees_it(client, visits, elsewhere, commune, lan_account):
    other = make.official("Ngô Thị Thu", unit=elsewhere, role=Role.LEADER, user_name="thu2")
    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    theirs = [client.get(f"{PAGE}?unit={commune.pk}"), client.get(f"{PAGE}{visits['left_open'].pk}/")]
    own = client.get(f"{PAGE}?{MONTH}")
    client.force_login(lan_account, backend="django.contrib.auth.backends.ModelBackend")

    assert [answer.status_code for answer in theirs] == [404, 404]
    assert listed(own) == set()
    assert client.get(PAGE).status_code == 403
