"""What a map of hotspots is drawn from: the bench's answer as it is, or the map that the public may have."""

import json
from dataclasses import dataclass, fields, replace
from typing import Final

import pandas as pd

from aim import schema
from aim.concerns import ALL
from aim.config import Config
from aim.engine.suppression import LEAST
from aim.errors import QuestionError
from aim.questions import ground as questions_ground
from aim.questions import words
from aim.questions.bench import bench_view
from aim.questions.bench_views import COUNTED, MAP, Asking, BenchView
from aim.questions.editions import FEWER
from aim.questions.freshness import freshness
from aim.questions.geometry import layer
from aim.questions.hotspot_map import SERIOUSNESS, check_neighbourhood
from aim.questions.public_hotspots import WINDOW, offered, public_hotspot_table
from aim.questions.shown import show
from aim.questions.views import TOWN, Choice
from aim.reading.freshness import Freshness
from aim.reports.drawing import EDGE, HOTSPOT, PLACE, Ground, MapDrawing

NO_PICTURE: Final = "there is no picture yet: run `aim build`, or load an extract with `aim ingest PATH`"
_TUNED: Final = ("sources", "known", "significance", "adjustment", "floor")
NOT_MARKED: Final = "may be one location, not on the map"
CHECK: Final = "Not on the map are places that one location may explain: check before naming."
NO_TUNING: Final = "the public edition has the meeting's settings and all sources: leave other choices out"


@dataclass(frozen=True)
class Drawn:
    """A map, of which month and picture it is, and whose the roads on it are, in words.

    ``picture``, ``as_at`` (ISO 8601): of what the numbers are; ``fresh`` is of what they are seen from, which of a map
    that was given out before is a later one. ``about``: what stands in a file's name: month, window, concern, area.
    """

    map: MapDrawing
    month: str
    fresh: Freshness
    picture: str
    as_at: str
    roads: str
    about: tuple[str, ...]


def internal_map(config: Config, asked: Asking, as_of: str | None = None) -> Drawn:
    """The bench's map for these choices. Raises QuestionError where nothing is built or a choice is not offered."""
    view, _, left = bench_view(
        config, replace(asked, view=MAP, beside=None, cell=None, box=None, within=None), as_of=as_of
    )
    shown = show(config, as_of)
    if view is None or shown is None:
        raise QuestionError(NO_PICTURE)
    if left:
        raise QuestionError("; ".join(each.replace(" in the address", "") for each in left))
    drawn = drawing_of(view, ground_of(config, view.fingerprint))
    about = (view.drawn.month, f"{view.asked.window}-months", view.concern.name, view.area.name)
    of = (shown.manifest["picture"], shown.manifest["as_at"])
    return Drawn(drawn, view.drawn.month, freshness(config, shown), *of, roads_words(config), about)


def drawing_of(view: BenchView, ground: Ground) -> MapDrawing:
    """The map of ``view`` as it is on the screen: its cells, breaks, outlines and numbers.

    A place that one location may explain is told by its ward: without a number on its hexagon, and without an outline.
    """
    now, kept, alone = view.drawn, _kept(view), view.alone
    first = "the most serious" if view.asked.by == SERIOUSNESS else "the busiest"
    outlined = zip(now.cell, now.hotspot, now.place, strict=True)
    return MapDrawing(
        title=f"{view.title}: {first} places{within(view.area)}" if kept else view.title,
        described=_described(view),
        unit=f"{view.unit}, {now.title}",
        cells=now.cell,
        counts=now.value,
        breaks=view.breaks,
        ground=ground,
        hotspots=[cell for cell, hot, number in outlined if hot and number not in alone],
        edges=[cell for cell, edge in zip(now.cell, now.edge, strict=True) if edge],
        places=tuple((number, cell) for number, cell, _ in kept if number not in alone),
        names=_names(view),
        marks=(
            (PLACE, f"Place that stands out, {first} first"),
            (HOTSPOT, "Stands out, with its surroundings"),
            (EDGE, "High surroundings, few here: not ranked"),
        ),
        lines=_lines(view),
        area="" if view.area.name == TOWN else view.area.name,
    )


def within(area: Choice) -> str:
    """`` in West``, behind what is so there; nothing of the whole town."""
    return "" if area.name == TOWN else f" in {area.title}"


def _described(view: BenchView) -> str:
    number = len(_kept(view))
    stand = {0: "No place stands out", 1: "One numbered place stands out"}.get(
        number, f"{words.number(number)} numbered places stand out".capitalize()
    )
    named = "; ".join(f"{number}, {name}" for number, name in _names(view))
    first = "The most serious" if view.asked.by == SERIOUSNESS else "The busiest"
    said = (stand, f"{first} first: {named}" if named else "")
    return (
        f"Map of {view.area.title}: {view.title}. {'. '.join(filter(None, said))}. {view.sentence} "
        "The tables hold the same figures."
    )


def _kept(view: BenchView) -> list[tuple[int, str, str]]:
    """Number, strongest hexagon and name of each place of the area: what the map looks at."""
    now = view.drawn
    where = dict(zip(now.cell, now.neighbourhood, strict=True))
    places = zip(now.keys, now.called, strict=True)
    return [(*place, name) for place, name in places if view.area.name in (TOWN, where[place[1]])]


