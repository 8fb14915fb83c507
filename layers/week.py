"""A week by hours as one small picture, seven rows of days by twenty-four columns: for screen and paper."""

from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

from layers.style import STEPS, Theme, palette

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOURS: Final = 24
WIDTH: Final = 640  # units of the drawing; a pixel each where it is shown at its own size
LETTERS: Final = 13  # their size
GREYS: Final = ("#e6e6e6", "#c4c4c4", "#9a9a9a", "#666666", "#2e2e2e")
_GAP: Final = 1
_MARKED: Final = (0, 6, 12, 18)


def week_svg(
    week: Sequence[float],
    *,
    theme: Theme = "light",
    grey: bool = False,
    font: str = "sans-serif",
    letters: int = LETTERS,
) -> str:
    """The 168 parts of ``week`` (Monday first) as an SVG document in five even steps of the largest; 0 stays unfilled.

    ``grey``: for paper without colour. ``letters``: their size in units of the drawing, which is :data:`WIDTH` across;
    the rows are as high as they need. Raises ValueError for another number of parts.
    """
    if len(week) != len(DAYS) * HOURS:
        raise ValueError(f"{len(week)} parts of a week: it has {len(DAYS) * HOURS} hours")
    colours = palette(theme)
    ramp, ink = (GREYS, "#000000") if grey else (colours.ramp, colours.muted)
    left, top, high = 2.8 * letters, letters + 5, 1.25 * letters
    wide, height = (WIDTH - left) / HOURS, top + len(DAYS) * high
    most = max(week) or 1.0
    parts = []
    for at, value in enumerate(week):
        day, hour = divmod(at, HOURS)
        fill = ramp[min(int(value / most * STEPS), STEPS - 1)] if value > 0 else "none"
        parts.append(
            f'<rect x="{left + hour * wide:.1f}" y="{top + day * high:.1f}" width="{wide - _GAP:.1f}" '
            f'height="{high - _GAP:.1f}" fill="{fill}"/>'
        )
    for day, name in enumerate(DAYS):
        parts.append(f'<text x="0" y="{top + (day + 0.8) * high:.1f}">{name}</text>')
    for hour in _MARKED:
        parts.append(f'<text x="{left + hour * wide:.1f}" y="{letters - 1}">{hour:02d}:00</text>')
    size = f'viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
        f'<g font-family="{escape(font)}" font-size="{letters}" fill="{ink}">{"".join(parts)}</g></svg>'
    )
