"""Names of what lies in a store: whose a file is, and whether its writing was cut short."""

import re

DERIVED = "derived"
REJECTS = "rejects"
RETAINED = "retained"
TABLE = "incidents"

_ID = r"(\d{8}T\d{6}-[0-9a-f]{8})"
_MONTH = re.compile(rf"{_ID}-\d+\.parquet")
_OF_A_STEP = re.compile(rf"\.?{_ID}\.(?:parquet|txt)(?:\.[0-9a-f]{{8}})?")
_LEFT_BEHIND = re.compile(r".*#\d+|_commit_.*\.tmp|\..+\.[0-9a-f]{8}")


def load_of(name: str) -> str | None:
    """The load that wrote a stored month of that file name; None where AIM did not write it."""
    match = _MONTH.fullmatch(name)
    return match[1] if match else None


def step_of(name: str) -> str | None:
    """The step whose rejects, counts or note a file of that name holds, whole or in the making; None of any other."""
    match = _OF_A_STEP.fullmatch(name)
    return match[1] if match else None


def is_left_behind(name: str) -> bool:
    """Whether a file's name says that writing it was cut short."""
    return _LEFT_BEHIND.fullmatch(name) is not None
