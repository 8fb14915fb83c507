"""What stands beside a count of trends: how many for 1,000 residents, and how serious. For analysts and exports.

Both as the picture has them: its residents and its table of weights, not today's.
"""

import numpy as np
from numpy.typing import NDArray

from aim.engine.harm import Harm, harm
from aim.reading.comparable import Comparable
from aim.reading.shown import Shown
from aim.reading.trends import MonthTrends, area_counts
from aim.reading.weights import weights


def residents(shown: Shown) -> NDArray[np.float64]:
    """Residents of each area in the order of ``MonthTrends.areas``; NaN where those of one of its wards are not known.

    All NaN of pictures older than the populations.
    """
    wards = shown.manifest["wards"]
    people = np.array([np.nan if ward.get("residents") is None else ward["residents"] for ward in wards])
    home = np.array([ward["neighbourhood"] for ward in wards])
    areas = [people[home == name].sum() for name in shown.neighbourhoods]
    return np.concatenate([[people.sum()], areas, people])


def seriousness(answer: MonthTrends, month: str) -> Harm:
    """Days of imprisonment of the incidents counted in ``month``, by concern and area, in the order of the verdicts.

    NaN in all four where the picture is older than the table of weights.
    """
    parts = [_of(each.shown, _numbers(each), month) for each in answer.compared]
    names = ("low", "typical", "high", "unweighed")
    return Harm(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def town_counts(answer: MonthTrends, month: str) -> NDArray[np.int64]:
    """Incidents of the town in ``month`` by series of the picture; 0 of what no concern of ``answer`` compares."""
    counts = _by_series(answer.compared[0].shown, month)[:, 0]
    compared = np.isin(np.arange(len(counts)), np.concatenate([_numbers(each) for each in answer.compared]))
    return np.where(compared, counts, 0)


def _numbers(each: Comparable) -> NDArray[np.int64]:
    return each.shown.numbers(each.made_of.concern.categories, each.sources)


def _of(shown: Shown, numbers: NDArray[np.int64], month: str) -> Harm:
    counts, table = _by_series(shown, month)[numbers], weights(shown)
    if table is None:
        nothing = np.full(counts.shape[1:], np.nan)
        return Harm(nothing, nothing, nothing, nothing)
    return harm(counts, table[numbers])


def _by_series(shown: Shown, month: str) -> NDArray[np.int64]:
    """Incidents of ``month``, known places left out, [series, area]."""
    at = shown.month_number(month)

    def count() -> NDArray[np.int64]:
        each = [area_counts(shown, np.array([n], dtype=np.int64))[:, at] for n in range(len(shown.series))]
        return np.array(each, dtype=np.int64)

    return shown.once(("series of areas", month), count)
