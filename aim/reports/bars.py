"""Months as bars, drawn as SVG: small enough to stand in a sheet by the dozen."""

from collections.abc import Collection, Sequence
from html import escape
from typing import Final

from aim.months import NAMES, short
from layers.charts import summary
from layers.style import LIGHT

PT: Final = 72 / 25.4  # points in a millimetre: the unit of the drawing
_TEXT_PT: Final = 8.0
_LEFT: Final = 27.0
_FOOT: Final = 22.0
_HEAD: Final = 5.0
_ROUND: Final = (10, 12, 16, 20, 24, 30, 40, 50, 60, 80)
_RULED: Final = 2.4
_YEAR: Final = 12
_GREY_BAR, _GREY_STRONG = "#b4b4b4", "#1a1a1a"


def bars(
    months: Sequence[str],
    series: Sequence[int | None],
    expected: Sequence[float | None] | None = None,
    *,
    width_mm: float,
    height_mm: float,
    grey: bool = False,
    shown: str | None = None,
    incomplete: Collection[str] = (),
    breaks: Collection[str] = (),
    top: int = 0,
    label: str = "",
) -> str:
    """A bar a month, oldest first, as an SVG element of this size; text in it stays text.

    ``months`` are "YYYY-MM"; ``series`` counts, None where a month is not held, which stays a gap with a dash below;
    ``expected`` is a dotted line; the month ``shown`` (the last by default) is drawn strong, ``incomplete`` ones
    ruled, and before each month of ``breaks`` stands a line. ``top``: the count at the top where several share a
    scale, 0 for one of its own. ``label`` says in words what the bars are; their figures
    are added to it. Raises ValueError where the lists differ in length.
    """
    words = in_words(label, months, series)
    if expected is not None and len(expected) != len(months):
        raise ValueError(f"{len(months)} months, {len(expected)} expectations: they must be as many")
    frame = _Frame(width_mm * PT, height_mm * PT, len(months), _top([*series, top], expected))
    chosen = shown or (months[-1] if months else "")
    parts = [
        *_axis(frame),
        *(
            _bar(frame, at, value, months[at], chosen, months[at] in incomplete, grey)
            for at, value in enumerate(series)
        ),
        *_line(frame, expected or ()),
        *(_break(frame, at) for at, month in enumerate(months) if month in breaks),
        *_names(frame, months),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width_mm:g}mm" height="{height_mm:g}mm" '
        f'viewBox="0 0 {frame.width:.2f} {frame.height:.2f}" font-family="Inter, sans-serif" font-size="{_TEXT_PT:g}">'
        f"<title>{escape(words)}</title>{''.join(parts)}</svg>"
    )


def in_words(label: str, months: Sequence[str], series: Sequence[int | None]) -> str:
    """What bars show, for those who cannot see them: what they are, and their figures."""
    return " ".join(filter(None, (label, summary(months, series))))


class _Frame:
    """Where a month and a count stand on the paper, in points."""

    def __init__(self, width: float, height: float, months: int, top: int) -> None:
        self.width, self.height, self.months, self.top = width, height, max(months, 1), top
        self.step = (width - _LEFT) / self.months
        self.floor = height - _FOOT

    def x(self, at: float) -> float:
        return _LEFT + at * self.step

    def y(self, value: float) -> float:
        return self.floor - (self.floor - _HEAD) * min(value, self.top) / self.top


def _top(series: Sequence[int | None], expected: Sequence[float | None] | None) -> int:
    """A round number close over everything: 1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 30, 40, 50, 60, 80, 100 ..."""
    largest = max([value for value in (*series, *(expected or ())) if value is not None], default=1)
    small = next((step for step in (1, 2, 3, 4, 5, 6, 8) if step >= largest), 0)
    scale = 1
    while not small:
        small = next((step * scale for step in _ROUND if step * scale >= largest), 0)
        scale *= 10
    return small


