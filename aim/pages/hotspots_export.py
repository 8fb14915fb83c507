"""What leaves the bench: each large map on screen for partners, and for the public the quarter that lies nearest."""

from dataclasses import replace

from aim.pages.exporting import Offer, menu
from aim.pages.hotspots_address import Choices, address
from aim.pages.menus import Plain
from aim.pages.plain import plain
from aim.questions.bench_views import MAP, MULTIPLES, BenchView, Drawn
from aim.questions.bench_words import period
from aim.questions.public_hotspots import WINDOW, offered


def export(view: BenchView, choices: Choices, marking: str) -> Plain:
    """The Export menu of the bench. Its link and caption are copied by a button of its own."""
    found: Plain = plain(menu(*offers(view, choices, marking)))
    return found


def offers(view: BenchView, choices: Choices, marking: str) -> tuple[Offer, ...]:
    """The hexagons as they are looked at, of two maps each; for the public all concerns in three months, there."""
    second = () if view.beside is None else (_offer(view, view.beside, choices, marking),)
    return (_offer(view, view.drawn, choices, marking), *second)


def _offer(view: BenchView, shown: Drawn, choices: Choices, marking: str) -> Offer:
    here = replace(
        choices,
        month=shown.month,
        sources=view.shared or choices.sources,
        view=MAP,
        beside=None,
        cell=None,
        box=None,
        within=None,
        sort=None,
    )
    last = offered(min(shown.month, view.meeting_month or shown.month))
    one_of_several = view.beside is not None or view.asked.view == MULTIPLES
    return Offer(
        "hotspots",
        address(here),
        public=address(Choices(month=last, area=view.area.name)),
        public_title=f"All concerns, {period(last, WINDOW)}",
        marking=marking,
        title=f"The map of {shown.title}" if one_of_several else "",
        earlier=view.since is not None,
    )
