"""What can go wrong, in words a person can act on.

Every message names the file, the value and the next step. Faults of one delivery are gathered and told at once.
"""

from collections.abc import Sequence


class AimError(Exception):
    """Anything AIM refuses to do. ``str(error)`` is fit to be shown; the command line exits with 1."""


class SettingsError(AimError, ValueError):
    """A settings or concern file does not say what it must."""


class RefusedError(AimError):
    """A delivery is refused whole; the store is as it was before.

    ``faults`` lists every fault found, one sentence each.
    """

    def __init__(self, subject: str, faults: Sequence[str]) -> None:
        self.subject = subject
        self.faults = tuple(faults)
        super().__init__(f"{subject}: refused, nothing was changed\n" + "\n".join(f"  - {f}" for f in self.faults))


class StoreError(AimError):
    """The store cannot be read or written as asked. ``plain`` says it on a screen: without where the store is."""

    def __init__(self, words: object = "", *, plain: str = "") -> None:
        super().__init__(words)
        self.plain = plain or str(words)


class BusyError(StoreError):
    """Another is writing, and did not come to an end in time: the same may succeed in a moment."""


class UnknownPictureError(StoreError, LookupError):
    """No picture or version of that name is kept."""


class GeographyError(AimError, ValueError):
    """Outlines, wards or postcodes do not fit together."""


class QuestionError(AimError, ValueError):
    """A question names a month, concern or neighbourhood that does not exist."""
