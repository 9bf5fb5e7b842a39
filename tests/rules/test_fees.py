"""What a dossier costs."""

import pytest

from motcua.rules.catalogue import BadFeeRow, Fee
from motcua.rules.fees import BadCount, UnknownChannel, due_fee

CERTIFIED = (
    Fee(2000, per="page", cap=200_000, kind="fee"),
    Fee(1000, per="page", from_page=3, cap=200_000, kind="fee"),
)


@pytest.mark.parametrize(
    ("pages", "copies", "amount"),
    [(1, 1, 2000), (2, 1, 4000), (3, 1, 5000), (10, 1, 12_000), (198, 1, 200_000), (199, 1, 200_000),
     (500, 1, 200_000), (3, 4, 20_000), (500, 2, 400_000)],
)  # fmt: skip
def test_a_certified_copy_is_dearer_on_its_first_two_pages_and_capped(pages, copies, amount):
    due = due_fee(CERTIFIED, pages=pages, copies=copies)

    assert due.amount == amount == sum(line.amount for line in due.lines)


def test_the_channel_has_its_own_price():
    rows = (Fee(20_000, "direct"), Fee(10_000, "online"))

    assert (due_fee(rows, channel="direct").amount, due_fee(rows, channel="online").amount) == (
        20_000,
        10_000,
    )
    assert due_fee(rows, channel="post").amount is None  # no row speaks of the post


def test_an_unknown_amount_is_not_zero():
    due = due_fee((Fee(None, text="Theo nghị quyết của Hội đồng nhân dân cấp tỉnh"),))

    assert due.amount is None
    assert (due.lines[0].amount, due.lines[0].reason) == (None, "unknown")


def test_a_list_without_rows_is_unknown():
    assert due_fee(()).amount is None


def test_free_is_zero():
    assert due_fee((Fee(0),)).amount == 0


def test_two_kinds_add_up_and_one_unknown_hides_the_sum():
    known = due_fee((Fee(50_000), Fee(30_000, kind="service")))
    open_ = due_fee((Fee(50_000), Fee(None, kind="service")))

    assert known.amount == 80_000
    assert (open_.amount, [line.amount for line in open_.lines]) == (None, [50_000, None])


def test_cases_of_one_kind_are_for_the_officer_to_choose():
    due = due_fee((Fee(100_000, condition="Chuyển quyền"), Fee(25_000, condition="Khác")))

    assert due.amount is None
    assert {line.reason for line in due.lines} == {"choose"}


def test_a_foreign_currency_counts_only_alone():
    abroad = Fee(10, per="copy", kind="fee", currency="USD")

    assert due_fee((*CERTIFIED, abroad), pages=3).amount == 5000
    assert (due_fee((abroad,), copies=2).amount, due_fee((abroad,)).currency) == (20, "USD")


@pytest.mark.parametrize(("pages", "copies"), [(0, 1), (1, 0), (-3, 1)])
def test_nothing_is_counted_below_one(pages, copies):
    with pytest.raises(BadCount):
        due_fee(CERTIFIED, pages=pages, copies=copies)


def test_a_channel_that_does_not_exist_is_refused():
    with pytest.raises(UnknownChannel):
        due_fee(CERTIFIED, channel="fax")


@pytest.mark.parametrize(
    "row",
    [{"amount": -1}, {"amount": 1.5}, {"amount": True}, {"amount": 1, "per": "kilo"},
     {"amount": 1, "channel": "fax"},
     {"amount": 1, "from_page": 3}, {"amount": 1, "per": "page", "from_page": 0}, {"amount": 1, "cap": 0},
     {"amount": 1, "kind": "gift"}, {"amount": 1, "confidence": "Z"}],
)  # fmt: skip
def test_an_impossible_row_is_refused(row):
    with pytest.raises(BadFeeRow):
        Fee(**row)
