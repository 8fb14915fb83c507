"""Text columns as every reader hands them on: trimmed, and null where nothing is left."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aim.ingest.rows import LABELS, cleaned

BLANKS = ("NULL", "n/a")
TEXTS = st.lists(st.one_of(st.none(), st.sampled_from(["a", " a", "a\u00a0", "", "  ", "NULL", " n/a ", "b c"])))


@pytest.mark.parametrize("form", [pa.string(), LABELS])
@given(texts=TEXTS)
def test_padding_goes_and_what_stands_for_nothing_is_null(form: pa.DataType, texts: list[str | None]) -> None:
    read = [None if text in ("", *BLANKS) else text for text in texts]  # as the readers do
    found = cleaned(pa.array(read, pa.string()).cast(form), BLANKS)
    trimmed = [None if text is None else text.strip() for text in texts]
    assert found.type == form
    assert found.cast(pa.string()).to_pylist() == [None if text in ("", *BLANKS) else text for text in trimmed]


def test_a_column_that_is_clean_is_handed_on() -> None:
    column = pa.array(["a", None, "b"], pa.string()).cast(LABELS)
    assert cleaned(column, BLANKS) is column
