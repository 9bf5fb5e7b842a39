"""`motcua process` and `motcua export xes|ocel`: what others read in our logs is what we counted."""

import gzip
import json
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from motcua.__main__ import main
from motcua.actions import desk
from motcua.actions import dossier as dossiers
from motcua.queries import moment
from motcua.records.models import Applicant, Dossier

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "history"
PM4PY = ROOT / ".venv-pm4py" / "bin" / "python"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="needs ../shared/data beside the checkout")
needs_pm4py = pytest.mark.skipif(
    not PM4PY.exists(), reason="no .venv-pm4py: `python tools/environment.py peer pm4py` builds it"
)


@pytest.fixture
def motcua(capsys):
    """Run a command; answer with its code, and what it printed and said."""

    def run(*words):
        code = main([str(word) for word in words])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def receipt(motcua):
    """The receipt log as a collection."""
    motcua("import", "history", DATA / "receipt.csv.gz", "--map", ROOT / "maps" / "receipt.yaml")
    return "receipt"


@pytest.fixture
def ended(lan, minh, hoa, intake, procedure):
    """A dossier of this year that went the whole way but for the hand-over."""
    begun = moment.now() - timedelta(minutes=50)
    code = dossiers.take_in(by=lan, intake=intake, now=begun).dossier.code
    desk.propose(by=minh, code=code, now=begun + timedelta(minutes=10))
    desk.send_back(by=hoa, code=code, note="Sửa căn cứ", now=begun + timedelta(minutes=20))
    desk.propose(by=minh, code=code, now=begun + timedelta(minutes=30))
    desk.approve_and_issue(by=hoa, codes=[code], now=begun + timedelta(minutes=40))
    return Dossier.objects.get(code=code)


@pytest.fixture
def exported(motcua, tmp_path):
    """Write both logs; answer with their paths."""

    def run(*words):
        for kind in ("xes", "ocel"):
            code, _, said = motcua("export", kind, tmp_path, *words)
            assert code == 0, said
        return tmp_path / "log.xes.gz", tmp_path / "log.ocel.json"

    return run


def read_by_r4pm(xes, ocel):
    import r4pm

    events, _ = r4pm.df.import_xes(str(xes))
    found = r4pm.df.import_ocel_json(str(ocel))
    kinds = found["objects"]["ocel:type"].to_list()
    return {
        "xes": [events["case:concept:name"].n_unique(), events.height, events["concept:name"].n_unique()],
        "ocel": [kinds.count("dossier"), found["events"].height, found["events"]["ocel:activity"].n_unique()],
    }


def read_by_pm4py(xes, ocel):
    command = [str(PM4PY), str(Path(__file__).with_name("reads_logs.py")), str(xes), str(ocel)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.strip().splitlines()[-1])


@needs_data
def test_they_give_the_known_figures_of_the_receipt_log(motcua, receipt):
    code, printed, _ = motcua("process", "--collection", receipt, "--check", "--json")
    told = json.loads(printed)

    assert code == 0
    assert (told["cases"], told["events"], told["activities"], len(told["edges"])) == (1434, 8577, 27, 99)
    assert (told["variants"], told["largest_variant"]) == (116, 713)
    assert (told["throughput"]["mean_s"], told["throughput"]["median_s"]) == (467_263.915, 2_868.583_5)
    assert (
        sum(row["cases"] for row in told["by_channel"])
        == sum(row["cases"] for row in told["by_unit"])
        == 1434
    )
    assert told["second_opinion"] == {"program": "r4pm", "edges": 99, "equal": True}


@needs_data
def test_r4pm_reads_the_receipt_log_with_the_same_counts(exported, receipt):
    found = read_by_r4pm(*exported("--collection", receipt))

    assert found == {"xes": [1434, 8577, 27], "ocel": [1434, 8577, 27]}


@needs_data
@needs_pm4py
def test_pm4py_reads_the_receipt_log_with_the_same_counts(exported, receipt):
    found = read_by_pm4py(*exported("--collection", receipt))

    assert (found["xes"], found["ocel"]) == ([1434, 8577, 27], [1434, 8577, 27])
    assert found["types"] == {"dossier": 1434, "unit": 3}


def test_r4pm_reads_the_own_dossiers_with_the_same_counts(exported, motcua, ended):
    told = json.loads(motcua("process", "--json")[1])
    found = read_by_r4pm(*exported())

    counts = [told["cases"], told["events"], told["activities"]]
    assert counts == [1, 7, 6]
    assert found == {"xes": counts, "ocel": counts}


@needs_pm4py
def test_pm4py_reads_the_own_dossiers_with_the_same_counts(exported, ended):
    found = read_by_pm4py(*exported())

    assert (found["xes"], found["ocel"]) == ([1, 7, 6], [1, 7, 6])
    assert found["types"] == {"dossier": 1, "unit": 1, "procedure": 1, "applicant": 1}


def test_they_tell_nobody_by_name(exported, ended):
    xes, ocel = exported()
    words = gzip.decompress(xes.read_bytes()).decode() + ocel.read_text("utf-8")
    an = Applicant.objects.get(pk=ended.applicant_id)
    people = [an.name, an.id_number, an.phone, ended.code, "Nguyễn Thị Lan", "Trần Văn Minh", "Lê Thị Hoa"]

    assert [told for told in people if told in words] == []
    assert ended.unit.name in words


def test_they_give_another_pseudonym_each_time(exported, ended):
    first = exported()[1].read_text("utf-8")
    second = exported()[1].read_text("utf-8")

    names = [
        {one["id"] for one in json.loads(text)["objects"] if one["type"] == "applicant"}
        for text in (first, second)
    ]
    assert names[0].isdisjoint(names[1])


def test_they_keep_the_codes_when_asked(exported, ended):
    ocel = exported("--codes")[1].read_text("utf-8")

    assert ended.code in ocel


def test_they_are_told_to_a_person_in_lines(motcua, ended):
    printed = motcua("process")[1].splitlines()

    assert printed[0].endswith("1 cases, 7 events, 1 ways")
    assert any("->" in line for line in printed)


def test_they_judge_a_draft_sent_back_as_beside_the_route(motcua, ended):
    told = json.loads(motcua("process", "--json")[1])

    assert told["conformance"] == {"judged": 1, "fitting": 0, "share": 0.0}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--collection", "nowhere"], "there is no such collection"),
        (["--unit", "X9"], "there is no unit X9"),
        (["--procedure", "X9"], "there is no procedure X9"),
        (["--from", "2024-02-01", "--to", "2024-01-01"], "lies before"),
    ],
)
def test_they_say_what_is_not_there(motcua, words, sentence):
    code, _, said = motcua("process", *words)

    assert code == 2
    assert sentence in said
