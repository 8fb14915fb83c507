"""Faults of a file: what makes a delivery be refused whole. Gathered, then told all at once."""

from collections.abc import Iterable, Sequence

from aim.ingest.private import told

MOST = 20  # values named of one kind; the rest are counted


class FileFault(Exception):
    """A file cannot be read on; ``str(fault)`` is the fault in words, without the file's name."""


def name_some(values: Iterable[str], most: int = MOST) -> str:
    """``'a', 'b' and 7 more``: distinct values of a file, each cut to 80 characters, in their order; none private."""
    found = list(dict.fromkeys(told(value) for value in values))
    shown = ", ".join(repr(value[:80]) for value in found[:most])
    return shown + (f" and {len(found) - most} more" if len(found) > most else "")


def cut(faults: Sequence[str], most: int = 200) -> list[str]:
    """The faults themselves, up to a number a terminal can hold, and how many there are besides."""
    if len(faults) <= most:
        return list(faults)
    return [*faults[:most], f"... and {len(faults) - most} faults more"]
