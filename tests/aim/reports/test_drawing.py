"""The map on paper has the cells, steps and colours of the screen, a true scale, and says what it shows."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import h3
import numpy as np
import paper as reading
import pytest
from matplotlib.figure import Figure
from PIL import Image

from aim.geography.crs import distance_m, to_bng
from aim.reports import map_sheet
from aim.reports.drawing import EDGE, HOTSPOT, MM, PLACE, WARD, Ground, MapDrawing, town_map
from aim.reports.map_ink import GREYS
from aim.reports.map_town import hexagons
from layers import style

SVG = "{http://www.w3.org/2000/svg}"
MIDDLE = h3.latlng_to_cell(54.5742, -1.2350, 9)
CELLS = sorted(h3.grid_disk(MIDDLE, 3))
BREAKS = (1, 3, 6, 10, 20)
COUNTS = [n % 25 for n in range(len(CELLS))]


def square(name: str, half: float, **said: str) -> dict:
    ring = [(-1.2350 + x * half, 54.5742 + y * half / 2) for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))]
    return {
        "type": "Feature",
        "properties": {"name": name, **said},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def point(name: str, kind: str, east: float = 0.0) -> dict:
    coordinates = [-1.2350 + east, 54.5742]
    return {"properties": {"name": name, "kind": kind}, "geometry": {"type": "Point", "coordinates": coordinates}}


GROUND = Ground(
    neighbourhoods={"features": [square("North", 0.02)]},
    wards={"features": [square("Central", 0.01)]},
    labels={"features": [point("North", "neighbourhood"), point("Central", "ward", 0.008)]},
    roads={
        "features": [
            {
                "properties": {"class": "a", "name": "High Street"},
                "geometry": {"type": "MultiLineString", "coordinates": [[[-1.24, 54.57], [-1.23, 54.58]]]},
            }
        ]
    },
)


def drawing(**changes: object) -> MapDrawing:
    given: dict = {
        "title": "All concerns & <more>, September 2026",
        "described": 'Map of "Town". Two places stand out.',
        "unit": "Incidents, September 2026",
        "cells": CELLS,
        "counts": COUNTS,
        "breaks": BREAKS,
        "ground": GROUND,
        "hotspots": CELLS[:3],
        "edges": CELLS[3:5],
        "places": [(1, CELLS[0]), (2, MIDDLE)],
        "marks": [(PLACE, "Place"), (WARD, "Somewhere in the ward"), (HOTSPOT, "Stands out"), (EDGE, "Edge")],
        "lines": ["All concerns · Town", "Picture 12-4f082f54"],
        "attribution": "Contains OS data © Crown copyright.",
        "marking": "OFFICIAL - partners only",
    }
    return MapDrawing(**{**given, **changes})


def drawn(given: MapDrawing, *, grey: bool = False) -> Figure:
    figure = Figure(figsize=(265 * MM, 170 * MM))
    map_sheet.draw(figure, given, grey=grey)
    return figure


def by_label(figure: Figure) -> dict:
    return {each.get_label(): each for each in figure.axes[0].collections}


def cells_of(collection) -> set[tuple[int, int]]:
    """The middles of the hexagons of a collection, to a metre."""
    return {tuple(np.round(path.vertices[:6].mean(axis=0)).astype(int).tolist()) for path in collection.get_paths()}


def middles(cells: list[str]) -> set[tuple[int, int]]:
    return {tuple(np.round(ring.mean(axis=0)).astype(int).tolist()) for ring in hexagons(cells)}


@pytest.mark.parametrize("grey", [False, True])
def test_each_cell_is_drawn_in_the_step_of_its_count_and_cells_of_none_are_not_filled(grey):
    found = by_label(drawn(drawing(), grey=grey))
    steps = style.classify(COUNTS, BREAKS)
    for step in range(1, 6):
        mine = found[f"step-{step}"]
        assert cells_of(mine) == middles([cell for cell, n in zip(CELLS, steps, strict=True) if n == step])
        red, green, blue, _ = (round(255 * part) for part in mine.get_facecolor()[0])
        assert f"#{red:02x}{green:02x}{blue:02x}" == (GREYS if grey else style.LIGHT.ramp)[step - 1]
        assert (f"marks-{step}" in found) == (grey and step in (2, 3, 4))
    assert cells_of(found["hotspots"]) == middles(CELLS[:3])
    assert cells_of(found["edges"]) == middles(CELLS[3:5])


def test_a_withheld_cell_says_nothing_of_its_count_and_the_legend_begins_where_counts_are_shown():
    hidden = frozenset(cell for cell, count in zip(CELLS, COUNTS, strict=True) if 0 < count < 5)
    figure = drawn(drawing(withheld=hidden, least=5))
    found = by_label(figure)
    assert cells_of(found["withheld"]) == middles(sorted(hidden))
    filled = [cells_of(each) for name, each in found.items() if name.startswith("step-")]
    assert not set.union(*filled) & middles(sorted(hidden))
    said = [text.get_text() for text in figure.texts]
    assert "5" in said
    assert "Some, too few to be shown" in said
    assert not {"1–2", "3–5"} & set(said)
    assert {"1–2", "3–5"} <= {text.get_text() for text in drawn(drawing()).texts}


def test_greys_are_as_far_apart_in_print_as_the_colours():
    for one, next_ in pairwise(GREYS):
        assert style.contrast(one, next_) >= 1.3


def test_the_scale_bar_is_as_long_as_it_says_on_the_ground():
    axes = drawn(drawing()).axes[0]
    ends = [
        (text.get_text(), text.get_position()) for text in axes.texts if re.fullmatch(r"[\d.]+( km)?", text.get_text())
    ]
    zero, end = (next(at for words, at in ends if words.endswith(suffix)) for suffix in ("0", " km"))
    km = float(next(words for words, _ in ends if words.endswith(" km")).split()[0])
    assert end[0] - zero[0] == pytest.approx(1000 * km)
    # And a metre of the drawing is a metre between two points of the town, to one in a thousand.
    (x1, y1), (x2, y2) = (tuple(map(float, to_bng(*where))) for where in ((-1.25, 54.57), (-1.22, 54.58)))
    assert np.hypot(x2 - x1, y2 - y1) == pytest.approx(float(distance_m(-1.25, 54.57, -1.22, 54.58)), rel=1e-3)
    low, high = axes.get_xlim(), axes.get_ylim()
    box = axes.get_position()
    assert (low[1] - low[0]) / (box.width * 265) == pytest.approx((high[1] - high[0]) / (box.height * 170))


def test_no_name_lies_over_a_number_and_places_told_by_ward_stand_amid_it():
    axes = drawn(drawing(places=[(1, MIDDLE)], by_ward=[(2, "Central"), (3, "Central"), (4, "Nowhere")])).axes[0]
    at = {text.get_text(): text.get_position() for text in axes.texts}
    assert "4" not in at
    ward = tuple(map(float, to_bng(-1.2350 + 0.008, 54.5742)))
    assert at["2"] == pytest.approx(ward)
    assert at["3"][0] > at["2"][0] + 50
    assert np.hypot(*np.subtract(at["North"], at["1"])) > 100
    assert min(text.get_fontsize() for text in axes.texts) >= 8


def test_the_map_of_a_neighbourhood_names_the_wards_of_no_other():
    beside = square("South", 0.004)
    ground = replace(GROUND, neighbourhoods={"features": [*GROUND.neighbourhoods["features"], beside]})
    named = {text.get_text() for text in drawn(drawing(area="South", ground=ground)).axes[0].texts}
    assert "Central" not in named  # its name stands east of this South
    assert "Central" in {text.get_text() for text in drawn(drawing(area="North", ground=ground)).axes[0].texts}


def test_the_names_of_the_places_stand_beside_the_map_as_many_as_there_is_room_for():
    named = [(number, f"Street {number}, Central") for number in range(1, 9)]
    said = [text.get_text() for text in drawn(drawing(names=named)).texts]
    assert said.count("8") == 1
    assert {name for _, name in named} <= set(said)
    many = [text.get_text() for text in drawn(drawing(names=[(n, f"Place {n}") for n in range(1, 60)])).texts]
    (more,) = [words for words in many if words.startswith("and ")]
    listed = [words for words in many if words.startswith("Place ")]
    assert more == f"and {59 - len(listed)} more: the table has them all"


def test_an_svg_keeps_its_letters_and_is_read_aloud():
    content = town_map(drawing(), width_mm=265, height_mm=170, fmt="svg")
    root = ElementTree.fromstring(content)
    assert root.attrib["role"] == "img"
    assert root.findtext(f"{SVG}title") == drawing().title
    assert root.findtext(f"{SVG}desc") == drawing().described
    said = {text.text for text in root.iter(f"{SVG}text")}
    assert {"1", "2", "N", "North", "Central", "1–2", "20 or more", "OFFICIAL - partners only"} <= said
    assert {drawing().title, "Picture 12-4f082f54", "Contains OS data © Crown copyright."} <= said
    assert all("Inter" in text.attrib["style"] for text in root.iter(f"{SVG}text"))
    assert b"<!DOCTYPE" not in content
    assert not re.search(rb"(?:href|src)=\"(?!#)", content)


def test_the_same_drawing_is_the_same_bytes_and_a_picture_of_its_size():
    made = {}
    for fmt in ("png", "svg", "pdf"):
        first, again = (
            town_map(drawing(cells=CELLS[:9], counts=COUNTS[:9]), width_mm=120, height_mm=80, fmt=fmt) for _ in range(2)
        )
        assert first == again
        made[fmt] = first
    picture = Image.open(io.BytesIO(made["png"]))
    assert picture.size == pytest.approx((945, 630), abs=1)  # 200 dots an inch
    assert (np.array(picture.convert("L")) < 200).mean() > 0.03
    assert "20 or more" in reading.text(made["pdf"])
    assert reading.inked(reading.pixels(made["pdf"])) > 0.03


def test_what_does_not_fit_together_is_refused():
    with pytest.raises(ValueError, match="must be as many"):
        drawing(counts=COUNTS[1:])
    with pytest.raises(ValueError, match="no neighbourhood 'Elsewhere'"):
        town_map(drawing(area="Elsewhere"), width_mm=100, height_mm=80, fmt="svg")


def test_several_pages_may_ask_at_once():
    small = drawing(cells=CELLS[:9], counts=COUNTS[:9])
    with ThreadPoolExecutor(4) as pool:
        drawn_by = list(pool.map(lambda _: town_map(small, width_mm=90, height_mm=60, fmt="svg"), range(6)))
    assert set(drawn_by) == {town_map(small, width_mm=90, height_mm=60, fmt="svg")}
