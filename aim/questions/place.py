"""What happened at one place? The drawer of the Month page."""

from typing import Any

import numpy as np

from aim import schema
from aim.concerns import ALL, Concern
from aim.config import Config
from aim.errors import QuestionError
from aim.questions import words
from aim.questions.agencies import reporters
from aim.questions.bar_marks import bar_marks
from aim.questions.discussion import discussion_view
from aim.questions.freshness import freshness
from aim.questions.hotspot_map import check_window, in_reach
from aim.questions.month_list import category_mix, place_name, some_sources, told
from aim.questions.notes import titles
from aim.questions.shown import month_or_latest, show
from aim.questions.views import BUSIEST, DISCUSSION, PlaceView
from aim.reading.basis import Basis, basis
from aim.reading.comparable import comparable
from aim.reading.discussion import discussion
from aim.reading.freshness import Freshness
from aim.reading.hotspot_map import hotspot_map
from aim.reading.reporting import meeting_month, reporting
from aim.reading.shown import Shown

MIX = 4
OTHER = "Other"


def place_view(
    config: Config,
    key: str,
    *,
    month: str | None = None,
    concern: str = ALL,
    window: int | None = None,
    listed: str = BUSIEST,
    as_of: str | None = None,
) -> PlaceView:
    """The place that holds the cell ``key`` (15 hex digits), or the cell alone where it belongs to none.

    ``listed``: the list whose places are meant. One for discussion is told as its row counts it, whatever ``concern``
    and ``window``. Raises QuestionError for a cell outside the grid or any other unknown value.
    """
    shown = show(config, as_of)
    if shown is None:
        raise QuestionError("there is no picture yet: run `aim build`")
    asked, fresh = shown.concern(concern), freshness(config, shown)
    window = check_window(shown, window)
    chosen = month_or_latest(shown, month, meeting_month(fresh, asked))
    if listed == DISCUSSION and (told_of := _listed(fresh, chosen, key)) is not None:
        return told_of
    made_of = basis(fresh, asked, in_reach(shown, chosen, window), window)
    found = hotspot_map(made_of, resolution=shown.thresholds.resolution)
    at = position(shown, found.resolution, key)
    number = found.place[at]
    members = np.flatnonzero(found.place == number) if number else np.array([at])
    count, before, why = told(made_of, found, members)
    columns = shown.cells(found.resolution)
    return PlaceView(
        key=key,
        name=place_name(shown, found, at),
        ward=columns[schema.WARD][at],
        neighbourhood=columns[schema.NEIGHBOURHOOD][at],
        hotspot=bool(found.result.hotspot[at]),
        edge=bool(found.result.edge[at]),
        why=why,
        months=tuple(month for month, _ in made_of.bars),
        series=monthly_series(made_of, found.resolution, members),
        mix=shortened(category_mix(made_of, found.resolution, members)),
        reporters=reporters(reporting(fresh, shown.concern(ALL)), made_of, found.resolution, members),
        compared=some_sources(made_of),
        precision_m=precision(made_of),
        count=count,
        last_year=before,
        window_title=words.window_title(chosen, window),
        marks=bar_marks(fresh, asked, chosen),
    )


def _listed(fresh: Freshness, month: str, key: str) -> PlaceView | None:
    """The place for discussion that holds the cell ``key``, if any."""
    row = next((row for row in discussion_view(fresh, month).rows if key in row.cells), None)
    if row is None:
        return None
    shown = fresh.shown
    resolution = shown.thresholds.resolution
    candidate = discussion(fresh, month).candidates[row.number - 1]
    members, measured, everything = np.array(candidate.cells), shown.concern(candidate.measured), shown.concern(ALL)
    made_of = basis(fresh, everything, month, row.window)
    found = hotspot_map(made_of, resolution=resolution)
    return PlaceView(
        key=row.key,
        name=row.name,
        ward=row.ward,
        neighbourhood=row.neighbourhood,
        hotspot=bool(found.result.hotspot[members].any()),
        edge=False,
        why=row.why,
        **_compared_series(fresh, month, measured, members),
        mix=shortened(category_mix(made_of, resolution, members)),
        reporters=reporters(reporting(fresh, everything), made_of, resolution, members),
        compared="",
        precision_m=precision(made_of),
        count=row.count,
        last_year=None,
        window_title=words.window_title(month, row.window),
        row=row,
        expected=None if row.expected is None else row.expected / row.window,
        marks=bar_marks(fresh, measured, month),
    )


def _compared_series(fresh: Freshness, month: str, measured: Concern, members: np.ndarray) -> dict[str, Any]:
    """Months and counts of a place for discussion, of what its row compares alone, and that in words."""
    shown = fresh.shown
    made_of, alike = basis(fresh, measured, month, 1), comparable(fresh, measured, month)
    numbers = shown.numbers(measured.ranked, alike.sources)
    monthly = np.diff(shown.prefix(shown.thresholds.resolution)[numbers][:, :, members].sum(axis=(0, 2)))
    series = [int(monthly[shown.month_number(at)]) if held else None for at, held in made_of.bars]
    left = [schema.CATEGORY_TITLES[category].lower() for category in measured.proactive]
    without = [titles(made_of, [source])[0] for source in made_of.sources if source not in alike.sources]
    counted = measured.title.lower() + (f" without {words.listed(left + without)}" if left + without else "")
    return {"months": tuple(at for at, _ in made_of.bars), "series": tuple(series), "counted": counted}


def monthly_series(made_of: Basis, resolution: int, members: np.ndarray) -> tuple[int | None, ...]:
    """Counts of the compared sources in ``members``, month by month; None where they do not hold the month."""
    shown = made_of.reporting.shown
    numbers = shown.numbers(made_of.concern.categories, made_of.compared)
    monthly = np.diff(shown.prefix(resolution)[numbers][:, :, members].sum(axis=(0, 2)))
    return tuple(int(monthly[shown.month_number(month)]) if held else None for month, held in made_of.bars)


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


def precision(made_of: Basis) -> int:
    """The coarsest precision in metres of what is counted: what a point on this map can be trusted to."""
    deliveries = made_of.reporting.shown.deliveries.by_source
    return max(
        (
            delivery["precision_m"]
            for source in made_of.sources
            for delivery in deliveries[source]
            if delivery["month"] in made_of.held
        ),
        default=0,
    )


def shortened(mix: list[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """At most four kinds and what is left as one."""
    if len(mix) <= MIX + 1:
        return tuple(mix)
    return (*mix[:MIX], (OTHER, sum(n for _, n in mix[MIX:])))
