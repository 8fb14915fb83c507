"""A part and its whole that moved together are named once."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from aim import concerns
from aim.concerns import Concern
from aim.questions.nested import beside, said_once

DELIBERATE, SECONDARY, ROBBERY, CRIME = "fires", "fires-secondary", "robbery", "crime"


def moved(*rows: tuple[str, int, int, float]) -> Any:
    """One area; of each concern its signal (2: higher, 1: slightly), its count and what was expected."""
    known: dict[str, Concern] = {each.name: each for each in concerns.load()}
    return SimpleNamespace(
        areas=("North",),
        compared=[SimpleNamespace(made_of=SimpleNamespace(concern=known[name])) for name, *_ in rows],
        found=SimpleNamespace(**{
            key: np.array([row[at] for row in rows]) for at, key in enumerate(("signal", "count", "expected"), start=1)
        }),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "named", "said"),
    [
        (((DELIBERATE, 2, 30, 12), (SECONDARY, 2, 26, 9)), [1], ", within deliberate fires"),
        # What is plainly higher is not left out for what is slightly so.
        (((DELIBERATE, 2, 30, 12), (SECONDARY, 1, 19, 8)), [0], ", deliberate secondary fires among them"),
        # Seven more robberies do not explain a rise of 240, and one that fell none at all.
        (((CRIME, 2, 800, 560), (ROBBERY, 2, 14, 7)), [0, 1], ""),
        (((CRIME, 2, 800, 560), (ROBBERY, -2, 2, 130)), [0, 1], ""),
        (((ROBBERY, 2, 14, 7), (SECONDARY, 2, 26, 9)), [0, 1], ""),
    ],
)
def test_what_is_most_of_a_whole_is_named_for_it(rows: Any, named: list[int], said: str) -> None:
    answer = moved(*rows)
    found = said_once(answer, range(len(rows)))
    assert list(found) == named
    assert beside(answer, named[0], found[named[0]]) == said
