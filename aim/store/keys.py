"""The store's secret key: with it the references of suppliers become fingerprints that cannot be read back.

A case number has so few possible values that whoever holds its plain hash tries them all in seconds. The key lies
beside the tables and is in every backup, so that a case is known again; a copy of the tables without it tells no
reference.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from aim.errors import StoreError
from aim.store import durable
from aim.store.record import LOAD, LoadRecord

FILE = "references.key"
_BYTES = 32
_RESTORE = "put back the one of this store from a backup"


@dataclass(frozen=True)
class Key:
    """32 secret bytes. ``mark`` tells keys apart and nothing of them: it is in the ledger."""

    secret: bytes = field(repr=False)

    @classmethod
    def new(cls) -> "Key":
        """A key that nobody has."""
        return cls(secrets.token_bytes(_BYTES))

    @property
    def mark(self) -> str:
        """16 hexadecimal digits."""
        return hmac.digest(self.secret, b"mark", hashlib.sha256).hex()[:16]

    def of(self, source: str) -> bytes:
        """The key of one source: a number that two sources use for two cases makes two fingerprints."""
        return hmac.digest(self.secret, f"source {source}".encode(), hashlib.sha256)


def held(data: Path) -> Key | None:
    """The key of the store in ``data``; None where it has none. Raises :class:`StoreError` where it cannot be read."""
    path = data / FILE
    try:
        secret = bytes.fromhex(path.read_text(encoding="ascii"))
        if len(secret) != _BYTES:
            raise ValueError(f"{len(secret)} bytes are not {_BYTES}")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        # The words of a decoder would repeat a part of the key.
        raise StoreError(f"{path} cannot be read as a key ({type(error).__name__}): {_RESTORE}") from None
    return Key(secret)


def get(data: Path, loads: Iterable[LoadRecord]) -> Key:
    """The key of the store that ``loads`` made; of a store without one a new key, to be kept by :func:`keep`.

    Raises :class:`StoreError` where cases were made with another: they would not be known again, and count twice.
    """
    found = held(data)
    key = found or Key.new()
    fault = mismatch(found, loads)
    if fault is not None:
        raise StoreError(f"{data / FILE} {fault}: {_RESTORE}")
    return key


def mismatch(found: Key | None, loads: Iterable[LoadRecord]) -> str | None:
    """What is wrong with the key of a store by its ``loads``, in words behind the file's name; None for nothing."""
    mark = None if found is None else found.mark
    other = next((load for load in loads if is_keyed(load) and load.key != mark), None)
    if other is None:
        return None
    what = "is missing" if found is None else "is not the key"
    return f"{what} by which the cases of {other.source} were made: a change of one would count it a second time"


def is_keyed(load: LoadRecord) -> bool:
    """Whether later deliveries know its cases again by their references."""
    return load.kind == LOAD and load.facts.get("delivered") == "changes"


def keep(data: Path, key: Key) -> None:
    """Write the key down, for its owner's eyes, where the store has none yet; the caller holds the writer's lock."""
    path = data / FILE
    if not path.exists():
        with durable.writing(path):
            durable.make_folders(data)
            durable.replace(path, f"{key.secret.hex()}\n".encode(), mode=0o600)
