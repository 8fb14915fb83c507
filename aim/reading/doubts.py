"""What can be wrong with a month that came whole by the calendar."""

from dataclasses import dataclass
from datetime import date

from aim import months


@dataclass(frozen=True)
class Thin:
    """A month that holds too few: how many incidents, and the least that would be enough."""

    held: int
    least: int

    def words(self, title: str) -> str:
        """The doubt in words; ``title`` is what the source is called."""
        return f"{self.held:,} of {title}, at least {self.least:,} expected"


@dataclass(frozen=True)
class Silent:
    """A month touched by days of which nothing came: the first and the last of them, of the longest run."""

    first: date
    last: date

    def words(self, title: str) -> str:
        """The doubt in words; ``title`` is what the source is called."""
        return f"nothing of {title} {_between(self.first, self.last)}"


@dataclass(frozen=True)
class OpenQuarter:
    """A month of a quarter that is not all there: the months that lack."""

    lacking: tuple[str, ...]

    def words(self, title: str) -> str:
        """The doubt in words; ``title`` is what the source is called."""
        return f"{', '.join(months.short(month) for month in self.lacking)} of {title} lacking in the same quarter"


Doubt = Thin | Silent | OpenQuarter


def _between(first: date, last: date) -> str:
    """``between 3 and 12 May``, ``between 28 April and 4 May``, ``on 3 May``; years where they are two."""
    end = f"{last.day} {months.NAMES[last.month - 1]}"
    if first == last:
        return f"on {end}"
    if months.of(first) == months.of(last):
        return f"between {first.day} and {end}"
    start = f"{first.day} {months.NAMES[first.month - 1]}"
    if first.year == last.year:
        return f"between {start} and {end}"
    return f"between {start} {first.year} and {end} {last.year}"
