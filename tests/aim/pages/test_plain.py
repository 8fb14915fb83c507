"""Content as plain values: nothing of an element is lost on the way, and a graph is refused."""

import json
from typing import Any

import pytest
from dash import dcc, html
from sightings import parts, text

from aim.config import Config
from aim.pages import trends
from aim.pages.parts import link
from aim.pages.plain import element, plain


def words(content: Any) -> str:
    """As :func:`sightings.text` reads components."""
    if isinstance(content, list):
        return " ".join(filter(None, map(words, content)))
    return content if isinstance(content, str) else words(content["content"])


def elements(content: Any) -> int:
    if isinstance(content, list):
        return sum(map(elements, content))
    return 0 if isinstance(content, str) else 1 + elements(content["content"])


def test_an_element_keeps_its_attributes_its_style_and_what_is_in_it() -> None:
    cell = html.Td(["1 ", None, html.B("2")], className="figure", tabIndex="0", colSpan=2, style={"clipPath": "none"})
    assert plain(cell) == {
        "tag": "td",
        "attributes": {"class": "figure", "tabindex": "0", "colspan": "2"},
        "style": {"clipPath": "none"},
        "content": ["1 ", {"tag": "b", "attributes": {}, "style": {}, "content": "2"}],
    }


def test_a_link_of_the_page_stays_one_and_is_named() -> None:
    found = plain(link("Robbery", "?concern=robbery", title="Robbery", **{"aria-current": "true"}))
    assert found["attributes"] == {
        "href": "?concern=robbery", "title": "Robbery", "data-here": "true", "aria-current": "true",
    }  # fmt: skip


def test_nothing_and_numbers_are_text() -> None:
    assert plain(None) == ""
    assert plain([None, 3, "x"]) == ["3", "x"]
    assert plain(html.Span())["content"] == ""


def test_what_is_not_so_is_not_said_and_nought_is() -> None:
    told, kept = {"hidden": "True", "tabindex": "0"}, {"hidden": True, "tabIndex": 0}
    assert plain(html.Details(open=False, **kept))["attributes"] == told
    assert element("details", open=False, **kept)["attributes"] == told


def test_a_graph_is_refused() -> None:
    with pytest.raises(TypeError, match="Graph is no element of HTML"):
        plain(html.Div(dcc.Graph()))


@pytest.mark.parametrize("search", ["", "?view=table", "?area=North", "?concern=violence"])
def test_all_of_the_trends_page_can_be_said_plainly(demonstration: Config, search: str) -> None:
    shown = trends.regions(demonstration, search, theme="light")["main"]
    found = json.loads(json.dumps(plain(shown)))
    assert words(found).split() == text(shown).split()
    assert elements(found) == len(list(parts(shown)))
