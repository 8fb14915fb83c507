"""The list for discussion: its three lanes, each row with why, what has become of the place, and what to know of it."""

from collections.abc import Sequence
from typing import Any

from dash import html

from aim.pages import deciding
from aim.pages.month_marks import PLACES, marked
from aim.pages.parts import letters, link, unseen
from aim.pages.state import Choices, address
from aim.questions.decisions import MonthDecisions, PlaceDecisions
from aim.questions.discussion import LANES
from aim.questions.reasons import FRAGILE, MOVED, NONE_NOW
from aim.questions.set_apart import UNDECIDED, meetings
from aim.questions.views import TOWN, DiscussionRow, MonthView, PlaceRow

_NEW, _STANDING, _QUIET = LANES
# What a lane says where it holds no place.
_EMPTY = {
    _NEW: "no place: nothing is above its own history",
    _STANDING: "no place stands out in most months",
    _QUIET: "no place has quietened",
}
_SHORT = {MOVED: "reports may have moved here"}  # the drawer says why
_UNJUDGED = "nothing can be said yet of what is above its own history"


def lanes(
    view: MonthView,
    choices: Choices,
    chosen: PlaceRow | DiscussionRow | None,
    decided: MonthDecisions | None = None,
    *,
    over: bool = False,
) -> list[Any]:
    """One section a lane, then what nothing can be said of; a friendly line alone where no lane holds a place.

    Places that an earlier meeting knew stand apart below the lanes, counted, and shown when asked for.
    ``decided``: None where decisions cannot be read; then no row shows any. ``over``: the meeting is closed, and
    what it did not decide says so, as its minutes do.
    """
    content: list[Any] = []
    waiting = UNDECIDED if over else deciding.TO_DECIDE if decided and not decided.closed else ""
    if view.concern.name != "all":
        content.append(html.P("Of all concerns, whatever the map counts.", className="lane-note"))
    known = [row for row in view.discussion.rows if row.key in view.known]
    if view.discussion.rows:
        content += [_lane(view, choices, lane, chosen, decided, waiting=waiting) for lane in view.discussion.lanes]
    else:
        content.append(html.P(_quiet(view), className="places-none"))
    if known:
        content.append(_apart(known, choices, chosen, decided, waiting="" if over else waiting))
    said = [html.P(f"Cannot say: {reason}", className="cannot-say") for reason in view.discussion.silent]
    return content + said


def _of(decided: MonthDecisions | None, row: DiscussionRow) -> PlaceDecisions | None:
    return decided.by_place.get(row.key) if decided else None


def _apart(
    known: list[DiscussionRow],
    choices: Choices,
    chosen: PlaceRow | DiscussionRow | None,
    decided: MonthDecisions | None,
    *,
    waiting: str,
) -> html.Details:
    """``2 more, known since earlier meetings: 3, 6 show``; open while one of them is the chosen place."""
    words = f"{len(known)} more, known since {meetings(len(known))}: {numbers(known)}"
    rows = _rows(known, choices, chosen, decided, waiting=waiting)
    summary = html.Summary(
        [words, html.Span("show", className="known-show"), html.Span("hide", className="known-hide")]
    )
    return html.Details([summary, rows], open=chosen in known, className="more known")


def numbers(rows: Sequence[DiscussionRow]) -> str:
    """``3, 6``."""
    return ", ".join(str(row.number) for row in rows)


def _lane(
    view: MonthView,
    choices: Choices,
    lane: str,
    chosen: PlaceRow | DiscussionRow | None,
    decided: MonthDecisions | None,
    *,
    waiting: str,
) -> html.Section:
    found = view.discussion
    of_lane = [row for row in found.rows if row.lane == lane]
    rows = [row for row in of_lane if row.key not in view.known]
    name = html.Strong(f"{lane[:1].upper()}{lane[1:]}")
    title: list[Any] = [html.Span([name, f" — {found.lanes[lane]}"])]
    if (more := found.more.get(lane, 0)) and view.area.name == TOWN:
        title.append(html.Span(f"{more:,} more, not listed", className="lane-more"))
    content: list[Any] = [html.H3(title, className="lane-title")]
    if rows:
        content.append(_rows(rows, choices, chosen, decided, waiting=waiting))
    else:
        said = "only what is known since earlier meetings, below" if of_lane else _none(view, lane)
        content.append(html.P(said, className="lane-none"))
    return html.Section(content, className="lane")


