"""A meeting of the town of places for discussion: what its members decided in two months, for tests of closing it."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

from listed import LAST

from aim import months
from aim.config import Config
from aim.decisions.model import KNOWN, NOT_NOW, SEND, WATCH, Decision
from aim.operations.decisions import decide, end_decision
from aim.questions.decisions import proposal
from aim.questions.discussion import discussion_view
from aim.questions.freshness import freshness
from aim.questions.minutes import Before, before
from aim.questions.shown import show
from aim.questions.views import DiscussionRow

BEFORE = months.shift(LAST, -1)
NOTE = "xylophone by the shops"  # words that nothing else says
SAID = {
    SEND: {"reason": "High for many months", "agency": "Fire", "owner": "Prevention team", "tactic": "Youth outreach",
           "hours": 17.5, "note": NOTE},
    WATCH: {"reason": "Too early to tell", "agency": "Housing", "note": NOTE},
    KNOWN: {"reason": "Recorded there, happens elsewhere", "note": NOTE},
    NOT_NOW: {"reason": "Other places come first"},
}  # fmt: skip


def rows(town: Config, month: str = LAST) -> tuple[DiscussionRow, ...]:
    """The list of a month."""
    shown = show(town)
    assert shown is not None
    return discussion_view(freshness(town, shown), month).rows


def enter(
    town: Config, key: str, kind: str = SEND, month: str = "", *, on: date | None = None, **changes: object
) -> Decision:
    """A decision about a place on the list; of another ``month`` as its meeting decided it, on the day ``on``."""
    asked = proposal(town, key, month=LAST)
    entry = replace(asked.entries[kind], **{**SAID[kind], **changes})
    follows = None if month else asked.follows
    replaces = None if month else asked.replaces
    return decide(
        town.model_copy(update={"today_pinned": on or town.today()}),
        month or LAST,
        asked.place,
        asked.seen,
        asked.picture,
        entry,
        replaces=replaces,
        follows=follows,
    )


def hold(town: Config) -> dict[str, Decision]:
    """Two deployments of the month before, one of them ended; and one decision of each kind now. By what they are."""
    listed = rows(town)
    then = {"month": BEFORE, "on": date(2026, 8, 31), "until": date(2026, 11, 1)}
    made = {"over": enter(town, listed[0].key, SEND, owner="Station manager", tactic="Mobile CCTV", **then)}
    ended = enter(town, listed[1].key, SEND, agency="Council", owner="Warden team leader", tactic="Foot patrol", **then)
    made["ended"] = end_decision(town, ended.id, note="quiet, says the zither")
    for row, kind in zip(listed[2:], (SEND, WATCH, KNOWN, NOT_NOW), strict=False):
        made[kind] = enter(town, row.key, kind)
    return made


def meeting_of(town: Config, folder: Path) -> Before:
    """What lies before a meeting that decided, in a copy of the town's store in ``folder``."""
    shutil.copytree(town.data, folder)
    copied = town.model_copy(update={"data": folder})
    hold(copied)
    return before(copied, LAST)
