"""The busiest places of the Month page as rows, and how a place's count is told."""

from collections import Counter

import numpy as np

from aim import schema
from aim.questions import words
from aim.questions.agencies import letters, reporters
from aim.questions.notes import titles
from aim.questions.views import PlaceRow
from aim.reading.basis import Basis
from aim.reading.hotspot_map import HotspotMap
from aim.reading.reporting import Reporting
from aim.reading.shown import Shown


def hot_places(everything: Reporting, made_of: Basis, found: HotspotMap) -> tuple[PlaceRow, ...]:
    """The busiest places, which are hot, in the order of their score; what touches is one, a named centre is one."""
    return tuple(
        _place_row(everything, made_of, found, np.flatnonzero(found.place == number), number)
        for number in range(1, int(found.place.max(initial=0)) + 1)
    )


def _place_row(everything: Reporting, made_of: Basis, found: HotspotMap, members: np.ndarray, number: int) -> PlaceRow:
    shown = made_of.reporting.shown
    columns = shown.cells(found.resolution)
    key = members[np.lexsort((members, -found.score[members]))[0]]
    count, before, why = told(made_of, found, members)
    return PlaceRow(
        number=number,
        key=hexadecimal(columns[schema.CELL][key]),
        name=place_name(shown, found, int(key)),
        ward=columns[schema.WARD][key],
        neighbourhood=columns[schema.NEIGHBOURHOOD][key],
        count=count,
        last_year=before,
        why=why,
        agencies=letters(reporters(everything, made_of, found.resolution, members)),
        cells=tuple(hexadecimal(cell) for cell in columns[schema.CELL][members]),
    )


def told(made_of: Basis, found: HotspotMap, members: np.ndarray) -> tuple[int, int | None, str]:
    """Of the cells ``members`` their count, that of the year before where it can be compared, and both in words."""
    shown, resolution = made_of.reporting.shown, found.resolution
    numbers = shown.numbers(made_of.concern.categories, made_of.compared)
    earlier = made_of.year_before

    def compared(held: tuple[str, ...]) -> int:
        key = ("compared", made_of.concern.name, made_of.compared, held, resolution)
        counts: np.ndarray = shown.once(key, lambda: shown.total(numbers, held, resolution))
        return int(counts[members].sum())

    count = int(found.count[members].sum())
    before = None if earlier is None else compared(earlier)
    then = words.year_before(before, compared(made_of.held), some_sources(made_of))
    when = words.span(made_of.window, len(made_of.held))
    return count, before, words.why(count, then, when, category_mix(made_of, resolution, members))


def place_name(shown: Shown, found: HotspotMap, cell: int) -> str:
    """Name of the place that the cell at position ``cell`` stands for: its centre's name, or its own."""
    if found.place[cell] and found.centre[cell] >= 0:
        return str(shown.partnership["centres"][int(found.centre[cell])]["name"])
    return str(shown.cells(found.resolution)[schema.PLACE][cell])


def category_mix(made_of: Basis, resolution: int, members: np.ndarray) -> list[tuple[str, int]]:
    """Titles and counts of the concern's categories in ``members`` over the window, most first, none of zero."""
    shown = made_of.reporting.shown
    numbers = shown.numbers(made_of.concern.categories, made_of.sources)
    key = ("mix", made_of.concern.name, made_of.sources, made_of.held, resolution)
    counts: np.ndarray = shown.once(key, lambda: shown.counts(numbers, made_of.held, resolution))
    by_category: Counter[str] = Counter()
    for number, count in zip(numbers, counts[:, members].sum(axis=1), strict=True):
        by_category[shown.series[number][1]] += int(count)
    titled = [(schema.CATEGORY_TITLES[key], count) for key, count in by_category.items() if count]
    return sorted(titled, key=lambda entry: (-entry[1], entry[0]))


def hexadecimal(cell: int) -> str:
    """A cell as people and files write it: 15 hexadecimal digits."""
    return f"{int(cell):015x}"


def cell_keys(shown: Shown, resolution: int) -> tuple[str, ...]:
    """Every cell of the grid at ``resolution`` in its order, :func:`hexadecimal`."""
    grid = shown.cells(resolution)[schema.CELL]
    return shown.once(("cell keys", resolution), lambda: tuple(map(hexadecimal, grid.tolist())))


def some_sources(found: Basis) -> str:
    """The compared sources in words where they are not all that are counted: ``Police only``, ``without Council``."""
    others = [source for source in found.sources if source not in found.compared]
    if not others or not found.compared:
        return ""
    if len(others) < len(found.compared):
        return f"without {words.listed(titles(found, others))}"
    return f"{words.listed(titles(found, found.compared))} only"
