"""Why a place is on the list, or why it is not, as one sheet of A4."""

from collections.abc import Sequence
from typing import Final

from aim.months import title
from aim.questions.editions import Edition
from aim.questions.explain import ExplainView
from aim.questions.explain_words import Fact
from aim.reports import paper
from aim.reports.bars import bars, in_words
from aim.reports.paper import Stamp
from aim.reports.shapes import shape_of

WIDTH_MM: Final = 178.0
BARS_MM: Final = 30.0


def explain_sheet(view: ExplainView, stamp: Stamp, edition: Edition, *, grey: bool = False) -> bytes:
    """The explanation as a PDF of one page. Raises AimError where Pango is missing."""
    chart = ""
    if view.series:
        expected = None if view.expected is None else [view.expected] * len(view.series)
        chart = bars(
            view.months,
            view.series,
            expected,
            width_mm=WIDTH_MM,
            height_mm=BARS_MM,
            grey=grey,
            shown=view.month,
            label=f"{view.bars}.",
        )
    values = {
        "view": view,
        "month": title(view.month),
        "pairs": _pairs(view.facts),
        "chart": chart,
        "said": in_words(f"{view.bars}.", view.months, view.series) if view.series else "",
        "width": WIDTH_MM,
        "shape_kind": shape_of(view.facts[0].value.partition(":")[0]) if view.listed else "",
    }
    return paper.sheet("explain", values, title=view.title, edition=edition, stamp=stamp, grey=grey, pages=1)


def _pairs(facts: Sequence[Fact]) -> list[tuple[Fact, ...]]:
    """Two in a line, read across."""
    return [tuple(facts[at : at + 2]) for at in range(0, len(facts), 2)]
