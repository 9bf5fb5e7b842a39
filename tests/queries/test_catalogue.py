"""Finding a procedure."""

from datetime import date

import pytest

from motcua.actions import catalogue as writes
from motcua.queries import catalogue
from motcua.queries.access import NoSuch
from motcua.rules.people import SYSTEM
from motcua.rules.portal_text import read_row

DAY = date(2024, 3, 1)


@pytest.fixture
def seeded(db, now):
    writes.load_seed(by=SYSTEM, now=now)


def codes(text="", **options):
    return [row.procedure.code for row in catalogue.search(text, on=DAY, **options).rows]


@pytest.mark.parametrize(
    ("text", "first"),
    [("dang ky khai sinh", "1.001193"), ("ĐĂNG KÝ KHAI SINH", "1.001193"), ("Ðăng ký khai sinh", "1.001193"),
     ("đăng ký khai sinh", "1.001193"), ("làm khai sinh cho con", "1.001193"), ("sao y", "2.000815"),
     ("giay doc than", "1.004873"), ("tách thửa", "1.012784"), ("1.012784", "1.012784"),
     ("1.013978.H41", "1.013978"), ("permanent residence", "1.004222"), ("sổ hộ khẩu", "1.004222")],
)  # fmt: skip
def test_words_find_it_without_accents(seeded, text, first):
    assert codes(text)[0] == first


def test_a_name_that_begins_with_the_words_comes_first(seeded):
    assert codes("đăng ký thường trú")[0] == "1.004222"  # before the linked procedure that holds the phrase


@pytest.mark.parametrize("text", ["zzzz", "%", "_", "khai sinh máy bay", "'; drop table"])
def test_nothing_is_found_where_nothing_is(seeded, text):
    assert codes(text) == []


def test_a_life_event_narrows(seeded):
    assert codes(life_event="birth") == ["1.001193", "2.000987"]
    assert "birth" in catalogue.life_events(on=DAY)


def test_pages_join_without_gap_or_overlap(seeded):
    found, after = [], ""
    while True:
        page = catalogue.search("", on=DAY, after=after, size=10)
        found += [row.procedure.code for row in page.rows]
        after = page.after
        if not after:
            break

    assert len(found) == len(set(found)) == 47


def test_pages_of_ranked_words_join_too(seeded):
    whole = codes("dat", size=50)
    first = catalogue.search("dat", on=DAY, size=5)
    rest = catalogue.search("dat", on=DAY, size=50, after=first.after)

    assert [row.procedure.code for row in (*first.rows, *rest.rows)] == whole


def test_a_mark_that_is_no_place_begins_again(seeded):
    assert codes(after="nonsense") == codes()


def test_a_search_costs_one_query(seeded, django_assert_num_queries):
    with django_assert_num_queries(1):
        codes("khai sinh", life_event="birth", unit_id=1)


def test_a_unit_shows_what_it_offers(seeded, district, commune, now, django_assert_num_queries):
    writes.offer_seed(by=SYSTEM, unit_ids=[commune.pk], level="commune", now=now)

    assert codes("thế chấp", unit_id=commune.pk) == []
    with django_assert_num_queries(1):
        offered = [offer.procedure.code for offer in catalogue.offers(commune.pk, on=DAY)]
    assert "1.001193" in offered
    assert offered == sorted(offered)


def test_the_version_of_the_day_is_found(seeded, now):
    row = read_row({"ma_thu_tuc": "1.012784", "ten_thu_tuc": "Tên mới"})
    writes.import_procedures(by=SYSTEM, rows=[row], now=now)

    old = catalogue.version("1.012784", on=date(2024, 1, 11))
    new = catalogue.version("1.012784.000.00.00.H23", on=DAY)

    assert (old.name, new.name) == ("Tách thửa hoặc hợp thửa đất", "Tên mới")
    assert catalogue.body(new).planned_hours == 48


@pytest.mark.parametrize(
    ("code", "day"), [("9.999999", DAY), ("nonsense", DAY), ("1.001193", date(2023, 12, 31))]
)
def test_what_is_not_in_force_is_not_there(seeded, code, day):
    with pytest.raises(NoSuch):
        catalogue.version(code, on=day)


def test_a_fee_is_asked_of_the_version_in_force(seeded, django_assert_num_queries):
    with django_assert_num_queries(1):
        due = catalogue.fee("2.000815", on=DAY, pages=3)

    assert due.amount == 5000
