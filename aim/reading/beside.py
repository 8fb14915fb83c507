"""What stands beside a count of trends: how many for 1,000 residents, and how serious. For analysts and exports.

Both as the picture has them: its residents and its table of weights, not today's.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aim import schema
from aim.config import HarmTable
from aim.engine.harm import Harm, harm
from aim.reading.comparable import Comparable
from aim.reading.shown import Shown
from aim.reading.trends import MonthTrends, area_counts

_NONE = np.full(3, np.nan)


@dataclass(frozen=True)
class Share:
    """How much of the typical seriousness of the town is of the category that has most of it, from 0 to 1."""

    category: str
    share: float


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


def _numbers(each: Comparable) -> NDArray[np.int64]:
    return each.shown.numbers(each.made_of.concern.categories, each.sources)


def _of(shown: Shown, numbers: NDArray[np.int64], month: str) -> Harm:
    counts = _by_series(shown, month)[numbers]
    table = _table(shown)
    if table is None:
        nothing = np.full(counts.shape[1:], np.nan)
        return Harm(nothing, nothing, nothing, nothing)
    return harm(counts, _weights(shown, table)[numbers])


def leading(answer: MonthTrends, month: str) -> Share | None:
    """The category that has most of the town's seriousness, of what ``answer`` compares; None where none has any."""
    shown = answer.compared[0].shown
    table = _table(shown)
    if table is None:
        return None
    weights, counts = _weights(shown, table), _by_series(shown, month)
    days: dict[str, float] = {}
    for n in _happened(answer, month):
        category = shown.series[n][1]
        days[category] = days.get(category, 0.0) + float(np.nan_to_num(weights[n, 1]) * counts[n, 0])
    total = sum(days.values())
    most = max(days, key=lambda category: days[category], default="")
    return Share(most, days[most] / total) if total else None


def local_choices(answer: MonthTrends, month: str) -> list[str]:
    """Titles of the categories counted in ``month`` whose weight nobody has published."""
    shown = answer.compared[0].shown
    table = _table(shown)
    local = {row.category for row in table.weights if row.basis == "local"} if table else set()
    counted = {shown.series[n][1] for n in _happened(answer, month)}
    return [schema.CATEGORY_TITLES[key] for key in schema.CATEGORY_KEYS if key in counted & local]


def _happened(answer: MonthTrends, month: str) -> list[int]:
    """The series that ``answer`` compares and that have incidents in ``month``, each once however many concerns."""
    counts = _by_series(answer.compared[0].shown, month)
    return sorted({int(n) for each in answer.compared for n in _numbers(each) if counts[n, 0]})


def _table(shown: Shown) -> HarmTable | None:
    said = shown.manifest["settings"].get("harm")
    return None if said is None else HarmTable.model_validate(said)


def _weights(shown: Shown, table: HarmTable) -> NDArray[np.float64]:
    """Days an incident of each series, [series, 3]; NaN where its category has no weight."""
    rows = dict(zip(schema.CATEGORY_KEYS, table.rows(), strict=True))
    return np.array([rows.get(category, _NONE) for _, category in shown.series], dtype=np.float64).reshape(-1, 3)


def _by_series(shown: Shown, month: str) -> NDArray[np.int64]:
    """Incidents of ``month``, known places left out, [series, area]."""
    at = shown.month_number(month)

    def count() -> NDArray[np.int64]:
        each = [area_counts(shown, np.array([n], dtype=np.int64))[:, at] for n in range(len(shown.series))]
        return np.array(each, dtype=np.int64)

    return shown.once(("series of areas", month), count)
