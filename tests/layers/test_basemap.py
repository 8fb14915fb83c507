"""The basemap never reaches beyond this server."""

import json
from typing import Any

import pytest

from aim.geography.road_classes import CLASSES
from layers import basemap, style


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_source_is_a_file_of_this_server_and_no_font_is_fetched(theme: str) -> None:
    drawn = basemap.style("/geometry/abc", theme=theme, attribution="© somebody")
    assert drawn["version"] == 8
    assert not {"glyphs", "sprite"} & set(drawn)
    assert "://" not in json.dumps(drawn)
    assert {source["data"] for source in drawn["sources"].values()} == {
        "/geometry/abc/neighbourhoods.geojson",
        "/geometry/abc/wards.geojson",
        "/geometry/abc/labels.geojson",
    }
    assert drawn["sources"]["neighbourhoods"]["attribution"] == "© somebody"


def test_every_layer_draws_a_source_that_exists_and_ids_are_distinct() -> None:
    drawn = basemap.style("/g", theme="light")
    names = [layer["id"] for layer in drawn["layers"]]
    assert len(set(names)) == len(names)
    assert {layer["source"] for layer in drawn["layers"] if "source" in layer} == set(drawn["sources"])


def test_hexagons_go_below_outlines_and_labels_and_above_the_ground() -> None:
    names = [layer["id"] for layer in basemap.style("/g", theme="light")["layers"]]
    assert names.index("land") < names.index(basemap.ABOVE_CELLS) < names.index(basemap.ABOVE_SELECTED)
    assert names.index(basemap.ABOVE_SELECTED) < names.index("ward-lines") < names.index("neighbourhood-lines")
    assert names.index("neighbourhood-lines") < names.index("sector-labels") < names.index("neighbourhood-labels")
    assert names.index("neighbourhood-labels") < names.index(basemap.ABOVE_DISCS), "no label covers a number"


def test_lines_and_labels_are_as_the_screens_ask() -> None:
    layers = {layer["id"]: layer for layer in basemap.style("/g", theme="light")["layers"]}
    assert layers["neighbourhood-lines"]["paint"]["line-width"] == 2
    assert layers["ward-lines"]["paint"]["line-dasharray"]
    labels = [layer for name, layer in layers.items() if name.endswith("-labels")]
    sizes = [layer["layout"]["text-size"] for layer in labels]
    smallest = [min(size[4::2]) if isinstance(size, list) else size for size in sizes]
    assert min(smallest) >= style.AXIS_PX


@pytest.mark.parametrize("roads_url", ["", "/roads/abc.geojson"])
def test_dark_is_the_same_map_recoloured(roads_url: str) -> None:
    def shape(theme: str) -> list[tuple[str, str, tuple[str, ...]]]:
        return [
            (layer["id"], layer["type"], tuple(layer.get("paint", ())))
            for layer in basemap.style("/g", theme=theme, roads_url=roads_url)["layers"]
        ]

    assert shape("light") == shape("dark")
    assert basemap.style("/g", theme="light") != basemap.style("/g", theme="dark")


def with_roads() -> dict[str, Any]:
    return basemap.style("/g", theme="light", roads_url="/roads/abc.geojson")


def test_roads_lie_under_the_hexagons_and_their_names_give_way_to_every_other_label() -> None:
    drawn = with_roads()
    assert drawn["sources"]["roads"]["data"] == "/roads/abc.geojson"
    assert "://" not in json.dumps(drawn)
    names = [layer["id"] for layer in drawn["layers"]]
    assert len(set(names)) == len(names)
    surfaces = [name for name in names if name.endswith("-roads")]
    edges = [name for name in names if name.endswith("-road-edges")]
    words = [name for name in names if name.endswith("-road-names")]
    assert len(surfaces) == len(edges) == len(words) > 1
    between = names[names.index("land") + 1 : names.index(basemap.ABOVE_CELLS)]
    assert between == edges + surfaces, "all edges below all surfaces, so that crossings join"
    assert surfaces[-1] == "main-roads"
    through = names[names.index(basemap.ABOVE_CELLS) + 1 : names.index(basemap.ABOVE_EDGES)]
    assert through == [f"{name}-through" for name in surfaces], "above the colour, below every outline and number"
    assert names[names.index(words[0]) : names.index("sector-labels")] == words
    without = [layer for layer in drawn["layers"] if layer.get("source") != "roads"]
    assert without == basemap.style("/g", theme="light")["layers"], "what there is without roads stays as it is"


def test_the_colours_of_the_whole_town_are_read_undisturbed() -> None:
    through = [layer for layer in with_roads()["layers"] if layer["id"].endswith("-through")]
    for layer in through:
        zooms, parts = layer["paint"]["line-opacity"][3::2], layer["paint"]["line-opacity"][4::2]
        assert layer["minzoom"] >= zooms[0] > 11.7
        assert list(parts) == sorted(parts)
        assert (parts[0], parts[-1] < 0.5) == (0, True)


def test_a_road_is_as_wide_as_its_class_and_each_class_is_drawn_once() -> None:
    layers = {layer["id"]: layer for layer in with_roads()["layers"] if layer["id"].endswith("-roads")}
    drawn = [kind for layer in layers.values() for kind in layer["filter"][2][1]]
    assert sorted(drawn) == sorted(CLASSES)
    zooms = {kind: layer["minzoom"] for layer in layers.values() for kind in layer["filter"][2][1]}
    widths = layers["main-roads"]["paint"]["line-width"]
    for _zoom, match in zip(widths[3::2], widths[4::2], strict=True):
        by_class = dict(zip(match[2:-1:2], match[3:-1:2], strict=True))
        ordered = [by_class[kind] for kind in CLASSES]
        assert ordered == sorted(ordered, reverse=True)
    assert [zooms[kind] for kind in CLASSES] == sorted(zooms.values())
    assert zooms["a"] < 10, "main roads also where the town is a thumb wide"
