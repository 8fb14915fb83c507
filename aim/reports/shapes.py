"""The shape beside a word, as the screen has it: never colour alone."""

from typing import Final

_SHAPES: Final = {
    "new or worse": "new",
    "long-standing": "standing",
    "every month": "standing",
    "on and off": "on-off",
    "quietened": "quiet",
    "higher": "higher",
    "slightly higher": "higher",
    "lower": "lower",
    "slightly lower": "lower",
}


def shape_of(word: str) -> str:
    """The name of the shape for a lane, a class or a signal; empty where the word stands alone."""
    return _SHAPES.get(word, "")
