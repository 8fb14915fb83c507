"""The small charts: no month invented, none drawn as zero, the shown one marked."""

from typing import Any

import plotly.graph_objects as go
import pytest

from layers import charts, style

MONTHS = [f"{2023 + at // 12}-{at % 12 + 1:02d}" for at in range(30)]
SERIES: list[int | None] = [20 + at for at in range(30)]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("series", [SERIES, [None] * 30, [0] * 30, [*SERIES[:10], None, None, *SERIES[12:]]])
def test_plotly_accepts_the_chart(theme: str, series: list[int | None]) -> None:
    bars = go.Figure(charts.bars(MONTHS, series, theme=theme, expected=[25.0] * 30, incomplete=MONTHS[-2:]))
    assert [trace.type for trace in bars.data] == ["bar", "scatter"]


def test_a_month_that_is_not_held_stays_a_gap() -> None:
    series = [*SERIES[:10], None, *SERIES[11:]]
    drawn = charts.bars(MONTHS, series, theme="light", expected=[None, *[1.0] * 29])["data"]
    assert drawn[0]["y"][10] is None
    assert drawn[1]["y"][0] is None
    assert drawn[1]["connectgaps"] is False


def colours(drawn: dict[str, Any]) -> list[str]:
    return list(drawn["data"][0]["marker"]["color"])


def test_the_shown_month_and_the_same_month_of_earlier_years_are_marked() -> None:
    drawn = charts.bars(MONTHS, SERIES, theme="light")
    assert [at for at, colour in enumerate(colours(drawn)) if colour == style.LIGHT.bar_strong] == [29]
    outlined = [at for at, width in enumerate(drawn["data"][0]["marker"]["line"]["width"]) if width]
    assert [MONTHS[at] for at in outlined] == ["2023-06", "2024-06"]


def test_a_month_before_the_last_may_be_the_shown_one() -> None:
    drawn = charts.bars(MONTHS, SERIES, theme="light", shown="2025-01")
    assert colours(drawn).index(style.LIGHT.bar_strong) == MONTHS.index("2025-01")
    outlined = [at for at, width in enumerate(drawn["data"][0]["marker"]["line"]["width"]) if width]
    assert [MONTHS[at] for at in outlined] == ["2023-01", "2024-01"]


def test_months_that_are_not_complete_are_hatched() -> None:
    shapes = charts.bars(MONTHS, SERIES, theme="light", incomplete=["2025-06"])["data"][0]["marker"]["pattern"]["shape"]
    assert [at for at, shape in enumerate(shapes) if shape] == [29]


def test_events_are_ticks_below_their_days_and_breaks_lines_before_their_months() -> None:
    drawn = charts.bars(MONTHS, SERIES, theme="dark", ticks=[(10.2, "Bonfire Night")], cuts=["2023-04", "2025-01"])
    checked = go.Figure(drawn)
    (tick,) = [trace for trace in checked.data if trace.type == "scatter"]
    assert (tick.x, tick.y, tick.customdata) == ((9.7,), (0,), ("Bonfire Night",))
    assert [(line.x0, line.x1) for line in checked.layout.shapes] == [(2.5, 2.5), (23.5, 23.5)]
    assert not charts.bars(MONTHS, SERIES, theme="dark")["layout"]["shapes"]


def test_bars_start_at_zero_and_years_are_named() -> None:
    layout = charts.bars(MONTHS, SERIES, theme="light")["layout"]
    assert layout["yaxis"]["range"][0] == 0
    assert layout["yaxis"]["range"][1] > 49
    assert layout["xaxis"]["ticktext"] == ["Jan<br>2023", "Jan<br>2024", "Jan<br>2025", "Jun"]
    assert layout["xaxis"]["tickfont"]["size"] >= 13


def test_counts_below_four_get_no_halves_on_the_axis() -> None:
    assert charts.bars(MONTHS, [2] * 30, theme="light")["layout"]["yaxis"]["dtick"] == 1
    assert "dtick" not in charts.bars(MONTHS, [9] * 30, theme="light")["layout"]["yaxis"]


def test_first_months_without_a_january_still_say_their_year() -> None:
    layout = charts.bars(MONTHS[5:11], SERIES[5:11], theme="light")["layout"]
    assert layout["xaxis"]["ticktext"][0] == "Jun<br>2023"


def test_a_chart_as_a_sentence() -> None:
    series = [*SERIES[:10], None, *SERIES[11:]]
    assert charts.summary(MONTHS, series) == (
        "30 months from Jan 2023 to Jun 2025; Jun 2025 49; the same month a year before 37; "
        "lowest 20 in Jan 2023, highest 49 in Jun 2025; 1 month is not held."
    )
    assert charts.summary(MONTHS, [None] * 30) == "No month is held."
    assert charts.summary(["2025-06"], [1200]) == ("1 month, Jun 2025: 1,200.")


def test_the_last_month_may_be_missing() -> None:
    words = charts.summary(MONTHS, [*SERIES[:-1], None])
    assert "Jun 2025 not held" in words


def test_lists_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="30 months, 2 counts, no expectations"):
        charts.bars(MONTHS, [1, 2], theme="light")
    with pytest.raises(ValueError, match="30 months, 30 counts, 1 expectations"):
        charts.bars(MONTHS, SERIES, theme="light", expected=[1.0])
    with pytest.raises(ValueError, match="0 months"):
        charts.summary([], [1])
