"""The sentences of the bench: what stands out, what two maps have in common, what differs from the meeting's."""

from collections.abc import Sequence
from typing import Final

from aim.questions import words
from aim.questions.bench_views import COUNTED, PLAIN, Asking, SourceChoice, Standing
from aim.questions.hotspot_map import SERIOUSNESS

_SHARE_FROM: Final = 100  # incidents; of fewer a share is noise, and is not said
UNITS: Final = {False: "incident", True: "day of imprisonment"}


def stand_out(
    places: int, hexagons: int, edges: int, *, floor: int, inside: int, total: int, area_share: float, when: str,
    where: str = "", whole: bool = False, serious: bool = False,
) -> str:  # fmt: skip
    """``10 places stand out, 38 hexagons: 31 % of 6,952 incidents in three months, on 6 % of the area.``

    ``edges`` are high with their surroundings and hold under ``floor`` incidents; ``where``: the neighbourhood in which
    they lie, "" for the town, of which ``whole`` says that it is; ``total`` and ``area_share`` are the town's.
    """
    what = amount(total, serious)
    start = f"In {where} " if where else "In the whole town " if whole else ""
    if not places:
        none = "no place stands out; the town has" if where else f"{'no' if whole else 'No'} place stands out:"
        return f"{start}{none} {what} {when}."
    verb = "stands" if places == 1 else "stand"
    said = f"{start}{words.plural(places, 'place')} {verb} out, {words.plural(hexagons, 'hexagon')}: "
    everything = f"the town's {what}" if where else what
    if total < _SHARE_FROM:
        said += f"{inside:,} of {everything} {when}."
    else:
        said += f"{_percent(inside / total)} of {everything} {when}, on {_percent(area_share)} of the area."
    if edges:
        more = f"{words.plural(edges, 'hexagon')} more {'is' if edges == 1 else 'are'} high with what lies around"
        said += f" {more}, and {'holds' if edges == 1 else 'hold'} under {words.plural(floor, 'incident')}."
    return said


def amount(number: int, serious: bool) -> str:
    """``6,952 incidents``, or ``6,952 days of imprisonment``."""
    if serious:
        return f"{number:,} {'day' if number == 1 else 'days'} of imprisonment"
    return words.plural(number, "incident")


def _percent(share: float) -> str:
    return f"{round(100 * share) or 'under 1'} %"


def two_maps(
    first: tuple[str, int],
    second: tuple[str, int],
    both: int,
    ours: int,
    theirs: int,
    *,
    where: str = "",
    serious: bool = False,
) -> str:
    """How two maps differ; ``first`` and ``second`` are their titles and totals, the rest hexagons that stand out.

    All of it is of the neighbourhood ``where``, "" for the town.
    """
    start = f"In {where}, " if where else ""
    counted = f"{start}{first[0]}: {amount(first[1], serious)}. {second[0]}: {second[1]:,}."
    if not both + ours + theirs:
        return f"{counted} No hexagon{f' of {where}' if where else ''} stands out in either."
    alike = f"{words.plural(both, 'hexagon') if both else 'No hexagon'} {'stand' if both > 1 else 'stands'} out in both"
    return f"{counted} {alike}, {ours or 'none'} only in the first, {theirs or 'none'} only in the second."


def against(count: int, compared: int, expected: float, *, alike: bool) -> str:
    """``12 expected``; where not all of the count is compared ``213 of them rank, against 186 expected``."""
    usual = "under 1 expected" if expected < 1 else f"{expected:,.0f} expected"
    return usual if compared == count else f"{compared:,} of them {part(alike=alike)}, against {usual}"


def part(*, alike: bool) -> str:
    """What is so of those incidents that an expectation is of: all the others are of no source that can be compared, or
    of kinds that are counted and do not rank.
    """
    return "rank" if alike else "can be compared"


def period(month: str, window: int) -> str:
    """``June 2025``, ``April to June 2025``, ``July 2024 to June 2025``."""
    return words.window_title(month, window)


def one_in(alpha: float) -> str:
    """``1 in 20`` for 0.05."""
    return f"1 in {1 / alpha:,.0f}"


def differs(asked: Asking, standing: Standing, sources: Sequence[SourceChoice]) -> tuple[str, ...]:
    """What is set otherwise than the meeting has it; ``asked`` says everything."""
    said = []
    if asked.window != standing.window:
        said.append(f"{words.plural(asked.window or 0, 'month')} instead of {standing.window}")
    if asked.sources:
        said.append(f"{words.listed([each.title for each in sources if each.chosen])} only")
    if asked.by == SERIOUSNESS:
        said.append("by seriousness instead of incidents")
    if asked.known == COUNTED:
        said.append("known places counted with the rest")
    if asked.significance is not None and asked.significance != standing.significance:
        said.append(f"significance {one_in(asked.significance)} instead of {one_in(standing.significance)}")
    if asked.adjustment == PLAIN:
        said.append("not adjusted for the number of hexagons")
    if asked.resolution != standing.resolution:
        size = "larger" if (asked.resolution or 0) < standing.resolution else "smaller"
        said.append(f"{size} hexagons")
    if asked.floor != standing.floor:
        said.append(f"from {words.plural(asked.floor or 0, 'incident')} on instead of {standing.floor}")
    return tuple(said)
