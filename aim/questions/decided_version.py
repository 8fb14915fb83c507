"""Was anything decided since a page was filled? Asked by every open page, every few seconds."""

from aim.config import Config
from aim.decisions.where import any_yet


def decisions_version(config: Config) -> str | None:
    """A word that changes whenever a decision or a closing is written; None where that cannot be told now.

    Never raises and never waits: a page whose decisions cannot be read stays as it is.
    """
    if not any_yet(config):
        return "0 0"
    from aim.decisions.versions import version

    return version(config)
