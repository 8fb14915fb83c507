"""What the statistics were measured to do: the tables of ``make experiments``, for the Method page."""

import json
from dataclasses import dataclass
from pathlib import Path

from aim.measured import EXPERIMENTS


@dataclass(frozen=True)
class Measured:
    """One table: ``words`` say in a sentence what it shows, good or bad, ``sizes`` how much was made by chance for it.

    name: of the experiment, as ``make experiments`` takes it; columns: titles with their units; rows: one value a
    column, text or numbers rounded as they are to be shown; seed: of the random numbers.
    """

    name: str
    title: str
    words: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float, ...], ...]
    seed: int
    sizes: str


def measured(path: Path = EXPERIMENTS) -> tuple[Measured, ...]:
    """Return every table in the order of the file.

    Raises OSError where the file cannot be read, KeyError where a table lacks a part.
    """
    found = json.loads(path.read_text(encoding="utf-8"))["tables"]
    return tuple(
        Measured(
            name=table["name"],
            title=table["title"],
            words=table["words"],
            columns=tuple(table["columns"]),
            rows=tuple(tuple(row) for row in table["rows"]),
            seed=table["seed"],
            sizes=table["sizes"],
        )
        for table in found
    )
