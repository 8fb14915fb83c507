"""Reading and writing the small files of the geography room: whole, checked, and replaced in one step."""

import csv
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aim.errors import GeographyError


def write_text(path: Path, text: str) -> Path:
    """Put ``text`` in ``path``; readers see the old file or the new one, and a power cut leaves one of them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o644)  # a temporary file is readable by its owner alone, an outline by whoever serves it
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return path


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in ``path``. Raises :class:`GeographyError` naming the file."""
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise GeographyError(f"{path}: cannot be read as GeoJSON: {error}") from error
    if not isinstance(document, dict):
        raise GeographyError(f"{path}: is JSON, but not a GeoJSON object")
    return document


def read_rows(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Rows of a CSV file that holds at least ``columns``, values stripped. Raises :class:`GeographyError`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            if missing:
                raise GeographyError(f"{path}: has no column {', '.join(missing)}; it needs {', '.join(columns)}")
            return [{column: (row[column] or "").strip() for column in columns} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise GeographyError(f"{path}: cannot be read as a CSV file: {error}") from error
