"""Batch reception: one applicant, many papers to certify."""

import pytest

from motcua.records.models import Dossier
from motcua.rules import catalogue
from tests import make

PAGE = "/counter/batch/"
BACKEND = "django.contrib.auth.backends.ModelBackend"
COPIES = catalogue.ProcedureBody(
    name="Chứng thực bản sao từ bản chính",
    field="Chứng thực",
    times=(catalogue.Time(0, "working_day"),),
    components=(catalogue.Component("ban_chinh", "Bản chính", originals=1),),
    fees=(
        catalogue.Fee(2000, per="page", cap=200_000),
        catalogue.Fee(1000, per="page", from_page=3, cap=200_000),
    ),
)


@pytest.fixture
def counter(client, lan_account, commune):
    make.procedure("2.000815", units=[commune], days=0, body=COPIES)
    client.force_login(lan_account, backend=BACKEND)
    return client


def filled(page, **differences):
    batch = page.context["batch"]
    return {"key": batch.key, "person": batch.token, "paid": "cash"} | differences


def picked(counter):
    """Return the page with An chosen."""
    found = counter.post(PAGE, {"who": "030188004217"}).context["batch"].people
    return counter.post(PAGE, {"pick": found[0][1]})


def test_it_offers_the_certification_of_the_office(counter):
    batch = counter.get(PAGE).context["batch"]

    assert batch.version.procedure.code == "2.000815"
    assert len(batch.rows) == 5


def test_it_works_out_the_fee_by_pages_and_copies(counter, an_row):
    rows = {
        "r0-name": "Bằng tốt nghiệp",
        "r0-pages": "1",
        "r0-copies": "3",
        "r1-name": "Học bạ",
        "r1-pages": "10",
    }

    batch = counter.post(PAGE, filled(picked(counter), do="show") | rows).context["batch"]

    assert [row.fee.amount for row in batch.used] == [6_000, 12_000]
    assert batch.total == 18_000


def test_it_receives_a_dossier_a_paper_with_its_fee(counter, an_row):
    rows = {"r0-name": "Bằng tốt nghiệp", "r1-name": "Học bạ", "r1-pages": "10"}

    answer = counter.post(PAGE, filled(picked(counter), do="receive") | rows, follow=True)

    made = list(Dossier.objects.order_by("id").values_list("subject", "fee_amount", "fee_paid"))
    assert made == [
        ("Bằng tốt nghiệp (1 trang, 1 bản)", 2_000, 2_000),
        ("Học bạ (10 trang, 1 bản)", 12_000, 12_000),
    ]
    assert "Đã tiếp nhận 2 hồ sơ." in [str(said) for said in answer.context["messages"]][0]


def test_it_makes_one_batch_of_a_double_click(counter, an_row):
    form = filled(picked(counter), do="receive") | {"r0-name": "Học bạ"}

    counter.post(PAGE, form)
    counter.post(PAGE, form)

    assert Dossier.objects.count() == 1


@pytest.mark.parametrize(
    ("form", "target"),
    [({}, "who"), ({"a-name": "Lê Văn Tám", "a-id_kind": "none"}, "r0-name")],
    ids=["nobody", "no paper"],
)
def test_it_goes_to_what_is_missing(counter, form, target):
    page = counter.post(PAGE, form | {"do": "receive"})

    assert page.context["problem"].target == target
    assert not Dossier.objects.exists()


def test_it_gives_more_lines_and_keeps_what_was_typed(counter):
    batch = counter.post(PAGE, {"do": "more", "count": "5", "r0-name": "Học bạ"}).context["batch"]

    assert (len(batch.rows), batch.rows[0].name) == (10, "Học bạ")


def test_it_says_so_where_nothing_is_certified(client, lan_account):
    client.force_login(lan_account, backend=BACKEND)

    page = client.get(PAGE)

    assert page.status_code == 200
    assert page.context["batch"].version is None
