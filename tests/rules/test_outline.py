"""Outlines of places out of a GeoJSON file."""

import pytest

from motcua.rules import outline

SQUARE = [[[0, 60], [2, 60], [2, 61], [0, 61], [0, 60]]]


def collection(*geometries, **facts):
    features = [{"type": "Feature", "properties": facts, "geometry": one} for one in geometries]
    return {"type": "FeatureCollection", "features": features}


def polygon(coordinates):
    return {"type": "Polygon", "coordinates": coordinates}


def test_it_shortens_degrees_of_longitude_by_the_cosine():
    shapes = outline.read(collection(polygon(SQUARE)))

    drawn, tall = outline.flat(shapes, wide=100, tall=100)

    assert tall == pytest.approx(
        100, abs=2
    )  # cos(60.5°) is about a half: two degrees are as wide as one is tall
    assert drawn[0].path.startswith("M0 ")
    assert drawn[0].path.count("L") == 3


def test_it_draws_several_polygons_of_one_place():
    shapes = outline.read(collection({"type": "MultiPolygon", "coordinates": [SQUARE, SQUARE]}))

    assert len(shapes[0].rings) == 2


@pytest.mark.parametrize("name", ["Xã Đoàn Kết", "xa doan ket", "11254"])
def test_it_finds_a_place_by_name_or_code(name):
    shapes = outline.read(collection(polygon(SQUARE), name="Xã Đoàn Kết", code=11254))
    drawn, _ = outline.flat(shapes, wide=10, tall=10)

    assert outline.of(drawn, "", name).shape.name == "Xã Đoàn Kết"
    assert outline.of(drawn, "Xã khác") is None


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ([], "not_geojson"),
        ({"features": []}, "no_shapes"),
        (collection({"type": "Point", "coordinates": [1, 2]}), "no_shapes"),
        (collection(polygon([["a", "b", "c", "d"]])), "not_geojson"),
        (collection(polygon([[[500_000, 2_000_000]] * 4])), "not_degrees"),
        (collection(polygon([[[1, 1]] * 100_001])), "too_many_points"),
    ],
)
def test_it_refuses_what_cannot_be_drawn(data, reason):
    with pytest.raises(outline.BadOutline) as refused:
        outline.read(data)

    assert refused.value.reason == reason
