"""The small charts: months as bars. Plain figures, and the same as a sentence for those who listen.

A month that is not held is ``None`` and stays a gap; it is never drawn as zero.
"""

from collections.abc import Sequence
from typing import Any, Final

from layers.style import AXIS_PX, FONT, Palette, palette, rgba

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def bars(
    months: Sequence[str],
    series: Sequence[int | None],
    *,
    theme: str,
    expected: Sequence[float | None] | None = None,
    shown: str | None = None,
    incomplete: Sequence[str] = (),
    ticks: Sequence[tuple[float, str]] = (),
    cuts: Sequence[str] = (),
) -> dict[str, Any]:
    """A bar a month, oldest first, the ``shown`` month (the last by default) in the accent colour.

    The same month of earlier years has an accent outline: it is what the shown month is compared with. ``months`` are
    "YYYY-MM"; ``series`` counts, None where a month is not held; ``expected`` an optional line; ``incomplete`` months
    are hatched. ``ticks``: events as months since the first of ``months`` began, and their words; ``cuts``: months from
    which on it is counted otherwise than before. Raises ValueError where the lists differ in length.
    """
    _as_many(months, series, expected)
    colours = palette(theme)
    chosen = shown or (months[-1] if months else "")
    data: list[dict[str, Any]] = [_bar_trace(months, series, chosen, incomplete, colours)]
    if expected is not None:
        data.append(_expected_line(months, expected, colours))
    if ticks:
        data.append(_ticks(ticks, colours))
    layout = _bar_layout(months, series, colours)
    return {"data": data, "layout": layout | {"shapes": [_cut(months.index(cut), colours) for cut in cuts]}}


def _bar_trace(
    months: Sequence[str], series: Sequence[int | None], shown: str, incomplete: Sequence[str], colours: Palette
) -> dict[str, Any]:
    like_shown = [month[5:] == shown[5:] and month < shown for month in months]
    return {
        "type": "bar",
        "x": list(range(len(months))),
        "y": list(series),
        "customdata": [month_words(month) for month in months],
        "hovertemplate": "%{customdata}<br><b>%{y}</b><extra></extra>",
        "marker": {
            "color": [colours.bar_strong if month == shown else colours.bar for month in months],
            "line": {"color": colours.accent, "width": [2 if same else 0 for same in like_shown]},
            "pattern": {
                "shape": ["/" if month in set(incomplete) else "" for month in months],
                "fgcolor": colours.paper,
                "solidity": 0.3,
            },
        },
    }


def _expected_line(months: Sequence[str], expected: Sequence[float | None], colours: Palette) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(range(len(months))),
        "y": list(expected),
        "line": {"color": colours.ink, "width": 1.5, "dash": "dot"},
        "connectgaps": False,
        "hoverinfo": "skip",
    }


def _ticks(ticks: Sequence[tuple[float, str]], colours: Palette) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [at - 0.5 for at, _ in ticks],  # a bar stands around its month's number
        "y": [0] * len(ticks),
        "customdata": [words for _, words in ticks],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {"symbol": "line-ns", "size": 12, "line": {"color": colours.ink, "width": 2.5}},
        "cliponaxis": False,
    }


def _cut(at: int, colours: Palette) -> dict[str, Any]:
    """A line before a month, as high as the chart."""
    line = {"color": colours.ink, "width": 1.5, "dash": "dash"}
    return {"type": "line", "x0": at - 0.5, "x1": at - 0.5, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def _bar_layout(months: Sequence[str], series: Sequence[int | None], colours: Palette) -> dict[str, Any]:
    font = {"family": FONT, "size": AXIS_PX, "color": colours.muted}
    ticks, texts = _year_ticks(months)
    return _calm(colours) | {
        "margin": {"l": 40, "r": 8, "t": 8, "b": 44},
        "bargap": 0.25,
        "xaxis": {
            "tickvals": ticks,
            "ticktext": texts,
            "tickangle": 0,
            "tickfont": font,
            "showgrid": False,
            "zeroline": False,
            "ticks": "outside",
            "ticklen": 4,
            "tickcolor": colours.rule,
            "linecolor": colours.rule,
            "showline": True,
            "range": [-0.6, len(months) - 0.4],
            "fixedrange": True,
        },
        "yaxis": _count_axis(series, colours, font),
    }


def _count_axis(series: Sequence[int | None], colours: Palette, font: dict[str, Any]) -> dict[str, Any]:
    largest = max((value for value in series if value is not None), default=0)
    return {
        "rangemode": "tozero",
        "range": [0, max(largest, 1) * 1.08],
        "nticks": 4,
        "tickformat": ",d",
        "tickfont": font,
        "gridcolor": rgba(colours.muted, 0.18),
        "zeroline": False,
        "fixedrange": True,
        # With a largest count of 1 or 2 plotly would put halves on the axis.
        **({"tick0": 0, "dtick": 1} if largest < 4 else {}),
    }


def _year_ticks(months: Sequence[str]) -> tuple[list[int], list[str]]:
    """A tick at every January with its year below, and one at the first month where it is not close to a January."""
    ticks = [at for at, month in enumerate(months) if month.endswith("-01")]
    texts = [f"Jan<br>{months[at][:4]}" for at in ticks]
    if months and (not ticks or ticks[0] >= 4):
        ticks.insert(0, 0)
        texts.insert(0, f"{_MONTHS[int(months[0][5:]) - 1]}<br>{months[0][:4]}")
    last = len(months) - 1
    if ticks and last - ticks[-1] >= 3:
        ticks.append(last)
        texts.append(_MONTHS[int(months[last][5:]) - 1])
    return ticks, texts


def _calm(colours: Palette) -> dict[str, Any]:
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
    }


def summary(months: Sequence[str], series: Sequence[int | None]) -> str:
    """The series in a sentence: first and last month, the last count, a year earlier, lowest and highest, gaps.

    For the label of a chart, for those who cannot see it. Raises ValueError where the lists differ in length.
    """
    _as_many(months, series, None)
    held = [(value, month) for month, value in zip(months, series, strict=True) if value is not None]
    if not held:
        return "No month is held."
    if len(months) == 1:
        return f"1 month, {month_words(months[0])}: {_count_words(series[0])}."
    parts = [f"{len(months)} months from {month_words(months[0])} to {month_words(months[-1])}"]
    parts.append(f"{month_words(months[-1])} {_count_words(series[-1])}")
    if len(months) > 12:
        parts.append(f"the same month a year before {_count_words(series[-13])}")
    low, high = min(held, key=lambda pair: pair[0]), max(held, key=lambda pair: pair[0])
    parts.append(f"lowest {low[0]:,} in {month_words(low[1])}, highest {high[0]:,} in {month_words(high[1])}")
    missing = len(months) - len(held)
    if missing:
        parts.append(f"{missing} {'month is' if missing == 1 else 'months are'} not held")
    return "; ".join(parts) + "."


def month_words(month: str) -> str:
    """ "2025-06" as "Jun 2025"."""
    return f"{_MONTHS[int(month[5:7]) - 1]} {month[:4]}"


def _count_words(count: int | None) -> str:
    return "not held" if count is None else f"{count:,}"


def _as_many(months: Sequence[str], series: Sequence[int | None], expected: Sequence[float | None] | None) -> None:
    if len(months) != len(series) or (expected is not None and len(expected) != len(months)):
        lines = "no" if expected is None else len(expected)
        raise ValueError(f"{len(months)} months, {len(series)} counts, {lines} expectations: they must be as many")
