"""The board's page, the board for who asks again, and the voice: open to everybody, nothing personal."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("called", ["C0x7/3", "47/3", "C047/0", "C0470000001/3", "C047/1000"])
def test_it_says_nothing_but_numbers_and_counters(client, commune, called):
    answer = client.get(f"/screen/{commune.agency_code}/voice/{called}/")

    assert answer.status_code == 404
