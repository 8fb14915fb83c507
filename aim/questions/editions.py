"""The two editions of everything that leaves: *Internal* with a mark, *Public* without a count of one to four.

Nor with any other count from which one of those could be worked out. What a public sheet or file shows is taken from
the public tables and nowhere else, so that no two of them can be set against each other: counts of areas from
:mod:`aim.questions.public_counts`, of hexagons from :mod:`aim.questions.public_hotspots`. What must be withheld and
why that is enough: :mod:`aim.engine.suppression`. What of verdicts and decisions is told, and in which words what is
not: :mod:`aim.questions.public_rule`. A month that is delivered again: :mod:`aim.questions.given_out`.
"""

from enum import StrEnum
from typing import Final

from aim.engine.suppression import LEAST

FEWER: Final = f"fewer than {LEAST}"


class Edition(StrEnum):
    """Who a sheet or a file is for."""

    INTERNAL = "internal"
    PUBLIC = "public"
