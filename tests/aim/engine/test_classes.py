import numpy as np
import pytest
from experiments import classes as experiment
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from aim.engine.classes import AnalystClass, RoomClass, analyst_classes, room_classes

MONTHS = 24
flags = st.integers(6, 30).flatmap(lambda months: st.lists(st.integers(0, 10), min_size=months, max_size=months))
parts = st.sampled_from([0, 1, 2, 5, 8, 9, 10, 11])


def drawn(levels: list[int], part: int) -> list[bool]:
    """Flags that hold in about ``part`` tenths of the months: the classes part at 10, 50, 80 and 90 %."""
    return [level < part for level in levels]


def series(text: str) -> NDArray[np.bool_]:
    """``#`` hot, ``-`` cold, ``.`` neither; one cell, [months, 1]."""
    return np.array([letter == "#" for letter in text])[:, None]


def room(text: str, surged: str = "") -> str:
    surge = np.zeros((len(text), 1), dtype=bool)
    surge[len(text) - len(surged) :, 0] = [letter == "!" for letter in surged]
    return RoomClass(room_classes(series(text), surge).item()).words


def analyst(text: str, direction: int = 0) -> str:
    cold = np.array([letter == "-" for letter in text])[:, None]
    return AnalystClass(analyst_classes(series(text), cold, [direction]).item()).words


# ---- by hand --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "recent", "surged", "words"),
    [
        ("#" * 19, "#....", "...", "every month"),  # 20 of 24 are 83 %
        ("#" * 19, ".....", "...", "quietened"),  # 19 of 24 are 79 %
        ("#" * 19, ".....", "..!", "new or worse"),
        ("#" * 19, "#####", "..!", "every month"),  # the first that fits
        ("." * 19, "#...#", "...", "new or worse"),
        ("." * 19, "....#", "...", ""),  # one hot month in five is chance
        ("#" + "." * 18, "##...", "...", "new or worse"),  # 1 of 19 is under 10 %
        ("##" + "." * 17, "##...", "...", "on and off"),  # 2 of 19 are not
        ("." * 19, ".....", "!..", "new or worse"),
        ("." * 19, ".....", "!...", ""),  # four months ago
        ("#" * 10 + "." * 9, ".....", "...", "quietened"),  # 10 of 19 are over half
        ("#" * 9 + "." * 10, ".....", "...", "on and off"),  # 9 of 19 are not
        ("#" * 10 + "." * 9, "#....", "...", "on and off"),
        ("###" + "." * 16, ".....", "...", "on and off"),  # 3 of 24 are 12.5 %
        ("##" + "." * 17, ".....", "...", ""),  # 2 of 24 are 8.3 %
        ("." * 19, ".....", "...", ""),
    ],
)
def test_what_the_room_is_told(before: str, recent: str, surged: str, words: str) -> None:
    assert room(before + recent, surged) == words


@pytest.mark.parametrize(
    ("text", "direction", "words"),
    [
        ("." * 23 + "#", 0, "new"),
        ("-" * 23 + "#", 0, "new"),
        ("." * 22 + "##", 0, "consecutive"),
        ("-" + "." * 21 + "##", 0, "consecutive"),  # the order of the classes: a cold past does not make it oscillate
        ("..." + "#" * 21, 0, "consecutive"),  # 21 of 24 are 87.5 %
        (".." + "#" * 22, 0, "persistent"),  # 22 of 24 are 91.7 %
        ("#" * 24, 1, "intensifying"),
        ("#" * 24, 0, "persistent"),
        ("#" * 24, -1, "diminishing"),
        ("#.#." * 5 + "####", 1, "sporadic"),
        ("#.#-" * 5 + "####", 1, "oscillating"),
        ("#" + "." * 22 + "#", 0, "sporadic"),
        ("-" * 20 + "#.##", 0, "oscillating"),
        ("#" * 23 + ".", 1, "historical"),
        ("#" * 21 + "...", 0, "historical"),  # 21 of the 23 before are 91.3 %
        ("#" * 20 + "....", 0, ""),  # 20 of the 23 before are 87 %
        ("#" * 23 + "-", 0, "historical"),
        ("." * 24, 0, ""),
        ("-" * 24, 0, ""),
        (".#" * 11 + "..", 0, ""),
    ],
)
def test_what_analysts_are_told(text: str, direction: int, words: str) -> None:
    assert analyst(text, direction) == words


def test_shares_are_met_exactly() -> None:
    assert room("#" * 12 + "...", "...") == "every month"  # 12 of 15 are 80 %
    assert room("#" + "." * 9 + "##...", "...") == "on and off"  # 1 of 10 before is not under 10 %
    assert room("#" * 5 + "." * 10, "...") == "quietened"  # 5 of 10 before are 50 %
    assert room("###" + "." * 27, "...") == "on and off"  # 3 of 30 are 10 %
    assert analyst("#" * 8 + ".#") == "persistent"  # 9 of 10
    assert analyst("#" * 9 + "..") == "historical"  # 9 of the 10 before are 90 %


