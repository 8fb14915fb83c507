"""The map as plotly gets it: checked on the dictionary, and once against plotly's own validation."""

from typing import Any

import h3
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers import basemap, boundaries, figure, hexes, style

CENTRE = h3.latlng_to_cell(54.575, -1.235, 9)
CELLS = sorted(h3.grid_disk(CENTRE, 2))
BREAKS = (1, 3, 6, 10, 20)
BOUNDS = (-1.29, 54.50, -1.14, 54.59)


def town(**changes: Any) -> dict[str, Any]:
    wanted: dict[str, Any] = {
        "geometry_url": "/geometry/abc",
        "cells": CELLS,
        "counts": list(range(len(CELLS))),
        "hover": [f"Place {number}" for number in range(len(CELLS))],
        "breaks": BREAKS,
        "hotspots": CELLS[-3:],
        "edges": CELLS[:2],
        "places": [(1, CELLS[-1]), (12, CELLS[-3])],
        "bounds": BOUNDS,
        "theme": "light",
    }
    return figure.hex_map(**(wanted | changes))


def layer(drawn: dict[str, Any], name: str) -> dict[str, Any]:
    return drawn["layout"]["map"]["layers"][figure.LAYERS.index(name)]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plotly_accepts_the_trace_the_layers_and_the_layout(theme: str) -> None:
    checked = go.Figure(town(theme=theme, selected=CELLS[:1], attribution="© somebody"))
    assert [trace.type for trace in checked.data] == ["choroplethmap"]
    assert [layer.type for layer in checked.layout.map.layers] == ["line", "line", "line", "circle", "symbol"]


def test_shapes_travel_as_an_address() -> None:
    trace = town()["data"][figure.CELLS]
    assert trace["geojson"] == "/geometry/abc/cells.geojson"
    assert trace["featureidkey"] == "id"
    assert trace["locations"] == CELLS


def test_everything_has_a_place_of_its_own_in_the_basemap() -> None:
    """plotly draws anew at every change whatever shares its place; and the order of places is the order on screen."""
    drawn = town(selected=CELLS[:1])
    places = [drawn["data"][0]["below"], *(each["below"] for each in drawn["layout"]["map"]["layers"])]
    assert len(set(places)) == len(places)
    names = [each["id"] for each in basemap.style("/g", theme="light")["layers"]]
    assert [names.index(place) for place in places] == sorted(names.index(place) for place in places)


def test_hotspots_have_a_thick_outline_and_a_number_beside_their_colour() -> None:
    drawn = town()
    hotspots = layer(drawn, "hotspots")
    assert hotspots["line"]["width"] == 3
    assert len(hotspots["source"]["coordinates"]) == 3
    assert layer(drawn, "edges")["line"]["width"] < 2
    assert layer(drawn, "edges")["line"]["dash"] != hotspots["line"]["dash"]
    written = layer(drawn, "numbers")["source"]["features"]
    assert [each["properties"]["number"] for each in written] == ["1", "12"]
    longitude, latitude = written[0]["geometry"]["coordinates"]
    assert h3.latlng_to_cell(latitude, longitude, 9) == CELLS[-1]
    assert layer(drawn, "discs")["source"] == layer(drawn, "numbers")["source"]


def test_an_outline_is_the_closed_ring_of_its_cell() -> None:
    (ring,) = layer(town(hotspots=[CENTRE]), "hotspots")["source"]["coordinates"]
    assert len(ring) == 7
    assert ring[0] == ring[-1]
    corners = [(round(longitude, 5), round(latitude, 5)) for latitude, longitude in h3.cell_to_boundary(CENTRE)]
    assert [tuple(corner) for corner in ring[:-1]] == corners


def test_no_picture_is_fetched_for_a_number() -> None:
    assert layer(town(), "numbers")["symbol"]["icon"] == ""


def colour_at(scale: list[list[Any]], top: float, value: float) -> str:
    """Plotly's continuous scale at ``value``, for scales made of flat steps."""
    position = min(value / top, 1.0)
    below = [(at, colour) for at, colour in scale if at <= position]
    return str(below[-1][1])


@given(st.integers(0, 200), st.lists(st.integers(2, 150), min_size=4, max_size=4, unique=True).map(sorted))
def test_a_count_has_the_colour_of_its_step_and_none_has_no_colour(count: int, bounds: list[int]) -> None:
    breaks = (1, *bounds)
    scale, top = hexes.colourscale(breaks, theme="light")
    step = int(style.classify(count, breaks))
    expected = hexes.CLEAR if step == 0 else style.LIGHT.ramp[step - 1]
    assert colour_at(scale, top, count) == expected


def test_scale_is_one_plotly_takes() -> None:
    scale, top = hexes.colourscale(BREAKS, theme="dark")
    positions = [at for at, _ in scale]
    assert positions[0] == 0
    assert positions[-1] == 1
    assert positions == sorted(positions)
    assert top > BREAKS[-1]


def test_another_month_changes_only_what_the_patch_names() -> None:
    before = town()
    other = {"hotspots": CELLS[:1], "edges": [], "places": [(1, CELLS[0])], "selected": CELLS[:1]}
    for path, value in figure.patches(counts=[5] * len(CELLS), theme="light", **other).items():
        part: Any = before
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = value
    assert before == town(counts=[5] * len(CELLS), **other)


def test_another_basemap_is_another_source_for_every_layer() -> None:
    """Else plotly, changing the style of the map, loses outlines and numbers."""

    def sources(**changes: Any) -> list[dict[str, Any]]:
        return [each["source"] for each in town(selected=CELLS[:1], **changes)["layout"]["map"]["layers"]]

    for other in (sources(theme="dark"), sources(geometry_url="/geometry/abd")):
        assert all(one != another for one, another in zip(sources(), other, strict=True))


def test_another_area_changes_only_where_the_map_looks() -> None:
    elsewhere = (-1.25, 54.55, -1.2, 54.58)
    drawn = town()
    drawn["layout"] |= figure.looking_at(elsewhere)
    assert drawn["layout"]["meta"]["bounds"] == list(elsewhere)
    assert drawn["layout"]["uirevision"] == town(bounds=elsewhere)["layout"]["uirevision"]


def test_a_part_may_be_shown_larger_beside_the_map() -> None:
    assert town()["layout"]["meta"]["inset"] is None
    centre = boundaries.Inset("Town centre", (-1.25, 54.57, -1.23, 54.58))
    drawn = town(inset=centre)["layout"]["meta"]
    assert drawn == {"bounds": list(BOUNDS), "inset": {"title": "Town centre", "bounds": list(centre.bounds)}}


def test_nothing_to_outline_leaves_the_layers_in_their_places() -> None:
    drawn = town(hotspots=[], edges=[], places=[])
    assert [each["visible"] for each in drawn["layout"]["map"]["layers"]] == [False] * 5


def test_lists_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="19 cells, 1 counts and 19 names"):
        town(counts=[1])
