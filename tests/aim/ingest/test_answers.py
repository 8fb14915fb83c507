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
        "self\u00a0harm", "self\u2013harm", "Self > harm", "\uff53\uff55\uff49\uff43\uff49\uff44\uff45",
        "sui\u00adcide",
        "Pre\u200bvent", "Pr\u00e9vent", "prevent_referral", "PreventReferral", "PREVENT2",
        "Channel/Prevent", "parasuicide",
        "Collapse/Illness", "psychiatric", "s136", "S.136", "Section 136 detention",
        "MHA assessment", "paramedics called",
        "Healthcare", "Environmental health > health",
    ],
)  # fmt: skip
def test_no_map_lets_these_in(label):
    assert is_never_stored(label)
    flag = Flag(column="s", values=("x",), then="litter")
    assert answers({"a": [label], "s": ["x"]}, {label: "litter"}, ["a"], flag) == ["withheld"]


@pytest.mark.parametrize(
    "label",
    [
        "Crime prevention", "Environmental Health > Noise", "Health and safety", "Channelling of water", "Noise",
        "Environmental\u00a0 Health", "Health & Safety", "Health/safety", "Preventative patrol",
        "S1365", "Experimental",
    ],
)  # fmt: skip
def test_words_that_only_look_like_them_pass(label):
    assert answers({"a": [label]}, {label: "litter"}, ["a"]) == ["litter"]


@pytest.mark.parametrize(
    ("column", "values", "text"),
    [("Mental Health", ("Y",), "Y"), ("Referral", ("Prevent",), "Prevent"), ("Referral", ("None",), "to Channel")],
)
def test_a_flag_that_names_these_withholds_the_row(column, values, text):
    flag = Flag(column=column, values=values, then="litter")
    assert answers({"a": ["Noise"], column: [text]}, {"Noise": "noise"}, ["a"], flag) == ["withheld"]
    assert answers({"a": ["Noise"], column: [None]}, {"Noise": "noise"}, ["a"], flag) == ["noise"]


def odd(texts: list[str | None], *flags: Flag) -> list[bool]:
    mapping = Map.model_construct(columns=Columns(category=("a",)), categories={"Noise": "noise"}, flags=flags)
    columns = {"a": ["Noise"] * len(texts), "f": texts}
    found = {name: pa.array(values, pa.string()).cast(LABELS) for name, values in columns.items()}
    _, rows = Answers.of(Rows(found, np.arange(len(texts))), mapping).odd.get("f", (None, np.zeros(len(texts), bool)))
    return rows.tolist()


def test_any_yes_is_one():
    columns = {"a": ["Noise"] * 6, "f": ["Y", "yes", "TRUE", "1", "n", None]}
    flag = Flag(column="f", values=(" Y ",), then="domestic-abuse")
    assert answers(columns, {"Noise": "noise"}, ["a"], flag) == ["domestic-abuse"] * 4 + ["noise"] * 2


def test_what_is_neither_yes_nor_no_is_told():
    """Passed over, it would be a no, and the case would be stored with its address."""
    yes = Flag(column="f", values=("Y",), then="domestic-abuse")
    texts = ["Y", "X", "no", "", None, "DV", "0"]
    assert odd(texts, yes) == [False, True, False, False, False, True, False]
    assert odd(texts, yes, Flag(column="f", values=("DV",), then="withheld")) == [False, True, *[False] * 5]
    listed = Flag(column="f", values=("Y", "DV"), then="domestic-abuse")
    assert odd(texts, listed) == [False] * 7
    assert odd(texts, listed.model_copy(update={"otherwise": ("0", "x ")})) == [False] * 7
    assert odd(["maybe"], listed.model_copy(update={"otherwise": ("0",)})) == [True]


def test_a_yes_that_a_map_calls_a_no_is_one():
    flag = Flag(column="f", values=("Y",), then="domestic-abuse", otherwise=("T",))
    assert answers({"a": ["Noise", "Noise"], "f": ["T", "1"]}, {"Noise": "noise"}, ["a"], flag) == [
        "noise",
        "domestic-abuse",
    ]


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
