"""The plain values of a closed meeting."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from aim.errors import AimError

GROUP: Final = "the AIM group"  # who closes a meeting where nobody names a role


@dataclass(frozen=True)
class Closing:
    """One version of the closing of the meeting of ``month``; a later one stands in its place, and it stays.

    ``picture``: the id of the picture that its tables are of. ``upto``: the ``id`` of the newest decision of the store
    then, 0 where there was none: what is written later changes what the minutes say. ``hash``: the SHA-256 of the
    tables. ``at`` is UTC, ``actor`` the account that closed it.
    """

    id: int
    month: str
    version: int
    picture: str
    upto: int
    hash: str
    actor: str
    at: datetime


@dataclass(frozen=True)
class Opened:
    """A meeting from what was first written of it on: the ``picture`` that lay before it then, and when (UTC)."""

    month: str
    picture: str
    at: datetime


@dataclass(frozen=True)
class Laid:
    """What lies before the meeting of ``month``, as it is to be kept.

    ``tables``: JSON as UTF-8; of the picture with the id ``picture``. ``upto``: the ``id`` of the newest decision of
    the store that they know of, 0 where there was none. ``fixes``: by month the public table that closing the meeting
    gives out first, as it is to be written; none of a month whose table stands.
    """

    month: str
    picture: str
    upto: int
    tables: bytes
    fixes: Mapping[str, bytes] = field(default_factory=dict)


class DecidedMeanwhileError(AimError):
    """Somebody decided while the meeting was being closed: nothing was closed, and nothing of theirs is lost."""

    def __init__(self) -> None:
        super().__init__(
            "somebody decided while the meeting was being closed, so that it was not: look at the decisions, then "
            "close it again"
        )


class GivenOutMeanwhileError(AimError):
    """Somebody gave a public paper of these months out while the meeting was being closed: nothing was closed."""

    def __init__(self) -> None:
        super().__init__(
            "a public paper of the month was given out while the meeting was being closed, so that it was not: close "
            "it again, so that its minutes tell the same"
        )
