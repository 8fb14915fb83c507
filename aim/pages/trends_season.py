"""Year by year: one concern in one area from January to December, and the same as a table."""

from typing import Any

from dash import html

from aim import months
from aim.pages import ids
from aim.pages.graph import graph
from aim.pages.parts import link, number
from aim.pages.trends_address import Choices, address
from aim.pages.trends_pictures import between
from aim.questions.trend_views import Season, TrendsView, Year
from layers import seasons


def season(view: TrendsView, found: Season, choices: Choices, *, theme: str) -> list[Any]:
    """Heading, the areas to choose from, the graph with what it marks in words, and its table."""
    title = f"{found.concern.title} in {found.area.short if found.area.short != 'Town' else 'the town'}, year by year"
    items = [
        html.Li(
            link(
                each.short,
                address(choices, area=each.name),
                className="trend-tab",
                **({"aria-current": "true"} if each == found.area else {}),
            )
        )
        for each in view.areas
    ]
    return [
        html.Div(
            [
                html.H2(title),
                html.Nav(html.Ul(items), className="season-areas", **{"aria-label": "Area of the year by year view"}),
            ],
            className="season-head",
        ),
        graph(ids.TRENDS_GRAPH, figure(view, found, theme), label=in_words(view, found), className="season-graph"),
        *[html.P(line, className="trend-aside") for line in _marks(view, found)],
        _table(found),
    ]


def figure(view: TrendsView, found: Season, theme: str) -> dict[str, Any]:
    """The years as lines, the months' bands of the last one, breaks and the events of the month."""
    lines = [
        seasons.Line(
            name=each.year,
            series=each.series,
            hollow=each.unsure,
            cuts=[(int(one.month[5:]) - 1, one.words) for one in found.breaks if one.month[:4] == each.year],
        )
        for each in found.years
    ]
    ticks = [(each.start, each.end, each.words) for each in found.ticks]
    shown = months.number(view.month) % 12
    return seasons.lines(lines, theme=theme, bands=found.bands, shown=shown, ticks=ticks)


def in_words(view: TrendsView, found: Season) -> str:
    """What the graph shows, for those who cannot see it."""
    at = months.number(view.month) % 12
    said = [f"{each.year} {_count(each.series[at])}" for each in reversed(found.years)]
    return f"{found.row.text}. {months.NAMES[at]} by year: {', '.join(said)}."


def _marks(view: TrendsView, found: Season) -> list[str]:
    drawn = [pair for each in found.years for pair in zip(each.series, each.unsure, strict=True)]
    hollow = any(value is not None and grows for value, grows in drawn)
    said = ["The strong line is the year of the chosen month."]
    if any(found.bands):
        said[0] += " Its pale band is where 19 months of 20 were expected."
    if hollow:
        said[0] += " Hollow, in the table with a star: not complete yet."
    if found.ticks:
        said.append(f"In {months.title(view.month)}, marked below: {'; '.join(each.words for each in found.ticks)}.")
    said += [f"From {months.title(each.month)} on: {each.words}." for each in found.breaks]
    return said


def _table(found: Season) -> html.Details:
    head = [
        html.Th("Year", scope="col"),
        *(html.Th(name[:3], scope="col", className="figure") for name in months.NAMES),
    ]
    newest, *earlier = (_row(each) for each in reversed(found.years))
    frame = html.Table(
        [html.Thead(html.Tr(head)), html.Tbody([newest, *_expected(found), *earlier])],
        className="table season-table",
    )
    name = {"aria-label": f"{found.concern.title}, {found.area.title}: counts by year and month"}
    inside = html.Div(frame, className="table-frame", role="region", tabIndex="0", **name)
    return html.Details([html.Summary("These years as a table"), inside], className="fold")


def _row(year: Year) -> html.Tr:
    cells = [
        html.Td(_count(value) + ("*" if grows and value is not None else ""), className="figure")
        for value, grows in zip(year.series, year.unsure, strict=True)
    ]
    return html.Tr([html.Th(year.year, scope="row"), *cells])


def _expected(found: Season) -> list[html.Tr]:
    """The pale band, under the year that it is of."""
    if not any(found.bands):
        return []
    cells = [html.Td("" if band is None else between(*band), className="figure") for band in found.bands]
    return [html.Tr([html.Th("expected", scope="row"), *cells], className="season-expected")]


def _count(value: int | None) -> str:
    return "–" if value is None else number(value)
