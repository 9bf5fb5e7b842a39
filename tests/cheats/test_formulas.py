"""G24 to G26: what can be bent in formulas, proofs and exports; each is also run with its protection off."""

import io
import re
import zipfile
from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from motcua.actions import checkpoint, posting, posting_evidence
from motcua.actions import report as issuing
from motcua.actions.checkpoint import Signer
from motcua.actions.document import Upload, keep_file
from motcua.actions.posting_evidence import Photo
from motcua.edge import store
from motcua.queries import access, honest, indicators, posting_access, reports
from motcua.queries.posting_plan import Item, Wish
from motcua.records.models import PostingDuty
from motcua.rules import checkpoints, indicator_sets, periods
from motcua.rules.people import Role
from motcua.rules.posting import Kind, Level, Place
from motcua.web.reports import printing
from tests import make
from tests.cheats import stage
from tests.cheats.stage import AFTER, IN_TIME

# G24: weights or formula are changed, or re-run until they please.

ON = date(2024, 9, 1)


def softened():
    """Return the set of Decision 766 with one weight made larger, as somebody might who edits the file."""
    found = deepcopy(indicator_sets.in_force(indicators.definitions("766"), "766", ON))
    found["groups"][0]["points"] = "25"
    return found


def sealed(tmp_path, now):
    signer = Signer("0000-test", "A" * 43 + "=", lambda message: "A" * 86 + "==")
    return checkpoints.read(checkpoint.make(signer=signer, now=now).note)


def test_g24_changed_weights_differ_from_the_mark_that_outsiders_keep(office, tmp_path):
    """Those of the reform index are tried in test_index.py."""
    office.laid()

    kept = sealed(tmp_path, AFTER)

    assert kept.formula == honest.formula(date(2024, 2, 20))[1]
    assert checkpoints.formula_mark(softened()) != honest.formula(ON)[1]


def test_g24_unprotected_a_mark_that_says_nothing_hides_the_change(monkeypatch):
    monkeypatch.setattr(checkpoints, "formula_mark", lambda definition: "same")

    assert checkpoints.formula_mark(softened()) == honest.formula(ON)[1]


# G25: a unit scores itself without evidence.


@pytest.fixture
def duty(district, procedure, commune):
    dung = access.actor_of(
        make.official("Bùi Dũng", unit=district, role=Role.REFORM, user_name="dung"), stage.day("2024-01-08")
    )
    wish = Wish(
        number="12/QĐ-UBND", issuer="Ủy ban nhân dân tỉnh", level=Level.PROVINCE,
        signed_on=date(2024, 1, 10), effective_on=date(2024, 1, 20), unit_id=district.pk,
        items=(Item("9.000001", Kind.AMENDED),), places=frozenset({Place.BOARD}), is_invented=True,
    )  # fmt: skip
    posting.publish(by=dung, wish=wish, now=IN_TIME)
    return PostingDuty.objects.get(unit=commune)


def self_scored(duty, by):
    """The unit sends a picture of its board and finds it good itself."""
    keep_file(Upload("a" * 64, 10, "image/jpeg"), now=IN_TIME)
    photo = Photo(file="a" * 64, name="bang.jpg")
    sent = posting_evidence.send_photo(by=by, duty_ids=[duty.pk], photo=photo, now=IN_TIME)
    posting_evidence.judge(by=by, evidence_ids=[one.pk for one in sent], good=True, now=IN_TIME)
    return PostingDuty.objects.get(pk=duty.pk).progress


def test_g25_self_scored_posting_does_not_count(duty, hoa):
    """Leaves of the reform index are tried in test_index.py."""
    with pytest.raises(PermissionDenied):
        self_scored(duty, hoa)

    assert PostingDuty.objects.get(pk=duty.pk).progress == "claimed"


def test_g25_unprotected_a_unit_confirms_itself(duty, hoa, monkeypatch):
    monkeypatch.setattr(posting_access, "may_judge", lambda row, by: True)
    monkeypatch.setattr(posting_access, "_sees", lambda row, by: True)

    row = self_scored_by_two(duty, hoa)

    assert row == "done"


def self_scored_by_two(duty, hoa):
    """Her colleague sends, she confirms: the same unit on both sides."""
    colleague = make.official("Người Khác", unit=duty.unit, role=Role.REFORM, user_name="khac")
    by = access.actor_of(colleague, stage.day("2024-01-12"))
    keep_file(Upload("b" * 64, 10, "image/jpeg"), now=IN_TIME)
    photo = Photo(file="b" * 64, name="bang.jpg")
    sent = posting_evidence.send_photo(by=by, duty_ids=[duty.pk], photo=photo, now=IN_TIME)
    posting_evidence.judge(by=hoa, evidence_ids=[one.pk for one in sent], good=True, now=IN_TIME)
    return PostingDuty.objects.get(pk=duty.pk).progress


# G26: the exported spreadsheet is edited.


@pytest.fixture
def workbook(office, hoa, settings, tmp_path):
    """An issued report II.06a of the month, as a spreadsheet."""
    settings.STORE = tmp_path / "store"
    office.ordinary()
    period = periods.parse("2024-01")
    sheet = reports.blank("ii06a", unit=office.unit, period=period, now=AFTER)
    report = issuing.issue(by=hoa, wanted=issuing.Wanted(sheet), now=AFTER)
    _, sha256 = printing.kept_file(report, "xlsx", now=AFTER + timedelta(minutes=1))
    return b"".join(store.read(sha256, root=settings.STORE))


def edited(data):
    """Return the spreadsheet with one number made larger."""
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            body = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                body = re.sub(rb"<v>3</v></c>", b"<v>9</v></c>", body, count=1)
            copy.writestr(name, body)
    assert target.getvalue() != data
    return target.getvalue()


def judged(client, data):
    file = SimpleUploadedFile("bao-cao.xlsx", data)
    return client.post(reverse("reports:verify"), {"file": file}).context["answer"]


def test_g26_edited_spreadsheet_is_told_from_the_issued_one(client, workbook):
    assert judged(client, workbook) == "exact"
    assert judged(client, edited(workbook)) == "differs"


def test_g26_unprotected_without_comparing_cells_the_edited_one_passes(client, workbook, monkeypatch):
    monkeypatch.setattr("motcua.rules.reports_check.differences", lambda issued, found: ())

    assert judged(client, edited(workbook)) == "same"
