"""Signed tallies: written below, believed above, never mixed with one's own."""

import json
import re
from datetime import date

import pytest

from motcua.__main__ import main
from motcua.actions import dossier as dossiers
from motcua.cli import tallies
from motcua.edge import signing
from motcua.queries import rollup as reading
from motcua.queries import sums
from motcua.records.models import (
    Applicant,
    ChildTally,
    Dossier,
    Entry,
    Installation,
    Unit,
    UnitTally,
    User,
)
from motcua.rules import rollup
from motcua.rules.intake import Person
from motcua.rules.measures import MEASURES
from tests import make, simulated

YEAR = (date(2024, 1, 1), date(2025, 1, 1))


@pytest.fixture
def exported(db, tmp_path, settings, capsys):
    """Write the file of an installation below; this one has its dossiers too, for want of a second."""
    settings.HOME = tmp_path / "below"

    def write():
        path = tmp_path / "below.jsonl"
        assert main(["export", "tallies", str(path), "--json"]) == 0
        return path, json.loads(capsys.readouterr().out)["installation"]

    return write


@pytest.fixture
def below(exported, lan, binh, commune, elsewhere, procedure, now):
    """The file of two communes with three dossiers."""
    for by, unit in ((lan, commune), (lan, commune), (binh, elsewhere)):
        dossiers.take_in(by=by, intake=make.intake(procedure, unit, Person("Vũ Thị An")), now=now)
    return exported()


def changed(path, tmp_path, key, change):
    """Return the file with its head changed, signed anew with a key."""
    first, *rest = path.read_text().splitlines()
    told = json.loads(first)
    told |= {"installation": key.fingerprint, "key": key.public}
    change(told)
    return signed([json.dumps(told), *rest[:-1]], tmp_path, key)


def signed(lines, tmp_path, key):
    import hashlib

    text = "".join(f"{line}\n" for line in lines)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    last = json.dumps({"sha256": sha256, "signature": signing.sign(key, rollup.message(sha256))})
    other = tmp_path / "other.jsonl"
    other.write_text(f"{text}{last}\n")
    return other


def test_their_sums_are_those_of_the_installation_below(exported, capsys):
    simulated.spring(200)
    path, name = exported()

    assert main(["import", "tallies", str(path), "--accept", name]) == 0

    own = sums.total(sums.of_units(list(Unit.objects.values_list("id", flat=True)), YEAR).values())
    rows = reading.report(days=YEAR, by="unit")
    assert sums.total(row.sums for row in rows) == own
    by_unit = {row.group: row.sums for row in rows}
    told = path.read_text()
    people = {value for row in Applicant.objects.values_list("name", "id_number", "phone") for value in row}
    people |= set(User.objects.values_list("full_name", flat=True))
    people |= set(Dossier.objects.values_list("code", flat=True))
    assert [one for one in people if one and one in told] == []
    some = Unit.objects.get(agency_code="H23.37.01")
    assert by_unit["H23.37.01"] == sums.of_units([some.pk], YEAR)[some.pk]
    assert "counted here as well: H23.37, H23.37.01" in capsys.readouterr().err


def test_they_never_touch_our_own_figures(below):
    path, name = below
    before = list(UnitTally.objects.order_by("id").values())

    main(["import", "tallies", str(path), "--accept", name])

    assert list(UnitTally.objects.order_by("id").values()) == before
    entry = Entry.objects.order_by("-id").first()
    assert (entry.verb, entry.subject) == ("take_tallies", f"installation:{Installation.objects.get().pk}")


def test_a_file_taken_twice_changes_nothing(below, capsys):
    path, name = below
    main(["import", "tallies", str(path), "--accept", name])
    count, entries = ChildTally.objects.count(), Entry.objects.count()
    capsys.readouterr()

    assert main(["import", "tallies", str(path), "--json"]) == 0

    assert json.loads(capsys.readouterr().out)["files"][0]["verdict"] == "unchanged"
    assert (ChildTally.objects.count(), Entry.objects.count()) == (count, entries)


