"""The outlines, cells and labels that a page draws, as they were when the picture was made."""

import json

from aim import schema
from aim.config import Config
from aim.errors import UnknownPictureError
from aim.geography import drawn
from aim.questions.shown import show
from aim.reading.shown import Shown
from aim.store import derived

_CELLS = {f"cells-{resolution}": resolution for resolution in (8, 9, 10)}
LAYERS = ("cells", "wards", "neighbourhoods", "labels", *_CELLS)


def layer(config: Config, fingerprint: str, name: str) -> bytes:
    """One GeoJSON layer of a picture, as bytes: those stored with it, and its cells at any resolution it holds.

    Raises UnknownPictureError for an unknown picture or layer.
    """
    shown = show(config, fingerprint)
    if shown is not None and name in shown.picture.layers:
        return shown.picture.layers[name]
    if shown is None or _CELLS.get(name) not in shown.picture.tables:
        raise UnknownPictureError(f"no layer {name[:40]!r}: there are {', '.join(LAYERS)}")
    return shown.once(("layer", name), lambda: _cells(shown, _CELLS[name]))


def _cells(shown: Shown, resolution: int) -> bytes:
    made = drawn.cells_geojson(shown.cells(resolution)[schema.CELL])
    return json.dumps(made, separators=(",", ":")).encode()


def picture_token(config: Config) -> str:
    """Changes when another picture becomes current; cheap enough to be asked every few seconds."""
    current = derived.current(config.data)
    return current["fingerprint"] if current else ""
