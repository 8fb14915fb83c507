"""From an address to what it shows: the page's question asked, and asked again where the address was wrong."""

from dataclasses import dataclass, replace

from aim.config import Config
from aim.errors import QuestionError
from aim.pages import state
from aim.pages.month_places import chosen_row
from aim.pages.state import Choices
from aim.questions.month import month_view
from aim.questions.place import place_view
from aim.questions.shown import is_kept
from aim.questions.views import MonthView, PlaceView


@dataclass(frozen=True)
class Asked:
    """What is to be shown: ``view`` is None where nothing is loaded; ``ignored`` are sentences about the address."""

    choices: Choices
    view: MonthView | None
    place: PlaceView | None
    ignored: tuple[str, ...]


def ask(config: Config, search: str | None) -> Asked:
    """The month and the place that ``search`` names; whatever it names wrongly is left out and said."""
    choices, ignored = state.read(search)
    choices, gone = _picture(config, choices)
    view, choices, unknown = _month(config, choices)
    ignored += gone
    if view is None:
        return Asked(choices, None, None, ignored + unknown)
    place, choices, strange = _place(config, choices, view)
    return Asked(choices, view, place, ignored + unknown + strange)


def _picture(config: Config, choices: Choices) -> tuple[Choices, tuple[str, ...]]:
    """``choices`` without a picture that is kept no more, and a sentence that says so."""
    if choices.as_of is None or is_kept(config, choices.as_of):
        return choices, ()
    said = f"picture {choices.as_of} is not kept here: showing the current one"
    return replace(choices, as_of=None), (said,)


def _month(config: Config, choices: Choices) -> tuple[MonthView | None, Choices, tuple[str, ...]]:
    try:
        return _view(config, choices), choices, ()
    except QuestionError:
        usual = month_view(config, as_of=choices.as_of)
        if usual is None:
            return None, choices, ()
        choices, unknown = state.known(choices, usual)
    try:
        return _view(config, choices), choices, unknown
    except QuestionError as error:
        # Each value exists, yet not together: a long window in a month too early for it.
        return (
            usual,
            replace(Choices(), view=choices.view, as_of=choices.as_of),
            (*unknown, f"{error}: showing the usual view"),
        )


def _view(config: Config, choices: Choices) -> MonthView | None:
    return month_view(
        config,
        month=choices.month,
        concern=choices.concern,
        area=choices.area,
        window=choices.window,
        listed=choices.list,
        as_of=choices.as_of,
    )


def _place(config: Config, choices: Choices, view: MonthView) -> tuple[PlaceView | None, Choices, tuple[str, ...]]:
    """The chosen place under the key of its row, so that any of its cells in an address opens the same drawer."""
    if choices.place is None:
        return None, choices, ()
    row = chosen_row(view, choices.place)
    key = row.key if row else choices.place
    try:
        # Of the same picture, whatever is built between the two questions.
        found = place_view(
            config,
            key,
            month=view.month,
            concern=view.concern.name,
            window=view.window,
            listed=view.listed,
            as_of=view.fingerprint,
        )
    except QuestionError:
        return None, replace(choices, place=None), ("the place in the address is not on this map",)
    return found, replace(choices, place=key), ()
