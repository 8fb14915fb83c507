"""The four neighbourhood cards: this month beside what was expected, last year, and how the last 24 months went."""

from aim import months
from aim.pages.menus import Plain, link, unseen
from aim.pages.month_marks import SIGNALS, cut, ticks
from aim.pages.parts import not_yet, number
from aim.pages.plain import element
from aim.pages.state import Choices, address
from aim.questions.views import TOWN, Card, MonthView, SignalRow
from layers import charts


def cards(view: MonthView, choices: Choices) -> Plain:
    """One card a neighbourhood: a link that chooses it; that of the chosen one leads back to the town. Plain."""
    highest = max((value for card in view.cards for value in card.series if value is not None), default=0)
    chosen = [card.neighbourhood == view.area.name for card in view.cards]
    items = [
        element("li", _card(card, view, choices, highest=highest, chosen=is_chosen))
        for card, is_chosen in zip(view.cards, chosen, strict=True)
    ]
    return element("ul", items, className="cards" + (" cards--chosen" if any(chosen) else ""))


def _card(card: Card, view: MonthView, choices: Choices, *, highest: int, chosen: bool) -> Plain:
    href = address(choices, area=TOWN if chosen else card.neighbourhood, place=None)
    return link(
        [element("div", _figures(card, view), className="card-figures"), _bars(card, view, highest)],
        href,
        className="card" + (" is-chosen" if chosen else ""),
        title="Show the whole town" if chosen else f"Show {card.neighbourhood} only",
        **({"aria-current": "true"} if chosen else {}),
    )


def _figures(card: Card, view: MonthView) -> list[Plain]:
    name = element("span", card.neighbourhood, className="card-name")
    if card.count is None:
        words = "not received from all" if len(view.strip) > 1 else "not received"
        return [name, element("span", words, className="card-missing")]
    signal = view.signals.shown.get(card.neighbourhood)
    now = [element("span", number(card.count), className="card-count"), unseen(" incidents ")]
    if signal is not None and signal.lower is not None:
        now.append(element("span", _expected(card, signal), className="card-expected"))
    lines = [name, element("span", now, className="card-now")]
    if not view.complete:
        lines.append(element("span", "not complete yet", className="tag"))
    elif signal is not None:
        lines.append(_signal(signal))
    part = " card-then--part" if view.compared else ""
    then: list[str | Plain] = [_comparison(card, view)]
    if card.apart and view.complete:
        apart = [f" · {number(card.apart)} ", unseen("at known places, "), "shown apart"]
        then.append(element("span", apart, className="card-apart"))
    lines.append(element("span", then, className=f"card-then{part}"))
    return lines


def _expected(card: Card, signal: SignalRow) -> str:
    """``expected 150 to 210``, with the count it is of where some of the sources cannot be compared."""
    expected = f"expected {number(signal.lower or 0)}\u2013\u2060{number(signal.upper or 0)}"  # no line ends within
    alike = signal.count is None or signal.count == card.count
    return expected if alike else f"compared sources {number(signal.count or 0)}, {expected}"


def _signal(signal: SignalRow) -> Plain:
    if signal.signal in SIGNALS:
        mark = element("span", SIGNALS[signal.signal], className="mark", **{"aria-hidden": "true"})
        return element("span", [mark, signal.signal], className="card-signal")
    return element("span", f"{signal.signal}: {signal.reason}", className="card-unsaid")


def _comparison(card: Card, view: MonthView) -> str:
    if card.last_year is not None:
        then = f"last year {number(card.last_year)}"
        return f"{view.compared} {number(card.compared or 0)}, {then}" if view.compared else then
    # A month that can still grow has a year before it; the two are not put side by side.
    return "no figure for last year" if card.series[-13] is None else "not compared yet"


def _bars(card: Card, view: MonthView, highest: int) -> Plain:
    """The months as upright bars from zero, on one scale for all cards, so that heights compare across them.

    Below them ticks of the calendar; a line where counting begins anew, with why.
    """
    bars = [_bar(value, highest, _kind(month, view)) for month, value in zip(card.months, card.series, strict=True)]
    ends = [element("span", months.short(card.months[at])) for at in (0, -1)] if card.months else []
    breaks = [each for each in view.marks.breaks if each.month in card.months]
    at = [(float(card.months.index(each.month)), "bars-cut") for each in breaks]
    at += [(tick.at, "bars-tick") for tick in view.marks.ticks] if card.months else []
    marks = [
        element("span", className=name, style={"left": f"{100 * each / len(card.months):.4g}%"}) for each, name in at
    ]
    return element(
        "div",
        [
            element("div", [*bars, *marks], className="bars", title=ticks(view.marks), **{"aria-hidden": "true"}),
            element("div", ends, className="bars-ends", **{"aria-hidden": "true"}),
            *(element("div", cut(each), className="bars-said") for each in breaks),
            unseen(" ".join(filter(None, [charts.summary(card.months, card.series), ticks(view.marks)]))),
        ],
        className="card-bars",
    )


def _kind(month: str, view: MonthView) -> str:
    if month == months.shift(view.month, -12):
        return "bar--then"
    if not_yet(month, view):
        return "bar--unsure"
    return "bar--now" if month == view.month else ""


def _bar(value: int | None, highest: int, kind: str) -> Plain:
    if value is None:
        return element("span", className="bar bar--gap")
    share = 100 * value / highest if highest else 0.0
    return element("span", className=f"bar {kind}".strip(), style={"height": f"{share:.1f}%"})
