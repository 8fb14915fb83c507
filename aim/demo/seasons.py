"""The year's shape of each category, and how much of a month has passed.

Measured as :mod:`aim.demo.mix` says, over the two whole years January 2023 to December 2024: mean of each calendar
month over the mean of all, for every category of at least 100 a month; the smaller ones share one row (each alone is
mostly chance). Criminal damage leaves out August 2024, the month of the disorder. Anti-social behaviour peaks in August
and is lowest at the turn of the year; it rises from March and holds to October.
"""

import calendar
from datetime import date
from typing import Final

import numpy as np

from aim import months
from aim.demo import mix
from aim.demo.mix import Floats

_OTHERS: Final = (0.97, 0.95, 0.99, 1.02, 1.16, 1.09, 1.01, 1.00, 1.01, 1.10, 0.87, 0.82)
_MEASURED: Final = {
    "anti-social-behaviour": (0.68, 0.91, 1.16, 1.14, 1.15, 1.07, 1.14, 1.28, 1.05, 1.08, 0.71, 0.63),
    "burglary": (1.09, 0.86, 1.00, 0.99, 1.05, 1.11, 0.92, 1.19, 0.96, 0.89, 0.88, 1.07),
    "criminal-damage-arson": (0.86, 1.03, 0.97, 0.99, 1.05, 1.03, 1.15, 1.14, 1.02, 1.12, 0.85, 0.81),
    "other-theft": (1.09, 0.94, 1.03, 1.12, 1.03, 0.98, 1.03, 1.15, 0.88, 0.98, 0.96, 0.80),
    "public-order": (0.87, 1.05, 1.01, 1.09, 1.11, 1.10, 1.22, 1.03, 0.91, 0.96, 0.94, 0.71),
    "shoplifting": (1.04, 0.96, 1.06, 1.26, 0.95, 0.77, 0.95, 0.91, 1.07, 1.16, 0.99, 0.89),
    "vehicle-crime": (1.13, 1.02, 0.88, 1.19, 1.00, 1.02, 0.98, 1.07, 1.01, 1.06, 0.84, 0.78),
    "violent-crime": (0.98, 0.92, 1.04, 1.03, 1.08, 1.06, 1.06, 1.00, 0.97, 1.01, 0.93, 0.91),
}
_TABLE: Final[Floats] = np.array([_MEASURED.get(key, _OTHERS) for key in mix.KEYS])
SEASONS: Final[Floats] = _TABLE / _TABLE.mean(axis=1, keepdims=True)  # [category, calendar month 0..11], mean 1 a year


def season(month: str) -> Floats:
    """Each category's level in ``month`` relative to its mean month, float64 [category]."""
    return SEASONS[:, months.number(month) % 12]


def elapsed(month: str, until: date) -> float:
    """The part of ``month`` that has passed at the end of the day ``until``: 0 before it, 1 from its last day on."""
    days = length(month)
    return min(max((until - months.first_day(month)).days + 1, 0), days) / days


def length(month: str) -> int:
    """How many days ``month`` has."""
    first = months.first_day(month)
    return calendar.monthrange(first.year, first.month)[1]


def last_complete(until: date) -> str:
    """The latest month that ends no later than ``until``."""
    month = months.of(until)
    return month if elapsed(month, until) == 1 else months.shift(month, -1)


def continues(before: date, until: date) -> bool:
    """Whether a demonstration until ``until`` only adds to one until ``before``: later in the same month, not its end.

    With the last day of a month the planted places move on by a month.
    """
    same = months.of(before) == months.of(until) and last_complete(before) == last_complete(until)
    return same and before <= until