def _rows(
    rows: Sequence[DiscussionRow],
    choices: Choices,
    chosen: PlaceRow | DiscussionRow | None,
    decided: MonthDecisions | None,
    *,
    waiting: str,
) -> html.Ol:
    items = [
        html.Li(_row(row, choices, decided, chosen=row is chosen, waiting=waiting), value=row.number) for row in rows
    ]
    return html.Ol(items, className="places")


def _none(view: MonthView, lane: str) -> str:
    if lane == _NEW and not view.discussion.judged:
        return _UNJUDGED
    if lane in view.discussion.unsaid:
        return "cannot say yet: two years of months are wanted"
    where = "" if view.area.name == TOWN else f" in {view.area.title}"
    head, _, rest = _EMPTY[lane].partition(":")
    return f"{head}{where}:{rest}" if rest else f"{head}{where}"


def _quiet(view: MonthView) -> str:
    where = "" if view.area.name == TOWN else f" in {view.area.title}"
    if not view.complete:
        return "Nothing is put up for discussion before the month is complete."
    if not view.discussion.judged:
        return "There is too little history yet for a list. The busiest places can be seen meanwhile."
    return f"A month as usual: no place{where} is above its own history, or stands out in most months."


def _row(row: DiscussionRow, choices: Choices, decided: MonthDecisions | None, *, chosen: bool, waiting: str) -> html.A:
    """``waiting``: what it says where nothing is decided about it."""
    said: list[Any] = [_why(row)]
    if decided is not None:
        said.append(deciding.state(_of(decided, row), waiting=waiting))
    lines = [html.Span(_title(row), className="place-title"), html.Span(said, className="place-said")]
    if known := [*_quiet_now(row), *beware(row, short=True), *fragile(row)]:
        lines.append(html.Span(known, className="place-guards"))
    return link(
        [
            html.Span([unseen("Place "), str(row.number)], className="place-number"),
            html.Span(lines, className="place-text"),
        ],
        address(choices, place=None if chosen else row.key),
        className="place" + (" is-chosen" if chosen else ""),
        **{"data-place": row.key},
        **({"aria-current": "true"} if chosen else {}),
    )


def _why(row: DiscussionRow) -> html.Span:
    """Its parts one by one: on a wall as many as one line holds, the first always; the drawer has all of them."""
    first, *rest = [each for each in row.why.split(" · ") if each != NONE_NOW]
    parts = [html.Span(f" · {each}", className="why-part") for each in rest]
    return html.Span([html.Span(first, className="why-part"), *parts], className="place-why")


def _title(row: DiscussionRow) -> list[html.Span]:
    """Name, ward, shape and agencies. On paper a place that one location may explain is not named."""
    kept = " is-named-here" if row.one_location else ""
    names = [html.Span(row.name, className=f"place-name{kept}"), html.Span(where(row), className=f"place-ward{kept}")]
    if row.one_location:
        names.append(html.Span(row.called, className="place-called", **{"aria-hidden": "true"}))
    shape = marked(row.shape, PLACES, name="place-shape") if row.shape else html.Span(className="place-shape")
    return [*names, shape, html.Span(letters(row.agencies), className="place-agencies")]


def beware(row: DiscussionRow, *, short: bool = False) -> list[html.Span]:
    """What is to be known before the place is named or visited; ``short``: on one line of the list."""
    known = [_SHORT.get(text, text) if short else text for text in row.guards if text != FRAGILE]
    return [html.Span([unseen("Beware: "), "; ".join(known)], className="place-guard")] if known else []


def _quiet_now(row: DiscussionRow) -> list[html.Span]:
    """That the month itself holds none of it: with what is to be known, since it must not be cut."""
    return [html.Span(NONE_NOW, className="place-quiet")] if NONE_NOW in row.why.split(" · ") else []


def fragile(row: DiscussionRow) -> list[html.Span]:
    """That its rank could change."""
    return [html.Span(FRAGILE, className="place-fragile")] if FRAGILE in row.guards else []


def where(row: PlaceRow | DiscussionRow) -> str:
    """Ward and neighbourhood, each once: a name that is shared carries its ward already."""
    said = f", {row.ward}" in row.name or row.ward == row.neighbourhood
    return row.neighbourhood if said else f"{row.ward}, {row.neighbourhood}"
