"""Files that others wrote."""

import gzip
import io
from datetime import datetime

import pytest
import xlsxwriter

from motcua.edge.tables import UnreadableFile, Way, open_table

EIGHT_THIRTY = datetime.fromisoformat("2024-03-01 08:30")
LOG = """<?xml version="1.0" encoding="UTF-8"?>
<log xmlns="http://www.xes-standard.org/">
 <global scope="trace">
  <string key="concept:name" value="?"/><date key="end" value="1970-01-01T00:00:00Z"/>
 </global>
 <string key="note" value="of the log"/>
 <trace><string key="concept:name" value="7"/><int key="papers" value="3"/>
  <event><string key="concept:name" value="Tiếp nhận"/><float key="cost" value="1.5"/></event>
  <event><string key="concept:name" value="Trả"/><boolean key="paid" value="true"/></event>
 </trace>
 <trace><string key="concept:name" value="8"/></trace>
</log>"""


def written(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(path, **way):
    table = open_table(path, Way(**way))
    return table.columns, list(table.rows)


def workbook(rows, sheet="Sheet1"):
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        page = book.add_worksheet(sheet)
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                page.write(line, place, cell)
    return data.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_it_finds_the_delimiter(tmp_path, delimiter):
    path = written(tmp_path, "a.csv", f"mã{delimiter}tên\n1{delimiter}An\n")

    assert read(path) == (("mã", "tên"), [(2, {"mã": "1", "tên": "An"})])


def test_it_reads_a_marked_file_with_broken_lines_in_cells(tmp_path):
    path = written(tmp_path, "a.csv", '\ufeffmã,tên\r\n1,"hai\r\ndòng"\r\n\r\n2,b\r\n')

    _, rows = read(path)

    assert rows == [(3, {"mã": "1", "tên": "hai\r\ndòng"}), (5, {"mã": "2", "tên": "b"})]


def test_it_knows_a_compressed_file_by_its_content(tmp_path):
    plain = b"a,b\n1,2\n"

    assert read(written(tmp_path, "a.csv.gz", gzip.compress(plain))) == read(
        written(tmp_path, "a.csv", plain)
    )
    assert read(written(tmp_path, "b.csv.gz", plain)) == read(
        written(tmp_path, "b.csv", gzip.compress(plain))
    )


def test_it_hands_over_missing_and_surplus_cells(tmp_path):
    _, rows = read(written(tmp_path, "a.csv", "a,b\n1\n1,2,3\n1,2,,\n"))

    assert [row for _, row in rows] == [{"a": "1"}, {"a": "1", "b": "2", "": "3"}, {"a": "1", "b": "2"}]


def test_it_reads_another_encoding_when_told(tmp_path):
    path = written(tmp_path, "a.csv", "tên\nHuyện\n".encode("utf-16"))

    assert read(path, encoding="utf-16")[1] == [(2, {"tên": "Huyện"})]


def test_it_reads_a_workbook_with_real_dates(tmp_path):
    rows = [["mã", "nhận"], [7, EIGHT_THIRTY], [None, None], ["8", "x", "over"]]
    path = written(tmp_path, "a.xlsx", workbook(rows))

    columns, found = read(path)

    assert columns == ("mã", "nhận")
    assert found[0] == (2, {"mã": 7.0, "nhận": EIGHT_THIRTY})
    assert found[1] == (4, {"mã": "8", "nhận": "x", "": "over"})


def test_it_reads_the_sheet_it_is_told(tmp_path):
    path = written(tmp_path, "a.xlsx.gz", gzip.compress(workbook([["mã"], [1]], sheet="Dữ liệu")))

    assert read(path, sheet="Dữ liệu")[0] == ("mã",)
    with pytest.raises(UnreadableFile, match="has no sheet 'X'; it has Dữ liệu"):
        read(path, sheet="X")


def test_it_reads_a_log_with_the_traces_attributes_beside_those_of_each_event(tmp_path):
    columns, rows = read(written(tmp_path, "a.xes", LOG))

    assert columns[:2] == ("case:concept:name", "case:end")
    assert rows == [
        (1, {"case:concept:name": "7", "case:papers": 3, "concept:name": "Tiếp nhận", "cost": 1.5}),
        (1, {"case:concept:name": "7", "case:papers": 3, "concept:name": "Trả", "paid": True}),
        (2, {"case:concept:name": "8"}),
    ]


def test_it_reads_a_log_of_dossiers_as_one_row_each(tmp_path):
    _, rows = read(written(tmp_path, "a.xes", LOG), per_event=False)

    assert [row["case:concept:name"] for _, row in rows] == ["7", "8"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "first line should name the columns"),
        ("a.csv", b"a\0b\n", "no text file"),
        ("a.csv", b"a,a\n", "two columns are called 'a'"),
        ("a.csv", b"a,b\n1,\xff\xfe\n", "after line .: is not in this encoding"),
        ("a.csv", b'a,b\n1,2\n"open', "after line 2"),
        ("a.csv.gz", gzip.compress(b"a,b\n" * 5000, mtime=0)[:-20], "after line"),
        ("a.xlsx", b"PK but no workbook", "this is no workbook"),
        ("a.xes", b"<log><trace>", "after line 0"),
        ("a.xes", b"<log></log>", "the log holds no trace"),
        ("a.xes", b"", "after line 0"),
    ],
)
def test_it_says_in_one_line_what_is_wrong(tmp_path, name, content, said):
    path = written(tmp_path, name, content)

    with pytest.raises(UnreadableFile, match=said) as refusal:
        read(path)

    assert "\n" not in str(refusal.value)


def test_it_says_that_a_file_or_an_encoding_is_missing(tmp_path):
    with pytest.raises(UnreadableFile, match=r"none.csv: No such file"):
        read(tmp_path / "none.csv")
    with pytest.raises(UnreadableFile, match="no encoding is called 'klingon'"):
        read(written(tmp_path, "a.csv", b"a\n"), encoding="klingon")


def test_it_does_not_open_the_entities_of_a_log(tmp_path):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    path = written(tmp_path, "a.xes", bomb + ']><log><trace><string key="a" value="&j;"/></trace></log>')

    with pytest.raises(UnreadableFile):
        read(path)
