"""The office in which every cheat is tried."""

import pytest


@pytest.fixture
def office(commune, procedure, lan, minh, hoa):
    from tests.cheats.stage import Office

    return Office(commune, procedure, lan, minh, hoa)
