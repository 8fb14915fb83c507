"""The first sections of the Method page: what is said and what is not, each word, and when a month is complete."""

from typing import Any, Final

from dash import html

from aim.pages.method_parts import Part, bullets, figures, lead, section
from aim.questions.method_thresholds import Setting
from aim.questions.method_views import MethodView, SourceRow
from aim.questions.method_words import Term

_SAYS: Final = (
    ("That it cannot say,", " where data is missing, too new or too little. That is asked first, always."),
    ("Where reports gather,", " and whether that is new, was always so, or has gone quiet."),
    ("Whether a month is what its season leads us to expect,", " for the town, a neighbourhood and a ward."),
    ("How easily chance alone could have done it.", " Where much is compared, something is always out of line."),
)
_SAYS_NOT: Final = (
    (
        "Anything about people.",
        " No name, suspect, victim or case note is held. Nobody is scored, and nothing is worked out about anybody.",
    ),
    (
        "How much crime there is.",
        " It counts reports. More reports may mean that more happened, that more people came forward, or that somebody "
        "looked more closely. Counts of drugs and weapons follow how much the police look.",
    ),
    ("What will happen.", " “Expected” is what would be usual by the past. It is not a forecast."),
    ("Why.", " A place can stand out because of a school, a shop, a bus stop or one address."),
    ("Who did well.", " A fall after a visit does not prove that the visit did it, nor a rise that it failed."),
)


def says(view: MethodView) -> Part:
    """What AIM says and what it does not."""
    return section(
        "says",
        "What AIM says, and what it does not",
        "What AIM says",
        [
            html.P(
                f"AIM counts what people in {view.town} reported to the police, the fire service, the council and "
                "their landlord, by place and by month. It looks back: it says where and when that was more than "
                "usual, so that partners can decide together what to do.",
                className="opening",
            ),
            html.H3("It says"),
            bullets(*(lead(*line) for line in _SAYS)),
            html.H3("It does not say"),
            bullets(*(lead(*line) for line in _SAYS_NOT)),
        ],
    )


def words(view: MethodView) -> Part:
    """Each word of the pages, then the numbers behind them."""
    return section(
        "words",
        "What the words mean",
        "The words",
        [
            html.P("Every page uses these words, and only in this sense."),
            html.Dl([_term(term) for term in view.terms], className="terms"),
            html.H3("The numbers in force", id="settings"),
            html.P(
                "Those marked “local” are choices of the partnership, in its settings, and can be changed for all "
                "pages at once; whoever quotes a number quotes the picture, which keeps the settings it was made with."
            ),
            figures(
                "The numbers in force",
                ("what", "value", "used for", "chosen by"),
                [_setting(each) for each in view.settings],
                numeric=(False, True, False, False),
            ),
        ],
    )


def _term(term: Term) -> html.Div:
    shape = [html.Span(term.shape, className="shape", **{"aria-hidden": "true"})] if term.shape else []
    return html.Div(
        [html.Dt([*shape, term.word]), *(html.Dd(paragraph) for paragraph in term.meaning)], id=f"word-{term.key}"
    )


def _setting(each: Setting) -> list[Any]:
    return [each.title, each.value, each.effect, "local" if each.local else "the method"]


_STATES: Final = (
    ("Missing:", " it was not received. It is never written as 0."),
    (
        "Not complete yet:",
        " it came before the source usually has everything, or a part of it must be missing. That is so where days on "
        "end are empty that should not be; where the rest of its quarter is not there; and where it is smaller than "
        "all but one in a thousand whole months would be.",
    ),
    (
        "Complete:",
        " it came late enough, and looks whole. Waiting alone completes nothing: what was sent too early stays "
        "incomplete until it is sent again.",
    ),
)


def completeness(view: MethodView) -> Part:
    """When a month counts as complete, and how far each source has come."""
    content: list[Any] = [
        html.P("Nothing is said of a month before all of it is there. A month of a source is in one of three states."),
        bullets(*(lead(*line) for line in _STATES)),
        html.P(
            "A verdict over several sources needs all of them. A source that has just joined is counted, but compared "
            "with nothing: that it joined must not look like a rise."
        ),
    ]
    if view.sources:
        rows = [_source(source) for source in view.sources]
        columns = ("source", "a month is due", "last complete month", "not complete yet", "a part must be missing")
        content.append(figures("How far each source has come", columns, rows, numeric=(False,) * 5))
    else:
        content.append(html.P("Nothing was received yet.", className="none"))
    return section("completeness", "When a month is complete", "Complete months", content)


def _source(source: SourceRow) -> list[Any]:
    named = [source.title, html.Span(source.what, className="aside")]
    doubted = [html.Div(line) for line in source.doubted] or "none"
    return [named, source.due, source.last, source.waiting, doubted]
