"""What leaves the Month page: the list for discussion and the map, each for partners and for the public."""

from dash import html

from aim.pages import hotspots_address
from aim.pages.exporting import Offer, menu
from aim.pages.trends_address import Choices, address
from aim.questions.bench_words import period
from aim.questions.public_hotspots import WINDOW, offered
from aim.questions.views import DISCUSSION, MonthView


def export(view: MonthView, as_of: str | None, marking: str) -> html.Details:
    """The Export menu of the Month page."""
    return menu(*offers(view, as_of, marking))


def offers(view: MonthView, as_of: str | None, marking: str) -> tuple[Offer, Offer]:
    """The list of the month, and its map; for the public the map of the quarter that lies nearest.

    The map for partners has the numbers of the list that stands beside it on the page.

    ``as_of``: the picture where it is not the current one.
    """
    last = offered(min(view.month, view.meeting_month or view.month))
    on_screen = hotspots_address.Choices(
        month=view.month, concern=view.concern.name, window=view.window, area=view.area.name, as_of=as_of
    )
    nearest = hotspots_address.Choices(month=last, area=view.area.name)
    places = Choices(month=view.month, as_of=as_of)
    earlier = view.since is not None
    return (
        Offer(
            "places",
            address(places),
            public=address(places, as_of=None),
            marking=marking,
            title="The list",
            earlier=earlier,
        ),
        Offer(
            "hotspots",
            hotspots_address.address(on_screen),
            public=hotspots_address.address(nearest),
            public_title=f"All concerns, {period(last, WINDOW)}",
            marking=marking,
            title="The map",
            earlier=earlier,
            drawn="places" if view.listed == DISCUSSION else "hotspots",
        ),
    )
