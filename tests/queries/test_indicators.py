"""Behind every number of an indicator stands a list of exactly its length."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.demo import posting
from motcua.queries import access, indicator_lists, indicators, lists, publication_lists
from motcua.queries.access import NoSuch
from motcua.queries.indicator_lists import DOSSIERS, NONE, PROCEDURES, UNITS
from motcua.queries.indicators import Span
from motcua.records.models import Dossier, Procedure, Unit, User
from motcua.rules import indicators as rules
from motcua.rules import periods
from motcua.rules.indicators import Status
from motcua.rules.people import SYSTEM
from tests import make, simulated
from tests.simulated import PRESENT

PERIODS = ("2024-02", "2024-03", "2024Q1")


def test_a_period_that_runs_counts_what_is_open_at_this_moment(minh, lan, received, commune, now):
    later = make.at("2024-01-26 09:00")  # its five days have passed
    before, after = Span(periods.parse("2024-01"), now), Span(periods.parse("2024-01"), later)
    place = indicators.whole(commune)

    [sums] = indicators.values([place], span=before)
    [then] = indicators.values([place], span=after)

    assert (sums["open_end"], sums["overdue_end"]) == (1, 0)
    assert (then["open_end"], then["overdue_end"]) == (1, 1)


def test_one_waiting_after_a_second_request_is_overdue(minh, received, commune):
    Dossier.objects.filter(pk=received.pk).update(state="waiting", supplements=2, due_at=None)
    span = Span(periods.parse("2024-01"), make.at("2024-01-16 09:00"))

    [sums] = indicators.values([indicators.whole(commune)], span=span)

    found = rules.evaluate(indicators.book(span.last_on), sums, level="commune").result("2.1")
    assert (found.numerator, found.denominator) == (0, 1)


def build():
    posting.fill(simulated.spring(300, seed=11, people=60), now=PRESENT)
    Procedure.objects.filter(code__startswith="1.").update(seed=False)


@pytest.fixture(scope="module")
def standing(django_db_setup, django_db_blocker):
    with simulated.standing(django_db_blocker, build):
        yield


@pytest.fixture
def small_district(standing, db):
    """Some three hundred dossiers of a simulated spring, open ones among them."""
    return Unit.objects.get(kind="district")


@pytest.fixture
def hoa_of_the_district(small_district):
    return access.actor_of(User.objects.get(username="hoa"), PRESENT.date())


def length(of, *, by, place, span):
    kind = indicator_lists.kind(of)
    if kind == DOSSIERS:
        return indicator_lists.dossiers(of, by=by, place=place, span=span).count()
    if kind == PROCEDURES:
        return len(indicator_lists.procedures(of, place=place, span=span))
    if kind == UNITS:
        return len(indicator_lists.units(of, place=place, span=span))
    return len(publication_lists.rows(of.names[0], place=place, span=span))


def numbers():
    """Yield every number of the three sets: a name and its formula."""
    on = PRESENT.date()
    for one in (*indicators.book(on).indicators, *indicators.book(on, ["b"]).indicators):
        if not one.taken_off:
            yield f"{one.code} numerator", one.numerator
        yield f"{one.code} denominator", one.denominator
        for place, part in enumerate(one.taken_off):
            yield f"{one.code} part {place}", part.sum
    for criterion in indicators.paper(on).criteria:
        for rate in criterion.rates:
            yield f"61 {criterion.code}.{rate.key} numerator", rate.numerator
            yield f"61 {criterion.code}.{rate.key} denominator", rate.denominator
    for measure in indicators.four(on).measures:
        yield f"{measure.key} numerator", measure.numerator
        yield f"{measure.key} denominator", measure.denominator


@pytest.mark.parametrize("key", PERIODS)
def test_it_holds_for_every_number_of_every_set(small_district, hoa_of_the_district, key):
    span = Span(periods.parse(key), PRESENT)
    town = Unit.objects.get(name="Thị trấn Thanh Miện")
    alone = next(place for place in indicators.each(small_district) if place.unit == small_district)
    places = [indicators.whole(small_district), indicators.whole(town), alone]

    differing, seen = [], 0
    for place, sums in zip(places, indicators.values(places, span=span), strict=True):
        for name, of in numbers():
            value = of.of(sums)
            is_sum = set(of.names) & lists.SUMMED.keys()  # a list of those that add to it, not as long
            if value is None or is_sum or indicator_lists.kind(of) == NONE:
                continue
            seen += 1
            found = length(of, by=hoa_of_the_district, place=place, span=span)
            if found != value:
                differing.append((place.unit.name, name, value, found))

    assert differing == []
    assert seen > 100


def test_it_asks_as_much_for_eighteen_units_as_for_one(small_district):
    span = Span(periods.parse("2024-03"), PRESENT)
    places = indicators.each(small_district)

    with CaptureQueriesContext(
        connection,
    ) as of_all:
        indicators.values(places, span=span)
    with CaptureQueriesContext(connection) as of_one:
        indicators.values(places[:1], span=span)

    assert len(places) == 18
    assert len(of_all) <= len(of_one) + 1
    assert len(of_all) <= 10


def test_it_takes_less_than_a_tenth_of_a_second_for_all_units(small_district):
    span = Span(periods.parse("2024-03"), PRESENT)
    places, book = indicators.each(small_district), indicators.book(PRESENT.date())

    def whole():
        begun = time.process_time()
        for place, sums in zip(places, indicators.values(places, span=span), strict=True):
            rules.evaluate(book, sums, level=place.level)
        return time.process_time() - begun

    whole()
    assert min(whole() for _ in range(5)) < 0.1


def test_the_whole_counts_a_procedure_once(small_district):
    span = Span(periods.parse("2024Q1"), PRESENT)
    whole, places = indicators.whole(small_district), indicators.each(small_district)

    together, *apart = indicators.values([whole, *places], span=span)

    assert together["received"] == sum(sums["received"] for sums in apart)
    assert together["procedures"] < sum(sums["procedures"] for sums in apart)
    assert (together["communes"], sum(sums["communes"] for sums in apart)) == (17, 17)


def test_what_ships_with_the_product_says_nothing_of_its_content(small_district):
    Procedure.objects.update(seed=True)
    span = Span(periods.parse("2024-03"), PRESENT)

    [sums] = indicators.values([indicators.whole(small_district)], span=span)

    found = rules.evaluate(indicators.book(span.last_on), sums, level="district")
    assert found.result("1.3").status is Status.NOT_YET_MEASURED


def test_the_cost_is_measured_where_it_is_stated(small_district, settings, tmp_path):
    settings.HOME = tmp_path
    span = Span(periods.parse("2024-01"), PRESENT)
    place = indicators.whole(small_district)

    [silent] = indicators.values([place], span=span)
    (tmp_path / "costs.yaml").write_text("- {unit: H23.37, year: 2024, vnd: 366000000}\n", encoding="utf-8")
    [told] = indicators.values([place], span=span)

    assert "cost_vnd" not in silent
    assert told["cost_vnd"] == 31_000_000


def test_it_knows_only_the_units_one_may_see(small_district, hoa_of_the_district):
    binh = access.actor_of(User.objects.get(username="binh"), PRESENT.date())

    assert indicators.unit(hoa_of_the_district, code="H23.37") == small_district
    assert indicators.unit(SYSTEM, code="300") == small_district
    for actor, code in ((binh, "H23.37"), (SYSTEM, "H99"), (SYSTEM, "")):
        with pytest.raises(NoSuch):
            indicators.unit(actor, code=code)
