"""What happened at one place? The drawer of the Month page."""

import numpy as np

from aim import months, schema
from aim.concerns import ALL
from aim.config import Config
from aim.errors import QuestionError
from aim.questions import freshness, words
from aim.questions.hotspot_map import check_window, hotspot_map, year_before
from aim.questions.month import category_mix, place_name
from aim.questions.shown import Shown, month_or_latest, show
from aim.questions.views import PlaceView

SERIES_MONTHS = 24
MIX = 4
OTHER = "Other"


def place_view(
    config: Config,
    key: str,
    *,
    month: str | None = None,
    concern: str = ALL,
    window: int | None = None,
    as_of: str | None = None,
) -> PlaceView:
    """The place that holds the cell ``key`` (15 hex digits), or the cell alone where it belongs to none.

    Raises QuestionError for a cell outside the grid or any other unknown value.
    """
    shown = show(config, as_of)
    if shown is None:
        raise QuestionError("there is no picture yet: run `aim build`")
    asked = shown.concern(concern)
    window = check_window(shown, window)
    chosen = month_or_latest(shown, month, freshness.meeting_month(config, shown, asked))
    last = shown.month_number(chosen)
    found = hotspot_map(shown, asked, month=chosen, window=window, resolution=shown.thresholds.resolution)
    at = position(shown, found.resolution, key)
    number = found.place[at]
    members = np.flatnonzero(found.place == number) if number else np.array([at])
    when = words.span(window, freshness.held(config, shown, asked, chosen, window))
    count = int(found.count[members].sum())
    earlier = year_before(config, shown, asked, month=chosen, window=window, resolution=found.resolution)
    before = None if earlier is None else int(earlier[members].sum())
    mix = category_mix(shown, asked, found.resolution, members, last=last, window=window)
    columns = shown.cells(found.resolution)
    axis = tuple(months.shift(chosen, -back) for back in range(SERIES_MONTHS - 1, -1, -1))
    monthly = np.diff(shown.prefix(found.resolution)[shown.categories(asked)][:, :, members].sum(axis=(0, 2)))
    held = set(shown.months) - {
        m for m in axis if freshness.concern_state(config, shown, asked, m) == freshness.MISSING
    }
    return PlaceView(
        key=key,
        name=place_name(shown, found, at),
        ward=columns[schema.WARD][at],
        neighbourhood=columns[schema.NEIGHBOURHOOD][at],
        hotspot=bool(found.result.hotspot[at]),
        edge=bool(found.result.edge[at]),
        why=words.why(count, before, when, mix),
        months=axis,
        series=tuple(int(monthly[shown.months.index(m)]) if m in held else None for m in axis),
        mix=_shortened(mix),
        precision_m=precision(shown),
        count=count,
        last_year=before,
        window_title=words.window_title(chosen, window),
    )


def position(shown: Shown, resolution: int, key: str) -> int:
    """Position of the cell written ``key`` in the grid."""
    try:
        cell = int(key, 16) if len(key) == 15 else -1
    except ValueError:
        cell = -1
    grid = shown.cells(resolution)[schema.CELL]
    at = int(np.searchsorted(grid, cell)) if cell >= 0 else len(grid)
    if at >= len(grid) or grid[at] != cell:
        raise QuestionError(f"{key[:40]!r} is no place on this map")
    return at


def precision(shown: Shown) -> int:
    """The coarsest nominal precision in metres of the sources shown: what a point on this map can be trusted to."""
    return max((delivery["precision_m"] for delivery in shown.manifest["deliveries"]), default=0)


def _shortened(mix: list[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """At most four kinds and what is left as one."""
    if len(mix) <= MIX + 1:
        return tuple(mix)
    return (*mix[:MIX], (OTHER, sum(n for _, n in mix[MIX:])))
