"""The shape beside a word, as the screen has it: never colour alone."""

from typing import Final

from aim.questions.shapes import PLACES, SIGNALS

_BESIDE: Final = {**PLACES, **SIGNALS, "long-standing": PLACES["every month"]}  # a lane has that of its class
# Drawn, for the letters of paper do not hold them all: the classes of templates/paper.css.
KINDS: Final = {"▲": "up", "△": "up-open", "▼": "down", "▽": "down-open", "■": "square", "◆": "diamond", "●": "disc"}


def shape_of(word: str) -> str:
    """The name of the shape for a lane, a class or a signal; empty where the word stands alone."""
    return KINDS.get(_BESIDE.get(word, ""), "")
