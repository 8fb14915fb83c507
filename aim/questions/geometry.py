"""The outlines, cells and labels that a page draws, as they were when the picture was made."""

from aim.config import Config
from aim.errors import UnknownPictureError
from aim.questions.shown import show
from aim.store import derived

LAYERS = ("cells", "wards", "neighbourhoods", "labels")


def layer(config: Config, fingerprint: str, name: str) -> bytes:
    """One GeoJSON layer of a picture, as bytes. Raises UnknownPictureError for an unknown picture or layer."""
    shown = show(config, fingerprint)
    if shown is None or name not in shown.picture.layers:
        raise UnknownPictureError(f"no layer {name[:40]!r}: there are {', '.join(LAYERS)}")
    return shown.picture.layers[name]


def picture_token(config: Config) -> str:
    """Changes when another picture becomes current; cheap enough to be asked every few seconds."""
    current = derived.current(config.data)
    return current["fingerprint"] if current else ""
