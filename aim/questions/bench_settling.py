"""What can the bench be asked, and which of somebody's choices hold together?

Nothing here fails: a choice that the picture does not offer is left out, and said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from aim import months, schema
from aim.concerns import ALL, Concern
from aim.errors import QuestionError
from aim.questions.bench_views import ADJUSTED, APART, COMPARE, Asking, Offered, SourceChoice, Standing
from aim.questions.hotspot_map import COUNT, check_neighbourhood, check_window
from aim.questions.place import position
from aim.questions.views import TOWN, Choice
from aim.reading.basis import Basis, basis
from aim.reading.freshness import Freshness, only
from aim.reading.hotspot_map import Tuning, usual
from aim.reading.reporting import meeting_month, reporting
from aim.reading.shown import Shown
from aim.reading.weights import weights

SIGNIFICANCES: Final = (0.1, 0.05, 0.01, 0.001)
FLOORS: Final = (1, 2, 3, 5, 10, 20)
INSIDE: Final = 10  # the resolution that is offered inside a neighbourhood only: the town holds thousands of those


@dataclass(frozen=True)
class Settled:
    """``kept``: the choices that hold, as they were made; the rest says what is shown where nothing was chosen.

    ``fresh`` knows the chosen sources alone; ``left``: what was left out, in words.
    """

    fresh: Freshness
    concern: Concern
    kept: Asking
    month: str
    window: int
    area: str
    resolution: int
    tuned: Tuning
    beside: str | None
    offered: Offered
    standing: Standing
    left: tuple[str, ...]

    @property
    def full(self) -> Asking:
        """The choices with everything said that was left to the data or the settings."""
        return replace(
            self.kept,
            month=self.month,
            window=self.window,
            area=self.area,
            significance=self.tuned.alpha,
            resolution=self.resolution,
            floor=self.tuned.floor,
            beside=self.beside,
        )


def settle(fresh: Freshness, asked: Asking) -> Settled:
    """``asked`` as far as the picture of ``fresh`` offers it; each choice in the light of those before it."""
    shown, left = fresh.shown, _Left(asked)
    concern = next((each for each in shown.concerns if each.name == asked.concern), None)
    if concern is None:
        left.out("concern", "the concern in the address: there is none of that name")
        concern = shown.concern(ALL)
    fresh = _narrowed(fresh, concern, left)
    window = _window(shown, left)
    offered = shown.months[window - 1 :]
    meeting = meeting_month(fresh, concern)
    month = left.one_of("month", offered, _unheld(window)) or (meeting if meeting in offered else offered[-1])
    area = _area(shown, left)
    sizes = tuple(each for each in sorted(shown.picture.tables) if each < INSIDE or area != TOWN)
    resolution = left.one_of("resolution", sizes, "it is not offered here") or shown.thresholds.resolution
    weighed = _weighed(basis(fresh, concern, month, window))
    if asked.by != COUNT and not weighed:
        left.out("by", "seriousness: nothing that is counted here has a weight")
    usually = usual(shown, concern)
    significances = tuple(sorted({*SIGNIFICANCES, usually.alpha}, reverse=True))
    floors = tuple(sorted({*FLOORS, usually.floor}))
    alpha = left.one_of("significance", significances, "it is not offered") or usually.alpha
    floor = left.one_of("floor", floors, "it is not offered") or usually.floor
    within = _within(shown, resolution)
    left.one_of("within", within, "there is none of that name")
    _cell(shown, resolution, area, left)
    beside = left.one_of("beside", tuple(each for each in offered if each != month), _unheld(window))
    kept = left.kept
    return Settled(
        fresh=fresh,
        concern=concern,
        kept=kept,
        month=month,
        window=window,
        area=area,
        resolution=resolution,
        tuned=Tuning(alpha, kept.adjustment == ADJUSTED, floor, kept.known == APART),
        beside=(beside or _beside(offered, month, window)) if kept.view == COMPARE else None,
        offered=Offered(
            months=offered,
            concerns=tuple(concern_choice(each) for each in shown.concerns),
            areas=tuple(area_choice(shown, name) for name in (TOWN, *shown.neighbourhoods)),
            windows=tuple(length for length in shown.thresholds.windows if length <= len(shown.months)),
            sources=left.sources,
            weighed=weighed,
            significances=significances,
            resolutions=sizes,
            floors=floors,
            within=within,
        ),
        standing=Standing(check_window(shown, None), usually.alpha, shown.thresholds.resolution, usually.floor),
        left=tuple(left.said),
    )


class _Left:
    """The choices that still stand, and what was said of those that do not."""

    def __init__(self, asked: Asking) -> None:
        self.kept = asked
        self.said: list[str] = []
        self.sources: tuple[SourceChoice, ...] = ()

    def out(self, name: str, words: str) -> None:
        self.kept = replace(self.kept, **{name: getattr(Asking(), name)})
        self.said.append(words)

    def one_of(self, name: str, offered: Sequence[Any], words: str) -> Any:
        """The choice ``name`` where it is offered, else None, and ``words`` say why it is left out."""
        value = getattr(self.kept, name)
        if value is not None and value not in offered:
            self.out(name, f"the {_TITLES[name]} in the address: {words}")
            return None
        return value


_TITLES: Final = {
    "month": "month",
    "beside": "second month",
    "resolution": "size of hexagon",
    "significance": "significance",
    "floor": "least number",
    "within": "area to sum",
}


def _narrowed(fresh: Freshness, concern: Concern, left: _Left) -> Freshness:
    """``fresh`` with the chosen sources alone."""
    every = reporting(fresh, concern).every
    asked = left.kept.sources
    chosen = tuple(source for source in every if source in asked)
    if len(chosen) != len(set(asked)):
        left.said.append("a source in the address: it reports nothing of this concern")
    if len(chosen) == len(every):
        chosen = ()
    left.kept = replace(left.kept, sources=chosen)
    left.sources = tuple(SourceChoice(source, fresh.titles[source], not chosen or source in chosen) for source in every)
    return only(fresh, chosen) if chosen else fresh


def _window(shown: Shown, left: _Left) -> int:
    try:
        return check_window(shown, left.kept.window)
    except QuestionError:
        left.out("window", "the number of months in the address: it is not offered")
        return check_window(shown, None)


def _unheld(window: int) -> str:
    return "it is not held" if window == 1 else f"the {window} months to it are not all held, or are shown already"


def _area(shown: Shown, left: _Left) -> str:
    if left.kept.area.casefold() == TOWN:
        return TOWN
    try:
        return check_neighbourhood(shown, left.kept.area) or TOWN
    except QuestionError:
        left.out("area", "the area in the address: there is none of that name")
        return TOWN


def concern_choice(concern: Concern) -> Choice:
    """A concern as a choice."""
    return Choice(concern.name, concern.title, concern.short)


def area_choice(shown: Shown, name: str) -> Choice:
    """A neighbourhood, or the town, as a choice."""
    return Choice(TOWN, f"All of {shown.partnership['town']}", "Town") if name == TOWN else Choice(name, name, name)


def _weighed(found: Basis) -> bool:
    shown = found.reporting.shown
    table = weights(shown)
    numbers = shown.numbers(found.concern.categories, found.sources)
    return table is not None and bool(np.isfinite(table[numbers]).any())


def _within(shown: Shown, resolution: int) -> tuple[str, ...]:
    """The neighbourhoods, then the wards that a hexagon lies in."""
    return shown.once(
        ("within", resolution),
        lambda: (*shown.neighbourhoods, *sorted(set(shown.cells(resolution)[schema.WARD]) - {""})),
    )


def _cell(shown: Shown, resolution: int, area: str, left: _Left) -> None:
    key = left.kept.cell
    if key is None:
        return
    try:
        at = position(shown, resolution, key)
    except QuestionError:
        left.out("cell", "the place in the address: it is not on this map")
        return
    if resolution >= INSIDE and shown.cells(resolution)[schema.NEIGHBOURHOOD][at] != area:
        left.out("cell", "the place in the address: it lies outside the area shown")


def _beside(offered: Sequence[str], month: str, window: int) -> str | None:
    """What a month is first laid beside: the same a year before, else the months before, else what there is."""
    likely = (months.shift(month, -12), months.shift(month, -window), *reversed(offered))
    return next((each for each in likely if each in offered and each != month), None)
