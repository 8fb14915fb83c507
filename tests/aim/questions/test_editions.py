"""The two editions: a count by itself, a small table with its totals, and what stands in a file."""

import numpy as np
import pandas as pd
import pytest

from aim.questions.editions import FEWER, Edition, shown, suppress, suppress_with_totals
from aim.questions.exports import marked, withheld_words


@pytest.mark.parametrize(("count", "public"), [(0, 0), (1, FEWER), (4, FEWER), (5, 5), (1_200, 1_200)])
def test_a_count_by_itself(count: int, public: str | int) -> None:
    assert shown(count, Edition.PUBLIC) == public
    assert shown(count, Edition.INTERNAL) == count


def test_a_table_of_areas_and_kinds() -> None:
    counts = np.array([[40, 12, 1], [30, 9, 8], [25, 11, 7]])
    mask = suppress(counts)
    assert mask[0, 2]
    # Alone it would follow from its row and from its column: each has at least two that are withheld.
    assert (mask.sum(axis=0)[mask.any(axis=0)] >= 2).all()
    assert (mask.sum(axis=1)[mask.any(axis=1)] >= 2).all()
    whole = suppress_with_totals(counts)
    assert whole.shape == (4, 4)
    assert (whole[:-1, :-1] == mask).all()
    assert not whole[-1].any()
    assert not whole[:, -1].any()
    # Where a kind has two in all, its total goes too.
    assert suppress_with_totals([[40, 2], [30, 0]])[-1, 1]
    assert not suppress_with_totals([[40, 20], [0, 5]]).any()
    with pytest.raises(ValueError, match="areas x categories"):
        suppress([1, 2, 3])


def test_the_mark_stands_in_every_row_and_beside_them() -> None:
    table = pd.DataFrame({"ward": ["Acklam", "Kader"], "count": [7, None], "withheld": [False, True]})
    record: dict[str, object] = {"month": "2025-06"}
    inside = marked(table, record, Edition.INTERNAL, "SECRET")
    assert inside["edition"].tolist() == ["SECRET", "SECRET"]
    assert record == {"month": "2025-06", "edition": "internal", "marking": "SECRET"}
    public = marked(table, record, Edition.PUBLIC, "SECRET")
    assert public["edition"].tolist() == ["public", "public"]
    assert (record["edition"], record["marking"]) == ("public", "")
    assert record["withheld"] == "1 of 2 counts withheld: 1 to 4, or such as would give one of those away."
    assert "edition" not in table
    assert withheld_words(table.head(1)) == "No count is withheld."
    assert withheld_words(table[["ward"]]) == "No counts; places by ward and concern."
