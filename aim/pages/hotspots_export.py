"""What leaves the bench: the map on screen for partners, and for the public the quarter that lies nearest."""

from dataclasses import replace

from aim.pages.exporting import Offer, menu
from aim.pages.hotspots_address import Choices, address
from aim.pages.menus import Plain
from aim.pages.plain import plain
from aim.questions.bench_views import MAP, BenchView
from aim.questions.bench_words import period
from aim.questions.public_hotspots import WINDOW, offered


def export(view: BenchView, choices: Choices, marking: str) -> Plain:
    """The Export menu of the bench. Its link and caption are copied by a button of its own."""
    found: Plain = plain(menu(offer(view, choices, marking)))
    return found


def offer(view: BenchView, choices: Choices, marking: str) -> Offer:
    """The hexagons as they are looked at; for the public all concerns in three months, of the same area."""
    here = replace(choices, month=view.asked.month, view=MAP, beside=None, cell=None, box=None, within=None, sort=None)
    month = view.asked.month or view.drawn.month
    last = offered(min(month, view.meeting_month or month))
    return Offer(
        "hotspots",
        address(here),
        public=address(Choices(month=last, area=view.area.name)),
        public_title=f"All concerns, {period(last, WINDOW)}",
        marking=marking,
        earlier=view.since is not None,
    )
