"""Dossier numbers under concurrency and rollbacks."""

from collections import defaultdict

import pytest

from motcua.records.models import Dossier, NumberCounter
from motcua.rules import numbering
from tests.proofs import processes
from tests.proofs.sizes import size

CLERKS = size(short=4, full=8)
EACH = size(short=25, full=1250)

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]


def by_unit_and_day(codes):
    numbers = defaultdict(list)
    for code in codes:
        parts = numbering.parse(code)
        numbers[parts.agency, parts.on].append(parts.number)
    return numbers


def faults(codes):
    """Return the units and days whose numbers are not 1, 2, 3 and so on, each once."""
    return [
        key
        for key, given in by_unit_and_day(codes).items()
        if sorted(given) != list(range(1, len(given) + 1))
    ]


def test_they_are_unique_and_without_gaps(lan_account, binh_account, procedure, an_row, now):
    clerks = [
        processes.start("tests/proofs/numbering_clerk.py", str(seed), str(EACH), now.isoformat())
        for seed in range(CLERKS)
    ]

    told = [clerk.communicate(timeout=1200) for clerk in clerks]

    assert [clerk.returncode for clerk in clerks] == [0] * CLERKS, told
    kept = [code for out, _ in told for code in out.split()]
    assert sorted(kept) == sorted(Dossier.objects.values_list("code", flat=True)), "told and kept differ"
    assert len(kept) < CLERKS * EACH, "nothing was rolled back: the proof proves nothing"
    assert faults(kept) == []
    for (agency, on), given in by_unit_and_day(kept).items():
        assert NumberCounter.objects.get(agency_code=agency, on=on).last == len(given)
    assert len(by_unit_and_day(kept)) == 2


def test_a_gap_and_a_double_are_noticed():
    """The positive control: a proof that cannot fail proves nothing."""
    good = ["H23.34.15-240112-0001", "H23.34.15-240112-0002"]

    assert faults(good) == []
    assert faults([*good, good[0]]) != []
    assert faults([*good, "H23.34.15-240112-0004"]) != []
