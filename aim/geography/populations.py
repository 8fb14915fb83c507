"""How many people live in each ward: a file people edit."""

import hashlib
from collections import Counter
from pathlib import Path

from aim.config import Config
from aim.errors import GeographyError
from aim.geography import files

FILE = "populations.csv"
COLUMNS = ("ward_code", "ward_name", "residents", "year")


def path(config: Config) -> Path:
    """The populations of this store where it has a file of its own, else the shipped ones."""
    own = config.data / "geography" / FILE
    return own if own.is_file() else config.boundaries / FILE


def read(config: Config) -> dict[str, int]:
    """Residents by ward code. Raises :class:`GeographyError` with every fault of the file."""
    source = path(config)
    rows = files.read_rows(source, COLUMNS)
    faults = [
        f"ward {code} stands in {count} rows"
        for code, count in sorted(Counter(row["ward_code"] for row in rows).items())
        if count > 1
    ]
    for line, row in enumerate(rows, start=2):
        if not row["ward_code"]:
            faults.append(f"line {line}: a row needs a ward code")
        for column in ("residents", "year"):
            if not (row[column].isascii() and row[column].isdigit()):
                faults.append(f"line {line}: {column} {row[column]!r} is not a whole number: write digits only")
    if faults:
        raise GeographyError(f"{source}:\n" + "\n".join(f"  - {fault}" for fault in faults))
    return {row["ward_code"]: int(row["residents"]) for row in rows}


def known(config: Config) -> dict[str, int]:
    """Residents by ward code; none where there is no file, as beside outlines of one's own: then there are no rates."""
    return read(config) if path(config).is_file() else {}


def fingerprint(config: Config) -> str:
    """SHA-256 (hex) of the file, whose residents are part of a picture; empty where there is none."""
    try:
        return hashlib.sha256(path(config).read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""
