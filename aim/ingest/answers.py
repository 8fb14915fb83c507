"""What a row is about: the map's answer to its label, what its flags say instead, and what is never stored."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from aim.ingest.labels import Labels
from aim.ingest.maps import Flag, Map
from aim.ingest.rows import Rows
from aim.schema import CATEGORY_KEYS, NOT_COUNTED, SENSITIVE, WITHDRAWN, WITHHELD

BETWEEN = " > "  # joins the parts of a label that stands in several columns
UNKNOWN = -1
ANSWERS = (*CATEGORY_KEYS, WITHHELD, NOT_COUNTED, WITHDRAWN)  # an answer's number is its place here
_NUMBER = {answer: number for number, answer in enumerate(ANSWERS)}
IS_CATEGORY = np.array([answer in CATEGORY_KEYS for answer in ANSWERS])
IS_SENSITIVE = np.array([answer in SENSITIVE for answer in ANSWERS])
# The reason each answer rejects a row with; none for a category.
REASON = {WITHHELD: "withheld", NOT_COUNTED: "not_counted", WITHDRAWN: "withdrawn"}

# Prevent, Channel and health are refused by name, whatever a map says: such a record is about a person in need of help.
_NEVER = re.compile(
    r"(?<![a-z])(prevent|channel|radicali[sz]\w*|extremis\w*|terroris\w*|(para)?suicid\w*|"
    r"self (harm|neglect|injur)\w*|overdos\w*|(para)?medical\w*|paramedic\w*|mental\w*|psychiatr\w*|psycho(sis|tic)|"
    r"mha|s(ection)? ?13[56](?!\d)|dementia|autis\w*|illness\w*|patients?|ambulance (assist|call|request)\w*|"
    r"safeguard\w*|health(care)?)(?![a-z])"
)
# "Environmental health" is a council department, "health and safety" its rule book.
_HARMLESS = re.compile(r"\benvironmental health\b|\bhealth ?(and|&|/) ?safety\b")
_WORDS_MEET = re.compile(r"(?<=[a-z])(?=[A-Z])")
_UNSEEN = frozenset({"Mn", "Cf"})  # accents and letters of no width, once they are written apart

# A column of flags that is answered with yes may be answered with any of these, and with no by any of those.
_YES = frozenset({"y", "yes", "true", "t", "1"})
_NO = frozenset({"n", "no", "false", "f", "0"})


@lru_cache(maxsize=1 << 16)
def is_never_stored(label: str) -> bool:
    """Whether a label names a Prevent, Channel or health matter, however its words are cased, joined and spelled."""
    apart = unicodedata.normalize("NFKD", _WORDS_MEET.sub(" ", label))
    text = "".join(letter for letter in apart if unicodedata.category(letter) not in _UNSEEN).casefold()
    words = re.sub(r"[\W_]+", " ", _HARMLESS.sub(" ", " ".join(text.split())))
    return _NEVER.search(words) is not None


@dataclass(frozen=True)
class Answers:
    """Of rows [n]: ``labels``, and ``answer`` [n] as a number of ``ANSWERS``, ``UNKNOWN`` where nothing answers.

    ``odd``: by column of flags its texts, and which rows [n] have one that means neither that a flag holds nor not.
    """

    labels: Labels
    answer: np.ndarray
    odd: dict[str, tuple[Labels, np.ndarray]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Rows, mapping: Map) -> "Answers":
        """By the map: the first flag that holds, else the label. No flag brings back what is never stored."""
        labels = Labels.joined([rows.columns[name] for name in mapping.columns.category], BETWEEN)
        answers = [mapping.categories.get(label or "") for label in labels.values]
        answer = labels.pick(np.array([_NUMBER.get(said or "", UNKNOWN) for said in answers], dtype=np.int16))
        never = labels.pick(
            np.array(
                [
                    said == WITHHELD or is_never_stored(label or "")
                    for said, label in zip(answers, labels.values, strict=True)
                ]
            )
        )
        columns = {flag.column: Labels.of(rows.columns[flag.column]) for flag in mapping.flags}
        for flag in reversed(mapping.flags):
            column = columns[flag.column]
            holds = column.pick(_among(column, _means_yes(flag)))
            answer = np.where(holds, np.int16(_NUMBER[flag.then]), answer)
            named = column.pick(np.array([is_never_stored(text or "") for text in column.values]))
            never |= named | (holds & is_never_stored(flag.column))
        answer = np.where(never, np.int16(_NUMBER[WITHHELD]), answer)
        odd = {name: (column, _odd(column, name, mapping)) for name, column in columns.items()}
        return cls(labels, answer, {name: found for name, found in odd.items() if found[1].any()})

    def unknown(self) -> np.ndarray:
        """Whether nothing answers each row [n]."""
        found: np.ndarray = self.answer == UNKNOWN
        return found


def _means_yes(flag: Flag) -> frozenset[str]:
    said = frozenset(value.strip().casefold() for value in flag.values)
    return said | (_YES - _means_no(flag)) if said <= _YES else said


def _means_no(flag: Flag) -> frozenset[str]:
    return frozenset(value.strip().casefold() for value in flag.otherwise)


def _odd(column: Labels, name: str, mapping: Map) -> np.ndarray:
    """Rows [n] whose flag means neither yes nor no, in a column where one of the two is meant.

    Passed over, the case of abuse that a system marks with "X" would be stored with its address.
    """
    flags = [flag for flag in mapping.flags if flag.column == name]
    is_closed = any(flag.otherwise or _means_yes(flag) <= _YES for flag in flags)
    answered = frozenset[str]({""}).union(_NO, *(_means_yes(flag) | _means_no(flag) for flag in flags))
    return column.pick(~_among(column, answered) if is_closed else np.zeros(len(column.values), dtype=bool))


def _among(column: Labels, texts: frozenset[str]) -> np.ndarray:
    return np.array([(text or "").casefold() in texts for text in column.values], dtype=bool)
