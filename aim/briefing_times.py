"""When the daily briefing is held, and how a day is told there: the model of ``[briefing]`` in ``partnership.toml``."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class BriefingTimes(BaseModel):
    """The local time ``at`` which a briefing begins, on which ``weekdays`` (Monday is 0), and the parts of a day.

    ``bands``: by name the hour at which each part of a day begins; it ends where the next one does.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: time = time(9)
    weekdays: tuple[int, ...] = Field(default=(0, 1, 2, 3, 4), min_length=1)
    bands: dict[str, int] = Field(default={"night": 0, "morning": 6, "afternoon": 12, "evening": 18})

    @model_validator(mode="before")
    @classmethod
    def _days_by_name(cls, said: Any) -> Any:
        if isinstance(said, Mapping) and "weekdays" in said:
            unknown = [name for name in said["weekdays"] if name not in WEEKDAYS]
            if unknown:
                raise ValueError(f"weekdays {', '.join(map(repr, unknown))}: write them as {', '.join(WEEKDAYS)}")
            return {**said, "weekdays": tuple(sorted({WEEKDAYS.index(name) for name in said["weekdays"]}))}
        return said

    @model_validator(mode="after")
    def _bands_cover_the_day(self) -> "BriefingTimes":
        hours = list(self.bands.values())
        if not hours or hours[0] != 0 or hours != sorted(set(hours)) or hours[-1] > 23:
            raise ValueError(f"bands {self.bands}: each begins at a later hour than the one before, the first at 0")
        return self

    def before(self, day: date, zone: ZoneInfo) -> datetime:
        """When the last briefing of an earlier day than ``day`` began, in local time.

        Of an earlier day, not of an earlier hour: at five past nine the room still sits in the briefing of nine.
        """
        earlier = (day - timedelta(days=back) for back in range(1, 8))
        held = next(each for each in earlier if each.weekday() in self.weekdays)
        return datetime.combine(held, self.at, zone)

    def band(self, hour: int) -> str:
        """The part of the day in which ``hour`` lies."""
        return [name for name, begins in self.bands.items() if begins <= hour][-1]
