"""Criteria sets: taken in, copied, written, put in force; then they never change."""

import pytest
from django.core.exceptions import PermissionDenied

from motcua.actions import criteria_set
from motcua.actions.criteria_set import NotADraft, SetInUse, StaleSet
from motcua.queries import access, criteria_sets
from motcua.queries.access import NoSuch
from motcua.records.models import CriteriaSet, Entry, IndexRound
from motcua.rules import scoring_edit, scoring_sets
from motcua.rules.people import SYSTEM, Role
from motcua.rules.scoring_sets import BadSet
from tests import make


@pytest.fixture
def dung(district, today):
    """The reform officer of the district."""
    return access.actor_of(
        make.official("Bùi Tiến Dũng", unit=district, role=Role.REFORM, user_name="dung"), today
    )


@pytest.fixture
def clerk(commune, today):
    return access.actor_of(
        make.official("Phạm Thị Hoa", unit=commune, role=Role.CLERK, user_name="hoa2"), today
    )


@pytest.fixture
def shipped(db, now):
    criteria_set.take_in(by=SYSTEM, now=now)
    return CriteriaSet.objects.get(key="commune-thanhmien-2024")


@pytest.fixture
def draft(dung, shipped, district, now):
    return criteria_set.copy_to_year(by=dung, pk=shipped.pk, owner_id=district.pk, year=2025, now=now)


def test_it_takes_in_what_is_shipped_once(db, now):
    first = criteria_set.take_in(by=SYSTEM, now=now)

    again = criteria_set.take_in(by=SYSTEM, now=now)

    assert len(first) == len(criteria_sets.SHIPPED)
    assert again == []
    assert set(CriteriaSet.objects.values_list("status", flat=True)) == {"in_force"}
    for row in CriteriaSet.objects.all():
        assert criteria_sets.of(row.pk) == criteria_sets.shipped()[row.key], row.key


def test_it_takes_in_a_changed_set_as_the_next_version(shipped, now):
    CriteriaSet.objects.filter(pk=shipped.pk).update(digest="of-an-older-edition")

    new = criteria_set.take_in(by=SYSTEM, now=now)

    assert new == ["commune-thanhmien-2024.2"]
    shipped.refresh_from_db()
    assert shipped.status == "retired"


def test_only_the_system_takes_sets_in(dung, now):
    with pytest.raises(PermissionDenied):
        criteria_set.take_in(by=dung, now=now)


def test_it_copies_to_a_year_and_leaves_one_entry(dung, draft, shipped):
    entry = Entry.objects.filter(verb="copy_criteria").get()

    assert (draft.key, draft.year, draft.status) == ("commune-thanhmien-2025", 2025, "draft")
    assert entry.subject == "criteria:commune-thanhmien-2025.1"
    assert (
        str(criteria_sets.of(draft.pk).leaf("1.1.1").rule.params["steps"][0].when[0]) == "day <= 2025-01-31"
    )
    assert draft.copied_from == shipped


def test_a_clerk_reads_sets_in_force_but_copies_none(clerk, shipped, commune, draft, now):
    assert shipped in criteria_sets.listed(by=clerk)

    with pytest.raises(PermissionDenied):
        criteria_set.copy_to_year(by=clerk, pk=shipped.pk, owner_id=commune.pk, year=2025, now=now)


def test_somebody_without_a_post_sees_none(an, shipped):
    with pytest.raises(NoSuch):
        criteria_sets.listed(by=an)


def test_it_writes_a_draft_with_problems_and_keeps_what_was_written(dung, draft, now):
    body = scoring_edit.written(draft.body, "2.1", {"points": "eight"})

    row = criteria_set.write_draft(by=dung, pk=draft.pk, data=body, revision=draft.revision, now=now)

    assert scoring_edit.part(row.body, "2.1")["points"] == "eight"
    assert {problem.where for problem in scoring_sets.problems(row.body)} == {"2", "2.1"}


def test_it_refuses_who_lost_the_race(dung, draft, now):
    body = scoring_edit.written(draft.body, "2.1", {"effort": "any_share"})
    criteria_set.write_draft(by=dung, pk=draft.pk, data=body, revision=draft.revision, now=now)

    with pytest.raises(StaleSet):
        criteria_set.write_draft(by=dung, pk=draft.pk, data=body, revision=draft.revision, now=now)


def test_it_puts_no_set_with_problems_in_force(dung, draft, now):
    body = scoring_edit.removed(scoring_edit.written(draft.body, "2.1", {"points": "7"}), "3.4")
    row = criteria_set.write_draft(by=dung, pk=draft.pk, data=body, revision=draft.revision, now=now)

    with pytest.raises(BadSet) as refused:
        criteria_set.put_in_force(by=dung, pk=row.pk, revision=row.revision, now=now)

    assert {(one.where, one.why) for one in refused.value.problems} == {("2", "sum"), ("3", "sum")}


def test_what_is_in_force_never_changes(dung, draft, now):
    row = criteria_set.put_in_force(by=dung, pk=draft.pk, revision=draft.revision, now=now)

    with pytest.raises(NotADraft):
        criteria_set.write_draft(by=dung, pk=row.pk, data=row.body, revision=row.revision, now=now)


def test_a_new_version_retires_the_one_before(dung, draft, district, now):
    first = criteria_set.put_in_force(by=dung, pk=draft.pk, revision=draft.revision, now=now)
    second = criteria_set.copy_to_year(by=dung, pk=first.pk, owner_id=district.pk, year=2025, now=now)

    criteria_set.put_in_force(by=dung, pk=second.pk, revision=second.revision, now=now)

    first.refresh_from_db()
    assert (first.status, second.version) == ("retired", 2)


def test_a_set_that_a_round_rests_on_is_not_written(dung, draft, district, now):
    IndexRound.objects.create(
        key="xa-2025", name="Kỳ 2025", year=2025, criteria=draft, owner=district,
        self_from_at=now, self_until_at=now, explain_until_at=now, made_at=now,
    )  # fmt: skip

    with pytest.raises(SetInUse):
        criteria_set.write_draft(by=dung, pk=draft.pk, data=draft.body, revision=draft.revision, now=now)


def test_a_reform_officer_elsewhere_neither_writes_nor_sees_a_draft(draft, today, now):
    other = make.unit("Huyện Ninh Giang", kind="district")
    stranger = access.actor_of(
        make.official("Lê Văn Sơn", unit=other, role=Role.REFORM, user_name="son"), today
    )

    with pytest.raises(NoSuch):
        criteria_set.write_draft(by=stranger, pk=draft.pk, data=draft.body, revision=draft.revision, now=now)


def test_it_begins_a_draft_from_outside(dung, district, now):
    data = scoring_sets.plain(criteria_sets.shipped()["decree-61"])

    row = criteria_set.begin(by=dung, owner_id=district.pk, data=data, now=now)

    assert (row.key, row.version, row.status) == ("decree-61", 1, "draft")


def test_it_refuses_what_is_no_set(dung, district, now):
    with pytest.raises(BadSet):
        criteria_set.begin(by=dung, owner_id=district.pk, data={"key": "x"}, now=now)
