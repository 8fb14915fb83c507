"""Shapes that stand beside words: what has become of a place, and how a month compares. Colour says nothing here."""

from typing import Final

from dash import html

PLACES: Final = {"new or worse": "▲", "every month": "■", "on and off": "◆", "quietened": "▽"}
SIGNALS: Final = {
    "higher": "▲",
    "slightly higher": "△",
    "as expected": "●",
    "slightly lower": "▽",
    "lower": "▼",
}


def marked(word: str, symbols: dict[str, str], *, name: str) -> html.Span:
    """``word`` after its symbol, which a screen reader leaves out; ``name`` is its class."""
    symbol = symbols.get(word)
    mark = [html.Span(symbol, className="mark", **{"aria-hidden": "true"})] if symbol else []
    return html.Span([*mark, word], className=name)


def sentence(text: str) -> str:
    """``text`` with a capital at its start."""
    return text[:1].upper() + text[1:]