def _axis(frame: _Frame) -> list[str]:
    ticks = [0, frame.top] if frame.top % 2 else [0, frame.top // 2, frame.top]
    lines = []
    for tick in ticks:
        y = frame.y(tick)
        lines.append(
            f'<line x1="{_LEFT:g}" x2="{frame.width:.2f}" y1="{y:.2f}" y2="{y:.2f}" stroke="{LIGHT.rule}" '
            f'stroke-width="0.5"/><text x="{_LEFT - 3:g}" y="{y + 2.5:.2f}" text-anchor="end" '
            f'fill="{LIGHT.ink}">{tick:,}</text>'
        )
    return lines


def _bar(frame: _Frame, at: int, value: int | None, month: str, shown: str, early: bool, grey: bool) -> str:
    left, width = frame.x(at + 0.14), frame.step * 0.72
    if value is None:
        return (
            f'<line x1="{left:.2f}" x2="{left + width:.2f}" y1="{frame.floor - 1.5:.2f}" y2="{frame.floor - 1.5:.2f}" '
            f'stroke="{LIGHT.muted}" stroke-width="0.75" stroke-dasharray="1 1"/>'
        )
    strong, plain = (_GREY_STRONG, _GREY_BAR) if grey else (LIGHT.bar_strong, LIGHT.bar)
    fill = LIGHT.paper if early else strong if month == shown else plain
    like = month[5:] == shown[5:] and month < shown
    edge = f' stroke="{strong}" stroke-width="1"' if like or early else ""
    y = frame.y(value)
    drawn = (
        f'<rect x="{left:.2f}" y="{y:.2f}" width="{width:.2f}" height="{max(frame.floor - y, 0.4):.2f}" '
        f'fill="{fill}"{edge}/>'
    )
    return drawn + (_ruled(left, width, y, frame.floor, strong) if early else "")


def _ruled(left: float, width: float, top: float, floor: float, colour: str) -> str:
    """Lines across a bar that can still grow: drawn, and no pattern, which takes programs that set PDF files long."""
    lines = int((floor - top) / _RULED)
    path = "".join(f"M{left:.2f} {floor - at * _RULED:.2f}h{width:.2f}" for at in range(1, lines + 1))
    return f'<path class="early" d="{path}" stroke="{colour}" stroke-width="0.6"/>' if path else ""


def _line(frame: _Frame, expected: Sequence[float | None]) -> list[str]:
    """A dotted line at what was expected, in steps from month to month, broken where nothing was."""
    path, pen = "", False
    for at, value in enumerate(expected):
        if value is not None:
            y = f"{frame.y(value):.2f}"
            path += f"{'L' if pen else 'M'}{frame.x(at):.2f} {y}L{frame.x(at + 1):.2f} {y}"
        pen = value is not None
    drawn = f'<path d="{path}" fill="none" stroke="{LIGHT.ink}" stroke-width="1.1" stroke-dasharray="2.2 1.6"/>'
    return [drawn] if path else []


def _break(frame: _Frame, at: int) -> str:
    return (
        f'<line x1="{frame.x(at):.2f}" x2="{frame.x(at):.2f}" y1="{_HEAD:g}" y2="{frame.floor + 4:.2f}" '
        f'stroke="{LIGHT.ink}" stroke-width="0.8" stroke-dasharray="4 2"/>'
    )


def _names(frame: _Frame, months: Sequence[str]) -> list[str]:
    """Every third month or so by name, and the year under each January and under the first.

    Where there is no room for two names a year: the first month and the last, each with its year.
    """
    floor = f'<line x1="{_LEFT:g}" x2="{frame.width:.2f}" y1="{frame.floor:.2f}" y2="{frame.floor:.2f}" '
    drawn = [f'{floor}stroke="{LIGHT.ink}" stroke-width="0.75"/>']
    last = len(months) - 1
    every = next((each for each in (1, 2, 3, 6) if each * frame.step >= 3.2 * _TEXT_PT), _YEAR)
    if every == _YEAR and months:
        return drawn + _ends(frame, months[0], months[-1])
    year_at = float("-inf")
    for at, month in enumerate(months):
        if (last - at) % every == 0:
            drawn.append(_text(frame, at, frame.floor + 9, NAMES[int(month[5:]) - 1][:3]))
        if (month.endswith("-01") or at == 0) and (at - year_at) * frame.step >= 3 * _TEXT_PT:
            drawn.append(_text(frame, at, frame.floor + 18, month[:4]))
            year_at = at
    return drawn


def _ends(frame: _Frame, first: str, last: str) -> list[str]:
    ends = [(_LEFT, "start", first), (frame.width, "end", last)]
    return [
        f'<text x="{x:.2f}" y="{frame.floor + 9:.2f}" text-anchor="{side}" fill="{LIGHT.ink}">{short(month)}</text>'
        for x, side, month in (ends if first != last else ends[1:])
    ]


def _text(frame: _Frame, at: int, y: float, text: str) -> str:
    x = min(frame.x(at + 0.5), frame.width - 8)
    return f'<text x="{x:.2f}" y="{y:.2f}" text-anchor="middle" fill="{LIGHT.ink}">{text}</text>'
