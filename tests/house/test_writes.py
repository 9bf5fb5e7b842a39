"""Only the writing rooms write."""

import pytest

from tests.house import readings


def plant(package, name, text):
    path = package / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_it_writes_only_in_actions_records_and_jobs():
    found = readings.writes(readings.PACKAGE)

    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "dossier.save()",
        "Dossier.objects.create(code=1)",
        "dossier.delete()",
        "Dossier.objects.filter(id=1).update(state='x')",
        "Dossier.objects.bulk_create([])",
        "Dossier.objects.get_or_create(code=1)",
        "cursor.execute('UPDATE records_dossier SET state = 1')",
    ],
)
@pytest.mark.parametrize("room", ["web", "api", "cli", "queries", "project"])
def test_it_notices_a_write_elsewhere(tmp_path, room, line):
    plant(tmp_path, f"{room}/bad.py", f"{line}\n")
    plant(tmp_path, "actions/good.py", f"{line}\n")

    assert len(readings.writes(tmp_path)) == 1


@pytest.mark.parametrize(
    "line",
    [
        "facts.update({'a': 1})",
        "digest.update(b'')",
        "request.session.create()",
        "cursor.execute('SELECT 1')",
    ],
)
def test_it_leaves_reading_alone(tmp_path, line):
    plant(tmp_path, "queries/good.py", f"{line}\n")

    assert readings.writes(tmp_path) == []
