"""What every step of a meeting is made from, and how it calls a place before everybody."""

from dataclasses import dataclass

from aim.concerns import ALL
from aim.config import Config
from aim.decisions.model import Decision
from aim.errors import StoreError
from aim.questions import words
from aim.questions.decisions import MonthDecisions, month_decisions
from aim.questions.freshness import freshness
from aim.questions.naming import public_name
from aim.questions.present_views import PlaceLine
from aim.questions.set_apart import set_apart
from aim.questions.shown import show
from aim.questions.views import DiscussionRow, MonthView
from aim.reading.comparable import comparable

_UNREAD = "What was decided cannot be read: "


@dataclass(frozen=True)
class Meeting:
    """The month that a meeting is on, as its page shows it, and what it has to discuss."""

    config: Config
    view: MonthView
    rows: tuple[DiscussionRow, ...]

    @classmethod
    def about(cls, config: Config, view: MonthView) -> "Meeting":
        """The meeting about a month: it walks what no earlier meeting knew, as the page lists it."""
        decided, _ = _decisions(config, view.month)
        apart = set_apart(view, decided)
        return cls(config, apart, apart.discussed)

    def decisions(self) -> tuple[MonthDecisions | None, str]:
        """What was decided; without it why it cannot be read: the list itself needs none of it."""
        return _decisions(self.config, self.view.month)

    def called(self, decision: Decision) -> str:
        """The name of a decision's place, as everybody may hear it."""
        for row in self.view.discussion.rows:
            if row.one_location and not {decision.place.key, *decision.place.cells}.isdisjoint(row.cells):
                return decision.place.called
        shown = show(self.config, self.view.fingerprint)
        return decision.place.called if shown is None else public_name(freshness(self.config, shown), decision)


def _decisions(config: Config, month: str) -> tuple[MonthDecisions | None, str]:
    try:
        return month_decisions(config, month=month), ""
    except StoreError as error:
        return None, f"{_UNREAD}{error.plain}"


def compared_alone(config: Config, view: MonthView, count: int | None) -> str:
    """`` for the 206 from Police alone``: of what an expectation is that is not of the whole count beside it."""
    shown = show(config, view.fingerprint)
    assert shown is not None  # it is the picture of the page
    each = comparable(freshness(config, shown), shown.concern(ALL), view.month)
    return f" for the {count or 0:,} from {words.listed(each.titles(each.sources))} alone"


def line_of(row: DiscussionRow) -> PlaceLine:
    """A place as everybody may hear it: where it may be one location, by ward and concern, and marked nowhere."""
    return PlaceLine(
        number=row.number,
        called=row.called if row.one_location else row.name,
        where=_where(row),
        shape=row.shape,
        why=row.why,
        guards=row.guards,
        key=row.key,
        cells=() if row.one_location else row.cells,
        ward=row.ward,
        neighbourhood=row.neighbourhood,
    )


def _where(row: DiscussionRow) -> str:
    """Ward and neighbourhood, each once: what the place is called may hold its ward already."""
    told = row.one_location or f", {row.ward}" in row.name or row.ward == row.neighbourhood
    return row.neighbourhood if told else f"{row.ward}, {row.neighbourhood}"
