"""The drawer: what happened at one place, month by month, of which kinds, and how exactly it is known where."""

from collections.abc import Sequence
from typing import Any

from dash import html

from aim import months
from aim.config import Config
from aim.pages import deciding
from aim.pages.graph import graph
from aim.pages.month_discussion import beware, fragile
from aim.pages.month_guard import guarded
from aim.pages.month_marks import PLACES, cut, marked, ticks
from aim.pages.month_places import chosen_row
from aim.pages.parts import icon, letters, link, not_yet, number
from aim.pages.state import Choices, address
from aim.questions.decisions import decisions_about
from aim.questions.reasons import ONE_LOCATION
from aim.questions.views import DISCUSSION, MonthView, PlaceView, Reporter
from aim.questions.words import listed
from aim.schema import AGENCY_LETTERS
from layers import charts

BARS = "place-bars"


def drawer(
    view: MonthView, place: PlaceView, choices: Choices, *, theme: str, history: Sequence[Any] = ()
) -> list[Any]:
    """The drawer's content for ``place``; ``history``: what was decided about it so far (:func:`history`)."""
    return [
        _head(view, place, choices),
        *_why(view, place),
        *_bars_title(place),
        _bars(view, place, theme),
        *_marks(place),
        html.H3(f"What kind, {'all concerns, ' if place.row else ''}{place.window_title}"),
        mix(place.mix),
        html.H3("Who sees it, all concerns"),
        html.Ul([reporter_line(reporter) for reporter in place.reporters], className="reporters"),
        *_caveat(view, place),
        *history,
    ]


def history(config: Config, place: PlaceView) -> list[Any]:
    """Every version of what was ever decided about a place. Raises StoreError where decisions cannot be read."""
    return [] if place.row is None else deciding.history(config, decisions_about(config, place.row.cells))


def _why(view: MonthView, place: PlaceView) -> list[Any]:
    """Why the place is on the list and what to know before naming it; of another, that it is not, and why."""
    row = place.row
    if row is None:
        notes = [] if place.hotspot else [_standing(place)]
        if view.listed == DISCUSSION:
            notes.append("Not on the list for discussion.")
        return [
            html.P(place.why, className="drawer-why"),
            *(html.P(note, className="drawer-standing") for note in notes),
        ]
    shape = [html.P(marked(row.shape, PLACES, name="place-shape"), className="drawer-shape")] if row.shape else []
    facts = [f"For discussion as: {listed(row.concerns)}."]
    if row.rank:
        facts.append(f"{row.rank} in its lane.")
    if row.sees:
        facts.append(f"{row.sees}.")
    return [
        *shape,
        html.P(row.why, className="drawer-why"),
        *fragile(row),
        html.P(" ".join(facts), className="drawer-standing"),
    ]


def _bars_title(place: PlaceView) -> list[Any]:
    of = place.counted or place.compared
    title = html.H3(f"24 months, {of}" if of else "24 months")
    if place.expected is None:
        return [title]
    return [title, html.P(f"Dotted line: expected now, {_about(place.expected)} a month.", className="caveat")]


def _marks(place: PlaceView) -> list[html.P]:
    """What the marks on the bars are, in words."""
    said, cuts = ticks(place.marks, days=False), [cut(each) for each in place.marks.breaks]
    return [html.P(" ".join(filter(None, [said, *cuts])), className="caveat")] if said or cuts else []


def _about(value: float) -> str:
    return "under 1" if value < 1 else f"about {value:,.0f}"


def _bars(view: MonthView, place: PlaceView, theme: str) -> html.Div:
    figure = charts.bars(
        place.months,
        place.series,
        theme=theme,
        expected=None if place.expected is None else [place.expected] * len(place.months),
        shown=view.month,
        incomplete=[m for m in place.months if not_yet(m, view)],
        ticks=[(tick.at, tick.words) for tick in place.marks.ticks],
        cuts=[each.month for each in place.marks.breaks],
    )
    summary = charts.summary(place.months, place.series)
    return graph(BARS, figure, label=f"Incidents at {place.name} by month. {summary}", className="drawer-bars")


def _head(view: MonthView, place: PlaceView, choices: Choices) -> html.Div:
    row = chosen_row(view, place.key) or place.row
    mark = [html.Span(str(row.number), className="place-number", **{"aria-hidden": "true"})] if row else []
    where = html.P(f"{place.ward}, {place.neighbourhood}", className="drawer-ward")
    alone = place.row.one_location if place.row else place.key in guarded(view)
    kept = "is-named-here" if alone else None  # not named on paper, which leaves the room
    name = html.H2(place.name, id="drawer-title", tabIndex="-1", className=kept)
    return html.Div(
        [
            *mark,
            html.Div([name, *_beware(view, place), where], className="drawer-name"),
            link(
                icon("close"),
                address(choices, place=None),
                className="close",
                id="drawer-close",
                **{"aria-label": "Close"},
            ),
        ],
        className="drawer-head",
    )


def _beware(view: MonthView, place: PlaceView) -> list[html.Span]:
    """What is to be known before the place is named: under its name, where it stays while somebody decides."""
    if place.row is not None:
        return beware(place.row)
    return [html.Span(ONE_LOCATION, className="place-guard")] if place.key in guarded(view) else []


def _standing(place: PlaceView) -> str:
    """Why a place that somebody clicked is not on the list."""
    if place.edge:
        return "Its surroundings are high, it holds few itself: not a place of the list."
    return "Together with its surroundings it does not stand out from the rest of the town."


def mix(kinds: Sequence[tuple[str, int]]) -> html.Ul | html.P:
    """The kinds of incident with their counts, most first, each with a bar."""
    if not kinds:
        return html.P("No incident in these months.", className="mix-none")
    highest = max(count for _, count in kinds)
    return html.Ul([_kind(title, count, highest) for title, count in kinds], className="mix")


def _kind(title: str, count: int, highest: int) -> html.Li:
    return html.Li(
        [
            html.Span(title, className="mix-title"),
            html.Span(number(count), className="mix-count"),
            html.Span(
                html.Span(style={"width": f"{100 * count / highest:.1f}%"}),
                className="mix-bar",
                **{"aria-hidden": "true"},
            ),
        ]
    )


def reporter_line(reporter: Reporter) -> html.Li:
    """An agency's letter, its name and what it reports here; in words where it holds no or not all of the months."""
    lacking = listed([months.NAMES[months.number(month) % 12] for month in reporter.lacking])
    if reporter.count is None:
        words = "not held"
    elif not reporter.count:
        words = "nothing" + (f" (without {lacking})" if lacking else "")
    else:
        words = number(reporter.count) + (f" (without {lacking})" if lacking else "")
    mark = letters(AGENCY_LETTERS[reporter.agency]) if reporter.count and reporter.agency in AGENCY_LETTERS else []
    return html.Li(
        [
            html.Span(mark, className="reporter-letter", **{"aria-hidden": "true"}),
            html.Span(reporter.agency, className="reporter-name"),
            html.Span(words, className="reporter-count"),
        ],
        className=None if reporter.count else "is-silent",
    )


def _caveat(view: MonthView, place: PlaceView) -> list[html.P]:
    words = []
    if place.precision_m:
        words.append(f"A point may lie about {place.precision_m} m from where it happened.")
    if view.apart_names:
        words.append("Known places are counted apart, not here.")
    return [html.P(" ".join(words), className="caveat")] if words else []
