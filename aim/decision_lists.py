"""What the meeting picks from when it decides about a place: the model of ``settings/decisions.toml``.

What is picked is stored as it read on the day, so that these lists may change and old decisions keep their words.
"""

from collections import Counter
from datetime import date
from typing import Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from aim import personal

Kind = Literal["Send", "Watch", "Known", "Not now"]
SEND: Final = "Send"
WATCH: Final = "Watch"
KNOWN: Final = "Known"
NOT_NOW: Final = "Not now"
Lane = Literal["new or worse", "long-standing", "quietened"]  # as the list for discussion calls them
KINDS: Final = (SEND, WATCH, KNOWN, NOT_NOW)
LONGEST_ROLE: Final = 60


class _Listed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ProposedDays(_Listed):
    """After how many days a form proposes that a decision of a kind ends or is looked at again."""

    send: int = Field(ge=1, le=730)
    watch: int = Field(ge=1, le=730)
    known: int = Field(ge=1, le=730)


class DecidingAgency(_Listed):
    """An agency that can be sent, and the roles there that can own a decision."""

    name: str = Field(min_length=1, max_length=60)
    roles: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _roles_not_people(self) -> "DecidingAgency":
        for role in self.roles:
            if not 0 < len(role.strip()) <= LONGEST_ROLE:
                raise ValueError(f"a role of {self.name} has no letter, or more than {LONGEST_ROLE}: name it in short")
            if held := personal.in_writing(role):
                raise ValueError(f"a role of {self.name} holds {held}: name the role, never a person")
        return self


class Tactic(_Listed):
    """What can be done at a place, and a line that says how."""

    title: str = Field(min_length=1, max_length=60)
    note: str = ""


class DecisionReason(_Listed):
    """Why a decision of one of ``kinds`` is taken, about places of any lane of the list, or of ``lanes`` alone."""

    text: str = Field(min_length=1, max_length=80)
    kinds: tuple[Kind, ...] = Field(min_length=1)
    lanes: tuple[Lane, ...] = ()


class DecisionLists(_Listed):
    """What the meeting picks from; see ``settings/decisions.toml``."""

    owner: str
    reviewed: date
    days: ProposedDays
    agencies: tuple[DecidingAgency, ...] = Field(min_length=1)
    tactics: tuple[Tactic, ...]
    reasons: tuple[DecisionReason, ...]

    @model_validator(mode="after")
    def _each_once_and_a_reason_for_each(self) -> "DecisionLists":
        named = Counter([("agency", each.name) for each in self.agencies])
        named.update(("tactic", each.title) for each in self.tactics)
        named.update(("reason", each.text) for each in self.reasons)
        twice = [f"{what} {name!r} stands twice" for (what, name), number in named.items() if number > 1]
        lanes = get_args(Lane)
        without = [
            f"no reason is for {kind!r} in every lane"
            for kind in get_args(Kind)
            if not all(self.reasons_for(kind, lane) for lane in lanes)
        ]
        if twice or without:
            raise ValueError("; ".join(twice + without) + ": each once, and one for each kind at least")
        return self

    def reasons_for(self, kind: str, lane: str) -> tuple[str, ...]:
        """The reasons to pick from for decisions of a kind about a place of a lane."""
        return tuple(each.text for each in self.reasons_of(lane) if kind in each.kinds)

    def reasons_of(self, lane: str) -> tuple[DecisionReason, ...]:
        """The reasons to pick from about a place of a lane."""
        return tuple(each for each in self.reasons if not each.lanes or lane in each.lanes)
