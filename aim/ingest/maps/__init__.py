"""What an analyst edits: per source, which column is which and which label is which category."""

import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from aim.errors import SettingsError
from aim.schema import CATEGORY_KEYS

FOLDER = Path(__file__).resolve().parent


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Columns(_Frozen):
    """The supplier's column of each of ours."""

    reference: str
    month: str
    supplier: str
    longitude: str
    latitude: str
    street: str
    category: str
    outcome: str
    mark: str


class NotStored(_Frozen):
    """Columns that are known and never kept."""

    columns: tuple[str, ...]


class Ignored(_Frozen):
    """A kind of file of the same supplier that is not mapped, known by a column only it has, or the end of its name."""

    title: str
    column: str
    suffix: str


class Map(_Frozen):
    """One map file."""

    columns: Columns
    not_stored: NotStored
    categories: dict[str, str] = Field(min_length=1)
    suppliers: dict[str, str]
    ignored: tuple[Ignored, ...]

    @property
    def known(self) -> tuple[str, ...]:
        """Every column a file must have, and may have."""
        return (*self.columns.model_dump().values(), *self.not_stored.columns)


def load(name: str, folder: Path = FOLDER) -> Map:
    """The map of a source. Raises :class:`SettingsError` naming the file and what is wrong."""
    path = folder / f"{name}.toml"
    try:
        values: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        found = Map.model_validate(values)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise SettingsError(f"{path}: {faults}") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: {error}") from error
    unknown = sorted(set(found.categories.values()) - set(CATEGORY_KEYS))
    if unknown:
        raise SettingsError(f"{path}: no such category: {', '.join(unknown)}; there are {', '.join(CATEGORY_KEYS)}")
    if len(set(found.known)) < len(found.known):
        raise SettingsError(f"{path}: a column is named twice")
    return found
