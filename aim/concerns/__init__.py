"""What the partnership looks at: one TOML file per concern, each with an owner and the day it was last reviewed."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from aim.errors import QuestionError, SettingsError
from aim.schema import CATEGORY_KEYS

FOLDER = Path(__file__).resolve().parent
ALL = "all"


class Concern(BaseModel):
    """One concern: the categories counted together. ``name`` is its file name and its value in an address."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z-]*$")
    title: str
    short: str
    order: int
    priority: Literal["Feel Safe", "Be Safe", "Stay Safe"]
    better: Literal["down", "up"]
    categories: tuple[str, ...] = Field(min_length=1)
    proactive: tuple[str, ...]
    floor: Literal["all", "one"]
    note: str
    owner: str
    reviewed: date

    @property
    def ranked(self) -> tuple[str, ...]:
        """The categories that rank places: not those whose counts depend on enforcement, unless there are no others."""
        return tuple(key for key in self.categories if key not in self.proactive) or self.categories

    @property
    def discussed(self) -> bool:
        """Whether the meeting's list may name a place for it: not where every count depends on enforcement."""
        return not set(self.categories) <= set(self.proactive)


def load(folder: Path = FOLDER) -> tuple[Concern, ...]:
    """Every concern of ``folder`` in its order. Raises :class:`SettingsError` naming the file and the value."""
    concerns = [_read(path) for path in sorted(folder.glob("*.toml"))]
    return tuple(sorted(concerns, key=lambda concern: (concern.order, concern.name)))


def find(concerns: tuple[Concern, ...], name: str) -> Concern:
    """The concern called ``name``. Raises :class:`QuestionError` listing the names there are."""
    for concern in concerns:
        if concern.name == name:
            return concern
    raise QuestionError(f"no concern {name!r}: there are {', '.join(c.name for c in concerns)}")


def _read(path: Path) -> Concern:
    try:
        concern = Concern(name=path.stem, **tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise SettingsError(f"{path}: {error}") from error
    unknown = sorted(set(concern.categories + concern.proactive) - set(CATEGORY_KEYS))
    if unknown:
        raise SettingsError(f"{path}: unknown categories {', '.join(unknown)}")
    return concern
