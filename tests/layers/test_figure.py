"""The map as plotly gets it: checked on the dictionary, and once against plotly's own validation."""

from typing import Any

import h3
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers import basemap, figure, hexes, style

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


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plotly_accepts_every_trace_and_the_layout(theme: str) -> None:
    drawn = town(theme=theme, selected=CELLS[:1], attribution="© somebody")
    checked = go.Figure(drawn)
    assert [trace.type for trace in checked.data] == ["choroplethmap"] * 4 + ["scattermap"]


def test_traces_stand_in_the_order_a_patch_relies_on() -> None:
    names = [trace["uid"] for trace in town()["data"]]
    assert names[figure.CELLS] == "cells"
    assert names[figure.EDGE] == "edge"
    assert names[figure.HOTSPOTS] == "hotspots"
    assert names[figure.SELECTED] == "selected"
    assert names[figure.NUMBERS] == "numbers"


def test_shapes_travel_as_an_address_and_below_the_labels() -> None:
    for trace in town()["data"][: figure.NUMBERS]:
        assert trace["geojson"] == "/geometry/abc/cells.geojson"
        assert trace["featureidkey"] == "id"
        assert trace["below"] == basemap.ABOVE_HEXAGONS


def test_hotspots_have_a_thick_outline_and_a_number_beside_their_colour() -> None:
    data = town()["data"]
    assert data[figure.HOTSPOTS]["locations"] == CELLS[-3:]
    assert data[figure.HOTSPOTS]["marker"]["line"]["width"] == 3
    assert data[figure.EDGE]["marker"]["line"]["width"] < 2
    numbers = data[figure.NUMBERS]
    assert numbers["text"] == ["1", "12"]
    assert h3.latlng_to_cell(numbers["lat"][0], numbers["lon"][0], 9) == CELLS[-1]
    assert numbers["below"] == "", "a label of the basemap may not cover a number"


def test_only_the_counted_cells_catch_the_pointer() -> None:
    data = town()["data"]
    assert "hoverinfo" not in data[figure.CELLS]
    assert all(trace["hoverinfo"] == "skip" for trace in data[1:])


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
    changes = figure.patches(
        counts=[5] * len(CELLS),
        hotspots=CELLS[:1],
        edges=[],
        places=[(1, CELLS[0])],
        selected=CELLS[:1],
        theme="light",
    )
    for (trace, key), value in changes.items():
        before["data"][trace][key] = value
    after = town(counts=[5] * len(CELLS), hotspots=CELLS[:1], edges=[], places=[(1, CELLS[0])], selected=CELLS[:1])
    assert before == after


def test_another_area_changes_only_where_the_map_looks() -> None:
    elsewhere = (-1.25, 54.55, -1.2, 54.58)
    drawn = town()
    drawn["layout"] |= figure.looking_at(elsewhere)
    assert drawn["layout"]["meta"]["bounds"] == list(elsewhere)
    assert drawn["layout"]["uirevision"] == town(bounds=elsewhere)["layout"]["uirevision"]


def test_nothing_to_outline_leaves_the_traces_in_their_places() -> None:
    drawn = town(hotspots=[], edges=[], places=[])
    assert len(drawn["data"]) == 5
    assert [trace["visible"] for trace in drawn["data"][1:]] == [False] * 4


def test_lists_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="19 cells, 1 counts and 19 names"):
        town(counts=[1])
