"""How does each concern move in each area, and is the month what its season leads us to expect? The Trends page.

Expected bands come from the answers that are stored with a picture: a page never works out thirteen months of them.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aim import months, schema
from aim.concerns import ALL, Concern
from aim.config import Config
from aim.engine import trends as engine
from aim.engine.trends import Signal
from aim.errors import QuestionError
from aim.questions import calendar, words
from aim.questions.freshness import freshness
from aim.questions.nested import EACH_COUNTED, said_once
from aim.questions.notes import agreed
from aim.questions.shown import is_behind, month_or_latest, show
from aim.questions.signals import signal_row
from aim.questions.since import since
from aim.questions.trend_counts import breaks_in, expected_bands, held_counts, unsure
from aim.questions.trend_season import season
from aim.questions.trend_views import ConcernRow, Multiple, TrendsView
from aim.questions.views import TOWN, Choice, SignalRow
from aim.reading.freshness import Freshness
from aim.reading.reporting import meeting_month, reporting
from aim.reading.shown import Shown
from aim.reading.trends import MonthTrends, month_trends

SPAN = 24  # months
_NAMED = 2  # in the headline
_OUTSIDE = (Signal.HIGHER, Signal.SLIGHTLY_HIGHER, Signal.SLIGHTLY_LOWER, Signal.LOWER)


def trends_view(
    config: Config,
    *,
    month: str | None = None,
    concern: str | None = None,
    area: str | None = None,
    as_of: str | None = None,
) -> TrendsView | None:
    """The whole page, or None where nothing is built yet. ``area``: ``town`` or a neighbourhood, None for all of them.

    Raises QuestionError for a value that does not exist, UnknownPictureError for an unknown picture.
    """
    shown = show(config, as_of)
    if shown is None or not shown.months:
        return None
    asked, place = _one(shown, concern), _place(shown, area)
    fresh = freshness(config, shown)
    meeting = meeting_month(fresh, asked or shown.concern(ALL))
    chosen = month_or_latest(shown, month, meeting)
    rows = concern_rows(fresh, chosen)
    answer = month_trends(fresh, shown.concerns, chosen)
    which = _asked_for(answer, asked, place)
    return TrendsView(
        picture=shown.manifest["picture"],
        as_at=words.moment(shown.manifest["as_at"], config.zone),
        since=None if as_of is None else since(config, shown),
        behind=as_of is None and is_behind(config, shown),
        boundaries_confirmed=shown.partnership["membership_confirmed"],
        month=chosen,
        months=shown.months,
        meeting_month=meeting,
        concern=None if asked is None else _choice(asked),
        concerns=tuple(_choice(each) for each in shown.concerns if each == asked or reporting(fresh, each).every),
        area=place,
        areas=_areas(shown),
        headline=_headline(answer, which, _about(chosen, asked, place)),
        span=_span(chosen),
        rows=tuple(row for row in rows if asked is None or row.concern.name == asked.name),
        movers=_movers(answer, which),
        season=None if asked is None else season(fresh, asked, chosen, place or _areas(shown)[0]),
        events=tuple(event.words for event in calendar.events(shown, chosen)),
        attribution=shown.manifest["attribution"],
        agreed=_agreed(answer),
    )


def _one(shown: Shown, name: str | None) -> Concern | None:
    return None if name is None else shown.concern(name)


def _place(shown: Shown, name: str | None) -> Choice | None:
    if name is None:
        return None
    for area in _areas(shown):
        if area.name.casefold() == name.strip().casefold():
            return area
    raise QuestionError(f"no area {name!r}: there are {', '.join(area.name for area in _areas(shown))}")


def _areas(shown: Shown) -> tuple[Choice, ...]:
    town = Choice(TOWN, f"All of {shown.partnership['town']}", "Town")
    return (town, *(Choice(name, name, name) for name in shown.neighbourhoods))


def _choice(concern: Concern) -> Choice:
    return Choice(concern.name, concern.title, concern.short)


def _span(month: str) -> tuple[str, ...]:
    return tuple(months.between(months.shift(month, 1 - SPAN), month))


# ---- the pictures ----------------------------------------------------------------------------------------------------
def concern_rows(fresh: Freshness, month: str) -> tuple[ConcernRow, ...]:
    """Every concern that somebody reports, in the order of the settings, in the 24 months to ``month``."""
    return fresh.shown.once(("trend rows", fresh.key, month), lambda: _rows(fresh, month))


def _rows(fresh: Freshness, month: str) -> tuple[ConcernRow, ...]:
    shown = fresh.shown
    answer = month_trends(fresh, shown.concerns, month)
    return tuple(_row(fresh, answer, at) for at, each in enumerate(answer.compared) if each.made_of.reporting.every)


def _row(fresh: Freshness, answer: MonthTrends, at: int) -> ConcernRow:
    each, month = answer.compared[at], answer.compared[at].made_of.month
    span, first = _span(month), at * len(answer.areas)
    series = held_counts(each, span)
    bands = [expected_bands(fresh, each, m) for m in span]
    return ConcernRow(
        concern=_choice(each.made_of.concern),
        unsure=tuple(unsure(each, m) for m in span),
        without=tuple(each.titles(each.others)),
        enforced=not each.made_of.concern.discussed,
        breaks=breaks_in(each, span),
        multiples=tuple(
            Multiple(
                area=area.name,
                title=area.short,
                row=signal_row(answer, first + n),
                series=tuple(None if row is None else int(row[n]) for row in series),
                bands=tuple(band.get(n) for band in bands),
            )
            for n, area in enumerate(_areas(fresh.shown))
        ),
    )


# ---- words -----------------------------------------------------------------------------------------------------------
def _asked_for(answer: MonthTrends, asked: Concern | None, place: Choice | None) -> NDArray[np.bool_]:
    """Which series the page is about: no wards, and of several areas not the town, which is all of them."""
    town = place is not None and place.name == TOWN
    areas = np.array(
        [
            area.kind == (TOWN if town else schema.NEIGHBOURHOOD) and (town or place is None or place.name == name)
            for area in answer.areas
            for name in [area.neighbourhood]
        ]
    )
    concerns = np.array([asked is None or each.made_of.concern.name == asked.name for each in answer.compared])
    reported = np.array([bool(each.made_of.reporting.every) for each in answer.compared])
    return np.outer(concerns & reported, areas).ravel()


def _movers(answer: MonthTrends, which: NDArray[np.bool_]) -> tuple[SignalRow, ...]:
    told = [at for at in engine.movers(answer.found).tolist() if which[at]]
    told.sort(key=lambda at: answer.found.signal[at] not in _OUTSIDE)
    silent = np.flatnonzero(which & (answer.found.signal == Signal.CANNOT_SAY)).tolist()
    return tuple(signal_row(answer, at) for at in (*told, *silent))


def _about(month: str, asked: Concern | None, place: Choice | None) -> str:
    where = [] if place is None else [f"in {'the town' if place.name == TOWN else place.name}"]
    what = " ".join([*([] if asked is None else [_lower(asked.title)]), *where])
    return f"{months.title(month)}, {what}" if what else months.title(month)


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


def _headline(answer: MonthTrends, which: NDArray[np.bool_], about: str) -> str:
    """``June 2025: 2 of 38 outside what is expected; chance alone would give about 2. Robbery in North is higher.``"""
    line = engine.chance_line(answer.found, which)
    if not line.judged:
        reasons = {row.reason for row in _movers(answer, which)}
        return f"{about}: nothing can be said{f', {reasons.pop()}' if len(reasons) == 1 else ' yet of what is usual'}."
    if which.sum() == 1:
        row = signal_row(answer, int(which.argmax()))
        return f"{about}: {row.signal}, {row.count:,} where {row.lower:,} to {row.upper:,} were expected."
    chance = f"about {line.by_chance:.0f}" if line.by_chance >= 0.95 else "under 1"
    outside = [at for at in engine.movers(answer.found).tolist() if which[at] and answer.found.signal[at] in _OUTSIDE]
    moved = list(said_once(answer, outside))
    counted = EACH_COUNTED if len(moved) < len(outside) else ""
    start = f"{about}: {line.outside or 'none'} of {line.judged} outside what is expected{counted}"
    return " ".join([f"{start}; chance alone would give {chance}.", *_named(answer, which, moved)])


def _named(answer: MonthTrends, which: NDArray[np.bool_], outside: Sequence[int]) -> list[str]:
    """The two that moved most of those ``outside``, the plainly so before the slightly so; and how many there are more.

    A concern whose counts say how much was looked for is named only where it was asked for.
    """
    moved = list(outside)
    if which.reshape(-1, len(answer.areas)).any(axis=1).sum() > 1:
        moved = [at for at in moved if answer.compared[at // len(answer.areas)].made_of.concern.discussed]
    moved.sort(key=lambda at: abs(int(answer.found.signal[at])) == 1)
    rows = [signal_row(answer, at) for at in moved[:_NAMED]]
    if not rows:
        return []
    named = [f"{_lower(row.title) if at else row.title} in {row.area}" for at, row in enumerate(rows)]
    said = [f"{one} {_verb(row.title)} {row.signal}" for one, row in zip(named, rows, strict=True)]
    if len(rows) > 1 and len({row.signal for row in rows}) == 1:
        said = [f"{words.listed(named)} are {rows[0].signal}"]
    more = len(outside) - len(rows)
    rest = f"; {words.number(more)} more {'is' if more == 1 else 'are'} outside" if more else ""
    return [f"{words.listed(said)}{rest}."]


def _verb(title: str) -> str:
    """``is`` or ``are``, as the title of a concern asks for."""
    several = " and " in title or (title.endswith("s") and not title.endswith("ss"))
    return "are" if several else "is"


def _agreed(answer: MonthTrends) -> tuple[str, ...]:
    return tuple(dict.fromkeys(title for each in answer.compared for title in agreed(each.made_of)))
