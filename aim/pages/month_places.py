"""The ranked list of hot places: nine rows in sight, the rest behind one line."""

from dash import html

from aim.pages.parts import letters, link, period, unseen
from aim.pages.state import Choices, address
from aim.questions.views import TOWN, MonthView, PlaceRow

VISIBLE = 9


def places(view: MonthView, choices: Choices) -> list[html.Div | html.Details | html.P | html.Ol]:
    """Heading and rows; a friendly line where nothing stands out."""
    heading = html.Div(
        [html.H2("Places that stand out"), html.Span(period(view.month, view.window), className="period")],
        className="panel-head",
    )
    if not view.places:
        return [heading, html.P(_nothing(view), className="places-none")]
    chosen = chosen_row(view, choices.place)
    rows = [html.Li(_row(row, choices, chosen=row is chosen)) for row in view.places]
    content: list[html.Div | html.Details | html.P | html.Ol] = [heading, html.Ol(rows[:VISIBLE], className="places")]
    if rest := rows[VISIBLE:]:
        content.append(_more(rest, opened=chosen in view.places[VISIBLE:]))
    return content


def chosen_row(view: MonthView, place: str | None) -> PlaceRow | None:
    """The row whose place holds the cell ``place``, if any."""
    return next((row for row in view.places if place is not None and (place == row.key or place in row.cells)), None)


def _more(rest: list[html.Li], *, opened: bool) -> html.Details:
    words = "1 more place" if len(rest) == 1 else f"{len(rest)} more places"
    return html.Details(
        [html.Summary(words), html.Ol(rest, className="places", start=VISIBLE + 1)], open=opened, className="more"
    )


def _nothing(view: MonthView) -> str:
    where = "the town" if view.area.name == TOWN else view.area.title
    return f"{view.concern.title}: no place in {where} stands out, together with its surroundings, from the rest."


def _row(row: PlaceRow, choices: Choices, *, chosen: bool) -> html.A:
    title = [
        html.Span(row.name, className="place-name"),
        html.Span(_where(row), className="place-ward"),
        html.Span(letters(row.agencies), className="place-agencies"),
    ]
    return link(
        [
            html.Span([unseen("Place "), str(row.number)], className="place-number"),
            html.Span(
                [html.Span(title, className="place-title"), html.Span(row.why, className="place-why")],
                className="place-text",
            ),
        ],
        address(choices, place=None if chosen else row.key),
        className="place" + (" is-chosen" if chosen else ""),
        **{"data-place": row.key},
        **({"aria-current": "true"} if chosen else {}),
    )


def _where(row: PlaceRow) -> str:
    """Ward and neighbourhood, each once: a name that is shared carries its ward already."""
    said = f", {row.ward}" in row.name or row.ward == row.neighbourhood
    return row.neighbourhood if said else f"{row.ward}, {row.neighbourhood}"
