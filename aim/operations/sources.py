"""Sources: which there are, a map for a new one, and what a file would do if it were loaded."""

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aim.config import Config
from aim.errors import SettingsError, StoreError
from aim.ingest import layouts, maps, proposing, rehearsing
from aim.ingest.proposing import Proposal, writing
from aim.ingest.rehearsing import Rehearsal
from aim.store import durable

Progress = Callable[[int, int, str], None]
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST = 40


@dataclass(frozen=True)
class Proposed:
    """A map that was written to ``path``, with what is still to be ``decided``; ``proposal`` is what it says."""

    path: Path
    proposal: Proposal
    decide: tuple[str, ...]


def list_sources(config: Config) -> list[dict[str, Any]]:
    """Every source with the files that map it, as plain JSON values, by agency and name.

    Raises :class:`SettingsError` for a map that is broken, naming the file and the key.
    """
    named = layouts(config).values()
    found = []
    for owner in (each for each in named if each.map.source is not None):
        own = sorted((each for each in named if each.source.name == owner.name), key=lambda each: each.name)
        facts = owner.source.to_json()
        found.append(
            {
                "name": owner.name,
                **{key: facts[key] for key in ("agency", "title", "short", "agreement", "delivered", "frequency")},
                "delay_months": facts["delay_months"],
                "shipped": owner.path.parent == maps.FOLDER,
                "maps": [{"name": each.name, "path": str(each.path), "shipped": each.path.parent == maps.FOLDER}
                         for each in own],
                "categories": facts["categories"],
            }
        )  # fmt: skip
    return sorted(found, key=lambda each: (each["agency"], each["name"]))


def propose_source(
    config: Config, name: str, file: Path, *, out: Path | None = None, progress: Progress | None = None
) -> Proposed:
    """Write a map for ``file``, for an analyst to finish, as ``NAME.toml`` into ``out`` or the folder one stands in.

    Not into ``AIM_MAPS``: a map that is not finished there would stop every command. Nothing is ever written over.
    Raises :class:`SettingsError` for a name or a folder that will not do, and :class:`RefusedError` for a file that is
    no table.
    """
    folder = out or Path.cwd()
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise SettingsError(
            f"{name!r} is no name for a source: small letters and digits, words joined by a hyphen, at most {_LONGEST} "
            "in all, for example council-wardens"
        )
    if not folder.is_dir():
        raise SettingsError(f"{folder} is not a folder: make it first")
    if config.maps is not None and folder.resolve() == config.maps.resolve():
        raise SettingsError(
            f"{folder} is the folder AIM_MAPS, where an unfinished map would stop every command: "
            "choose another with --out, and put the map there when it is finished"
        )
    path = folder / f"{name}.toml"
    shipped = maps.FOLDER / f"{name}.toml"
    for there in (path, shipped):
        if there.exists():
            raise SettingsError(f"{there} exists and is not written over: choose another name, or remove it")
    proposal = proposing.propose(file, name, progress)
    _write(path, writing.text(proposal))
    return Proposed(path, proposal, tuple(writing.decisions(proposal)))


def check_source(config: Config, name: str, files: Sequence[Path], *, progress: Progress | None = None) -> Rehearsal:
    """What loading ``files`` as the source (or by the map) ``name`` would do; nothing is changed, nor made.

    ``name`` may be the path of a map that is not in force yet. Raises :class:`SettingsError` where there is no such
    source, or the map is not finished.
    """
    if name.endswith(".toml"):
        with _as_if_in_force(config, Path(name)) as trial:
            return check_source(trial, Path(name).stem, files, progress=progress)
    named = layouts(config)
    if name not in named:
        raise SettingsError(f"there is no source {name!r}; there are {', '.join(sorted(named))}")
    return rehearsing.rehearse(config, files, source=named[name].source.name, progress=progress)


@contextmanager
def _as_if_in_force(config: Config, draft: Path) -> Iterator[Config]:
    """The configuration with the map ``draft`` beside the analyst's own ones."""
    if not draft.is_file():
        raise SettingsError(f"there is no map {draft}: `aim sources new NAME --from FILE` proposes one")
    with tempfile.TemporaryDirectory(prefix="aim-maps-") as folder:
        for path in (*sorted(config.maps.glob("*.toml") if config.maps else ()), draft):
            (Path(folder) / path.name).write_bytes(path.read_bytes())
        try:
            yield config.model_copy(update={"maps": Path(folder)})
        except SettingsError as error:
            raise SettingsError(str(error).replace(folder, str(draft.parent))) from error


def _write(path: Path, text: str) -> None:
    """Write a new file whole, or none."""
    with durable.writing(path):
        try:
            with open(path, "x", encoding="utf-8", newline="\n") as file:
                try:
                    file.write(text)
                    file.flush()
                except OSError:
                    path.unlink(missing_ok=True)
                    raise
        except FileExistsError as error:
            raise StoreError(f"{path} exists and is not written over: choose another name, or remove it") from error
