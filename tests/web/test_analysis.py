"""The pages of analysis: a published round looked at, and any other index out of two files."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.actions import index_round
from tests import rounds as story
from tests.rounds import LATER

BACKEND = "django.contrib.auth.backends.ModelBackend"
EXAMPLES = Path(__file__).parents[2] / "examples" / "four-levels"


@pytest.fixture
def cast(db):
    found = story.stage()
    story.opened(found)
    return found


@pytest.fixture
def published(cast):
    story.whole(cast)
    return index_round.publish(by=cast["ha"], key="hd-2024", now=LATER)


def signed_in(client, name):
    from motcua.records.models import User

    client.force_login(User.objects.get(username=name), backend=BACKEND)
    return client


def files(framework=None, table=None):
    framework = (EXAMPLES / "framework.yaml").read_bytes() if framework is None else framework
    table = (EXAMPLES / "data.csv").read_bytes() if table is None else table
    return {
        "framework": SimpleUploadedFile("f.yaml", framework),
        "table": SimpleUploadedFile("d.csv", table),
    }


def test_it_teaches_while_no_round_is_published(client, cast):
    answer = signed_in(client, "dung").get("/analysis/")

    assert answer.status_code == 200
    assert answer.context["of"] is None


def test_it_shows_intervals_heat_profile_and_years(client, published):
    answer = signed_in(client, "dung").get("/analysis/")

    context = answer.context
    assert context["of"] == published
    assert [row["rank"] for row in context["rows"]] == [1, 1]
    assert [(row["low"], row["high"]) for row in context["rows"]] == [("1", "1")] * 2
    assert context["intervals"].count("<circle") == 2
    assert len(context["rows"][0]["cells"]) == 2
    assert context["profile"].count('class="back"') == 2
    assert context["slope"] == ""


def test_it_opens_on_ones_own_unit_and_on_the_one_asked_for(client, published, cast):
    own = signed_in(client, "dung").get("/analysis/").context["mine"]
    other = story.part(cast.second)

    asked = client.get(f"/analysis/?round=hd-2024&unit={other.pk}").context["mine"]

    assert own.unit == cast.first
    assert asked.unit == cast.second


def test_it_does_not_know_a_round_that_is_not_published(client, cast):
    assert signed_in(client, "dung").get("/analysis/?round=hd-2024").status_code == 404


def test_it_draws_the_map_where_the_installation_keeps_one(client, published, cast, settings, tmp_path):
    ring = [[106, 20], [107, 20], [107, 21], [106, 20]]
    feature = {
        "properties": {"name": cast.first.name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    (tmp_path / "units.geojson").write_text(json.dumps({"features": [feature]}), encoding="utf-8")
    settings.HOME = tmp_path

    drawn = signed_in(client, "dung").get("/analysis/").context["map"]
    (tmp_path / "units.geojson").write_text("no map", encoding="utf-8")
    without = client.get("/analysis/")

    assert drawn.count("<path") == 1
    assert (without.status_code, without.context["map"]) == (200, "")


def test_it_works_out_any_other_index_and_keeps_nothing(client, cast):
    answer = signed_in(client, "dung").post("/analysis/own/", files())

    assert answer.status_code == 200
    assert [(row["name"], row["rank"]) for row in answer.context["rows"]] == [
        ("Binh", 1), ("Dao", 2), ("Cam", 3), ("An", 4)
    ]  # fmt: skip
    assert answer.context["weights"][0]["share"] == "75\xa0%"


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"framework": b"key: x\nmissing: no\n"}, "tree"),
        ({"framework": b"["}, "while parsing"),
        ({"table": b"unit,late\nAn,1\n"}, "online"),
        ({"table": b"unit,late,late\nAn,1,1\n"}, "cùng tên"),
        ({"table": b"\xff\xfe\x00"}, "UTF-8"),
        ({"table": b"unit,late\n" + b"A,1\n" * 1001}, "1000"),
    ],
)
def test_it_says_all_that_is_wrong_with_the_files(client, cast, broken, said):
    answer = signed_in(client, "dung").post("/analysis/own/", files(**broken))

    assert answer.status_code == 422
    assert any(said in line for line in answer.context["problems"])


def test_it_wants_both_files(client, cast):
    answer = signed_in(client, "dung").post("/analysis/own/", {})

    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"framework", "table"})


def test_it_loads_no_arrays_until_a_page_asks_for_them():
    code = (
        "import django; django.setup(); import sys, motcua.web.analysis.urls; print('numpy' in sys.modules)"
    )
    surroundings = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": "src:."}

    told = subprocess.run(
        [sys.executable, "-c", code], env=surroundings, capture_output=True, text=True, check=True
    )

    assert told.stdout.strip() == "False"
