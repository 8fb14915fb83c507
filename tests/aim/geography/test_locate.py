"""The raster answers as the outlines do: bit for bit, on borders above all."""

import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from towns import around, made_of, on_borders

from aim.geography import cover, crs
from aim.geography.locate import Locator
from aim.geography.outlines import Outlines
from aim.schema import MARGIN_M

ANY = st.one_of(st.floats(), st.floats(-1.4, -1.1), st.floats(54.4, 54.7), st.sampled_from([0.0, -0.0]))


def plain(outlines: Outlines, longitude: float, latitude: float) -> int:
    """The lowest ward that holds the point, border included, asked of shapely one by one."""
    if not (math.isfinite(longitude) and math.isfinite(latitude)):
        return -1
    point = shapely.Point(longitude, latitude)
    return next((index for index, ward in enumerate(outlines.wards) if ward.outline.intersects(point)), -1)


def test_a_hundred_thousand_points_over_the_town(outlines: Outlines, locator: Locator) -> None:
    lon, lat = around(outlines, 100_000, seed=1)
    found = locator.wards(lon, lat)
    assert found.dtype == np.int16
    np.testing.assert_array_equal(found, locator.wards_exact(lon, lat))
    assert set(found.tolist()) == set(range(-1, 20))


def test_a_hundred_thousand_points_on_and_beside_the_borders(outlines: Outlines, locator: Locator) -> None:
    lon, lat = on_borders(outlines, 100_000, seed=2)
    np.testing.assert_array_equal(locator.wards(lon, lat), locator.wards_exact(lon, lat))


def test_the_exact_answer_is_that_of_each_outline_alone(outlines: Outlines, locator: Locator) -> None:
    for make in (around, on_borders):
        lon, lat = make(outlines, 300, seed=3)
        expected = [plain(outlines, x, y) for x, y in zip(lon, lat, strict=True)]
        assert locator.wards_exact(lon, lat).tolist() == expected


@given(st.lists(st.tuples(ANY, ANY), max_size=20))
@settings(deadline=None)
def test_any_number_may_be_asked(outlines: Outlines, locator: Locator, points: list[tuple[float, float]]) -> None:
    lon, lat = np.array(points, dtype=float).reshape(-1, 2).T
    assert locator.wards(lon, lat).tolist() == [plain(outlines, x, y) for x, y in points]


@st.composite
def maps(draw: st.DrawFn) -> Outlines:
    """Wards of any shape: stars with holes, slivers, apart or over one another, large or small."""
    scale = draw(st.sampled_from([1e-5, 1e-2, 3.0]))
    shapes = []
    for _ in range(draw(st.integers(1, 4))):
        x, y = draw(st.floats(-1, 1)), draw(st.floats(-1, 1))
        radii = draw(st.lists(st.floats(0.01, 1), min_size=3, max_size=8))
        turns = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
        star = np.column_stack([x + radii * np.cos(turns), y + radii * np.sin(turns)]) * scale + [-1.2, 54.5]
        shape = shapely.Polygon(star)
        if draw(st.booleans()):
            shape = shapely.difference(shape, shapely.transform(shape, lambda xy: xy.mean(0) + (xy - xy.mean(0)) / 3))
        shapes.append((shape, draw(st.sampled_from(["North", "South"]))))
    return made_of(*[(shape, home) for shape, home in shapes if shape.area > 0] or [(shapely.box(0, 0, 1, 1), "North")])


@given(maps(), st.integers(0, 1000))
@settings(max_examples=25, deadline=None)
def test_any_wards_at_all(outlines: Outlines, seed: int) -> None:
    locator = Locator(outlines)
    for make in (around, on_borders):
        lon, lat = make(outlines, 500, seed)
        np.testing.assert_array_equal(locator.wards(lon, lat), locator.wards_exact(lon, lat))


def test_a_shared_border_belongs_to_the_lower_ward() -> None:
    locator = Locator(made_of((shapely.box(1, 50, 2, 51), "West"), (shapely.box(0, 50, 1, 51), "East")))
    assert locator.wards([1.0, 1.0, 0.0, 2.0, 0.5, 1.5], [50.5, 51.0, 50.0, 51.0, 50.5, 50.5]).tolist() == [
        0, 0, 1, 0, 1, 0,
    ]  # fmt: skip
    assert locator.neighbourhoods([0.5, 1.5, 3.0], [50.5] * 3).tolist() == [0, 1, -1]


def test_most_of_the_town_is_answered_without_an_outline(outlines: Outlines) -> None:
    shapes = np.array([ward.outline for ward in outlines.wards], dtype=object)
    lon, lat = around(outlines, 50_000, seed=5)
    assert (cover.Cover(shapes).of(lon, lat) == cover.ASK).mean() < 0.05


def test_neighbourhoods_follow_the_wards(outlines: Outlines, locator: Locator) -> None:
    lon, lat = around(outlines, 2_000, seed=6)
    found = locator.neighbourhoods(lon, lat)
    for ward, home in zip(locator.wards(lon, lat), found, strict=True):
        expected = outlines.neighbourhoods.index(outlines.wards[ward].neighbourhood) if ward >= 0 else -1
        assert home == expected


def test_the_margin_is_what_lies_outside_within_500_metres(outlines: Outlines, locator: Locator) -> None:
    lon, lat = around(outlines, 3_000, seed=8)
    area = crs.outline_to_bng(outlines.area)
    distance = shapely.distance(area, shapely.points(*crs.to_bng(lon, lat)))
    expected = (distance <= MARGIN_M) & (locator.wards(lon, lat) < 0)
    margin = locator.margin(lon, lat)
    np.testing.assert_array_equal(margin, expected)
    assert 0 < margin.sum() < len(margin)


@example(float("nan"), 54.5)
@example(float("inf"), float("-inf"))
@example(1e308, -1e308)
@given(ANY, ANY)
@settings(deadline=None)
def test_the_margin_of_any_number(locator: Locator, longitude: float, latitude: float) -> None:
    inside = bool(locator.wards([longitude], [latitude])[0] >= 0)
    margin = bool(locator.margin([longitude], [latitude])[0])
    assert not (inside and margin)
    if not (math.isfinite(longitude) and math.isfinite(latitude)) or abs(latitude) > 60:
        assert not margin


@pytest.mark.parametrize("ask", ["wards", "neighbourhoods", "margin", "wards_exact"])
def test_no_points_and_points_that_do_not_pair(locator: Locator, ask: str) -> None:
    assert len(getattr(locator, ask)([], [])) == 0
    with pytest.raises(ValueError, match="one length"):
        getattr(locator, ask)([1.0], [1.0, 2.0])


# A fresh locator each time: what breaks is two threads asking an outline for the first time at once.
TOGETHER = """
import sys, threading
import numpy as np
from aim import config
from aim.geography import outlines
from aim.geography.locate import Locator

area = outlines.load(config.load(sys.argv[1], {}))
random = np.random.default_rng(1)
longitude, latitude = random.uniform(-1.32, -1.12, 500), random.uniform(54.49, 54.60, 500)
expected = Locator(area).margin(longitude, latitude)
for _ in range(12):
    locator, together = Locator(area), threading.Barrier(4)

    def ask():
        together.wait()
        assert (locator.margin(longitude, latitude) == expected).all()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""


def test_threads_may_ask_at_once(tmp_path: Path) -> None:
    """In a process of its own: a fault here ends it without an exception."""
    done = subprocess.run([sys.executable, "-c", TOGETHER, str(tmp_path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
