"""No small count can be worked out: by hand, against every table there could be, and against linear programming."""

from itertools import product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from aim.engine.suppression import LEAST, Tree, withheld, withheld_flat

TWO, THREE = Tree((-1, 0, 0)), Tree((-1, 0, 0, 0))  # a total and so many parts
FLAT = TWO, TWO


def totals(cells: np.ndarray, rows: Tree, columns: Tree) -> np.ndarray:
    """The whole table of leaf counts: each line the sum of the leaves under it."""
    leaf = [
        np.array([int(bool(each)) for each in (np.array(tree.parents)[:, None] == range(len(tree.parents))).any(0)])
        for tree in (rows, columns)
    ]  # 1 where a line has parts
    ups = [tree.holds[:, mark == 0] for tree, mark in zip((rows, columns), leaf, strict=True)]
    return ups[0] @ cells @ ups[1].T


def leaves(tree: Tree) -> list[int]:
    return [n for n in range(len(tree.parents)) if n not in tree.parents]


TREES = st.sampled_from(
    [
        TWO,
        THREE,
        Tree((-1, 0, 0, 1, 1)),
        Tree((-1, 0, 0, 1, 1, 2, 2)),
        Tree((-1, 0, 0, 0, 1, 1, 3, 3, 3)),
    ]
)
COUNT = st.one_of(st.integers(0, 6), st.integers(0, 60))


@st.composite
def nested(draw: st.DrawFn, trees: st.SearchStrategy[Tree] = TREES) -> tuple[np.ndarray, Tree, Tree]:
    rows, columns = draw(trees), draw(trees)
    shape = len(leaves(rows)), len(leaves(columns))
    cells = np.array(draw(st.lists(COUNT, min_size=shape[0] * shape[1], max_size=shape[0] * shape[1])))
    return totals(cells.reshape(shape), rows, columns), rows, columns


def bounds(table: np.ndarray, mask: np.ndarray, rows: Tree, columns: Tree, cell: tuple[int, int]) -> tuple[int, int]:
    """The least and the most that whoever has all that is shown can say of a withheld count: linear programming."""
    r_leaf, c_leaf = leaves(rows), leaves(columns)
    of = np.array(
        [np.outer(rows.holds[r, r_leaf], columns.holds[c, c_leaf]).ravel() for r, c in np.argwhere(~mask)]
    ).reshape(-1, len(r_leaf) * len(c_leaf))
    want = np.outer(rows.holds[cell[0], r_leaf], columns.holds[cell[1], c_leaf]).ravel().astype(float)
    known = table[~mask]
    found = [
        linprog(sign * want, A_eq=of if len(of) else None, b_eq=known if len(of) else None, bounds=(0, 200))
        for sign in (1, -1)
    ]
    assert all(one.success for one in found)
    return int(np.ceil(found[0].fun - 1e-6)), int(np.floor(-found[1].fun + 1e-6))


SEVEN = Tree((-1, 0, 0, 1, 1, 2, 2))


def test_an_incident_that_a_line_and_its_part_hold_comes_back_once() -> None:
    cells = np.array([[4, 0, 0, 0], [1, 0, 5, 1], [4, 0, 1, 4], [1, 0, 2, 3]])
    table = totals(cells, SEVEN, SEVEN)
    mask = withheld(table, SEVEN, SEVEN)
    for r, c in np.argwhere((table > 0) & (table < LEAST)):
        least, most = bounds(table, mask, SEVEN, SEVEN, (r, c))
        assert (least, most >= LEAST) in ((0, True), (1, True)), (r, c)


@settings(max_examples=40)
@given(nested(), st.data())
def test_every_small_count_may_be_any_of_one_to_five(found: tuple[np.ndarray, Tree, Tree], data: st.DataObject) -> None:
    table, rows, columns = found
    mask = withheld(table, rows, columns)
    small = (table > 0) & (table < LEAST)
    assert mask[small].all()
    for r, c in np.argwhere(small)[data.draw(st.integers(0, 3)) :: 5]:  # each costs two programmes
        least, most = bounds(table, mask, rows, columns, (r, c))
        assert least <= 1, (table, mask, (r, c))
        assert most >= LEAST, (table, mask, (r, c))


@given(nested())
def test_parts_of_what_is_withheld_are_withheld_and_nothing_is_where_nothing_is_small(
    found: tuple[np.ndarray, Tree, Tree],
) -> None:
    table, rows, columns = found
    mask = withheld(table, rows, columns)
    for r, c in np.argwhere(mask):
        assert mask[np.ix_(np.flatnonzero(rows.holds[r]), np.flatnonzero(columns.holds[c]))].all()
    if not ((table > 0) & (table < LEAST)).any():
        assert not mask.any()
    assert (withheld(table, rows, columns) == mask).all()


@given(nested())
def test_no_count_and_a_part_of_it_differ_by_one_to_four(found: tuple[np.ndarray, Tree, Tree]) -> None:
    table, rows, columns = found
    shown = np.argwhere(~withheld(table, rows, columns))
    if len(shown):
        within = (rows.holds[np.ix_(shown[:, 0], shown[:, 0])] * columns.holds[np.ix_(shown[:, 1], shown[:, 1])]) > 0
        count = table[tuple(shown.T)]
        apart = (count[:, None] - count[None, :])[within]
        assert not ((apart > 0) & (apart < LEAST)).any()


