"""What stands where the drawer opens, until a place is chosen: how to read the page and what to beware of."""

from dash import html

from aim.pages.parts import number, period
from aim.questions.views import TOWN, MonthView


def guide(view: MonthView) -> list[html.H2 | html.H3 | html.P | html.Ul]:
    """Plain words for a room that sees the page once a month."""
    content: list[html.H2 | html.H3 | html.P | html.Ul] = [
        html.H2("How to read this"),
        html.P("Choose a place to see its months here."),
        html.H3("Numbered places"),
        html.P(_numbered(view)),
        html.H3("Beware"),
        html.Ul([html.Li(line) for line in _beware(view)]),
    ]
    if view.apart_names:
        content += [html.H3("Counted apart"), html.P(_apart(view))]
        content += [html.Ul([html.Li(name) for name in view.apart_names])]
    return content


def _numbered(view: MonthView) -> str:
    said = (
        "Each stands out, together with its surroundings, from the rest of the town, and holds enough itself. "
        "Their order is by what happened there, recent months most."
    )
    # The letters are of all concerns, whatever concern is shown: beside fires they are not who reported those.
    return f"{said} Letters: who reports there, of any concern." if _several(view) else said


def _several(view: MonthView) -> bool:
    return len({source.agency for source in view.strip}) > 1


def _apart(view: MonthView) -> str:
    where = "" if view.area.name == TOWN else f" in {view.area.title}"
    when = period(view.month, view.window)
    return f"{number(view.apart)}{where}, {when}, at known places where reports are recorded, in no other figure:"


def _beware(view: MonthView) -> list[str]:
    lines = list(view.notes)
    if not view.boundaries_confirmed:
        lines.append("Which ward belongs to which neighbourhood is unconfirmed.")
    if _several(view):
        lines.append("One event may be told to several agencies, and then counts with each.")
    return [*lines, "Points are rounded: a place is an area, not an address."]
