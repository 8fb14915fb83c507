"""Years as lines from January to December, the last one strong: what a season looks like, and this year beside it.

Months that can still grow are hollow. A year's line breaks where its counting does; months not held are left open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from layers.style import AXIS_PX, FONT, Palette, palette, rgba

_NAMES: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DASHES: Final = ("solid", "dash", "dot")  # the last year first: never colour alone
_SYMBOLS: Final = ("circle", "square", "diamond")
_BELOW: Final = "bottom center"
_APART: Final = 0.07  # of the scale: a line of writing on a phone
Band = tuple[int, int] | None


@dataclass(frozen=True)
class Line:
    """A year: counts of January to December, None where not held; ``hollow``: months that can still grow.

    ``cuts``: months (0 is January) from which on it is counted otherwise than before, each with why.
    """

    name: str
    series: Sequence[int | None]
    hollow: Sequence[bool]
    cuts: Sequence[tuple[int, str]] = ()


def lines(
    years: Sequence[Line],
    *,
    theme: str,
    bands: Sequence[Band] = (),
    shown: int | None = None,
    ticks: Sequence[tuple[float, float, str]] = (),
) -> dict[str, Any]:
    """A plotly figure of ``years``, oldest first; the last is drawn in the accent, over its expected ``bands``.

    ``shown``: the month (0 is January) that the page is of, drawn larger. ``ticks``: events from and to, in months
    since the year began, and their words.
    """
    colours = palette(theme)
    data = [_band(bands, colours)] if any(bands) else []
    beside = _beside(years, _top(years, bands))
    for age, year in reversed(list(enumerate(reversed(years)))):
        data += _year(year, age, colours, shown if age == 0 else None, beside.get(year.name, _BELOW))
    data += [_tick(each, colours) for each in ticks]
    return {"data": data, "layout": _layout(years, bands, colours)}


def _band(found: Sequence[Band], colours: Palette) -> dict[str, Any]:
    """A step as wide as its month: between months nothing was expected."""
    x: list[float | None] = []
    y: list[float | None] = []
    for at, band in enumerate(found):
        if band is not None:
            x += [at - 0.5, at + 0.5, at + 0.5, at - 0.5, at - 0.5, None]
            y += [band[0], band[0], band[1], band[1], band[0], None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "fill": "toself",
        "fillcolor": rgba(colours.accent, 0.16),
        "line": {"width": 0},
        "hoverinfo": "skip",
    }


def _beside(years: Sequence[Line], top: int) -> dict[str, str]:
    """Where the name of each whole year stands beside its December, so that names of like counts lie apart.

    A year under way has none: its name is below its last month, where another line may go on beside it.
    """
    ends = sorted((year.series[-1], year.name) for year in years if year.series[-1] is not None)
    places = {}
    for at, (value, name) in enumerate(ends):
        over = at > 0 and value - ends[at - 1][0] < _APART * top
        under = at + 1 < len(ends) and ends[at + 1][0] - value < _APART * top
        places[name] = f"{'middle' if over == under else 'top' if over else 'bottom'} right"
    return places


def _year(year: Line, age: int, colours: Palette, shown: int | None, position: str) -> list[dict[str, Any]]:
    colour = colours.bar_strong if age == 0 else colours.ink if age == 1 else colours.muted
    hollow = [bool(each) for each in year.hollow]
    marker = {
        "opacity": 1,
        "size": [14 if at == shown else 8 for at in range(len(year.series))],
        "symbol": _SYMBOLS[age % len(_SYMBOLS)],
        "color": [colours.paper if each else colour for each in hollow],
        "line": {"color": colour, "width": 2},
    }
    named = max((at for at, value in enumerate(year.series) if value is not None), default=None)
    name = year.name if position == _BELOW else f"\u00a0{year.name}"  # clear of its mark
    trace = {
        "type": "scatter",
        "mode": "lines+markers+text",
        "x": _cut(list(range(len(year.series))), year.cuts),
        "y": _cut(list(year.series), year.cuts),
        "text": _cut([name if at == named else "" for at in range(len(year.series))], year.cuts),
        "textposition": position,
        "textfont": {"family": FONT, "size": AXIS_PX + 2, "color": colour},
        "cliponaxis": False,
        "connectgaps": False,
        "line": {"color": colour, "width": 3 if age == 0 else 1.75, "dash": _DASHES[age % len(_DASHES)]},
        "marker": {**marker, **{key: _cut(marker[key], year.cuts) for key in ("size", "color")}},
        "customdata": _cut([f"{month} {year.name}" for month in _NAMES], year.cuts),
        "hovertemplate": "%{customdata}<br><b>%{y:,}</b><extra></extra>",
    }
    return [trace]


def _cut(values: Any, cuts: Sequence[tuple[int, str]]) -> list[Any]:
    """``values`` with an empty one before each cut, which ends the line there."""
    starts = {at for at, _ in cuts}
    return [each for at, value in enumerate(values) for each in ([None, value] if at in starts else [value])]


def _tick(tick: tuple[float, float, str], colours: Palette) -> dict[str, Any]:
    first, last, words = tick
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [first - 0.5, last - 0.5],
        "y": [0, 0],
        "line": {"color": colours.ink, "width": 6},
        "marker": {"symbol": "line-ns", "size": 16, "line": {"color": colours.ink, "width": 3}},
        "cliponaxis": False,
        "hovertemplate": f"{words}<extra></extra>",
    }


def _top(years: Sequence[Line], bands: Sequence[Band]) -> int:
    values = [value for year in years for value in year.series if value is not None]
    return max([1, *values, *(band[1] for band in bands if band)])


def _layout(years: Sequence[Line], bands: Sequence[Band], colours: Palette) -> dict[str, Any]:
    font = {"family": FONT, "size": AXIS_PX, "color": colours.muted}
    top = _top(years, bands)
    cuts = [(at, f"{_NAMES[at]} {year.name}: {why}") for year in years for at, why in year.cuts]
    return {
        "autosize": True,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "font": {"family": FONT, "size": AXIS_PX, "color": colours.ink},
        "hoverlabel": {
            "font": {"family": FONT, "size": AXIS_PX + 1, "color": colours.ink},
            "bgcolor": colours.surface,
            "bordercolor": colours.rule,
        },
        "margin": {"l": 52, "r": 56, "t": 28, "b": 32},
        "xaxis": {
            "tickvals": list(range(12)),
            "ticktext": list(_NAMES),
            "tickfont": font,
            "automargin": True,  # on a phone the names stand upright
            "showgrid": False,
            "zeroline": False,
            "showline": True,
            "linecolor": colours.rule,
            "range": [-0.5, 11.5],
            "fixedrange": True,
        },
        "yaxis": {
            "range": [0, top * 1.08],
            "nticks": 5,
            "tickformat": ",d",
            "tickfont": font,
            "gridcolor": rgba(colours.muted, 0.18),
            "zeroline": False,
            "fixedrange": True,
            **({"tick0": 0, "dtick": 1} if top < 4 else {}),
        },
        "shapes": [
            {
                "type": "line",
                "x0": at - 0.5,
                "x1": at - 0.5,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"color": colours.ink, "width": 1.5, "dash": "dash"},
            }
            for at, _ in cuts
        ],
        "annotations": [
            {
                "x": at - 0.5,
                "yref": "paper",
                "y": 1,
                "yanchor": "bottom",
                "xanchor": "left" if at < 8 else "right",
                "showarrow": False,
                "text": words,
                "font": {"family": FONT, "size": AXIS_PX, "color": colours.ink},
            }
            for at, words in cuts
        ],
    }
