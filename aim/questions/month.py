"""What does the meeting see first? The Month page for one choice of month, concern, area and window."""

from collections import Counter
from dataclasses import replace

import numpy as np

from aim import schema
from aim.concerns import ALL, Concern
from aim.config import Config
from aim.engine.counts import window_sums
from aim.questions import breaks as map_breaks
from aim.questions import freshness, words
from aim.questions.agencies import letters, reporters
from aim.questions.hotspot_map import check_neighbourhood, check_window, in_reach
from aim.questions.notes import agreed, lacking, notes, titles, without
from aim.questions.shown import is_behind, month_or_latest, show
from aim.questions.views import TOWN, Card, CellTable, Choice, MonthView, PlaceRow
from aim.reading.basis import Basis, basis
from aim.reading.freshness import COMPLETE
from aim.reading.hotspot_map import HotspotMap, hotspot_map
from aim.reading.reporting import Reporting, meeting_month, reporting
from aim.reading.shown import Shown


def month_view(
    config: Config,
    *,
    month: str | None = None,
    concern: str = ALL,
    area: str = TOWN,
    window: int | None = None,
    as_of: str | None = None,
) -> MonthView | None:
    """The whole page, or None where nothing is built yet. Raises QuestionError for a value that does not exist."""
    shown = show(config, as_of)
    if shown is None:
        return None
    asked = shown.concern(concern)
    window = check_window(shown, window)
    place_name = check_neighbourhood(shown, None if area.casefold() == TOWN else area)
    fresh = freshness.freshness(config, shown)
    meeting = meeting_month(fresh, asked)
    offered = shown.months[window - 1 :]
    chosen = month_or_latest(shown, month, meeting if meeting in offered else offered[-1])
    made_of = basis(fresh, asked, in_reach(shown, chosen, window), window)
    found = hotspot_map(made_of, resolution=shown.thresholds.resolution)
    rows = _places(reporting(fresh, shown.concern(ALL)), made_of, found)
    area_number = None if place_name is None else shown.neighbourhoods.index(place_name)
    return MonthView(
        picture=shown.manifest["picture"],
        fingerprint=shown.manifest["fingerprint"],
        as_at=words.moment(shown.manifest["as_at"], config.zone),
        demonstration=shown.manifest["demonstration"],
        behind=as_of is None and is_behind(config, shown),
        boundaries_confirmed=shown.partnership["membership_confirmed"],
        month=chosen,
        months=offered,
        meeting_month=meeting,
        complete=made_of.state == COMPLETE,
        compared=some_sources(made_of),
        concern=_concern_choice(asked),
        concerns=tuple(_concern_choice(each) for each in shown.concerns),
        area=_area_choice(shown, place_name),
        areas=tuple(_area_choice(shown, name) for name in (None, *shown.neighbourhoods)),
        window=window,
        windows=tuple(length for length in shown.thresholds.windows if length <= len(shown.months)),
        headline=words.headline(
            chosen, made_of.state, rows, place_name, town=shown.partnership["town"], lacking=lacking(made_of, chosen)
        ),
        sentence=" ".join(filter(None, [_sentence(made_of, found, rows, area_number), without(made_of)])),
        strip=freshness.strip(config, shown),
        cards=_cards(made_of),
        places=tuple(row for row in rows if place_name in (None, row.neighbourhood)),
        cells=_cell_table(shown, found),
        breaks=_breaks(made_of),
        apart=_in_window(made_of, "apart_wards", area_number),
        apart_names=tuple(p["name"] for p in shown.manifest["settings"]["places"] if p["treatment"] == "apart"),
        attribution=shown.manifest["attribution"],
        agreed=tuple(agreed(made_of)),
        notes=notes(made_of, area_number),
    )


def _concern_choice(concern: Concern) -> Choice:
    return Choice(concern.name, concern.title, concern.short)


def _area_choice(shown: Shown, name: str | None) -> Choice:
    return Choice(name, name, name) if name else Choice(TOWN, f"All of {shown.partnership['town']}", "Town")


def some_sources(found: Basis) -> str:
    """The compared sources in words where they are not all that are counted: ``Police only``, ``without Council``."""
    others = [source for source in found.sources if source not in found.compared]
    if not others or not found.compared:
        return ""
    if len(others) < len(found.compared):
        return f"without {words.listed(titles(found, others))}"
    return f"{words.listed(titles(found, found.compared))} only"


