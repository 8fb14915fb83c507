"""A name on a map lies in what it names, and whatever the file is, the same names stand on it."""

from dataclasses import replace

import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from shapely.geometry import shape

from aim.config import Config
from aim.geography.crs import outline_to_bng
from aim.questions.bench_views import Asking
from aim.questions.views import TOWN
from aim.reports import map_sheet
from aim.reports.drawing import MM, MapDrawing
from aim.reports.map_drawing import internal_map
from aim.reports.map_names import placed
from aim.reports.map_town import hexagons


def outlines(features: dict) -> dict[str, shapely.Geometry]:
    return {each["properties"]["name"]: outline_to_bng(shape(each["geometry"])) for each in features["features"]}


def test_a_name_lies_in_its_own_outline_and_in_no_other_neighbourhood(listed_town: Config):
    drawn = internal_map(listed_town, Asking()).map
    areas, wards = (outlines(layer) for layer in (drawn.ground.neighbourhoods, drawn.ground.wards))
    frame = tuple(shapely.total_bounds(list(areas.values())).tolist())
    rings = hexagons(drawn.cells)

    @settings(max_examples=6, deadline=None)
    @given(
        st.floats(6, 90),
        st.sampled_from(["", *areas]),
        st.lists(st.integers(0, len(rings) - 1), min_size=6, max_size=6),
    )
    def holds(metres_mm: float, area: str, cells: list[int]) -> None:
        radius = 2.3 * metres_mm
        discs = [(x - radius, y - radius, x + radius, y + radius) for x, y in (rings[at].mean(axis=0) for at in cells)]
        found = list(placed(replace(drawn, area=area), metres_mm, frame, discs))
        assert len({(name.kind, name.words) for name in found}) == len(found)
        boxes = [shapely.box(*name.box) for name in found]
        for name, box in zip(found, boxes, strict=True):
            own = (wards if name.kind == "ward" else areas)[name.words].buffer(2.5)  # outlines are drawn simplified
            assert own.contains(shapely.Point(name.middle))
            assert own.intersection(box).area > 0.55 * box.area
            assert sum(each.buffer(-2.5).intersects(box) for each in areas.values()) <= 1
            assert not any(box.overlaps(other) for other in (*boxes, *(shapely.box(*disc) for disc in discs)))
        if metres_mm < 15 and not area:  # there is room for nearly all of them
            assert len(found) > 0.8 * len(areas | wards)

    holds()


def test_a_larger_sheet_names_what_the_smaller_one_names(listed_town: Config):
    def named(drawn: MapDrawing, width: float, height: float) -> dict[str, tuple[float, ...]]:
        figure = Figure(figsize=(width * MM, height * MM))
        map_sheet.draw(figure, drawn, grey=False)
        texts = [each for each in figure.axes[0].texts if str(each.get_gid()).startswith("name-")]
        return {each.get_text(): each.get_position() for each in texts}

    for area in (TOWN, "East"):
        drawn = internal_map(listed_town, Asking(area=area)).map
        whole = replace(drawn, attribution="Whose it is", marking="For whom")
        of_file, of_sheet = named(whole, 297, 210), named(replace(drawn, title="", lines=()), 265, 138)
        assert of_file.keys() == of_sheet.keys()
        assert len(of_file) > 3
