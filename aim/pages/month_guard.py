"""Places of the Month page that one location may explain: the same two words wherever such a name stands."""

from dash import html

from aim.questions.reasons import ONE_LOCATION
from aim.questions.views import MonthView


def one_location() -> html.Span:
    """The guard in two words, wherever a name stands that one location may explain."""
    return html.Span("one location", className="one-location", title=ONE_LOCATION)


def guarded(view: MonthView) -> frozenset[str]:
    """The cells that one location may explain: of places for discussion, and of what rose most."""
    rows = {cell for row in view.discussion.rows if row.one_location for cell in (row.key, *row.cells)}
    return frozenset(rows | {row.key for area in view.changes for row in area.rows if row.one_location})
