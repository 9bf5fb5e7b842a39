"""A layered drawing keeps its boxes apart and its links on their way."""

import random

import pytest

from motcua.rules.layers import Box, Link, arrange, course, goes_back

WIDTH, HEIGHT = 100.0, 40.0


def drawn(places, links):
    boxes = [Box(key, place, WIDTH, HEIGHT) for key, place in places.items()]
    return arrange(boxes, [Link(first, after, weight) for (first, after), weight in links.items()])


def made(seed):
    """Return an invented map: places and weighted links, loops and ways back among them."""
    chance = random.Random(seed)
    places = {key: chance.random() * 10 for key in range(chance.randint(2, 14))}
    links = {
        (chance.choice(list(places)), chance.choice(list(places))): float(chance.randint(1, 900))
        for _ in range(chance.randint(1, 40))
    }
    return places, links


@pytest.mark.parametrize("seed", range(40))
def test_it_keeps_boxes_apart_and_within_its_bounds(seed):
    drawing = drawn(*made(seed))
    centres = list(drawing.centres.values())

    for at, (x, y) in enumerate(centres):
        assert WIDTH / 2 - 1e-6 <= x <= drawing.width - WIDTH / 2 + 1e-6
        assert HEIGHT / 2 - 1e-6 <= y <= drawing.height - HEIGHT / 2 + 1e-6
        for other_x, other_y in centres[at + 1 :]:
            assert abs(x - other_x) >= WIDTH or abs(y - other_y) >= HEIGHT


@pytest.mark.parametrize("seed", range(40))
def test_it_leads_every_link_from_its_first_box_to_its_second(seed):
    places, links = made(seed)
    drawing = drawn(places, links)

    for (first, after), points in drawing.points.items():
        if first == after:
            assert points == ()
            continue
        down = (first, after) not in drawing.backward
        (x0, y0), (x1, y1) = drawing.centres[first], drawing.centres[after]
        assert (y0 < y1) == down
        assert abs(points[0][0] - x0) <= WIDTH / 2
        assert abs(points[-1][0] - x1) <= WIDTH / 2
        assert points[0][1] == pytest.approx(y0 + (HEIGHT / 2 if down else -HEIGHT / 2))
        assert points[-1][1] == pytest.approx(y1 + (-HEIGHT / 2 if down else HEIGHT / 2))


@pytest.mark.parametrize("seed", range(40))
def test_it_leads_back_no_more_than_the_mean_places_would(seed):
    places, links = made(seed)

    def back(order):
        return sum(weight for (a, b), weight in links.items() if a != b and goes_back(order, a, b))

    assert back(course(places, links)) <= back(places)


def test_it_takes_a_step_that_many_leave_out_for_no_late_one():
    places = {0: 0.0, 1: 1.9, 2: 1.2}  # two comes early on average, for most leave one out

    order = course(places, {(0, 1): 30.0, (1, 2): 30.0, (0, 2): 100.0})

    assert order[0] < order[1] < order[2]


def test_it_draws_the_same_map_each_time():
    assert drawn(*made(7)) == drawn(*made(7))


def test_it_draws_nothing_of_nothing():
    drawing = drawn({}, {})

    assert (drawing.width, drawing.height, drawing.points) == (0.0, 0.0, {})
