"""Choices as links in plain content (:mod:`aim.pages.plain`): menus, segments, and the month stepper.

A menu is a disclosure with a list of links, the plainest form there is: it works from the keyboard, a reader says it
right, and each choice can be opened in a tab of its own. ``assets/address.js`` closes it again.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

from aim import months
from aim.pages.plain import element

_MONTHS_A_ROW = 6
Href = Callable[[str], str]  # a month -> the address that shows it
Plain = dict[str, Any]


def link(content: Any, href: str, **attributes: Any) -> Plain:
    """:func:`aim.pages.parts.link` in plain content."""
    return element("a", content, href=href, **{"data-here": "true"}, **attributes)


def icon(name: str) -> Plain:
    """:func:`aim.pages.parts.icon` in plain content."""
    return element("span", className=f"icon icon-{name}", **{"aria-hidden": "true"})


def unseen(text: str) -> Plain:
    """:func:`aim.pages.parts.unseen` in plain content."""
    return element("span", text, className="unseen")


def menu(label: list[Any], content: Any, *, className: str) -> Plain:
    """A button that opens a sheet of ``content``."""
    button = element("summary", [*label, icon("down")], className=className)
    return element("details", [button, element("div", content, className="menu-sheet")], className="menu")


def item(title: str, href: str, *, chosen: bool) -> Plain:
    """One line of a menu, ticked where it is ``chosen``."""
    mark = icon("check") if chosen else element("span", className="icon")
    return element("li", [link([mark, title], href, className="menu-item", **_current(chosen))])


def segments(label: str, offered: Iterable[tuple[str, str, bool]], *, className: str = "") -> Plain:
    """Choices side by side, each as words, address and whether it is chosen; ``label`` says what they are of."""
    lines = [
        element("li", [link(title, href, className="segment", **_current(chosen))]) for title, href, chosen in offered
    ]
    return element("ul", lines, className=f"segments {className}".strip(), **{"aria-label": label})


def stepper(
    held: Sequence[str],
    month: str,
    href: Href,
    *,
    meeting: str | None,
    unsure: bool | None = None,
    label: str = "Month",
    keys: bool = True,
) -> Plain:
    """The way to the month before and after, and a menu of all months ``held``, oldest first.

    ``meeting``: the last complete one; ``unsure``: that ``month`` is not complete, where its page knows better than the
    calendar; ``keys``: whether the arrow keys step it too, which only one on a page can have.
    """
    at = held.index(month) if month in held else -1
    open_ = _open(month, meeting) if unsure is None else unsure
    words: list[Any] = [unseen(f"{label}: "), months.short(month) if open_ else months.title(month)]
    if open_:
        words.append(element("span", "not complete yet", className="tag"))
    earlier = _step(held[at - 1] if at > 0 else None, href, "previous", "Earlier", keys=keys)
    later = _step(held[at + 1] if 0 <= at < len(held) - 1 else None, href, "next", "Later", keys=keys)
    middle = menu(words, _years(held, month, href, meeting), className="stepper-month")
    return element("div", [earlier, middle, later], className="stepper", role="group", **{"aria-label": label})


def _step(month: str | None, href: Href, name: str, word: str, *, keys: bool) -> Plain:
    if month is None:
        return element("span", [icon(name)], className="step step--end", **{"aria-hidden": "true"})
    text = f"{word}: {months.title(month)}"
    key = {"data-step": name} if keys else {}
    return link([icon(name), unseen(text)], href(month), className="step", title=text, **key)


def _open(month: str, meeting: str | None) -> bool:
    return meeting is None or month > meeting


def _years(held: Sequence[str], chosen: str, href: Href, meeting: str | None) -> list[Any]:
    """The months held, latest year first, as a block of month names a year."""
    content: list[Any] = []
    for year, of_year in groupby(reversed(held), key=lambda month: month[:4]):
        content.append(element("p", year, className="menu-title"))
        lines = [_month(month, href, meeting, chosen=month == chosen) for month in sorted(of_year)]
        content.append(element("ul", lines, className="menu-months"))
    return content


def _month(month: str, href: Href, meeting: str | None, *, chosen: bool) -> Plain:
    words, name, style = _named(month, later=_open(month, meeting))
    return element("li", [link(words, href(month), className=name, **_current(chosen))], style=style)


@lru_cache(maxsize=1024)
def _named(month: str, *, later: bool) -> tuple[list[Plain], str, dict[str, int]]:
    """All of a month's line but its address: of ten years there are 120 lines on every page, the same each time."""
    words = months.title(month) + (", not complete yet" if later else "")
    short = element("span", months.short(month)[:3], **{"aria-hidden": "true"})
    column = months.number(month) % 12 % _MONTHS_A_ROW + 1  # every January under the other
    return [short, unseen(words)], f"menu-item{' is-incomplete' if later else ''}", {"gridColumn": column}


def _current(chosen: bool) -> dict[str, str]:
    return {"aria-current": "true"} if chosen else {}
