"""What says of a table which edition it is, and what is withheld of it."""

import pandas as pd

from aim.questions.editions import Edition
from aim.questions.exports import marked, withheld_words


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
