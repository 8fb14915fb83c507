"""The settings that experiments take as AIM ships them."""

import tomllib
from pathlib import Path
from typing import Final

_SETTINGS: Final = Path(__file__).resolve().parents[2] / "aim" / "settings" / "partnership.toml"

HALF_LIFE: Final[float] = tomllib.loads(_SETTINGS.read_text(encoding="utf-8"))["hotspots"]["half_life_months"]
