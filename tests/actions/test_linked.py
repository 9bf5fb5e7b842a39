"""Linked procedures are received under one code."""

import pytest

from motcua.actions import linked
from motcua.queries.journal import rebuild
from motcua.records.models import Dossier, DossierGroup, Entry
from motcua.rules.intake import Person
from tests import make


@pytest.fixture
def residence(commune):
    return make.procedure("9.000002", units=[commune])


def test_it_gives_them_one_code(lan, intake, residence, commune, an_row, now):
    second = make.intake(residence, commune, Person(pk=an_row.pk))

    taken = linked.take_in_linked(by=lan, intakes=[intake, second], now=now)

    group = DossierGroup.objects.get()
    assert group.code == taken[0].dossier.code
    assert set(Dossier.objects.values_list("group", flat=True)) == {group.pk}
    assert rebuild()[0].problems == []


def test_it_refuses_one_alone_and_keeps_nothing(lan, intake, now):
    with pytest.raises(linked.NotLinked):
        linked.take_in_linked(by=lan, intakes=[intake], now=now)

    assert (Dossier.objects.count(), Entry.objects.count()) == (0, 0)


def test_it_refuses_two_applicants_and_keeps_nothing(lan, intake, residence, commune, stranger, now):
    other = make.intake(residence, commune, stranger)

    with pytest.raises(linked.NotLinked):
        linked.take_in_linked(by=lan, intakes=[intake, other], now=now)

    assert (Dossier.objects.count(), Entry.objects.count()) == (0, 0)
