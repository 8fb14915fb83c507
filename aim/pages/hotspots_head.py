"""Around the maps of the bench: what they are of, which of them, what leaves, and the sentence under them."""

from dataclasses import fields
from typing import Any

from aim.pages import menus
from aim.pages.hotspots_address import Choices, address, addresses
from aim.pages.hotspots_export import export
from aim.pages.menus import Plain
from aim.pages.month_marks import sentence as begun
from aim.pages.parts import unbroken
from aim.pages.plain import element
from aim.questions.bench_settling import INSIDE
from aim.questions.bench_views import COMPARE, MAP, MULTIPLES, Asking, BenchView, CellCard
from aim.questions.bench_words import amount, period
from aim.questions.hotspot_map import SERIOUSNESS
from aim.questions.words import plural

_VIEWS = ((MAP, "Map"), (COMPARE, "Compare"), (MULTIPLES, "12 months"))


def head(view: BenchView, choices: Choices, marking: str) -> list[Plain]:
    """What the page is of, the three views, and what can be done with it."""
    views = [(title, address(choices, view=name), name == view.asked.view) for name, title in _VIEWS]
    area = element("span", f" {view.area.short}", className="period")
    return [
        element("h1", [_title(view), area], tabIndex="-1"),
        menus.segments("View", views, className="tabs"),
        _areas(view, choices),
        element("button", "Copy link and caption", id="hotspots-copy", className="button", type="button"),
        element("span", id="hotspots-copied", role="status", className="copied"),
        export(view, choices, marking),
    ]


def _title(view: BenchView) -> str:
    """Twelve small maps are of a month each, whatever is looked at together."""
    if not view.many:
        return view.title
    return f"{view.concern.title}, {plural(len(view.many), 'single month')} to {period(view.drawn.month, 1)}"


def _areas(view: BenchView, choices: Choices) -> Plain:
    """The ways to sum an area: a box drawn on the map, and for the keyboard every ward and neighbourhood."""
    chosen, href = choices.within if choices.box is None else None, addresses(choices, "within", box=None)
    box = element("button", "Draw a box on the map", id="hotspots-box", className="button sum-box", type="button")
    items = [menus.item(name, href(name), chosen=name == chosen) for name in view.offered.within]
    large = [] if view.asked.view == MULTIPLES else [box]  # twelve small maps are too small to draw on
    return menus.menu(["Sum an area"], [*large, element("ul", items)], className="button")


def first_title(view: BenchView) -> list[Plain]:
    """Over the first map where there are two."""
    return [] if view.beside is None else [element("p", view.drawn.title, className="pane-title")]


def second_title(view: BenchView, choices: Choices) -> list[Plain]:
    """Over the second map: its period, and the way to another."""
    if view.beside is None:
        said = "No other period is held to compare with."
        return [element("p", said, className="pane-title")] if view.asked.view == COMPARE else []
    held = tuple(month for month in view.offered.months if month != view.drawn.month)
    stepper = menus.stepper(
        held,
        view.beside.month,
        addresses(choices, "beside"),
        meeting=view.meeting_month,
        label="Second month",
        keys=False,
    )
    return [element("p", view.beside.title, className="pane-title"), stepper]


def sentence(view: BenchView) -> list[Plain]:
    """How much stands out; of two maps also what they share. Under twelve of which months together that is."""
    said = [
        f"{view.drawn.title}: {view.sentence}" if view.many else view.sentence,
        *([view.compared] if view.compared else []),
    ]
    return [element("p", unbroken(each), className="bench-sentence") for each in said]


def many(view: BenchView, choices: Choices) -> list[dict[str, Any]]:
    """The twelve small maps in plain values, each a link to its month alone."""
    serious = view.asked.by == SERIOUSNESS
    href = addresses(choices, "month", view=MAP, window=1 if view.standing.window != 1 else None)
    return [
        {
            "title": each.title,
            "href": href(each.month),
            "words": f"{amount(each.total, serious)}, "
            f"{plural(each.standing, 'hexagon') if each.standing else 'no hexagon'} "
            f"{'stand' if each.standing > 1 else 'stands'} out"
            if each.held
            else "not received",
            "complete": each.complete,
            "steps": each.steps,
            "marks": each.marks,
            "cells": list(view.drawn.cell) if view.asked.resolution == INSIDE else None,
        }
        for each in view.many
    ]


def permalink(view: BenchView, choices: Choices) -> str:
    """The address that shows the same whatever is built or becomes complete later: every choice said, and the picture.

    An older picture is kept as long as its settings say; then the address shows the current one, and says so.
    """
    said = {each.name: getattr(view.asked, each.name) for each in fields(Asking)}
    return address(Choices(**said, sort=choices.sort), as_of=view.picture)


def caption(view: BenchView, marking: str) -> str:
    """What is copied with the link. It leaves: a place that one location may explain is called by ward and concern."""
    parts = [f"{view.title}, {view.area.title}.", view.sentence, view.compared]
    if view.card:
        parts.append(f"{_called(view.card)}: {_counted(view.card.count, view.card.against)}.")
    if view.sum:
        parts.append(f"{view.sum.title}: {_counted(view.sum.count, view.sum.against)}.")
    if view.differs:
        parts.append(f"Differs from the meeting's settings: {'; '.join(view.differs)}.")
    parts += [view.caution, *(begun(f"cannot say {line}.") for line in view.cannot_say)]
    parts += [f"Picture {view.picture}, as at {view.as_at}.", view.attribution]
    return f"{marking}\n{' '.join(part for part in parts if part)}"


def _called(found: CellCard) -> str:
    return found.called if found.one_location else f"{found.name}, {found.ward}"


def _counted(count: int, against: str) -> str:
    return f"{plural(count, 'incident')}{f', {against}' if against else ''}"
