"""The few words that every part of the Data page shares."""

from collections.abc import Sequence

from aim import months


def run(first: str, last: str) -> str:
    """``Apr 2025``, or ``Apr 2025 to Jun 2025``."""
    return months.short(first) if first == last else f"{months.short(first)} to {months.short(last)}"


def span(held: Sequence[str], most: int = 3) -> str:
    """Months as runs: ``Jan 2025 to Mar 2025, Jun 2025``; of more than ``most`` runs the rest is counted."""
    found = [run(*each) for each in months.runs(held)]
    if not found:
        return "no month"
    return ", ".join(found[:most]) + (f" and {len(found) - most} more spells" if len(found) > most else "")
