"""Calendar months as ``YYYY-MM`` text: sortable, exact, and what partners' files carry."""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

_MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")
NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def is_month(text: str) -> bool:
    """Whether ``text`` is a month written ``YYYY-MM`` (1900-2099)."""
    return _MONTH.fullmatch(text) is not None


def of(day: date) -> str:
    """The month that holds ``day``."""
    return f"{day.year:04d}-{day.month:02d}"


@lru_cache(maxsize=2048)
def number(month: str) -> int:
    """Months since year 0, for arithmetic. Raises ValueError for anything but ``YYYY-MM``."""
    if not is_month(month):
        raise ValueError(f"{month!r} is not a month: write it as YYYY-MM, for example 2025-06")
    return int(month[:4]) * 12 + int(month[5:]) - 1


def from_number(count: int) -> str:
    """The inverse of :func:`number`."""
    return f"{count // 12:04d}-{count % 12 + 1:02d}"


def shift(month: str, by: int) -> str:
    """The month ``by`` months later (earlier where negative)."""
    return from_number(number(month) + by)


def between(first: str, last: str) -> list[str]:
    """Every month from ``first`` to ``last``, both included; empty where ``last`` is earlier."""
    return [from_number(n) for n in range(number(first), number(last) + 1)]


def first_day(month: str) -> date:
    """The first day of ``month``."""
    count = number(month)
    return date(count // 12, count % 12 + 1, 1)


def title(month: str) -> str:
    """``June 2025``."""
    return f"{NAMES[number(month) % 12]} {month[:4]}"


def short(month: str) -> str:
    """``Jun 2025``."""
    return f"{NAMES[number(month) % 12][:3]} {month[:4]}"


def runs(held: Iterable[str]) -> list[tuple[str, str]]:
    """The unbroken runs of ``held`` months as first and last, oldest first."""
    found: list[tuple[str, str]] = []
    for month in sorted(set(held)):
        if found and shift(found[-1][1], 1) == month:
            found[-1] = (found[-1][0], month)
        else:
            found.append((month, month))
    return found


def spans(held: Iterable[str]) -> str:
    """Months as their unbroken runs: ``2025-01 to 2025-03, 2025-06``; ``no month`` for none."""
    return ", ".join(first if first == last else f"{first} to {last}" for first, last in runs(held)) or "no month"
