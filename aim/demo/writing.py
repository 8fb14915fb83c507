"""The rows of a month as a file in the data.police.uk layout."""

import os
import tempfile
from pathlib import Path
from typing import Final

from aim import schema
from aim.demo import mix
from aim.demo.anchors import Anchors
from aim.demo.drawing import Rows

HEADER: Final = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context"
)
_TITLES: Final = [schema.CATEGORY_TITLES[key] for key in mix.KEYS]


def file_of(folder: Path, month: str) -> Path:
    """Where the month's file stands under ``folder``, as in the publisher's archives."""
    return folder / month / f"{month}-cleveland-street.csv"


def text(rows: Rows, anchors: Anchors) -> str:
    """The file's text, header included. No value holds a comma or a quote, so that none needs quoting."""
    where = [
        f"{longitude:.6f},{latitude:.6f},{location},,"
        for longitude, latitude, location in zip(
            anchors.longitude.tolist(), anchors.latitude.tolist(), anchors.location.tolist(), strict=True
        )
    ]
    what = [
        [f"{title},{'' if title == 'Anti-social behaviour' else outcome},{mix.MARKER}" for outcome in mix.OUTCOMES]
        for title in _TITLES
    ]
    who = f"{rows.month},{mix.SUPPLIER_NAME},{mix.SUPPLIER_NAME}"
    lines = [
        f"{reference},{who},{where[anchor]},{what[category][outcome]}"
        for reference, anchor, category, outcome in zip(
            rows.reference, rows.anchor.tolist(), rows.category.tolist(), rows.outcome.tolist(), strict=True
        )
    ]
    return "\n".join([HEADER, *lines]) + "\n"


def save(path: Path, content: str) -> None:
    """Write ``content`` whole or not at all: beside the file first, then in its place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(content)
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
