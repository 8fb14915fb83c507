"""What rose most in each neighbourhood: of the chosen one in full, of the others behind their names."""

from typing import Any

from dash import html

from aim.pages.month_guard import one_location
from aim.pages.month_marks import PLACES, sentence
from aim.pages.parts import link, unseen
from aim.pages.state import Choices, address
from aim.questions.area_views import AreaChanges, ChangeRow
from aim.questions.reasons import ONE_LOCATION
from aim.questions.views import TOWN, MonthView

_NEW = "new or worse"


def changes(view: MonthView, choices: Choices) -> list[Any]:
    """A title, the places of the chosen neighbourhood or all of them, and how far the order can be trusted."""
    of_one = view.area.name != TOWN
    mine = [each for each in view.changes if each.neighbourhood == view.area.name or not of_one]
    if not mine:
        return []
    title = f"Rose most in {view.area.title}" if of_one else "Rose most in each neighbourhood"
    said = {each.said for each in mine}
    if not any(each.rows for each in mine) and len(said) == 1:
        return [html.H2(title), html.P(f"{sentence(said.pop())}.")]
    content = _rows(mine[0], choices) if of_one else [_folded(each, choices) for each in mine]
    return [html.H2(title), *content, html.P(_caveat(mine), className="caveat")]


def _caveat(shown: list[AreaChanges]) -> str:
    """That most of the order is chance: of many places some always rise."""
    rows = [row for area in shown for row in area.rows]
    said = "Against each place's own history, in order of change."
    if any(row.new for row in rows):
        return f"{said} Only {PLACES[_NEW]} is more than chance explains."
    return f"{said} Chance may explain all of it." if rows else said


def _folded(area: AreaChanges, choices: Choices) -> html.Details:
    """A neighbourhood that opens; what rose most there stands in its line already."""
    words: list[Any] = [html.Strong(area.neighbourhood)]
    words += _name(area.rows[0]) if area.rows else [html.Span(area.said, className="change-said")]
    if area.rows and area.rows[0].known:
        words.append(html.Span("known", className="change-known"))
    if area.rows and area.rows[0].one_location:
        words.append(one_location())
    chosen = any(row.key == choices.place for row in area.rows)
    return html.Details([html.Summary(words), *_rows(area, choices)], className="change-area", open=chosen)


def _rows(area: AreaChanges, choices: Choices) -> list[Any]:
    content: list[Any] = [html.Ol([html.Li(_row(row, choices)) for row in area.rows])] if area.rows else []
    return content + ([html.P(f"{sentence(area.said)}.", className="change-said")] if area.said else [])


def _row(row: ChangeRow, choices: Choices) -> html.A:
    name: list[Any] = _name(row)
    if row.new:
        name = [html.Span(PLACES[_NEW], className="mark", **{"aria-hidden": "true"}), unseen(f"{_NEW}:"), *name]
    if row.known:
        name.append(html.Span("known", className="change-known"))
    if row.number:
        name.append(html.Span([unseen("place "), str(row.number)], className="place-number place-number--small"))
    why: list[Any] = [row.why]
    if row.one_location:
        why.append(html.Span(ONE_LOCATION, className="place-guard"))
    return link(
        [html.Span(name, className="change-name"), html.Span(why, className="change-why")],
        address(choices, place=row.key),
        className="change",
    )


def _name(row: ChangeRow) -> list[Any]:
    """On paper a place that one location may explain is called by ward and concern."""
    if not row.one_location:
        return [html.Span(row.name)]
    called = html.Span(row.called, className="place-called", **{"aria-hidden": "true"})
    return [html.Span(row.name, className="is-named-here"), called]
