"""What does the meeting see first? The Month page for one choice of month, concern, area and window."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from aim import schema
from aim.concerns import ALL, Concern
from aim.config import Config
from aim.engine.counts import window_sums
from aim.questions import breaks as map_breaks
from aim.questions import calendar, freshness, month_headline, words
from aim.questions.bar_marks import bar_marks
from aim.questions.centres import centre_in
from aim.questions.changes import area_changes
from aim.questions.discussion import discussion_view
from aim.questions.hotspot_map import check_neighbourhood, check_window, in_reach
from aim.questions.month_list import cell_keys, hot_places, some_sources
from aim.questions.notes import agreed, lacking, notes, without
from aim.questions.shown import is_behind, month_or_latest, show
from aim.questions.signals import signals
from aim.questions.since import since
from aim.questions.views import BUSIEST, DISCUSSION, TOWN, Card, CellTable, Choice, DiscussionRow, MonthView, PlaceRow
from aim.questions.wards import ward_rows
from aim.reading.basis import Basis, basis
from aim.reading.freshness import COMPLETE, Freshness
from aim.reading.hotspot_map import HotspotMap, hotspot_map
from aim.reading.reporting import meeting_month, reporting
from aim.reading.shown import Shown

T = TypeVar("T")


def month_view(
    config: Config,
    *,
    month: str | None = None,
    concern: str = ALL,
    area: str = TOWN,
    window: int | None = None,
    listed: str | None = None,
    as_of: str | None = None,
) -> MonthView | None:
    """The whole page, or None where nothing is built yet. ``listed``: one of the two lists, None for the usual one.

    Raises QuestionError for a value that does not exist.
    """
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
    rows = _kept(made_of, "hot places", lambda: hot_places(reporting(fresh, shown.concern(ALL)), made_of, found))
    usual_list = _usual_list(fresh, made_of)
    listed = listed or usual_list
    talked, moved = discussion_view(fresh, chosen), signals(fresh, asked, chosen)
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
        headline=month_headline.headline(discussion_view(fresh, chosen, place_name), moved, place_name)
        if listed == DISCUSSION and made_of.state == COMPLETE
        else words.headline(
            chosen,
            made_of.state if made_of.reporting.every else words.UNREPORTED,
            rows,
            place_name,
            town=shown.partnership["town"],
            lacking=lacking(made_of, chosen),
        ),
        sentence=" ".join(
            filter(None, [_sentence(made_of, found, rows * (listed == BUSIEST), area_number), without(made_of)])
        ),
        strip=freshness.strip(config, shown),
        cards=_kept(made_of, "cards", lambda: _cards(made_of)),
        listed=listed,
        usual_list=usual_list,
        discussion=discussion_view(fresh, chosen, place_name),
        places=tuple(row for row in rows if place_name in (None, row.neighbourhood)),
        signals=moved,
        events=tuple(event.words for event in calendar.events(shown, chosen)),
        coming_up=tuple(event.words for event in calendar.coming_up(shown, fresh.today)),
        cells=_cell_table(shown, found, talked.rows if listed == DISCUSSION else rows),
        breaks=_breaks(made_of),
        apart=_in_window(made_of, "apart_wards", area_number),
        apart_names=tuple(p["name"] for p in shown.manifest["settings"]["places"] if p["treatment"] == "apart"),
        attribution=shown.manifest["attribution"],
        agreed=tuple(agreed(made_of)),
        notes=_kept(made_of, f"notes {area_number}", lambda: notes(made_of, area_number)),
        centre=centre_in(shown, place_name),
        changes=area_changes(fresh, asked, chosen),
        wards=ward_rows(fresh, asked, chosen),
        marks=bar_marks(fresh, asked, chosen),
        since=None if as_of is None else since(config, shown),
    )


def _kept(made_of: Basis, name: str, make: Callable[[], T]) -> T:
    """What is the same whatever area and list are shown: of a concern, month and window, as they are known on a day."""
    fresh = made_of.reporting.fresh
    key = (name, fresh.key, made_of.concern.name, made_of.month, made_of.window)
    return fresh.shown.once(key, make, small=True)


def _concern_choice(concern: Concern) -> Choice:
    return Choice(concern.name, concern.title, concern.short)


def _area_choice(shown: Shown, name: str | None) -> Choice:
    return Choice(name, name, name) if name else Choice(TOWN, f"All of {shown.partnership['town']}", "Town")


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


def _usual_list(fresh: Freshness, made_of: Basis) -> str:
    """The list for discussion over all concerns and the meeting's months, where it can say anything of the month."""
    shown = fresh.shown
    if made_of.concern.name != ALL or made_of.window != check_window(shown, None) or made_of.state != COMPLETE:
        return BUSIEST
    found = discussion_view(fresh, made_of.month)
    return DISCUSSION if found.judged or found.rows else BUSIEST


def _cell_table(shown: Shown, found: HotspotMap, rows: Sequence[PlaceRow | DiscussionRow]) -> CellTable:
    columns = shown.cells(found.resolution)
    cells = cell_keys(shown, found.resolution)
    number = {cell: row.number for row in rows for cell in row.cells}
    return CellTable(
        cell=cells,
        name=tuple(columns[schema.PLACE]),
        ward=tuple(columns[schema.WARD]),
        neighbourhood=tuple(columns[schema.NEIGHBOURHOOD]),
        count=tuple(found.count.tolist()),
        hotspot=tuple(found.result.hotspot.tolist()),
        edge=tuple(found.result.edge.tolist()),
        place=tuple([number.get(cell, 0) for cell in cells]),
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
