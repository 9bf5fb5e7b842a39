"""`motcua export facts`: a folder that is whole or not there, the same bytes each time, nobody in it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from motcua.__main__ import main
from motcua.cli import facts as command
from motcua.records.models import Applicant, Dossier, User
from tests import simulated


def test_an_empty_house_exports_no_rows(db, tmp_path, capsys):
    assert main(["export", "facts", str(tmp_path / "facts"), "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["dossiers"], told["rows"], told["files"]) == (0, 0, 0)
    assert (tmp_path / "facts" / "units.csv").read_text().startswith("unit,name,")
    assert list((tmp_path / "facts" / "facts").iterdir()) == []


@pytest.fixture(scope="module")
def district(django_db_setup, django_db_blocker):
    with simulated.standing(django_db_blocker, 120):
        yield


@pytest.fixture
def spring(district, db):
    """A spring of a hundred dossiers."""


def bytes_of(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def cells_of(folder):
    """Return every text and key that a reader of the files can see."""
    rows = duckdb.sql(f"SELECT DISTINCT procedure, dossier FROM '{folder}/facts/*/*/*.parquet'").fetchall()
    texts = [path.read_text() for path in folder.iterdir() if path.is_file()]
    return "\n".join([*texts, *map(str, rows), *map(str, folder.rglob("*"))])


def test_it_writes_the_same_bytes_twice(spring, tmp_path):
    main(["export", "facts", str(tmp_path / "one")])
    main(["export", "facts", str(tmp_path / "two")])

    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_it_writes_the_same_rows_with_little_memory(spring, tmp_path, monkeypatch):
    main(["export", "facts", str(tmp_path / "one")])
    monkeypatch.setattr(command, "HELD", 40)
    main(["export", "facts", str(tmp_path / "two")])

    sql = "SELECT * FROM read_parquet('{}/facts/*/*/*.parquet', hive_partitioning = true) ORDER BY ALL"
    one, two = (duckdb.sql(sql.format(tmp_path / name)).fetchall() for name in ("one", "two"))
    assert one == two
    assert len(list((tmp_path / "two").rglob("*.parquet"))) > len(list((tmp_path / "one").rglob("*.parquet")))


def test_it_names_nobody(spring, tmp_path):
    main(["export", "facts", str(tmp_path / "facts")])

    seen = cells_of(tmp_path / "facts").casefold()
    raw = b"".join(bytes_of(tmp_path / "facts").values())
    secrets = {value for row in Applicant.objects.values_list("name", "id_number", "phone") for value in row}
    secrets |= set(User.objects.values_list("full_name", flat=True))
    secrets |= {v for row in Dossier.objects.values_list("code", "nonce", "tracking_hash") for v in row}
    found = [secret for secret in secrets if secret and (secret.casefold() in seen or secret.encode() in raw)]
    assert found == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--unit", "H99.99"], "there is no unit with the agency code 'H99.99'"),
        (["--from", "2024-02-30"], "invalid fromisoformat value"),
        (["--from", "2024-03-01", "--to", "2024-02-01"], "the period ends before it begins"),
    ],
)
def test_it_refuses_in_one_line(spring, tmp_path, capsys, words, sentence):
    with pytest.raises(SystemExit) if "invalid" in sentence else _nothing():
        assert main(["export", "facts", str(tmp_path / "facts"), *words]) == 2

    said = capsys.readouterr().err.strip()
    assert sentence in said
    assert len(said.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def _nothing():
    from contextlib import nullcontext

    return nullcontext()


def test_it_writes_over_nothing(spring, tmp_path, capsys):
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "mine.txt").write_text("mine")

    assert main(["export", "facts", str(tmp_path / "facts")]) == 2
    assert "is there already and not empty" in capsys.readouterr().err
    assert bytes_of(tmp_path / "facts") == {Path("mine.txt"): b"mine"}


def test_it_takes_an_empty_folder(spring, tmp_path):
    (tmp_path / "facts").mkdir()

    assert main(["export", "facts", str(tmp_path / "facts")]) == 0
    assert (tmp_path / "facts" / "SCHEMA.json").exists()


def test_it_says_where_it_may_not_write(spring, capsys):
    assert main(["export", "facts", "/proc/facts"]) == 2
    assert "/proc/facts" in capsys.readouterr().err


def test_it_leaves_nothing_when_the_disk_is_full(spring, tmp_path, capsys):
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", small], capture_output=True)
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here: needs root")
    try:
        code = main(["export", "facts", str(small / "facts")])

        assert code == 2
        assert "No space left on device" in capsys.readouterr().err
        assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", small], check=True)


def test_it_leaves_nothing_half_when_it_is_killed(tmp_path):
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from motcua.edge import folder\n"
        "with folder.whole(Path(sys.argv[1])) as work:\n"
        "    folder.write(work / 'half.txt', 'half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    surroundings = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}

    killed = subprocess.run([sys.executable, "-c", script, tmp_path / "facts"], env=surroundings)

    from motcua.edge import folder

    assert killed.returncode == -signal.SIGKILL
    assert not (tmp_path / "facts").exists()
    with folder.whole(tmp_path / "facts") as work:
        folder.write(work / "whole.txt", "whole")
    assert [path.name for path in tmp_path.rglob("*")] == ["facts", "whole.txt"]


def test_its_schema_names_every_column(spring, tmp_path):
    main(["export", "facts", str(tmp_path / "facts")])

    told = json.loads((tmp_path / "facts" / "SCHEMA.json").read_text())
    files = f"'{tmp_path}/facts/facts/*/*/*.parquet'"
    columns = duckdb.sql(f"SELECT * FROM read_parquet({files}, hive_partitioning = false) LIMIT 0").columns
    assert [column["name"] for column in told["columns"]] == columns
    assert told["journal"]["seq"] > 100
