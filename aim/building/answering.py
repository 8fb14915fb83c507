"""What a picture answers: worked out once, at the end of the monthly run, by the functions that pages ask."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date

import numpy as np
import pyarrow as pa

from aim.config import Config
from aim.engine.trends import Trends
from aim.reading import clusters
from aim.reading.basis import basis
from aim.reading.classing import classing
from aim.reading.discussion import discussion, to_json
from aim.reading.doubtful_months import freshness
from aim.reading.freshness import Freshness
from aim.reading.hindsight import hindsight_table
from aim.reading.hotspot_map import hotspot_map
from aim.reading.kept import KeptMonth, standing
from aim.reading.ranking import cell_ranks
from aim.reading.shown import Shown
from aim.reading.surging import surging
from aim.reading.trends import month_trends
from aim.store.picture import Answers, Picture

MONTHS = 13  # the newest: a year, and the month that it is compared with
_SURGING = ("expected", "p", "surge")
Tell = Callable[[int, int, str], None]


def answered(picture: Picture, config: Config, tell: Tell, day: date) -> Picture:
    """The picture with its answers, as they are known on ``day``, which it keeps: it is asked of later as of then."""
    shown = Shown(picture)
    fresh = freshness(shown, day, config.zone)
    window = shown.thresholds.window
    months = [month for month in shown.months[-MONTHS:] if shown.month_number(month) + 1 >= window]
    kept = {}
    for at, month in enumerate(months):
        tell(at, len(months), f"working out {month}")
        kept[month] = _month(fresh, month).to_bytes()
    tell(len(months), len(months), "working out")
    manifest = {**picture.manifest, "standing": standing(fresh), "day": day.isoformat()}
    return replace(picture, manifest=manifest, answers=Answers(months=kept, tables=_tables(fresh)))


def _tables(fresh: Freshness) -> dict[str, pa.Table]:
    return {"hindsight": hindsight_table(fresh), clusters.ANSWER: clusters.clusters_table(fresh)}


def _month(fresh: Freshness, month: str) -> KeptMonth:
    shown = fresh.shown
    resolution, window = shown.thresholds.resolution, shown.thresholds.window
    windows = sorted({1, window})
    found = [[surging(fresh, concern, month, length, resolution) for concern in shown.concerns] for length in windows]
    classed = [classing(fresh, concern, month, resolution) for concern in shown.concerns]
    ranks = [
        cell_ranks(
            fresh, concern, month, window, hotspot_map(basis(fresh, concern, month, window), resolution=resolution)
        )
        for concern in shown.concerns
    ]
    verdicts = month_trends(fresh, shown.concerns, month).found
    said = {
        "concerns": [concern.name for concern in shown.concerns],
        "windows": windows,
        "resolution": resolution,
        "reasons": [[one.reason for one in row] for row in found],
        "classes": [[one.year, one.maps, one.reason] for one in classed],
        "discussion": to_json(discussion(fresh, month)),
    }
    arrays = {
        "count": np.array([[one.count for one in row] for row in found], dtype=np.int32),
        **{
            name: np.array([[getattr(one, name) for one in row] for row in found])
            for name in ("expected", "p", "surge")
        },
        "room": np.array([one.room for one in classed]),
        "analyst": np.array([one.analyst for one in classed]),
        "hot": np.array([one.hot for one in classed], dtype=np.int8),
        "low": np.array([low for low, _ in ranks], dtype=np.int16),
        "high": np.array([high for _, high in ranks], dtype=np.int16),
        **{f"trends_{field.name}": getattr(verdicts, field.name) for field in fields(Trends)},
    }
    return KeptMonth(said, arrays)
