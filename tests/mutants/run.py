"""Breaks every formula of the engine, one at a time, in a copy of the package, and says which tests notice.

``make mutants``, or with names of modules those only. A mutant whose test stays green is a hole in that test. The tree
is never touched: package, tests and settings are copied to a folder of their own for each worker. Workers are forks of
one process that has the large libraries loaded already (not on Windows, therefore); a failing example of Hypothesis is
enough, the smallest one is not looked for.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest
from mutants.formulas import MUTANTS, Mutant

PROJECT: Final = Path(__file__).resolve().parents[2]
_COPIED: Final = ("aim", "layers", "tests", "boundaries", "pyproject.toml")
_LEFT_OUT: Final = shutil.ignore_patterns("__pycache__", ".*")
_LARGE: Final = ("numpy", "scipy.stats", "scipy.sparse", "pandas", "statsmodels.api", "h3", "pyarrow.csv", "pydantic")
_HASTY: Final = """
from hypothesis import Phase

settings.register_profile(
    "mutants", settings.get_profile("engine"), phases=(Phase.explicit, Phase.generate), database=None
)
settings.load_profile("mutants")
"""
RED: Final = 1  # pytest: tests ran, and some failed


@dataclass(frozen=True)
class Trial:
    """A module's test to be run, as it is or with one formula broken."""

    name: str
    mutant: Mutant | None

    def __str__(self) -> str:
        return self.name if self.mutant is None else f"{self.name}: {self.mutant.text!r} -> {self.mutant.instead!r}"


def main(names: list[str]) -> int:
    """Try the mutants of these modules, or all; 0 where every one is noticed."""
    known = {mutant.name for mutant in MUTANTS}
    if unknown := sorted(set(names) - known):
        print(f"no mutants of {', '.join(unknown)}; there are of {', '.join(sorted(known))}", file=sys.stderr)
        return 2
    wanted = [Trial(mutant.name, mutant) for mutant in MUTANTS if not names or mutant.name in names]
    whole = [Trial(name, None) for name in sorted({trial.name for trial in wanted})]
    with tempfile.TemporaryDirectory() as folder:
        codes = tried([*wanted, *whole], Path(folder))
    unsound = [trial for trial in whole if codes[trial] != 0]
    green = [trial for trial in wanted if codes[trial] != RED]
    for trial in unsound:
        print(f"fails as it is: {trial}")
    for trial in green:
        print(f"not noticed: {trial}")
    print(f"{len(wanted) - len(green)} of {len(wanted)} broken formulas turn their test red")
    return 1 if green or unsound else 0


def tried(trials: Iterable[Trial], folder: Path) -> dict[Trial, int]:
    """What pytest says of each trial, as many at once as there are processors."""
    os.environ["OMP_NUM_THREADS"] = "1"  # before the libraries are loaded: one core each
    for library in _LARGE:
        import_module(library)
    free = [copy(folder / str(number)) for number in range(os.cpu_count() or 1)]
    running: dict[int, tuple[Trial, Path]] = {}
    codes: dict[Trial, int] = {}
    engine = free[0] / "aim" / "engine"
    sources = {path.name: path.read_text(encoding="utf-8") for path in engine.glob("*.py")}
    waiting = list(trials)[::-1]
    while waiting or running:
        while waiting and free:
            trial, project = waiting.pop(), free.pop()
            running[_started(trial, project, sources)] = trial, project
        child, status = os.wait()
        trial, project = running.pop(child)
        codes[trial] = os.waitstatus_to_exitcode(status)
        free.append(project)
        said = {0: "green", RED: "red"}.get(codes[trial], f"pytest ended with {codes[trial]}")
        print(f"{said}: {trial}", file=sys.stderr, flush=True)
    return codes


def copy(folder: Path) -> Path:
    """A copy of what the tests of the engine need, as a project of its own beside the shared extracts."""
    project = folder / "project"
    project.mkdir(parents=True)
    for name in _COPIED:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, project / name, ignore=_LEFT_OUT)
        else:
            shutil.copy(source, project / name)
    with (project / "tests" / "aim" / "engine" / "conftest.py").open("a", encoding="utf-8") as settings:
        settings.write(_HASTY)
    shared = PROJECT.parent / "shared"
    if shared.is_dir():
        (folder / "shared").symlink_to(shared, target_is_directory=True)
    return project


def broken(source: str, mutant: Mutant) -> str:
    """The text of a module with the formula broken. Raises ValueError unless the formula stands there once."""
    if source.count(mutant.text) != 1:
        raise ValueError(f"{mutant.name}.py holds {mutant.text!r} {source.count(mutant.text)} times, not once")
    return source.replace(mutant.text, mutant.instead)


def _started(trial: Trial, project: Path, sources: dict[str, str]) -> int:
    """Run the trial in a fork, with its formula broken in this copy; the number of the process."""
    changed = dict(sources)
    if trial.mutant is not None:
        changed[f"{trial.name}.py"] = broken(sources[f"{trial.name}.py"], trial.mutant)
    for name, source in changed.items():  # all of them: the trial before has left one broken
        (project / "aim" / "engine" / name).write_text(source, encoding="utf-8")
    sys.stdout.flush()
    if child := os.fork():
        return child
    code = 3
    try:
        code = _test(trial.name, project)
    finally:
        os._exit(code)


def _test(name: str, project: Path) -> int:
    os.chdir(project)
    sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() not in (PROJECT, PROJECT / "tests")]
    sys.dont_write_bytecode = True
    with (project / "said").open("w", encoding="utf-8") as said:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
        return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", f"tests/aim/engine/test_{name}.py"]))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
