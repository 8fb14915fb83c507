"""The shapes beside words, the same on every page and on paper: what has become of a place, how a month compares."""

from typing import Final

PLACES: Final = {"new or worse": "▲", "every month": "■", "on and off": "◆", "quietened": "▽"}
SIGNALS: Final = {
    "higher": "▲",
    "slightly higher": "△",
    "as expected": "●",
    "slightly lower": "▽",
    "lower": "▼",
}
