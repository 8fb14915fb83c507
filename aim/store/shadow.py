"""A store that looks like another and can be written to without changing it: what a dry run is made in."""

import os
import shutil
from pathlib import Path

from aim.store import durable, keys, ledger
from aim.store.incidents import IncidentStore


def cast(data: Path, scratch: Path) -> None:
    """Make ``scratch`` a store with the log of the one in ``data`` and links to its files; of none an empty folder.

    Nothing in ``data`` is written, no lock is taken: a load that ends meanwhile is seen or not, never in part. What is
    written to ``scratch`` beside the links stays there. Where a system makes no links, the files in force are copied.
    """
    with durable.writing(scratch, "see that the folder for temporary files has room"):
        scratch.mkdir(parents=True, exist_ok=True)
        key = keys.held(data)
        if key is not None:
            keys.keep(scratch, key)
        log = data / ledger.TABLE / "_delta_log"
        if not log.is_dir():
            return
        shutil.copytree(log, scratch / ledger.TABLE / "_delta_log")
        for file in IncidentStore(scratch).files():
            file.path.parent.mkdir(parents=True, exist_ok=True)
            _link(data.absolute() / file.path.relative_to(scratch), file.path)


def _link(original: Path, path: Path) -> None:
    try:
        os.symlink(original, path)
    except OSError:  # Windows, for those who may not make links
        shutil.copyfile(original, path)
