"""Which months of a source hold so few incidents that a part of them must be missing?

What a delivery looks like says nothing of what was left out of it. A month whose volume over the whole area lies under
the 0.1 % bound of its own season and trend is not complete, whatever day it came (:mod:`aim.engine.completeness`).
"""

import numpy as np

from aim import months
from aim.config import Break
from aim.engine.completeness import Cause, completeness
from aim.reading.freshness import COMPLETE, Freshness
from aim.reading.shown import Shown


def breaks_of(shown: Shown) -> tuple[Break, ...]:
    """The breaks as they stood when the picture was made; none of pictures older than the setting."""
    return tuple(Break.model_validate(each) for each in shown.manifest["settings"].get("breaks", ()))


def thin_months(fresh: Freshness) -> dict[str, dict[str, tuple[int, int]]]:
    """By source the months that hold too few, each with how many it holds and the least that would be enough.

    Judged are months that came whole and after 24 others like them, since the last break of their source. Counted is
    what was delivered, also where another source reports it better: that one joined takes nothing from a delivery.
    """
    return fresh.shown.once(("thin", fresh.key), lambda: _find(fresh))


def _find(fresh: Freshness) -> dict[str, dict[str, tuple[int, int]]]:
    shown = fresh.shown
    sources = tuple(fresh.sources)
    if not sources or not shown.months:
        return {source: {} for source in sources}
    volume = np.array([_volumes(shown, source) for source in sources], dtype=np.int64)
    held = np.array([[month in fresh.states[source] for month in shown.months] for source in sources])
    whole = np.array([[fresh.state(source, month) == COMPLETE for month in shown.months] for source in sources])
    starts = [(each, each.month) for each in breaks_of(shown)]
    broken = [
        [any(month == start and each.holds_for(source) for each, start in starts) for month in shown.months]
        for source in sources
    ]
    last = months.number(shown.months[-1])
    found = completeness(volume, held, held & ~whole, month=last, breaks=np.array(broken))
    return {
        source: {
            shown.months[at]: (int(volume[n, at]), int(found.bound[n, at]))
            for at in np.flatnonzero(found.cause[n] == Cause.VOLUME)
        }
        for n, source in enumerate(sources)
    }


def _volumes(shown: Shown, source: str) -> list[int]:
    """Incidents inside the area that ``source`` delivered for each month of the picture."""
    volume = dict.fromkeys(shown.months, 0)
    for delivery in shown.deliveries.by_source[source]:
        if delivery["month"] in volume:
            volume[delivery["month"]] += int(delivery["inside"]) + int(delivery.get("superseded", 0))
    return list(volume.values())
