"""The later sections of the Method page: how well it works, seriousness, calendar, sources and how to ask back."""

from typing import Any, Final

from dash import html

from aim.pages.method_parts import Part, bullets, figures, lead, measured, section
from aim.questions.method_views import MethodView, Seriousness, Weight
from aim.schema import COARSE_M

_MOVED: Final = (
    (
        "Points are moved.",
        " Published police data gives the nearest of a fixed list of street points, and not where something happened. "
        f"What is known less exactly than to {COARSE_M} metres is counted for its neighbourhood and drawn nowhere.",
    ),
    (
        "Some sources know the month only.",
        " Published police data has no day and no hour, so it takes part in nothing that is said of days or hours.",
    ),
)
_UNSEEN: Final = (
    (
        "Some offences are at no place of the map.",
        " Where a source tells them apart, sexual and domestic offences, hate crime, exploitation and missing persons "
        "are held by neighbourhood only, without place or time, so that nobody can be recognised. Published police "
        "data counts sexual offences together with violence.",
    ),
    (
        "Not everything is reported.",
        " Some places and people report less than others. AIM cannot see what nobody reported.",
    ),
)
_NEVER: Final = "It judges a way to order places. It is never a figure to judge the group, a team or anybody's work by."


def works(view: MethodView) -> Part:
    """What the experiments found, good or bad."""
    if not view.tables:
        content: list[Any] = [html.P("The experiments have not been run for this copy of AIM.", className="none")]
    else:
        content = [
            html.P(
                "Each rule is tried on towns that a computer makes up, because there the truth is known: where nothing "
                "changed, everything found is a false alarm; where something was put in, one can see how often it is "
                "found. All tables are shown, the bad ones too. Whoever has the code gets the same numbers again from "
                "the seed named."
            ),
            html.P(
                "“Variance/mean” says how unsteady months are. 1 is chance alone; months of real places have 1.4 to "
                "2.5. What holds only at 1 does not hold here."
            ),
            *(measured(table) for table in view.tables),
        ]
    return section("works", "How well it works", "How well it works", content)


def hindsight(view: MethodView) -> Part:
    """Had the order of places been followed, how much of what came next would have lain at its head?"""
    return section(
        "hindsight",
        "Hindsight: was the order of places any good?",
        "Hindsight",
        [
            html.P(
                "For each past month the places are put in order by what was known before it, and it is counted how "
                "much of that month lay in the first 3 % of the area. “Times chance” is how many times more that is "
                "than 3 % of the area would hold by lot. Beside it stand plain rivals that anybody could work out."
            ),
            html.P(html.Strong(_NEVER)),
            *(measured(table) for table in view.hindsight),
        ],
    )


def seriousness(table: Seriousness) -> Part:
    """The weights in force, each with its source."""
    content = [
        html.P(
            "Days of imprisonment that one report of a kind stands for. A kind mixes light and grave cases, so there "
            "is a low and a high value beside the typical one. Rows marked “local choice” have no published value: "
            "the partnership set one, and can set another."
        ),
        figures(
            "Seriousness by category",
            ("category", "low", "typical", "high", "basis", "source"),
            [_weight(row) for row in table.weights],
            numeric=(False, True, True, True, False, False),
            className="weights",
        ),
        html.H3("Without a value"),
        bullets(*([html.Strong(kinds), f": {reason}."] for kinds, reason in table.unweighed)),
        html.P(f"Owner: {table.owner}. Last looked at on {table.reviewed}.", className="made"),
    ]
    return section("seriousness", "Seriousness", "Seriousness", content)


def _weight(row: Weight) -> list[Any]:
    values = [f"{value:g}" for value in (row.low, row.typical, row.high)]
    basis = html.Span("local choice", className="tag") if row.local else "sentencing guideline"
    return [row.category, *values, basis, row.source.removeprefix("Local choice: ")]


def calendar(view: MethodView) -> Part:
    """The breaks in force, and the days that are said beside a month."""
    content: list[Any] = [
        html.P(
            "A break is a month from which a source counts otherwise than before: a new computer system, other rules, "
            "a lockdown. What was counted before says nothing about after, so the comparison begins anew."
        ),
        _breaks(view),
    ]
    if view.events:
        content += [
            html.H3("Calendar"),
            html.P(
                "Days that move what is reported. They are said beside a month; no count is corrected for them. What "
                "is expected of a month that bonfire night touches rests on the months it touched before."
            ),
            figures(
                "Calendar",
                ("what", "next", "note", "known from"),
                [[event.name, event.when, event.note or "–", event.source] for event in view.events],
                numeric=(False,) * 4,
                className="events",
            ),
        ]
    return section("calendar", "Breaks and calendar", "Breaks, calendar", content)


def _breaks(view: MethodView) -> html.P | html.Div:
    if not view.breaks:
        return html.P("No break is in force.", className="none")
    rows = [[each.name, each.month, each.sources, each.note] for each in view.breaks]
    return figures("Breaks in force", ("what", "from", "sources", "known from"), rows, numeric=(False,) * 4)


def sources(view: MethodView) -> Part:
    """Where the data comes from, under which terms, and what it cannot show."""
    content: list[Any] = []
    if view.sources:
        rows = [[source.title, source.what, source.agreement] for source in view.sources]
        content.append(
            figures(
                "Sources and what they are held under",
                ("source", "what it holds", "held under"),
                rows,
                numeric=(False,) * 3,
            )
        )
    content += [html.H3("Attribution"), *_attribution(view), html.H3("Limits"), _limits(view)]
    return section("sources", "Sources and limits", "Sources, limits", content)


def _attribution(view: MethodView) -> list[html.P]:
    said = view.attribution or (
        "Outlines, postcodes and populations: Contains Ordnance Survey data, Royal Mail data and National Statistics "
        "data © Crown copyright and database right. Licensed under the Open Government Licence v3.0."
    )
    return [
        html.P(said),
        html.P(
            "Residents of wards: Source: Office for National Statistics licensed under the Open Government Licence "
            "v3.0. Published police data: data.police.uk, under the same licence."
        ),
    ]


def _limits(view: MethodView) -> html.Ul:
    outlines = f" Those in use: {view.outlines}." if view.outlines else ""
    confirmed = "Confirmed by the partnership." if view.boundaries_confirmed else (
        "No list of the wards of each neighbourhood has been published: which ward belongs where is unconfirmed."
    )  # fmt: skip
    return bullets(
        *(lead(*line) for line in _MOVED),
        lead("Outlines.", f" {confirmed}{outlines}"),
        *(lead(*line) for line in _UNSEEN),
    )


def challenge(view: MethodView) -> Part:
    """How to ask about a number."""
    picture: list[Any] = ["The picture id, which stands on every page and sheet"]
    if view.picture:
        picture += [": this page is of ", html.Code(view.picture), f", as at {view.as_at}"]
    return section(
        "challenge",
        "How to challenge a number",
        "Challenge a number",
        [
            html.P("A number that somebody doubts can be worked out again, exactly as it was, from four things:"),
            bullets(
                [*picture, "."],
                "The month, and over how many months it was counted.",
                "The concern, and the town, neighbourhood, ward or place.",
                "The number itself, or the word beside it.",
            ),
            html.P(
                f"Send them to {view.contact}." if view.contact else "Send them to the partnership's analyst.",
                className="contact",
            ),
            html.P(
                "A picture keeps the data, the outlines, the settings and the version of the code it was made with. It "
                "does not change when they do: the next picture has another id, and the two can be compared."
            ),
        ],
    )
