"""Which columns say when, and in which format: every format is tried over all values, and none is guessed."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from aim import months
from aim.ingest.proposing.personal import words
from aim.ingest.proposing.tables import Table
from aim.ingest.times import NEVER, is_day, parsed

_DAYS = (
    "%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%Y", "%d/%m/%y", "%m/%d/%y",
    "%d-%m-%y", "%m-%d-%y", "%d.%m.%y", "%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%d %b %y", "%d %B %Y", "%d-%B-%Y",
    "%b %d %Y", "%B %d %Y", "%b %d, %Y", "%B %d, %Y", "%a %d %b %Y", "%A %d %B %Y", "%d %m %Y", "%m %d %Y", "%Y%m%d",
    "%d%m%Y", "%m%d%Y",
)  # fmt: skip
_CLOCKS = ("%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p", "%H.%M", "%H%M", "%H%M%S")
_ZONES = ("", "%z", " %z", "Z", " UTC", " GMT")
_ENOUGH = 0.95  # of the values: some are always mistyped
_SAMPLE = 60
# Words of the moment meant, the best first, and of moments that are not.
_WHEN = (
    "occurred", "committed", "incident", "from", "start", "began", "call", "reported", "received", "requested",
    "created", "raised", "logged", "opened", "recorded", "date", "datetime", "time", "when",
)  # fmt: skip
_NOT_WHEN = frozenset(
    "closed completed resolved updated update modified last expected due target end to until sent whensent finish "
    "finished arrived arrival arriving attended attendance deployed fin outcome review deleted load extract "
    "exported dob birth year".split()
)
_ENDS = {"from": "to", "start": "end", "earliest": "latest", "begin": "end", "first": "last"}


@dataclass(frozen=True)
class When:
    """Columns that say when, and the ``formats`` that fit equally well; none for a month.

    ``good``: values that the first of them reads, of ``distinct``. More than one format: which of them is meant cannot
    be told from the values. ``end``: the columns of the moment until which.
    """

    columns: tuple[str, ...]
    formats: tuple[str, ...]
    good: int
    distinct: int
    end: tuple[str, ...] = ()

    @property
    def is_utc(self) -> bool:
        """Whether the values say themselves that their clock is UTC."""
        return any(form.endswith(("Z", "UTC", "GMT")) for form in self.formats)

    @property
    def is_meant(self) -> bool:
        """Whether the columns' names speak of when it happened or came, not of when it was closed."""
        return _rank(self) > 0


def find(table: Table) -> list[When]:
    """Every way in which the table says when, the likeliest first; a month alone only where nothing says more."""
    found, clocks = [], []
    for name in table.columns:
        values = table.distinct(name)
        if values and all(map(months.is_month, values)):
            found.append(When((name,), (), len(values), len(values)))
        elif _is_clock(name, values):
            clocks.append(name)
        elif _may_be_moments(name, values):
            when = _fitting((name,), values)
            found += [] if when is None else [when]
    found += _of_parts(table)
    found = [_with_clock(table, when, clocks) for when in found]
    ranked = sorted(found, key=lambda when: -_rank(when))
    return [_with_end(when, ranked) for when in ranked]


def _may_be_moments(name: str, values: Sequence[str]) -> bool:
    """Whether trying is worth it: digits, and mere numbers only where the name says that they are dates."""
    seen = values[:_SAMPLE]
    if not seen or sum(any(letter.isdigit() for letter in value) and len(value) < 45 for value in seen) * 2 < len(seen):
        return False
    bare = sum(value.isdigit() for value in seen) * 2 > len(seen)
    return not bare or bool({"date", "day", "dt"} & set(words(name)) or "date" in name.lower())


def _is_clock(name: str, values: Sequence[str]) -> bool:
    """Whether a column holds times of day; 12.50 only where the name says so, else it is a price."""
    if not values or not re.fullmatch(r"\d{1,2}[:.]\d\d.*", values[0]):
        return False
    enough = _ENOUGH * len(values)
    parted = [clock for clock in _CLOCKS if ":" in clock or ("." in clock and _says_time(name))]
    return any(_good(values, f"%Y-%m-%d {clock}", "2025-06-02 ") >= enough for clock in parted)


def _says_time(name: str) -> bool:
    return "time" in name.lower() or "clock" in words(name)


def _good(values: Sequence[str], form: str, before: str = "") -> int:
    """How many of ``values`` a format reads."""
    start, _ = parsed([before + value for value in values], form, "UTC", "UTC")
    return int((start != NEVER).sum())


@cache
def _formats() -> tuple[str, ...]:
    """Every format that is tried: a day, and a day with a time and perhaps a zone."""
    return (*_DAYS, *(day + between + clock + zone for day in _DAYS for between in (" ", "T", ", ") for clock in _CLOCKS
                      for zone in _ZONES))  # fmt: skip


def _shape(text: str) -> str:
    """What a moment looks like: 0 for every number, a for every word."""
    return re.sub(r"[A-Za-z]+", "a", re.sub(r"\d+", "0", text))


