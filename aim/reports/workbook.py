"""Tables as a workbook (.xlsx): one sheet of numbers and one that says what they are. No text of it is a formula.

A cell typed as text is never run, and its quote prefix (the apostrophe that a person would type) keeps it text when
somebody edits it.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from aim.errors import AimError
from aim.reports import values

MOST_ROWS: Final = 1_048_575  # of a sheet, its header aside
MOST_LETTERS: Final = 32_767  # of a cell
EXACT: Final = 2**53  # whole numbers past it are rounded by a spreadsheet, so they are written as text
DATA, ABOUT = "data", "about"
# What XML 1.0 cannot hold, and half a surrogate pair, which is no letter at all.
_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]").search
_WIDEST: Final = 48


def write(columns: Mapping[str, Sequence[Any]], path: Path, metadata: Mapping[str, Any]) -> None:
    """Write ``columns`` to the sheet ``data`` and ``metadata`` to ``about``.

    Dates and times without a zone are dates of the workbook, with a zone ISO 8601 text; numbers keep 16
    digits. Raises :class:`AimError` for what a sheet cannot hold: too many rows, infinite numbers, letters that XML
    does not have.
    """
    rows = max((len(column) for column in columns.values()), default=0)
    if rows > MOST_ROWS:
        raise AimError(f"{rows:,} rows are more than a sheet holds ({MOST_ROWS:,}): write .csv or .parquet")
    book = Workbook()
    for empty in book.worksheets:
        book.remove(empty)
    book.properties.creator = "AIM"
    _sheet(book, DATA, list(columns), zip(*columns.values(), strict=True), _widths(columns))
    about = [(name, _said(value)) for name, value in metadata.items()]
    _sheet(book, ABOUT, ["what", "value"], about, [24, 96])
    book.save(path)


def _sheet(book: Workbook, title: str, header: list[str], rows: Any, widths: list[int]) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for number, row in enumerate([header, *rows], start=1):
        for at, value in enumerate(row, start=1):
            _fill(sheet.cell(number, at), _value(value))
    for at in range(1, len(header) + 1):
        sheet.cell(1, at).font = Font(bold=True)
    sheet.auto_filter.ref = sheet.dimensions


def _fill(cell: Any, ready: Any) -> None:
    cell.value = ready
    if isinstance(ready, str):
        cell.data_type = "s"  # said after the value, which alone would make a formula of "=1+1" and an error of "#N/A"
        cell.quotePrefix = ready != values.formula_safe(ready)


def _value(value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo is None and value == value:
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    found = values.plain(value)
    if isinstance(found, float) and math.isinf(found):
        raise AimError("an infinite number cannot be written in a workbook: write .csv or .parquet")
    if isinstance(found, dict):
        raise AimError("a table within a table cannot be written in a workbook")
    if isinstance(found, list):
        found = "; ".join(values.for_csv(item) for item in found)
    if isinstance(found, int) and not isinstance(found, bool) and abs(found) > EXACT:
        found = str(found)
    return _text(found) if isinstance(found, str) else found


def _text(text: str) -> str:
    if _UNWRITABLE(text):
        raise AimError(f"a text holds a letter that a workbook cannot: {text[:40]!a}")
    if len(text) > MOST_LETTERS:
        raise AimError(f"a text of {len(text):,} letters is more than a cell holds ({MOST_LETTERS:,}): {text[:40]!a}")
    return text


def _said(value: Any) -> Any:
    found = values.plain(value)
    if isinstance(found, list) and all(isinstance(item, str) for item in found):
        return "; ".join(found)  # as on the sheet of numbers
    return json.dumps(found, ensure_ascii=False) if isinstance(found, (dict, list)) else found


def _widths(columns: Mapping[str, Sequence[Any]]) -> list[int]:
    """Wide enough for the name and the first hundred values."""
    return [
        min(_WIDEST, 2 + max([len(name), *(len(str(value)) for value in list(column)[:100])]))
        for name, column in columns.items()
    ]
