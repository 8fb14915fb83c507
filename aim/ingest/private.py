"""What may be anybody's number or address, wherever it turns up: then no letter of it is repeated or kept."""

import re
from collections.abc import Sequence

HIDDEN = "(a number or address)"
# Names of files and columns hold years and days, which tell of nobody.
_DAY = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d(?:([-_/.]?)(?:0[1-9]|1[0-2])(?:\1(?:0[1-9]|[12]\d|3[01]))?)?"
    r"|\d{1,2}[-_/.]\d{1,2}[-_/.](?:19|20)\d\d)(?!\d)"
)
# Five figures in a row or apart, as telephone numbers are written; a mail address; a link.
_PRIVATE = re.compile(r"\d(?:[ ().-]{0,2}\d){4}|@|https?:|\bwww\.", re.IGNORECASE)
_VALUE = re.compile(r"[-+]?\d+(?:[.,]\d+)?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|\d{1,2}:\d\d.*")


def is_private(text: str) -> bool:
    """Whether a text holds what may be a telephone number, a mail address or a link; days are none."""
    return _PRIVATE.search(_DAY.sub("x", text)) is not None


def told(text: str) -> str:
    """``text``, or words in its place where it is private."""
    return HIDDEN if is_private(text) else text


def holds_values(header: Sequence[str]) -> bool:
    """Whether a first line holds values instead of names of columns: they are anybody's, and must not be repeated."""
    names = [name.strip() for name in header if name.strip()]
    return any(is_private(name) for name in names) or 3 * sum(map(_is_value, names)) >= max(1, len(names))


def _is_value(name: str) -> bool:
    return _VALUE.fullmatch(name) is not None
