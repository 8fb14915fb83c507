"""A table of an experiment: which cases it has, what its columns are called, and what it says in one sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
Value = str | int | float


@dataclass(frozen=True)
class Column:
    """A title in plain words with its unit, and how a row of an experiment gives its value."""

    title: str
    of: Callable[[Row], Value]


@dataclass(frozen=True)
class Case:
    """One call of an experiment, which gives a row or several."""

    make: Callable[..., Any]
    given: tuple[Any, ...]


@dataclass(frozen=True)
class Table:
    """What is asked and how it is shown; ``words`` makes the sentence from the rows, so that it cannot outlive them."""

    name: str
    title: str
    words: Callable[[list[Row]], str]
    columns: tuple[Column, ...]
    cases: tuple[Case, ...]
    seed: int
    sizes: str


def text(title: str, key: str, words: dict[Any, str] | None = None) -> Column:
    """A value as it is, or its words."""
    return Column(title, lambda row: (words or {}).get(row[key], row[key]))


def number(title: str, key: str | Callable[[Row], float], digits: int) -> Column:
    """A number rounded to ``digits``, whole where they are 0."""
    return Column(title, lambda row: _rounded(_of(row, key), digits))


def percent(title: str, key: str | Callable[[Row], float], digits: int = 1) -> Column:
    """A part as a percentage."""
    return Column(f"{title}, %", lambda row: _rounded(100 * _of(row, key), digits))


def between(rows: Sequence[Row], key: str | Callable[[Row], float], digits: int = 1) -> str:
    """The least and the largest of a part over the rows: ``93.9 to 97.1 %``; one number where they are equal."""
    values = [_rounded(100 * _of(row, key), digits) for row in rows]
    low, high = f"{min(values)}", f"{max(values)}"
    return f"{low} %" if low == high else f"{low} to {high} %"


def most(rows: Sequence[Row], key: str | Callable[[Row], float], digits: int = 1) -> str:
    """The largest of a part over the rows: ``3.1 %``."""
    return f"{max(_rounded(100 * _of(row, key), digits) for row in rows)} %"


def where(rows: Sequence[Row], **values: Any) -> list[Row]:
    """The rows with these values."""
    return [row for row in rows if all(row[key.replace("_", " ")] == value for key, value in values.items())]


def _of(row: Row, key: str | Callable[[Row], float]) -> float:
    return row[key] if isinstance(key, str) else key(row)


def _rounded(value: float, digits: int) -> Value:
    return round(value, digits) + 0.0 if digits else round(value)
