"""The one way to read many months: a function of one monthly file, mapped over all of them.

On local threads, or by address on a Dask cluster (``AIM_DASK``; the extra ``aim[distributed]``). The same function runs
in both; what comes back are dense partial counts, never rows.
"""

import os
import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from aim import __version__
from aim.errors import SettingsError, StoreError

T = TypeVar("T")
R = TypeVar("R")

_SECONDS = 5  # until an address that does not answer is given up


def version() -> str:
    """The version of AIM, as workers are asked for it."""
    return __version__


def map_files(
    function: Callable[[T], R],
    files: Sequence[T],
    *,
    dask: str | None = None,
    code: Callable[[], str] = version,
) -> Iterator[R]:
    """``function`` of every file, in the order of ``files`` and as they come.

    On local threads, or on the workers of the Dask cluster at the address ``dask``: then ``function``, ``files`` and
    the results must pickle. ``code`` tells what program computes: workers that tell another are refused, as their
    numbers could differ. Raises SettingsError for a cluster that cannot be used, StoreError for a worker that does not
    see the files, and whatever ``function`` raises.
    """
    if dask is None:
        with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
            yield from pool.map(function, files)
        return
    with _cluster(dask) as client:
        _refuse_others(client, dask, code)
        # Once to each worker, not once with each file.
        everywhere = client.scatter(_OnWorker(function), broadcast=True, hash=False)
        waiting = client.map(_apply, [everywhere] * len(files), files, pure=False)[::-1]
        while waiting:
            yield waiting.pop().result()


@contextmanager
def _cluster(address: str) -> Iterator[Any]:
    """A client of the cluster at ``address``. Raises SettingsError where there is none."""
    try:
        # Imported here: it takes half a second, and most installations have no cluster.
        from distributed import Client
    except ImportError as error:
        raise SettingsError(
            f"AIM_DASK={address} asks for a Dask cluster, and the program for that is not installed: "
            "install aim[distributed] (`pip install -e '.[distributed]'`), or unset AIM_DASK to count on this machine"
        ) from error
    try:
        connect: Any = Client  # it tells no types
        client = connect(address, timeout=_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"AIM_DASK={address}: no Dask scheduler answers there within {_SECONDS} seconds: start one "
            "(`dask scheduler`), correct the address (tcp://HOST:PORT), or unset AIM_DASK to count on this machine"
        ) from error
    with client:
        yield client


def _refuse_others(client: Any, address: str, code: Callable[[], str]) -> None:
    """Raise SettingsError where the cluster has no worker, or one whose AIM is another."""
    try:
        told = client.run(code)
    except ImportError as error:
        raise SettingsError(
            f"AIM_DASK={address}: a worker has not this AIM ({error}): install AIM {code()} where the workers run"
        ) from error
    if not told:
        raise SettingsError(f"AIM_DASK={address}: the cluster has no worker: start some (`dask worker {address}`)")
    other = [f"{worker} runs AIM {theirs}" for worker, theirs in sorted(told.items()) if theirs != code()]
    if other:
        raise SettingsError(
            f"AIM_DASK={address}: {'; '.join(other)}; this is AIM {code()}, and numbers of two versions never mix: "
            "install the same version there and start the workers again"
        )


@dataclass(frozen=True)
class _OnWorker(Generic[T, R]):
    """The function as a worker calls it: what is not to be seen from there is said so."""

    function: Callable[[T], R]

    def __call__(self, file: T) -> R:
        try:
            return self.function(file)
        except Exception as error:
            absent = _absent(error)
            if absent is None:
                raise
            raise StoreError(
                f"the Dask worker on {socket.gethostname()} does not see {absent}: every worker needs the store under "
                "the same path as here (a shared folder), and the file must be there"
            ) from error


def _apply(function: Callable[[T], R], file: T) -> R:
    return function(file)


def _absent(error: BaseException | None) -> str | None:
    """The file whose absence is behind ``error``; None where something else is."""
    while error is not None:
        if isinstance(error, FileNotFoundError):
            return str(error.filename or error)
        error = error.__cause__
    return None