# ---- the slow twins and properties ----------------------------------------------------------------------------------


def room_twin(hot: list[bool], surge: list[bool]) -> str:
    before, recent = hot[:-5], hot[-5:]
    if 10 * sum(hot) >= 8 * len(hot):
        return "every month"
    if (sum(recent) >= 2 and 10 * sum(before) < len(before)) or any(surge[-3:]):
        return "new or worse"
    if 2 * sum(before) >= len(before) and not any(recent):
        return "quietened"
    return "on and off" if 10 * sum(hot) >= len(hot) else ""


def analyst_twin(hot: list[bool], cold: list[bool], direction: int) -> str:
    earlier, months = hot[:-1], len(hot)
    if not hot[-1]:
        return "historical" if 10 * sum(earlier) >= 9 * (months - 1) else ""
    if not any(earlier):
        return "new"
    mostly = 10 * sum(hot) >= 9 * months
    begun = hot.index(True)
    if all(hot[begun:]) and not mostly:
        return "consecutive"
    if mostly:
        return {1: "intensifying", 0: "persistent", -1: "diminishing"}[direction]
    return "oscillating" if any(cold[:-1]) else "sporadic"


@given(flags, parts, parts)
def test_the_rooms_classes_are_their_definitions(levels: list[int], much: int, surged: int) -> None:
    hot, surge = drawn(levels, much), drawn(levels[::-1], surged - 8)
    found = room_classes(np.array(hot)[:, None], np.array(surge)[:, None])
    assert RoomClass(found.item()).words == room_twin(hot, surge)


@given(flags, parts, parts, st.integers(-1, 1))
def test_the_analysts_classes_are_their_definitions(levels: list[int], much: int, chill: int, direction: int) -> None:
    hot = drawn(levels, much)
    cold = [level > 11 - chill and not is_hot for level, is_hot in zip(levels, hot, strict=True)]
    found = analyst_classes(np.array(hot)[:, None], np.array(cold)[:, None], [direction])
    assert AnalystClass(found.item()).words == analyst_twin(hot, cold, direction)


@given(arrays(bool, (3, MONTHS, 4)), arrays(bool, (3, MONTHS, 4)), arrays(np.int8, (3, 4), elements=st.integers(-1, 1)))
def test_each_cell_of_each_concern_is_classed_by_itself(hot: NDArray, other: NDArray, direction: NDArray) -> None:
    cold = other & ~hot
    room_all, analysts = room_classes(hot, other), analyst_classes(hot, cold, direction)
    assert room_all.shape == analysts.shape == (3, 4)
    assert room_all.dtype == analysts.dtype == np.int8
    for concern, cell in np.ndindex(3, 4):
        one = hot[concern, :, [cell]].T
        assert room_classes(one, other[concern, :, [cell]].T).item() == room_all[concern, cell]
        alone = analyst_classes(one, cold[concern, :, [cell]].T, direction[concern, [cell]])
        assert alone.item() == analysts[concern, cell]


# ---- what they are for ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ratio", experiment.RATIOS)
def test_in_towns_where_nothing_changes_next_to_nothing_is_new_or_worse(ratio: float) -> None:
    found = experiment.stationary(level=250, ratio=ratio, towns=60, seed=5)
    assert found["new or worse"] + 2 * found["new or worse, standard error"] < 0.004  # of cells; 1 % is asked for
    assert found["new or worse"] > 0.0003  # by chance there are some: the towns are not simply without hotspots
    assert found["on and off"] > 0.02
    assert found["quietened"] < 0.002


def test_a_place_that_has_become_five_times_as_busy_is_new_or_worse() -> None:
    found = experiment.risen(level=250, ratio=1.6, towns=25, seed=6, windows=(1, 3))
    assert found["seen after 3"] > 0.9
    assert found["seen after 2"] > 0.65


# ---- refusals -------------------------------------------------------------------------------------------------------


def test_what_cannot_be_classed_is_refused() -> None:
    flag = np.zeros((MONTHS, 2), dtype=bool)
    with pytest.raises(TypeError, match="int64"):
        room_classes(flag.astype(int), flag)
    with pytest.raises(TypeError, match="float64"):
        analyst_classes(flag, flag * 1.0, [0, 0])
    with pytest.raises(ValueError, match="not both"):
        room_classes(flag, flag[:-1])
    with pytest.raises(ValueError, match="not both"):
        room_classes(flag[:, 0], flag[:, 0])
    with pytest.raises(ValueError, match="5 months: more than"):
        room_classes(flag[:5], flag[:5])
    with pytest.raises(ValueError, match="no past"):
        analyst_classes(flag[:1], flag[:1], [0, 0])
    for direction in ([0], [0, 2], [[0, 0]]):
        with pytest.raises(ValueError, match="directions of shape"):
            analyst_classes(flag, flag, direction)
    with pytest.raises(ValueError, match="both hot and cold"):
        analyst_classes(~flag, ~flag, [0, 0])
