"""The map and the charts for a room: nothing too small to read, and nothing shown closer than it may be."""

from collections.abc import Mapping
from typing import Any

import h3
import pytest

from layers import charts, closeup, figure

CELLS = sorted(h3.grid_disk(h3.latlng_to_cell(54.575, -1.235, 9), 1))
WARD = {
    "type": "FeatureCollection",
    "features": [
        {
            "properties": {"name": "Park", "neighbourhood": "North"},
            "geometry": {"type": "Polygon", "coordinates": [[[-1.3, 54.5], [-1.2, 54.5], [-1.2, 54.6], [-1.3, 54.5]]]},
        },
        {
            "properties": {"name": "Park", "neighbourhood": "West"},
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [[[[0, 0], [1, 0], [0, 0]]], [[[2, 2], [3, 2], [2, 2]]]],
            },
        },
    ],
}


def town() -> dict:
    return figure.hex_map(
        geometry_url="/geometry/x", cells=CELLS, counts=[1] * 7, hover=["a street"] * 7, breaks=(1, 2, 3, 4, 5),
        hotspots=CELLS[:2], edges=[], places=[(1, CELLS[0])], bounds=(-1.3, 54.5, -1.1, 54.6), theme="light",
        roads_url="/roads/x.geojson",
    )  # fmt: skip


def text_sizes(made: dict) -> list[float]:
    """Every size of a label of the basemap: those that grow with the zoom at each zoom."""
    sizes = []
    for layer in made["layout"]["map"]["style"]["layers"]:
        size = layer.get("layout", {}).get("text-size")
        sizes += [size] if isinstance(size, int | float) else (size or [])[4::2]
    return sizes


def test_every_word_on_the_map_is_large_enough_for_a_room_and_nothing_is_told_under_the_pointer() -> None:
    before = town()
    made = closeup.meeting_map(before, large=True)
    assert len(text_sizes(made)) > 5
    assert min(text_sizes(made)) >= closeup.ROOM_PX
    discs, numbers = made["layout"]["map"]["layers"][-2:]
    assert numbers["symbol"]["textfont"]["size"] >= closeup.ROOM_PX
    assert discs["circle"]["radius"] * 2 > numbers["symbol"]["textfont"]["size"]
    _, others, chosen = (layer["line"]["width"] for layer in made["layout"]["map"]["layers"][:3])
    assert chosen >= 2 * others
    assert made["data"][0]["hoverinfo"] == "skip"
    assert "hovertemplate" not in made["data"][0]
    assert before == town()  # what was given is not changed
    small = closeup.meeting_map(before, large=False)
    assert text_sizes(small) == text_sizes(before)
    assert small["data"][0]["hoverinfo"] == "skip"


def test_every_word_of_a_chart_is_large_enough() -> None:
    months = [f"2025-{n:02d}" for n in range(1, 13)]
    made = closeup.chart(charts.bars(months, [3] * 12, theme="dark", expected=[2.0] * 12))
    axes = made["layout"]["xaxis"], made["layout"]["yaxis"]
    assert all(axis["tickfont"]["size"] >= closeup.ROOM_PX for axis in axes)
    assert made["layout"]["margin"]["b"] >= 2 * closeup.ROOM_PX
    assert all(trace["hoverinfo"] == "skip" and "hovertemplate" not in trace for trace in made["data"])


def test_a_map_of_one_cell_shows_the_streets_around_it_and_one_of_many_all_of_them() -> None:
    def height_m(bounds: tuple[float, float, float, float]) -> float:
        return (bounds[3] - bounds[1]) * 111_195

    one = closeup.reach(closeup.rings(CELLS[:1]))
    assert height_m(one) == pytest.approx(900, rel=0.01)
    ward = closeup.reach(closeup.outline(WARD, ward="Park", neighbourhood="North"))
    assert ward == (-1.3, 54.5, -1.2, 54.6)
    assert all(ring[0] == ring[-1] and len(ring) == 7 for ring in closeup.rings(CELLS))


def test_a_ward_is_found_by_its_neighbourhood_too() -> None:
    assert len(closeup.outline(WARD, ward="Park", neighbourhood="West")) == 2
    with pytest.raises(ValueError, match="no ward named 'Park' in 'East'"):
        closeup.outline(WARD, ward="Park", neighbourhood="East")


def test_where_no_smaller_area_may_be_shown_hexagons_are_clear() -> None:
    path = ("data", 0, "marker", "opacity")
    assert closeup.looking([], (0, 0, 1, 1), [], counted=False)[path] == 0
    assert closeup.looking([], (0, 0, 1, 1), [])[path] == town()["data"][0]["marker"]["opacity"]


def test_a_disc_that_would_be_cut_is_left_out() -> None:
    places = list(enumerate(CELLS, 1))
    latitude, longitude = h3.cell_to_latlng(CELLS[0])
    around = (longitude - 0.01, latitude - 0.01, longitude + 0.01, latitude + 0.01)
    assert closeup.whole(places[:1], around) == places[:1]
    at_the_edge = (longitude - 0.01, latitude - 0.0001, longitude + 0.01, latitude + 0.02)
    assert closeup.whole(places[:1], at_the_edge) == []
    # A map is as wide as it is high: what lies beside a narrow place is seen.
    assert (
        closeup.whole(places[:1], (longitude + 0.004, latitude - 0.01, longitude + 0.005, latitude + 0.01))
        == places[:1]
    )
    numbers = [feature["properties"]["number"] for feature in _discs(closeup.looking([], around, places[:1]))]
    assert numbers == ["1"]


def _discs(changes: Mapping[tuple[str | int, ...], Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = changes["layout", "map", "layers", figure.LAYERS.index("discs"), "source"]["features"]
    return found
