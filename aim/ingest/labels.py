"""Text columns as numbers into their distinct values, so that every question is asked once a value, not once a row."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa


@dataclass(frozen=True)
class Labels:
    """Text of rows [n] as ``code`` [n] into ``values`` [m]; None stands for an empty one."""

    code: np.ndarray
    values: tuple[str | None, ...]

    @classmethod
    def of(cls, column: pa.DictionaryArray) -> "Labels":
        """Of a dictionary column; white space around a value is not part of it."""
        texts = [text.strip() or None for text in column.dictionary.to_pylist()]
        return cls(codes(column), (*texts, None))

    @classmethod
    def joined(cls, columns: Sequence[pa.DictionaryArray], by: str) -> "Labels":
        """Of several columns: the values of each row that are not empty, joined by ``by``."""
        first, *others = [cls.of(column) for column in columns]
        if not others:
            return first
        code, parts = first.code.astype(np.int64), [(value,) for value in first.values]
        for other in others:
            pairs, code = np.unique(code * len(other.values) + other.code, return_inverse=True)
            parts = [(*parts[n // len(other.values)], other.values[n % len(other.values)]) for n in pairs.tolist()]
        return cls(code, tuple(by.join(filter(None, each)) or None for each in parts))

    def pick(self, answers: np.ndarray) -> np.ndarray:
        """Answers to the distinct values, as a column."""
        picked: np.ndarray = answers[self.code]
        return picked


def content(texts: pa.Array) -> pa.Buffer:
    """The bytes of all values of a text or binary array without nulls, one behind the other."""
    _, offsets, held = texts.buffers()
    if held is None or not len(texts):
        return pa.py_buffer(b"")
    ends = np.frombuffer(offsets, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return held.slice(int(ends[0]), int(ends[-1] - ends[0]))


def codes(column: pa.DictionaryArray) -> np.ndarray:
    """Place of each value in the dictionary; the number behind its last for null."""
    found: np.ndarray = column.indices.fill_null(len(column.dictionary)).to_numpy(zero_copy_only=False)
    return found


def pairs(one: np.ndarray, other: np.ndarray, width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The distinct pairs of two columns of numbers [n] (``other`` below ``width``).

    Returns which of them each row has [n], and their two numbers [m] each.
    """
    found = pa.array(one.astype(np.int64) * width + other).dictionary_encode()
    distinct = found.dictionary.to_numpy()
    return found.indices.to_numpy(), distinct // width, distinct % width
