"""What a check of the store has to say: which file, what is wrong, and what to do."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

RESTORE = "restore the store from a backup with `aim restore DIR`"
SWEEP = "nothing reads it; the next `aim ingest` removes it"
FOREIGN = "AIM did not write it and nothing reads it: find out who did, then move it away"


@dataclass(frozen=True)
class Finding:
    """``error``: the store is not as it must be; ``note``: it is, but somebody should know. ``file``: in the store."""

    level: Literal["error", "note"]
    file: str
    text: str
    next_step: str

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)

    def __str__(self) -> str:
        return f"{self.level}: {self.file}: {self.text}; {self.next_step}"


def error(file: str, text: str, next_step: str = RESTORE) -> Finding:
    """A finding that makes `aim verify` fail."""
    return Finding("error", file, text, next_step)


def note(file: str, text: str, next_step: str) -> Finding:
    """A finding that does not."""
    return Finding("note", file, text, next_step)