def _cards(found: Basis) -> tuple[Card, ...]:
    """A month beside the same month last year only where both are complete."""
    shown = found.reporting.shown
    everything, apart, alike = (
        shown.area_counts(shown.numbers(found.concern.categories, sources), which)
        for sources, which in (
            (found.sources, "wards"),
            (found.sources, "apart_wards"),
            (found.compared, "wards"),
        )
    )
    last = shown.month_number(found.month)
    received = found.month in found.held
    earlier = basis_of_month(found).year_before
    bars = [shown.month_number(month) if held else None for month, held in found.bars]
    return tuple(
        Card(
            neighbourhood=name,
            count=int(everything[last, area]) if received else None,
            compared=int(alike[last, area]) if received else None,
            last_year=None if earlier is None else int(alike[shown.month_number(earlier[0]), area]),
            apart=int(apart[last, area]),
            months=tuple(month for month, _ in found.bars),
            series=tuple(None if at is None else int(alike[at, area]) for at in bars),
        )
        for area, name in enumerate(shown.neighbourhoods)
    )


def basis_of_month(found: Basis) -> Basis:
    """The same sources over the chosen month alone."""
    return replace(found, window=1, held=tuple(month for month in found.held if month == found.month))


def _in_window(found: Basis, which: str, area: int | None) -> int:
    """Incidents over the months counted and the area shown: ``wards``, or ``apart_wards`` at known places."""
    shown = found.reporting.shown
    counts = shown.area_counts(shown.numbers(found.concern.categories, found.sources), which)
    at = np.array([shown.month_number(month) for month in found.held], dtype=np.int64)
    return int((counts[at] if area is None else counts[at, area]).sum())


def _places(everything: Reporting, made_of: Basis, found: HotspotMap) -> tuple[PlaceRow, ...]:
    """The hot places in the order of their score; places that touch are one, a named centre is one."""
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
        counts: np.ndarray = shown.once(key, lambda: shown.counts(numbers, held, resolution).sum(axis=0))
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


def _cell_table(shown: Shown, found: HotspotMap) -> CellTable:
    columns = shown.cells(found.resolution)
    return CellTable(
        cell=tuple(hexadecimal(cell) for cell in columns[schema.CELL]),
        name=tuple(columns[schema.PLACE]),
        ward=tuple(columns[schema.WARD]),
        neighbourhood=tuple(columns[schema.NEIGHBOURHOOD]),
        count=tuple(found.count.tolist()),
        hotspot=tuple(found.result.hotspot.tolist()),
        edge=tuple(found.result.edge.tolist()),
        place=tuple(found.place.tolist()),
    )


def _breaks(found: Basis) -> tuple[int, ...]:
    """The same for every month of a concern and window, of the sources that are counted."""
    shown = found.reporting.shown

    def make() -> tuple[int, ...]:
        numbers = shown.numbers(found.concern.categories, found.sources)
        monthly = np.diff(shown.prefix(shown.thresholds.resolution)[numbers].sum(axis=0), axis=0)
        return map_breaks.breaks(window_sums(monthly, found.window))

    return shown.once(("breaks", found.concern.name, found.sources, found.window), make)


def _sentence(made_of: Basis, found: HotspotMap, rows: tuple[PlaceRow, ...], area: int | None) -> str:
    """How much of the town's incidents lies in the places; of a neighbourhood its count alone.

    A place may reach over a border, and a neighbourhood counts by its exact outline, so that its shares are not said.
    """
    if not made_of.held:
        return "No figures: nothing was received."
    shown = made_of.reporting.shown
    when = words.span(made_of.window, len(made_of.held))
    if area is not None:
        count = _in_window(made_of, "wards", area)
        return words.concentration(0, 0, count, 0.0, f"in {shown.neighbourhoods[area]} {when}")
    size, hot = np.array(shown.cells(found.resolution)["area_m2"]), found.result.hotspot
    return words.concentration(
        len(rows), int(found.count[hot].sum()), int(found.count.sum()), float(size[hot].sum() / size.sum()), when
    )
