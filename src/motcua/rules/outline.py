"""The outlines of places out of a GeoJSON file, laid flat so that they can be drawn."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from motcua.rules.text import fold

MOST_POINTS = 100_000
Point = tuple[float, float]
Ring = tuple[Point, ...]


class BadOutline(ValueError):
    """The file holds no outlines that can be drawn; the message is a reason: see `reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Shape:
    """One place: its name, the codes it goes by, its rings in degrees (east, north)."""

    name: str
    codes: frozenset[str]
    rings: tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One place laid flat: its path as SVG writes it, and a point about its middle."""

    shape: Shape
    path: str
    x: float
    y: float


def read(data: object) -> tuple[Shape, ...]:
    """Return the places of a GeoJSON FeatureCollection of polygons.

    A place goes by each of its short properties that is text or a number; `name` is its name.

    Units: degrees of longitude and latitude (WGS 84).
    Raises: BadOutline (not_geojson, no_shapes, too_many_points, not_degrees).
    Source: MAP-01.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get("features"), list):
        raise BadOutline("not_geojson")
    found = []
    for feature in data["features"]:
        if isinstance(feature, Mapping) and (rings := tuple(_rings(feature.get("geometry")))):
            facts = feature.get("properties")
            found.append(_shape(facts if isinstance(facts, Mapping) else {}, rings))
    if not found:
        raise BadOutline("no_shapes")
    points = [point for shape in found for ring in shape.rings for point in ring]
    if len(points) > MOST_POINTS:
        raise BadOutline("too_many_points")
    if any(not (-180 <= east <= 180 and -90 <= north <= 90) for east, north in points):
        raise BadOutline("not_degrees")
    return tuple(found)


def _shape(facts: Mapping[Any, Any], rings: tuple[Ring, ...]) -> Shape:
    short = {
        str(key).casefold(): str(value).strip()
        for key, value in facts.items()
        if isinstance(value, str | int) and not isinstance(value, bool) and len(str(value)) <= 80
    }
    name = next((short[key] for key in ("name", "name_vi", "ten", "ten_xa", "shapename") if key in short), "")
    return Shape(name, frozenset(fold(value) for value in short.values() if value), rings)


def _rings(geometry: object) -> Iterator[Ring]:
    """Yield the rings of a polygon or of several; what cannot be read is no ring."""
    if not isinstance(geometry, Mapping):
        return
    coordinates = geometry.get("coordinates")
    try:
        polygons: Any = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(
            str(geometry.get("type")), []
        )
        for polygon in polygons:
            for ring in polygon:
                if len(ring) >= 4:
                    yield tuple((float(point[0]), float(point[1])) for point in ring)
    except (TypeError, ValueError, IndexError):
        raise BadOutline("not_geojson") from None


def flat(shapes: Sequence[Shape], *, wide: float, tall: float) -> tuple[tuple[Drawn, ...], float]:
    """Return every place laid flat within a frame, and the height that was needed.

    Degrees are drawn as they are, east ones shortened by the cosine of the middle latitude: within a
    district nothing is out of place by the width of a line.

    Units: the frame's own.
    Source: MAP-01.

    >>> square = Shape("A", frozenset(), (((0, 0), (1, 0), (1, 1), (0, 1), (0, 0)),))
    >>> flat([square], wide=10, tall=10)[0][0].path
    'M0 10L10 10L10 0L0 0Z'
    """
    points = [point for shape in shapes for ring in shape.rings for point in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    narrow = cos(radians((south + north) / 2))
    across, up = max((east - west) * narrow, 1e-9), max(north - south, 1e-9)
    scale = min(wide / across, tall / up)
    drawn = []
    for shape in shapes:
        rings = [
            [((one[0] - west) * narrow * scale, (north - one[1]) * scale) for one in ring]
            for ring in shape.rings
        ]
        largest = max(rings, key=len)[:-1]
        x, y = (sum(one[at] for one in largest) / len(largest) for at in (0, 1))
        drawn.append(Drawn(shape, "".join(_path(ring) for ring in rings), x, y))
    return tuple(drawn), up * scale


def _path(ring: Sequence[Point]) -> str:
    return f"M{'L'.join(f'{round(x, 1):g} {round(y, 1):g}' for x, y in ring[:-1])}Z"


def of(shapes: Sequence[Drawn], *names: str) -> Drawn | None:
    """Return the place that goes by one of these names or codes.

    Source: MAP-01.
    """
    wanted = {fold(name) for name in names if name}
    return next((one for one in shapes if one.shape.codes & wanted), None)
