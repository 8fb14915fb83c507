"""What lies in a part of the map together: a box drawn on it, a ward, a neighbourhood."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from aim import schema
from aim.questions import bench_words
from aim.questions.bench_lens import Lens
from aim.questions.bench_views import AreaSum, Asking, Box
from aim.questions.month_list import hexadecimal
from aim.questions.place import shortened
from aim.reading.basis import Basis
from aim.reading.comparable import comparable
from aim.reading.hotspot_map import HotspotMap
from aim.reading.surging import surging


def chosen(looked: Lens, asked: Asking, drawn: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """Positions of the ``drawn`` hexagons whose middle lies in the box, or that lie in the named area; None: no choice.

    A box comes before an area: it was drawn on what is seen.
    """
    columns = looked.shown.cells(looked.resolution)
    if asked.box is not None:
        inside = _inside(np.array(columns[schema.LONGITUDE]), np.array(columns[schema.LATITUDE]), asked.box)
    elif asked.within is not None:
        by = schema.NEIGHBOURHOOD if asked.within in looked.shown.neighbourhoods else schema.WARD
        inside = np.array([name == asked.within for name in columns[by]])
    else:
        return None
    return drawn[inside[drawn]]


def _inside(longitude: NDArray[np.float64], latitude: NDArray[np.float64], box: Box) -> NDArray[np.bool_]:
    west, south, east, north = box
    found: NDArray[np.bool_] = (west <= longitude) & (longitude <= east) & (south <= latitude) & (latitude <= north)
    return found


def area_sum(looked: Lens, made_of: Basis, found: HotspotMap, members: NDArray[np.int64], title: str) -> AreaSum:
    """The hexagons ``members`` together: counted, expected where that can be said, by agency and by kind."""
    columns = looked.shown.cells(looked.resolution)
    days = looked.days(made_of)
    count = int(found.count[members].sum())
    surge = surging(looked.fresh, looked.concern, made_of.month, made_of.window, looked.resolution)
    by_series = series_counts(looked, made_of, members)
    return AreaSum(
        title=title,
        cells=tuple(hexadecimal(cell) for cell in columns[schema.CELL][members]),
        standing=int(found.result.hotspot[members].sum()),
        km2=float(np.array(columns["area_m2"])[members].sum() / 1e6),
        count=count,
        days=None if days is None else int(days[members].sum()),
        against=bench_words.against(
            count,
            int(surge.count[members].sum()),
            float(surge.expected[members].sum()),
            alike=all_alike(looked, made_of),
        )
        if surge.said and len(members)
        else "",
        unsaid=surge.reason,
        agencies=by_agency(looked, by_series),
        mix=shortened(by_kind(looked, by_series)),
    )


def all_alike(looked: Lens, made_of: Basis) -> bool:
    """Whether every source that is counted can be compared with the months before."""
    key = ("bench alike", looked.fresh.key, looked.concern.name, made_of.month, made_of.sources)

    def make() -> bool:
        return set(comparable(looked.fresh, looked.concern, made_of.month).sources) == set(made_of.sources)

    return looked.shown.once(key, make)


def series_counts(looked: Lens, made_of: Basis, members: NDArray[np.int64]) -> dict[int, int]:
    """Incidents in ``members`` over the window by series of the picture, known places with them where they count."""
    shown = looked.shown
    numbers = shown.numbers(made_of.concern.categories, made_of.sources)
    which = ("cells",) if looked.tuned.apart else ("cells", "apart")
    counted = sum(_counts(looked, made_of, numbers, each)[:, members].sum(axis=1) for each in which)
    return dict(zip(numbers.tolist(), np.asarray(counted).tolist(), strict=True)) if len(numbers) else {}


def _counts(looked: Lens, made_of: Basis, numbers: NDArray[np.int64], which: str) -> NDArray[np.int64]:
    key = ("bench series", made_of.concern.name, made_of.sources, made_of.held, looked.resolution, which)
    counts: NDArray[np.int64] = looked.shown.once(
        key, lambda: looked.shown.counts(numbers, made_of.held, looked.resolution, which)
    )
    return counts


def by_agency(looked: Lens, counted: dict[int, int]) -> tuple[tuple[str, int], ...]:
    """Who reported them, in the order in which agencies are named; sums to all of ``counted``."""
    shown, found = looked.shown, Counter[str]()
    for name, source in looked.fresh.sources.items():
        mine = [count for number, count in counted.items() if shown.series[number][0] == name]
        if mine:
            found[source.agency or looked.fresh.titles[name]] += sum(mine)
    return tuple(found.items())


def by_kind(looked: Lens, counted: dict[int, int]) -> list[tuple[str, int]]:
    """Titles of categories and their counts, most first, none of zero."""
    found = Counter[str]()
    for number, count in counted.items():
        found[schema.CATEGORY_TITLES[looked.shown.series[number][1]]] += count
    return sorted(((title, count) for title, count in found.items() if count), key=lambda each: (-each[1], each[0]))
