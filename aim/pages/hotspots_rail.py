"""What the bench is set to: every choice is a link, and what differs from the meeting's settings is never silent."""

from collections.abc import Callable
from typing import Any, Final

from aim.pages import menus
from aim.pages.hotspots_address import Choices, address, addresses
from aim.pages.menus import Plain
from aim.pages.plain import element
from aim.questions.bench_views import ADJUSTED, APART, COUNTED, PLAIN, BenchView
from aim.questions.bench_words import one_in
from aim.questions.hotspot_map import COUNT, SERIOUSNESS
from aim.questions.views import TOWN

# What the meeting has for each choice that can differ from it; reset leads there and keeps what the page is about.
MEETING: Final[dict[str, Any]] = {
    "window": None,
    "sources": (),
    "by": COUNT,
    "known": APART,
    "significance": None,
    "adjustment": ADJUSTED,
    "resolution": None,
    "floor": None,
}
_SIZES: Final = {8: "Large", 9: "Usual", 10: "Small"}


def rail(view: BenchView, choices: Choices) -> list[Plain]:
    """The choices that everybody understands, in the order in which they are made."""
    asked, offered = view.asked, view.offered
    window, area = _to(view, choices, "window"), addresses(choices, "area")
    windows = [(str(n), window(n), n == asked.window) for n in offered.windows]
    areas = [(each.short, area(each.name), each.name == view.area.name) for each in offered.areas]
    units = [("Incidents", address(choices, by=COUNT, sort=None), asked.by == COUNT)]
    if offered.weighed:
        units.append(("Seriousness", address(choices, by=SERIOUSNESS, sort=None), asked.by == SERIOUSNESS))
    known = [
        ("Apart", address(choices, known=APART), asked.known == APART),
        ("Counted", address(choices, known=COUNTED), asked.known == COUNTED),
    ]
    return [
        *_differs(view, choices),
        _field("Concern", _concerns(view, choices)),
        _field("Month", _month(view, choices)),
        _field("Months together", menus.segments("Months together", windows)),
        _field("Area", menus.segments("Area", areas, className="segments--wrap")),
        _field("Agency", _sources(view, choices)),
        _field("By", menus.segments("By", units)),
        _field("Known places", menus.segments("Known places", known)),
    ]


def _field(title: str, content: Plain, note: str = "") -> Plain:
    notes = [element("p", note, className="field-note")] if note else []
    return element("div", [element("p", title, className="field-title"), content, *notes], className="field")


def _to(view: BenchView, choices: Choices, name: str, **changes: Any) -> Callable[[Any], str]:
    """The address of each value of a choice; the meeting's own is left out of it."""
    usual, one = getattr(view.standing, name), addresses(choices, name, **changes)
    return lambda value: one(None if value == usual else value)


def _differs(view: BenchView, choices: Choices) -> list[Plain]:
    if not view.differs:
        return []
    lines = [element("li", words) for words in view.differs]
    reset = menus.link("Reset", address(choices, **MEETING), className="button differs-reset")
    title = element("p", "Differs from the meeting's settings", className="differs-title")
    return [element("div", [title, element("ul", lines), reset], className="differs")]


def _concerns(view: BenchView, choices: Choices) -> Plain:
    href = addresses(choices, "concern")
    items = [menus.item(each.title, href(each.name), chosen=each == view.concern) for each in view.offered.concerns]
    return menus.menu([view.concern.title], [element("ul", items)], className="chip chip--wide")


def _month(view: BenchView, choices: Choices) -> Plain:
    href = addresses(choices, "month")
    return menus.stepper(view.offered.months, view.drawn.month, href, meeting=view.meeting_month)


def _sources(view: BenchView, choices: Choices) -> Plain:
    """Each source can be left out or taken in again, as long as one is left."""
    sources = view.offered.sources
    if len(sources) < 2:
        said = sources[0].title if sources else "No source reports this concern"
        return element("p", said, className="field-only")
    chosen, href = [each.name for each in sources if each.chosen], addresses(choices, "sources")
    offered = []
    for each in sources:
        left = [name for name in chosen if name != each.name] if each.chosen else [*chosen, each.name]
        kept = () if len(left) in (0, len(sources)) else tuple(e.name for e in sources if e.name in left)
        offered.append((each.title, href(kept), each.chosen))
    return menus.segments("Agency: those that are counted", offered, className="segments--wrap segments--several")


def method(view: BenchView, choices: Choices) -> list[Plain]:
    """What an analyst may turn besides."""
    asked, offered, standing = view.asked, view.offered, view.standing
    significance, floor = _to(view, choices, "significance"), _to(view, choices, "floor")
    significances = [(one_in(n), significance(n), n == asked.significance) for n in offered.significances]
    adjustments = [
        ("Benjamini-Hochberg", address(choices, adjustment=ADJUSTED), asked.adjustment == ADJUSTED),
        ("None", address(choices, adjustment=PLAIN), asked.adjustment == PLAIN),
    ]
    # Of hexagons of another size none is the one whose card is open.
    size = _to(view, choices, "resolution", cell=None)
    sizes = [(_SIZES.get(n, str(n)), size(n), n == asked.resolution) for n in offered.resolutions]
    floors = [(str(n), floor(n), n == asked.floor) for n in offered.floors]
    small = "" if view.area.name != TOWN else "Small ones inside a neighbourhood only."
    alpha = asked.significance or standing.significance
    return [
        _field(
            "Significance",
            menus.segments("Significance", significances, className="segments--wrap"),
            f"Of the hexagons that are marked, about {one_in(alpha)} at most is so by chance."
            if asked.adjustment == ADJUSTED
            # Two-sided, and only what is high is marked.
            else f"About {one_in(alpha / 2)} of all hexagons would be marked by chance alone.",
        ),
        _field("Adjustment for the number of hexagons", menus.segments("Adjustment", adjustments)),
        _field("Size of hexagons", menus.segments("Size of hexagons", sizes), small),
        _field(
            "Least number of incidents to be named",
            menus.segments("Least number of incidents", floors, className="segments--wrap"),
        ),
        element("a", "What these mean, and what the meeting has", href="/method", className="rail-more"),
    ]
