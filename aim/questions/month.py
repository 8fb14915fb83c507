"""What does the meeting see first? The Month page for one choice of month, concern, area and window."""

import numpy as np

from aim import months, schema
from aim.concerns import ALL, Concern
from aim.config import Config
from aim.questions import breaks as map_breaks
from aim.questions import freshness, words
from aim.questions.hotspot_map import HotspotMap, check_neighbourhood, check_window, hotspot_map, year_before
from aim.questions.shown import Shown, data_version, month_or_latest, show
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
    return MonthView(
        picture=shown.manifest["picture"],
        fingerprint=shown.manifest["fingerprint"],
        as_at=words.moment(shown.manifest["as_at"], config.zone),
        demonstration=shown.manifest["demonstration"],
        behind=data_version(config) != shown.manifest["data_version"],
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
        sentence=_sentence(shown, found, listed, window, place_name),
        strip=freshness.strip(config, shown),
        cards=_cards(config, shown, asked, last),
        places=listed,
        cells=_cell_table(shown, found),
        breaks=_breaks(shown, asked, window),
        apart=int(shown.area_counts(asked, "apart_wards")[last].sum()),
        apart_names=tuple(p["name"] for p in shown.manifest["settings"]["places"] if p["treatment"] == "apart"),
        attribution=shown.manifest["attribution"],
        notes=_notes(config, shown, asked, chosen, window),
    )


def _concern_choice(concern: Concern) -> Choice:
    return Choice(concern.name, concern.title, concern.short)


def _area_choice(shown: Shown, name: str | None) -> Choice:
    return Choice(name, name, name) if name else Choice(TOWN, f"All of {shown.partnership['town']}", "Town")


def _cards(config: Config, shown: Shown, concern: Concern, last: int) -> tuple[Card, ...]:
    by_area, apart = shown.area_counts(concern), shown.area_counts(concern, "apart_wards")
    axis = [months.shift(shown.months[last], -back) for back in range(CARD_MONTHS - 1, -1, -1)]
    year_ago = months.shift(shown.months[last], -12)

    def count(month: str, area: int) -> int | None:
        if freshness.concern_state(config, shown, concern, month) == freshness.MISSING:
            return None
        return int(by_area[shown.month_number(month), area])

    return tuple(
        Card(
            neighbourhood=name,
            count=count(shown.months[last], area),
            last_year=count(year_ago, area),
            apart=int(apart[last, area]),
            months=tuple(axis),
            series=tuple(count(m, area) for m in axis),
        )
        for area, name in enumerate(shown.neighbourhoods)
    )


def _places(
    config: Config, shown: Shown, concern: Concern, found: HotspotMap, *, month: str, window: int
) -> tuple[PlaceRow, ...]:
    """The hot places in the order of their score; places that touch are one, a named centre is one."""
    last = shown.month_number(month)
    year_ago = year_before(config, shown, concern, month=month, window=window, resolution=found.resolution)
    return tuple(
        _place_row(shown, concern, found, np.flatnonzero(found.place == number), int(number), last, window, year_ago)
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
        why=words.why(count, before, window, mix),
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
        prefix = shown.prefix(shown.thresholds.resolution)[shown.categories(concern)].sum(axis=0)
        return map_breaks.breaks(prefix[window:] - prefix[:-window])

    return shown.once(("breaks", concern.name, window), make)


def _sentence(shown: Shown, found: HotspotMap, listed: tuple[PlaceRow, ...], window: int, area: str | None) -> str:
    """How much of what happened lies in the listed places: of the town, or of the area chosen."""
    columns = shown.cells(found.resolution)
    here = np.array([area in (None, name) for name in columns[schema.NEIGHBOURHOOD]])
    size = np.array(columns["area_m2"])[here]
    count, member = found.count[here], np.isin(found.place[here], [row.number for row in listed])
    return words.concentration(
        len(listed), int(count[member].sum()), int(count.sum()), float(size[member].sum() / size.sum()), window, area
    )


def _notes(config: Config, shown: Shown, concern: Concern, month: str, window: int) -> tuple[str, ...]:
    notes = []
    if concern.proactive:
        titles = " and ".join(schema.CATEGORY_TITLES[key].lower() for key in concern.proactive)
        notes.append(f"Counts of {titles} follow how much the police look.")
    span = [months.shift(month, -back) for back in range(window)]
    for state in (freshness.MISSING, freshness.NOT_YET):
        named = [m for m in reversed(span) if freshness.concern_state(config, shown, concern, m) == state]
        if named and state == freshness.MISSING:
            notes.append(f"Not received: {', '.join(map(months.title, named))}. The map lacks them.")
        elif named:
            notes.append(f"Not complete yet: {', '.join(map(months.title, named))}. The numbers will rise.")
    return tuple(notes)
