"""The nastiest ticket files: each bad row is named by its number with a reason, and the rest is kept."""

import csv
import gzip
import io
import json
import os
import signal
import subprocess
import sys
import unicodedata
from datetime import time, timedelta

import pytest
import xlsxwriter

from motcua.__main__ import main
from motcua.records.models import Collection, Entry, PastTicket
from tests import make

pytestmark = pytest.mark.django_db
HEAD = "Ngày;Số;Đến;Gọi;Xong;Dịch vụ;Quầy\n"
COLUMNS = "{date: Ngày, arrived_at: Đến, called_at: Gọi, finished_at: Xong, service: Dịch vụ, counter: Quầy}"
BY_TIMES = f'timezone: Asia/Ho_Chi_Minh\nformats: {{date: "%d/%m/%Y"}}\ncolumns: {COLUMNS}\n'
BY_SPANS = (
    "timezone: Asia/Ho_Chi_Minh\ndate: 2024-09-26\n"
    "columns: {arrived_at: Đến, wait_minutes: Chờ, service_seconds: Làm}\n"
)
GOOD = "26/09/2024;1;07:31;07:40;07:52;Đất đai;1"

ROWS = {  # what stands in a row, and why it is refused; None: it is kept
    GOOD: None,
    "26/09/2024;2;07:31;07:40;07:35;Đất đai;1": "finished_before_start",
    "26/09/2024;3;07:41;07:40;07:55;Đất đai;1": "started_before_arrival",
    ";;;;;;": "blank",
    "   ;;;; ;;": "blank",
    "26/09/2024;4;;07:40;07:55;Đất đai;1": "missing_arrival",
    "26/09/2024;5;07:30;;07:55;Đất đai;1": "missing_start",
    "26/09/2024;6;07:30;07:40;;Đất đai;1": "missing_finish",
    "26/09/2024;7;07:30;;;Đất đai;": None,
    "26/09/2024;8;23:50;00:05;00:20;Đất đai;1": None,
    "26/09/2024;9;23:30;23:40;24:00;Đất đai;1": None,
    "26/09/2024;10;23:30;24:00;24:01;Đất đai;1": "unreadable_time",
    "26/09/2024;11;07:30;07:75;08:00;Đất đai;1": "unreadable_time",
    "26/09/2024;12;07:30;7h40;08:00;Đất đai;1": "unreadable_time",
    "2024-09-26;13;07:30;07:40;08:00;Đất đai;1": "unreadable_time",
    "31/02/2024;14;07:30;07:40;08:00;Đất đai;1": "unreadable_time",
    "26/09/0024;15;07:30;07:40;08:00;Đất đai;1": "unlikely_year",
    "26/09/2924;16;07:30;07:40;08:00;Đất đai;1": "unlikely_year",
    ";17;07:30;07:40;08:00;Đất đai;1": "missing_date",
    '26/09/2024;18;07:30;07:40;08:00;"Đất" đai;1': "unreadable_line",
    '26/09/2024;19;07:30;07:40;08:00;"Đất đai;1': "unreadable_line",
    "26/09/2024;20;07:30;07:40;08:00;Đất đai;1;;;thừa": "too_many_cells",
    "26/09/2024;21;07:30;07:40;08:00;" + "x" * 300 + ";1": "text_too_long",
    "27/09/2024;22;07:31;07:40;07:52;Đất đai;1": None,
    "26/09/2024;23;07:31": None,
    "26/09/2024;24;07:31;07:40;0;Đất đai;1": "unreadable_time",
}
SPANS = {
    "07:30;5;360": None,
    "07:31;5,5;360": None,
    "07:32;0:05:30;360": None,
    "07:33;-5;360": "negative_wait",
    "07:34;5;-360": "negative_service",
    "07:35;5;1000000": "longer_than_a_day",
    "07:36;5;1e6": "unreadable_time",
    "07:37;5;" + "9" * 400: "longer_than_a_day",
    "07:38;5;nan": "unreadable_time",
    "07:39;1,500;60": "unreadable_time",
    "07:40;5;": "missing_finish",
}


