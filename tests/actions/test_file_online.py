"""Filing online by somebody without an account."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connections

from motcua.actions import filing
from motcua.actions.filing import Filing, NameDiffers
from motcua.queries import access
from motcua.records.models import Applicant, Dossier, Entry
from motcua.rules.attempts import TooManyAttempts
from tests import make


@pytest.fixture
def wish(procedure, commune, stranger):
    return Filing("a" * 32, make.intake(procedure, commune, stranger), "203.0.113.1")


def test_it_files_in_the_applicants_own_name(wish, now):
    token = filing.file_online(filing=wish, now=now)

    row = access.dossier_by_tracking(token)
    entry = Entry.objects.get(dossier=row)
    assert (entry.actor_kind, entry.actor_id) == ("applicant", row.applicant_id)
    assert entry.actor_name == "Hoàng Văn Đức"
    assert (row.state, row.channel, row.assisted) == ("filed", "online", False)


def test_it_files_a_draft_once(wish, now):
    first = filing.file_online(filing=wish, now=now)
    second = filing.file_online(filing=wish, now=now)

    assert first == second
    assert Dossier.objects.count() == Entry.objects.count() == 1


def test_it_files_the_next_draft_of_the_same_person_beside_it(wish, now):
    filing.file_online(filing=wish, now=now)
    filing.file_online(filing=replace(wish, draft="b" * 32), now=now)

    assert Dossier.objects.count() == 2
    assert Applicant.objects.count() == 1


def test_it_leaves_nothing_when_refused(wish, now, elsewhere, district):
    wrong = replace(wish, intake=replace(wish.intake, unit_id=district.pk))

    with pytest.raises(Exception, match="NotOffered"):
        filing.file_online(filing=wrong, now=now)

    assert Dossier.objects.count() == Applicant.objects.count() == 0
    filing.file_online(filing=wish, now=now)  # the draft may be mended and sent


def test_it_lets_nobody_try_names_against_a_number(wish, an_row, now):
    def wrong(n):
        who = replace(wish.intake.applicant, name=f"Tên Số {n}", id_number=an_row.id_number)
        return replace(wish, draft=f"{n:032d}", intake=replace(wish.intake, applicant=who))

    for n in range(5):
        with pytest.raises(NameDiffers):
            filing.file_online(filing=wrong(n), now=now)

    with pytest.raises(TooManyAttempts):
        filing.file_online(filing=wrong(6), now=now)


@pytest.mark.django_db(transaction=True)
def test_it_is_filed_once_by_eight_presses_at_once(wish, now):
    def press(_):
        try:
            return filing.file_online(filing=wish, now=now)
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(8) as pool:
        tokens = set(pool.map(press, range(8)))

    assert len(tokens) == 1
    assert Dossier.objects.count() == 1
