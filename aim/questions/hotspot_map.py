"""The map of hotspots as a table: one row per cell of the grid."""

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aim import schema
from aim.config import Config
from aim.errors import QuestionError
from aim.questions import words
from aim.questions.cell_depth import guarded, in_depth, proactive, unsaid
from aim.questions.freshness import freshness
from aim.questions.notes import agreed
from aim.questions.seriousness import lines
from aim.questions.shown import is_behind, show
from aim.reading.basis import Basis, basis
from aim.reading.freshness import MISSING, NOT_YET
from aim.reading.harm_map import HarmMap, harm_map
from aim.reading.hotspot_map import hotspot_map
from aim.reading.shown import Shown

COUNT: Final = "count"  # what statistics and ranks are of
SERIOUSNESS: Final = "seriousness"
BY: Final = (COUNT, SERIOUSNESS)


def hotspot_table(
    config: Config,
    *,
    month: str,
    window: int | None = None,
    concern: str = "all",
    resolution: int | None = None,
    neighbourhood: str | None = None,
    as_of: str | None = None,
    by: str = COUNT,
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The map as a table, one row per cell of the grid, zeros included, ordered by rank; and what it was made from.

    Columns are :data:`aim.schema.HOTSPOTS`; cells are 15 hexadecimal digits. With ``neighbourhood`` the statistics are
    still those of the whole area and only the rows are narrowed. ``by`` :data:`SERIOUSNESS` statistics and ranks are of
    days of imprisonment, which stand in a last column ``harm``; the counts stay. Raises QuestionError for an unknown
    value, and for seriousness where nothing has a weight.
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
    fresh = freshness(config, shown)
    made_of = basis(fresh, asked, in_reach(shown, month, window), window)
    weighed = _harm(made_of, by, resolution)
    found = hotspot_map(made_of, resolution=resolution) if weighed is None else weighed.map
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
            **in_depth(fresh, made_of, found, counted=weighed is None),
        },
        columns=list(schema.HOTSPOTS),
    )
    guarded(table, made_of, resolution)
    if weighed is not None:
        table[schema.HARM] = weighed.harm
    table = table.sort_values(schema.RANK, ignore_index=True)
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
        "by": by,
        "seriousness": [] if weighed is None else lines(shown, _town(made_of, resolution)),
        "title": words.window_title(month, window),
        "behind": as_of is None and is_behind(config, shown),
        "state": made_of.state,
        "not_received": list(made_of.in_state(MISSING)),
        "not_complete_yet": list(made_of.in_state(NOT_YET)),
        "sources": [fresh.titles[source] for source in made_of.sources],
        "without": [fresh.titles[source] for source in (*made_of.later, *made_of.between)],
        "demonstration": shown.manifest["demonstration"],
        "attribution": shown.manifest["attribution"],
        "shared_under_agreement": agreed(made_of),
        "proactive": proactive([asked]),
        "cannot_say": unsaid(fresh, made_of, resolution),
    }


def _harm(made_of: Basis, by: str, resolution: int) -> HarmMap | None:
    if by not in BY:
        raise QuestionError(f"no map by {by!r}: there are {' and '.join(BY)}")
    return harm_map(made_of, resolution=resolution) if by == SERIOUSNESS else None


def _town(made_of: Basis, resolution: int) -> NDArray[np.int64]:
    """Incidents of the window by series of the picture, at any cell; 0 of those not counted."""
    shown = made_of.reporting.shown
    numbers = shown.numbers(made_of.concern.categories, made_of.sources)
    counts = np.zeros(len(shown.series), dtype=np.int64)
    counts[numbers] = shown.counts(numbers, made_of.held, resolution).sum(axis=1)
    return counts


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


def in_reach(shown: Shown, month: str, window: int) -> str:
    """``month`` where the ``window`` months that end in it are on the picture's axis; else a QuestionError."""
    if shown.month_number(month) + 1 < window:
        raise QuestionError(f"{window} months ending {month} begin before {shown.months[0]}, the first month held")
    return month


def check_neighbourhood(shown: Shown, name: str | None) -> str | None:
    """The neighbourhood as the picture spells it (any case is understood); None for the whole town."""
    if name is None:
        return None
    for known in shown.neighbourhoods:
        if known.casefold() == name.strip().casefold():
            return known
    raise QuestionError(f"no neighbourhood {name!r}: there are {', '.join(shown.neighbourhoods)}")
