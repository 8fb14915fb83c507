"""Where an inbox keeps what was taken in and what was refused: dated, with a report beside it, for some days.

Putting a delivery away is three steps: its reports are written under hidden names, it is moved, the reports are shown.
Whatever step a kill falls into, :func:`recover` ends or takes back the rest, and no name is ever written twice.
"""

import json
import os
import re
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

from aim.ingest import inbox as inboxes
from aim.ingest.inbox import SHELVES, Lying
from aim.store import durable

LOADED, REFUSED = SHELVES
ENDS = (".report.txt", ".report.json")
_MARK = "mark"  # of the hidden report alone: the delivery as it was when it was read
_DATED = re.compile(r"(\d{4})(\d\d)(\d\d)T\d{6}-")
_LONGEST = 180  # bytes of the delivery's own name that are kept: with date and ending a name may have 255


def put_away(inbox: Path, lying: Lying, shelf: str, report: dict[str, Any], text: str, now: datetime) -> Path | None:
    """Move a delivery to ``shelf`` with ``report`` (as JSON) and ``text`` beside it; where it is now.

    None where it changed since it was looked at: it stays in the inbox, because what changed was not read. Raises
    OSError where a step fails; the next :func:`recover` tidies up.
    """
    folder = inbox / shelf
    durable.make_folders(folder)
    target = _free(folder, lying.path.name, now)
    content = {**report, "kept_as": inboxes.shown(target.name), _MARK: lying.mark}
    try:
        _write(_hidden(target, ENDS[0]), text)
        _write(_hidden(target, ENDS[1]), json.dumps(content, indent=2))
        durable.sync_folder(folder)
        os.rename(lying.path, target)
    except OSError:
        for end in ENDS:
            _hidden(target, end).unlink(missing_ok=True)
        raise
    durable.sync_folder(folder)
    durable.sync_folder(inbox)
    return target if _settle(inbox, target, lying.mark) else None


def recover(inbox: Path) -> None:
    """End what a kill cut short: show the reports of what was moved, forget those of what was not."""
    for shelf in SHELVES:
        folder = inbox / shelf
        if not folder.is_dir():
            continue
        for path in sorted(folder.glob(f".*{ENDS[1]}")):
            target = folder / path.name[1 : -len(ENDS[1])]
            if os.path.lexists(target):
                _settle(inbox, target, _marked(path))
        for path in folder.glob(".*.report.*"):  # what is hidden now belongs to nothing
            path.unlink()


def forget(inbox: Path, today: date, days: int) -> tuple[list[str], list[str]]:
    """Delete what was put away ``days`` days ago or earlier, by the date in its name or in its report.

    Returns the names that are gone, and those whose date cannot be told or that cannot be removed.
    """
    gone: list[str] = []
    left: list[str] = []
    for folder in (inbox / shelf for shelf in SHELVES if (inbox / shelf).is_dir()):
        there = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
        days_of = {path: _day(path) for path in there}  # all of them first: a report tells the day of what it is about
        for path, day in days_of.items():
            if day is not None and (today - day).days < days:
                continue
            is_gone = day is not None and _remove(path)
            (gone if is_gone else left).append(f"{folder.name}/{inboxes.shown(path.name)}")
    return gone, left


def _settle(inbox: Path, target: Path, mark: str) -> bool:
    """Show the reports of what was moved; put it back where it is not what was read."""
    now = inboxes.see(target)
    same = now is not None and now.mark == mark
    hidden = _hidden(target, ENDS[1])
    if same:
        shown = {key: value for key, value in json.loads(hidden.read_text(encoding="utf-8")).items() if key != _MARK}
        # The text is shown first: while the hidden JSON stands, all of this can be done again.
        if _hidden(target, ENDS[0]).exists():
            os.replace(_hidden(target, ENDS[0]), _beside(target, ENDS[0]))
        durable.replace(_beside(target, ENDS[1]), json.dumps(shown, indent=2).encode())
    else:
        os.rename(target, _back(inbox, target))
        _hidden(target, ENDS[0]).unlink(missing_ok=True)
    hidden.unlink()
    durable.sync_folder(target.parent)
    return same


def _back(inbox: Path, target: Path) -> Path:
    """A free name in the inbox for what is put back."""
    name = _DATED.sub("", target.name, count=1)
    number, path = 1, inbox / name
    while os.path.lexists(path):
        number += 1
        path = inbox / f"{number}-{name}"
    return path


def _free(folder: Path, name: str, now: datetime) -> Path:
    """A dated name that nothing has, neither as a delivery nor as a report."""
    number, own = 1, _short(name)
    while True:
        path = folder / f"{now:%Y%m%dT%H%M%S}-{'' if number == 1 else f'{number}-'}{own}"
        if not any(os.path.lexists(each) for each in (path, *(_beside(path, end) for end in ENDS))):
            return path
        number += 1


def _short(name: str) -> str:
    """A name cut so that date and ending still fit, its own ending kept."""
    stem, suffix = os.path.splitext(name)
    while stem and len(os.fsencode(stem + suffix)) > _LONGEST:
        stem = stem[:-1]
    return (stem + suffix)[:_LONGEST]


def _beside(target: Path, end: str) -> Path:
    return target.with_name(target.name + end)


def _hidden(target: Path, end: str) -> Path:
    return target.with_name(f".{target.name}{end}")


def _write(path: Path, text: str) -> None:
    with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _marked(path: Path) -> str:
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))[_MARK])
    except (ValueError, KeyError):
        return ""  # cut short: it was never moved


def _day(path: Path) -> date | None:
    """When a delivery, or the one a report is about, was put away; None where nothing tells."""
    name = path.name
    for end in ENDS:
        name = name.removesuffix(end)
    found = _DATED.match(name)
    try:
        if found:
            return date(*map(int, found.groups()))
        report = path.with_name(name + ENDS[1])
        return date.fromisoformat(json.loads(report.read_text(encoding="utf-8"))["when"][:10])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _remove(path: Path) -> bool:
    """Remove a file, a link or a folder; False where it cannot be."""
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    except OSError:
        return False
    return True
