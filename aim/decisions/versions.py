"""Which version of the decisions a store holds, in a word: asked every few seconds by every page that is open.

Writes nothing. Of all pages one waits for an answer, and the others go by what was known; what has just failed is left
alone for a while.
"""

import threading
import time
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from aim.config import Config
from aim.decisions import migrating
from aim.decisions.database import Database
from aim.decisions.remembered import written
from aim.decisions.tables import CLOSINGS, DECISIONS
from aim.errors import AimError

_REST_S: Final = 30.0  # until what could not be read is asked again
_LAST = select(
    select(func.max(DECISIONS.c.id)).scalar_subquery(),
    select(func.max(CLOSINGS.c.id)).scalar_subquery(),
)
_known: dict[str, tuple[str, str | None]] = {}  # by store: when its file was written, and the version
_rests: dict[str, float] = {}  # by store: until when it is left alone
_asking = threading.Lock()


def version(config: Config) -> str | None:
    """The last rows of the decisions and of the closings, ``12 3``: it changes whenever one is written.

    None where that cannot be told now: what was known before may stand still or not. Where the store is a file and
    nothing was written since, asking costs two looks at the folder.
    """
    address = config.database.get_secret_value() if config.database else str(config.data)
    when = written(config)
    before, known = _known.get(address, ("", None))
    if when and when == before:
        return known
    if time.monotonic() < _rests.get(address, 0.0) or not _asking.acquire(blocking=False):
        return known
    try:
        known = _asked(config)
        _known[address] = (when, known)
    except (AimError, SQLAlchemyError):
        _rests[address] = time.monotonic() + _REST_S
        known = None
    finally:
        _asking.release()
    return known


def _asked(config: Config) -> str:
    database = Database(config)
    with database.looking() as connection:
        if migrating.made(connection, database.where) == migrating.NOTHING:
            return "0 0"
        last: Any = connection.execute(_LAST).one()
        return f"{last[0] or 0} {last[1] or 0}"
