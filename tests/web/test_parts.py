"""The parts every page is built from."""

from datetime import UTC, date, datetime

import pytest
from django.forms import CharField, Form
from django.template import Context, Template
from django.utils import translation

from motcua.web import drawings, words

AT = datetime(2024, 9, 27, 10, 0, tzinfo=UTC)  # 17:00 in Hanoi, a Friday


def shown(source, language="vi", **context):
    with translation.override(language):
        return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "vietnamese", "english"),
    [
        ("{{ at|day }}", "27/09/2024", "27/09/2024"),
        ("{{ at|moment }}", "17:00 Thứ Sáu 27/09/2024", "17:00 Friday 27/09/2024"),
        ("{{ at|short_moment }}", "T6 27/09 17:00", "Fri 27/09 17:00"),
        ("{{ on|full_day }}", "Thứ Năm 26/09/2024", "Thursday 26/09/2024"),
        ("{{ 30412|number }}", "30.412", "30,412"),
        ("{{ 0.9994|share }}", "99,94 %", "99.94%"),
        ("{{ 1|share }}", "100 %", "100%"),
        ("{{ 0.999999|share }}", "99,99 %", "99.99%"),
        ("{{ none|share }}", "–", "–"),
        ("{{ 2000|money }}", "2.000 ₫", "2,000 ₫"),
        ("{{ 318|length_words }}", "5 giờ 18 phút", "5 hours 18 minutes"),
        ("{{ 60|length_words }}", "1 giờ", "1 hour"),
        ("{{ 0|length_words }}", "0 phút", "0 minutes"),
        ("{{ 1.3|days }}", "1,3 ngày", "1.3 days"),
        ("{{ '030188004217'|grouped }}", "030 188 004 217", "030 188 004 217"),
        ("{{ '0912345678'|grouped }}", "0912 345 678", "0912 345 678"),
        ("{{ '0912345678'|masked }}", "••• 678", "••• 678"),
        ("{{ 'Đỗ Thị Thanh Hoa'|initials }}", "TH", "TH"),
        ("{{ 'waiting'|state_name }}", "Chờ bổ sung", "Waiting for supplements"),
    ],
)
def test_it_writes_as_the_office_writes(source, vietnamese, english):
    context = {"at": AT, "on": date(2024, 9, 26), "none": None}

    in_vietnamese = shown(source, "vi", **context).replace(words.NB, " ")
    in_english = shown(source, "en", **context).replace(words.NB, " ")

    assert (in_vietnamese, in_english) == (vietnamese, english)


@pytest.mark.parametrize(
    ("state", "mark"),
    [
        ("running", "mc-clock"),
        ("near", "--warn"),
        ("late", "--bad"),
        ("paused", "--pause"),
        ("done", "--done"),
    ],
)
def test_it_shows_a_clock_in_each_of_its_five_states(state, mark):
    html = shown(
        "{% clock_chip clock %}", clock={"state": state, "text": "còn 3 ngày", "due_text": "hẹn 27/09"}
    )

    assert mark in html
    assert "còn 3 ngày" in html
    assert "<span" in html  # nothing to open, so not a link


def test_it_makes_the_clock_a_door_to_its_ledger():
    html = shown("{% clock_chip clock %}", clock={"state": "late", "text": "quá 5 giờ", "ledger_url": "/x/"})

    assert '<a href="/x/"' in html


def test_it_hatches_only_what_does_not_count():
    lines = [{"when": "13/09", "text": "một ngày", "counted": "+1"}]
    lines += [{"when": "19/09", "text": "tạm dừng", "counted": "dừng 4", "tone": "pause"}]

    html = shown("{% ledger lines %}", lines=lines)

    assert html.count("is-pause") == 1


def test_it_says_the_state_of_each_paper_in_words():
    items = [{"name": state, "state": state} for state in ("has", "held", "miss", "none")]

    html = shown("{% checklist items %}", items=items)

    for word in ("Có", "Đã có sẵn", "Thiếu", "Không cần"):
        assert f"{word}</span>" in html


def test_it_ties_a_field_to_its_hint_and_error():
    class Ask(Form):
        name = CharField(label="Họ và tên", help_text="Như trên căn cước")

    html = shown("{% error_summary form %}{% field form.name %}", form=Ask({}))

    assert 'aria-describedby="id_name-hint id_name-error"' in html
    assert 'id="id_name-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'href="#id_name"' in html


def test_it_escapes_what_people_write():
    html = shown("{% state_label text 'bad' %}{% empty text %}{% note text %}", text="<script>")

    assert "<script>" not in html


def test_it_carries_no_style_attribute(client, db):
    html = client.get("/parts/").content.decode()

    assert " style=" not in html
    assert "<style" not in html


def test_it_draws_bars_on_the_scale_it_is_given():
    alone, beside_a_giant = drawings.bars([5, 10]), drawings.bars([5, 10], top=100)

    assert 'height="35.0"' in alone
    assert 'height="3.5"' in beside_a_giant


def test_it_steps_the_heat_in_five():
    steps = [drawings.heat_step(value) for value in (None, 0.01, 0.03, 0.07, 0.2, 0.5)]

    assert steps == [0, 0, 1, 2, 3, 4]


def test_it_draws_nothing_where_there_is_no_line_to_draw():
    assert drawings.spark([3]) == drawings.bars([]) == drawings.heat([], names=()) == ""
