"""Generated sentences: plain, short, and never more certain than the numbers."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from aim import months
from aim.questions.views import PlaceRow

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
# Under this many incidents a share is noise, and is not said.
_SHARE_FROM = 100
UNREPORTED = "unreported"  # the state of a month of a concern that no source reports
# Under this many incidents at a place no kind of them leads.
KIND_FROM = 10


def number(n: int) -> str:
    """Small numbers as words, larger ones as figures with a thousands comma."""
    return _SMALL[n] if 0 <= n < len(_SMALL) else f"{n:,}"


def plural(n: int, word: str) -> str:
    """``3 places``, ``1 place``."""
    return f"{n:,} {word}{'' if n == 1 else 's'}"


def listed(names: Sequence[str]) -> str:
    """``Police``, ``Police and Fire``, ``Police, Fire and Council``."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def told_apart(names: Sequence[str]) -> list[str]:
    """``names`` with which of several of one name each is: ``Litter in Central (2 of 2)``, in their order."""
    many, met, told = Counter(names), Counter[str](), []
    for name in names:
        met[name] += 1
        told.append(f"{name} ({met[name]} of {many[name]})" if many[name] > 1 else name)
    return told


def window_title(month: str, window: int) -> str:
    """The months a window covers: ``June 2025``, ``April to June 2025``, ``July 2024 to June 2025``."""
    first = months.shift(month, 1 - window)
    if first == month:
        return months.title(month)
    return f"{months.title(first).removesuffix(' ' + month[:4])} to {months.title(month)}"


def headline(
    month: str, state: str, rows: Sequence[PlaceRow], area: str | None, *, town: str, lacking: Sequence[str] = ()
) -> str:
    """The largest text of the page: how many places stand out, and where; ``lacking``: of whom a month is missing."""
    start = f"{months.title(month)}"
    if state == UNREPORTED:
        return f"{start}: no source reports this concern."
    if state == "missing":
        return f"{start}: not received yet{f' from {listed(lacking)}' if lacking else ''}."
    if state == "not complete yet":
        start = f"{start}, not complete yet"
    here = [row for row in rows if area in (None, row.neighbourhood)]
    if area is not None:
        if not here:
            return f"{start}: no place in {area} stands out from the town."
        verb = "stands" if len(here) == 1 else "stand"
        return f"{start}: {plural(len(here), 'place')} in {area} {verb} out, of {len(rows)} in {town}."
    if not rows:
        return f"{start}: no place stands out from the rest of {town}."
    verb = "stands" if len(rows) == 1 else "stand"
    return f"{start}: {plural(len(rows), 'place')} {verb} out{_where(rows)}."


def _where(rows: Sequence[PlaceRow]) -> str:
    """``, 5 of them in North``; nothing where no neighbourhood leads."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.neighbourhood] = counts.get(row.neighbourhood, 0) + 1
    most = max(counts.values())
    leaders = sorted(name for name, n in counts.items() if n == most)
    if len(rows) == 1:
        return f", in {leaders[0]}"
    if len(leaders) > 1:
        return ""
    return f", all in {leaders[0]}" if most == len(rows) else f", {most} of them in {leaders[0]}"


def span(window: int, held: int) -> str:
    """``this month``, ``in three months``, or ``in two of three months`` where the others were not received."""
    if window == 1:
        return "this month"
    return f"in {number(window)} months" if held == window else f"in {number(held)} of {number(window)} months"


def why(count: int, before: str, when: str, mix: Sequence[tuple[str, int]]) -> str:
    """One line a place: its count, the same months last year, and the kind that leads with a third of it or more.

    ``when`` is :func:`span`, ``before`` is :func:`year_before`. Of few incidents no kind leads.
    """
    parts = [f"{count:,} {when}"]
    if before:
        parts.append(before)
    if len(mix) > 1 and count >= KIND_FROM and mix[0][1] > mix[1][1] and mix[0][1] * 3 >= count:
        parts.append(f"{'mostly' if mix[0][1] * 2 > count else 'led by'} {mix[0][0].lower()}")
    return " · ".join(parts)


def year_before(last_year: int | None, now: int, compared: str) -> str:
    """``80 a year before``; ``Police only 85, a year before 80`` where some of the sources cannot be compared."""
    if last_year is None:
        return ""
    return f"{compared} {now:,}, a year before {last_year:,}" if compared else f"{last_year:,} a year before"


def concentration(places: int, inside: int, total: int, area_share: float, when: str) -> str:
    """``35 % of 6,952 incidents in three months happened in these ten places, on 6 % of the area.``

    A share is said of many incidents only: of a few it is noise.
    """
    if total < _SHARE_FROM or not places:
        return f"{plural(total, 'incident')} {when}."
    here = "this place" if places == 1 else f"these {number(places)} places"
    return (
        f"{round(100 * inside / total)} % of {total:,} incidents {when} happened in {here}, "
        f"on {round(100 * area_share) or 'under 1'} % of the area."
    )


def rank_range(low: int, high: int, of: int) -> str:
    """``1st to 3rd of 5``: between which places of a list something could stand; empty where that is not known."""
    if low < 1 or of < 2:
        return ""
    return f"{ordinal(low)} of {of}" if low == high else f"{ordinal(low)} to {ordinal(high)} of {of}"


def ordinal(n: int) -> str:
    """``1st``, ``2nd``, ``3rd``, ``11th``."""
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def moment(stamp: str | None, zone: ZoneInfo) -> str:
    """An ISO time in the partnership's own time: ``22 Nov 2026 10:30``."""
    if stamp is None:
        return ""
    local = datetime.fromisoformat(stamp).astimezone(zone)
    return f"{local.day} {months.NAMES[local.month - 1][:3]} {local.year} {local:%H:%M}"