def _names(view: BenchView) -> list[tuple[int, str]]:
    """What the numbered places are called; by ward only where one location may explain one."""
    ward, alone = dict(zip(view.drawn.cell, view.drawn.ward, strict=True)), view.alone
    return [(number, f"{ward[cell]}: {NOT_MARKED}" if number in alone else name) for number, cell, name in _kept(view)]


def _lines(view: BenchView) -> tuple[str, ...]:
    """What was chosen, and what must be known of it."""
    sources = words.listed([each.title for each in view.offered.sources if each.chosen]) or "no source"
    by = "seriousness" if view.asked.by == SERIOUSNESS else "incidents"
    said = [f"{view.concern.title} · {view.area.title} · {view.drawn.title} · {by} · {sources}"]
    if view.differs:
        said.append(f"Differs from the meeting's settings: {'; '.join(view.differs)}.")
    counted = view.asked.known == COUNTED
    around = view.area.name != TOWN and {*view.drawn.neighbourhood} != {view.area.name}
    apart = f"{view.apart:,} at known places{' of the whole town' * around}, not drawn."
    said.append("Known places are counted with the rest." if counted else apart)
    if not view.complete:
        said.append("The month is not complete yet: the numbers will rise.")
    return (*said, *filter(None, [CHECK if view.alone & {number for number, *_ in _kept(view)} else "", view.caution]))


# ---- for the public --------------------------------------------------------------------------------------------------
def public_map(config: Config, asked: Asking, as_of: str | None = None) -> Drawn:
    """The map of a quarter of a year that the public may have, with the breaks of the screen: as it was first given.

    Raises QuestionError where nothing is built, and for any choice that would tell small counts.
    """
    shown = show(config)
    if shown is None:
        raise QuestionError(NO_PICTURE)
    month = asked.month or offered(shown.months[-1])
    wanted = {name: getattr(asked, name) for name in ("window", "concern", "resolution", "by")}
    # Of a page's choices what is asked here: one with more to it is never the same as one without.
    plain = Asking(**{each.name: getattr(asked, each.name) for each in fields(Asking)})
    if Asking(month=asked.month, area=asked.area, **wanted) != replace(
        plain, view=MAP, beside=None, cell=None, box=None, within=None
    ):
        raise QuestionError(NO_TUNING)
    area = check_neighbourhood(shown, None if asked.area == TOWN else asked.area)
    table, record = public_hotspot_table(config, month=month, as_of=as_of, **wanted)
    ground, when = ground_of(config, shown.manifest["fingerprint"]), record["title"]
    concern, where = shown.concern(ALL).title, area or f"All of {shown.partnership['town']}"
    drawn = _public(table, tuple(record["breaks"]), ground, f"{concern}, {when}", area or "")
    sources = words.listed(record["sources"])
    lines = (f"{concern} · {where} · {when} · incidents · {sources}", *_SAID, record["stands"])
    drawn = replace(drawn, unit=f"Incidents, {when}", lines=lines)
    about = (month, f"{WINDOW}-months", ALL, area or TOWN)
    of = (record["picture"], record["as_at"])
    return Drawn(drawn, month, freshness(config, shown), *of, roads_words(config), about)


_SAID: Final = (
    f"Counts of {FEWER}, and others that would give them away, are not shown; what stands out is worked out from the "
    "counts that are.",
)


def _public(table: pd.DataFrame, breaks: tuple[int, ...], ground: Ground, title: str, area: str) -> MapDrawing:
    cells, hidden = table[schema.CELL].tolist(), table[schema.HIDDEN].tolist()
    hot = table.loc[table[schema.HOTSPOT], schema.CELL].tolist()
    stand = words.plural(len(hot), "hexagon")
    return MapDrawing(
        title=title,
        described=f"Map of {title}. {stand} stand out. Small counts are withheld. The public table has the same.",
        unit=title,
        cells=cells,
        counts=table[schema.COUNT].fillna(0).astype("int64").tolist(),
        breaks=breaks,
        ground=ground,
        hotspots=hot,
        marks=((HOTSPOT, "Stands out, with its surroundings"),),
        least=LEAST,
        withheld=frozenset(cell for cell, is_hidden in zip(cells, hidden, strict=True) if is_hidden),
        area=area,
    )


# ---- the ground ------------------------------------------------------------------------------------------------------
def ground_of(config: Config, fingerprint: str) -> Ground:
    """Outlines and names of a picture, and the roads of the store where some were imported."""
    found = questions_ground.roads_to_draw(config)
    return Ground(
        neighbourhoods=json.loads(layer(config, fingerprint, "neighbourhoods")),
        wards=json.loads(layer(config, fingerprint, "wards")),
        labels=json.loads(layer(config, fingerprint, "labels")),
        roads=None if found is None else json.loads(found.content),
    )


def roads_words(config: Config) -> str:
    """Whose the roads on a map are; empty where none were imported."""
    found = questions_ground.roads_to_draw(config)
    return "" if found is None else f"Roads: {found.attribution}"
