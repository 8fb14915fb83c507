"""What moved this month? The verdicts of :mod:`aim.reading.trends` on neighbourhoods, in words."""

from collections.abc import Sequence

from aim import schema
from aim.concerns import Concern
from aim.engine import trends as engine
from aim.engine.trends import Signal
from aim.questions import words
from aim.questions.nested import EACH_COUNTED, beside, said_once
from aim.questions.trends import reason_of
from aim.questions.views import SignalRow, SignalsView
from aim.reading.freshness import Freshness
from aim.reading.trends import TOWN, MonthTrends, month_trends

_SAID = (Signal.HIGHER, Signal.SLIGHTLY_HIGHER, Signal.SLIGHTLY_LOWER, Signal.LOWER)


def signals(fresh: Freshness, concern: Concern, month: str) -> SignalsView:
    """The verdicts on ``month``: of ``concern`` for each area, and all that are outside what is expected."""
    key = ("signals", fresh.key, concern.name, month)
    return fresh.shown.once(key, lambda: _make(fresh, concern, month), small=True)


def _make(fresh: Freshness, concern: Concern, month: str) -> SignalsView:
    answer = month_trends(fresh, fresh.shown.concerns, month)
    mine = fresh.shown.concerns.index(concern) * len(answer.areas)
    shown = {
        area.neighbourhood: signal_row(answer, mine + at)
        for at, area in enumerate(answer.areas)
        if area.kind in (TOWN, schema.NEIGHBOURHOOD)
    }
    # Which concern is shown makes no difference to what moved.
    key = ("moved", fresh.key, month)
    return SignalsView(shown, *fresh.shown.once(key, lambda: _moved(answer), small=True))


def _moved(answer: MonthTrends) -> tuple[tuple[SignalRow, ...], str]:
    """All that are outside what is expected, and how many of them chance alone would give."""
    found, of_neighbourhoods = answer.found, answer.kind(schema.NEIGHBOURHOOD)
    moved = [at for at in engine.movers(found).tolist() if of_neighbourhoods[at] and found.signal[at] in _SAID]
    once = said_once(answer, moved)
    outside = [signal_row(answer, at, with_it) for at, with_it in once.items()]
    line = _chance(engine.chance_line(found, of_neighbourhoods), nested=len(once) < len(moved))
    return tuple(outside), line


def signal_row(answer: MonthTrends, at: int, with_it: Sequence[int] = ()) -> SignalRow:
    """The verdict on the series ``at``, in words; ``with_it``: those that are said with it (:mod:`.nested`)."""
    found, size = answer.found, len(answer.areas)
    each, area = answer.compared[at // size], answer.areas[at % size]
    signal = Signal(found.signal[at])
    concern = each.made_of.concern
    told = signal != Signal.CANNOT_SAY
    count, expected = int(found.count[at]), float(found.expected[at])
    reason = reason_of(found, at, each)
    text = f"{concern.title} in {area.neighbourhood}{beside(answer, at, with_it)}: {signal.words}"
    return SignalRow(
        area=area.neighbourhood,
        concern=concern.name,
        title=concern.title,
        signal=signal.words,
        count=count if each.received else None,
        expected=expected if told else None,
        lower=int(found.lower[at]) if told else None,
        upper=int(found.upper[at]) if told else None,
        reason=reason,
        text=f"{text}, {count:,} where {expected:,.0f} were expected" if told else f"{text}, {reason}",
    )


def _chance(line: engine.ChanceLine, *, nested: bool = False) -> str:
    """``2 of 56 outside what is expected; chance alone would give about 3``; ``nested``: fewer than that are listed."""
    if not line.judged:
        return "Nothing can be said yet of what is usual"
    chance = f"about {line.by_chance:.0f}" if line.by_chance >= 0.95 else "under 1"
    outside = words.number(line.outside) if line.outside else "none"
    counted = EACH_COUNTED if nested else ""
    return f"{outside} of {line.judged} outside what is expected{counted}; chance alone would give {chance}"
