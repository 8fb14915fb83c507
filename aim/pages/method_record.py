"""The last sections but one of the Method page: the transparency record, and the papers behind the tool.

The questions are those of the UK government's Algorithmic Transparency Recording Standard (its first tier, and what
applies of its second), answered for this tool as it is built. What only the partnership can answer is said to be so.
"""

from typing import Any, Final

from dash import html

from aim.pages.method_parts import Part, figures, section
from aim.questions.method_views import MethodView, Paper

_TOOL: Final = (
    (
        "What is it for?",
        "To show partners where and when more was reported than usual, so that they can decide together where to send "
        "people, and can see later what that did.",
    ),
    (
        "Who decides?",
        "People, in a meeting or a briefing. The tool proposes no deployment and makes no decision. Each "
        "decision is kept "
        "with who (a role), what, why, and the numbers that lay before them; nothing is overwritten.",
    ),
    (
        "What does it decide on its own?",
        "Nothing about anybody. It orders places for a list, and leaves out what it cannot say. Both rules "
        "stand above, "
        "with their thresholds.",
    ),
    (
        "Does it learn by itself?",
        "No. It counts, and compares counts with what the same place or area held before, by published statistics. The "
        "same data and settings always give the same numbers.",
    ),
    (
        "What data goes in?",
        "Reports without names, by kind, month and place, from the sources listed above. Offences that could "
        "point at a "
        "victim are held by neighbourhood only. Records about health, Prevent and Channel are refused.",
    ),
    (
        "What else was considered?",
        "A list of last month's busiest places, and one of the last twelve months: how much better or worse "
        "the order used "
        "here did is in the tables above. Forecasts of where something will happen were not built.",
    ),
    (
        "What can go wrong?",
        "Who reports decides what is seen: places that trust no agency look quiet, and places that are "
        "watched look busy. "
        "Chance alone makes some places stand out. Both are said beside the numbers; kinds that are only "
        "found by looking "
        "rank no place.",
    ),
    (
        "Could it treat people unequally?",
        "It holds nothing about people, and still moves attention between areas. Every list says which "
        "agencies report a "
        "place, and each neighbourhood is shown beside what was expected of it. The equality impact "
        "assessment below is "
        "where the partnership says what it found.",
    ),
    (
        "How is it checked?",
        "By simulated towns where the truth is known, by looking back month by month, and by anybody who asks: "
        "every number can be worked out again from the picture id.",
    ),
)


def record(view: MethodView) -> Part:
    """The transparency record, and where the papers are."""
    answers = [
        *_TOOL,
        (
            "Who is responsible?",
            f"{view.title}."
            + (f" Questions go to {view.contact}." if view.contact else " Who answers questions is not entered yet."),
        ),
    ]
    content: list[Any] = [
        html.P(
            "The questions of the government's Algorithmic Transparency Recording Standard, answered for this "
            "tool. A draft "
            "for the partnership to confirm: what it decides outside of the tool is not in it."
        ),
        html.Dl([html.Div([html.Dt(asked), html.Dd(said)]) for asked, said in answers], className="terms"),
        html.H3("The papers behind it", id="papers"),
        figures(
            "The papers behind it",
            ("paper", "published", "owner", "reviewed"),
            [_row(each) for each in view.papers],
            numeric=(False,) * 4,
        ),
    ]
    return section("record", "Transparency record", "Transparency", content)


def _row(paper: Paper) -> list[Any]:
    if not paper.title:
        return [paper.what, "not published", "not entered yet", ""]
    where = (
        html.A(paper.title, href=paper.url, rel="noopener noreferrer") if paper.url else f"{paper.title}: on request"
    )
    return [paper.what, where, paper.owner, paper.reviewed]
