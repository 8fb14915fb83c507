"""Was it more than usual? A week's dated incidents beside a usual week, and only where that brings enough of them."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from aim import schema
from aim.concerns import ALL
from aim.questions import words
from aim.reading.freshness import Freshness
from aim.reading.received import Incidents
from aim.reading.studies import DAYS, Study, day_number, study

ENOUGH: Final = 5  # expected: of fewer a week is chance (the product's rule)
RECENT: Final = timedelta(days=14)
NO_WEEK: Final = "not compared, since no whole week came"
BACKLOG: Final = "most of it from over two weeks ago, so that it is not compared with a usual week"


def is_week(reach: timedelta) -> bool:
    """Whether what a source brought is that of about seven days: not of a feed that stopped, nor of what piled up."""
    return timedelta(days=6) <= reach <= timedelta(days=8)


def compared(fresh: Freshness, found: Incidents, area: str, until: datetime, whole: Collection[str]) -> tuple[str, ...]:
    """One sentence a concern: ``Litter: 9, about 6 in a usual week``; or one that says why there is none.

    ``found`` is what was received in seven days. Of each concern the dated sources that were counted alike for a year
    are compared (:func:`aim.reading.studies.study`), with a 52nd of what they brought in it. Only sources in ``whole``
    brought a week (:func:`is_week`): "none" of one that sent nothing would be a fall that nobody knows of. Where most
    of it is older than two weeks a delivery was late, and what it brought is no week either.
    """
    said, silent = [], dict[str, list[str]]()
    for concern in fresh.shown.concerns:
        asked = study(fresh, concern) if concern.discussed and concern.name != ALL else ""
        if isinstance(asked, Study) and (usual := _usual(fresh, asked, area)) >= ENOUGH:
            if wanting := words.listed([fresh.titles[source] for source in asked.sources if source not in whole]):
                silent.setdefault(wanting, []).append(concern.title)
            else:
                said.append(f"{concern.title}: {_week(fresh, found, asked, area, until, usual)}.")
    said += [f"{words.listed(titles)}: {NO_WEEK} of {sources}." for sources, titles in silent.items()]
    return tuple(said) or (f"Nothing is compared: no concern has {ENOUGH} dated incidents in a usual week here.",)


def _usual(fresh: Freshness, asked: Study, area: str) -> float:
    shown = fresh.shown
    table = shown.picture.details.dated
    day, series, cell = (table[name].to_numpy() for name in (schema.DAY, schema.SERIES, schema.CELL))
    chosen = (day >= day_number(asked.first)) & (day <= day_number(asked.last)) & np.isin(series, asked.numbers)
    chosen &= np.isin(cell, _cells(fresh, area))
    return float(table[schema.COUNT].to_numpy()[chosen].sum()) * 7 / DAYS


def _cells(fresh: Freshness, area: str) -> np.ndarray:
    """The cells of a neighbourhood at the storage resolution."""
    columns = fresh.shown.cells(schema.STORAGE_RESOLUTION)
    inside = np.array([name == area for name in columns[schema.NEIGHBOURHOOD]], dtype=np.bool_)
    found: np.ndarray = columns[schema.CELL][inside]
    return found


def _week(fresh: Freshness, found: Incidents, asked: Study, area: str, until: datetime, usual: float) -> str:
    shown = fresh.shown
    pairs = {shown.series[number] for number in asked.numbers.tolist()}
    keys = zip(found.source.tolist(), (schema.CATEGORY_KEYS[n] for n in found.category.tolist()), strict=True)
    counted = np.array([pair in pairs for pair in keys], dtype=np.bool_)
    own = found.only(counted & ~found.apart & ~np.isnat(found.start) & np.isin(found.cell, _cells(fresh, area)))
    recent = own.start >= np.datetime64((until - RECENT).replace(tzinfo=None), "us")
    if len(own) and 2 * int(recent.sum()) < len(own):
        return f"{len(own):,}, {BACKLOG}"
    return f"{len(own) or 'none'}, about {usual:.0f} in a usual week"
