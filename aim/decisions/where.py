"""In which file of a store decisions are kept, and whether there is one: asked without a database library."""

from typing import Final

from aim.config import Config

FOLDER: Final = "decisions"
FILE: Final = f"{FOLDER}/decisions.sqlite"


def any_yet(config: Config) -> bool:
    """Whether there may be decisions: a file of the store, or a server that has to be asked."""
    return config.database is not None or (config.data / FILE).is_file()
