"""What a row is about: the map's answer to its label, what its flags say instead, and what is never stored."""

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from aim.ingest.labels import Labels
from aim.ingest.maps import Map
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
# "Environmental health" is a council department, "health and safety" its rule book.
_NEVER = re.compile(
    r"\b(prevent|channel|radicali[sz]\w*|extremis\w*|terroris\w*|suicid\w*|self[- ]?(harm|neglect)\w*|overdos\w*|"
    r"medical\w*|mental\w*|dementia|patients?|ambulance (assist|call|request)\w*|safeguard\w*|"
    r"(?<!environmental )health(?! (and|&) safety))\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=1 << 16)
def is_never_stored(label: str) -> bool:
    """Whether a label names a Prevent, Channel or health matter."""
    return _NEVER.search(label) is not None


@dataclass(frozen=True)
class Answers:
    """Of rows [n]: ``labels``, and ``answer`` [n] as a number of ``ANSWERS``, ``UNKNOWN`` where nothing answers."""

    labels: Labels
    answer: np.ndarray

    @classmethod
    def of(cls, rows: Rows, mapping: Map) -> "Answers":
        """By the map: the first flag that holds, else the label. No flag brings back what is never stored."""
        labels = Labels.joined([rows.columns[name] for name in mapping.columns.category], BETWEEN)
        answers = [mapping.categories.get(label or "") for label in labels.values]
        answer = labels.pick(np.array([_NUMBER.get(said or "", UNKNOWN) for said in answers], dtype=np.int16))
        for flag in reversed(mapping.flags):
            column = Labels.of(rows.columns[flag.column])
            wanted = {value.casefold() for value in flag.values}
            holds = column.pick(np.array([(value or "").casefold() in wanted for value in column.values]))
            answer = np.where(holds, np.int16(_NUMBER[flag.then]), answer)
        never = labels.pick(
            np.array(
                [
                    said == WITHHELD or is_never_stored(label or "")
                    for said, label in zip(answers, labels.values, strict=True)
                ]
            )
        )
        return cls(labels, np.where(never, np.int16(_NUMBER[WITHHELD]), answer))

    def unknown(self) -> np.ndarray:
        """Whether nothing answers each row [n]."""
        found: np.ndarray = self.answer == UNKNOWN
        return found
