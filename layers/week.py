"""A week by hours as one small picture, seven rows of days by twenty-four columns: for screen and paper."""

from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

from layers.style import STEPS, Theme, palette

DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOURS: Final = 24
WIDTH: Final = 640  # units of the drawing; a pixel each where it is shown at its own size
HEIGHT: Final = 132
GREYS: Final = ("#e6e6e6", "#c4c4c4", "#9a9a9a", "#666666", "#2e2e2e")
_LEFT, _TOP, _GAP = 36, 18, 1
_MARKED: Final = (0, 6, 12, 18)


def week_svg(week: Sequence[float], *, theme: Theme = "light", grey: bool = False, font: str = "sans-serif") -> str:
    """The 168 parts of ``week`` (Monday first) as an SVG document in five even steps of the largest; 0 stays unfilled.

    ``grey``: for paper without colour. Raises ValueError for another number of parts.
    """
    if len(week) != len(DAYS) * HOURS:
        raise ValueError(f"{len(week)} parts of a week: it has {len(DAYS) * HOURS} hours")
    colours = palette(theme)
    ramp, ink = (GREYS, "#000000") if grey else (colours.ramp, colours.muted)
    wide, high = (WIDTH - _LEFT) / HOURS, (HEIGHT - _TOP) / len(DAYS)
    most = max(week) or 1.0
    parts = []
    for at, value in enumerate(week):
        day, hour = divmod(at, HOURS)
        fill = ramp[min(int(value / most * STEPS), STEPS - 1)] if value > 0 else "none"
        parts.append(
            f'<rect x="{_LEFT + hour * wide:.1f}" y="{_TOP + day * high:.1f}" width="{wide - _GAP:.1f}" '
            f'height="{high - _GAP:.1f}" fill="{fill}"/>'
        )
    for day, name in enumerate(DAYS):
        parts.append(f'<text x="0" y="{_TOP + (day + 0.8) * high:.1f}">{name}</text>')
    for hour in _MARKED:
        parts.append(f'<text x="{_LEFT + hour * wide:.1f}" y="12">{hour:02d}:00</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f'<g font-family="{escape(font)}" font-size="13" fill="{ink}">{"".join(parts)}</g></svg>'
    )
