"""What goes to a browser is what Dash itself would have made of the same answer, value for value."""

from typing import Any

import numpy as np
import orjson
import pytest
from dash import Patch, dcc, html, no_update
from plotly.io.json import to_json_plotly

from aim.config import Config
from aim.pages import hotspots, month
from aim.pages.asking import ask
from aim.pages.packing import packed


def read(found: dict[str, Any]) -> Any:
    return orjson.loads(to_json_plotly(found))


@pytest.mark.parametrize("search", ["", "?concern=crime&list=busiest", "?view=table&area=East", "?view=wards"])
def test_the_month_page_is_packed_as_dash_packs_it(demonstration: Config, search: str) -> None:
    first = month.regions(demonstration, ask(demonstration, ""), theme="light", before=None)
    place = month.regions(demonstration, ask(demonstration, search), theme="light", before=first["shown"])
    for found in (first, {name: value for name, value in place.items() if value is not no_update}):
        assert read(packed(found)) == read(found)


def test_the_hotspots_page_is_packed_as_dash_packs_it(demonstration: Config) -> None:
    found = hotspots.regions(demonstration, "?concern=crime", theme="dark", before=None)
    assert read(packed(found)) == read(found)


def test_every_kind_of_value_is_packed_as_dash_packs_it() -> None:
    patch = Patch()
    patch["layout"]["title"] = html.B("x")
    link = html.A([html.Span(1.5), None, "é"], href="?a", title=None, **{"data-here": "true", "aria-current": "page"})
    found = {
        "link": link, "patch": patch, "graph": dcc.Graph(id="g", figure={"data": [{"z": np.array([1, 2])}]}),
        "store": {1: (np.int64(3), float("nan"))}, "nothing": None,
    }  # fmt: skip
    assert read(packed(found)) == read(found)


def test_what_does_not_change_is_left_to_dash_and_what_cannot_be_written_is_refused() -> None:
    assert packed({"map": no_update})["map"] is no_update
    with pytest.raises(TypeError, match="not JSON serializable"):
        packed({"set": {1}})
