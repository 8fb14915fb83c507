"""Single values as the formats have them: plain Python, text that no spreadsheet runs, dates as ISO 8601."""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

# What makes a spreadsheet take a text for a formula, or step over a mark that would stop it.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
# With the mark of UTF-8 at the start: without it Excel takes a file that is opened by a double click for the code page
# of its machine, and shows ``Â·`` for every ``·``. RFC 4180 says nothing of it, and what reads CSV steps over it.
CSV_ENCODING: Final = "utf-8-sig"
_QUOTED: Final = re.compile(r'[,"\r\n]').search


def plain(value: Any) -> Any:
    """``value`` as None, bool, int, float, str, list or dict; missing values are None, dates and times ISO 8601 text.

    Infinities stay. Raises TypeError for anything else.
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset, np.ndarray)):
        return [plain(item) for item in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, np.generic):
        value = value.item() if not isinstance(value, np.datetime64) else pd.Timestamp(value)
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, date):  # datetime and Timestamp are dates too
        return value.isoformat()
    raise TypeError(f"{value!r:.60} is a {type(value).__name__}: only numbers, text, dates and lists can be written")


def for_csv(value: Any) -> str:
    """A value as a CSV field: floats so that they read back exactly, true and false, lists joined with "; "."""
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return formula_safe(value)
    if isinstance(value, list):
        return formula_safe("; ".join(for_csv(item) for item in value))
    if isinstance(value, dict):
        raise TypeError("a table within a table cannot be written as CSV")
    return repr(value)


def csv_line(fields: Sequence[str]) -> str:
    """Fields as one line of a CSV file (RFC 4180 but for the single line feed at its end).

    Written here because Python's own writer leaves a lone carriage return bare, and readers take it for the row's end.
    """
    if list(fields) == [""]:
        return '""\n'  # an empty line would be no row at all
    return ",".join(f'"{field.replace(chr(34), chr(34) * 2)}"' if _QUOTED(field) else field for field in fields) + "\n"


def formula_safe(text: str) -> str:
    """``text`` with an apostrophe before it where a spreadsheet would take it for a formula.

    Names in extracts come from outside: ``=HYPERLINK(...)`` must not run on the desk of whoever opens the file.
    """
    return f"'{text}" if text.startswith(_FORMULA) else text
