"""What stands on the Briefing page: places to be today, what came in, the week by hours, what is coming up."""

from base64 import b64encode
from typing import Any
from urllib.parse import urlencode

from dash import html

from aim.pages.briefing_address import Choices, address
from aim.pages.month_marks import PLACES, marked
from aim.pages.parts import below, letters, link, unseen
from aim.questions.briefing_views import PERIODS, BriefingPlace, BriefingView, Hours, ReceivedRow
from aim.questions.ground import Roads
from layers import week
from layers.style import FONT, Theme

SHEET = "/briefing.pdf"
_FEW = 2  # cards that have room to spare on a wall
_PHONE_LETTERS = 22  # of the hours: 12 pixels on a phone


def headline(view: BriefingView) -> html.H1:
    """Where, which day, what came and how old the newest file is: one line of text."""
    stale = []
    if view.stale:
        stale = [html.Strong("STALE", className="stale"), html.Span(f" {view.stale}. ", className="stale-words")]
    said = [html.Strong(f"{view.title}. "), *stale, html.Span(f"{view.received} {view.last_file}".strip())]
    return html.H1(said, className="briefing-line", tabIndex="-1")


def tabs(view: BriefingView, choices: Choices) -> html.Nav:
    """The neighbourhoods."""
    links = []
    for name in view.areas:
        current = {"aria-current": "true"} if name == view.area else {}
        links.append(html.Li(link(name, address(choices, neighbourhood=name), className="briefing-tab", **current)))
    return html.Nav(html.Ul(links), className="briefing-tabs", **{"aria-label": "Neighbourhood"})


def controls(view: BriefingView, choices: Choices) -> list[Any]:
    """The periods, and the sheet to print."""
    links = []
    for name, title in PERIODS.items():
        current = {"aria-current": "true"} if name == view.period else {}
        links.append(html.Li(link(title, address(choices, since=name), className="briefing-period", **current)))
    sheet = f"{SHEET}?{urlencode({'neighbourhood': view.area, 'since': view.period})}"
    return [
        html.Nav(html.Ul(links), className="briefing-periods", **{"aria-label": "Received in"}),
        html.A(
            ["Print", unseen(f": one sheet for {view.area}, opens in another tab")],
            href=sheet,
            target="_blank",
            rel="noopener",
            className="button button--print",
        ),
    ]


def places(view: BriefingView) -> html.Section:
    """Be here today: at most five cards."""
    cards = [html.Li(_card(view, place)) for place in view.places]
    note = [html.P(view.places_note, className="briefing-note")] if view.places_note else []
    inner = [html.H2("Be here today"), *note, *([html.Ol(cards)] if cards else [])]
    many = " is-many" * (len(cards) > _FEW)
    return _scrolling(inner, "Be here today", f"briefing-places{many}")


def _card(view: BriefingView, place: BriefingPlace) -> html.Article:
    facts = [html.P(place.why, className="briefing-why")]
    if place.guard:
        facts.append(html.P(place.guard[0].upper() + place.guard[1:], className="briefing-guard"))
    if place.when:
        facts.append(html.P([html.B("When "), place.when], className="briefing-when"))
    if place.do:
        facts.append(html.P([html.B("Do "), place.do], className="briefing-do"))
    name: Any = place.name
    if not place.guard and place.key:
        name = html.A(place.name, href="/?" + urlencode({"month": view.month, "place": place.key}))
    ward = [] if place.ward in place.name else [html.Small(place.ward)]
    shape = [marked(place.shape, PLACES, name="place-shape")] if place.shape else []
    return html.Article(
        [
            html.Span(str(place.number), className="place-number", **{"aria-hidden": "true"}),
            html.Div(
                [
                    html.H3([unseen(f"{place.number}. "), name, *ward]),
                    *facts,
                    html.P([*shape, html.Span(place.standing)], className="briefing-standing"),
                ]
            ),
        ],
        className="briefing-card is-decided" if place.decided else "briefing-card",
    )


def came_in(view: BriefingView) -> html.Section:
    """What was received: at most fifteen rows, what is not among them, and a usual week beside seven days."""
    inner: list[Any] = [html.H2("What came in")]
    if view.rows:
        inner.append(html.Ul([html.Li(_received(row)) for row in view.rows], className="received"))
    else:
        inner.append(html.P(view.no_rows, className="briefing-note"))
    if view.left:
        inner.append(html.P(f"Besides: {'; '.join(view.left)}.", className="briefing-note"))
    if view.compared:
        inner += [html.H3("Beside a usual week"), html.Ul([html.Li(line) for line in view.compared], className="usual")]
    inner += [html.P(note, className="briefing-note") for note in view.notes]
    return _scrolling(inner, "What came in", "briefing-received")


def _scrolling(inner: list[Any], label: str, name: str) -> html.Section:
    """A part that may be longer than its frame: it says so, and a keyboard must reach it."""
    return html.Section([*inner, below()], className=name, tabIndex="0", **{"aria-label": label})


def _received(row: ReceivedRow) -> list[Any]:
    return [
        html.Span(row.count, className="received-count"),
        html.Span(
            [
                html.B(row.what),
                html.Span(row.when, className="received-when"),
                html.Span(row.place, className="received-place"),
            ],
            className="received-words",
        ),
        html.Span(letters(row.agency), className="received-agency"),
    ]


def bottom(view: BriefingView, theme: Theme) -> html.Section:
    """The week by hours or why it is not told, and what is coming up."""
    title = html.H2(f"When, in {view.area}")
    if view.hours is None:
        hours = html.Div([title, html.P(view.no_hours, className="briefing-note")], className="briefing-hours")
    else:
        words = html.P([view.hours.text, " Darker is more." if theme == "light" else " Lighter is more."])
        hours = html.Div([title, _week(view.hours, theme), words], className="briefing-hours")
    coming = [html.Li(each) for each in view.coming_up] or [html.Li("Nothing in the calendar.")]
    return html.Section([hours, html.Div([html.H2("Coming up"), html.Ul(coming)], className="briefing-coming")])


def _week(hours: Hours, theme: Theme) -> html.Picture:
    """The hours as a picture, with larger letters where it stands smaller."""

    def drawn(letters: int) -> str:
        content = week.week_svg(hours.week, theme=theme, font=FONT, letters=letters)
        return f"data:image/svg+xml;base64,{b64encode(content.encode()).decode()}"

    words = f"Hours of the week. {hours.text}"
    return html.Picture(
        [
            html.Source(srcSet=drawn(_PHONE_LETTERS), media="(max-width: 640px)"),
            html.Img(src=drawn(week.LETTERS), alt=words, className="week"),
        ],
        className="week-picture",
    )


def foot(view: BriefingView, roads: Roads | None = None) -> list[Any]:
    """The picture it is from, and whose the outlines and the roads on the map are."""
    parts: list[Any] = [] if view.boundaries_confirmed else [html.Span("Boundaries unconfirmed")]
    parts += [html.Span(["Picture ", html.Code(view.picture)]), html.Span(f"As at {view.as_at}")]
    said = f"{view.attribution} Roads: {roads.attribution}" if roads else view.attribution
    return [*parts, html.Span(said, className="attribution")]
