"""What does the meeting see first? The Month page for one choice of month, concern, area and window."""

import numpy as np

from aim import months, schema
from aim.concerns import ALL, Concern
from aim.config import Config
from aim.engine.counts import window_sums
from aim.questions import breaks as map_breaks
from aim.questions import freshness, words
from aim.questions.hotspot_map import HotspotMap, check_neighbourhood, check_window, hotspot_map, year_before
from aim.questions.shown import Shown, is_behind, month_or_latest, show
from aim.questions.views import TOWN, Card, CellTable, Choice, MonthView, PlaceRow

CARD_MONTHS = 24


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
    meeting = freshness.meeting_month(config, shown, asked)
    offered = shown.months[window - 1 :]
    chosen = month_or_latest(shown, month, meeting if meeting in offered else offered[-1])
    found = hotspot_map(shown, asked, month=chosen, window=window, resolution=shown.thresholds.resolution)
    state = freshness.concern_state(config, shown, asked, chosen)
    rows = _places(config, shown, asked, found, month=chosen, window=window)
    listed = tuple(row for row in rows if place_name in (None, row.neighbourhood))
    last = shown.month_number(chosen)
    held = freshness.held(config, shown, asked, chosen, window)
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
        complete=state == freshness.COMPLETE,
        concern=_concern_choice(asked),
        concerns=tuple(_concern_choice(each) for each in shown.concerns),
        area=_area_choice(shown, place_name),
        areas=tuple(_area_choice(shown, name) for name in (None, *shown.neighbourhoods)),
        window=window,
        windows=tuple(length for length in shown.thresholds.windows if length <= len(shown.months)),
        headline=words.headline(chosen, state, rows, place_name, town=shown.partnership["town"]),
        sentence=_sentence(shown, found, asked, rows, last=last, window=window, held=held, area=place_name),
        strip=freshness.strip(config, shown),
        cards=_cards(config, shown, asked, last),
        places=listed,
        cells=_cell_table(shown, found),
        breaks=_breaks(shown, asked, window),
        apart=_apart(shown, asked, last, window, place_name),
        apart_names=tuple(p["name"] for p in shown.manifest["settings"]["places"] if p["treatment"] == "apart"),
        attribution=shown.manifest["attribution"],
        notes=_notes(config, shown, asked, chosen, window),
    )


def _concern_choice(concern: Concern) -> Choice:
    return Choice(concern.name, concern.title, concern.short)


def _area_choice(shown: Shown, name: str | None) -> Choice:
    return Choice(name, name, name) if name else Choice(TOWN, f"All of {shown.partnership['town']}", "Town")


def _cards(config: Config, shown: Shown, concern: Concern, last: int) -> tuple[Card, ...]:
    """A month beside the same month last year only where both are complete."""
    by_area, apart = shown.area_counts(concern), shown.area_counts(concern, "apart_wards")
    axis = [months.shift(shown.months[last], -back) for back in range(CARD_MONTHS - 1, -1, -1)]
    year_ago = months.shift(shown.months[last], -12)
    pair = (shown.months[last], year_ago)
    comparable = all(freshness.concern_state(config, shown, concern, m) == freshness.COMPLETE for m in pair)

    def count(month: str, area: int) -> int | None:
        if freshness.concern_state(config, shown, concern, month) == freshness.MISSING:
            return None
        return int(by_area[shown.month_number(month), area])

    return tuple(
        Card(
            neighbourhood=name,
            count=count(shown.months[last], area),
            last_year=count(year_ago, area) if comparable else None,
            apart=int(apart[last, area]),
            months=tuple(axis),
            series=tuple(count(m, area) for m in axis),
        )
        for area, name in enumerate(shown.neighbourhoods)
    )


def _apart(shown: Shown, concern: Concern, last: int, window: int, area: str | None) -> int:
    """Incidents at known places set apart, over the window and the area shown."""
    counts = shown.area_counts(concern, "apart_wards")[last + 1 - window : last + 1]
    return int((counts if area is None else counts[:, shown.neighbourhoods.index(area)]).sum())


def _places(
    config: Config, shown: Shown, concern: Concern, found: HotspotMap, *, month: str, window: int
) -> tuple[PlaceRow, ...]:
    """The hot places in the order of their score; places that touch are one, a named centre is one."""
    last = shown.month_number(month)
    when = words.span(window, freshness.held(config, shown, concern, month, window))
    year_ago = year_before(config, shown, concern, month=month, window=window, resolution=found.resolution)
    return tuple(
        _place_row(shown, concern, found, np.flatnonzero(found.place == number), number, last, window, when, year_ago)
        for number in range(1, int(found.place.max(initial=0)) + 1)
    )