def test_a_later_file_replaces_the_one_before_and_says_what_is_gone(below, tmp_path, settings, capsys):
    path, name = below
    key = signing.load(settings.HOME / "keys")
    main(["import", "tallies", str(path), "--accept", name])

    def later(told):
        told["journal"]["seq"] += 1
        told["covers"] = {"from": "2024-01-12", "until": "2024-01-12"}

    other = changed(path, tmp_path, key, later)
    capsys.readouterr()

    assert main(["import", "tallies", str(other), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)["files"][0]
    assert said["verdict"] == "replaced"
    assert said["gaps"] == ["2024-01-12..2024-01-13"]
    assert main(["import", "tallies", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"][0]["verdict"] == "older"
    assert reading.lacking(days=(date(2024, 1, 1), date(2024, 4, 1)))[-1].endswith("nothing from 2024-01-12")


def test_a_stranger_is_refused(below, capsys):
    path, name = below

    assert main(["import", "tallies", str(path)]) == 2
    assert f"if it is yours, say --accept {name}" in capsys.readouterr().err
    assert ChildTally.objects.count() == 0


def test_units_told_of_by_another_are_refused(below, tmp_path, capsys):
    path, name = below
    main(["import", "tallies", str(path), "--accept", name])
    stranger = signing.load(tmp_path / "stranger")

    other = changed(path, tmp_path, stranger, lambda told: None)

    assert main(["import", "tallies", str(other), "--accept", stranger.fingerprint]) == 2
    assert f"{name} has told of H23.34.15, H23.34.16" in capsys.readouterr().err
    assert Installation.objects.count() == 1


def test_a_measure_it_does_not_tell_is_not_zero(below, tmp_path, settings):
    path, name = below
    key = signing.load(settings.HOME / "keys")
    first, *rest = path.read_text().splitlines()
    told = json.loads(first)
    told["measures"].remove("disliked")
    at = MEASURES.index("disliked")
    lines = [json.loads(line) for line in rest[:-1]]
    for line in lines:
        del line[3][at]

    main(["import", "tallies", str(signed([json.dumps(told), *map(json.dumps, lines)], tmp_path, key)),
          "--accept", name])  # fmt: skip

    row = reading.report(days=YEAR, by="installation")[0]
    assert row.sums["disliked"] is None
    assert row.sums["received"] > 0
    assert reading.lacking(days=(date(2024, 1, 12), date(2024, 1, 13)))[0].endswith(
        "does not measure disliked"
    )


def lines_of(path):
    return path.read_text().splitlines()


BROKEN = {
    "a changed number": lambda lines: [lines[0], re.sub(r"\[(\d)", r"[1\1", lines[1]), *lines[2:]],
    "a line taken out": lambda lines: [*lines[:5], *lines[6:]],
    "a file cut off": lambda lines: lines[:-1],
    "two lines changed over": lambda lines: [lines[0], lines[2], lines[1], *lines[3:]],
    "another schema": lambda lines: [lines[0].replace("tallies/1", "tallies/9"), *lines[1:]],
    "nothing": lambda lines: [],
    "no JSON": lambda lines: ["hello", *lines[1:]],
    "a head of numbers": lambda lines: ["[1, 2]", *lines[1:]],
    "a signature of another": lambda lines: [
        *lines[:-1],
        lines[-1].replace('"signature": "', '"signature": "AAAA'),
    ],
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_file_that_is_not_as_it_was_signed_is_refused(below, capsys, what):
    path, name = below
    path.write_text("".join(f"{line}\n" for line in BROKEN[what](lines_of(path))))

    assert main(["import", "tallies", str(path), "--accept", name]) == 2

    said = capsys.readouterr().err
    assert str(path) in said
    assert len(said.strip().splitlines()) == 1
    assert ChildTally.objects.count() == 0


def head(told, **more):
    told |= more


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda told: told["measures"].append("moon_phase"), "measures unknown here: moon_phase"),
        (lambda told: head(told, rows=told["rows"] + 1), "lines of sums, the head says"),
        (lambda told: head(told, units=told["units"][1:]), "are not those of the head"),
        (lambda told: head(told, covers={"from": "yesterday"}), "not the head of a file"),
        (lambda told: head(told, journal={}), "not the head of a file"),
        (lambda told: head(told, installation="0000"), "not that of the installation it names"),
    ],
)  # fmt: skip
def test_a_signed_file_that_makes_no_sense_is_refused(below, tmp_path, capsys, change, sentence):
    path, _ = below
    key = signing.load(tmp_path / "own")

    other = changed(path, tmp_path, key, change)

    assert main(["import", "tallies", str(other), "--accept", key.fingerprint]) == 2
    assert sentence in capsys.readouterr().err


def test_a_missing_file_and_an_impossible_place_are_named(db, tmp_path, capsys, settings):
    settings.HOME = tmp_path

    assert main(["import", "tallies", str(tmp_path / "none")]) == 2
    assert main(["export", "tallies", str(tmp_path / "no" / "where.jsonl")]) == 2
    said = capsys.readouterr().err
    assert said.count("No such file or directory") == 2


def test_the_report_says_what_is_missing(below, capsys):
    path, name = below
    main(["import", "tallies", str(path), "--accept", name])
    capsys.readouterr()

    assert main(["report", "rollup", "--period", "2024Q1", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told["rows"][0]["group"] == name
    assert told["lacking"] == [
        f"{name} (Huyện Thanh Miện): nothing before 2024-01-12",
        f"{name} (Huyện Thanh Miện): nothing from 2024-01-13",
    ]
    assert main(["report", "rollup", "--period", "2024-01-02..2024-01-09"]) == 2
    assert main(["report", "rollup", "--period", "soon"]) == 2


def test_a_file_is_read_in_lines(below):
    path, _ = below

    found = tallies.read(path)

    assert sum(1 for _ in found.lines()) == found.head.rows > 2
