"""Months that a delivery made much smaller are named, with what they held; those of changes and small ones are not."""

from dataclasses import replace

import pytest

from aim.store import ledger
from aim.store.fallen import Fall, fallen


@pytest.fixture
def bring(writing, make_record):
    """Commit one load of months of so many incidents inside the area, as its ledger row tells them."""

    def load(kept, replaced=(), delivered="whole months"):
        writing.number += 1
        found = make_record(
            writing.number, tuple(kept), month_kept=kept, replaced=replaced, facts={"delivered": delivered}
        )
        writing.store.commit(found, writing.stage(dict.fromkeys(kept, 1)))
        return ledger.loads(writing.store.data)[-1]

    return load


@pytest.mark.parametrize(
    ("before", "after", "falls"),
    [(100, 89, True), (100, 90, False), (100, 130, False), (20, 17, True), (19, 10, False), (50, 0, True)],
)
def test_a_fall_by_more_than_a_tenth(data, bring, before, after, falls):
    bring({"2025-01": before, "2025-02": 30})
    record = bring({"2025-01": after, "2025-03": 1}, replaced=("2025-01",))
    assert fallen(data, [record]) == ({record.load: (Fall("2025-01", before, after),)} if falls else {})


def test_it_is_compared_with_what_stood_and_not_with_what_stands(data, bring):
    bring({"2025-01": 100})
    short = bring({"2025-01": 60}, replaced=("2025-01",))
    whole = bring({"2025-01": 101}, replaced=("2025-01",))
    assert fallen(data, [short, whole]) == {short.load: (Fall("2025-01", 100, 60),)}


def test_only_of_whole_months_that_replaced_something(data, bring):
    bring({"2025-01": 100})
    assert fallen(data, [bring({"2025-01": 10}, replaced=("2025-01",), delivered="changes")]) == {}
    record = bring({"2025-01": 1}, replaced=("2025-01",))
    assert fallen(data, [replace(record, unchanged=True)]) == {}
    assert fallen(data, []) == {}


def test_it_asks_the_question_in_words():
    said = "2025-06 falls from 2,527 incidents inside the area to 1,701: is the file whole?"
    assert str(Fall("2025-06", 2527, 1701)) == said
