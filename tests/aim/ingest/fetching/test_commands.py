"""``aim fetch``: what is printed, and the exit codes."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import extracts
import pytest
import typer.main
from servers import Council, Police, Server, crime

from aim import cli
from aim.ingest.fetching import RATE, police

Aim = Callable[..., tuple[int, str, str]]
POLICE = ("fetch", "police", "--force", "cleveland", "--rate", "15")
MONTH = ("--from", "2025-06", "--to", "2025-06")


@pytest.fixture
def aim(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Aim:
    monkeypatch.setenv("AIM_TODAY", "2025-08-20")
    monkeypatch.setenv("AIM_WORK", str(tmp_path / "work"))

    def run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["aim", *map(str, words)])
        code = 0
        try:
            cli.main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        return (code, *capsys.readouterr())

    return run


def test_the_options_have_the_defaults_of_what_they_set() -> None:
    """The command line names them itself, so that `aim --help` need not import what fetches."""
    fetch = typer.main.get_command(cli.app).commands["fetch"].commands
    defaults = {p.name: p.default for p in fetch["police"].params}
    assert (defaults["base_url"], defaults["rate"]) == (police.BASE_URL, RATE)
    assert {p.name: p.default for p in fetch["requests"].params}["rate"] == RATE


def test_police_are_loaded_and_told(aim: Aim, tmp_path: Path) -> None:
    with Server(Police([crime(row) for row in extracts.rows(20)], ["2025-06"])) as server:
        code, out, err = aim(*POLICE, *MONTH, "--base-url", server.url)
        assert (code, out.startswith("police cleveland 2025-06: loaded, 20 rows")) == (0, True), err
        code, out, _ = aim(*POLICE, *MONTH, "--base-url", server.url, "--json")
    (record,) = json.loads(out)
    assert (code, record["unchanged"], record["rows"]) == (0, True, 20)
    assert extracts.files_under(tmp_path / "work") == {"police/.fetching.lock"}


def test_files_can_be_had_instead(aim: Aim, tmp_path: Path, own_store: Path) -> None:
    with Server(Police([crime(row) for row in extracts.rows(20)], ["2025-06"])) as server:
        code, out, err = aim(*POLICE, *MONTH, "--base-url", server.url, "--out", tmp_path / "files")
    assert (code, out.split()) == (0, [str(tmp_path / "files" / extracts.month_file())]), err
    assert not own_store.exists()


def test_a_month_to_come_exits_with_1(aim: Aim) -> None:
    with Server(Police([], ["2025-06"])) as server:
        code, _, err = aim(*POLICE, "--from", "2025-06", "--to", "2025-09", "--base-url", server.url)
    assert code == 1
    assert "aim: 2025-07 is not published yet: the newest month is 2025-06" in err


@pytest.mark.parametrize(
    "words",
    [
        (*POLICE, "--from", "June", "--to", "2025-06"),
        (*POLICE, "--from", "2025-06"),
        ("fetch", "requests", "--source", "x", "--url", "https://x", "--from", "2025-06", "--to", "2025-06-02"),
    ],
)
def test_wrong_usage_exits_with_2(aim: Aim, words: tuple[str, ...]) -> None:
    assert aim(*words)[0] == 2


def test_requests_are_loaded_and_told(aim: Aim) -> None:
    request = {
        "service_request_id": "17",
        "service_name": "Graffiti",
        "requested_datetime": "2025-06-02T09:30:15Z",
        "lat": 54.5742,
        "long": -1.235,
    }
    asked = ("fetch", "requests", "--source", "council-requests", "--rate", "15", "--from", "2025-06-01")
    with Server(Council([request])) as server:
        code, out, err = aim(*asked, "--to", "2025-06-30", "--url", server.url)
        assert (code, out.startswith("council-requests middlesbrough 2025-06: loaded, 1 rows")) == (0, True), err
        code, out, _ = aim(*asked, "--to", "2025-06-01", "--url", server.url)
    assert (code, "no request was made" in out) == (0, True)
