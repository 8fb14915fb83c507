"""Where do incidents of a concern concentrate, and which of those cells may be named and ranked?"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aim import months, schema
from aim.concerns import Concern
from aim.config import Config
from aim.engine import hotspots, places, ranks
from aim.errors import QuestionError
from aim.geography import crs
from aim.questions import freshness, words
from aim.questions.shown import Shown, is_behind, show


@dataclass(frozen=True)
class HotspotMap:
    """One map; every array has one entry a cell of the grid, in the grid's order."""

    resolution: int
    count: np.ndarray  # incidents in the window, known places left out
    apart: np.ndarray
    result: hotspots.HotspotMap
    score: np.ndarray  # decayed count of all months to the shown one
    rank: np.ndarray  # 1 .. n
    place: np.ndarray  # number of the place a hotspot cell belongs to, 0 for none
    centre: np.ndarray  # index of the named centre that holds the cell's middle, -1 for none


def hotspot_map(shown: Shown, concern: Concern, *, month: str, window: int, resolution: int) -> HotspotMap:
    """Gi* of the window ending in ``month`` over the whole grid, places and ranks (method sections 2 and 6)."""
    key = ("map", concern.name, month, window, resolution)
    return shown.once(key, lambda: _make(shown, concern, month=month, window=window, resolution=resolution))


def _make(shown: Shown, concern: Concern, *, month: str, window: int, resolution: int) -> HotspotMap:
    thresholds = shown.thresholds
    last = shown.month_number(month)
    count = shown.window_counts(concern, last=last, window=window, resolution=resolution)
    apart = shown.window_counts(concern, last=last, window=window, resolution=resolution, which="apart")
    result = hotspots.hotspots(
        count,
        shown.weights(resolution, thresholds.rings[resolution]),
        alpha=thresholds.alpha,
        floor=thresholds.floor_all if concern.floor == "all" else thresholds.floor,
    )
    prefix = shown.prefix(resolution)[shown.categories(concern)].sum(axis=0)
    # Rounded, so that scores that differ in their last digit only are ties, settled by all history.
    score = ranks.decayed_count(np.diff(prefix[: last + 2], axis=0), half_life=thresholds.half_life_months).round(9)
    grid = shown.cells(resolution)[schema.CELL]
    centre = _centres(shown, resolution)
    return HotspotMap(
        resolution=resolution,
        count=count,
        apart=apart,
        result=result,
        score=score,
        rank=ranks.rank(result.hotspot, score, prefix[last + 1], grid),
        place=places.group(
            result.hotspot, score, shown.ring(resolution, 1), max_cells=thresholds.place_cells, centre=centre + 1
        ),
        centre=centre,
    )


def year_before(
    config: Config, shown: Shown, concern: Concern, *, month: str, window: int, resolution: int
) -> np.ndarray | None:
    """Counts [cell] of the same months a year earlier; None where the two cannot be compared.

    They can where every month of both windows was delivered and is complete: half a month beside a whole one looks
    like a fall.
    """
    last = shown.month_number(month)
    if last - 12 + 1 < window:
        return None
    compared = [months.shift(month, -back) for back in (*range(window), *range(12, 12 + window))]
    if any(freshness.concern_state(config, shown, concern, m) != freshness.COMPLETE for m in compared):
        return None
    return shown.window_counts(concern, last=last - 12, window=window, resolution=resolution)


