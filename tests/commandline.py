"""The ``aim`` command as a test runs it: in this process, with what it printed and how it ended."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from aim import cli


@dataclass(frozen=True)
class Outcome:
    """Exit code, standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict:
        return json.loads(self.out)


Aim = Callable[..., Outcome]


def runner(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Aim:
    """Runs ``aim`` with the words given."""

    def run(*words: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["aim", *map(str, words)])
        code = 0
        try:
            cli.main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        return Outcome(code, *capsys.readouterr())

    return run
