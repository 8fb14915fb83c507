"""The sentences of an explanation: numbers, thresholds in force, data, decisions, and how to doubt all of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from aim import months, schema
from aim.concerns import ALL, Concern
from aim.config import Config
from aim.decisions.model import ENDED, WITHDRAWN, Decision, day_title
from aim.engine.classes import OFTEN, RECENT, USUALLY
from aim.engine.history import SIGNALS_FROM
from aim.questions import reasons, words
from aim.questions.decisions import DecisionLine
from aim.questions.editions import Edition
from aim.questions.method_words import at_least, one_in
from aim.questions.notes import titles
from aim.questions.views import DiscussionRow
from aim.reading.basis import basis
from aim.reading.classing import Classing
from aim.reading.comparable import Comparable
from aim.reading.discussion import LANES, NEW, STANDING, Candidate
from aim.reading.freshness import COMPLETE, Freshness
from aim.reading.surging import BACK, Surging, floor_of
from aim.schema import AGENCY_LETTERS

_AGENCIES: Final = {letter: agency for agency, letter in AGENCY_LETTERS.items()}
NO_REVIEW: Final = "No review yet."


@dataclass(frozen=True)
class Fact:
    """A number with what it is of."""

    title: str
    value: str


# ---- what was counted ------------------------------------------------------------------------------------------------
def why(row: DiscussionRow, edition: Edition) -> str:
    """The line of the list; in public, which has no number of a single place, what it is listed for."""
    return row.why if edition == Edition.INTERNAL else f"{row.shape.capitalize()}: {words.listed(list(row.concerns))}"


def facts(row: DiscussionRow, candidate: Candidate, month: str, edition: Edition) -> tuple[Fact, ...]:
    """Counted, expected, how often it stood out, where it could lie among others, who reports it."""
    agencies = words.listed([_AGENCIES[letter] for letter in row.agencies.split() if letter in _AGENCIES])
    lane = Fact("Lane", f"{row.lane}: {row.shape}" if row.shape != row.lane else row.lane)
    named = Fact("Listed for", words.listed(list(row.concerns)))
    seen = Fact("Reported by", row.sees or agencies or "nobody this time")
    if edition == Edition.PUBLIC:
        return (lane, named, seen, _WITHHELD)
    often = f"{candidate.hot} of the last {candidate.year} complete months" if candidate.year else "not known"
    return (
        lane,
        named,
        Fact("Counted", f"{row.count:,} of {row.counted.lower()}, {period(month, row.window)}"),
        Fact("Expected", "not known" if row.expected is None else precisely(row.expected)),
        Fact("Stood out", often),
        Fact("Rank in its lane", _rank(row)),
        seen,
        Fact("Reaches over", words.plural(len(row.cells), "hexagon")),
    )


_WITHHELD: Final = Fact("Numbers", "of a single place are not published: beside others they could tell of somebody")


def cell_facts(
    surge: Surging, classed: Classing, at: int, month: str, window: int, edition: Edition
) -> tuple[Fact, ...]:
    """The same of a hexagon that is on no list, over all concerns."""
    if edition == Edition.PUBLIC:
        return (_WITHHELD,)
    expected = precisely(float(surge.expected[at])) if surge.said else f"cannot say: {surge.reason}"
    often = f"{int(classed.hot[at])} of the last {classed.year} complete months" if classed.year else "not known"
    return (
        Fact("Counted", f"{int(surge.count[at]):,} of all concerns, {period(month, window)}"),
        Fact("Expected", expected),
        Fact("Stood out", often if not classed.reason else f"{often}; cannot say more: {classed.reason}"),
    )


def precisely(expected: float) -> str:
    """``0.6``, ``12.3``, ``1,020``: to be worked out again; ``under 0.1``."""
    if 0 < expected < 0.05:
        return "under 0.1"
    return f"{expected:,.1f}" if expected < 100 else f"{expected:,.0f}"


def _rank(row: DiscussionRow) -> str:
    if not row.rank:
        return "cannot say how far it could move"
    moves = f"; {reasons.FRAGILE}" if reasons.FRAGILE in row.guards else ""
    return f"{row.rank}, nine times of ten{moves}"


def period(month: str, window: int) -> str:
    """``October 2026``, ``August to October 2026``."""
    first = months.shift(month, 1 - window)
    if window == 1:
        return months.title(month)
    same = first[:4] == month[:4]
    return (
        f"{months.title(first).removesuffix(f' {month[:4]}') if same else months.title(first)} to {months.title(month)}"
    )


# ---- the thresholds in force -----------------------------------------------------------------------------------------
def rule(fresh: Freshness, candidate: Candidate, measured: Concern, edition: Edition) -> tuple[str, ...]:
    """What a place of this lane has to meet; and what lies around it, which in public would tell small counts."""
    asked = _rule(fresh, candidate.lane, measured)
    around = _around(candidate) if edition == Edition.INTERNAL else []
    return (f"{candidate.lane.capitalize()}: {asked}", *around)


def every_rule(fresh: Freshness, concern: Concern) -> tuple[str, ...]:
    """What each of the lanes asks for."""
    return tuple(f"{lane.capitalize()}: {_rule(fresh, lane, concern)}" for lane in LANES)


def _rule(fresh: Freshness, lane: str, concern: Concern) -> str:
    alpha, floor = fresh.shown.thresholds.alpha, floor_of(fresh, concern)
    window = words.number(fresh.shown.thresholds.window)
    if lane == NEW:
        own = f"{words.plural(floor, 'incident')} of its own ({concern.title.lower()})"
        return (
            f"at least {own} in the last month or the last {window}, and more than its own last {BACK} complete "
            "months, the season and the town's course explain; drawn so that over all places and concerns at most "
            f"{one_in(alpha)} of those marked would be so by chance."
        )
    if lane == STANDING:
        return (
            f"together with the hexagons around it more than its surroundings explain, in at least "
            f"{at_least(USUALLY, SIGNALS_FROM)} of the last {SIGNALS_FROM} complete months, each taken alone."
        )
    earlier = SIGNALS_FROM - RECENT
    return (
        f"stood out in at least {words.number(at_least(OFTEN, earlier))} of the {earlier} months before the last "
        f"{words.number(RECENT)} and in none of those, and holds fewer than its own history explains."
    )


def _around(candidate: Candidate) -> list[str]:
    around, usual = candidate.around
    if candidate.lane != NEW or usual != usual:  # NaN is not itself
        return []
    moved = "" if not candidate.moved else ": reports may only have moved here"
    return [f"With two rings of hexagons around it {around:,} where {precisely(usual)} were expected{moved}."]


# ---- what it rests on ------------------------------------------------------------------------------------------------
def data(fresh: Freshness, alike: Comparable, month: str, window: int, precision_m: int) -> tuple[str, ...]:
    """The sources counted and whether their months are complete, and what is in no number."""
    span = tuple(months.shift(month, -back) for back in range(window - 1, -1, -1))
    said = _states(fresh, alike.sources, span)
    if alike.others:
        left = alike.titles(alike.others)
        verb = "reports" if len(left) == 1 else "report"
        said.append(f"{words.listed(left)} {verb} it too, not as long or not alike: in no number here.")
    if proactive := alike.made_of.concern.proactive:
        named = words.listed([schema.CATEGORY_TITLES[key].lower() for key in proactive])
        said.append(f"Not counted for ranking, since counts depend on enforcement: {named}.")
    if precision_m:
        said.append(f"Points are known to within {precision_m:,} m at worst; known places are left out.")
    town = basis(fresh, fresh.shown.concern(ALL), month, 1)
    waits = [
        source for source in fresh.sources if source not in alike.sources and fresh.state(source, month) != COMPLETE
    ]
    if waits:
        said.append(
            f"Not complete for {months.title(month)}, and not counted here: {words.listed(titles(town, waits))}."
        )
    return tuple(said)


def _states(fresh: Freshness, sources: Sequence[str], span: Sequence[str]) -> list[str]:
    """Those that are complete in one line, then each that is not."""
    wanting = {source: [each for each in span if fresh.state(source, each) != COMPLETE] for source in sources}
    whole = [fresh.titles[source] for source, lacking in wanting.items() if not lacking]
    said = [f"{words.listed(whole)}, {period(span[-1], len(span))}: complete."] if whole else []
    for source, lacking in wanting.items():
        if lacking:
            states = ", ".join(f"{months.title(each)} {fresh.state(source, each)}" for each in lacking)
            said.append(f"{fresh.titles[source]}: {states}.")
    return said


# ---- decisions -------------------------------------------------------------------------------------------------------
def decision(each: Decision, zone: ZoneInfo, edition: Edition) -> str:
    """``26 Nov 2026, AIM group, meeting on October 2026: Send: ... Why: High for many months.`` Roles, no accounts.

    The public is told the kind, the agency and what it did, as in the minutes: no role, no hours, no day to come.
    """
    at = day_title(each.at.astimezone(zone).date())
    entry = each.entry
    public = ", ".join(part for part in (entry.agency, entry.tactic) if part)
    told = each.says() if edition == Edition.INTERNAL else f"{entry.kind}: {public}" if public else entry.kind
    parts = [f"{at}, AIM group, meeting on {months.title(each.month)}: {told}.", f"Why: {entry.reason}."]
    if entry.note and edition == Edition.INTERNAL:
        parts.append(f"“{entry.note}”")
    if each.fate in (ENDED, WITHDRAWN):
        parts.append("Ended." if each.fate == ENDED else "Taken back.")
        if each.end_note and edition == Edition.INTERNAL:
            parts.append(f"“{each.end_note}”")
    if edition == Edition.INTERNAL:
        expected = "" if each.seen.expected is None else f", {precisely(each.seen.expected)} expected"
        parts.append(f"Seen then: {each.seen.count:,}{expected} (picture {each.picture}).")
    return " ".join(parts)


def result(lines: Sequence[DecisionLine], edition: Edition) -> str:
    """What came of the decisions so far."""
    if lines:
        return NO_REVIEW
    nothing = "Nothing to review: nothing has been decided."
    return nothing if edition == Edition.INTERNAL else "No result to publish yet."


# ---- doubt -----------------------------------------------------------------------------------------------------------
def challenge(config: Config, fresh: Freshness, month: str, place: str) -> tuple[str, ...]:
    """How somebody who doubts it can have it worked out again."""
    picture = fresh.shown.manifest["picture"]
    whom = config.partnership.contact or "the partnership's analyst"
    return (
        f"Tell {whom} the picture ({picture}), the month ({months.title(month)}), the place ({place}) and what you "
        "doubt. All of it is worked out again from that picture, exactly as it was: it does not change when data or "
        "settings do.",
        "Numbers are of reports about places, never of people. They say what was reported, not all that happened, and "
        "a place with more reports is not a worse place to live.",
    )
