"""What may be anybody's number or address, wherever it turns up: then no letter of it is repeated or kept."""

import re
from collections.abc import Sequence

from aim.personal import is_private

__all__ = ["HIDDEN", "holds_values", "is_private", "told"]
HIDDEN = "(a number or address)"
_VALUE = re.compile(r"[-+]?\d+(?:[.,]\d+)?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|\d{1,2}:\d\d.*")


def told(text: str) -> str:
    """``text``, or words in its place where it is private."""
    return HIDDEN if is_private(text) else text


def holds_values(header: Sequence[str]) -> bool:
    """Whether a first line holds values instead of names of columns: they are anybody's, and must not be repeated."""
    names = [name.strip() for name in header if name.strip()]
    return any(is_private(name) for name in names) or 3 * sum(map(_is_value, names)) >= max(1, len(names))


def _is_value(name: str) -> bool:
    return _VALUE.fullmatch(name) is not None
