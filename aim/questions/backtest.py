"""Had the lists of past months been followed, how much of what came next would have lain at their head?"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from aim import months, schema
from aim.concerns import Concern
from aim.config import Config
from aim.engine.hindsight import SHARE
from aim.errors import QuestionError
from aim.questions.freshness import freshness
from aim.questions.shown import is_behind, show
from aim.questions.words import listed
from aim.reading.hindsight import (
    LEAST,
    RANKINGS,
    ROWS,
    Standing,
    enough,
    judged,
    look_back,
    standing,
    summary,
)

COLUMNS: Final = tuple(ROWS.names)


def backtest_table(
    config: Config, *, first: str, last: str, concern: str | None = None, as_of: str | None = None
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """How each ranking did in the months ``first`` to ``last``, and what that was made from.

    One row for each concern with enough incidents (of all, or the one named), resolution, month that can be looked back
    on and ranking; columns :data:`COLUMNS`. The record has under ``summary`` their means (as
    :class:`aim.reading.hindsight.Summary`), and under ``left_out`` what is in no row, and why. Raises QuestionError for
    an unknown concern, a month that is not held, and months the wrong way round.
    """
    shown = show(config, as_of)
    if shown is None:
        raise QuestionError("there is no picture yet: run `aim build`, or load an extract with `aim ingest PATH`")
    if first > last:
        raise QuestionError(f"the months from {first} to {last} are none: name the earlier one first")
    for month in (first, last):
        shown.month_number(month)
    asked = shown.concerns if concern is None else (shown.concern(concern),)
    fresh = freshness(config, shown)
    stands = [standing(fresh, each, month) for each in asked for month in months.between(first, last)]
    found, few = enough(look_back(fresh, stands, shown.answer("hindsight")))
    rows = _ordered(found, asked)
    return pa.Table.from_pylist(rows, schema=ROWS).to_pandas(), {
        "picture": shown.manifest["picture"],
        "as_at": shown.manifest["as_at"],
        "from": first,
        "to": last,
        "concern": concern or "",
        "area_share": SHARE,
        "half_life_months": shown.thresholds.half_life_months,
        "summary": [asdict(each) for each in summary(rows)],
        "left_out": [
            *_left_out(stands),
            *(f"{name}: {value:.1f} a month, under {LEAST}" for name, value in few.items()),
        ],
        "by_looking": _by_looking(asked, {row["concern"] for row in rows}),
        "behind": as_of is None and is_behind(config, shown),
        "demonstration": shown.manifest["demonstration"],
        "attribution": shown.manifest["attribution"],
    }


def _ordered(rows: Iterable[dict[str, Any]], asked: Sequence[Concern]) -> list[dict[str, Any]]:
    """By concern in their order, resolution, month and ranking."""
    at = {concern.name: number for number, concern in enumerate(asked)}

    def key(row: dict[str, Any]) -> tuple[int, int, str, int]:
        return at[row["concern"]], row["resolution"], row[schema.MONTH], RANKINGS.index(row["ranking"])

    return sorted(rows, key=key)


def _left_out(stands: Iterable[Standing]) -> list[str]:
    """By reason and months the concerns that are not looked back on; of a growing history how far it has come."""
    by_reason: dict[tuple[str, str], dict[str, str]] = {}
    for each in stands:
        if each.reason:
            by_reason.setdefault((each.concern.name, each.reason.split(":")[0]), {})[each.month] = each.reason
    by_words: dict[tuple[str, str], list[str]] = {}
    for (name, _), found in by_reason.items():
        words = f"{found[max(found)]} ({months.spans(found)})"
        by_words.setdefault((months.spans(found), words), []).append(name)
    return [f"{', '.join(names)}: {words}" for (_, words), names in by_words.items()]


def _by_looking(asked: Iterable[Concern], held: Iterable[str]) -> list[str]:
    """What depends on how much the police look: where it is left out, and where nothing else is there."""
    with_rows = [concern for concern in asked if concern.name in set(held) and concern.proactive]
    whole = [concern.name for concern in with_rows if set(judged(concern)) <= set(concern.proactive)]
    part = [concern for concern in with_rows if concern.name not in whole]
    said = []
    if part:
        keys = sorted({key for concern in part for key in concern.proactive})
        titles = listed([schema.CATEGORY_TITLES[key].lower() for key in keys])
        names = listed([concern.name for concern in part])
        said.append(f"{names}: without {titles}, of which more is found where the police look more")
    if whole:
        said.append(f"{listed(whole)}: by its own counts, though more is found where the police look more")
    return said