def hotspot_table(
    config: Config,
    *,
    month: str,
    window: int | None = None,
    concern: str = "all",
    resolution: int | None = None,
    neighbourhood: str | None = None,
    as_of: str | None = None,
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The map as a table, one row per cell of the grid, zeros included, ordered by rank; and what it was made from.

    Columns are :data:`aim.schema.HOTSPOTS`; cells are 15 hexadecimal digits. With ``neighbourhood`` the statistics are
    still those of the whole area and only the rows are narrowed. Raises QuestionError for an unknown value.
    """
    shown = show(config, as_of)
    if shown is None:
        raise QuestionError("there is no picture yet: run `aim build`, or load an extract with `aim ingest PATH`")
    window = check_window(shown, window)
    resolution = shown.thresholds.resolution if resolution is None else resolution
    if resolution not in shown.picture.tables:
        raise QuestionError(
            f"no resolution {resolution}: there are {', '.join(map(str, sorted(shown.picture.tables)))}"
        )
    name = check_neighbourhood(shown, neighbourhood)
    asked = shown.concern(concern)
    found = hotspot_map(shown, asked, month=month, window=window, resolution=resolution)
    columns = shown.cells(resolution)
    table = pd.DataFrame(
        {
            schema.CELL: [f"{cell:015x}" for cell in columns[schema.CELL].tolist()],
            schema.PLACE: columns[schema.PLACE],
            schema.WARD: columns[schema.WARD],
            schema.NEIGHBOURHOOD: columns[schema.NEIGHBOURHOOD],
            schema.COUNT: found.count,
            schema.Z: found.result.z,
            schema.P: found.result.p,
            schema.P_ADJUSTED: found.result.p_adjusted,
            schema.HOTSPOT: found.result.hotspot,
            schema.RANK: found.rank,
            schema.EDGE: found.result.edge,
            schema.APART: found.apart,
        },
        columns=list(schema.HOTSPOTS),
    ).sort_values(schema.RANK, ignore_index=True)
    if name is not None:
        table = table[table[schema.NEIGHBOURHOOD] == name].reset_index(drop=True)
    return table, {
        "picture": shown.manifest["picture"],
        "as_at": shown.manifest["as_at"],
        "month": month,
        "window": window,
        "concern": asked.name,
        "resolution": resolution,
        "neighbourhood": name or "",
        "title": words.window_title(month, window),
        "behind": as_of is None and is_behind(config, shown),
        "state": freshness.concern_state(config, shown, asked, month),
        "not_received": freshness.in_state(config, shown, asked, month, window, freshness.MISSING),
        "not_complete_yet": freshness.in_state(config, shown, asked, month, window, freshness.NOT_YET),
        "demonstration": shown.manifest["demonstration"],
        "attribution": shown.manifest["attribution"],
    }


def check_window(shown: Shown, window: int | None) -> int:
    """``window`` checked against the settings; the default, or the longest that the months held allow."""
    offered = shown.thresholds.windows
    if window is not None and window not in offered:
        raise QuestionError(f"no window of {window} months: there are {', '.join(map(str, offered))}")
    fits = [length for length in offered if length <= len(shown.months)]
    if not fits or (window is not None and window not in fits):
        held = words.plural(len(shown.months), "month")
        raise QuestionError(f"a window of {window or min(offered)} months is longer than the {held} held")
    return window or min(shown.thresholds.window, max(fits))


def check_neighbourhood(shown: Shown, name: str | None) -> str | None:
    """The neighbourhood as the picture spells it (any case is understood); None for the whole town."""
    if name is None:
        return None
    for known in shown.neighbourhoods:
        if known.casefold() == name.strip().casefold():
            return known
    raise QuestionError(f"no neighbourhood {name!r}: there are {', '.join(shown.neighbourhoods)}")


def _centres(shown: Shown, resolution: int) -> np.ndarray:
    return shown.once(("centres", resolution), lambda: _find_centres(shown, resolution))


def _find_centres(shown: Shown, resolution: int) -> np.ndarray:
    columns = shown.cells(resolution)
    easting, northing = crs.to_bng(np.array(columns[schema.LONGITUDE]), np.array(columns[schema.LATITUDE]))
    index = np.full(len(easting), -1)
    for number, centre in enumerate(shown.partnership["centres"]):
        x, y = crs.to_bng(np.array([centre["longitude"]]), np.array([centre["latitude"]]))
        index[(np.hypot(easting - x, northing - y) <= centre["radius_m"]) & (index < 0)] = number
    return index
