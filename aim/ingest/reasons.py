"""Reasons of rejected rows as numbers, so that a column of them can be worked on whole."""

import numpy as np

from aim import schema

GOOD = -1
CODES = tuple(schema.REASONS)  # a reason's number is its place here


def number(code: str) -> int:
    """The number of a reason code."""
    return CODES.index(code)


def first_fault(faults: dict[str, np.ndarray]) -> np.ndarray:
    """The number of the first fault found [n], in the order given; ``faults`` are bool [n] by reason code."""
    reason = np.full(len(next(iter(faults.values()))), GOOD, dtype=np.int8)
    for code, found in reversed(faults.items()):
        reason[found] = number(code)
    return reason
