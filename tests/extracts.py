"""Police extracts made for a test, and a town simple enough to be told by hand."""

import csv
import hmac
import io
import os
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from aim.config import Config, load
from aim.geography import postcodes
from aim.geography.cells import CellIndex
from aim.ingest.placing import Placing

HEADER = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code", "LSOA name",
    "Crime type", "Last outcome category", "Context",
)  # fmt: skip
TODAY = "2026-11-22"
INSIDE = (-1.2350, 54.5742)
MARGIN = (-1.1480, 54.5742)
FAR = (-1.6001, 54.9001)


class Box:
    """A town that is a box of degrees, with a margin of a hundredth of a degree around it. Stands in for a Locator."""

    west, south, east, north = -1.30, 54.50, -1.15, 54.60
    width = 0.01

    def _within(self, longitude: np.ndarray, latitude: np.ndarray, by: float) -> np.ndarray:
        across = (longitude >= self.west - by) & (longitude <= self.east + by)
        return across & (latitude >= self.south - by) & (latitude <= self.north + by)

    def wards(self, longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
        return np.where(self._within(longitude, latitude, 0.0), 0, -1).astype(np.int16)

    def margin(self, longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
        return self._within(longitude, latitude, self.width) & (self.wards(longitude, latitude) < 0)


class Cells:
    """A cell index that can be sent to another process."""

    def cells(self, longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
        return CellIndex(10).cells(longitude, latitude)


def placing(town: Box | None = None) -> Placing:
    """Placing by the box, all of it in the East."""
    return Placing(town or Box(), Cells(), neighbourhoods=["East"], postcodes=lambda: postcodes.read(load()))


def config(data: Path, today: str = TODAY) -> Config:
    """The configuration of a store of the test's own, on a day that stands still."""
    return load(data, {"AIM_TODAY": today})


def row(number: int = 0, **changes: str) -> dict[str, str]:
    """One good row; ``changes`` by our short names."""
    columns = {
        "id": "Crime ID", "month": "Month", "by": "Reported by", "lon": "Longitude", "lat": "Latitude",
        "street": "Location", "kind": "Crime type", "outcome": "Last outcome category", "mark": "Context",
    }  # fmt: skip
    values = dict.fromkeys(HEADER, "")
    values |= {
        "Crime ID": f"{number:064x}",
        "Month": "2025-06",
        "Reported by": "Cleveland Police",
        "Falls within": "Cleveland Police",
        "Longitude": f"{INSIDE[0] + number % 100 * 1e-4:.6f}",
        "Latitude": f"{INSIDE[1]:.6f}",
        "Location": "On or near Linthorpe Road",
        "LSOA code": "E01012077",
        "LSOA name": "Middlesbrough 001A",
        "Crime type": "Burglary",
        "Last outcome category": "Under investigation",
    }
    return values | {columns[name]: value for name, value in changes.items()}


def rows(count: int, first: int = 0, **changes: str) -> list[dict[str, str]]:
    """``count`` good rows."""
    return [row(first + number, **changes) for number in range(count)]


def text(found: Iterable[Mapping[str, str]], header: Iterable[str] = HEADER, newline: str = "\n") -> str:
    """A street file."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(header), lineterminator=newline)
    writer.writeheader()
    writer.writerows(found)
    return out.getvalue()


def street(path: Path, found: Iterable[Mapping[str, str]], **how: object) -> Path:
    """A street file at ``path``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text(found, **how).encode())  # type: ignore[arg-type]
    return path


def archive(path: Path, members: Mapping[str, str | bytes]) -> Path:
    """A zip archive at ``path``."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in members.items():
            out.writestr(name, content)
    return path


def month_file(month: str = "2025-06", force: str = "cleveland") -> str:
    """The publisher's name of a street file inside an archive."""
    return f"{month}/{month}-{force}-street.csv"


def fingerprint(data: Path, source: str, reference: str) -> bytes:
    """What the store in ``data`` keeps of a reference that is no 64 hexadecimal digits."""
    key = bytes.fromhex((data / "references.key").read_text())
    of_source = hmac.digest(key, f"source {source}".encode(), "sha256")
    return hmac.digest(of_source, reference.encode(), "sha256")


def files_under(folder: Path) -> set[str]:
    """Every file below ``folder``, by its path."""
    return {os.path.relpath(Path(where) / name, folder) for where, _, names in os.walk(folder) for name in names}