@cache
def _by_shape() -> dict[str, tuple[str, ...]]:
    """The formats by what they look like, so that few have to be tried."""
    found: dict[str, list[str]] = {}
    for form in _formats():
        like = re.sub(r"%[bBaAp]", "a", re.sub(r"%[YmdyHIMSf]", "0", form))
        for offset in ("+00", "-00", "+00:00", "-00:00", "Z") if "%z" in form else ("",):
            found.setdefault(_shape(like.replace("%z", offset)), []).append(form)
    return {shape: tuple(forms) for shape, forms in found.items()}


def _fitting(columns: tuple[str, ...], values: Sequence[str]) -> When | None:
    """The formats that read most of ``values``, all of them where several read equally much."""
    seen = values[:: max(1, len(values) // _SAMPLE)][:_SAMPLE]
    offered = {form for value in seen for form in _by_shape().get(_shape(value), ())}
    offered = {form for form in offered if _good(seen, form) >= (_ENOUGH - 0.1) * len(seen)}
    scores = {form: _good(values, form) for form in _formats() if form in offered}
    scores = {form: good for form, good in scores.items() if good >= _ENOUGH * len(values)}
    if not scores:
        return None
    most = max(scores.values())
    # One mistyped value must not decide which is the day: only a format that reads everything rules others out.
    equal = [form for form, good in scores.items() if good == most or most < len(values)]
    equal.sort(key=lambda form: -scores[form])
    return When(columns, tuple(_without_doubles(equal)), most, len(values))


def _without_doubles(forms: Sequence[str]) -> list[str]:
    """Formats that can mean different days or months; an offset is read as such before it is taken for a letter."""
    kept: list[str] = []
    for form in forms:
        plain = form.removesuffix("Z").removesuffix("%z")
        if form.endswith("Z") and plain + "%z" in forms:
            continue
        kept.append(form)
    return kept


def _of_parts(table: Table) -> list[When]:
    """A day, a month and a year in columns of their own, put in this order."""
    parts: dict[str, Callable[[Sequence[str]], bool]] = {
        "day": lambda values: _are_numbers(values, 1, 31),
        "month": lambda values: _are_numbers(values, 1, 12) or _is_month(values),
        "year": lambda values: _are_numbers(values, 1990, 2099),
    }
    columns = tuple(
        next((name for name in table.columns if part in words(name) and fits(table.distinct(name))), "")
        for part, fits in parts.items()
    )
    when = _fitting(columns, table.distinct(*columns)) if all(columns) else None
    if when is None:
        return []
    in_order = tuple(form for form in when.formats if form.startswith("%d"))
    return [When(columns, in_order, when.good, when.distinct)] if in_order else []


def _are_numbers(values: Sequence[str], least: int, most: int) -> bool:
    return bool(values) and all(value.isdigit() and len(value) < 5 and least <= int(value) <= most for value in values)


def _is_month(values: Sequence[str]) -> bool:
    return bool(values) and any(_good(values, f"%Y %d {form}", "2025 01 ") == len(values) for form in ("%b", "%B"))


def _with_clock(table: Table, when: When, clocks: Sequence[str]) -> When:
    """A day together with the column of its time, where there is one that belongs to it."""
    if not when.formats or not is_day(when.formats[0]) or not clocks:
        return when
    own = _stem(when.columns[0]) if len(when.columns) == 1 else set()
    belongs = [name for name in clocks if _stem(name) == own]
    if not belongs:
        belongs = [name for name in clocks if _says_time(name) and not set(words(name)) & _NOT_WHEN]
        belongs = belongs if len(belongs) == 1 and _rank(when) > 0 else []
    if not belongs:
        return when
    columns = (*when.columns, belongs[0])
    both = _fitting(columns, table.distinct(*columns))
    if both is None:
        return when
    kept = tuple(form for form in both.formats if any(form.startswith(day) for day in when.formats))
    return When(columns, kept or both.formats, both.good, both.distinct)


def _stem(name: str) -> set[str]:
    return set(words(name)) - {"date", "time", "dt", "tm", "day", "datetime", "of"}


def _rank(when: When) -> int:
    """How likely the moment is the one meant."""
    if not when.formats:
        return 1
    said = [word for name in when.columns for word in words(name)]
    text = " ".join(when.columns).lower()
    named = (len(_WHEN) - at for at, word in enumerate(_WHEN) if word in said or (len(word) > 4 and word in text))
    against = bool(set(said) & (_NOT_WHEN - ({"year"} if len(when.columns) > 2 else set())))
    against = against or any(word in text for word in ("closed", "update", "sent", "resolved"))
    return max(named, default=1) + (1 if not is_day(when.formats[0]) else 0) - (100 if against else 0)


def _with_end(when: When, others: Sequence[When]) -> When:
    """From ... to ..., where two sets of columns differ by just these words and agree in their format."""
    for first, last in _ENDS.items():
        mine = [words(name) for name in when.columns]
        if not any(first in name for name in mine):
            continue
        wanted = [tuple(last if word == first else word for word in name) for name in mine]
        for other in others:
            if [words(name) for name in other.columns] == wanted and set(other.formats) & set(when.formats):
                both = tuple(form for form in when.formats if form in other.formats)
                return When(when.columns, both, when.good, when.distinct, other.columns)
    return when
