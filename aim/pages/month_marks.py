"""Shapes that stand beside words: what has become of a place, and how a month compares. Colour says nothing here."""

from dash import html

from aim import months
from aim.questions.area_views import BarMarks, Break
from aim.questions.shapes import PLACES, SIGNALS

__all__ = ["PLACES", "SIGNALS", "cut", "marked", "sentence", "ticks"]


def marked(word: str, symbols: dict[str, str], *, name: str) -> html.Span:
    """``word`` after its symbol, which a screen reader leaves out; ``name`` is its class."""
    symbol = symbols.get(word)
    mark = [html.Span(symbol, className="mark", **{"aria-hidden": "true"})] if symbol else []
    return html.Span([*mark, word], className=name)


def ticks(marks: BarMarks, *, days: bool = True) -> str | None:
    """``Ticks: Bonfire Night, 5 November 2025.``, without ``days`` each name once; None where there is none."""
    said = [tick.words if days else tick.name for tick in marks.ticks]
    return f"Ticks: {'; '.join(dict.fromkeys(said))}." if said else None


def cut(found: Break) -> str:
    """``From Apr 2026: new records system``."""
    return f"From {months.short(found.month)}: {found.words}"


def sentence(text: str) -> str:
    """``text`` with a capital at its start."""
    return text[:1].upper() + text[1:]
