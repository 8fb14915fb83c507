"""What else is known of each cell of a map: what it was expected to hold, what has become of it, how sure its rank is.

Of the sources that can be compared with the months before, and of the categories that rank.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aim import schema
from aim.concerns import Concern
from aim.engine.classes import AnalystClass, RoomClass
from aim.questions import words
from aim.questions.reasons import ONE_LOCATION as LOCATION_WORDS
from aim.questions.reasons import expected as expected_words
from aim.reading.basis import Basis
from aim.reading.classing import Classing, classing
from aim.reading.comparable import comparable
from aim.reading.freshness import Freshness
from aim.reading.hotspot_map import HotspotMap
from aim.reading.points import ONE_LOCATION, one_point_share
from aim.reading.ranking import cell_ranks
from aim.reading.surging import Surging, surging


def in_depth(fresh: Freshness, made_of: Basis, found: HotspotMap, *, counted: bool = True) -> dict[str, Any]:
    """The columns ``compared`` to ``why`` of :data:`aim.schema.HOTSPOTS`, one entry a cell of the grid.

    What cannot be said is the value :data:`aim.schema.CANNOT_SAY`, and ``why`` says what is wanting. ``counted``: the
    map is of incidents; of one by seriousness how far its ranks can be trusted is not known, and they have no interval.
    """
    asked = (fresh, made_of.concern, made_of.month)
    surge = surging(*asked, made_of.window, found.resolution)
    classed = classing(*asked, found.resolution)
    none = np.zeros(found.count.size, dtype=np.int64)
    low, high = cell_ranks(*asked, made_of.window, found) if counted else (none, none)
    alike = set(comparable(*asked).sources) == set(made_of.sources)
    return {
        schema.ALIKE: surge.count,
        schema.EXPECTED: surge.expected,
        schema.SURGE: _surge(surge),
        schema.CLASS: _room(classed),
        schema.CLASS_DETAIL: _detail(classed),
        schema.RANK_LOW: pd.Series(low, dtype="Int64").where(low > 0),
        schema.RANK_HIGH: pd.Series(high, dtype="Int64").where(high > 0),
        schema.WHY: _why(made_of, found, surge, classed, alike),
    }


def guarded(table: pd.DataFrame, made_of: Basis, resolution: int) -> None:
    """Call by its ward each cell that stands out and that one location may explain: the table leaves, its names too.

    Changed in place, before the rows are put in another order than the grid's.
    """
    shown = made_of.reporting.shown
    told = table[schema.HOTSPOT].to_numpy() | (table[schema.SURGE] == "true").to_numpy()
    place, why, ward = (table[name].tolist() for name in (schema.PLACE, schema.WHY, schema.WARD))
    for at in np.flatnonzero(told).tolist():
        share = one_point_share(shown, made_of.concern, made_of.sources, made_of.held, [at], resolution)
        if share >= ONE_LOCATION:
            place[at], why[at] = ward[at], f"{why[at]} · {LOCATION_WORDS}"
    table[schema.PLACE], table[schema.WHY] = place, why


def proactive(concerns: Sequence[Concern]) -> str:
    """What takes no part in ranks and lists because its counts depend on how much the police look; empty: nothing."""
    keys = dict.fromkeys(key for concern in concerns for key in concern.proactive)
    if not keys:
        return ""
    names = words.listed([schema.CATEGORY_TITLES[key].lower() for key in keys])
    if not any(concern.discussed for concern in concerns):
        return f"counts of {names} depend on enforcement: no place is put up for discussion for them"
    return f"counted and not ranked, since counts depend on enforcement: {names}"


def unsaid(fresh: Freshness, made_of: Basis, resolution: int) -> list[str]:
    """What cannot be said of the whole map, and why."""
    asked = (fresh, made_of.concern, made_of.month)
    if not made_of.reporting.every:
        return [f"anything of {made_of.concern.title.lower()}: no source reports it"]
    classed = classing(*asked, resolution)
    faults = {
        "surges and what is expected": surging(*asked, made_of.window, resolution).reason,
        # Of one year and more it is told what stands out every month, or on and off.
        "what is new or quietened" if classed.year else "classes": classed.reason,
    }
    return [f"{what}: {reason}" for what, reason in faults.items() if reason]


def _surge(found: Surging) -> list[str]:
    if not found.said:
        return [schema.CANNOT_SAY] * found.surge.size
    return ["true" if surged else "false" for surged in found.surge.tolist()]


def _room(found: Classing) -> list[str]:
    """The class; where there is none, whether one could have been told."""
    without = schema.CANNOT_SAY if found.reason else schema.NO_CLASS
    return [RoomClass(kind).words or without for kind in found.room.tolist()]


def _detail(found: Classing) -> list[str]:
    without = schema.CANNOT_SAY if found.reason else schema.NO_CLASS
    if found.reason:
        return [without] * found.analyst.size
    return [AnalystClass(kind).words or without for kind in found.analyst.tolist()]


def _why(made_of: Basis, found: HotspotMap, surge: Surging, classed: Classing, alike: bool) -> list[str]:
    """One line for each cell that stands out in any way; elsewhere what cannot be said, or nothing."""
    when = words.span(made_of.window, len(made_of.held))
    new = f"what is new or quietened, {classed.reason}" if classed.reason and classed.year else classed.reason
    reason = "; ".join(dict.fromkeys(filter(None, (surge.reason, new))))
    rest = f"{schema.CANNOT_SAY}: {reason}" if reason else ""
    notable: NDArray[np.bool_] = found.result.hotspot | found.result.edge | surge.surge | (classed.room > 0)
    said = [rest] * found.count.size
    for at in np.flatnonzero(notable).tolist():
        parts = [f"{int(found.count[at]):,} {when}{_usual(surge, found, at, alike)}"]
        if found.result.edge[at]:
            parts.append("high surroundings, few here")
        if classed.year:
            parts.append(f"stood out in {int(classed.hot[at])} of the last {classed.year} months")
        if kind := RoomClass(int(classed.room[at])).words:
            parts.append(kind)
        said[at] = " · ".join(parts + ([rest] if rest else []))
    return said


def _usual(surge: Surging, found: HotspotMap, at: int, alike: bool) -> str:
    """``, 12 expected``; of a part of the count where not all of it is comparable or ranks."""
    if not surge.said:
        return ""
    usual = expected_words(float(surge.expected[at]))
    if surge.count[at] == found.count[at]:
        return f", {usual}"
    return f", of which {int(surge.count[at]):,} {'rank' if alike else 'can be compared'}, {usual}"