EVERY = np.array(list(product(range(13), repeat=4))).reshape(-1, 2, 2)
TABLES = np.concatenate([EVERY.sum(axis=2, keepdims=True), EVERY], axis=2)
TABLES = np.concatenate([TABLES.sum(axis=1, keepdims=True), TABLES], axis=1)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 8), min_size=4, max_size=4))
@example([4, 10, 9, 0])
@example([2, 0, 0, 3])
@example([3, 5, 2, 5])
def test_of_every_table_there_could_be_behind_it(cells: list[int]) -> None:
    """The slow twin: whoever writes down all tables with these totals finds each small count to be 1, 2, 3, 4 and 5."""
    table = totals(np.array(cells).reshape(2, 2), *FLAT)
    mask = withheld(table, *FLAT)
    behind = TABLES[(TABLES[:, ~mask] == table[~mask]).all(axis=1)]
    for r, c in np.argwhere((table > 0) & (table < LEAST)):
        assert {1, 2, 3, 4, 5} <= set(behind[:, r, c].tolist()), (table, mask)


def test_a_table_by_hand() -> None:
    # Two wards, burglary and fires: one fire in the first. Each other count of the table gives it away.
    table = totals(np.array([[12, 1], [30, 8]]), *FLAT)
    mask = withheld(table, *FLAT)
    assert mask[1:, 1:].all()
    assert not mask[0].any()
    assert not mask[:, 0].any()
    # A fire in the first and none in the second: the sum of fires would say it, and that of burglaries then too.
    lonely = withheld(totals(np.array([[12, 1], [30, 0]]), *FLAT), *FLAT)
    assert lonely[0, 2]
    assert lonely[0, 1]
    assert not lonely[:, 0].any()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ([[3, 1, 1], [1, 1, 0], [1, 0, 1]], "is not the sum of its parts"),
        ([[-1, 0, -1], [0, 0, 0], [-1, 0, -1]], "under 0"),
        ([[1, 1], [1, 1]], "shape"),
    ],
)
def test_a_table_that_does_not_add_up_is_refused(table: list[list[int]], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        withheld(table, *FLAT)


def test_a_tree_names_parents_before_their_parts() -> None:
    with pytest.raises(ValueError, match="before its children"):
        Tree((1, -1))


# ---- one list of each group ------------------------------------------------------------------------------------------
def possible(values: np.ndarray, mask: np.ndarray, at: int, most: int = 40) -> set[int]:
    """What the count ``at`` may be for whoever knows the sum of those withheld, and which of them are small."""
    others = [n for n in np.flatnonzero(mask) if n != at]
    large = any(values[n] >= LEAST for n in others)
    least = sum(1 if values[n] < LEAST else LEAST for n in others)
    highest = sum(LEAST - 1 if values[n] < LEAST else most for n in others)
    total = values[mask].sum()
    return {v for v in range(1, LEAST) if least <= total - v <= highest or (large and total - v >= least)}


@given(st.lists(COUNT, min_size=2, max_size=9))
@example([2, 3])
@example([1, 4, 9, 5])
def test_of_a_group_whose_sum_is_known_a_small_count_may_be_any(counts: list[int]) -> None:
    values = np.array(counts)
    mask = withheld_flat(values, np.zeros(len(counts), dtype=int))
    small = (values > 0) & (values < LEAST)
    assert mask[small].all()
    if not mask.all():  # where all are, zeros too, nobody knows even which hold something
        for at in np.flatnonzero(small):
            assert possible(values, mask, at) == {1, 2, 3, 4}


def test_groups_are_looked_at_one_by_one_and_in_order() -> None:
    values = np.array([3, 50, 6, 7, 0, 9, 2, 2, 2, 2])
    mask = withheld_flat(values, [0, 0, 0, 0, 0, 1, 2, 2, 2, 2])
    assert mask.tolist() == [True, True, *[False] * 4, *[True] * 4]
    with pytest.raises(ValueError, match="one group a count"):
        withheld_flat([1, 2], [0])


def test_every_part_of_a_small_count_is_withheld_also_where_it_is_none() -> None:
    """Nine kinds of which a ward has one: seeing that it has none of seven would nearly say which."""
    kinds = Tree((-1, *[0] * 9))
    wards = Tree((-1, *[0] * 4))
    table = np.array([[0, *[40] * 9], [0, 2, *[0] * 8], [0, *[60] * 9], [0, *[50] * 9]])
    table = np.vstack([table.sum(axis=0), table])
    table[:, 0] = table[:, 1:].sum(axis=1)
    assert withheld(table, wards, kinds)[2].all()


def test_of_a_group_without_a_small_count_nothing_is_withheld() -> None:
    assert not withheld_flat([LEAST, LEAST + 1, 0, 30], [0, 0, 0, 1]).any()
