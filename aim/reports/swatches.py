"""One step of the grey map as a small drawing: a key beside a map that has no room for a legend."""

from typing import Final

import numpy as np

from aim.reports.map_ink import ink
from aim.reports.map_town import marks

_SIZE: Final = 24.0
_TURNS: Final = np.radians(np.arange(0, 360, 60) + 90)


def swatch(step: int) -> str:
    """A hexagon of step 1 to 5 as an SVG element, with the mark that it has on the map."""
    used, middle = ink(grey=True), _SIZE / 2
    ring = middle + (middle - 1) * np.column_stack([np.cos(_TURNS), np.sin(_TURNS)])
    mark = used.marks[step - 1]
    drawn = [f'<path d="{_path(ring)}z" fill="{used.steps[step - 1]}" stroke="{used.outline}"/>']
    for each in marks(ring, mark) if mark else ():
        how = f'fill="{used.mark}"' if len(each) > 2 else f'fill="none" stroke="{used.mark}" stroke-width="1.6"'
        drawn.append(f'<path d="{_path(each)}" {how}/>')
    size = f"{_SIZE:g}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 {size} {size}">'
        f"{''.join(drawn)}</svg>"
    )


def _path(points: "np.typing.NDArray[np.float64]") -> str:
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points)
