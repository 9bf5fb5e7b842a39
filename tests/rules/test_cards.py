"""The text behind the QR code of a citizen's card."""

from datetime import date

import pytest

from motcua.rules import cards
from motcua.rules.cards import NotACard
from motcua.rules.text import UnreadableText

CARD = "030188004217|142345678|Phạm Thị Thu Hương|14031988|Nữ|Thôn An Khoái, Tứ Cường, Thanh Miện|01012021"


def test_it_reads_the_person():
    found = cards.read(CARD)

    assert (found.name, found.id_number, found.sex) == ("Phạm Thị Thu Hương", "030188004217", "F")
    assert found.birth_on == date(1988, 3, 14)
    assert found.address == "Thôn An Khoái, Tứ Cường, Thanh Miện"


@pytest.mark.parametrize(
    ("text", "birth_on", "address"),
    [
        ("030045004217||Vũ Văn Cao|1945|Nam", None, ""),
        ("030045004217||Vũ Văn Cao|01021945|Nam|Lam Sơn", date(1945, 2, 1), "Lam Sơn"),
    ],
    ids=["year alone, no address", "no day of issue"],
)
def test_it_takes_cards_that_say_less(text, birth_on, address):
    found = cards.read(text)

    assert (found.birth_on, found.address) == (birth_on, address)


@pytest.mark.parametrize(
    "text",
    ["", "a|b|c|d|e", "030188004217|||14031988|Nữ", "030188004217||Hương|31021988|Nữ", "030188004217|1|2|3"],
    ids=["nothing", "no number", "no name", "no such day", "too short"],
)
def test_it_refuses_what_is_no_card(text):
    with pytest.raises(NotACard):
        cards.read(text)


def test_it_refuses_what_no_one_can_see():
    with pytest.raises(UnreadableText):
        cards.read("030188004217||Hương\u202eNhài|14031988|Nữ|Lam Sơn")


def test_it_knows_a_scan_from_something_typed():
    assert cards.is_card(CARD)
    assert not cards.is_card("0912 345 678")
