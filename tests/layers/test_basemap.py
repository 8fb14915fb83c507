"""The basemap never reaches beyond this server."""

import json

import pytest

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


def test_dark_is_the_same_map_recoloured() -> None:
    def shape(theme: str) -> list[tuple[str, str, tuple[str, ...]]]:
        return [
            (layer["id"], layer["type"], tuple(layer.get("paint", ())))
            for layer in basemap.style("/g", theme=theme)["layers"]
        ]

    assert shape("light") == shape("dark")
    assert basemap.style("/g", theme="light") != basemap.style("/g", theme="dark")
