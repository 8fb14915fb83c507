"""What a row is about: labels over several columns, flags before labels, and what no map can let in."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aim.ingest.answers import ANSWERS, UNKNOWN, Answers, is_never_stored
from aim.ingest.labels import Labels, pairs
from aim.ingest.maps import Columns, Flag, Map
from aim.ingest.rows import LABELS, Rows


def answers(columns: dict[str, list[str | None]], categories: dict[str, str], by: list[str], *flags: Flag) -> list[str]:
    mapping = Map.model_construct(columns=Columns(category=tuple(by)), categories=categories, flags=flags)
    found = {name: pa.array(values, pa.string()).cast(LABELS) for name, values in columns.items()}
    said = Answers.of(Rows(found, np.arange(len(next(iter(columns.values()))))), mapping)
    return [ANSWERS[n] if n != UNKNOWN else "?" for n in said.answer.tolist()]


def test_labels_of_several_columns_are_joined_and_blanks_left_out():
    columns = {"a": ["Fire", " Fire ", "Fire", None], "b": ["Primary", None, "Other", None]}
    categories = {"Fire > Primary": "fire-deliberate-primary", "Fire": "fire-accidental", "": "not counted"}
    assert answers(columns, categories, ["a", "b"]) == [
        "fire-deliberate-primary",
        "fire-accidental",
        "?",
        "not counted",
    ]


def test_the_first_flag_that_holds_goes_before_the_label():
    flags = (
        Flag(column="s", values=("Deleted",), then="withdrawn"),
        Flag(column="d", values=("Y",), then="domestic-abuse"),
    )
    columns = {
        "a": ["Noise", "Noise", "Unheard of", "Noise"],
        "s": ["", "deleted", "DELETED", None],
        "d": ["y", "Y", "N", "N"],
    }
    assert answers(columns, {"Noise": "noise"}, ["a"], *flags) == ["domestic-abuse", "withdrawn", "withdrawn", "noise"]


def test_no_flag_brings_back_what_the_map_withholds():
    flag = Flag(column="s", values=("x",), then="litter")
    assert answers({"a": ["Welfare"], "s": ["x"]}, {"Welfare": "withheld"}, ["a"], flag) == ["withheld"]


@pytest.mark.parametrize(
    "label",
    [
        "Channel referral", "PREVENT", "Prevent > other", "suicide", "Attempted suicides", "Mental Health Act",
        "medical case", "Public health", "self-harm", "Concern for patient", "Ambulance assist", "Radicalisation",
    ],
)  # fmt: skip
def test_no_map_lets_these_in(label):
    assert is_never_stored(label)
    flag = Flag(column="s", values=("x",), then="litter")
    assert answers({"a": [label], "s": ["x"]}, {label: "litter"}, ["a"], flag) == ["withheld"]


@pytest.mark.parametrize(
    "label", ["Crime prevention", "Environmental Health > Noise", "Health and safety", "Channelling of water", "Noise"]
)
def test_words_that_only_look_like_them_pass(label):
    assert answers({"a": [label]}, {label: "litter"}, ["a"]) == ["litter"]


TEXTS = st.one_of(st.none(), st.sampled_from(["a", "b", " a", "", "c > d"]))


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=20))
def test_joined_labels_are_those_of_each_row(rows):
    columns = [pa.array([row[n] for row in rows], pa.string()).cast(LABELS) for n in range(3)]
    found = Labels.joined(columns, " > ")
    expected = [" > ".join(text.strip() for text in row if text and text.strip()) or None for row in rows]
    assert [found.values[n] for n in found.code.tolist()] == expected


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), min_size=1, max_size=20))
def test_pairs_are_those_of_each_row(rows):
    one, other = np.array(rows).T
    at, first, second = pairs(one, other, 4)
    assert list(zip(first[at].tolist(), second[at].tolist(), strict=True)) == rows
    assert len({*zip(first.tolist(), second.tolist(), strict=True)}) == len(first)
