"""One row of the ledger: what was done to the store in one commit."""

import secrets
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, Final

LOAD: Final = "load"  # a delivery was taken in
UNDO: Final = "undo"  # what stood before another step was put back
RETAIN: Final = "retain"  # months older than the policy were dropped from every version


def new_id(moment: datetime) -> str:
    """An id for what is committed at ``moment`` (UTC): sorted by time, never twice."""
    return f"{moment:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"


@dataclass(frozen=True)
class LoadRecord:
    """What one load brought; always ``rows == kept + outside + rejected``.

    ``months`` are the months the delivery held; ``digests`` names those of them that this load wrote (a month whose
    stored content would be the same is not written again) with the digest of what was stored, ``month_kept`` the kept
    rows of the same months, ``replaced`` those of them that stood before. ``margin`` is a part of ``outside``.
    ``received`` is ISO 8601, UTC. ``kind``: what was done; an undo names the load it undoes in ``undoes``. ``removed``
    are months that nothing stands for after it. ``confirmed`` are months that came again as they stood, after their
    source's delay: they count as received anew. ``dropped`` counts values not kept, by our column ("outcome").
    ``facts`` is :meth:`aim.schema.Source.to_json` as its map then said. ``before``: of a retention the first month that
    is kept; of the record's source and supplier nothing earlier is left in any version before it. ``key``: of a load of
    changes the mark of the key (:mod:`aim.store.keys`) by which its references were made.

    An undo counts what it put back: ``rows`` stored rows, ``digests`` and ``month_kept`` of the months put back,
    ``removed`` those that nothing stands for now.
    """

    load: str
    source: str
    agency: str
    supplier: str
    file: str
    sha256: str
    months: tuple[str, ...]
    rows: int
    kept: int
    outside: int
    margin: int
    rejected: int
    reasons: dict[str, int]
    replaced: tuple[str, ...]
    unchanged: bool
    received: str
    actor: str
    demonstration: bool
    digests: dict[str, str]
    month_kept: dict[str, int]
    ignored: tuple[str, ...] = ()
    kind: str = LOAD
    undoes: str | None = None
    removed: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    dropped: dict[str, int] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    before: str | None = None
    key: str = ""

    @property
    def touched(self) -> tuple[str, ...]:
        """Months whose standing content, or the time it was received, this record may have changed."""
        of_undo = self.months if self.kind == UNDO else ()
        return tuple(dict.fromkeys([*self.digests, *self.removed, *self.confirmed, *of_undo]))

    def to_json(self) -> dict[str, Any]:
        """The record as plain JSON values."""
        return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "LoadRecord":
        """The inverse of :meth:`to_json`; keys of a later version are passed over."""
        known = {each.name for each in fields(cls)}
        kept: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items() if k in known}
        return cls(**kept)
