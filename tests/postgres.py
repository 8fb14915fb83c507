"""A PostgreSQL of the tests' own: on a socket in a folder that goes when they end. ``postgres.sh`` installs it."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

REQUIRED = os.environ.get("AIM_TESTS_POSTGRESQL") == "required"
_PATIENCE = 60  # seconds that it may take to start


class Server:
    """A running server. Every test has a schema of its own in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count(1)

    def connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        """As its owner, every statement by itself."""
        return psycopg.connect(host=str(self.folder), user="aim", dbname="postgres", autocommit=True)

    def new(self) -> str:
        """The address of a new and empty place for tables."""
        name = f"place_{next(self._numbers)}"
        with self.connect() as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        return f"postgresql://aim@/postgres?host={quote(str(self.folder))}&options={quote(f'-csearch_path={name}')}"


def _programs() -> Path | None:
    named = os.environ.get("AIM_TESTS_POSTGRESQL_BIN")
    on_path = shutil.which("initdb")
    found = [Path(named)] if named else []
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found += [Path(on_path).parent] if on_path else []
    return next((each for each in found if (each / "initdb").is_file() and (each / "postgres").is_file()), None)


def _unprivileged(folder: Path) -> list[str]:
    """What a command begins with where root runs the tests: the server refuses to be root's."""
    if os.geteuid() != 0:
        return []
    import pwd  # not on every system

    try:
        account = pwd.getpwnam("postgres")
    except KeyError:
        account = pwd.getpwnam("nobody")
    os.chown(folder, account.pw_uid, account.pw_gid)
    return ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]


@contextmanager
def running() -> Iterator[Server]:
    """A server of its own; the test is skipped where there is no PostgreSQL, and fails where one is required."""
    programs = _programs()
    if programs is None or not hasattr(os, "geteuid"):
        told = "there is no PostgreSQL here: install it (tests/postgres.sh), or name it in AIM_TESTS_POSTGRESQL_BIN"
        if REQUIRED:
            pytest.fail(told)
        pytest.skip(told)
    folder = Path(tempfile.mkdtemp(prefix="aim-pg-", dir="/tmp"))  # a socket's path must be short
    process = None
    try:
        begin = _unprivileged(folder)
        make = [str(programs / "initdb"), "-D", str(folder / "data"), "-U", "aim", "--auth=trust", "--no-sync"]
        made = subprocess.run(
            [*begin, *make, "--encoding=UTF8", "--locale=C"], cwd="/", capture_output=True, text=True, check=False
        )
        assert made.returncode == 0, made.stderr
        options = ("listen_addresses=", f"unix_socket_directories={folder}", "fsync=off", "max_connections=60")
        settings = [word for option in options for word in ("-c", option)]
        with open(folder / "log", "wb") as log:
            process = subprocess.Popen(
                [*begin, str(programs / "postgres"), "-D", str(folder / "data"), *settings],
                cwd="/", stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        server = Server(folder)
        _wait(server, process)
        yield server
    finally:
        if process is not None:
            process.send_signal(signal.SIGINT)  # ends its clients too
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(server: Server, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            server.connect().close()
        except psycopg.OperationalError:
            assert process.poll() is None, (server.folder / "log").read_text()
            assert time.monotonic() < until, (server.folder / "log").read_text()
            time.sleep(0.05)
        else:
            return
