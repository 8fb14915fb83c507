"""What does a Neighbourhood Action Partnership hand to everybody after a meeting? Four public sheets of what was kept.

**Facts**, three: first all reports together. Then the concern that went up most, of those outside what was expected;
where none did, of those with clearly more reports than a year before; where none had, the one with most reports. Then
the one that went down most, found alike; where none did, the next with most reports. Most reports: concerns that hold
no other come first. None that is counted by how much the police look for it, and all of it found by what is public
(:mod:`aim.questions.public_rule`): what is told may not tell of what is not. Where a source had not all of the month,
the last fact says that instead, and without the total no number stands on the sheet. How many numbers are left out
stands under them, and why; and since when they stand, as nobody is told others later.

**Actions**, two: deployments of earlier meetings in this neighbourhood that are over, those whose end was recorded
first; where what came of one is not recorded, it is said to have been planned. By kind, agency, ward and concern: no
hours, no day, no street. Of the meeting itself the sheet says only that it looked for places, at how many of the
neighbourhood and in which wards, as the public list has them, and that work is told of when it is over: the same words
whether or not anybody was sent.

**Result**, one: of the newest deployment whose end was recorded, whether its place has fewer reports than then, in
words, once the months counted all lie after the decision; that chance moves numbers too, so that nobody can say why, is
said beside it: no sheet says that work had an effect. Until then that it is too early, and without such a deployment
that there is no result yet.

Words are short, for a reader of about eleven years. Free text of people is on no sheet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aim import months
from aim.concerns import ALL
from aim.decisions.model import ENDED
from aim.errors import QuestionError
from aim.questions import words
from aim.questions.given_out import first_given
from aim.questions.minutes import Before
from aim.questions.minutes_view import remarks
from aim.questions.public_rule import public_line, told_only
from aim.questions.public_words import OUTSIDE, outside, withheld
from aim.questions.results import ALIKE, CLEAR, EARLY, FEWER, MORE, compared, moved
from aim.reading.freshness import COMPLETE

Row = Mapping[str, Any]
FACTS: Final = 3
ACTIONS: Final = 2
# What the concerns of the settings are called where nobody knows the trade; others by their titles.
_PLAIN: Final = {
    "crime": "crimes of all kinds",
    "violence": "violence",
    "damage-and-arson": "damage and arson",
    "shoplifting-and-theft": "shoplifting and theft",
    "vehicle-crime": "crimes about cars and other vehicles",
    "environmental-crime": "rubbish, litter, graffiti and the like",
    "fly-tipping": "dumped rubbish (fly-tipping)",
    "graffiti": "graffiti and posters",
    "fires": "fires started on purpose",
    "fires-primary": "large fires started on purpose",
    "fires-secondary": "small outdoor fires started on purpose",
    "fires-vehicle": "vehicles set on fire on purpose",
    "abandoned-vehicles": "vehicles left behind",
    "dog-fouling": "dog mess",
}
_SAID: Final = {
    "higher": "That is more than the {} to {} we expected.",
    "slightly higher": "That is a little more than the {} to {} we expected.",
    "as expected": "We expected {} to {}.",
    "slightly lower": "That is a little less than the {} to {} we expected.",
    "lower": "That is less than the {} to {} we expected.",
}
_ONE_OF_MANY: Final = "We look at many kinds of reports. A few go up or down just by chance."
_NO_VERDICT: Final = "We cannot say here if that is usual: an earlier number is left out or too small."
_APART: Final = " Reports recorded at police stations and hospitals are not in this number."
_RESULT: Final = {
    FEWER: "There are fewer reports there now.",
    ALIKE: "There are about as many reports there as before.",
    MORE: "There are more reports there now.",
}
_CHANCE: Final = "Numbers go up and down by chance. High ones often fall by themselves. So we cannot say why."
_NO_RESULT: Final = "There is no result to tell yet. When work is over, we will say here if there are fewer reports."
_TOO_EARLY: Final = (
    "It is too early to say if there are fewer reports there. Our numbers still hold days from before it began."
)
_AGENCIES: Final = {
    "Police": "the police",
    "Fire": "the fire service",
    "Council": "the council",
    "Housing": "housing landlords",
    "All partners": "all partners",
    "Partners together": "all partners",  # as it was called before
}
_SILENT: Final = "If we work at a place, we tell you here when that work is over."
_WHY_LEFT_OUT: Final = (
    "Some numbers are left out here. Where only a few people are affected, a number could give somebody away."
)
_USUAL_LEFT_OUT: Final = "For the same reason we do not always say if a number is more than we expected."


@dataclass(frozen=True)
class Fact:
    """A number, large, and what it is in a sentence or two; ``number`` is empty where there is none to tell."""

    number: str
    text: str


@dataclass(frozen=True)
class NapSheet:
    """One sheet: what is going on in a neighbourhood, what was done, whether it helped, and how to report."""

    neighbourhood: str
    title: str
    lead: str
    remarks: tuple[str, ...]
    facts: tuple[Fact, ...]
    withheld: str
    stands: str
    actions: tuple[str, ...]
    result: str
    ways: tuple[tuple[str, str], ...]
    contact: str


def nap_sheets(found: Before) -> tuple[NapSheet, ...]:
    """The sheets of a meeting, one for each neighbourhood. Raises QuestionError where it had none."""
    tables = found.tables
    if not tables["neighbourhoods"]:
        raise QuestionError(f"the meeting on {tables['month']} had no neighbourhood, so that there is no sheet to make")
    return tuple(_sheet(found, area) for area in tables["neighbourhoods"])


def _sheet(found: Before, area: str) -> NapSheet:
    tables = found.tables
    agencies = dict.fromkeys(row["agency"] for row in tables["data"])
    over = sorted((row for row in told_only(tables) if row["neighbourhood"] == area), key=_recorded_first)
    return NapSheet(
        neighbourhood=area,
        title=f"{area} {tables['town']} in {months.title(tables['month'])}",
        lead=f"Each month partners in {tables['town']} meet and look at what was reported to "
        f"{words.listed([*map(_called, agencies)])}.",
        remarks=remarks(found.state, public=True),
        facts=tuple(_facts(tables, area)),
        actions=tuple(_actions(tables, area, over)),
        withheld=_withheld(tables, area),
        stands=_stands(tables),
        result=_result(over, tables["month"]),
        ways=tuple((way["when"], way["how"]) for way in tables["reporting"]),
        contact=tables["contact"] or "",
    )


def _called(agency: str) -> str:
    return _AGENCIES.get(agency, agency)


# ---- facts -----------------------------------------------------------------------------------------------------------
def _facts(tables: Row, area: str) -> list[Fact]:
    mine = [row for row in tables["moved"] if row["area"] == area and not row["enforced"]]
    rows = [row for row in mine if public_line(row).count]
    whole = [row for row in rows if row["concern"] == ALL]
    late = _late_sources(tables)
    found = [_all(tables, area, row) for row in whole]
    found += [_one(tables, row) for row in _chosen([row for row in rows if row["concern"] != ALL])]
    if late or not whole:
        found = [*found[: FACTS - 1], Fact("", _late(tables, late))]
    return found[:FACTS]


def _chosen(rows: Sequence[Row]) -> list[Row]:
    """The concern that went up most and the one that went down most, or else those with most reports."""
    told = outside(rows)
    most = sorted(rows, key=lambda row: (row["holds"], -(public_line(row).count or 0), row["concern"]))
    changed = sorted(most, key=lambda row: -abs(_since_last_year(row)))
    up = [row for row in told if row["strength"] > 0][:1] + [row for row in changed if _since_last_year(row) > CLEAR]
    down = [row for row in told if row["strength"] < 0][:1] + [r for r in changed if _since_last_year(r) < -CLEAR]
    found = [*up, *most][:1]
    return found + [row for row in (*down, *most) if row not in found][:1]


def _since_last_year(row: Row) -> float:
    """How far a count is above the year before, as roots differ; 0 where that is not public, or the verdict is."""
    line = public_line(row)
    if line.told or line.count is None or line.last_year is None:
        return 0.0
    return moved(line.count, line.last_year)


def _all(tables: Row, area: str, row: Row) -> Fact:
    said = f"reports of all kinds in {area} in {_month(tables)}. {_than_expected(row)}".rstrip()
    said += _APART if (tables.get("apart") or {}).get("places") else ""
    whom = "" if row.get("all_of", True) or not row["of"] else f" They are those of {row['of']}."
    return Fact(f"{public_line(row).count:,}", f"{said}{whom}")


def _one(tables: Row, row: Row) -> Fact:
    """The concern that moved most is one of many looked at, and that is said beside it."""
    line = public_line(row)
    picked = line.signal in OUTSIDE or abs(_since_last_year(row)) > CLEAR
    chance = _NO_VERDICT if line.withheld else _ONE_OF_MANY
    said = filter(None, (_than_expected(row), chance if picked else ""))
    return Fact(f"{line.count:,}", " ".join([f"reports of {plain(row['concern'], row['title'])}.", *said]))


def plain(concern: str, title: str) -> str:
    """What a concern is called on a sheet."""
    return _PLAIN.get(concern, f"{title[:1].lower()}{title[1:]}")


def _than_expected(row: Row) -> str:
    """Beside its season, where that may be said, and beside the year before."""
    line = public_line(row)
    said = [_SAID[line.signal].format(f"{line.lower:,}", f"{line.upper:,}")] if line.told else []
    if line.last_year is not None:
        said.append(f"A year before there were {line.last_year:,}.")
    return " ".join(said)


def _withheld(tables: Row, area: str) -> str:
    """How many numbers of the neighbourhood are not told, and why; that of some it is not told what is usual."""
    lines = [line for row in tables["moved"] if row["area"] == area and (line := public_line(row)).received]
    counts, verdicts = withheld(lines)
    if counts and counts == len(lines) and _late_sources(tables):
        return f"The numbers for {area} are not here yet. We show them when all the reports are in."
    if not counts:
        return ""
    said = f"{_WHY_LEFT_OUT} {area}: {counts} of {words.plural(len(lines), 'number')} left out."
    return f"{said} {_USUAL_LEFT_OUT}" if verdicts else said


def _stands(tables: Row) -> str:
    """That the numbers stay as they were told first; nothing of a month of which none was told."""
    day = first_given(tables.get("published", {}), tables["month"])
    return f"We first gave these numbers out on {day}. They stay as they were then." if day else ""


def _month(tables: Row) -> str:
    return months.title(tables["month"])


def _late_sources(tables: Row) -> list[str]:
    return [row["source"] for row in tables["data"] if row["state"] != COMPLETE]


def _late(tables: Row, late: Sequence[str]) -> str:
    whom = f" from {words.listed(late)}" if late else ""
    return f"We do not have all the reports of {_month(tables)}{whom} yet. The numbers can still go up."


# ---- actions and result ----------------------------------------------------------------------------------------------
def _recorded_first(row: Row) -> tuple[bool, int, int]:
    """Deployments whose end was recorded before others, the newest first."""
    return row["fate"] != ENDED, -months.number(row["month"]), -row["id"]


def _actions(tables: Row, area: str, over: Sequence[Row]) -> list[str]:
    """What was done at places and is over; where there is room also that this meeting looked, and at what."""
    done = [_action(row) for row in over[:ACTIONS]]
    looked = [] if done else [f"We checked the reports from {area} to see which places stand out."]
    return [*done, *looked, _talked(tables, area)][:ACTIONS]


def _talked(tables: Row, area: str) -> str:
    """How many places stood out, and in which wards, as the public list has them: not which of them were discussed."""
    wards = [row["ward"] for row in tables["places"] if row["neighbourhood"] == area]
    if wards:
        many = f"{words.number(len(wards))} {'place' if len(wards) == 1 else 'places'}"
        stood = "was" if len(wards) == 1 else "were"
        return f"On our list {stood} {many} in {words.listed([*dict.fromkeys(wards)])}. {_SILENT}"
    if tables["unsaid"]:
        return f"We cannot say yet if a place in {area} stands out."
    return f"No place in {area} was on our list this time."


def _action(row: Row) -> str:
    """``Foot patrol in Newport, led by the Council. The problem was dumped rubbish.``"""
    what = row["tactic"] or "Extra work"
    said = f"{what} in {row['ward']}. Led by: {_called(row['agency'])}. The problem: {_problem(row)}."
    return said if row["fate"] == ENDED else f"Planned: {said} We have not written down yet what came of it."


def _problem(row: Row) -> str:
    return "many kinds of reports" if row["concern"] in ("", ALL) else plain(row["concern"], row["counted"])


def _result(over: Sequence[Row], month: str) -> str:
    said = [(row, compared(row, month)) for row in over if row["fate"] == ENDED]
    told = [each for each in said if each[1] in _RESULT] or [each for each in said if each[1] == EARLY]
    if not told:
        return _NO_RESULT
    row, result = told[0]
    is_over = f"{row['tactic'] or 'Extra work'} in {row['ward']} is over."
    return f"{is_over} {_TOO_EARLY}" if result == EARLY else f"{is_over} {_RESULT[result]} {_CHANCE}"
