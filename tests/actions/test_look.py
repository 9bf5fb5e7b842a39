"""Who opened a dossier: one row a day and official."""

from datetime import timedelta

import pytest

from motcua.actions import look
from motcua.records.models import Entry, Look
from motcua.rules.people import SYSTEM


def test_it_counts_up_within_a_day(minh, received, now, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):  # a savepoint around one statement
        look.note(received, by=minh, now=now)
    look.note(received, by=minh, now=now + timedelta(hours=1))
    look.note(received, by=minh, now=now + timedelta(days=1))

    rows = list(Look.objects.order_by("on").values_list("user_id", "role", "unit_id", "times", "first_at"))
    assert rows == [
        (minh.user_id, "specialist", received.unit_id, 2, now),
        (minh.user_id, "specialist", received.unit_id, 1, now + timedelta(days=1)),
    ]


def test_it_writes_nothing_into_the_journal(minh, received, now):
    before = Entry.objects.count()

    look.note(received, by=minh, now=now)

    assert Entry.objects.count() == before


@pytest.mark.parametrize("who", ["an", "chief", "binh"])
def test_it_leaves_no_trace_of_who_saw_no_papers(request, received, now, who):
    look.note(received, by=request.getfixturevalue(who), now=now)
    look.note(received, by=SYSTEM, now=now)

    assert Look.objects.count() == 0


def test_it_never_keeps_a_page_from_showing(minh, received, now):
    received.pk = None  # what a database refuses

    look.note(received, by=minh, now=now)

    assert Look.objects.count() == 0
