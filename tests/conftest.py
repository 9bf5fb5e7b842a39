"""The cast: An files, Lan receives, Minh examines, Hoa approves; Binh, of another unit, must see nothing."""

import pytest

from tests.proofs.sizes import FULL

# Long files first, so that two processes end together.
LONG = ("proof", "database")
ASKING = {"db", "transactional_db", "live_server"}


def pytest_addoption(parser):
    parser.addoption("--asking", action="store_true", help="only the tests that ask for the database")


def pytest_collection_modifyitems(config, items):
    """Leave out what `make prove` keeps for itself and, where asked to, what cannot reach the database.

    The runner refuses the database to all that do not ask for it.
    """
    if not FULL:
        _leave_out(config, items, lambda item: item.get_closest_marker("full"))
    if config.getoption("--asking"):
        _leave_out(config, items, lambda item: not _asks(item))
    items.sort(key=lambda item: not any(item.get_closest_marker(name) for name in LONG))


def _leave_out(config, items, unwanted):
    out = [item for item in items if unwanted(item)]
    config.hook.pytest_deselected(items=out)
    items[:] = [item for item in items if item not in out]


def _asks(item):
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("database")
    return bool(marked) or not ASKING.isdisjoint(item.fixturenames)


# The fixtures import what they need: the tests of the rules run even while a room above is broken.


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Say that the tables are up to date; they were made at once, and so without the guards.

    The runner empties tables by deleting, and tests bend procedures. tests/records/test_append_only.py
    and tests/cheats lay the guards down and try to break them.
    """
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    with django_db_blocker.unblock():
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        for app, name in sorted(MigrationLoader(connection).disk_migrations):
            recorder.record_applied(app, name)


@pytest.fixture
def now():
    """A Friday morning in an ordinary week."""
    from tests import make

    return make.at("2024-01-12 09:00")


@pytest.fixture
def today(now):
    from motcua.queries import workdays

    return workdays.today(now)


@pytest.fixture
def district(db):
    from tests import make

    return make.unit("Huyện Thanh Miện", kind="district", agency_code="H23.34")


@pytest.fixture
def commune(district):
    from tests import make

    return make.unit("Xã Lam Sơn", parent=district, agency_code="H23.34.15")


@pytest.fixture
def elsewhere(district):
    from tests import make

    return make.unit("Xã Hồng Quang", parent=district, agency_code="H23.34.16")


@pytest.fixture
def procedure(commune, elsewhere):
    from tests import make

    return make.procedure("9.000001", units=[commune, elsewhere])


@pytest.fixture
def lan_account(commune):
    from motcua.rules.people import Role
    from tests import make

    return make.official("Nguyễn Thị Lan", unit=commune, role=Role.RECEPTION, user_name="lan")


@pytest.fixture
def minh_account(commune):
    from motcua.rules.people import Role
    from tests import make

    return make.official("Trần Văn Minh", unit=commune, role=Role.SPECIALIST, user_name="minh")


@pytest.fixture
def hoa_account(commune):
    from motcua.rules.people import Role
    from tests import make

    return make.official("Lê Thị Hoa", unit=commune, role=Role.LEADER, user_name="hoa")


@pytest.fixture
def binh_account(elsewhere):
    from motcua.rules.people import Role
    from tests import make

    return make.official("Phạm Văn Bình", unit=elsewhere, role=Role.RECEPTION, user_name="binh")


@pytest.fixture
def chief_account(district):
    from motcua.rules.people import Role
    from tests import make

    return make.official("Đỗ Văn Sơn", unit=district, role=Role.LEADER, user_name="son")


@pytest.fixture
def lan(lan_account, today):
    """The counter officer."""
    from motcua.queries import access

    return access.actor_of(lan_account, today)


@pytest.fixture
def minh(minh_account, today):
    """The specialist."""
    from motcua.queries import access

    return access.actor_of(minh_account, today)


@pytest.fixture
def hoa(hoa_account, today):
    """The leader of the commune."""
    from motcua.queries import access

    return access.actor_of(hoa_account, today)


@pytest.fixture
def binh(binh_account, today):
    """A counter officer of another commune: she must see nothing."""
    from motcua.queries import access

    return access.actor_of(binh_account, today)


@pytest.fixture
def chief(chief_account, today):
    """The leader of the district: he sees figures, not papers."""
    from motcua.queries import access

    return access.actor_of(chief_account, today)


@pytest.fixture
def an_row(db):
    from tests import make

    return make.applicant("Vũ Thị An", id_number="030188004217")


@pytest.fixture
def an(an_row):
    """The applicant."""
    from motcua.queries import access

    return access.applicant_actor(an_row)


@pytest.fixture
def intake(procedure, commune, an_row):
    """What An lays on the counter."""
    from motcua.rules.intake import Person
    from tests import make

    return make.intake(procedure, commune, Person(pk=an_row.pk))


@pytest.fixture
def stranger():
    """A person the register does not know yet."""
    from motcua.rules.intake import Person
    from motcua.rules.people import IdKind

    return Person(name="Hoàng Văn Đức", id_kind=IdKind.CCCD, id_number="030090001234", phone="0987654321")


@pytest.fixture
def filed(an, intake, now):
    """A dossier that An filed online and nobody has received."""
    from motcua.actions import dossier as dossiers

    return dossiers.file(by=an, intake=intake, now=now).dossier


@pytest.fixture
def received(lan, intake, now):
    """A dossier that Lan received at the counter."""
    from motcua.actions import dossier as dossiers

    return dossiers.take_in(by=lan, intake=intake, now=now).dossier
