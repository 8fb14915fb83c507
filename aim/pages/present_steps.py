"""What stands on each step of Present but the places: one thing a screen, to be read from the end of the room."""

import re
from collections.abc import Sequence
from typing import Any

from dash import html

from aim import months
from aim.pages.month_marks import PLACES, SIGNALS, marked, sentence
from aim.pages.parts import number, unbroken, unseen
from aim.questions.present_views import (
    AgencyTotal,
    Column,
    Coming,
    Decided,
    Held,
    Moved,
    PlaceLine,
    PresentView,
    ReadBack,
    Sent,
    SentStep,
    Where,
)
from aim.questions.views import SourceState

FEW = 8  # places that a list holds in large type
_MOST_NOTES = 4
_MOST_UNSAID = 3
_MOST_SOURCES = 6  # in large type
_NAMED = 3  # undecided places that are called by name
_FAST = "\u00a0"
_SHORT = 20  # characters
_AMONG = re.compile(r"\(\d+ of \d+\)$")


def parted(text: str) -> str:
    """``text`` whose parts are set apart by a point, so that no line begins with one."""
    return text.replace(" · ", f"{_FAST}· ")


def title(words: str) -> html.H1:
    """The heading of a step, which takes the focus when the step is shown."""
    return html.H1(words, className="present-title", tabIndex="-1")


def held(view: PresentView, content: Held) -> list[Any]:
    """Step 0: what each agency sent, and what nothing can be said of."""
    unsaid = [html.P(f"Cannot say: {reason}.", className="present-unsaid") for reason in content.unsaid[:_MOST_UNSAID]]
    if (more := len(content.unsaid) - _MOST_UNSAID) > 0:
        unsaid.append(html.P(f"{number(more)} more on the Month page", className="present-more"))
    many = " is-many" if len(view.view.strip) > _MOST_SOURCES else ""
    notes = [html.Li(unbroken(note)) for note in content.notes[:_MOST_NOTES]]
    return [
        title(f"{months.title(view.view.month)}: the data we have"),
        *unsaid,
        html.Ul([_source(source) for source in view.view.strip], className=f"present-sources{many}"),
        html.Ul(notes, className="present-notes"),
    ]


def _source(source: SourceState) -> html.Li:
    """What a source is called, and the rest of what the data strip says of it."""
    rest = source.text.removeprefix(source.title).lstrip(" :")
    return html.Li(
        [html.Span(source.title, className="present-source"), " ", html.Span(rest.replace(" · ", ", "))],
        className=f"is-{source.state.replace(' ', '-')}",
    )


def sent(view: PresentView, content: SentStep) -> list[Any]:
    """Step 1: what the last meetings promised, and what has become of it."""
    head = title("What we sent")
    if content.trouble:
        return [head, html.P(content.trouble, className="present-unsaid")]
    if not content.rows:
        return [head, html.P("Nothing is owed from an earlier meeting.", className="present-quiet")]
    rows = [html.Li(_sent(row), className="is-wanting" if row.wanting else None) for row in content.rows]
    more = [html.P(f"{number(content.more)} more on the Month page", className="present-more")] if content.more else []
    return [head, html.Ul(rows, className="present-sent"), *more]


def _sent(row: Sent) -> list[Any]:
    who = " · ".join(part for part in (row.who, row.what) if part)
    said: list[Any] = [html.Strong(row.called), html.Span(parted(who), className="present-who")]
    if row.note:
        said.append(html.Span(row.note, className="present-note"))
    state: list[Any] = [row.state]
    if row.came:
        state.append(html.Span(row.came, className="present-came"))
    return [
        html.Span(row.kind, className="present-kind"),
        html.Span(said, className="present-said"),
        html.Span(state, className="present-state"),
    ]


def moved(view: PresentView, content: Moved) -> list[Any]:
    """Step 2: the neighbourhoods side by side, and what chance alone would give."""
    outside = [
        html.Li([html.Span(SIGNALS.get(signal, ""), className="mark", **{"aria-hidden": "true"}), html.Span(words)])
        for signal, words in content.outside
    ]
    if content.more:
        outside.append(html.Li(f"{number(content.more)} more on the Month page", className="present-more"))
    chance = html.P(f"{sentence(content.chance)}.", className="present-chance")
    return [
        title(f"What moved in {months.title(view.view.month)}"),
        html.Ul([html.Li(_column(column)) for column in content.columns], className="present-columns"),
        *([html.Ul(outside, className="present-outside")] if outside else []),
        chance,
    ]


def _column(column: Column) -> list[Any]:
    lines: list[Any] = [html.Span(column.neighbourhood, className="present-area")]
    if column.count is None:
        return [*lines, html.Span(column.reason, className="present-unsaid")]
    lines.append(html.Span([number(column.count), unseen(" incidents")], className="present-count"))
    if column.word in SIGNALS:
        lines.append(marked(column.word, SIGNALS, name="present-word"))
    elif column.word:
        lines.append(html.Span(f"{column.word}: {column.reason}", className="present-unsaid"))
    if column.expected:
        lines.append(html.Span(f"expected {column.expected}", className="present-beside"))
    if column.last_year:
        lines.append(html.Span(f"last year {column.last_year}", className="present-beside"))
    return lines


