"""Disks that are small or that cannot be written, for tests: a file system in memory, where one may be mounted."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PAGE = 4096


class Disk:
    """A file system of its own at ``path``."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def free(self) -> int:
        """Bytes that may still be written."""
        status = os.statvfs(self.path)
        return status.f_bavail * status.f_frsize

    @contextmanager
    def full_but(self, pages: int) -> Iterator[None]:
        """With room for so many pages of 4,096 bytes."""
        filler = self.path / "filler"
        filler.write_bytes(b"x" * (self.free() - pages * PAGE))
        try:
            yield
        finally:
            filler.unlink()

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """Not to be written, not even by root."""
        _mount("-o", "remount,ro", str(self.path))
        try:
            yield
        finally:
            _mount("-o", "remount,rw", str(self.path))


@contextmanager
def small(path: Path, megabytes: int) -> Iterator[Disk]:
    """A disk of so many megabytes at ``path``; the test is skipped where none may be mounted."""
    path.mkdir(parents=True)
    try:
        _mount("-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(path))
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"a small file system cannot be mounted here (on Linux root may): {error}")
    try:
        yield Disk(path)
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True, capture_output=True)