@pytest.fixture
def bring(capsys, tmp_path):
    """Import what is written; answer with the code, the counts, and the refused rows by number."""

    def run(content, plan=BY_TIMES, name="hall.csv"):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        (tmp_path / "map.yaml").write_text(plan, encoding="utf-8")
        refused = tmp_path / "no.csv"
        words = ["import", "tickets", tmp_path / name, "--map", tmp_path / "map.yaml", "--refused", refused]
        code = main([*map(str, words), "--json"])
        out, err = capsys.readouterr()
        if code == 2:
            return code, err, {}
        with refused.open(encoding="utf-8") as file:
            return code, json.loads(out), {int(row["line"]): row["reason"] for row in csv.DictReader(file)}

    return run


FILES = {"times": (HEAD, ROWS, BY_TIMES), "spans": ("Đến;Chờ;Làm\n", SPANS, BY_SPANS)}


@pytest.mark.parametrize(("head", "rows", "plan"), FILES.values(), ids=FILES)
def test_it_names_each_bad_row_by_its_number_and_keeps_the_rest(bring, head, rows, plan):
    code, answer, refused = bring(head + "\n".join(rows) + "\n", plan)

    expected = {
        number: why for number, why in enumerate(rows.values(), 2) if why is not None and why != "blank"
    }
    assert code == 0
    assert refused == expected
    assert answer["new"] == PastTicket.objects.count() == sum(why is None for why in rows.values())
    assert answer["read"] == answer["new"] + answer["refused"]


def test_it_takes_a_time_after_midnight_for_the_next_day(bring):
    bring(HEAD + "26/09/2024;8;23:50;00:05;00:20;Đất đai;1\n")

    one = PastTicket.objects.get()
    assert (one.started_at - one.arrived_at, one.finished_at - one.started_at) == (
        timedelta(minutes=15),
        timedelta(minutes=15),
    )


WRITTEN = {
    "a mark of the byte order": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "sep=": lambda text: b"sep=;\r\n" + text.replace("\n", "\r\n").encode(),
    "letters and marks apart": lambda text: unicodedata.normalize("NFD", text).encode(),
    "headings in capitals": lambda text: text.replace(HEAD, HEAD.upper()).encode(),
    "tabs": lambda text: text.replace(";", "\t").encode(),
}


@pytest.mark.parametrize("write", WRITTEN.values(), ids=WRITTEN)
def test_it_reads_files_however_a_machine_writes_them(bring, write):
    code, answer, refused = bring(write(HEAD + GOOD + "\n"))

    assert (code, answer["new"], refused) == (0, 1, {})


def test_it_goes_on_after_bytes_that_are_no_text(bring):
    broken = GOOD.replace("Đất đai", "X").encode().replace(b";X;", b";\xff\xfe;")

    _, answer, refused = bring(HEAD.encode() + broken + b"\n" + GOOD.encode() + b"\n")

    assert (answer["new"], refused) == (1, {2: "unreadable_text"})


def test_it_refuses_a_file_in_another_encoding_as_a_whole(bring):
    code, err, _ = bring((HEAD + GOOD + "\n").encode("utf-16"))

    assert code == 2
    assert "encoding" in err or "no text file" in err


