"""Dossier numbers under concurrency and rollbacks."""

from collections import defaultdict

import pytest

from motcua.records.models import Dossier, NumberCounter
from motcua.rules import numbering
from tests.proofs import processes
from tests.proofs.sizes import size

CLERKS = 8
EACH = size(short=25, full=1250)

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]


def test_they_are_unique_and_without_gaps(lan_account, binh_account, procedure, an_row, now):
    clerks = [
        processes.start("tests/proofs/numbering_clerk.py", str(seed), str(EACH), now.isoformat())
        for seed in range(CLERKS)
    ]

    told = [clerk.communicate(timeout=1200) for clerk in clerks]

    assert [clerk.returncode for clerk in clerks] == [0] * CLERKS, told
    kept = [code for out, _ in told for code in out.split()]
    assert len(kept) == len(set(kept)), "a number was given twice"
    assert sorted(kept) == sorted(Dossier.objects.values_list("code", flat=True)), (
        "acknowledged and kept differ"
    )
    assert len(kept) < CLERKS * EACH, "nothing was rolled back: the proof proves nothing"
    numbers = defaultdict(list)
    for code in kept:
        parts = numbering.parse(code)
        numbers[parts.agency, parts.on].append(parts.number)
    assert len(numbers) == 2
    for (agency, on), given in numbers.items():
        assert sorted(given) == list(range(1, len(given) + 1)), f"{agency} has gaps"
        assert NumberCounter.objects.get(agency_code=agency, on=on).last == len(given)
