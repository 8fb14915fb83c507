"""What taking a step back would do, said before it is done."""

from collections.abc import Sequence

from aim import months
from aim.config import Config
from aim.questions import words
from aim.questions.data_views import UndoView
from aim.questions.data_words import run
from aim.store.ledger import Step
from aim.store.record import RETAIN, LoadRecord
from aim.store.replay import Replay

MOST = 12  # months said one by one; the rest is counted


def undo_view(config: Config, steps: Sequence[Step], record: LoadRecord) -> UndoView | None:
    """The consequences of undoing ``record``; None of a step that cannot be undone by its kind."""
    if record.kind == RETAIN:
        return None
    replay = Replay(step.record for step in steps)
    refused, blockers = _refused(config, replay, record)
    return UndoView(_lines(config, replay, record), refused, blockers)


def _refused(config: Config, replay: Replay, record: LoadRecord) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if record.load in replay.undone:
        return ("It is undone already: undo that undo to bring it back.",), (replay.undone[record.load],)
    overtaken = replay.overtaken(record.load)
    later = replay.later(record.load, overtaken)
    sentences = tuple(
        f"{_months(each, {key[2] for key in overtaken})} of {each.supplier} {_fate(each)} on "
        f"{words.moment(each.received, config.zone)}."
        for each in later
    )
    return sentences, tuple(each.load for each in later)


def _months(later: LoadRecord, overtaken: set[str]) -> str:
    return " and ".join(run(*each) for each in months.runs([m for m in later.touched if m in overtaken])[:3])


def _fate(later: LoadRecord) -> str:
    return "was dropped by policy" if later.kind == RETAIN else f"was changed again by {later.file}"


def _lines(config: Config, replay: Replay, record: LoadRecord) -> tuple[str, ...]:
    """``April 2025 of cleveland goes back to the 2,412 incidents of the load of 3 May 2025 10:20``."""
    before = replay.before[record.load]
    moved = sorted(replay.moved(record.load), key=lambda key: key[2])
    back = [key for key in moved if before[key] is not None]
    lines = []
    for key in back[:MOST]:
        stood = before[key]
        if stood is not None:
            day = words.moment(replay.records[stood.load].received, config.zone)
            lines.append(
                f"{months.title(key[2])} of {key[1]} goes back to the {words.plural(stood.kept, 'incident')} "
                f"of the load of {day}."
            )
    if len(back) > MOST:
        lines.append(f"{words.plural(len(back) - MOST, 'month')} more go back in the same way.")
    for first, last in months.runs([key[2] for key in moved if before[key] is None]):
        count = months.number(last) - months.number(first) + 1
        lines.append(
            f"Nothing stands any more for {run(first, last)} of {record.supplier} ({words.plural(count, 'month')})."
        )
    if not moved:
        lines.append("The months it confirmed count as received when they first came.")
    return tuple(lines)