def test_it_keeps_what_stands_before_the_break_of_a_truncated_file(bring):
    rows = "".join(f"26/09/2024;{n};07:31;07:40;07:52;Đất {n * 7919 % 99991};1\n" for n in range(4000))
    whole = gzip.compress((HEAD + rows).encode())

    code, answer, refused = bring(whole[: len(whole) // 2], name="hall.csv.gz")

    assert code == 1, "a broken file is something wrong"
    assert answer["new"] > 1000
    assert list(refused) == [answer["new"] + 2]
    assert set(refused.values()) == {"broken_off"}


def test_it_tells_of_a_last_line_cut_off(bring):
    _, answer, refused = bring(HEAD + GOOD + "\n" + GOOD[:25])

    assert (answer["new"], refused) == (1, {3: "missing_finish"})


def test_it_reads_a_sheet_with_its_own_times_dates_and_lengths(bring):
    out, on = io.BytesIO(), make.at("2024-09-26 07:35").replace(tzinfo=None)
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    day, clock, length = (
        book.add_format({"num_format": form}) for form in ("dd/mm/yyyy", "hh:mm", "[h]:mm:ss")
    )
    sheet.write_row(1, 0, ["Ngày", "Số", "Đến", "Gọi", "Xong", "Dịch vụ", "Quầy"])
    for row in (2, 4, 5, 6):
        sheet.write_datetime(row, 0, on.date(), day)
    for column, at in ((2, time(7, 31)), (3, time(7, 40)), (4, time(7, 52))):
        sheet.write_datetime(2, column, at, clock)
        sheet.write_datetime(4, column, timedelta(hours=at.hour, minutes=at.minute), length)
    sheet.write_row(2, 5, ["Đất đai", 1])
    sheet.write_row(4, 5, ["Đất đai", 2])
    sheet.write_row(5, 2, ["07:33", "07:41", "07:20", "Đất đai", 2])
    sheet.write_datetime(6, 2, on, book.add_format({"num_format": "dd/mm/yyyy hh:mm"}))
    sheet.write_row(6, 3, ["07:45", "", "Đất đai", 2])
    sheet.write_row(7, 0, ["26/09/2024", 5, "07:36", "07:46", "07:50", "Đất đai", 3])
    book.close()

    code, answer, refused = bring(out.getvalue(), name="hall.xlsx")

    assert code == 0
    assert refused == {6: "finished_before_start", 7: "missing_finish"}
    assert answer["new"] == 3


def test_it_asks_about_the_map_when_no_row_fits(bring):
    plan = BY_TIMES.replace("arrived_at: Đến", "arrived_at: Xong").replace(
        "finished_at: Xong", "finished_at: Đến"
    )

    code, answer, _ = bring(HEAD + "\n".join([GOOD, GOOD.replace("07:4", "07:5")]) + "\n", plan)

    assert (code, answer["new"]) == (1, 0)
    assert not Collection.objects.exists()


def test_it_tells_numbers_that_begin_anew_each_day_from_codes(bring, tmp_path):
    plan = BY_TIMES.replace("{date: Ngày", "{code: Số, date: Ngày")

    bring(HEAD + GOOD + "\n" + GOOD.replace("26/09", "27/09") + "\n", plan)

    assert "begin anew each day" in (tmp_path / "no.csv").read_text(encoding="utf-8")


def test_it_changes_nothing_when_the_same_file_comes_twice(bring):
    text = HEAD + "\n".join(ROWS) + "\n"
    first = bring(text)[1]
    entries = Entry.objects.count()

    again = bring(text)[1]

    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, first["new"])
    assert again["refused"] == first["refused"]
    assert Entry.objects.count() == entries


def test_it_loses_no_row_of_a_long_file(bring):
    rows = "".join(f"26/09/2024;;07:31;07:40;07:52;Đất {n};1\n" for n in range(2500))

    assert bring(HEAD + rows)[1]["new"] == 2500


@pytest.mark.proof
def test_a_killed_import_leaves_nothing_and_can_be_run_again(tmp_path):
    """Killed while it writes: all or none, in a home of its own."""
    rows = "".join(f"26/09/2024;;07:31;07:40;07:52;Đất {n};1\n" for n in range(60_000))
    (tmp_path / "hall.csv").write_text(HEAD + rows, encoding="utf-8")
    (tmp_path / "map.yaml").write_text(BY_TIMES, encoding="utf-8")
    home = {
        "MOTCUA_HOME": str(tmp_path),
        "MOTCUA_DATABASE_URL": f"sqlite:///{tmp_path / 'own.sqlite3'}",
        "MOTCUA_SECRET_KEY": "x" * 40,
        "DJANGO_SETTINGS_MODULE": "motcua.project.settings",
    }
    words = [sys.executable, "-m", "motcua"]
    brings = [*words, "import", "tickets", str(tmp_path / "hall.csv"), "--map", str(tmp_path / "map.yaml")]
    running = subprocess.Popen(brings, env=os.environ | home, stderr=subprocess.PIPE, text=True)
    assert running.stderr is not None
    for line in running.stderr:  # told after 20,000 rows: 20 pages are written, none is committed
        if "20,000 tickets" in line:
            running.send_signal(signal.SIGKILL)
    running.wait()

    report = [*words, "report", "waiting", "--collection", "hall"]
    nothing = subprocess.run(report, env=os.environ | home, capture_output=True, text=True, check=False)
    again = subprocess.run(
        [*brings, "--json"], env=os.environ | home, capture_output=True, text=True, check=True
    )

    assert running.returncode == -signal.SIGKILL
    assert nothing.returncode == 2
    assert "no collection 'hall'" in nothing.stderr
    assert json.loads(again.stdout)["new"] == 60_000