def _place_row(
    shown: Shown,
    concern: Concern,
    found: HotspotMap,
    members: np.ndarray,
    number: int,
    last: int,
    window: int,
    when: str,
    year_ago: np.ndarray | None,
) -> PlaceRow:
    columns = shown.cells(found.resolution)
    key = members[np.lexsort((members, -found.score[members]))[0]]
    before = None if year_ago is None else int(year_ago[members].sum())
    mix = category_mix(shown, concern, found.resolution, members, last=last, window=window)
    count = int(found.count[members].sum())
    return PlaceRow(
        number=number,
        key=hexadecimal(columns[schema.CELL][key]),
        name=place_name(shown, found, int(key)),
        ward=columns[schema.WARD][key],
        neighbourhood=columns[schema.NEIGHBOURHOOD][key],
        count=count,
        last_year=before,
        why=words.why(count, before, when, mix),
        agencies=_agencies(concern),
        cells=tuple(hexadecimal(cell) for cell in columns[schema.CELL][members]),
    )


def place_name(shown: Shown, found: HotspotMap, cell: int) -> str:
    """Name of the place that the cell at position ``cell`` stands for: its centre's name, or its own."""
    if found.place[cell] and found.centre[cell] >= 0:
        return str(shown.partnership["centres"][int(found.centre[cell])]["name"])
    return str(shown.cells(found.resolution)[schema.PLACE][cell])


def category_mix(
    shown: Shown, concern: Concern, resolution: int, members: np.ndarray, *, last: int, window: int
) -> list[tuple[str, int]]:
    """Titles and counts of the concern's categories in ``members`` over the window, most first, none of zero."""
    numbers = shown.categories(concern)
    prefix = shown.prefix(resolution)[numbers][:, :, members]
    counts = (prefix[:, last + 1] - prefix[:, last + 1 - window]).sum(axis=1)
    titled = [(schema.CATEGORY_TITLES[key], int(n)) for key, n in zip(concern.categories, counts, strict=True) if n]
    return sorted(titled, key=lambda entry: (-entry[1], entry[0]))


def hexadecimal(cell: int) -> str:
    """A cell as people and files write it: 15 hexadecimal digits."""
    return f"{int(cell):015x}"


def _agencies(concern: Concern) -> str:
    agencies = {c.agency for c in schema.CATEGORIES if c.key in concern.categories}
    return " ".join(sorted(schema.AGENCY_LETTERS[agency] for agency in agencies))


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


def _breaks(shown: Shown, concern: Concern, window: int) -> tuple[int, ...]:
    def make() -> tuple[int, ...]:
        monthly = np.diff(shown.prefix(shown.thresholds.resolution)[shown.categories(concern)].sum(axis=0), axis=0)
        return map_breaks.breaks(window_sums(monthly, window))

    return shown.once(("breaks", concern.name, window), make)


def _sentence(
    shown: Shown, found: HotspotMap, concern: Concern, rows: tuple[PlaceRow, ...], *, last: int, window: int, held: int,
    area: str | None,
) -> str:  # fmt: skip
    """How much of the town's incidents lies in the places; of a neighbourhood its count alone.

    A place may reach over a border, and a neighbourhood counts by its exact outline, so that its shares are not said.
    """
    if not held:
        return "No figures: nothing was received."
    when = words.span(window, held)
    if area is not None:
        counts = shown.area_counts(concern)[last + 1 - window : last + 1, shown.neighbourhoods.index(area)]
        return words.concentration(0, 0, int(counts.sum()), 0.0, f"in {area} {when}")
    size, hot = np.array(shown.cells(found.resolution)["area_m2"]), found.result.hotspot
    return words.concentration(
        len(rows), int(found.count[hot].sum()), int(found.count.sum()), float(size[hot].sum() / size.sum()), when
    )


def _notes(config: Config, shown: Shown, concern: Concern, month: str, window: int) -> tuple[str, ...]:
    notes = []
    if concern.proactive:
        titles = " and ".join(schema.CATEGORY_TITLES[key].lower() for key in concern.proactive)
        notes.append(f"Counts of {titles} follow how much the police look.")
    missing = freshness.in_state(config, shown, concern, month, window, freshness.MISSING)
    if missing:
        notes.append(f"Not received: {', '.join(map(months.title, missing))}. Nothing of it is counted here.")
    growing = freshness.in_state(config, shown, concern, month, window, freshness.NOT_YET)
    if growing:
        notes.append(f"Not complete yet: {', '.join(map(months.title, growing))}. The numbers will rise.")
    return tuple(notes)
