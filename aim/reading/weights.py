"""The table of weights of a picture: how serious its incidents are, and what must be said of that."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aim import schema
from aim.config import HarmTable
from aim.reading.shown import Shown

_NONE = (np.nan, np.nan, np.nan)


@dataclass(frozen=True)
class Share:
    """How much of all typical seriousness is of the category that has most of it, from 0 to 1."""

    category: str
    share: float


def weights(shown: Shown) -> NDArray[np.float64] | None:
    """Days an incident of each series, [series, 3], NaN where its category has none; None of pictures without them."""
    table = _table(shown)
    if table is None:
        return None
    rows = dict(zip(schema.CATEGORY_KEYS, table.rows(), strict=True))
    found = [rows.get(category, _NONE) for _, category in shown.series]
    return np.array(found, dtype=np.float64).reshape(-1, 3)


def leading(shown: Shown, counts: NDArray[np.int64]) -> Share | None:
    """The category with most of the seriousness of ``counts``, incidents [series]; None where none has any."""
    table = weights(shown)
    if table is None:
        return None
    days: dict[str, float] = {}
    for (_, category), weight, count in zip(shown.series, np.nan_to_num(table[:, 1]), counts, strict=True):
        days[category] = days.get(category, 0.0) + float(weight * count)
    total = sum(days.values())
    most = max(days, key=lambda category: days[category], default="")
    return Share(most, days[most] / total) if total else None


def local_choices(shown: Shown, counts: NDArray[np.int64]) -> list[str]:
    """Titles of the categories with incidents in ``counts`` [series] whose weight nobody has published."""
    table = _table(shown)
    local = {row.category for row in table.weights if row.basis == "local"} if table else set()
    counted = {category for (_, category), count in zip(shown.series, counts, strict=True) if count}
    return [schema.CATEGORY_TITLES[key] for key in schema.CATEGORY_KEYS if key in counted & local]


def _table(shown: Shown) -> HarmTable | None:
    said = shown.manifest["settings"].get("harm")
    return None if said is None else HarmTable.model_validate(said)
