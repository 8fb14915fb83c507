"""Beside the map: the hexagon that was chosen, the area that is summed, or what to know before either."""

from typing import Any

from aim import months
from aim.pages import menus
from aim.pages.hotspots_address import Choices, address
from aim.pages.menus import Plain
from aim.pages.month_drawer import mix, reporter_line
from aim.pages.month_marks import PLACES, marked, sentence
from aim.pages.parts import letters, number
from aim.pages.plain import element, plain
from aim.questions.bench_views import AreaSum, BenchView, CellCard
from aim.questions.reasons import ONE_LOCATION
from aim.schema import AGENCY_LETTERS
from layers import charts

_DOTS = {"hot": "stood out", "edge": "high surroundings", "none": "did not", "gap": "not held"}


def card(view: BenchView, choices: Choices) -> list[Plain]:
    """What stands over the bars: name, count, what was expected; of nothing chosen, how the page is used."""
    found = view.card
    if found is None:
        return []
    unit = "day of imprisonment" if found.days == 1 else "days of imprisonment"
    days = [element("p", f"{number(found.days)} {unit}", className="card-days")] if found.days is not None else []
    guard = [element("p", sentence(f"{ONE_LOCATION}."), className="guard")] if found.one_location else []
    shape = [element("p", plain(marked(found.kind, PLACES, name="place-shape")))] if found.kind else []
    rank = [element("p", f"Rank: {found.rank}.", className="card-line")] if found.rank else []
    of = f", {found.compared}" if found.compared else ""
    return [
        _head(found, choices),
        *_count(found.count, found.against, found.unsaid),
        *days,
        *shape,
        *guard,
        element("p", found.standing, className="card-line"),
        *rank,
        element("h3", f"24 months{of}"),
    ]


def _head(found: CellCard, choices: Choices) -> Plain:
    mark = (
        [element("span", str(found.number), className="place-number", **{"aria-hidden": "true"})]
        if found.number
        else []
    )
    name = "is-named-here" if found.one_location else None  # not named on paper, which leaves the room
    title = element("h2", found.name, id="drawer-title", tabIndex="-1", className=name)
    part = f", part of {found.within}" if found.within else ""
    where = element("p", f"{found.ward}, {found.neighbourhood}{part}", className="drawer-ward")
    close = menus.link(
        menus.icon("close"),
        address(choices, cell=None),
        className="close",
        id="drawer-close",
        **{"aria-label": "Close"},
    )
    return element(
        "div", [*mark, element("div", [title, where], className="drawer-name"), close], className="drawer-head"
    )


def _count(count: int, against: str, unsaid: str) -> list[Plain]:
    beside = against or (f"cannot say what was expected: {unsaid}" if unsaid else "")
    return [
        element(
            "p",
            [
                element("strong", number(count), className="bench-count"),
                element("span", beside, className="bench-against"),
            ],
            className="bench-figure",
        )
    ]


def more(view: BenchView, choices: Choices) -> list[Plain]:
    """What stands under the bars, and what is summed."""
    content = _more(view, view.card) if view.card else []
    if view.sum:
        content += _sum(view, view.sum, choices)
    return content or _guide(view)


def _more(view: BenchView, found: CellCard) -> list[Plain]:
    most, of = found.one_point
    exact = [f"A point may lie about {found.precision_m} m from where it happened."] if found.precision_m else []
    if of:
        exact.append(f"{number(most)} of {number(of)} lie on one point.")
    if found.apart:
        exact.append(f"{number(found.apart)} at known places are counted apart, not here.")
    return [
        *_dots(found),
        element("h3", f"What kind, {view.drawn.title}"),
        plain(mix(found.mix)),
        element("h3", "Who sees it, all concerns"),
        element("ul", [plain(reporter_line(each)) for each in found.reporters], className="reporters"),
        element("p", " ".join(exact), className="caveat"),
    ]


def _dots(found: CellCard) -> list[Plain]:
    """Month by month whether it stood out: shape and place say it, colour says nothing."""
    stood = sum(dot == "hot" for dot in found.dots)
    held = sum(dot != "gap" for dot in found.dots)
    said = f"Dots: stood out in {stood} of {held} single months."
    if found.expected is not None:
        usual = "under 1" if found.expected < 1 else f"about {found.expected:,.0f}"
        said += f" Dotted line: expected now, {usual} a month."
    dots = [
        element("span", className=f"dot dot--{dot}", title=f"{months.title(month)}: {_DOTS[dot]}")
        for month, dot in zip(found.months, found.dots, strict=True)
    ]
    return [element("div", dots, className="dots", **{"aria-hidden": "true"}), element("p", said, className="caveat")]


def _sum(view: BenchView, found: AreaSum, choices: Choices) -> list[Plain]:
    close = menus.link("Clear", address(choices, box=None, within=None), className="button sum-clear")
    hexagons = f"{number(len(found.cells))} hexagons, {found.km2:.1f} km², {number(found.standing)} of them stand out"
    days = [element("p", f"{number(found.days)} days of imprisonment", className="card-days")] if found.days else []
    agencies = [
        element(
            "li",
            [
                element(
                    "span",
                    plain(letters(AGENCY_LETTERS.get(name, ""))),
                    className="reporter-letter",
                    **{"aria-hidden": "true"},
                ),
                element("span", name, className="reporter-name"),
                element("span", number(count), className="reporter-count"),
            ],
            className=None if count else "is-silent",
        )
        for name, count in found.agencies
    ]
    return [
        element("div", [element("h2", found.title), close], className="sum-head"),
        element("p", hexagons, className="card-line"),
        *_count(found.count, found.against, found.unsaid),
        *days,
        element("h3", f"By agency, {view.concern.title.lower()}"),
        element("ul", agencies, className="reporters"),
        element("h3", "What kind"),
        plain(mix(found.mix)),
    ]


def _guide(view: BenchView) -> list[Plain]:
    """How the page is used, and what to beware of."""
    lines = [*(sentence(f"cannot say {line}.") for line in view.cannot_say), *view.notes]
    if not view.boundaries_confirmed:
        lines.append("Which ward belongs to which neighbourhood is unconfirmed.")
    lines.append("Points are rounded: a place is an area, not an address.")
    apart = []
    if view.apart_names:
        when = f"{number(view.apart)}, {view.drawn.title}, at known places where reports are recorded:"
        apart = [
            element("h3", "Counted apart"),
            element("p", when),
            element("ul", [element("li", name) for name in view.apart_names]),
        ]
    return [
        element("h2", "How to use the bench"),
        element("p", "Choose a hexagon on the map, or a row of the table, for its months and what was expected."),
        element("p", "“Sum an area” adds up a ward, a neighbourhood, or a box drawn by mouse or arrow keys."),
        element("p", "Nothing that is set here changes what the meeting sees."),
        element("h3", "Beware"),
        element("ul", [element("li", line) for line in lines]),
        *apart,
    ]


def bars(view: BenchView, theme: str) -> tuple[dict[str, Any], str]:
    """The 24 months of the chosen hexagon as a figure, and the same in words; both empty without one."""
    found = view.card
    if found is None:
        return {}, ""
    unsure = view.meeting_month
    figure = charts.bars(
        found.months,
        found.series,
        theme=theme,
        expected=None if found.expected is None else [found.expected] * len(found.months),
        shown=view.drawn.month,
        incomplete=[month for month in found.months if unsure is None or month > unsure],
    )
    of = f", {found.compared}," if found.compared else ""
    return figure, f"Incidents at {found.name}{of} by month. {charts.summary(found.months, found.series)}"
