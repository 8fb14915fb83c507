"""What does the meeting have before it, on paper? The month's list, signals, data and decisions, in two editions.

The Internal edition says what Present shows. The Public one is of the same rows as public minutes and sheets, and what
it tells of them :mod:`aim.questions.public_rule` says: no number of a single place, no count that could be of somebody,
nothing of what is decided.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from aim import months, schema
from aim.concerns import ALL
from aim.config import Config
from aim.errors import QuestionError
from aim.questions import words
from aim.questions.area_rows import YEAR, area_rows
from aim.questions.decisions import month_decisions
from aim.questions.discussion import LANES, chance, discussion_view
from aim.questions.editions import Edition
from aim.questions.freshness import freshness
from aim.questions.given_out import stands
from aim.questions.giving_out import give_out
from aim.questions.method import method_view
from aim.questions.minutes import meeting
from aim.questions.minutes_view import NOTHING, remarks
from aim.questions.pack_views import PackColumn, PackLane, PackMap, PackPlace, PackRow, PackView
from aim.questions.present import whole_meeting
from aim.questions.present_meeting import compared_alone, line_of
from aim.questions.present_views import Coming, Held, Moved, PlaceLine, PlaceStep, PresentView, SentStep, Where
from aim.questions.public_places import public_places_table
from aim.questions.public_rule import TOLD_LATER, public_line
from aim.questions.public_words import (
    apart_words,
    chance_words,
    counted_words,
    outside,
    outside_words,
    unjudged_words,
    withheld_words,
)
from aim.questions.set_apart import in_words
from aim.questions.shown import show
from aim.questions.views import DiscussionView, MonthView, SourceState
from aim.reading.freshness import Freshness

# The words that half a page explains, in this order.
_WORDS: Final = (
    "expected",
    "higher",
    "stands-out",
    "new-or-worse",
    "every-month",
    "quietened",
    "one-location",
    "apart",
)
# What is for the meeting is handed out before it, to everybody who comes: it is not refused, and says what it is.
_DRAFT: Final = " The list may still change: the meeting is not closed."
NOTHING_OWED: Final = "Nothing is owed from earlier meetings."


def pack_view(
    config: Config, *, month: str | None = None, edition: Edition = Edition.PUBLIC
) -> tuple[PackView, MonthView, Freshness]:
    """The pack of ``month`` (by default the latest that is complete), the Month page it is of, and as of what.

    Raises QuestionError where nothing is built and for a month that is not held.
    """
    steps = whole_meeting(config, month=month)
    shown = None if not steps else show(config, steps[0].view.fingerprint)
    if shown is None:
        raise QuestionError("there is no picture yet: run `aim build`, or load an extract with `aim ingest PATH`")
    fresh, view = freshness(config, shown), steps[0].view
    made = _internal(config, steps) if edition == Edition.INTERNAL else _public(config, fresh, steps)
    return made, view, fresh


@dataclass(frozen=True)
class _Said:
    """The contents of the steps, each once."""

    held: Held
    sent: SentStep
    moved: Moved
    where: Where
    places: tuple[PlaceStep, ...]
    coming: Coming


def _said(steps: Iterable[PresentView]) -> _Said:
    found = [step.content for step in steps]

    def one(kind: type[Any]) -> Any:
        return next(content for content in found if isinstance(content, kind))

    places = tuple(content for content in found if isinstance(content, PlaceStep))
    return _Said(one(Held), one(SentStep), one(Moved), one(Where), places, one(Coming))


# ---- internal --------------------------------------------------------------------------------------------------------
def _internal(config: Config, steps: tuple[PresentView, ...]) -> PackView:
    said, view, rows = _said(steps), steps[0].view, steps[0].rows
    named = {line.number: _row(line) for line in rows}
    closed = meeting(config, view.month).last is not None
    return PackView(
        edition=Edition.INTERNAL,
        headline=view.headline,
        unsaid=said.held.unsaid,
        notes=said.held.notes,
        columns=tuple(_column(config, view, at) for at in range(len(view.cards))),
        outside=tuple((row.signal, row.text) for row in view.signals.outside),
        none_outside="Nothing is outside what was expected.",
        chance=view.signals.chance,
        chance_of_list=chance() if rows else "",
        lanes=_lanes(view.discussion, named, _known(config, view)),
        places=tuple(_place(step, named[step.line.number], closed=closed) for step in said.places),
        marked=PackMap.of(rows),
        sent=said.sent.rows,
        sent_note=said.sent.trouble or _left(said.sent),
        **_common(config, view, said),
    )


def _known(config: Config, view: MonthView) -> dict[str, str]:
    """By key since when the places are known that stand apart: ``No 3, Town centre, known since May 2025.``"""
    if not view.known:
        return {}
    found = month_decisions(config, month=view.month).by_place
    apart = [line_of(row) for row in view.discussion.rows if row.key in view.known]
    return {line.key: f"No {line.number}, {line.called}, {in_words(found.get(line.key))}." for line in apart}


def _row(line: PlaceLine) -> PackRow:
    return PackRow(line.number, line.called, line.where, line.shape, line.why, line.guards)


def _left(sent: SentStep) -> str:
    if sent.more:
        return f"And {words.number(sent.more)} more, on the Month page."
    return "" if sent.rows else NOTHING_OWED


def _column(config: Config, view: MonthView, at: int) -> PackColumn:
    card = view.cards[at]
    signal = view.signals.shown.get(card.neighbourhood)
    told = signal is not None and card.count is not None
    return PackColumn(
        neighbourhood=card.neighbourhood,
        count=card.count,
        word=signal.signal if signal is not None and told else "",
        lower=signal.lower if signal is not None and told else None,
        upper=signal.upper if signal is not None and told else None,
        reason=_reason(config, view, at),
        last_year="" if card.last_year is None or view.compared else f"{card.last_year:,}",
        months=card.months,
        series=card.series,
    )


def _reason(config: Config, view: MonthView, at: int) -> str:
    """Why there is no count or verdict; of a verdict on some of the sources their count."""
    card, signal = view.cards[at], view.signals.shown.get(view.cards[at].neighbourhood)
    if card.count is None:
        return "not received from all"
    if signal is not None and signal.lower is not None and signal.count not in (None, card.count):
        return f"expected{compared_alone(config, view, signal.count)}"
    return "" if signal is None else signal.reason


def _place(step: PlaceStep, row: PackRow, *, closed: bool) -> PackPlace:
    return PackPlace(
        row=row,
        facts=tuple(fact for fact in step.facts if fact.casefold() not in row.why.casefold()),
        months=step.months,
        series=step.series,
        expected=step.expected,
        counted=step.counted,
        standing=_standing(step, closed=closed),
        closed=closed,
    )


def _standing(step: PlaceStep, *, closed: bool) -> str:
    """What this meeting decided; before it did what stands from an earlier one."""
    if step.now is not None:
        return f"{'Decided' if closed else 'Decided so far'}: {step.now.text}"
    if closed:
        return step.trouble or NOTHING
    if step.earlier is None:
        return ""
    told = f" ({step.earlier.told})" if step.earlier.told else ""
    return f"Decided in {months.short(step.earlier.decision.month)}: {step.earlier.text}{told}"


# ---- public ----------------------------------------------------------------------------------------------------------
def _public(config: Config, fresh: Freshness, steps: tuple[PresentView, ...]) -> PackView:
    said, view = _said(steps), steps[0].view
    table, record = public_places_table(config, month=view.month)
    given = give_out(config, fresh, [view.month, months.shift(view.month, -YEAR)])
    rows = area_rows(fresh, view.month, given)
    whole = discussion_view(fresh, view.month)
    meant = {row.number: whole.lanes[row.lane] for row in whole.rows}
    named = {int(row[schema.NUMBER]): _public_row(row, meant[row[schema.NUMBER]]) for row in table.to_dict("records")}
    areas = [row for row in rows if row["area"]]
    notes = (
        unjudged_words(rows),
        withheld_words(rows),
        counted_words(rows),
        apart_words(len(view.apart_names)),
        stands(given, view.month),
    )
    state = meeting(config, view.month)
    return PackView(
        edition=Edition.PUBLIC,
        headline=f"{_public_headline(view, len(named))}{'' if state.last else _DRAFT}",
        unsaid=tuple(record["silent"]),
        notes=tuple(filter(None, notes)),
        columns=tuple(_public_column(row) for row in areas if row["concern"] == ALL),
        outside=tuple((row["signal"], outside_words(row)) for row in outside(areas)),
        none_outside="",  # ``chance`` says it
        chance=chance_words(areas),
        chance_of_list=chance() if named else "",
        lanes=_lanes(whole, named, {}),  # which are known is decided
        places=(),
        marked=None,
        sent=(),
        sent_note=TOLD_LATER,
        remarks=remarks(state, public=True),
        **_common(config, view, said),
    )


def _public_row(row: dict[Any, Any], meant: str) -> PackRow:
    """A place told by its concerns, and where it is called by the only one it has, by what its lane means."""
    concerns = str(row[schema.CONCERNS]).split("; ")
    return PackRow(
        number=int(row[schema.NUMBER]),
        called=str(row[schema.PLACE]),
        where=str(row[schema.NEIGHBOURHOOD]),
        shape=str(row[schema.CLASS]),
        why=f"For {words.listed(concerns).lower()}" if len(concerns) > 1 else f"{meant[:1].upper()}{meant[1:]}",
        guards=(),
    )


def _public_headline(view: MonthView, places: int) -> str:
    many = words.plural(places, "place") if places else "no place"
    return f"{months.title(view.month)}: {many} for discussion."


def _public_column(row: dict[str, Any]) -> PackColumn:
    line = public_line(row)
    return PackColumn(
        neighbourhood=row["area"],
        count=line.count,
        word=line.signal,
        lower=line.lower,
        upper=line.upper,
        reason=line.reason,
        last_year="" if line.last_year is None else f"{line.last_year:,}",
    )


# ---- both ------------------------------------------------------------------------------------------------------------
def _common(config: Config, view: MonthView, said: _Said) -> dict[str, Any]:
    shown = show(config, view.fingerprint)
    assert shown is not None  # it has just been read
    terms = {term.key: (term.word, term.meaning[0]) for term in method_view(config, view.fingerprint).terms}
    return {
        "month": view.month,
        "title": f"AIM meeting pack: {months.title(view.month)}",
        "partnership": shown.partnership["title"],
        "town": shown.partnership["town"],
        "complete": view.complete,
        "sources": tuple((source.title, _state(source)) for source in view.strip),
        "quiet": said.where.quiet,
        "touched": said.coming.touched,
        "coming": said.coming.events,
        "method": tuple(terms[key] for key in _WORDS if key in terms),
    }


def _state(source: SourceState) -> str:
    """``September 2026 complete · Oct not complete yet``: the strip's words, with the year of its month."""
    first, *rest = source.text.split(" · ")
    whole = f"{months.title(source.month)} complete" if source.month else first.removeprefix(f"{source.title}: ")
    return " · ".join([whole, *rest])


def _lanes(found: DiscussionView, named: dict[int, PackRow], known: Mapping[str, str]) -> tuple[PackLane, ...]:
    return tuple(
        PackLane(
            name=lane,
            meaning=found.lanes[lane],
            rows=tuple(named[row.number] for row in found.rows if row.lane == lane and row.key not in known),
            empty="cannot say" if lane in found.unsaid else "no place",
            more=found.more[lane],
            known=tuple(known[row.key] for row in found.rows if row.lane == lane and row.key in known),
        )
        for lane in LANES
    )