def where(view: PresentView, content: Where) -> list[Any]:
    """Step 3, beside the map: the names of the places."""
    head = title("Where")
    if content.quiet:
        return [head, html.P(content.quiet, className="present-quiet")]
    rows = [
        html.Li([disc(line.number, marked=bool(line.cells)), html.Span(named(line.called), className="present-name")])
        for line in view.rows
    ]
    many = " is-many" if len(rows) > FEW else ""
    known = [html.P(f"{content.known}.", className="present-unmarked")] if content.known else []
    return [head, html.Ol(rows, className=f"present-names{many}"), *_unmarked(view.rows), *known]


def _unmarked(lines: Sequence[PlaceLine]) -> list[html.P]:
    """Why the map has none of the places whose numbers are hollow."""
    hidden = [str(line.number) for line in lines if not line.cells]
    if not hidden:
        return []
    said = f"Not on the map: {', '.join(hidden)}. One location may explain {'it' if len(hidden) == 1 else 'each'}."
    return [html.P(said, className="present-unmarked")]


def disc(number: int | None, *, marked: bool = True) -> html.Span:
    """The number of a place as it stands on the map; hollow where it is ``marked`` on none."""
    if number is None:
        return html.Span(className="present-disc present-disc--none")
    kind = "present-disc" if marked else "present-disc present-disc--hollow"
    return html.Span([unseen("Place "), str(number)], className=kind)


def table(lines: Sequence[PlaceLine]) -> html.Table:
    """The places of the map as a table."""
    many = len(lines) > FEW  # then one line each
    head = html.Thead(html.Tr([html.Th(name, scope="col") for name in (unseen("Number"), "Place", "Where", "Why")]))
    rows = [
        html.Tr(
            [
                html.Td(disc(line.number, marked=bool(line.cells))),
                html.Th(line.called, scope="row"),
                html.Td(line.neighbourhood if many else line.where),
                html.Td([marked(line.shape, PLACES, name="present-shape"), " ", line.why.partition(" · ")[0]]),
            ]
        )
        for line in lines
    ]
    return html.Table([head, html.Tbody(rows)], className="present-table" + (" is-many" if many else ""))


def coming(view: PresentView, content: Coming) -> list[Any]:
    """Step 5: what the calendar has in the next weeks."""
    lines: list[Any] = [title("Coming up in the next five weeks")]
    if content.events:
        lines.append(html.Ul([html.Li(event) for event in content.events], className="present-events"))
    else:
        lines.append(html.P("The calendar has nothing in the next five weeks.", className="present-quiet"))
    if content.touched:
        said = f"In {months.title(view.view.month)}: {'; '.join(content.touched)}."
        lines.append(html.P(said, className="present-beside"))
    return lines


def read_back(view: PresentView, content: ReadBack) -> list[Any]:
    """Step 6: everything decided, what that asks of each agency, and what is undecided."""
    head = title("Read back")
    if content.trouble:
        return [head, html.P(content.trouble, className="present-unsaid")]
    many = " is-many" if len(content.rows) > FEW else ""
    rows = [html.Li(_decided(row)) for row in content.rows]
    lines: list[Any] = [head]
    if rows:
        lines.append(html.Ul(rows, className=f"present-decided{many}"))
    else:
        lines.append(html.P("Nothing is decided yet.", className="present-quiet"))
    if content.undecided:
        lines.append(
            html.P([html.Strong("Not decided: "), _undecided(content.undecided)], className="present-undecided")
        )
    if content.totals:
        totals = [html.Li([html.Strong(each.agency), f" {_total(each)}"]) for each in content.totals]
        lines.append(html.Ul(totals, className="present-totals"))
    return lines


def _undecided(lines: Sequence[PlaceLine]) -> str:
    """The places by number, a few by name too."""
    if len(lines) > _NAMED:
        return ", ".join(str(line.number) for line in lines)
    return "; ".join(f"{line.number} {line.called}" for line in lines)


def _decided(row: Decided) -> list[Any]:
    return [
        disc(row.number),
        html.Span(named(row.called), className="present-name"),
        html.Span(
            [
                html.Strong(row.kind),
                f" {_fast(row.text)}",
                *([html.Span(" after closing", className="present-after")] if row.after else []),
            ],
            className="present-text",
        ),
    ]


def _fast(text: str) -> str:
    """No line ends within a short part, ``until 20 Dec`` or ``24 hours``."""
    return parted(" · ".join(part.replace(" ", _FAST) if len(part) <= _SHORT else part for part in text.split(" · ")))


def named(called: str) -> str:
    """What a place is called, whose number among places of that name stays on one line."""
    return _AMONG.sub(lambda found: found[0].replace(" ", _FAST), called)


def _total(total: AgencyTotal) -> str:
    """``2 sends, 24 hours``; hours that were left out are said."""
    sends = f"{total.sends} {'send' if total.sends == 1 else 'sends'}"
    if total.unsaid == total.sends:
        return f"{sends}, hours not said"
    hours = f"{total.hours:g} {'hour' if total.hours == 1 else 'hours'}"
    return f"{sends}, {hours}" + (f" and {total.unsaid} without" if total.unsaid else "")
